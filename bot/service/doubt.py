"""A change that the platform is asked for: written down before, so that no end of ours hides it.

A create has its wish for that. A change may be compared with the platform at any time, so it is
enough to tell who asked for it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.errors import Invalid, NotDelivered, PlatformError
from bot.language import say
from bot.plans import CLAIM, Job, JobKind, JobState

if TYPE_CHECKING:
    from bot.domain import Changes, Event, Person, Receipt
    from bot.service.ports import Clock, Reminds, Store, Updates

log = logging.getLogger(__name__)


async def note_doubt(event: Event, person: Person, *, store: Store, clock: Clock) -> Job:
    """Write down that somebody is about to change an event; forgotten once it is known."""
    doubt = Job(
        workspace=event.workspace,
        event_id=event.id,
        kind=JobKind.DOUBT,
        target=person.id,
        due_at=clock() + 2 * CLAIM,
        detail=str(event.revision),
    )
    await store.add_job(doubt)
    return doubt


async def send_change(
    event: Event, changes: Changes, doubt: Job, *, webcasts: Updates, store: Store
) -> Receipt:
    """Ask the platform for a change; that it refuses or does not answer is told at once."""
    try:
        return await webcasts.update(event.id, changes, before=event.webcast)
    except (PlatformError, Invalid):
        await store.drop_job(doubt)
        raise


async def settle_doubt(doubt: Job, event: Event, *, chat: Reminds, store: Store) -> None:
    """Tell who asked for a change that it may have been made, unless it is known by now."""
    if event.revision > int(doubt.detail):
        await store.finish_job(doubt, JobState.DONE)
    elif await store.begin_job(doubt):
        await tell_doubt(doubt, event, chat=chat)
        await store.finish_job(doubt, JobState.DONE)


async def tell_doubt(doubt: Job, event: Event, *, chat: Reminds) -> None:
    """Tell who asked for a change what to do."""

    def compose() -> str:
        return say(
            "I stopped while I was changing “{title}”, webcast {id}, so I do not know whether the "
            "platform changed it. Type /webcast update {id}: I then compare it with the platform, "
            "and take over what is there.",
            title=event.title,
            id=event.id,
        )

    try:
        await chat.tell(doubt.target, compose)
    except NotDelivered as error:
        log.warning("nobody was told of a doubt about event %s: %s", event.id, error)
