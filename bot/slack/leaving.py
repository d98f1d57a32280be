"""Leavers: Slack tells that somebody's account was closed or opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.service.leavers import has_left, is_back
from bot.slack.commands import Feature
from bot.slack.desk import keep_quiet, work_for
from bot.slack.ids import Happening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncApp

    from bot.slack.parts import Parts


class Leaving(Feature):
    """Handlers of changes to people's accounts."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the one event."""
        app.event(Happening.USER_CHANGE)(self.changed)

    async def changed(self, event: Mapping[str, Any]) -> None:
        """Heed the change of an account."""
        heed(self._parts, event["user"])


def heed(parts: Parts, user: Mapping[str, Any]) -> None:
    """Ask Slack anew about somebody who changed, and note whether they left."""
    parts.chat.forget(user["id"])
    work_for("")  # people change their status all day: Slack is not asked about each of them
    parts.desk.later(_noted(parts, user["id"], has_gone=bool(user.get("deleted"))), keep_quiet)


async def _noted(parts: Parts, user: str, *, has_gone: bool) -> None:
    if not has_gone:
        await is_back(user, workspace=parts.workspace, store=parts.store)
        return
    await has_left(
        user,
        workspace=parts.workspace,
        members=parts.members,
        chat=parts.chat,
        store=parts.store,
        clock=parts.clock,
    )
