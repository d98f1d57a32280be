"""After a change: everything that shows the event or waits for it follows, by this one routine."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import PostKind, PostState
from bot.errors import NotDelivered
from bot.people import PresenterState, Wants
from bot.plans import PLANNED_ANEW, JobKind, jobs_ahead

if TYPE_CHECKING:
    from bot.domain import Event, Post
    from bot.service.ports import Clock, Edits, Store

GONE = {"message_not_found", "channel_not_found", "not_in_channel", "is_archived", "cant_update"}
"""Slack's words for a message that cannot be changed any more, whatever one does."""
_PRESENTING = {PresenterState.INVITED, PresenterState.READY}


async def replan(
    event: Event, line: str, *, chat: Edits, store: Store, clock: Clock
) -> tuple[Post, ...]:
    """Plan anew, edit every message about an event in place, and tell a card's thread what changed.

    `line` says it in the language of the channels. Returns the posts that could not be edited, each
    with its reason.
    """
    await plan_ahead(event, store=store, clock=clock)
    failed = await redraw(event, chat=chat, store=store)
    unreached = {post.target for post in failed}
    for post in await _standing(event, store):
        if post.kind is PostKind.CARD and post.target not in unreached:
            await _told(post, line, chat)
    return failed


async def redraw(event: Event, *, chat: Edits, store: Store) -> tuple[Post, ...]:
    """Edit every message about an event in place; return those that could not be, with reasons."""
    failed = []
    for post in await _standing(event, store):
        try:
            await chat.edit_post(post, event)
        except NotDelivered as error:
            failed.append(replace(post, reason=str(error)))
            if error.code in GONE:
                await store.record_post_removed(post, reason=str(error))
    return tuple(failed)


async def plan_ahead(event: Event, *, store: Store, clock: Clock) -> None:
    """Plan the stages of an event's cards and its reminders, in place of what was planned.

    Announcements that somebody planned stay at their own time, unless the event is cancelled.
    """
    posts = await _standing(event, store)
    presenters = await store.presenters(event.workspace, event.id)
    jobs = jobs_ahead(
        event,
        channels=[post.target for post in posts if post.kind is PostKind.CARD],
        people=await store.wanting(event.workspace, event.id, Wants.REMINDERS),
        presenters=[each.user for each in presenters if each.state in _PRESENTING],
        now=clock(),
    )
    kinds = (*PLANNED_ANEW, JobKind.SHARE) if event.cancelled_at else PLANNED_ANEW
    await store.plan_jobs(event.workspace, event.id, kinds, jobs)


async def _standing(event: Event, store: Store) -> list[Post]:
    posts = await store.posts(event.workspace, event.id)
    return [post for post in posts if post.state is PostState.POSTED]


async def _told(post: Post, line: str, chat: Edits) -> None:
    with suppress(NotDelivered):
        await chat.reply(post, line)
