"""What a presenter presses in their invitation: their own access, ready, cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.people import PresenterState
from bot.service.attend import answer, own_access
from bot.slack.commands import Feature
from bot.slack.ids import Action
from bot.slack.views.presenters import own_access as own_access_view

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond


class Answering(Feature):
    """Handlers of a presenter's own buttons."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons of an invitation."""
        app.action(Action.REVEAL_MINE)(self.reveal)
        app.action(Action.PRESENTER_READY)(self.ready)
        app.action(Action.PRESENTER_CANNOT)(self.cannot)

    async def reveal(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[My presenter access]: open it for the person it belongs to."""
        await ack()
        self._later(self._reveal(body), body, respond)

    async def ready(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[I am ready]."""
        await ack()
        self._later(self._answer(body, PresenterState.READY), body, respond)

    async def cannot(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[I cannot]."""
        await ack()
        self._later(self._answer(body, PresenterState.DECLINED), body, respond)

    def _later(
        self, work: Coroutine[Any, Any, None], body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _reveal(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        event, presenter, portal = await own_access(
            body["actions"][0]["value"],
            workspace=parts.workspace,
            facts=await parts.chat.facts(body["user"]["id"]),
            store=parts.store,
            clock=parts.clock,
        )
        show = parts.chat.push_view if "view" in body else parts.chat.open_view
        await show(body["trigger_id"], own_access_view(event, presenter, portal))

    async def _answer(self, body: Mapping[str, Any], state: PresenterState) -> None:
        parts = self._parts
        await answer(
            body["actions"][0]["value"],
            state,
            workspace=parts.workspace,
            facts=await parts.chat.facts(body["user"]["id"]),
            chat=parts.chat,
            store=parts.store,
            clock=parts.clock,
        )
