"""After a change: everything that shows the event or waits for it follows, by this one routine."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import PostKind, PostState
from bot.errors import NotDelivered
from bot.people import PresenterState, Wants, told_of
from bot.plans import PLANNED_ANEW, JobKind, JobState, is_true, jobs_ahead
from bot.service.deliver import welcome_owner
from bot.service.news import say_news

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain import Event, Post
    from bot.people import Presenter
    from bot.plans import Job
    from bot.service.ports import Clock, Edits, Follows, Store

log = logging.getLogger(__name__)

GONE = {
    "message_not_found",
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "cant_update_message",
    "cant_delete_message",
    "edit_window_closed",
}
"""Slack's words for a message that cannot be changed any more, whatever one does."""
_PRESENTING = {PresenterState.INVITED, PresenterState.READY}


async def replan(event: Event, *, chat: Follows, store: Store, clock: Clock) -> tuple[Post, ...]:
    """Plan anew, edit every message about an event in place, and tell a card's thread what changed.

    Returns the posts that could not be edited, each with its reason; below those nothing is said
    yet.
    """
    await plan_ahead(event, store=store, clock=clock)
    failed = await redraw(event, chat=chat, store=store, clock=clock)
    await welcome_owner(event, chat=chat, store=store, clock=clock)
    await say_news(event, chat=chat, store=store, but={post.target for post in failed})
    for presenter in await store.presenters(event.workspace, event.id):
        if presenter.ts and presenter.state is not PresenterState.REVOKED:
            await _inform(presenter, event, chat, store)
    return failed


async def follow_presenters(
    event: Event, users: Iterable[str], *, chat: Edits, store: Store, clock: Clock
) -> Event:
    """After presenters were named or answered: plan their reminders, and show it to the owner.

    Returns the event as it is now known.
    """
    known = await store.event(event.workspace, event.id) or event
    await plan_ahead(known, store=store, clock=clock)
    await store.followed(known, clock(), *users)
    for post in await _standing(known, store):
        if post.kind is PostKind.OWNER:
            await _edited(post, known, chat, store)
    return known


async def redraw(event: Event, *, chat: Edits, store: Store, clock: Clock) -> tuple[Post, ...]:
    """Edit every message about an event in place, and take back reminders that say what is not so.

    Returns the posts that could not be edited, with reasons. Those that never can be are `REMOVED`:
    their owner is told once, and their channels are reminded no more.
    """
    await _take_back(event, chat, store, clock)
    standing = await _standing(event, store)
    failed = [each for post in standing if (each := await _edited(post, event, chat, store))]
    lost = [post for post in failed if post.state is PostState.REMOVED]
    if lost:
        await plan_ahead(event, store=store, clock=clock)
    for post in lost:
        await _tell_lost(event, post, chat)
    return tuple(failed)


async def plan_ahead(event: Event, *, store: Store, clock: Clock) -> None:
    """Plan the stages of an event's cards and its reminders, in place of what was planned.

    Announcements that somebody planned stay at their own time, unless the event is cancelled.
    """
    posts = await _standing(event, store)
    presenters = await store.presenters(event.workspace, event.id)
    known = await store.jobs(event.workspace, event.id)
    jobs = jobs_ahead(
        event,
        channels=[post.target for post in posts if post.kind is PostKind.CARD],
        people=await store.wanting(event.workspace, event.id, Wants.REMINDERS),
        presenters=[each.user for each in presenters if each.state in _PRESENTING],
        planned=[job for job in known if job.state is JobState.PLANNED],
        now=clock(),
    )
    kinds = (*PLANNED_ANEW, JobKind.SHARE) if event.cancelled_at else PLANNED_ANEW
    await store.plan_jobs(event.workspace, event.id, kinds, jobs)


async def take_away(job: Job, *, chat: Edits, store: Store) -> None:
    """Delete the message of a reminder; one that Slack does not take away now is kept in mind."""
    try:
        await chat.remove(job.channel, job.ts)
    except NotDelivered as error:
        log.info("a reminder of event %s was not deleted: %s", job.event_id, error.code)
        if error.code not in GONE:
            return
    await store.finish_job(replace(job, channel="", ts=""), job.state, reason=job.reason)


async def _take_back(event: Event, chat: Edits, store: Store, clock: Clock) -> None:
    for job in await store.jobs(event.workspace, event.id):
        if job.ts and not is_true(job, event, clock()):
            await take_away(job, chat=chat, store=store)


async def _edited(post: Post, event: Event, chat: Edits, store: Store) -> Post | None:
    """Edit a message; where that fails return the post, with the reason."""
    try:
        await chat.edit_post(post, event)
    except NotDelivered as error:
        if error.code not in GONE:
            return replace(post, reason=str(error))
        await store.record_post_removed(post, reason=str(error))
        return replace(post, state=PostState.REMOVED, reason=str(error))
    return None


async def _standing(event: Event, store: Store) -> list[Post]:
    posts = await store.posts(event.workspace, event.id)
    return [post for post in posts if post.state is PostState.POSTED]


async def _tell_lost(event: Event, post: Post, chat: Edits) -> None:
    if post.kind is not PostKind.CARD:
        return
    try:
        await chat.tell_lost(event, post)
    except NotDelivered as error:
        log.warning("the owner of %s could not be told: %s", event.id, error)


async def _inform(presenter: Presenter, event: Event, chat: Edits, store: Store) -> None:
    """Bring an invitation up to date; where its schedule changed, say so in its thread.

    It is noted after it was said: if the process ends in between it is said twice, not never.
    """
    now_told = replace(presenter, told=told_of(event))
    try:
        await chat.edit_invitation(presenter, event)
        if now_told != presenter:
            await chat.tell_schedule(now_told, event)
            await store.keep_presenter(now_told, before=presenter)
    except NotDelivered as error:
        log.warning("a presenter of event %s was not informed: %s", event.id, error)
