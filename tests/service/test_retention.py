"""What is past its time is removed once a day, by the alarm, between other things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreFailed
from bot.service.retention import LOOK_AGAIN, Retention

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 3, 31, 15, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class Kept:
    """A store that has some batches to remove, and notes what it is asked."""

    def __init__(self, batches: int) -> None:
        self.batches = batches
        self.began: datetime | None = None
        self.asked = 0
        self.removed: list[tuple[datetime, datetime]] = []
        self.is_broken = False

    async def begin_round(self, name: str, now: datetime, every: timedelta) -> bool:
        assert name == "retention"
        self.asked += 1
        if self.began and now - self.began < every:
            return False
        self.began = now
        return True

    async def remove_past(self, before: datetime, *, at: datetime) -> bool:
        if self.is_broken:
            raise StoreFailed("The disk is full.")
        if len(self.removed) == self.batches:
            return False
        self.removed.append((before, at))
        return True


class Now:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def retention(now: Now) -> Callable[[Kept], Retention]:
    return lambda store: Retention(months=1, store=store, clock=now)


async def drained(retention: Retention) -> int:
    """Count the steps until there is nothing more."""
    steps = 0
    while await retention.step():
        steps += 1
    return steps


async def test_a_round_goes_on_until_nothing_is_left(
    retention: Callable[[Kept], Retention], now: Now
) -> None:
    store = Kept(batches=3)
    one = retention(store)
    assert await one.step()
    now.at += SECOND

    assert await drained(one) == 2

    assert store.removed == [(datetime(2026, 2, 28, 15, tzinfo=UTC), NOW)] * 3


async def test_the_next_round_is_a_day_later(
    retention: Callable[[Kept], Retention], now: Now
) -> None:
    store = Kept(batches=1)
    one = retention(store)
    await drained(one)
    store.batches = 2

    now.at = NOW + DAY - SECOND
    assert await drained(one) == 0
    now.at = NOW + DAY + LOOK_AGAIN
    assert await drained(one) == 1


async def test_another_process_has_nothing_to_do_and_rarely_asks(
    retention: Callable[[Kept], Retention], now: Now
) -> None:
    store = Kept(batches=3)
    one, other = retention(store), retention(store)
    await one.step()

    for _ in range(10):
        assert not await other.step()
        now.at += SECOND

    assert store.asked == 2
    assert len(store.removed) == 1


async def test_what_failed_is_gone_on_with(retention: Callable[[Kept], Retention]) -> None:
    store = Kept(batches=2)
    one = retention(store)
    await one.step()
    store.is_broken = True
    with pytest.raises(StoreFailed):
        await one.step()
    store.is_broken = False

    assert await drained(one) == 1


async def test_nothing_is_removed_unless_it_is_set(now: Now) -> None:
    store = Kept(batches=1)

    assert not await Retention(months=0, store=store, clock=now).step()

    assert not store.asked
