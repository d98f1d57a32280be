"""Create a webcast exactly once, and remember it before anyone is told."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain import Event, Post, PostKind, Progress, differences
from bot.errors import BotError, PlatformError, Unanswered
from bot.language import say, to_say

if TYPE_CHECKING:
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
    """Create the webcast once, however often the same wish arrives.

    Raises `Refused` or `Unreachable` where nothing was created and asking again is safe. A lost
    answer is no error but an outcome: the wish is then `UNCERTAIN`, and never sent again.
    """
    if not await store.claim(wish):
        return await _as_recorded(wish, store)
    try:
        receipt = await webcasts.create(wish.request)
    except Unanswered as error:
        return await _uncertain(wish, str(error), store)
    except PlatformError as error:
        await store.record_refused(
            wish.workspace, wish.key, reason=str(error), reference=wish.reference
        )
        raise
    except Exception:
        await _uncertain(wish, say(_BROKEN), store)
        raise
    return await _created(wish, receipt, store, clock)


async def _as_recorded(wish: Wish, store: Store) -> Outcome:
    known = await store.wish(wish.workspace, wish.key) or wish
    event = await store.event(wish.workspace, known.event_id) if known.event_id else None
    return Outcome(wish=known, event=event)


async def _uncertain(wish: Wish, reason: str, store: Store) -> Outcome:
    await store.record_uncertain(wish.workspace, wish.key, reason=reason, reference=wish.reference)
    return Outcome(wish=replace(wish, progress=Progress.UNCERTAIN, reason=reason))


async def _created(wish: Wish, receipt: Receipt, store: Store, clock: Clock) -> Outcome:
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
            wish, event, progress=progress, reason=reason, posts=_posts(wish, event)
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


def _posts(wish: Wish, event: Event) -> list[Post]:
    targets = [(channel, PostKind.CARD) for channel in wish.channels]
    return [
        Post(workspace=wish.workspace, event_id=event.id, target=target, kind=kind, by=wish.owner)
        for target, kind in [(wish.owner, PostKind.OWNER), *targets]
    ]
