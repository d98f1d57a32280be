"""Answers to one person: through a response URL, or in a window where Slack gives none."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.errors import NotDelivered
from bot.language import say
from bot.slack.ids import View
from bot.slack.views.message import modal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.webhook import WebhookResponse

    from bot.slack.chat import SlackChat

log = logging.getLogger(__name__)


class Through(AsyncRespond):
    """Answers through a response URL, which lives half an hour and works five times.

    Bolt does not tell of an answer that Slack refuses; such a one comes as a direct message.
    """

    def __init__(self, chat: SlackChat, user: str, url: AsyncRespond) -> None:
        super().__init__(response_url=url.response_url, proxy=url.proxy, ssl=url.ssl)
        self._chat = chat
        self._user = user

    async def __call__(self, **answer: Any) -> None:  # type: ignore[override]  # noqa: ANN401  (Bolt's own arguments)
        """Show an answer; raises `NotDelivered` where it could not be shown at all."""
        try:
            problem = _refusal(await super().__call__(**answer))
        except (ClientError, OSError) as error:
            problem = repr(error)
        if problem:
            log.warning("an answer goes to a direct message instead: %s", problem)
            message = {"text": answer["text"], "blocks": answer["blocks"]}
            await self._chat.send(self._user, lambda: message)


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


def _refusal(said: WebhookResponse) -> str:
    """Read Slack's word for why it does not show an answer; nothing, if it does."""
    is_taken = said.status_code == HTTPStatus.OK and '"ok":false' not in said.body
    return "" if is_taken else f"{said.status_code} {said.body[:100]}"
