"""Create a webcast exactly once, and remember it before anyone is told."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import rules
from bot.domain import Event, Post, PostKind, Progress, differences
from bot.errors import BotError, Invalid, PlatformError, Unanswered
from bot.language import say, to_say
from bot.plans import CLAIM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Receipt, Wish
    from bot.service.ports import Clock, Creates, Store

log = logging.getLogger(__name__)

_BROKEN = to_say("Something unforeseen happened while the platform was creating it.")
_PARTIAL = to_say("The platform reported a partial success.")
_DIFFERENT = to_say("The platform's answer differs from what was asked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a wish; `event` is there once the webcast is known to exist."""

    wish: Wish
    event: Event | None = None


async def create_webcast(wish: Wish, *, webcasts: Creates, store: Store, clock: Clock) -> Outcome:
    """Create the webcast once, however often the same wish arrives; see `send`."""
    if not await store.claim(wish, until=clock() + CLAIM):
        return await as_recorded(wish, store)
    return await send(wish, webcasts=webcasts, store=store, clock=clock)


async def send(wish: Wish, *, webcasts: Creates, store: Store, clock: Clock) -> Outcome:
    """Create the webcast of a wish that was claimed for it.

    Raises `Refused` or `Unreachable` where nothing was created and asking again is safe. A lost
    answer is no error but an outcome: the wish is then `UNCERTAIN`, and never sent again.
    """
    return await _send(wish, store.record_refused, webcasts=webcasts, store=store, clock=clock)


async def create_again(
    wish: Wish, *, fresh: str, by: str, webcasts: Creates, store: Store, clock: Clock
) -> Outcome:
    """Create a webcast of which a person says that it does not exist, once for each such saying.

    `by` is who says so, `fresh` the reference of this attempt; whoever says it by the reference
    before comes too late. A wish that is refused stays `UNCERTAIN`, so that it can be settled
    otherwise. Raises `Invalid` where its start is past.
    """
    check_is_ahead(wish, clock)
    claimed = await store.claim_again(
        wish.workspace, wish.key, reference=wish.reference, fresh=fresh, until=clock() + CLAIM
    )
    if not claimed:
        return await as_recorded(wish, store)
    again = replace(wish, progress=Progress.SENDING, reason="", reference=fresh)
    return await _send(
        again, store.record_uncertain, by=by, webcasts=webcasts, store=store, clock=clock
    )


def check_is_ahead(wish: Wish, clock: Clock) -> None:
    """Raise `Invalid`, saying what to do, where the start that was wished for is past."""
    try:
        rules.upcoming(wish.request.starts_at, now=clock())
    except Invalid as error:
        message = say(
            "The start that you asked for is past, so I cannot create it any more. Create a new "
            "one with /webcast create, and forget this one."
        )
        raise Invalid(message, field="when") from error


async def _send(
    wish: Wish,
    record_refused: Callable[..., Awaitable[None]],
    *,
    by: str = "",
    webcasts: Creates,
    store: Store,
    clock: Clock,
) -> Outcome:
    """Send a claimed wish, and record whatever comes of it."""
    try:
        receipt = await webcasts.create(wish.request)
    except Unanswered as error:
        return await _uncertain(wish, str(error), store)
    except PlatformError as error:
        await record_refused(wish.workspace, wish.key, reason=str(error), reference=wish.reference)
        raise
    except Exception:
        await _uncertain(wish, say(_BROKEN), store)
        raise
    return await _created(wish, receipt, by, store, clock)


async def as_recorded(wish: Wish, store: Store) -> Outcome:
    """Tell what became of a wish that somebody else is at, or was."""
    known = await store.wish(wish.workspace, wish.key) or wish
    event = await store.event(wish.workspace, known.event_id) if known.event_id else None
    return Outcome(wish=known, event=event)


async def _uncertain(wish: Wish, reason: str, store: Store) -> Outcome:
    await store.record_uncertain(wish.workspace, wish.key, reason=reason, reference=wish.reference)
    return Outcome(wish=replace(wish, progress=Progress.UNCERTAIN, reason=reason))


async def _created(wish: Wish, receipt: Receipt, by: str, store: Store, clock: Clock) -> Outcome:
    event = Event(
        workspace=wish.workspace,
        owner=wish.owner,
        webcast=receipt.webcast,
        request=wish.request,
        created_at=clock(),
        partial=receipt.partial,
        reminders=wish.reminders,
    )
    reason = _warning(event)
    progress = Progress.CREATED_WITH_WARNINGS if reason else Progress.CREATED
    log.info("created event %s, reference %s", event.id, wish.reference)
    try:
        await store.record_created(
            wish, event, progress=progress, reason=reason, posts=posts_of(wish, event), by=by
        )
    except BotError:
        log.exception("event %s exists and is not recorded, reference %s", event.id, wish.reference)
        return await _unrecorded(wish, event, store)
    done = replace(wish, progress=progress, event_id=event.id, reason=reason)
    return Outcome(wish=done, event=event)


async def _unrecorded(wish: Wish, event: Event, store: Store) -> Outcome:
    """Say that the webcast exists although the bot could not write it down; never make another."""
    reason = say(
        "The platform created it as event {id}, but I could not write that down.", id=event.id
    )
    with suppress(BotError):
        return await _uncertain(wish, reason, store)
    return Outcome(wish=replace(wish, progress=Progress.UNCERTAIN, reason=reason))


def _warning(event: Event) -> str:
    if event.partial:
        return say(_PARTIAL)
    return say(_DIFFERENT) if differences(event.request, event.webcast) else ""


def posts_of(wish: Wish, event: Event) -> list[Post]:
    """Plan the owner's message about an event, and a card for each channel that was wished for."""
    targets = [(channel, PostKind.CARD) for channel in wish.channels]
    return [
        Post(workspace=wish.workspace, event_id=event.id, target=target, kind=kind, by=wish.owner)
        for target, kind in [(wish.owner, PostKind.OWNER), *targets]
    ]
