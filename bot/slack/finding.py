"""`/webcast`, `help`, `list`, `show`, and what is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.service.find import Scope, find_events, list_events, next_event
from bot.slack.ids import Action, Command, Verb
from bot.slack.payloads.command import Line, read_line
from bot.slack.payloads.verbs import read_list, read_ref, read_words
from bot.slack.payloads.words import HelpWords
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
    Scope.MINE_AHEAD: "Your upcoming webcasts",
    Scope.UPCOMING: "Upcoming webcasts",
    Scope.PAST: "Past webcasts",
    Scope.MINE: "Your webcasts",
    Scope.ALL: "All webcasts",
    Scope.HERE: "Webcasts announced in this channel",
    Scope.UNCERTAIN: "Webcasts that may or may not exist",
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
        if answer := _answer_at_once(line):
            await ack(**answer)
            return
        match line.verb:
            case Verb.CREATE:
                await self._creating.open_from_command(ack, body, respond, line.rest)
            case Verb.LIST:
                await ack()
                self._later(self._list(body["user_id"], body["channel_id"], line, respond), respond)
            case Verb.SHOW:
                await ack()
                self._later(self._show(body["user_id"], line.rest, respond), respond)
            case Verb.UPDATE | Verb.MOVE | Verb.CANCEL | Verb.HISTORY:
                await self._changing.command(ack, body, respond, line)
            case Verb.SHARE:
                await self._sharing.command(ack, body, respond, line.rest)
            case Verb():
                await ack(**views.help_for(line.verb))
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
        self._later(_send(respond, views.help_for(None)), respond)

    async def show_event(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Show] in a list to pick from."""
        await ack()
        event_id = body["actions"][0]["value"]
        self._later(self._show(body["user"]["id"], event_id, respond), respond)

    def _later(self, work: Any, respond: AsyncRespond) -> None:  # noqa: ANN401  (a coroutine)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def _tray(self, user: str, respond: AsyncRespond) -> None:
        person = self._parts.member(user)
        following = await next_event(person, store=self._parts.store, clock=self._parts.clock)
        await _send(respond, views.tray(following))

    async def _list(self, user: str, channel: str, line: Line, respond: AsyncRespond) -> None:
        asked = read_list(line.rest)
        scope = Scope(asked.scope)
        listing = await list_events(
            scope,
            asked.text,
            person=self._parts.member(user),
            channel=channel,
            store=self._parts.store,
            clock=self._parts.clock,
        )
        heading = _HEADINGS[scope]
        answer = views.listing(heading, listing.events, listing.total, listing.uncertain)
        await _send(respond, answer)

    async def _show(self, user: str, rest: str, respond: AsyncRespond) -> None:
        words = read_ref(rest).ref
        person = self._parts.member(user)
        found = await find_events(
            words, person=person, store=self._parts.store, clock=self._parts.clock
        )
        if len(found) == 1:
            await _send(respond, views.shown(found[0], reader=user))
        else:
            await _send(respond, views.pick(found, words))


async def _send(respond: AsyncRespond, answer: dict[str, Any]) -> None:
    await respond(**answer, replace_original=False)


def _answer_at_once(line: Line) -> dict[str, Any] | None:
    """Answer what needs nothing looked up: help, an unknown word, words that make no sense."""
    if line.verb is None:
        rest = plain(line.rest)
        return views.did_you_mean(line.word, line.nearest, rest) if line.word else None
    try:
        asked = read_words(line)
    except Invalid as error:
        return views.refused_words(str(error), line.verb)
    return _help(asked.topic) if isinstance(asked, HelpWords) else None


def _help(topic: str) -> dict[str, Any]:
    if topic == "times":
        return views.help_times()
    return views.help_for(Verb(topic) if topic in set(Verb) else None)
