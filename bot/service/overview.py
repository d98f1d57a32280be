"""Look at what somebody's Home shows, in the database alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.overview import RECENT, Overview
from bot.people import Deed
from bot.service.attention import attention_for
from bot.service.find import check, page

if TYPE_CHECKING:
    from bot.domain import EventFilter, Person
    from bot.service.ports import Clock, Store


async def overview(
    person: Person, *, mine: bool, ahead: int, recent: int, store: Store, clock: Clock
) -> Overview:
    """Look at somebody's webcasts, or at all of the workspace; raises `Forbidden`.

    `ahead` and `recent` are how many events of the two lists lie before the page.
    """
    check(Deed.FIND, person)
    now, hand = clock(), person.id if mine else None
    over: EventFilter = {"hand": hand, "ending_after": now - RECENT, "ending_before": now}
    return Overview(
        attention=await attention_for(person, store=store, clock=clock),
        ahead=await page(person.workspace, {"hand": hand, "ending_after": now}, ahead, store),
        recent=await page(person.workspace, over, recent, store, newest_first=True),
    )
