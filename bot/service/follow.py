"""What follows a change, for the case that whoever made it is gone before everything followed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.domain import PostState
from bot.errors import NotDelivered
from bot.service.calendars import send_updates
from bot.service.deliver import deliver_posts
from bot.service.members import Members
from bot.service.replan import plan_ahead, replan

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.service.ports import Clock, Speaks, Store

log = logging.getLogger(__name__)


async def follow(event: Event, *, chat: Speaks, store: Store, clock: Clock) -> bool:
    """Bring everything that shows an event to how it is kept; False if Slack did not take it all.

    It may be done twice: what is posted or sent is claimed, and an edit repeated changes nothing.
    """
    try:
        failed = await replan(event, chat=chat, store=store, clock=clock)
        await deliver_posts(event, chat=chat, store=store, clock=clock)
        await plan_ahead(event, store=store, clock=clock)
        members = Members(event.workspace, chat, store)
        await send_updates(event, members=members, chat=chat, store=store, clock=clock)
    except NotDelivered as error:
        log.warning("not everything followed event %s: %s", event.id, error)
        return False
    return not any(post.state is PostState.POSTED for post in failed)
