"""Settle what a process that is gone left half done: each once, whichever process is first."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.domain import PostKind
from bot.errors import NotDelivered
from bot.logs import fresh_reference, tracing
from bot.service.deliver import deliver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain import Post, Wish
    from bot.service.ports import Chats, Clock, Recovers, Store

log = logging.getLogger(__name__)


async def recover(*, chats: Chats, store: Store, clock: Clock) -> None:
    """Mark lost creates as uncertain and tell owners of them; post what was planned.

    What another process still has in hand is left to it.
    """
    for wish in await store.recover(clock()):
        with by_itself(wish.workspace, wish.reference):
            if chat := await chats.chat_of(wish.workspace):
                await _tell_uncertain(wish, chat)
            await store.told_uncertain(wish)
            await chats.draw_homes(wish.workspace, (wish.owner,))
    for post in await store.recover_posts(clock()):
        with by_itself(post.workspace):
            if chat := await chats.chat_of(post.workspace):
                await _tell_undelivered(post, chat, store, clock)
    for post in await store.planned_posts(clock()):
        with by_itself(post.workspace):
            chat = await chats.chat_of(post.workspace)
            event = await store.event(post.workspace, post.event_id)
            if chat and event:
                await deliver(post, event, chat=chat, store=store, clock=clock)


@contextmanager
def by_itself(workspace: str, reference: str = "") -> Iterator[None]:
    """Let nothing that breaks over one that was left behind keep back the others."""
    with tracing(reference=reference or fresh_reference(), workspace=workspace):
        try:
            yield
        except Exception:
            log.exception("one of those that were left behind could not be settled")


async def _tell_uncertain(wish: Wish, chat: Recovers) -> None:
    log.warning("a create was lost in a stop, reference %s", wish.reference)
    try:
        await chat.tell_uncertain(wish)
    except NotDelivered as error:
        log.warning("its owner could not be told: %s", error)


async def _tell_undelivered(post: Post, chat: Recovers, store: Store, clock: Clock) -> None:
    """Tell of a card that may not have arrived; an owner is told by their message, once more."""
    event = await store.event(post.workspace, post.event_id)
    if event is None:
        return
    if post.kind is PostKind.OWNER:
        if post.target == event.owner:
            await deliver(post, event, chat=chat, store=store, clock=clock)
        return
    try:
        await chat.tell_undelivered(event, post)
    except NotDelivered as error:
        log.warning("the owner of %s could not be told: %s", event.id, error)
