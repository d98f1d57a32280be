"""What somebody should look at: creates that nobody knows of, and webcasts that lack something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.overview import LONGEST_KEPT, NOTICE, SHORTEST_KEPT, Attention, kept_until
from bot.people import Deed, may
from bot.rules import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Event, Person, Wish
    from bot.service.ports import Clock, Store

_MOST = 200
"""Webcasts of one person that are looked at."""


async def attention_for(person: Person, *, store: Store, clock: Clock) -> Attention:
    """Gather what somebody should look at: of their own webcasts, and for admins of leavers'."""
    now, workspace = clock(), person.workspace
    ahead = await store.events(workspace, hand=person.id, ending_after=now, limit=_MOST)
    ahead = tuple(event for event in ahead if not event.cancelled_at)
    is_admin = may(Deed.ADMINISTER, person.role)
    return Attention(
        uncertain=await uncertain_for(person, store=store),
        unpresented=tuple(each for each in ahead if _lacks_presenters(each)),
        drifted=tuple(event for event in ahead if event.drifted_at),
        expiring=await _expiring(person, now, store),
        orphaned=await orphaned_events(workspace, store=store, clock=clock) if is_admin else (),
    )


async def uncertain_for(person: Person, *, store: Store) -> tuple[Wish, ...]:
    """Return the uncertain creates that somebody may settle: their own, for admins everyone's."""
    owner = None if may(Deed.ADMINISTER, person.role) else person.id
    return await store.uncertain(person.workspace, owner=owner)


async def orphaned_events(workspace: str, *, store: Store, clock: Clock) -> tuple[Event, ...]:
    """Return the webcasts ahead whose owner left, so that somebody takes them over."""
    found: list[Event] = []
    for user in await store.leavers(workspace):
        found += await store.events(workspace, owner=user, ending_after=clock(), limit=_MOST)
    return tuple(sorted(found, key=lambda event: event.webcast.starts_at))


async def _expiring(person: Person, now: datetime, store: Store) -> tuple[Event, ...]:
    events = await store.events(
        person.workspace,
        hand=person.id,
        ending_after=now - LONGEST_KEPT,
        ending_before=now + NOTICE - SHORTEST_KEPT,
        limit=_MOST,
    )
    soon = [event for event in events if now < kept_until(event) <= now + NOTICE]
    return tuple(sorted(soon, key=kept_until))


def _lacks_presenters(event: Event) -> bool:
    is_live = event.request.kind is Kind.LIVE
    return is_live and not event.webcast.portals and not event.turnout.named
