"""`/webcast`, `help`, `list`, `show`, and what is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.language import say, to_say
from bot.service.find import Scope, find_events, list_events, next_event
from bot.slack.ids import Action, Command, Verb
from bot.slack.payloads.command import Line, read_line
from bot.slack.text import plain
from bot.slack.views import finding as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.changing import Changing
    from bot.slack.creating import Creating
    from bot.slack.parts import Parts
    from bot.slack.sharing import Sharing

_HEADINGS = {
    Scope.MINE_AHEAD: to_say("Your upcoming webcasts"),
    Scope.UPCOMING: to_say("Upcoming webcasts"),
    Scope.PAST: to_say("Past webcasts"),
    Scope.MINE: to_say("Your webcasts"),
    Scope.ALL: to_say("All webcasts"),
    Scope.HERE: to_say("Webcasts announced in this channel"),
    Scope.UNCERTAIN: to_say("Webcasts that may or may not exist"),
}


class Finding:
    """Handlers of the command and of the buttons in its answers."""

    def __init__(
        self, parts: Parts, creating: Creating, changing: Changing, sharing: Sharing
    ) -> None:
        self._parts = parts
        self._creating = creating
        self._changing = changing
        self._sharing = sharing

    def register(self, app: AsyncApp) -> None:
        """Listen to the command and to the buttons in its answers."""
        app.command(Command.WEBCAST)(self.command)
        app.action(Action.LIST_MINE)(self.list_mine)
        app.action(Action.SHOW_HELP)(self.show_help)
        app.action(Action.SHOW_EVENT)(self.show_event)

    async def command(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """`/webcast …`: find the verb, and what belongs to it."""
        line = read_line(body.get("text") or "")
        match line.verb:
            case Verb.CREATE:
                await self._creating.open_from_command(ack, body, respond, line.rest)
            case Verb.LIST:
                await ack()
                self._later(self._list(body["user_id"], body["channel_id"], line, respond), respond)
            case Verb.SHOW:
                await ack()
                self._later(self._show(body["user_id"], plain(line.rest), respond), respond)
            case Verb.UPDATE | Verb.MOVE | Verb.CANCEL | Verb.HISTORY:
                await self._changing.command(ack, body, respond, line)
            case Verb.SHARE:
                await self._sharing.command(ack, body, respond, line.rest)
            case Verb.HELP:
                await ack()
                self._later(self._help(line.rest, respond), respond)
            case None if line.word:
                await ack()
                self._later(self._ask_back(line, respond), respond)
            case None:
                await ack()
                self._later(self._tray(body["user_id"], respond), respond)

    async def list_mine(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[My webcasts]."""
        await ack()
        line = Line(verb=Verb.LIST)
        self._later(self._list(body["user"]["id"], "", line, respond), respond)

    async def show_help(self, ack: AsyncAck, respond: AsyncRespond) -> None:
        """[Help]."""
        await ack()
        self._later(self._help("", respond), respond)

    async def show_event(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Show] in a list to pick from."""
        await ack()
        event_id = body["actions"][0]["value"]
        self._later(self._show(body["user"]["id"], event_id, respond), respond)

    def _later(self, work: Any, respond: AsyncRespond) -> None:  # noqa: ANN401  (a coroutine)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def _help(self, topic: str, respond: AsyncRespond) -> None:
        await _send(respond, _help(topic))

    async def _ask_back(self, line: Line, respond: AsyncRespond) -> None:
        answer = views.did_you_mean(line.word, line.nearest, plain(line.rest))
        await _send(respond, answer)

    async def _tray(self, user: str, respond: AsyncRespond) -> None:
        person = await self._parts.person(user)
        following = await next_event(person, store=self._parts.store, clock=self._parts.clock)
        await _send(respond, views.tray(following))

    async def _list(self, user: str, channel: str, line: Line, respond: AsyncRespond) -> None:
        scope, text = _scope(line.rest)
        listing = await list_events(
            scope,
            plain(text),
            person=await self._parts.person(user),
            channel=channel,
            store=self._parts.store,
            clock=self._parts.clock,
        )
        heading = say(_HEADINGS[scope])
        answer = views.listing(heading, listing.events, listing.total, listing.uncertain)
        await _send(respond, answer)

    async def _show(self, user: str, words: str, respond: AsyncRespond) -> None:
        person = await self._parts.person(user)
        found = await find_events(
            words, person=person, store=self._parts.store, clock=self._parts.clock
        )
        if len(found) == 1:
            await _send(respond, views.shown(found[0], reader=user))
        else:
            await _send(respond, views.pick(found, words))


async def _send(respond: AsyncRespond, answer: dict[str, Any]) -> None:
    await respond(**answer, replace_original=False)


def _scope(rest: str) -> tuple[Scope, str]:
    word, _, text = rest.partition(" ")
    if word and word.lower() in set(Scope):
        return Scope(word.lower()), text.strip()
    return Scope.MINE_AHEAD if not rest else Scope.ALL, rest


def _help(rest: str) -> dict[str, Any]:
    word = rest.strip().lower()
    if word in {"times", "time", "when"}:
        return views.help_times()
    return views.help_for(Verb(word) if word in set(views.USAGE) else None)
