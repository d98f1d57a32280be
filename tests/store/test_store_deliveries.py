"""What Slack delivered, noted once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Wish
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


async def test_a_form_is_noted_together_with_the_wish_that_it_brings(
    store: Store, wish: Wish
) -> None:
    assert await store.claim_delivered(wish, "form", until=UNTIL)

    assert await store.wish("T1", "V1") == wish
    assert not await store.note_delivery("T1", "form", NOW)


async def test_a_form_that_was_delivered_before_claims_no_wish(store: Store, wish: Wish) -> None:
    await store.note_delivery("T1", "form", NOW)

    assert await store.claim_delivered(wish, "form", until=UNTIL) is None

    assert await store.wish("T1", "V1") is None


async def test_another_form_for_the_same_wish_does_not_claim_it_again(
    store: Store, wish: Wish
) -> None:
    await store.claim_delivered(wish, "form", until=UNTIL)

    assert await store.claim_delivered(wish, "other", until=UNTIL) is False
