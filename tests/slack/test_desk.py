"""The desk: work in the background, its failures told and noted, its end in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import Forbidden, StoreFailed
from bot.logs import tracing
from bot.slack.desk import Desk, work_for
from tests.logged import written

if TYPE_CHECKING:
    from bot.slack.desk import Work


async def nobody(_user: str) -> None:
    """Prepare nothing."""


async def always(_key: str) -> bool:
    """Take nothing for a repetition."""
    return True


class Reader:
    """Remembers the sentences that it was told, and the failures that were noted."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.noted: list[BaseException] = []
        self.desk = Desk(nobody, always, self.noted.append)

    async def tell(self, sentence: str) -> None:
        self.told.append(sentence)


async def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("error", [Forbidden("Only an admin may."), ValueError("odd")], ids=repr)
async def test_a_failure_is_told_noted_and_found_by_one_reference(error: Exception) -> None:
    reader = Reader()
    with written() as stream, tracing(reference="a1b2c3", workspace="T1"):
        reader.desk.later(fail(error), reader.tell)
        await reader.desk.idle()

    assert reader.noted == [error]
    assert reader.told[0].endswith("Reference: a1b2c3.")
    assert "[T1 a1b2c3]" in stream.getvalue()


async def test_work_that_begins_other_work_is_waited_for_in_the_end() -> None:
    reader, done = Reader(), list[str]()

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        reader.desk.later(second(), reader.tell)

    reader.desk.later(first(), reader.tell)
    await reader.desk.close(patience=5)

    assert done == ["second"]


async def test_work_that_takes_too_long_is_cut_off_and_noted() -> None:
    reader = Reader()
    with written() as stream, tracing(reference="a1b2c3"):
        reader.desk.later(asyncio.Event().wait(), reader.tell)
        await asyncio.sleep(0)
        await reader.desk.close(patience=0.01)

    assert "cut off by the stop, reference a1b2c3" in stream.getvalue()
    assert [type(error) for error in reader.noted] == [asyncio.CancelledError]
    assert not reader.told


async def test_work_that_is_written_down_first_waits_for_that() -> None:
    reader, done = Reader(), list[str]()

    async def prepare(user: str) -> None:
        done.append(f"prepared for {user}")

    async def create() -> None:
        done.append("created")

    async def claim(delivery: str) -> Work | None:
        done.append(f"claimed by {len(delivery)} characters")
        return create()

    desk = Desk(prepare, always)
    work_for("U1", "what the form says")
    desk.begin(claim, reader.tell, ref="a1b2c3")
    await desk.idle()

    assert done == ["claimed by 64 characters", "prepared for U1", "created"]


async def test_work_that_was_written_down_before_is_not_done_again() -> None:
    reader = Reader()

    async def claim(_delivery: str) -> Work | None:
        return None

    work_for("U1", "what the form says")
    reader.desk.begin(claim, reader.tell, ref="a1b2c3")
    await reader.desk.idle()

    assert not reader.told


async def test_work_that_cannot_be_written_down_is_told_to_have_failed() -> None:
    reader = Reader()

    async def claim(_delivery: str) -> Work | None:
        raise StoreFailed("The database is gone.")

    work_for("U1", "what the form says")
    reader.desk.begin(claim, reader.tell, ref="a1b2c3")
    await reader.desk.idle()

    assert reader.told == ["The database is gone. Reference: a1b2c3."]
