"""People whose account is closed: what they leave behind is told to the admins, once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from bot.errors import NotDelivered
from bot.service.roles import named_admins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain import Event
    from bot.service.members import Members
    from bot.service.ports import Clock, Store

log = logging.getLogger(__name__)


class TellsAdmins(Protocol):
    """Slack, as far as admins are told of what somebody left behind; raises `NotDelivered`."""

    async def tell_owner_left(self, admin: str, user: str, events: Sequence[Event]) -> None:
        """Tell an admin which events ahead have lost their owner."""
        ...


async def has_left(
    user: str, *, workspace: str, members: Members, chat: TellsAdmins, store: Store, clock: Clock
) -> None:
    """Note that somebody's account is closed; tell admins, once, if events of theirs are ahead."""
    if not await store.note_left(workspace, user, clock()):
        return
    events = await store.events(workspace, owner=user, ending_after=clock())
    if not events:
        return
    for admin in await named_admins(workspace=workspace, members=members, store=store):
        try:
            await chat.tell_owner_left(admin, user, events)
        except NotDelivered as error:
            log.warning("an admin could not be told that an owner left: %s", error)


async def is_back(user: str, *, workspace: str, store: Store) -> None:
    """Note that somebody's account is open again; of most who change it was never closed."""
    if user in await store.leavers(workspace):
        await store.note_back(workspace, user)
