"""Find events: lists, and one event by what a person calls it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import rules
from bot.domain import HistoryEntry, Role
from bot.errors import Forbidden, Invalid, NotFound
from bot.language import say, to_say
from bot.overview import Page
from bot.people import Deed, may, standing_of
from bot.service.attention import uncertain_for

if TYPE_CHECKING:
    from bot.domain import Event, EventFilter, Person, Wish
    from bot.service.ports import Clock, Store

PAGE = 10
"""Events of a page."""
FEW = 3
"""Wishes of a page: each has three buttons."""
_WHO_MAY = {
    Deed.FIND: to_say("You have no access to webcasts here. Ask an admin of the webcast bot."),
    Deed.CREATE: to_say("You may look at webcasts but not create any. Ask an admin for the role."),
    Deed.ADMINISTER: to_say("Only admins of the webcast bot can do that."),
    Deed.REVEAL: to_say("Only the owner of a webcast can see its presenter links and PINs."),
    Deed.HAND_OVER: to_say("Only the owner of a webcast or an admin can hand it over."),
}


class Scope(StrEnum):
    """Which events a list shows; `MINE_AHEAD` is the list without a word."""

    MINE_AHEAD = ""
    UPCOMING = "upcoming"
    PAST = "past"
    MINE = "mine"
    ALL = "all"
    HERE = "here"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of events, and the wishes that may or may not exist; how many there are of both.

    `offset` is how many rows lie before the page: of wishes, in the list of those alone.
    """

    events: tuple[Event, ...] = ()
    total: int = 0
    uncertain: tuple[Wish, ...] = ()
    doubtful: int = 0
    offset: int = 0


async def list_events(
    scope: Scope,
    text: str,
    *,
    person: Person,
    channel: str,
    store: Store,
    clock: Clock,
    offset: int = 0,
) -> Listing:
    """List a scope of events of the person's workspace, soonest first; past ones latest first.

    Where the list became shorter than `offset`, its last page is shown.
    """
    check(Deed.FIND, person)
    if scope is Scope.UNCERTAIN:
        return await _uncertain(person, offset, store)
    now, mine = clock(), person.id
    filters: EventFilter = {
        "hand": mine if scope in {Scope.MINE, Scope.MINE_AHEAD} else None,
        "channel": channel if scope is Scope.HERE else None,
        "ending_after": now if scope in {Scope.UPCOMING, Scope.MINE_AHEAD} else None,
        "ending_before": now if scope is Scope.PAST else None,
        "text": text,
    }
    is_past = scope is Scope.PAST
    found = await page(person.workspace, filters, offset, store, newest_first=is_past)
    shows_doubtful = scope in {Scope.MINE, Scope.MINE_AHEAD} and not (text or found.offset)
    doubtful = await store.uncertain(person.workspace, owner=mine) if shows_doubtful else ()
    return Listing(
        events=found.events,
        total=found.total,
        offset=found.offset,
        uncertain=doubtful[:FEW],
        doubtful=len(doubtful),
    )


async def page(
    workspace: str, which: EventFilter, offset: int, store: Store, *, newest_first: bool = False
) -> Page:
    """Turn to a page of a list; where the list became shorter, to its last one."""
    total = await store.count_events(workspace, **which)
    offset = _within(offset, total, PAGE)
    events = await store.events(
        workspace, **which, newest_first=newest_first, limit=PAGE, offset=offset
    )
    return Page(events=events, total=total, offset=offset)


async def _uncertain(person: Person, offset: int, store: Store) -> Listing:
    """List what the person may settle: their own, for admins everyone's."""
    found = await uncertain_for(person, store=store)
    offset = _within(offset, len(found), FEW)
    return Listing(uncertain=found[offset : offset + FEW], doubtful=len(found), offset=offset)


def _within(offset: int, total: int, size: int) -> int:
    return min(max(offset, 0), max(total - 1, 0)) // size * size


async def next_event(person: Person, *, store: Store, clock: Clock) -> Event | None:
    """Find the person's next event that takes place and is not over yet."""
    events = await store.events(person.workspace, hand=person.id, ending_after=clock(), limit=PAGE)
    return next((event for event in events if not event.cancelled_at), None)


async def find_events(
    words: str, *, person: Person, store: Store, clock: Clock
) -> tuple[Event, ...]:
    """Find what a person means by an id, a viewer link, `next`, `last` or a part of a title.

    Raises `NotFound` where nothing matches; several matches are for the person to choose from.
    """
    check(Deed.FIND, person)
    asked = words.strip().strip("\"'“”")
    found = await _by_words(asked, person, store, clock)
    if not found:
        message = say("I know no webcast by “{words}”. Try /webcast list all.", words=asked[:60])
        raise NotFound(message)
    return found


def check(deed: Deed, person: Person, event: Event | None = None) -> None:
    """Raise `Forbidden`, saying who may, unless the person may do something."""
    if not may(deed, person.role, standing_of(person, event)):
        raise Forbidden(_who_may(deed, person.role))


async def event_for(deed: Deed, event_id: str, *, person: Person, store: Store) -> Event:
    """Fetch an event for something that the person may do; raises `NotFound` or `Forbidden`."""
    check(Deed.FIND, person)
    event = await store.event(person.workspace, event_id)
    if event is None:
        raise NotFound(say("I know no webcast with the id {id}.", id=event_id))
    check(deed, person, event)
    return event


async def event_for_owner(event_id: str, *, person: Person, store: Store, clock: Clock) -> Event:
    """Fetch an event with its presenter access, for its owner only, and put that on record."""
    event = await event_for(Deed.REVEAL, event_id, person=person, store=store)
    what = "revealed presenter access"
    await store.add_history(HistoryEntry.of(event, who=person.id, what=what, at=clock()))
    return event


def _who_may(deed: Deed, role: Role) -> str:
    if role is Role.NOBODY:
        return say(_WHO_MAY[Deed.FIND])
    if deed in _WHO_MAY:
        return say(_WHO_MAY[deed])
    if role is Role.VIEWER:
        return say("Your role lets you look at webcasts but not change them. Ask an admin.")
    return say("Only the owner of a webcast, its co-owners and admins can do that.")


async def _by_words(asked: str, person: Person, store: Store, clock: Clock) -> tuple[Event, ...]:
    match asked.lower():
        case "":
            message = say("Say which webcast: its id, its viewer link, or a part of its title.")
            raise NotFound(message)
        case "next":
            if (event := await next_event(person, store=store, clock=clock)) is None:
                raise NotFound(say("No webcast of yours lies ahead. Try /webcast list all."))
            return (event,)
        case "last":
            return await store.last_created(person.workspace, owner=person.id)
        case _:
            return await _by_id(asked, person, store) or await _by_title(asked, person, store)


async def _by_id(asked: str, person: Person, store: Store) -> tuple[Event, ...]:
    try:
        event_id = rules.event_id(rules.event_id_in(asked))
    except Invalid:
        return ()
    event = await store.event(person.workspace, event_id)
    return (event,) if event else ()


async def _by_title(asked: str, person: Person, store: Store) -> tuple[Event, ...]:
    return await store.events(person.workspace, text=asked, newest_first=True, limit=PAGE)
