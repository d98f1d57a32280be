"""The owner's side of presenters: the list, inviting, sending again, revoking, the reveal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.errors import Invalid, NotDelivered
from bot.language import say
from bot.logs import reference
from bot.people import Deed
from bot.service.find import check, event_for_owner
from bot.service.present import Casting, check_open
from bot.slack.commands import Feature, one_event
from bot.slack.ids import Action, Verb, View
from bot.slack.payloads import presenters as payloads
from bot.slack.payloads.verbs import read_presenters
from bot.slack.views import board
from bot.slack.views import inviting as views
from bot.slack.views.changing import working
from bot.slack.views.presenters import presenters
from bot.slack.views.progress import failure

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.people import Invited
    from bot.slack.commands import CommandHandler
    from bot.slack.desk import Tell
    from bot.slack.parts import Parts
    from bot.slack.payloads.command import Line

log = logging.getLogger(__name__)


class Presenting(Feature):
    """Handlers of what owners do about presenters."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._casting = Casting(parts.webcasts, parts.chat, parts.store, parts.clock)

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `presenters`."""
        return {Verb.PRESENTERS: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the list, its menus, the modals, and [Reveal presenter access]."""
        app.action(Action.REVEAL)(self.reveal)
        app.action(Action.SHOW_PRESENTERS)(self.show)
        app.action(Action.TURN_PRESENTERS)(self.turn)
        app.action(Action.ADD_PRESENTERS)(self.add)
        app.action(Action.INVITE)(self.invite)
        app.action(Action.PRESENTER_MENU)(self.menu)
        app.action(Action.REVOKE)(self.revoke)
        app.view(View.ADD_PRESENTERS)(self.chosen)
        app.view(View.INVITE)(self.confirmed)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast presenters <ref> [@user:role …]`: the list, or what inviting them would do."""
        await ack()
        tell = self._parts.answer(respond)
        self._parts.desk.later(self._command(body, respond, line.rest), tell)

    async def reveal(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Reveal presenter access], in a message or in the Created modal."""
        await ack()
        self._later(self._reveal(body, body["user"]["id"]), body, respond)

    async def show(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Presenters]: list them below."""
        await ack()
        self._later(self._show(body, respond), body, respond)

    async def turn(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[More presenters] or [Back]: draw the list anew."""
        await ack()
        self._later(self._turn(body, respond), body, respond)

    async def add(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Add presenters]: ask whom, and as what."""
        await ack()
        self._later(self._add(body), body, respond)

    async def invite(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Invite] below what it would do."""
        await ack()
        self._later(self._invite(body, respond), body, respond)

    async def menu(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Send again or Revoke, in somebody's menu."""
        await ack()
        self._later(self._menu(body, respond), body, respond)

    async def revoke(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Revoke] below the question."""
        await ack()
        self._later(self._revoke(body, respond), body, respond)

    async def chosen(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Next] in the modal: look at everybody, then show what inviting would do."""
        await ack(response_action="update", view=working(say("Looking at the people")))
        self._parts.desk.later(self._look(body), self._tell_form(body))

    async def confirmed(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Invite] in the modal."""
        await ack(response_action="update", view=working(say("Inviting")))
        view_id, user = body["view"]["id"], body["user"]["id"]
        packed = body["view"]["private_metadata"]

        async def send() -> None:
            outcome, reason = await self._invited(packed, user)
            await self._parts.chat.show_view(view_id, views.invited_view(outcome, reason))

        self._parts.desk.later(send(), self._tell_view(view_id, user))

    def _later(
        self, work: Coroutine[Any, Any, None], body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _command(self, body: Mapping[str, Any], respond: AsyncRespond, rest: str) -> None:
        parts = self._parts
        asked = read_presenters(rest)
        person = await parts.person(body["user_id"])
        event = await one_event(asked.ref, person=person, parts=parts, respond=respond)
        if event is None:
            return
        check(Deed.PRESENT, person, event)
        if not asked.people:
            await self._list(event, person, respond)
            return
        if len(asked.people) > views.MOST:
            raise Invalid(say("At most {most} people at a time.", most=views.MOST), field="command")
        wanted = payloads.candidates(asked.people, event.request.kind)
        lineup = await self._casting.line_up(event, wanted)
        await respond(**views.preview(event, lineup), replace_original=False)

    async def _list(
        self,
        event: Event,
        person: Person,
        respond: AsyncRespond,
        *,
        skip: int = 0,
        told: str = "",
        replaces: bool = False,
    ) -> None:
        named = await self._parts.store.presenters(event.workspace, event.id)
        drawn = board.board(event, named, reader=person.id, skip=skip, told=told)
        await respond(**drawn, replace_original=replaces)

    async def _reveal(self, body: Mapping[str, Any], user: str) -> None:
        event = await event_for_owner(
            body["actions"][0]["value"],
            person=await self._parts.person(user),
            store=self._parts.store,
            clock=self._parts.clock,
        )
        await self._parts.open_view(body, presenters(event))

    async def _show(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        event, person = await self._event(body["actions"][0]["value"], body)
        await self._list(event, person, respond)

    async def _turn(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        event_id, skip = payloads.read_turn(body["actions"][0]["value"])
        event, person = await self._event(event_id, body)
        await self._list(event, person, respond, skip=skip, replaces=True)

    async def _add(self, body: Mapping[str, Any]) -> None:
        event, _ = await self._event(body["actions"][0]["value"], body)
        check_open(event, self._parts.clock())
        await self._parts.open_view(body, views.adding(event))

    async def _look(self, body: Mapping[str, Any]) -> None:
        view = body["view"]
        event, _ = await self._event(view["private_metadata"], body)
        users, role = payloads.read_people(view)
        wanted = payloads.candidates([(user, role) for user in users], event.request.kind)
        lineup = await self._casting.line_up(event, wanted)
        await self._parts.chat.update_view(view["id"], views.preview_form(event, lineup))

    async def _invite(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        packed = body["actions"][0]["value"]
        outcome, reason = await self._invited(packed, body["user"]["id"])
        await respond(**views.invited(outcome, reason))

    async def _invited(self, packed: str, user: str) -> tuple[Invited, str]:
        event_id, people = payloads.read_packed(packed)
        event, person = await self._parts.event_for(Deed.PRESENT, event_id, user)
        wanted = payloads.unpacked(people, event.request.kind)
        outcome = await self._casting.invite(event, wanted, person=person)
        return outcome, _reason(outcome)

    async def _menu(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        value = body["actions"][0]["selected_option"]["value"]
        deed, event_id, user, tries = payloads.read_choice(value)
        event, person = await self._event(event_id, body)
        if deed == board.REVOKE:
            presenter = await self._casting.presenter(event, user)
            asked = board.asking_to_revoke(event, presenter)
            await respond(**asked, replace_original=True)
            return
        outcome = await self._casting.send_again(event, user, tries, person=person)
        told = " ".join([views.sent_again(outcome), _reason(outcome)]).strip()
        await self._list(outcome.event, person, respond, told=told, replaces=True)

    async def _revoke(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        _, event_id, user, _ = payloads.read_choice(body["actions"][0]["value"])
        event, person = await self._event(event_id, body)
        after = await self._casting.revoke(event, user, person=person)
        await self._list(after, person, respond, told=board.revoked(), replaces=True)

    async def _event(self, event_id: str, body: Mapping[str, Any]) -> tuple[Event, Person]:
        return await self._parts.event_for(Deed.PRESENT, event_id, body["user"]["id"])

    def _tell_form(self, body: Mapping[str, Any]) -> Tell:
        """Show a failure above the modal with what was chosen in it, or else in a message."""
        view, user = body["view"], body["user"]["id"]
        users, role = payloads.read_people(view)

        async def tell(sentence: str) -> None:
            asked = views.adding_again(view, chosen=users, preset=role, problem=sentence)
            try:
                await self._parts.chat.update_view(view["id"], asked)
            except NotDelivered:
                await self._parts.chat.tell(user, lambda: sentence)

        return tell

    def _tell_view(self, view_id: str, user: str) -> Tell:
        async def tell(sentence: str) -> None:
            try:
                await self._parts.chat.update_view(view_id, views.failed(sentence))
            except NotDelivered:
                await self._parts.chat.tell(user, lambda: sentence)

        return tell


def _reason(outcome: Invited) -> str:
    """Write why the platform added no portal, with a reference; empty where it did."""
    if not outcome.trouble:
        return ""
    ref = reference()
    log.warning("no portal for event %s, reference %s: %s", outcome.event.id, ref, outcome.trouble)
    return failure(outcome.trouble, ref)
