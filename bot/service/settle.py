"""Settle a create of which nobody knows what became: it exists, it does not, or it is given up.

Whoever settles decides by the wish's reference; it changes with every attempt, so that a click
that arrives twice, or on an old message, settles nothing a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import rules
from bot.domain import Difference, Event, Progress, WebcastRequest
from bot.errors import BadInput, BotError, Forbidden, Invalid, NoAccess, NotFound
from bot.language import say
from bot.people import Deed, may
from bot.plans import CLAIM
from bot.service.create import posts_of
from bot.service.find import check

if TYPE_CHECKING:
    from bot.domain import Person, Webcast, Wish
    from bot.service.ports import Clock, Store, Updates

FOUND = "found on the platform"
"""What the audit trail says of a webcast whose creation was uncertain."""
_COMPARED = ("title", "starts_at", "duration")
_HTTP = 400
"""Codes from here on are a gateway's: what they say is not about the webcast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A webcast of the platform; `known` is the event where this workspace has it already."""

    webcast: Webcast
    known: Event | None = None


async def wish_for(key: str, reference: str, *, person: Person, store: Store) -> Wish:
    """Fetch an uncertain wish that the person may settle.

    Raises `Forbidden`, or `NotFound` where it was settled or tried again since `reference`.
    """
    wish = await store.wish(person.workspace, key)
    if wish is None:
        raise NotFound(say("I know nothing of that webcast any more."))
    if wish.owner != person.id and not may(Deed.ADMINISTER, person.role):
        message = say("Only the person who asked for that webcast and admins can settle this.")
        raise Forbidden(message)
    check(Deed.CREATE, person)
    if (wish.progress, wish.reference) != (Progress.UNCERTAIN, reference):
        raise NotFound(settled(wish))
    return wish


def event_id_named(words: str) -> str:
    """Read an event id, or find it in a viewer link; raises `Invalid`, naming the words."""
    try:
        return rules.event_id(rules.event_id_in(words.strip()))
    except Invalid as error:
        message = say(
            "“{words}” is no event id and no viewer link. An id is a number, such as 1890012.",
            words=words.strip()[:60],
        )
        raise Invalid(message, field="event_ref") from error


async def look_up(event_id: str, *, workspace: str, webcasts: Updates, store: Store) -> Found:
    """Read a webcast that somebody says exists.

    Raises `NotFound` where the platform does not show it; what belongs to another workspace of this
    bot sounds the same, since nothing of it may be told.
    """
    try:
        webcast = await webcasts.status(event_id)
    except (NoAccess, BadInput) as error:
        if error.code >= _HTTP:
            raise
        raise _nothing(event_id) from error
    if await store.is_known_elsewhere(workspace, webcast.id):
        raise _nothing(event_id)
    return Found(webcast=webcast, known=await store.event(workspace, webcast.id))


def mismatches(wish: Wish, webcast: Webcast) -> tuple[Difference, ...]:
    """Compare what tells one webcast from another: title, start and duration."""
    pairs = [(name, getattr(wish.request, name), getattr(webcast, name)) for name in _COMPARED]
    return tuple(Difference(field=f, asked=a, got=g) for f, a, g in pairs if a != g)


async def take_as_created(
    wish: Wish, webcast: Webcast, *, fresh: str, by: str, store: Store, clock: Clock
) -> Event:
    """Record that a webcast is what a wish asked for; raises `NotFound` if it was settled already.

    The platform never tells presenter portals afterwards, so none are known.
    """
    claimed = await store.claim_again(
        wish.workspace, wish.key, reference=wish.reference, fresh=fresh, until=clock() + CLAIM
    )
    if not claimed:
        raise NotFound(settled(await store.wish(wish.workspace, wish.key) or wish))
    event = Event(
        workspace=wish.workspace,
        owner=wish.owner,
        webcast=webcast,
        request=_as_told(wish.request, webcast),
        created_at=clock(),
        reminders=wish.reminders,
    )
    await _record(replace(wish, reference=fresh), event, by, store)
    return event


async def _record(wish: Wish, event: Event, by: str, store: Store) -> None:
    posts = posts_of(wish, event)
    try:
        await store.record_created(
            wish, event, progress=Progress.CREATED, reason="", posts=posts, what=FOUND, by=by
        )
    except BotError as error:
        await store.record_uncertain(
            wish.workspace, wish.key, reason=str(error), reference=wish.reference
        )
        raise


async def forget(wish: Wish, *, store: Store) -> None:
    """Give up a wish; raises `NotFound` if it was settled already."""
    if not await store.forget(wish.workspace, wish.key, reference=wish.reference):
        raise NotFound(settled(await store.wish(wish.workspace, wish.key) or wish))


def _as_told(request: WebcastRequest, webcast: Webcast) -> WebcastRequest:
    """Make the request say what the platform says, as far as it can."""
    bare = replace(request, portals=(), player_closes_at=None)
    try:
        return replace(
            bare,
            title=webcast.title,
            starts_at=webcast.starts_at,
            duration=webcast.duration,
            capacity=webcast.capacity,
            player_closes_at=webcast.player_closes_at,
        )
    except Invalid:
        return bare


def _nothing(event_id: str) -> NotFound:
    message = say(
        "The platform shows this bot no webcast with the id {id}. Check the id or the link.",
        id=event_id,
    )
    return NotFound(message)


def settled(wish: Wish) -> str:
    """Say what became of a wish meanwhile."""
    match wish.progress:
        case Progress.CREATED | Progress.CREATED_WITH_WARNINGS:
            return say("That is settled: it exists as webcast {id}.", id=wish.event_id)
        case Progress.SENDING:
            return say("Somebody is settling that right now. Look again in a minute.")
        case Progress.UNCERTAIN:
            return say("It was tried again meanwhile. Look at it with /webcast list uncertain.")
        case _:
            return say("That is settled already: it was given up.")
