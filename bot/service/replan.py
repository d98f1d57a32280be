"""After a change: everything that shows the event or waits for it follows, by this one routine."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import PostKind, PostState
from bot.errors import NotDelivered
from bot.people import PresenterState, Wants, told_of
from bot.plans import PLANNED_ANEW, jobs_ahead

if TYPE_CHECKING:
    from bot.domain import Event, Post
    from bot.people import Presenter
    from bot.service.ports import Clock, Edits, Store

log = logging.getLogger(__name__)

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
    for presenter in await store.presenters(event.workspace, event.id):
        if presenter.ts and presenter.state is not PresenterState.REVOKED:
            await _inform(presenter, event, chat, store)
    return failed


async def follow_presenters(event: Event, *, chat: Edits, store: Store, clock: Clock) -> Event:
    """After presenters were named or answered: plan their reminders, and show it to the owner.

    Returns the event as it is now known.
    """
    known = await store.event(event.workspace, event.id) or event
    await plan_ahead(known, store=store, clock=clock)
    await redraw(known, chat=chat, store=store, only=PostKind.OWNER)
    return known


async def redraw(
    event: Event, *, chat: Edits, store: Store, only: PostKind | None = None
) -> tuple[Post, ...]:
    """Edit every message about an event in place; return those that could not be, with reasons."""
    failed = []
    for post in await _standing(event, store):
        if only not in {None, post.kind}:
            continue
        try:
            await chat.edit_post(post, event)
        except NotDelivered as error:
            failed.append(replace(post, reason=str(error)))
            if error.code in GONE:
                await store.record_post_removed(post, reason=str(error))
    return tuple(failed)


async def plan_ahead(event: Event, *, store: Store, clock: Clock) -> None:
    """Plan the stages of an event's cards and its reminders, in place of what was planned."""
    posts = await _standing(event, store)
    presenters = await store.presenters(event.workspace, event.id)
    jobs = jobs_ahead(
        event,
        channels=[post.target for post in posts if post.kind is PostKind.CARD],
        people=await store.wanting(event.workspace, event.id, Wants.REMINDERS),
        presenters=[each.user for each in presenters if each.state in _PRESENTING],
        now=clock(),
    )
    await store.plan_jobs(event.workspace, event.id, PLANNED_ANEW, jobs)


async def _standing(event: Event, store: Store) -> list[Post]:
    posts = await store.posts(event.workspace, event.id)
    return [post for post in posts if post.state is PostState.POSTED]


async def _told(post: Post, line: str, chat: Edits) -> None:
    with suppress(NotDelivered):
        await chat.reply(post, line)


async def _inform(presenter: Presenter, event: Event, chat: Edits, store: Store) -> None:
    """Bring an invitation up to date; where its schedule changed, say so in its thread, once."""
    now_told = replace(presenter, told=told_of(event))
    try:
        await chat.edit_invitation(presenter, event)
        if now_told != presenter and await store.keep_presenter(now_told, before=presenter):
            await chat.tell_schedule(now_told, event)
    except NotDelivered as error:
        log.warning("a presenter of event %s was not informed: %s", event.id, error)
