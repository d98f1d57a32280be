"""The platform account of a workspace: connected and disconnected by its admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import BotError
from bot.language import say
from bot.service.account import account_for, connect, disconnect
from bot.slack.commands import Feature
from bot.slack.desk import failed
from bot.slack.ids import Action, View
from bot.slack.views import account as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.tenancy import Login


class Connecting(Feature):
    """Handlers of the platform account."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the window of the account, and to the buttons that open it."""
        app.action(Action.OPEN_ACCOUNT)(self.open)
        app.action(Action.DISCONNECT)(self.disconnect)
        app.view(View.ACCOUNT)(self.submitted)

    async def open(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Platform account], in the settings, the tray or the Home."""
        await ack()
        self._parts.desk.later(self._open(body), self._parts.answer_to(body, respond))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Connect]: acknowledge at once, then log in."""
        login, turn = views.read_login(body["view"])
        await ack(response_action="update", view=views.waiting(say("Checking…")))
        view_id, user = body["view"]["id"], body["user"]["id"]

        async def tell(sentence: str) -> None:
            again = await self._drawn_or_told(user, turn + 1, sentence, username=login.username)
            await self._parts.show_or_tell(view_id, user, again, sentence)

        self._parts.desk.later(self._connect(view_id, user, login, turn), tell)

    async def disconnect(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Disconnect], which Slack has asked about once more."""
        await ack()
        self._parts.desk.later(self._disconnect(body), self._parts.answer_to(body, respond))

    async def _open(self, body: Mapping[str, Any]) -> None:
        drawn = await self._drawn(body["user"]["id"], 0)
        await self._parts.open_view(body, drawn)

    async def _connect(self, view_id: str, user: str, login: Login, turn: int) -> None:
        parts = self._parts
        account = await connect(
            login,
            person=await parts.person(user),
            log_in_as=parts.log_in_as,
            store=parts.store,
            clock=parts.clock,
        )
        self._follow(user)
        news = say("Connected: the platform accepts {username}.", username=account.login.username)
        drawn = await self._drawn(user, turn + 1, news)
        await parts.show_or_tell(view_id, user, drawn, news)

    async def _disconnect(self, body: Mapping[str, Any]) -> None:
        parts, view, user = self._parts, body["view"], body["user"]["id"]
        await disconnect(person=await parts.person(user), store=parts.store, clock=parts.clock)
        self._follow(user)
        turn = views.turn_of(view) + 1
        await parts.chat.show_view(view["id"], await self._drawn(user, turn, say("Disconnected.")))

    def _follow(self, user: str) -> None:
        """Let what depends on the account be read anew."""
        self._parts.folders.forget()
        self._parts.refresh_home([user])

    async def _drawn(
        self, user: str, turn: int, news: str = "", *, problem: str = "", username: str = ""
    ) -> dict[str, Any]:
        parts = self._parts
        return views.account(
            await account_for(await parts.person(user), store=parts.store),
            has_operator=parts.webcasts.has_operator,
            username=username,
            news=news,
            problem=problem,
            turn=turn,
        )

    async def _drawn_or_told(
        self, user: str, turn: int, sentence: str, *, username: str
    ) -> dict[str, Any]:
        """Draw the window with a problem; where it cannot be drawn, the problem alone."""
        try:
            return await self._drawn(user, turn, problem=sentence, username=username)
        except BotError as error:
            failed(error)
            return views.waiting(sentence)
