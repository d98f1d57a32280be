"""The change dialogues: edit, move, cancel, restore, and the history of an event."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.errors import Invalid, NotDelivered, PlatformError
from bot.language import say
from bot.people import Deed, Standing, standing_of
from bot.service.change import (
    Changed,
    cancel_event,
    change_event,
    pending_changes,
    refresh_event,
    restore_event,
)
from bot.service.find import check
from bot.service.remind import set_reminders
from bot.slack.commands import Feature, one_event
from bot.slack.drawing import judged, redraw, telling
from bot.slack.editing import draft_of, taken_over, token_of
from bot.slack.ids import Action, Verb, View
from bot.slack.payloads import form as payloads
from bot.slack.payloads.prefill import moved, prefill_changes
from bot.slack.payloads.verbs import read_words
from bot.slack.payloads.words import CancelWords, MoveWords, RefWords, UpdateWords
from bot.slack.text import shorten
from bot.slack.views import changing as views
from bot.slack.views.form import form

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import timedelta

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Changes, Event, Person, WebcastRequest
    from bot.slack.commands import CommandHandler
    from bot.slack.form import Draft
    from bot.slack.parts import Parts
    from bot.slack.payloads.command import Line

log = logging.getLogger(__name__)

_LINE = 200
"""Characters of a line that the form remembers of what the portal changed."""


class Changing(Feature):
    """Handlers of everything that changes an event."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._restoring: set[str] = set()

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer the verbs that change one event, and its history."""
        return dict.fromkeys((Verb.UPDATE, Verb.MOVE, Verb.CANCEL, Verb.HISTORY), self.command)

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons and forms that change an event."""
        app.action(Action.EDIT_EVENT)(self.edit)
        app.action(Action.CANCEL_EVENT)(self.ask_to_cancel)
        app.action(Action.RESTORE_EVENT)(self.restore)
        app.action(Action.SHOW_HISTORY)(self.show_history)
        app.action(Action.USE_PORTAL_VALUES)(self.use_portal_values)
        app.view(View.EDIT)(self.submitted)
        app.view(View.CANCEL)(self.cancel_submitted)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`update`, `move`, `cancel` and `history`, each followed by what names the event."""
        await ack()
        self._parts.desk.later(self._command(body, respond, line), self._parts.answer(respond))

    async def edit(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Edit]: open the form of an event."""
        await ack()
        self._later(self._edit(body, lambda draft: draft), body, respond)

    async def ask_to_cancel(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Cancel webcast]: ask first."""
        await ack()
        self._later(self._ask_to_cancel(body, ""), body, respond)

    async def restore(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Restore webcast], in a message or in the modal after cancelling; clicked twice, once."""
        await ack()
        event_id = _event_id(body)
        if event_id not in self._restoring:
            self._restoring.add(event_id)
            self._later(self._restore_once(event_id, body), body, respond)

    async def show_history(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[History]."""
        await ack()
        self._later(self._history(_event_id(body), respond, body), body, respond)

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Save]: judge the form before the acknowledgement, compare and send after it."""
        view, user = body["view"], body["user"]["id"]
        verdict = await judged(ack, view, self._parts, views.working)
        if verdict.request:
            saving = self._save(view["id"], user, verdict.draft, verdict.request, verdict.reminders)
            tell = telling(self._parts, view["id"], user, verdict.draft)
            self._parts.desk.later(saving, tell)

    async def use_portal_values(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Use the portal's values]: put them into the form, beside what was typed."""
        await ack()
        view, user = body["view"], body["user"]["id"]
        draft = payloads.read_draft(view)
        tell = telling(self._parts, view["id"], user, draft)
        self._parts.desk.later(self._use_portal_values(view["id"], user, draft), tell)

    async def cancel_submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Cancel webcast] in the form that asked."""
        view, user = body["view"], body["user"]["id"]
        await ack(response_action="update", view=views.working(say("Cancelling")))

        async def tell(sentence: str) -> None:
            asked = views.cancel_again(view, payloads.read_reason(view), sentence)
            try:
                await self._parts.chat.update_view(view["id"], asked)
            except NotDelivered:
                await self._parts.chat.tell(user, lambda: sentence)

        self._parts.desk.later(self._cancel(body), tell)

    def _later(
        self, work: Coroutine[Any, Any, None], body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _command(self, body: Mapping[str, Any], respond: AsyncRespond, line: Line) -> None:
        asked = read_words(line)
        if not isinstance(asked, UpdateWords | MoveWords | CancelWords | RefWords):
            return
        person = await self._parts.person(body["user_id"])
        event = await one_event(asked.ref, person=person, parts=self._parts, respond=respond)
        if event is None:
            return
        said = {**body, "user": {"id": body["user_id"]}, "actions": [{"value": event.id}]}
        match asked:
            case UpdateWords() | MoveWords():
                await self._edit(said, self._filled(asked))
            case CancelWords():
                await self._ask_to_cancel(said, asked.reason)
            case _:
                await self._history(event.id, respond, said)

    def _filled(self, asked: UpdateWords | MoveWords) -> Callable[[Draft], Draft]:
        now = self._parts.clock
        if isinstance(asked, UpdateWords):
            return lambda draft: prefill_changes(draft, asked.fields, now=now())
        if not asked.when:
            return lambda draft: draft
        return lambda draft: moved(draft, asked.when, now=now())

    async def _edit(self, body: Mapping[str, Any], fill: Callable[[Draft], Draft]) -> None:
        """Open the form from what we know, then compare with what the platform says now."""
        parts, user = self._parts, body["user"]["id"]
        event, person = await parts.event_for(Deed.CHANGE, _event_id(body), user)
        if event.cancelled_at:
            message = say("That webcast is cancelled. Restore it before you change it.")
            raise Invalid(message, field="")
        now = parts.clock()
        draft = fill(draft_of(event, person.zone, now=now))
        view_id, known_hash = await parts.chat.open_form(body, form(draft, now=now))
        await self._show_drift(event, person, view_id, draft, known_hash)

    async def _show_drift(
        self, event: Event, person: Person, view_id: str, draft: Draft, known_hash: str
    ) -> None:
        """Show what the portal changed, now or since its owners looked last.

        What stands in the fields is left alone. Where the form was drawn anew meanwhile, the
        comparison before saving shows it.
        """
        parts = self._parts
        told = await self._unseen(event)
        drift = await self._compare(event)
        if draft.editing is None or not (told or drift):
            return
        shown = replace(draft, editing=replace(draft.editing, drift=drift))
        heading = say("Somebody changed this in the platform's portal:")
        problem = "\n".join([heading, *told]) if told else ""
        await redraw(parts, view_id, shown, problem, known_hash=known_hash)
        if standing_of(person, event) is not Standing.NOBODY:
            await parts.store.drift_seen(event.workspace, event.id)
            parts.refresh_home((event.owner, *event.co_owners))

    async def _unseen(self, event: Event) -> list[str]:
        if not event.drifted_at:
            return []
        entries = await self._parts.store.history(event.workspace, event.id)
        return views.unseen_lines(event, entries)

    async def _compare(self, event: Event) -> tuple[tuple[str, str], ...]:
        """Compare with the platform; return what differs: each field, and the line that says it."""
        parts = self._parts
        try:
            found = await refresh_event(
                event,
                webcasts=parts.webcasts,
                store=parts.store,
                clock=parts.clock,
                line=await parts.chat.for_channels(
                    lambda drift: views.thread_line(views.drift_lines(drift, event.request.zone))
                ),
            )
        except PlatformError as error:
            log.warning("event %s could not be compared with the platform: %s", event.id, error)
            return ()
        if not found.drift:
            return ()
        zone = event.request.zone
        await parts.replan(found.event)
        told = [shorten(line, _LINE) for line in views.drift_lines(found.drift, zone)]
        return tuple(zip([each.field for each in found.drift], told, strict=True))

    async def _use_portal_values(self, view_id: str, user: str, draft: Draft) -> None:
        if draft.editing is None:
            return
        parts = self._parts
        event, person = await parts.event_for(Deed.CHANGE, draft.editing.event_id, user)
        fresh = draft_of(event, person.zone, now=parts.clock())
        await redraw(parts, view_id, taken_over(draft, fresh))

    async def _save(
        self,
        view_id: str,
        user: str,
        draft: Draft,
        request: WebcastRequest,
        leads: tuple[timedelta, ...],
    ) -> None:
        if draft.editing is None:
            return
        event, person = await self._parts.event_for(Deed.CHANGE, draft.editing.event_id, user)
        check(Deed.REMIND, person, event)
        changes = pending_changes(event, request)
        reminders = leads if leads != event.reminders else None
        token = token_of(changes, reminders)
        if not changes and reminders is None:
            await redraw(self._parts, view_id, draft, say("Nothing is changed yet."))
        elif (event.revision, token) != (draft.editing.revision, draft.editing.reviewed):
            editing = replace(draft.editing, revision=event.revision, reviewed=token, drift=())
            review = views.review(_told(event, changes, request.zone, reminders))
            await redraw(self._parts, view_id, replace(draft, editing=editing), review)
        else:
            told = _told(event, changes, request.zone, reminders)
            done = await self._send(event, changes, reminders, person)
            await self._follow(view_id, done, changes, told)

    async def _send(
        self, event: Event, changes: Changes, leads: tuple[timedelta, ...] | None, person: Person
    ) -> Changed:
        """Send what the platform has to know, if anything; of reminders it knows nothing."""
        parts, done = self._parts, Changed(event=event, before=event)
        if changes:
            done = await change_event(
                event,
                changes,
                person=person,
                webcasts=parts.webcasts,
                store=parts.store,
                clock=parts.clock,
                line=await parts.chat.for_channels(partial(_line, changes)),
            )
        if leads is None:
            return done
        after = await set_reminders(
            done.event, leads, person=person, store=parts.store, clock=parts.clock
        )
        return replace(done, event=after)

    async def _follow(self, view_id: str, done: Changed, changes: Changes, told: list[str]) -> None:
        """Let everything follow, and show it."""
        failed = await self._parts.replan(done.event)
        event = done.event if changes else replace(done.event, before=None)
        shown = views.saved(event, told, failed, lost_portals=done.lost_portals)
        await self._parts.chat.show_view(view_id, shown)

    async def _ask_to_cancel(self, body: Mapping[str, Any], reason: str) -> None:
        event, _ = await self._parts.event_for(Deed.CHANGE, _event_id(body), body["user"]["id"])
        await self._parts.open_view(body, views.cancel_form(event, reason))

    async def _cancel(self, body: Mapping[str, Any]) -> None:
        parts, view = self._parts, body["view"]
        event, person = await parts.event_for(
            Deed.CHANGE, view["private_metadata"], body["user"]["id"]
        )
        done = await cancel_event(
            event,
            payloads.read_reason(view),
            person=person,
            webcasts=parts.webcasts,
            store=parts.store,
            clock=parts.clock,
            line=await parts.chat.for_channels(lambda *_: say("Cancelled.")),
        )
        failed = await parts.replan(done.event)
        await parts.chat.show_view(view["id"], views.cancelled(done.event, failed))

    async def _restore_once(self, event_id: str, body: Mapping[str, Any]) -> None:
        try:
            await self._restore(body)
        finally:
            self._restoring.discard(event_id)

    async def _restore(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        event, person = await parts.event_for(Deed.CHANGE, _event_id(body), body["user"]["id"])
        done = await restore_event(
            event,
            person=person,
            webcasts=parts.webcasts,
            store=parts.store,
            clock=parts.clock,
            line=await parts.chat.for_channels(lambda *_: say("It takes place.")),
        )
        failed = await parts.replan(done.event)
        if "view" in body:
            shown = views.saved(
                done.event, [say("It takes place again.")], failed, lost_portals=False
            )
            await parts.chat.show_view(body["view"]["id"], shown)

    async def _history(self, event_id: str, respond: AsyncRespond, body: Mapping[str, Any]) -> None:
        event, person = await self._parts.event_for(Deed.REVIEW, event_id, body["user"]["id"])
        entries = await self._parts.store.history(person.workspace, event.id)
        await respond(**views.history(event, entries), replace_original=False)


def _line(changes: Changes, before: Event, after: Event) -> str:
    """Say below the cards what changed of the webcast itself."""
    return views.thread_line(views.change_lines(before.request, changes, after.request.zone))


def _event_id(body: Mapping[str, Any]) -> str:
    return str(body["actions"][0]["value"])


def _told(
    event: Event, changes: Changes, zone: str, reminders: tuple[timedelta, ...] | None
) -> list[str]:
    """Say every change in a line, from before to after."""
    told = views.change_lines(event.request, changes, zone)
    if reminders is not None:
        told.append(views.reminder_line(event.reminders, reminders))
    return told
