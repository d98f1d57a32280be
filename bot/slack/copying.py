"""Copying: `/webcast copy` and [Copy], which open the create form for a webcast like another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.people import Deed
from bot.service.find import check
from bot.slack.commands import Feature, one_event
from bot.slack.creating import filled, here
from bot.slack.drawing import open_form
from bot.slack.editing import copy_of
from bot.slack.ids import Action, Verb
from bot.slack.payloads.command import CreateWords
from bot.slack.payloads.prefill import prefill_copy
from bot.slack.payloads.verbs import read_copy
from bot.slack.views.card import COPY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line


class Copying(Feature):
    """Handlers of making a webcast like another."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `copy`."""
        return {Verb.COPY: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to one entry of the menu in an event's details; the others are the calendar's."""
        app.action(Action.ADD_TO_CALENDAR, matchers=[_is_copy])(self.chosen)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast copy <ref> [when] [title:"…"]`: open the form, filled in from the event."""
        await ack()
        self._parts.desk.later(self._command(body, respond, line.rest), self._parts.answer(respond))

    async def chosen(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Copy to a new webcast] beside the calendar entries."""
        await ack()
        work = self._copy(body, _chosen(body).removeprefix(COPY))
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def copy(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Copy to a new webcast] in the menu of those who may change an event."""
        await ack()
        work = self._copy(body, body["actions"][0]["value"])
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _command(self, body: Mapping[str, Any], respond: AsyncRespond, rest: str) -> None:
        asked = read_copy(rest)
        person = await self._parts.person(body["user_id"])
        check(Deed.CREATE, person)
        event = await one_event(asked.ref, person=person, parts=self._parts, respond=respond)
        if event:
            await self._open(body, event, person, asked.fields, body["channel_id"])

    async def _copy(self, body: Mapping[str, Any], event_id: str) -> None:
        event, person = await self._parts.event_for(Deed.FIND, event_id, body["user"]["id"])
        check(Deed.CREATE, person)
        channel = body.get("channel", {}).get("id", "")
        await self._open(body, event, person, CreateWords(), channel)

    async def _open(
        self,
        body: Mapping[str, Any],
        event: Event,
        person: Person,
        words: CreateWords,
        channel: str,
    ) -> None:
        like, now = copy_of(event, person.zone, channels=here(channel)), self._parts.clock()
        draft, problem = await filled(
            self._parts, words, lambda said: prefill_copy(like, said, now=now)
        )
        await open_form(self._parts, body, person.id, draft, problem)


async def _is_copy(body: Mapping[str, Any]) -> bool:
    return _chosen(body).startswith(COPY)


def _chosen(body: Mapping[str, Any]) -> str:
    return str(body["actions"][0]["selected_option"]["value"])
