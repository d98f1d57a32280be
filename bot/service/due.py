"""What is due: reminders and the stages of cards, each once, whichever process does it.

A job is leased before it is looked at, and marked as firing just before Slack is called. If the
process dies in between, another one takes it up; if it dies during the call, nobody repeats it.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain import Post, PostKind, PostState
from bot.errors import BotError, Forbidden, NotDelivered
from bot.language import say, speaking
from bot.people import Deed
from bot.plans import JobKind, JobState, is_too_late, superseded
from bot.service.deliver import deliver
from bot.service.find import check
from bot.service.members import Members
from bot.service.replan import plan_ahead, redraw
from bot.service.share import card_in

if TYPE_CHECKING:
    from bot.domain import Event, Person
    from bot.plans import Job
    from bot.service.ports import Clock, Reminds, Store

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
BATCH = 50
_LATER = "a later reminder took its place"
_TOO_LATE = "it would have come too late"


async def run_due(*, chat: Reminds, store: Store, clock: Clock) -> int:
    """Do what is due; return how many jobs were taken up, at most `BATCH`."""
    jobs = await store.claim_jobs(clock(), LEASE, BATCH)
    pointless = superseded(jobs)
    for job in jobs:
        try:
            if job in pointless:
                await store.finish_job(job, JobState.MISSED, reason=_LATER)
            else:
                await _run(job, chat, store, clock)
        except BotError:
            log.exception("a job of event %s stays due", job.event_id)
    return len(jobs)


async def _run(job: Job, chat: Reminds, store: Store, clock: Clock) -> None:
    event = await store.event(job.workspace, job.event_id)
    if event is None or event.cancelled_at or is_too_late(job, event, clock()):
        await store.finish_job(job, JobState.MISSED, reason=_TOO_LATE)
        if event and not event.cancelled_at and job.kind is JobKind.SHARE:
            await _tell_overtaken(job, event, chat)
        return
    match job.kind:
        case JobKind.STAGE:
            await redraw(event, chat=chat, store=store)
            await store.finish_job(job, JobState.DONE)
        case JobKind.SHARE:
            await _announce(job, event, chat, store, clock)
        case _:
            await _remind(job, event, chat, store)


async def _announce(job: Job, event: Event, chat: Reminds, store: Store, clock: Clock) -> None:
    """Post the card that somebody wanted at this moment; the post itself is claimed once.

    What is wrong with it is said in their language.
    """
    person = await Members(job.workspace, chat, store).person(job.detail)
    with speaking(person.language):
        done = await _announced(job, event, person, chat, store)
    state = JobState.FAILED if done.reason else JobState.DONE
    await store.finish_job(job, state, reason=done.reason)
    await plan_ahead(event, store=store, clock=clock)
    if done.reason:
        await _tell_owner(event, done, chat)


async def _announced(job: Job, event: Event, person: Person, chat: Reminds, store: Store) -> Post:
    """Post a card, if whoever planned it still may."""
    post = card_in(job.target, event, by=person.id)
    try:
        check(Deed.SHARE, person, event)
    except Forbidden as error:
        return replace(post, state=PostState.FAILED, reason=str(error))
    return await deliver(post, event, chat=chat, store=store)


async def _remind(job: Job, event: Event, chat: Reminds, store: Store) -> None:
    """Post a reminder, then take away the one before it."""
    if not await store.begin_job(job):
        return
    before = await store.posted_jobs(job)
    try:
        channel, ts = await chat.remind(job, event)
    except NotDelivered as error:
        await store.finish_job(job, JobState.FAILED, reason=str(error))
        await _tell_unreminded(job, event, chat, error)
        return
    await store.finish_job(replace(job, channel=channel, ts=ts), JobState.DONE)
    for old in before:
        with suppress(NotDelivered):
            await chat.remove(old.channel, old.ts)
        await store.finish_job(replace(old, channel="", ts=""), JobState.DONE)


async def _tell_unreminded(job: Job, event: Event, chat: Reminds, error: NotDelivered) -> None:
    log.warning("no reminder of event %s: %s", event.id, error)
    if job.kind is JobKind.REMINDER:
        post = Post(
            workspace=event.workspace,
            event_id=event.id,
            target=job.target,
            kind=PostKind.CARD,
            reason=str(error),
        )
        await _tell_owner(event, post, chat)


async def _tell_overtaken(job: Job, event: Event, chat: Reminds) -> None:
    with speaking((await chat.facts(job.detail)).language):
        reason = say("the webcast was over before its time came.")
    post = replace(card_in(job.target, event, by=job.detail), reason=reason)
    await _tell_owner(event, post, chat)


async def _tell_owner(event: Event, post: Post, chat: Reminds) -> None:
    try:
        await chat.tell_undelivered(event, post)
    except NotDelivered as error:
        log.warning("the owner of %s could not be told: %s", event.id, error)
