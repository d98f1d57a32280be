"""Messages into one channel follow each other a second apart, from whichever process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreFailed
from bot.slack.pace import Pace
from bot.store import Cipher, Store, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'webcasts.db'}"
        return
    with request.getfixturevalue("postgres").migrated() as made:
        yield made


@pytest.fixture
async def stores(url: str) -> AsyncIterator[tuple[Store, Store]]:
    cipher = Cipher([Cipher.new_key()])
    async with await open_store(url, cipher) as one, await open_store(url, cipher) as two:
        yield one, two


class Waits:
    """A clock that stands where it is put, and how long it was slept for."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def pace(self, store: Store, workspace: str = "T1") -> Pace:
        return Pace(workspace, store, lambda: self.now, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_each_channel_has_a_turn_a_second_among_all_processes(
    stores: tuple[Store, Store],
) -> None:
    waits = Waits()
    one, two = map(waits.pace, stores)
    for pace, channel in ((one, "C1"), (one, "C2"), (two, "C1"), (one, "C1"), (two, "C2")):
        await pace.turn(channel)

    assert waits.slept == [1.0, 2.0, 1.0]


async def test_another_workspaces_channel_is_another_one(stores: tuple[Store, Store]) -> None:
    waits = Waits()
    await waits.pace(stores[0]).turn("C1")
    await waits.pace(stores[1], "T2").turn("C1")

    assert not waits.slept


async def test_nobody_waits_for_a_turn_that_is_long_ago(stores: tuple[Store, Store]) -> None:
    waits = Waits()
    await waits.pace(stores[0]).turn("C1")
    waits.now += timedelta(seconds=1)
    await waits.pace(stores[1]).turn("C1")

    assert not waits.slept


async def test_nobody_waits_for_what_a_wrong_clock_took(stores: tuple[Store, Store]) -> None:
    waits = Waits()
    waits.now += timedelta(days=1)
    await waits.pace(stores[0]).turn("C1")
    waits.now = NOW
    for store in stores:
        await waits.pace(store).turn("C1")

    assert waits.slept == [1.0]


async def test_turns_are_forgotten_with_their_workspace(stores: tuple[Store, Store]) -> None:
    waits = Waits()
    await waits.pace(stores[0]).turn("C1")

    assert await stores[0].forget_workspace("T1") == 1
    await waits.pace(stores[1]).turn("C1")
    assert not waits.slept


async def test_without_a_database_it_goes_at_once() -> None:
    class Away:
        async def take_turn(self, *_: object, **__: object) -> datetime:
            raise StoreFailed("The database is away.")

    await Pace("T1", Away(), lambda: NOW).turn("C1")
