"""A few of the moments of `test_crashes`, at which the kernel ends a real process."""

from __future__ import annotations

import signal
import socket
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.assembly import open_bot
from bot.config import Config
from bot.demo.people import TEAM_ID
from bot.slack.ids import View
from tests.process import Town, process, town
from tests.stage import COMMS, TOWN_HALL, text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.house import Bot

OWNER_DM = "D0COMMSLEAD"
READY = "listening for Slack"
LATER = timedelta(minutes=10)
LINE = '/webcast create "Town hall" in 3 days at 3pm for 90 minutes'


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def there(tmp_path: Path, port: int) -> AsyncIterator[Town]:
    async with town(tmp_path, port) as there:
        yield there


async def submit(there: Town, line: str, words: str, callback: str) -> None:
    """Type a command, wait for words in its form, and press its button."""
    await there.slack.command(COMMS, TOWN_HALL, line)
    await press(there, words, callback)


async def press(there: Town, words: str, callback: str) -> None:
    await there.until(
        lambda: any(
            words in text_of(view) and view["callback_id"] == callback
            for view in there.slack.views(COMMS)
        )
    )
    await there.slack.submit(COMMS, there.slack.views(COMMS)[-1]["id"])


def dying(moment: str) -> tuple[str, ...]:
    return ("-m", "tests.dying_process", moment)


@asynccontextmanager
async def next_bot(there: Town) -> AsyncIterator[Bot]:
    """Open another bot on the same database, when all claims are over, and let it settle."""
    config = Config.from_env(there.env)
    async with open_bot(config, clock=lambda: datetime.now(UTC) + LATER) as bot:
        await bot.parts.alarm.idle()
        yield bot


def told(there: Town) -> str:
    return text_of(there.messages(COMMS, OWNER_DM))


@pytest.mark.parametrize("moment", ["before event/create", "after event/create"])
async def test_a_create_that_the_kernel_ends_is_uncertain_and_told(
    there: Town, tmp_path: Path, moment: str
) -> None:
    async with process(there.env, tmp_path, dying(moment)) as bot:
        await bot.said(READY)
        await submit(there, LINE, "people will see it", View.FORM)
        assert await bot.ended() == -signal.SIGKILL

    async with next_bot(there) as bot:
        doubts = await bot.parts.store.uncertain(TEAM_ID)

    assert [wish.request.title for wish in doubts] == ["Town hall"]
    assert "I do not know whether the webcast “Town hall” was created." in told(there)
    assert await there.titles() == ["Town hall"] * moment.startswith("after")


async def test_a_webcast_whose_message_the_kernel_cuts_off_is_announced_by_the_next_bot(
    there: Town, tmp_path: Path
) -> None:
    async with process(there.env, tmp_path, dying("before chat.postMessage")) as bot:
        await bot.said(READY)
        await submit(there, LINE, "people will see it", View.FORM)
        assert await bot.ended() == -signal.SIGKILL

    async with next_bot(there) as bot:
        events = await bot.parts.store.events(TEAM_ID)

    assert [event.title for event in events] == await there.titles() == ["Town hall"]
    cards = [text_of(each) for each in there.messages(COMMS, TOWN_HALL)]
    assert sum("Town hall" in card and "Watch" in card for card in cards) == 1
    assert "Town hall" in told(there)


async def test_a_change_that_the_kernel_ends_is_told_to_who_asked_for_it(
    there: Town, tmp_path: Path
) -> None:
    async with process(there.env, tmp_path, dying("after event/update")) as bot:
        await bot.said(READY)
        await submit(there, LINE, "people will see it", View.FORM)
        await there.until(lambda: "Viewer link" in text_of(there.slack.views(COMMS)))
        there.slack.reload(COMMS)
        await submit(there, "/webcast move next +1d", "Edit", View.EDIT)
        await press(there, "You are about to change this", View.EDIT)
        assert await bot.ended() == -signal.SIGKILL

    async with next_bot(there):
        pass

    assert "I do not know whether the platform changed it" in told(there)
