"""After a change: everything that shows the event is brought up to date, by this one routine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import PostKind, PostState
from bot.errors import NotDelivered

if TYPE_CHECKING:
    from bot.domain import Event, Post
    from bot.service.ports import Edits, Store


async def replan(event: Event, line: str, *, chat: Edits, store: Store) -> tuple[Post, ...]:
    """Edit every message about an event in place, and tell a card's thread what changed.

    Returns the posts that could not be edited, each with its reason.
    """
    posts = await store.posts(event.workspace, event.id)
    there = [post for post in posts if post.state is PostState.POSTED]
    return tuple([post for post in there if not await _edited(post, event, line, chat)])


async def _edited(post: Post, event: Event, line: str, chat: Edits) -> bool:
    try:
        await chat.edit_post(post, event)
        if post.kind is PostKind.CARD:
            await chat.reply(post, line)
    except NotDelivered:
        return False
    return True
