"""Whose an event is: offered and taken, taken over, and who looks after it with its owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain import HistoryEntry, Role
from bot.errors import Forbidden, Invalid, NotFound
from bot.language import say
from bot.people import Deed, Offer, may
from bot.service.find import check

if TYPE_CHECKING:
    from bot.domain import Event, Person
    from bot.service.ports import Clock, Store

    Edited = tuple[Event, list[HistoryEntry]]

REASON_LIMIT = 200
MOST_CO_OWNERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An event before and after it was taken, and the offer of it."""

    before: Event
    event: Event
    offer: Offer


async def offer_event(
    event: Event, to: Person, *, person: Person, store: Store, clock: Clock
) -> Offer:
    """Offer an event to somebody who can own it; an offer that is open is replaced."""
    check(Deed.HAND_OVER, person, event)
    if to.id == event.owner:
        raise Invalid(say("That webcast is theirs already."), field="owner")
    _check_can_own(to)
    offer = Offer(workspace=event.workspace, event_id=event.id, to=to.id, by=person.id, at=clock())
    await store.keep_offer(offer)
    await store.add_history(_line(event, person.id, "offered it", to.id, clock))
    return offer


async def withdraw_offer(event: Event, *, person: Person, store: Store, clock: Clock) -> str:
    """Take an open offer back; return to whom it was made."""
    check(Deed.HAND_OVER, person, event)
    offer = await store.offer(event.workspace, event.id)
    if offer is None or not await store.withdraw_offer(event.workspace, event.id, to=offer.to):
        raise NotFound(_not_open())
    await store.add_history(_line(event, person.id, "took the offer back", offer.to, clock))
    return offer.to


async def accept_offer(event: Event, *, person: Person, store: Store, clock: Clock) -> Accepted:
    """Make an event theirs to whom it is offered; the first click counts, and only theirs.

    Who owned it has no part in it any more.
    """
    offer = await _own_offer(event, person, store)
    _check_can_own(person)
    await _claim(offer, store)

    def edit(kept: Event) -> Edited:
        line = _line(kept, person.id, "accepted the offer", kept.owner, clock)
        return _owned_by(kept, person.id), [line]

    before, after = await store.revise(event.workspace, event.id, edit, now=clock())
    return Accepted(before=before, event=after, offer=offer)


async def decline_offer(event: Event, *, person: Person, store: Store, clock: Clock) -> Offer:
    """Leave an event with its owner."""
    offer = await _own_offer(event, person, store)
    await _claim(offer, store)
    await store.add_history(_line(event, person.id, "declined the offer", offer.by, clock))
    return offer


async def take_over(
    event: Event, reason: str, *, person: Person, store: Store, clock: Clock
) -> Event:
    """Make an event an admin's own, for a reason that is on record; an open offer is void."""
    check_take_over(event, person)
    if not reason.strip():
        raise Invalid(say("Say why. The reason is on record."), field="reason")
    await store.withdraw_offer(event.workspace, event.id)

    def edit(kept: Event) -> Edited:
        check_take_over(kept, person)
        lines = [
            _line(kept, person.id, "took it over", kept.owner, clock),
            _line(kept, person.id, "gave a reason", reason.strip()[:REASON_LIMIT], clock),
        ]
        return _owned_by(kept, person.id), lines

    return (await store.revise(event.workspace, event.id, edit, now=clock())).after


def check_take_over(event: Event, person: Person) -> None:
    """Raise `Forbidden` or `Invalid` unless somebody may take an event over at once."""
    if person.role is not Role.ADMIN:
        raise Forbidden(say("Only an admin can take a webcast over without being offered it."))
    if event.owner == person.id:
        raise Invalid(say("That webcast is yours already."), field="owner")


async def add_co_owner(
    event: Event, who: Person, *, person: Person, store: Store, clock: Clock
) -> Event:
    """Let somebody look after an event together with its owner."""

    def edit(kept: Event) -> Edited:
        check(Deed.HAND_OVER, person, kept)
        _check_has_room_for(who, kept)
        line = _line(kept, person.id, "added a co-owner", who.id, clock)
        return replace(kept, co_owners=(*kept.co_owners, who.id)), [line]

    return (await store.revise(event.workspace, event.id, edit, now=clock())).after


async def remove_co_owner(
    event: Event, who: str, *, person: Person, store: Store, clock: Clock
) -> Event:
    """End somebody's part in an event; they may end their own."""

    def edit(kept: Event) -> Edited:
        if who != person.id:
            check(Deed.HAND_OVER, person, kept)
        if who not in kept.co_owners:
            raise NotFound(say("They are no co-owner of that webcast."))
        line = _line(kept, person.id, "removed a co-owner", who, clock)
        return _without(kept, who), [line]

    return (await store.revise(event.workspace, event.id, edit, now=clock())).after


async def _own_offer(event: Event, person: Person, store: Store) -> Offer:
    offer = await store.offer(event.workspace, event.id)
    if offer is None or offer.to != person.id:
        raise NotFound(_not_open())
    return offer


async def _claim(offer: Offer, store: Store) -> None:
    if not await store.withdraw_offer(offer.workspace, offer.event_id, to=offer.to):
        raise NotFound(_not_open())


def _check_has_room_for(who: Person, event: Event) -> None:
    if who.id == event.owner or who.id in event.co_owners:
        raise Invalid(say("They look after that webcast already."), field="co_owners")
    if len(event.co_owners) == MOST_CO_OWNERS:
        message = say("At most {most} co-owners.", most=MOST_CO_OWNERS)
        raise Invalid(message, field="co_owners")
    _check_can_own(who)


def _check_can_own(person: Person) -> None:
    if not may(Deed.CREATE, person.role):
        message = say(
            "They cannot own a webcast: that takes an active member of this workspace who may "
            "create webcasts. An admin can give the role in /webcast settings admin."
        )
        raise Forbidden(message)


def _owned_by(event: Event, user: str) -> Event:
    return replace(_without(event, user), owner=user)


def _without(event: Event, co_owner: str) -> Event:
    left = tuple(each for each in event.co_owners if each != co_owner)
    return replace(event, co_owners=left)


def _not_open() -> str:
    return say("That offer is not open any more.")


def _line(event: Event, who: str, what: str, detail: str, clock: Clock) -> HistoryEntry:
    return HistoryEntry.of(event, who=who, what=what, at=clock(), detail=detail)
