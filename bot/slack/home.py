"""The Home: opening it, turning its pages, and what its menus and buttons do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.people import Deed
from bot.slack.commands import Feature
from bot.slack.ids import Action, Choice, Happening
from bot.slack.views.home import Place, place_in, turned
from bot.slack.views.rows import chosen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.parts import Parts


class ClickHandler(Protocol):
    """Answers a click on a button whose value names an event."""

    async def __call__(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, /
    ) -> None:
        """Acknowledge at once, and leave the work to the desk."""
        ...


class Home(Feature):
    """Handlers of the Home; what a menu offers is done by the features that know how."""

    def __init__(self, parts: Parts, menu: Mapping[Choice, ClickHandler]) -> None:
        super().__init__(parts)
        self._menu = menu

    def register(self, app: AsyncApp) -> None:
        """Listen to the opening, and to everything in it that is not somebody else's."""
        app.event(Happening.HOME_OPENED)(self.opened)
        app.action(Action.HOME_SCOPE)(self.choose_scope)
        app.action(Action.HOME_BACK)(self.turn)
        app.action(Action.HOME_ON)(self.turn)
        app.action(Action.EVENT_MENU)(self.choose)
        app.action(Action.DRIFT_SEEN)(self.seen)

    async def opened(self, event: Mapping[str, Any]) -> None:
        """Somebody opened the Home; Bolt has acknowledged it."""
        if event.get("tab") == "home":
            view, user = event.get("view"), str(event["user"])
            self._later(self._open(user, view), user)

    async def choose_scope(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Mine] or [Everyone's]: begin with the first page."""
        await ack()
        mine = body["actions"][0]["selected_option"]["value"] == "mine"
        self._show(body, Place(mine=mine))

    async def turn(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Earlier], [Later], [Newer] and [Older]."""
        await ack()
        place = place_in(body["view"])
        if place:
            self._show(body, turned(place, body["actions"][0]["value"]))

    async def choose(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Do what was chosen in the menu of an event, as if its own button were pressed."""
        choice, event_id = chosen(body["actions"][0])
        if handler := self._menu.get(choice):
            action = {**body["actions"][0], "value": event_id}
            await handler(ack, {**body, "actions": [action]}, respond)
        else:
            await ack()

    async def seen(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Seen]: somebody knows what was edited in the portal."""
        await ack()
        tell = self._parts.answer_to(body, respond)
        self._parts.desk.later(self._seen(body), tell)

    def _show(self, body: Mapping[str, Any], place: Place) -> None:
        user, known = str(body["user"]["id"]), str(body["view"]["hash"])
        self._later(self._parts.homes.show(user, place, known), user)

    def _later(self, work: Any, user: str) -> None:  # noqa: ANN401  (a coroutine)
        async def tell(sentence: str) -> None:
            await self._parts.homes.show_trouble(user, sentence)

        self._parts.desk.later(work, tell)

    async def _open(self, user: str, view: Mapping[str, Any] | None) -> None:
        parts = self._parts
        await parts.store.note_home(parts.workspace, user, parts.clock())
        place = place_in(view)
        first = place and replace(place, ahead=0, recent=0)
        await parts.homes.show(user, first, str(view["hash"]) if view else "")

    async def _seen(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        event, _ = await parts.event_for(
            Deed.CHANGE, str(body["actions"][0]["value"]), body["user"]["id"]
        )
        await parts.store.drift_seen(event.workspace, event.id)
        parts.refresh_home((event.owner, *event.co_owners, body["user"]["id"]))
