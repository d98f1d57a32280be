"""What Slack delivered, noted once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Store

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_delivery_is_noted_once_by_whichever_process(
    open_store: Callable[[], Awaitable[Store]],
) -> None:
    one, other = await open_store(), await open_store()

    noted = await asyncio.gather(*(each.note_delivery("T1", "V1", NOW) for each in (one, other)))

    assert sorted(noted) == [False, True]
    assert await one.note_delivery("T2", "V1", NOW)


async def test_old_deliveries_are_forgotten_so_many_at_a_time(store: Store) -> None:
    for number in range(3):
        await store.note_delivery("T1", f"V{number}", NOW)
    await store.note_delivery("T1", "new", NOW + DAY)

    forgotten = [await store.forget_deliveries(NOW + DAY, 2) for _ in range(3)]

    assert forgotten == [2, 1, 0]
    assert not await store.note_delivery("T1", "new", NOW)
