"""[Find] in the tray: a window to look for a webcast in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.language import say
from bot.people import Deed
from bot.service.find import check, find_events
from bot.slack.commands import Feature
from bot.slack.ids import Action, View
from bot.slack.views import searching as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond


class Searching(Feature):
    """Handlers of the window to look for a webcast in."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the button of the tray, and to the window."""
        app.action(Action.OPEN_FIND)(self.open)
        app.view(View.FIND)(self.submitted)

    async def open(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Find]."""
        await ack()
        self._parts.desk.later(self._open(body), self._parts.answer_to(body, respond))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Find] in the window: keep it open, and show below what goes by the words."""
        view = body["view"]
        words = views.read_search(view)
        await ack(response_action="update", view=views.nothing(words, say("One moment…")))

        async def tell(sentence: str) -> None:
            await self._parts.chat.show_view(view["id"], views.nothing(words, sentence))

        self._parts.desk.later(self._find(view["id"], words, body["user"]["id"]), tell)

    async def _open(self, body: Mapping[str, Any]) -> None:
        check(Deed.FIND, await self._parts.person(body["user"]["id"]))
        await self._parts.open_view(body, views.search())

    async def _find(self, view_id: str, words: str, user: str) -> None:
        parts = self._parts
        person = await parts.person(user)
        found = await find_events(words, person=person, store=parts.store, clock=parts.clock)
        total = await parts.store.count_events(person.workspace, text=words.strip())
        shown = views.results(words, found, max(total, len(found)))
        await parts.chat.show_view(view_id, shown)
