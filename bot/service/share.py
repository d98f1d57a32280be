"""Announce an event in more channels: first what would happen, then, after a click, do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import Post, PostKind, PostState, Prospect
from bot.errors import Forbidden, Invalid, NotDelivered
from bot.language import say
from bot.service.deliver import check_channel, deliver

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.service.ports import Shares, Store


async def prospects(
    event: Event, channels: tuple[str, ...], *, chat: Shares, store: Store
) -> tuple[Prospect, ...]:
    """Look at every channel before anything is posted there."""
    if event.cancelled_at:
        message = say("That webcast is cancelled. Restore it before you share it.")
        raise Invalid(message, field="event")
    posts = await store.posts(event.workspace, event.id)
    there = {post.target for post in posts if post.state is PostState.POSTED}
    return tuple([await _prospect(event, channel, there, chat) for channel in channels])


async def share(
    event: Event, channels: tuple[str, ...], *, chat: Shares, store: Store
) -> tuple[Post, ...]:
    """Announce an event in channels; one card per channel, however often it is shared."""
    return tuple(
        [
            await deliver(
                Post(
                    workspace=event.workspace,
                    event_id=event.id,
                    target=channel,
                    kind=PostKind.CARD,
                ),
                event,
                chat=chat,
                store=store,
            )
            for channel in channels
        ]
    )


async def _prospect(event: Event, channel: str, there: set[str], chat: Shares) -> Prospect:
    if channel in there:
        return Prospect(channel=channel, reason=say("its card is there already."))
    try:
        await check_channel(channel, event.owner, chat)
        return Prospect(channel=channel, members=await chat.count_members(channel))
    except (Forbidden, NotDelivered) as error:
        return Prospect(channel=channel, reason=str(error))
