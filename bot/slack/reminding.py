"""Reminders: `/webcast remind`, and the buttons with which people ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.people import Deed, Wants
from bot.plans import JobKind, JobState, snoozed
from bot.service.find import check
from bot.service.remind import check_ahead, reminders_of, set_personal, set_reminders
from bot.slack.commands import Feature, one_event
from bot.slack.ids import Action, Verb
from bot.slack.payloads.verbs import read_remind
from bot.slack.views import reminders as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line
    from bot.slack.payloads.words import RemindWords


class Reminding(Feature):
    """Handlers of reminders."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `remind`."""
        return {Verb.REMIND: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons on reminders and on the details of an event."""
        app.action(Action.REMIND_ME)(self.remind_me)
        app.action(Action.REMIND_ME_NOT)(self.remind_me_not)
        app.action(Action.SNOOZE)(self.snooze)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast remind <ref> [1d,15m,0|off|me]`."""
        await ack()
        tell = self._parts.answer(respond)
        self._parts.desk.later(self._command(body["user_id"], line, respond), tell)

    async def remind_me(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Remind me]."""
        await ack()
        work = self._set_personal(body, respond, wanted=True)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def remind_me_not(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Do not remind me], and [Turn off reminders] on a reminder."""
        await ack()
        work = self._set_personal(body, respond, wanted=False)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def snooze(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Snooze 5 minutes]."""
        await ack()
        self._parts.desk.later(self._snooze(body, respond), self._parts.answer_to(body, respond))

    async def _command(self, user: str, line: Line, respond: AsyncRespond) -> None:
        asked = read_remind(line.rest)
        person = await self._parts.person(user)
        event = await one_event(asked.ref, person=person, parts=self._parts, respond=respond)
        if event:
            told, event = await self._done(asked, event, person)
            await respond(**await self._status(event, person, told), replace_original=False)

    async def _done(self, asked: RemindWords, event: Event, person: Person) -> tuple[str, Event]:
        """Do what a command asks for; return what was done, and the event after it."""
        if asked.me and asked.leads is not None:
            message = say(
                "Your own reminders come 1 day before, 15 minutes before and at the start. "
                "Leave the times out."
            )
            raise Invalid(message, field="command")
        if asked.me:
            return await self._personally(event, person, wanted=not asked.off), event
        if asked.leads is None and not asked.off:
            check(Deed.FIND, person, event)
            return "", event
        return await self._to_channels(asked, event, person)

    async def _to_channels(
        self, asked: RemindWords, event: Event, person: Person
    ) -> tuple[str, Event]:
        parts = self._parts
        check(Deed.REMIND, person, event)
        check_ahead(event, parts.clock())
        after = await set_reminders(
            event, asked.leads or (), person=person, store=parts.store, clock=parts.clock
        )
        await parts.replan(after)
        return views.changed(event.reminders, after.reminders), after

    async def _personally(self, event: Event, person: Person, *, wanted: bool) -> str:
        parts = self._parts
        check(Deed.FIND, person, event)
        if wanted:
            check_ahead(event, parts.clock())
        await set_personal(event, person, wanted=wanted, store=parts.store, clock=parts.clock)
        await parts.plan(event, person.id)
        return views.remembered(event) if wanted else views.forgotten(event)

    async def _set_personal(
        self, body: Mapping[str, Any], respond: AsyncRespond, *, wanted: bool
    ) -> None:
        clicked = body["actions"][0]
        event, person = await self._parts.event_for(Deed.FIND, clicked["value"], body["user"]["id"])
        told = await self._personally(event, person, wanted=wanted)
        if clicked["block_id"] == views.PERSONAL:
            await respond(**views.stopped(event), replace_original=True)
            return
        is_anew = clicked["block_id"] in {views.STATUS, views.STOPPED}
        answer = await self._status(event, person, told)
        await respond(**answer, replace_original=is_anew)

    async def _status(self, event: Event, person: Person, told: str) -> dict[str, Any]:
        store = self._parts.store
        jobs = await reminders_of(event, person, store=store)
        wanting = await store.wanting(event.workspace, event.id, Wants.REMINDERS)
        return views.status(
            event, jobs, reader=person.id, is_wanted=person.id in wanting, told=told
        )

    async def _snooze(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts, user = self._parts, body["user"]["id"]
        event, person = await parts.event_for(Deed.FIND, body["actions"][0]["value"], user)
        check_ahead(event, parts.clock())
        again = snoozed(event, person.id, parts.clock())
        if again is None:
            raise Invalid(say("It has started a while ago. Watch it instead."), field="event")
        planned = [
            job
            for job in await parts.store.jobs(event.workspace, event.id)
            if (job.kind, job.target, job.state) == (JobKind.PERSONAL, person.id, JobState.PLANNED)
        ]
        if not any(job.due_at <= again.due_at for job in planned):
            await parts.store.add_job(again)
            parts.alarm.wake()
        await respond(**views.snoozing(event), replace_original=True)
