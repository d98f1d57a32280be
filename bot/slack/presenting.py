"""Presenter access: revealed in a modal, to the owner only, and put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.service.find import event_for_owner
from bot.slack.ids import Action, Verb
from bot.slack.views.presenters import presenters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.commands import CommandHandler
    from bot.slack.parts import Parts


class Presenting:
    """Handlers of presenter access."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer no verb of its own."""
        return {}

    def register(self, app: AsyncApp) -> None:
        """Listen to [Reveal presenter access]."""
        app.action(Action.REVEAL)(self.reveal)

    async def reveal(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Reveal presenter access], in a message or in the Created modal."""
        await ack()
        tell = self._parts.answer_to(body, respond)
        self._parts.desk.later(self._reveal(body, body["user"]["id"]), tell)

    async def _reveal(self, body: Mapping[str, Any], user: str) -> None:
        event = await event_for_owner(
            body["actions"][0]["value"],
            person=await self._parts.person(user),
            store=self._parts.store,
            clock=self._parts.clock,
        )
        await self._parts.open_view(body, presenters(event))
