"""Calendar files: sent to whoever asks, and no more once they say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.people import Deed, Wants
from bot.service.calendars import send_file
from bot.service.find import check
from bot.slack.commands import Feature, one_event
from bot.slack.ids import Action, Verb
from bot.slack.payloads.verbs import read_ref
from bot.slack.views import calendars as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line


class Calendaring(Feature):
    """Handlers of calendar files."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `ics`."""
        return {Verb.ICS: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the calendar menu of an event, and to the buttons beside its files."""
        app.action(Action.ADD_TO_CALENDAR)(self.chosen)
        app.action(Action.OFFER_CALENDAR)(self.offer)
        app.action(Action.CALENDAR_FILE)(self.send)
        app.action(Action.CALENDAR_AGAIN)(self.send_again)
        app.action(Action.CALENDAR_STOP)(self.stop)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast ics <ref>`."""
        await ack()
        work = self._find_and_send(body["user_id"], line.rest, respond)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def offer(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Add to calendar]: ask which, of this person alone."""
        await ack()
        self._parts.desk.later(self._offer(body, respond), self._parts.answer_to(body, respond))

    async def chosen(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Calendar file (.ics)] in the calendar menu; its links open by themselves."""
        await ack()
        value = body["actions"][0]["selected_option"]["value"]
        if value.isdecimal():
            work = self._send_by_id(body, value, respond)
            self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def send(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Calendar file (.ics)], offered or in the menu of those who may change an event."""
        await ack()
        work = self._send_by_id(body, body["actions"][0]["value"], respond)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def send_again(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Send it again]."""
        await ack()
        work = self._send_by_id(body, body["actions"][0]["value"], respond, again=True)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def stop(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Stop sending updates]."""
        await ack()
        self._parts.desk.later(self._stop(body, respond), self._parts.answer_to(body, respond))

    async def _offer(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        event_id, user = body["actions"][0]["value"], body["user"]["id"]
        event, _ = await self._parts.event_for(Deed.FIND, event_id, user)
        if event.cancelled_at:
            raise Invalid(say("That webcast is cancelled."), field="event")
        await respond(**views.offer(event), replace_original=False)

    async def _find_and_send(self, user: str, rest: str, respond: AsyncRespond) -> None:
        person = await self._parts.person(user)
        ref = read_ref(rest).ref
        event = await one_event(ref, person=person, parts=self._parts, respond=respond)
        if event:
            check(Deed.FIND, person, event)
            await self._send(event, user, respond, again=False)

    async def _send_by_id(
        self, body: Mapping[str, Any], event_id: str, respond: AsyncRespond, *, again: bool = False
    ) -> None:
        user = body["user"]["id"]
        event, _ = await self._parts.event_for(Deed.FIND, event_id, user)
        await self._send(event, user, respond, again=again)

    async def _send(self, event: Event, user: str, respond: AsyncRespond, *, again: bool) -> None:
        parts = self._parts
        is_sent = await send_file(
            event, user, again=again, chat=parts.chat, store=parts.store, clock=parts.clock
        )
        answer = views.sent(event) if is_sent else views.sent_before(event)
        await respond(**answer, replace_original=again)

    async def _stop(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Whoever gets files may stop them, whatever else they may do by now."""
        event_id, user = body["actions"][0]["value"], body["user"]["id"]
        await self._parts.store.unwant(self._parts.workspace, event_id, user, Wants.CALENDAR)
        await respond(**views.stopped(event_id), replace_original=True)
