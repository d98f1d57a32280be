"""`/webcast`, `help`, `show`, and what is none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.people import Deed, may, standing_of
from bot.service.account import may_connect as may_connect_account
from bot.service.find import next_event
from bot.service.share import planned_shares
from bot.slack.commands import one_event
from bot.slack.desk import failed
from bot.slack.ids import Action, Command, Verb
from bot.slack.payloads.command import Line, read_line
from bot.slack.payloads.verbs import read_help, read_ref, read_words
from bot.slack.text import plain
from bot.slack.views import finding as views
from bot.slack.views.sharing import announcements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Person
    from bot.slack.commands import CommandHandler, Feature
    from bot.slack.parts import Parts


class Finding:
    """Handlers of the command and of the buttons in its answers; the rest is the features'."""

    def __init__(self, parts: Parts, features: Iterable[Feature]) -> None:
        self._parts = parts
        self._handlers: dict[Verb, CommandHandler] = {
            Verb.SHOW: self.show,
            Verb.HELP: self.help,
        }
        for feature in features:
            self._handlers |= feature.commands

    def register(self, app: AsyncApp) -> None:
        """Listen to the command and to the buttons in its answers."""
        app.command(Command.WEBCAST)(self.command)
        app.action(Action.SHOW_HELP)(self.show_help)
        app.action(Action.SHOW_EVENT)(self.show_event)

    async def command(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """`/webcast …`: hand it to whoever answers its verb, if the words after it make sense."""
        line = read_line(body.get("text") or "")
        handler = self._handlers.get(line.verb) if line.verb else None
        if handler and not _problem(line):
            await handler(ack, body, respond, line)
            return
        await ack()
        self._later(self._answer(body["user_id"], line, respond), respond)

    async def show(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast show <ref>`."""
        await ack()
        self._later(self._show(body["user_id"], line.rest, respond), respond)

    async def help(
        self, ack: AsyncAck, _body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast help [topic]`."""
        await ack()
        self._later(self._help(read_help(line.rest).topic, respond), respond)

    async def show_help(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Help], in a message or in the Home."""
        await ack()
        work = self._help("", respond)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def show_event(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Show] in a list, on a card or in the Home."""
        await ack()
        work = self._show_event(body, respond)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    def _later(self, work: Any, respond: AsyncRespond) -> None:  # noqa: ANN401  (a coroutine)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def _help(self, topic: str, respond: AsyncRespond) -> None:
        await _send(respond, _help(topic))

    async def _answer(self, user: str, line: Line, respond: AsyncRespond) -> None:
        """Answer a line that no handler can use: nothing, an unknown word, words without sense."""
        if not line.word:
            await self._tray(user, respond)
        elif line.verb is None:
            await _send(respond, views.did_you_mean(line.word, line.nearest, plain(line.rest)))
        elif problem := _problem(line):
            await _send(respond, views.refused_words(failed(problem), line.verb))
        else:
            await _send(respond, views.help_for(line.verb))

    async def _tray(self, user: str, respond: AsyncRespond) -> None:
        person = await self._parts.person(user)
        following = None
        if may(Deed.FIND, person.role):
            following = await next_event(person, store=self._parts.store, clock=self._parts.clock)
        may_create = may(Deed.CREATE, person.role)
        may_connect = await may_connect_account(person, webcasts=self._parts.webcasts)
        answer = views.tray(following, may_create=may_create, may_connect=may_connect)
        await _send(respond, answer)

    async def _show(self, user: str, rest: str, respond: AsyncRespond) -> None:
        person = await self._parts.person(user)
        event = await one_event(
            read_ref(rest).ref, person=person, parts=self._parts, respond=respond
        )
        if event:
            await self._send_event(event, person, respond)

    async def _show_event(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        user = body["user"]["id"]
        value = body["actions"][0]["value"]
        event, person = await self._parts.event_for(Deed.FIND, value, user)
        await self._send_event(event, person, respond)

    async def _send_event(self, event: Event, person: Person, respond: AsyncRespond) -> None:
        more = await self._announcements(event, person)
        is_over = self._parts.clock() >= event.webcast.ends_at
        await _send(respond, views.shown(event, reader=person, is_over=is_over, more=more))

    async def _announcements(self, event: Event, person: Person) -> list[Block]:
        store = self._parts.store
        return announcements(
            event,
            await store.posts(event.workspace, event.id),
            await planned_shares(event, store=store),
            reader=person.id,
            may_share=may(Deed.SHARE, person.role, standing_of(person, event)),
        )


def _problem(line: Line) -> Invalid | None:
    """Find what makes no sense after a verb, if anything."""
    try:
        read_words(line)
    except Invalid as error:
        return error
    return None


async def _send(respond: AsyncRespond, answer: dict[str, Any]) -> None:
    await respond(**answer, replace_original=False)


def _help(topic: str) -> dict[str, Any]:
    if topic == "times":
        return views.help_times()
    return views.help_for(Verb(topic) if topic in set(Verb) else None)
