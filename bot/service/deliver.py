"""Bring an event's messages to Slack, each at most once, and remember where they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.channels import Obstacle, why
from bot.domain import HistoryEntry, Post, PostKind, PostState
from bot.errors import Forbidden, NotDelivered
from bot.plans import CLAIM

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.service.ports import Announces, Clock, Store


async def deliver_posts(
    event: Event, *, chat: Announces, store: Store, clock: Clock
) -> tuple[Post, ...]:
    """Post what is planned for an event; tell what became of every message."""
    for post in await store.posts(event.workspace, event.id):
        if post.state is PostState.PLANNED:
            await deliver(post, event, chat=chat, store=store, clock=clock)
    return await store.posts(event.workspace, event.id)


async def deliver(post: Post, event: Event, *, chat: Announces, store: Store, clock: Clock) -> Post:
    """Post one message, unless somebody else is at it or it is there already."""
    if not await store.begin_post(post, until=clock() + CLAIM):
        return post
    try:
        channel, ts = await _post(post, event, chat)
    except (Forbidden, NotDelivered) as error:
        await store.record_post_failed(post, reason=str(error))
        return replace(post, state=PostState.FAILED, reason=str(error))
    done = replace(post, state=PostState.POSTED, channel=channel, ts=ts)
    line = _announced(done, post.by or event.owner) if post.kind is PostKind.CARD else None
    await store.record_posted(post, channel=channel, ts=ts, line=line)
    return done


async def welcome_owner(event: Event, *, chat: Announces, store: Store, clock: Clock) -> None:
    """Bring a new owner their message; the one of a former owner follows the event no more."""
    posts = await store.posts(event.workspace, event.id)
    to_owners = [post for post in posts if post.kind is PostKind.OWNER]
    former = [
        post for post in to_owners if post.target != event.owner and post.state is PostState.POSTED
    ]
    if former or event.owner not in {post.target for post in to_owners}:
        theirs = Post(
            workspace=event.workspace, event_id=event.id, target=event.owner, kind=PostKind.OWNER
        )
        await deliver(theirs, event, chat=chat, store=store, clock=clock)
    for post in former:
        await store.record_post_removed(post, reason="the webcast has another owner")


async def _post(post: Post, event: Event, chat: Announces) -> tuple[str, str]:
    if post.kind is PostKind.OWNER:
        return await chat.post_to_owner(event)
    await check_channel(post.target, post.by or event.owner, chat)
    return await chat.post_card(post.target, event)


async def check_channel(channel: str, user: str, chat: Announces) -> None:
    """Fail closed: only channels the person is in, and none that other companies read."""
    if channel not in await chat.channels_of(user):
        raise Forbidden(why(Obstacle.NOT_A_MEMBER))
    if await chat.is_shared_outside(channel):
        raise Forbidden(why(Obstacle.OUTSIDE))


def _announced(post: Post, by: str) -> HistoryEntry:
    """Put on record who announced it where; Slack names a message by the moment it came."""
    return HistoryEntry(
        workspace=post.workspace,
        event_id=post.event_id,
        who=by,
        what="announced",
        at=datetime.fromtimestamp(float(post.ts), UTC),
        detail=post.target,
    )
