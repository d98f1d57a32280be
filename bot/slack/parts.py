"""What every handler works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain import Person
from bot.slack.views.message import only_you

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncRespond

    from bot.service.folders import Folders
    from bot.service.ports import Clock, Store, Webcasts
    from bot.slack.chat import SlackChat
    from bot.slack.desk import Desk, Tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The workspace, and what serves it."""

    workspace: str
    webcasts: Webcasts
    store: Store
    chat: SlackChat
    folders: Folders
    clock: Clock
    desk: Desk

    def member(self, user: str) -> Person:
        """Name a person of this workspace where their time zone does not matter."""
        return Person(workspace=self.workspace, id=user, zone="Etc/UTC")

    def answer_to(self, body: Mapping[str, Any], respond: AsyncRespond) -> Tell:
        """Make a way to tell a sentence where the click came from, or else in a direct message."""
        if respond.response_url:
            return self.answer(respond)
        user = str(body["user"]["id"])
        return lambda sentence: self.chat.tell(user, lambda: sentence)

    @staticmethod
    def answer(respond: AsyncRespond) -> Tell:
        """Make a way to tell a sentence to the one person who sent a command or a click."""

        async def tell(sentence: str) -> None:
            await respond(**only_you(sentence), replace_original=False)

        return tell
