"""What is due: reminders and the stages of cards, each once, whichever process does it.

A job is leased before it is looked at, and marked as firing just before Slack is called. If the
process dies in between, another one takes it up; if it dies during the call, nobody repeats it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.domain import Post, PostKind, PostState
from bot.errors import BotError, Forbidden, NotDelivered
from bot.language import say, speaking, to_say
from bot.logs import forget, fresh_reference, tracing
from bot.people import Deed
from bot.plans import REMINDERS, JobKind, JobState, is_about, is_too_late, superseded
from bot.service.deliver import deliver
from bot.service.find import check
from bot.service.follow import follow
from bot.service.members import Members
from bot.service.recover import by_itself
from bot.service.replan import GONE, plan_ahead, redraw, take_away

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.domain import Event, Person
    from bot.logs import Note
    from bot.plans import Job
    from bot.service.ports import Chats, Clock, Reminds, Speaks, Store

    Turn: TypeAlias = Sequence[Job]

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
BATCH = 20
PATIENCE = timedelta(minutes=10)
"""How long after its moment a card is tried again while Slack does not take the change."""
_LATER = "a later reminder took its place"
_TOO_LATE = "it would have come too late"
_CANCELLED = "the webcast is cancelled"
_MOVED = "the webcast was moved"
_NOT_INSTALLED = "the bot is not installed there any more"
_UNKNOWN = to_say("the bot stopped meanwhile, so nobody knows whether it arrived.")
_BROKEN = to_say("something unforeseen happened, see the log.")
_SLOW_DOWN = "ratelimited"
"""Slack's word for a message that surely did not arrive, and may be sent again."""
_FOR_NOW = {"no_answer", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
"""Slack's words for trouble that says nothing about the next time."""


async def run_due(
    *,
    chats: Chats,
    store: Store,
    clock: Clock,
    note: Note = forget,
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Do what is due in all workspaces; return about how many events that was, at most `BATCH`.

    For `note` and `go_on` see `do_in_turn`.
    """
    await settle_lost(chats=chats, store=store, clock=clock)
    turns = await take_up(BATCH, store=store, clock=clock)
    at_work = (
        do_in_turn(turn, chats=chats, store=store, clock=clock, note=note, go_on=go_on)
        for turn in turns
    )
    await asyncio.gather(*at_work)
    return len(turns)


async def settle_lost(*, chats: Chats, store: Store, clock: Clock) -> None:
    """Settle the jobs of which nobody knows whether they were done; each is told once at most."""
    for job in await store.settle_jobs(clock(), reason=say(_UNKNOWN)):
        with by_itself(job.workspace):
            if chat := await chats.chat_of(job.workspace):
                await _settled(job, chat, store)


async def take_up(
    limit: int, *, store: Store, clock: Clock, busy: Iterable[str] = ()
) -> list[Turn]:
    """Lease what is due about `limit` events at most, none of `busy` workspaces: a turn for each.

    Events are independent: where Slack asks one channel or workspace to slow down, no other waits.
    """
    turns: dict[tuple[str, str], list[Job]] = {}
    for job in await store.claim_jobs(clock(), LEASE, limit, busy=busy):
        turns.setdefault((job.workspace, job.event_id), []).append(job)
    return list(turns.values())


async def do_in_turn(
    turn: Turn,
    *,
    chats: Chats,
    store: Store,
    clock: Clock,
    note: Note = forget,
    go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Do the jobs of one event, one after the other, leased for as long as that takes.

    `note` is told of what fails. Once `go_on` says no, no job is begun any more: those that were
    taken up and not begun are another process's when their lease is over.
    """
    leasing = asyncio.create_task(_leased(turn, store, clock))
    pointless = superseded(turn)
    try:
        for job in turn:
            if not go_on():
                return
            reason = _LATER if job in pointless else ""
            with tracing(reference=fresh_reference(), workspace=job.workspace):
                await _guarded(job, chats, store, clock, note, reason=reason)
    finally:
        leasing.cancel()


async def _leased(turn: Turn, store: Store, clock: Clock) -> None:
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        with suppress(BotError):
            await store.renew_jobs(turn, clock() + LEASE)


async def _guarded(
    job: Job,
    chats: Chats,
    store: Store,
    clock: Clock,
    note: Note,
    *,
    reason: str,
) -> None:
    """Do one job, or miss it for a reason; whatever goes wrong, the next one is done."""
    try:
        chat = await chats.chat_of(job.workspace)
        reason = reason or ("" if chat else _NOT_INSTALLED)
        if chat is None or reason:
            await store.finish_job(job, JobState.MISSED, reason=reason)
        else:
            await _run(job, chats, chat, store, clock)
    except BotError as error:
        note(error)
        log.exception("a job of event %s is left as it is", job.event_id)
    except Exception as error:
        note(error)
        log.exception("unforeseen in a job of event %s", job.event_id)
        with suppress(BotError):
            await store.finish_job(job, JobState.FAILED, reason=_BROKEN)


async def _run(job: Job, chats: Chats, chat: Speaks, store: Store, clock: Clock) -> None:
    event = await store.event(job.workspace, job.event_id)
    if event and job.kind is JobKind.FOLLOW:
        await _follow(job, event, chats, chat, store, clock)
        return
    reason = _why_not(job, event, clock())
    if event is None or reason:
        await store.finish_job(job, JobState.MISSED, reason=reason)
        if event and reason == _TOO_LATE and job.kind is JobKind.SHARE:
            await _tell_overtaken(job, event, chat)
        return
    match job.kind:
        case JobKind.STAGE:
            await _show_stage(job, event, chat, store, clock)
        case JobKind.SHARE:
            await _announce(job, event, chat, store, clock)
        case _:
            await _remind(job, event, chat, store, clock)


def _why_not(job: Job, event: Event | None, now: datetime) -> str:
    if event is None or event.cancelled_at:
        return _CANCELLED
    if job.kind in REMINDERS and not is_about(job, event):
        return _MOVED
    return _TOO_LATE if is_too_late(job, event, now) else ""


async def _follow(
    job: Job, event: Event, chats: Chats, chat: Speaks, store: Store, clock: Clock
) -> None:
    """Let follow what whoever changed an event did not; as a stage, it is tried for a while."""
    if job.target:
        await plan_ahead(event, store=store, clock=clock)
        await store.followed(event, clock(), job.target)
        return
    is_whole = await follow(event, chat=chat, store=store, clock=clock)
    await chats.draw_homes(event.workspace, (event.owner, *event.co_owners))
    if is_whole or clock() - job.due_at >= PATIENCE:
        await store.followed(event, clock(), "")
    else:
        await store.finish_job(job, JobState.PLANNED)


async def _show_stage(job: Job, event: Event, chat: Reminds, store: Store, clock: Clock) -> None:
    """Redraw the cards; as that may be done twice, it is tried again for a while if it fails."""
    failed = await redraw(event, chat=chat, store=store, clock=clock)
    reasons = [post.reason for post in failed if post.state is PostState.POSTED]
    if not reasons:
        await store.finish_job(job, JobState.DONE)
    elif clock() - job.due_at >= PATIENCE:
        await store.finish_job(job, JobState.FAILED, reason=reasons[0])
    else:
        await store.finish_job(job, JobState.PLANNED, reason=reasons[0])


async def _announce(job: Job, event: Event, chat: Reminds, store: Store, clock: Clock) -> None:
    """Post the card that somebody wanted at this moment; the post itself is claimed once.

    What is wrong with it is said in their language.
    """
    person = await Members(job.workspace, chat, store).person(job.detail)
    if not await store.begin_job(job):
        return
    with speaking(person.language):
        done = await _announced(job, event, person, chat, store, clock)
    state = JobState.FAILED if done.reason else JobState.DONE
    await store.finish_job(job, state, reason=done.reason)
    known = await store.event(job.workspace, job.event_id) or event  # it may have moved meanwhile
    await plan_ahead(known, store=store, clock=clock)
    await store.followed(known, clock(), job.target)
    if done.reason:
        await _tell_owner(event, done, chat)


async def _announced(
    job: Job, event: Event, person: Person, chat: Reminds, store: Store, clock: Clock
) -> Post:
    """Post a card, if whoever planned it still may."""
    post = _card(job)
    try:
        check(Deed.SHARE, person, event)
    except Forbidden as error:
        return replace(post, state=PostState.FAILED, reason=str(error))
    return await deliver(post, event, chat=chat, store=store, clock=clock)


async def _remind(job: Job, event: Event, chat: Reminds, store: Store, clock: Clock) -> None:
    """Post a reminder, then take away the one before it."""
    if not await store.begin_job(job):
        return
    before = await store.posted_jobs(job)
    try:
        channel, ts = await _posted(job, event, chat)
    except (Forbidden, NotDelivered) as error:
        await _unreminded(job, event, error, chat=chat, store=store, clock=clock)
        return
    await store.finish_job(replace(job, channel=channel, ts=ts), JobState.DONE)
    for old in before:
        await take_away(old, chat=chat, store=store)


async def _posted(job: Job, event: Event, chat: Reminds) -> tuple[str, str]:
    """Post a reminder; fails closed where a channel is shared with other companies by now."""
    if job.kind is JobKind.REMINDER and await chat.is_shared_outside(job.target):
        raise Forbidden(say("people outside the company read that channel."))
    return await chat.remind(job, event)


async def _unreminded(
    job: Job,
    event: Event,
    error: Forbidden | NotDelivered,
    *,
    chat: Reminds,
    store: Store,
    clock: Clock,
) -> None:
    """Note why nobody was reminded; where it can never be, stop trying and tell the owner once."""
    log.warning("no reminder of event %s: %s", event.id, error)
    code = error.code if isinstance(error, NotDelivered) else ""
    if code == _SLOW_DOWN:
        await store.finish_job(job, JobState.PLANNED, reason=str(error))
        return
    failed = replace(job, reason=str(error))
    await store.finish_job(job, JobState.FAILED, reason=failed.reason)
    lost = await redraw(event, chat=chat, store=store, clock=clock) if code in GONE else ()
    if job.target in {post.target for post in lost if post.state is PostState.REMOVED}:
        return
    if code not in _FOR_NOW:
        await _give_up(failed, store)
    if job.kind is JobKind.REMINDER:
        await _tell_unreminded(event, failed, chat)


async def _give_up(job: Job, store: Store) -> None:
    """Leave undone what else is planned for the same place or person."""
    for other in await store.jobs(job.workspace, job.event_id):
        if (other.kind, other.target, other.state) == (job.kind, job.target, JobState.PLANNED):
            await store.finish_job(other, JobState.FAILED, reason=job.reason)


async def _settled(job: Job, chat: Reminds, store: Store) -> None:
    """Tell an owner of an announcement that may not have arrived; of a reminder nobody is told."""
    log.warning("a %s of event %s was lost in a stop", job.kind, job.event_id)
    event = await store.event(job.workspace, job.event_id)
    if event and job.kind is JobKind.SHARE:
        await _tell_owner(event, _card(job, reason=say(_UNKNOWN)), chat)


def _card(job: Job, *, reason: str = "") -> Post:
    """Make the card that a job is for, as whoever planned it wants it."""
    return Post(
        workspace=job.workspace,
        event_id=job.event_id,
        target=job.target,
        kind=PostKind.CARD,
        by=job.detail,
        reason=reason,
    )


async def _tell_unreminded(event: Event, job: Job, chat: Reminds) -> None:
    try:
        await chat.tell_unreminded(event, job)
    except NotDelivered as error:
        log.warning("the owner of %s could not be told: %s", event.id, error)


async def _tell_overtaken(job: Job, event: Event, chat: Reminds) -> None:
    with speaking((await chat.facts(job.detail)).language):
        reason = say("the webcast was over before its time came.")
    await _tell_owner(event, _card(job, reason=reason), chat)


async def _tell_owner(event: Event, post: Post, chat: Reminds) -> None:
    try:
        await chat.tell_undelivered(event, post)
    except NotDelivered as error:
        log.warning("the owner of %s could not be told: %s", event.id, error)
