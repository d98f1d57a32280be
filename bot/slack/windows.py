"""Answers to clicks in a view: Slack gives those no response URL, so they open in a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.errors import NotDelivered
from bot.language import say
from bot.slack.ids import View
from bot.slack.views.message import modal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.chat import SlackChat


class InWindow(AsyncRespond):
    """Answers a click in the Home or in a modal as `respond` answers one in a message.

    What would replace the message is drawn into the modal, all else opens on top. Where the click
    is too long ago to open anything, it comes as a direct message.
    """

    def __init__(self, chat: SlackChat, body: Mapping[str, Any]) -> None:
        super().__init__(response_url=None)
        self._chat = chat
        self._body = body

    async def __call__(self, **answer: Any) -> None:  # type: ignore[override]  # noqa: ANN401  (Bolt's own arguments)
        """Show an answer; raises `NotDelivered` where nothing could be shown."""
        view = modal(View.DETAILS, say("Webcast"), answer["blocks"])
        try:
            await self._show(view, replaces=bool(answer.get("replace_original")))
        except NotDelivered:
            message = {"text": answer["text"], "blocks": answer["blocks"]}
            await self._chat.send(self._body["user"]["id"], lambda: message)

    async def _show(self, view: dict[str, Any], *, replaces: bool) -> None:
        clicked = self._body["view"]
        if replaces and clicked["type"] == "modal":
            await self._chat.update_view(clicked["id"], view)
        else:
            await self._chat.open_for(self._body, view)
