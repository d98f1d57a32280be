"""Ownership: `/webcast owner`, its window, offers and their answers, and taking over."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.domain import Role
from bot.errors import BotError, Invalid, NotDelivered, NotFound
from bot.language import say
from bot.people import Deed, may, standing_of
from bot.service import own
from bot.service.find import check
from bot.slack.commands import Feature, one_event
from bot.slack.desk import failed
from bot.slack.ids import Action, Verb, View
from bot.slack.payloads.form import read_reason
from bot.slack.payloads.verbs import read_owner
from bot.slack.views import owning as views
from bot.slack.views.message import only_you

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line

log = logging.getLogger(__name__)


class Owning(Feature):
    """Handlers of whose an event is."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `owner`."""
        return {Verb.OWNER: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the window of an event's owners, and to the answers to an offer."""
        app.action(Action.ADD_CO_OWNER)(self.add_co_owner)
        app.action(Action.REMOVE_CO_OWNER)(self.remove_co_owner)
        app.action(Action.HAND_OVER)(self.hand_over)
        app.action(Action.WITHDRAW_OFFER)(self.withdraw)
        app.action(Action.ACCEPT_OFFER)(self.accept)
        app.action(Action.DECLINE_OFFER)(self.decline)
        app.action(Action.TAKE_OVER)(self.ask_to_take_over)
        app.view(View.TAKE_OVER)(self.take_over)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast owner <ref> [@user]`."""
        await ack()
        self._parts.desk.later(self._command(body, respond, line), self._parts.answer(respond))

    async def add_co_owner(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Add whom somebody picked, in the window."""
        await ack()
        self._in_window(body, self._add(body, body["actions"][0]["selected_user"]))

    async def remove_co_owner(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Remove] beside a co-owner."""
        await ack()
        self._in_window(body, self._remove(body, body["actions"][0]["value"]))

    async def hand_over(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Offer the event to whom somebody picked, in the window."""
        await ack()
        self._in_window(body, self._offer_in_window(body, body["actions"][0]["selected_user"]))

    async def withdraw(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Take it back] beside an open offer."""
        await ack()
        self._in_window(body, self._withdraw(body))

    async def accept(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Accept] in an offer."""
        await ack()
        self._parts.desk.later(self._accept(body, respond), self._parts.answer(respond))

    async def decline(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Decline] in an offer."""
        await ack()
        self._parts.desk.later(self._decline(body, respond), self._parts.answer(respond))

    async def ask_to_take_over(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Take over], in a window, in a message or on Home: ask why."""
        await ack()
        event_id, user = body["actions"][0]["value"], body["user"]["id"]
        asking = self._ask_to_take_over(body, event_id, user)
        self._parts.desk.later(asking, self._parts.answer_to(body, respond))

    async def take_over(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Take over] in the form that asked why."""
        view = body["view"]
        await ack(response_action="update", view=views.told(say("One moment…")))

        async def tell(sentence: str) -> None:
            await self._parts.chat.show_view(view["id"], views.told(sentence))

        self._parts.desk.later(self._take_over(body), tell)

    def _in_window(self, body: Mapping[str, Any], work: Coroutine[Any, Any, None]) -> None:
        """Do work for a click in the window; what goes wrong is said in it."""

        async def tell(sentence: str) -> None:
            await self._draw(body, sentence)

        self._parts.desk.later(work, tell)

    async def _command(self, body: Mapping[str, Any], respond: AsyncRespond, line: Line) -> None:
        parts, asked = self._parts, read_owner(line.rest)
        person = await parts.person(body["user_id"])
        event = await one_event(asked.ref, person=person, parts=parts, respond=respond)
        if event is None:
            return
        if asked.user_id is None:
            await parts.chat.open_view(body["trigger_id"], await self._window(event, person))
        elif asked.user_id == person.id != event.owner and person.role is Role.ADMIN:
            await self._ask_to_take_over(body, event.id, person.id)
        else:
            await self._offer(event, person, asked.user_id)
            told = say("Offered. I tell you their answer; until then nothing changes.")
            await respond(**only_you(told), replace_original=False)

    async def _offer_in_window(self, body: Mapping[str, Any], to: str) -> None:
        event, person = await self._event_of(body, Deed.HAND_OVER)
        await self._offer(event, person, to)
        await self._draw(body, say("Offered. I tell you their answer; until then nothing changes."))

    async def _offer(self, event: Event, person: Person, to: str) -> None:
        """Offer an event; one that never reaches the other is taken back at once."""
        parts = self._parts
        check(Deed.HAND_OVER, person, event)
        offer = await own.offer_event(
            event, await parts.person(to), person=person, store=parts.store, clock=parts.clock
        )
        try:
            await parts.chat.send(to, lambda: views.offer_message(event, offer))
        except NotDelivered:
            await own.withdraw_offer(event, person=person, store=parts.store, clock=parts.clock)
            raise

    async def _withdraw(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        event, person = await self._event_of(body, Deed.HAND_OVER)
        await own.withdraw_offer(event, person=person, store=parts.store, clock=parts.clock)
        await self._draw(body)

    async def _add(self, body: Mapping[str, Any], user: str) -> None:
        parts = self._parts
        event, person = await self._event_of(body, Deed.HAND_OVER)
        after = await own.add_co_owner(
            event, await parts.person(user), person=person, store=parts.store, clock=parts.clock
        )
        await self._draw(body)
        parts.drawn(after, user)
        await self._tell(user, lambda: views.made_co_owner(after, person.id))

    async def _remove(self, body: Mapping[str, Any], user: str) -> None:
        parts = self._parts
        event, person = await self._event_of(body, Deed.FIND)
        after = await own.remove_co_owner(
            event, user, person=person, store=parts.store, clock=parts.clock
        )
        await self._draw(body)
        parts.drawn(after, user)
        if user != person.id:
            await self._tell(user, lambda: views.no_co_owner(after, person.id))

    async def _accept(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts, user = self._parts, body["user"]["id"]
        try:
            event, person = await parts.event_for(Deed.FIND, body["actions"][0]["value"], user)
            done = await own.accept_offer(
                event,
                person=person,
                store=parts.store,
                clock=parts.clock,
                line=await parts.chat.for_channels(_line),
            )
        except NotFound as error:
            await respond(**views.offer_closed(str(error)))
            return
        await respond(**views.offer_closed(say("You accepted. The webcast is yours now.")))
        await self._follow(done.event)
        parts.refresh_home((done.before.owner,))
        for former in dict.fromkeys((done.before.owner, done.offer.by)):
            await self._tell(former, lambda: views.accepted(done.event, user))

    async def _decline(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts, user = self._parts, body["user"]["id"]
        try:
            event, person = await parts.event_for(Deed.FIND, body["actions"][0]["value"], user)
            offer = await own.decline_offer(
                event, person=person, store=parts.store, clock=parts.clock
            )
        except NotFound as error:
            await respond(**views.offer_closed(str(error)))
            return
        await respond(**views.offer_closed(say("You declined. It stays with its owner.")))
        for other in dict.fromkeys((event.owner, offer.by)):
            await self._tell(other, lambda: views.declined(event, user))

    async def _ask_to_take_over(self, body: Mapping[str, Any], event_id: str, user: str) -> None:
        parts = self._parts
        event, person = await parts.event_for(Deed.HAND_OVER, event_id, user)
        own.check_take_over(event, person)
        await parts.open_view(body, views.take_over_form(event))

    async def _take_over(self, body: Mapping[str, Any]) -> None:
        parts, view = self._parts, body["view"]
        reason = read_reason(view)
        before, person = await parts.event_for(
            Deed.HAND_OVER, view["private_metadata"], body["user"]["id"]
        )
        try:
            event = await own.take_over(
                before,
                reason,
                person=person,
                store=parts.store,
                clock=parts.clock,
                line=await parts.chat.for_channels(_line),
            )
        except Invalid as error:
            again = views.take_over_form(before, reason=reason, problem=str(error))
            await parts.chat.show_view(view["id"], again)
            return
        await self._follow(event)
        parts.refresh_home((before.owner,))
        await parts.chat.show_view(view["id"], views.told(say("The webcast is yours now.")))
        await self._tell(before.owner, lambda: views.taken_over(event, reason))

    async def _follow(self, event: Event) -> None:
        """Let every message follow to the new owner."""
        await self._parts.replan(event)

    async def _tell(self, user: str, compose: Callable[[], dict[str, Any]]) -> None:
        """Tell somebody who may have left, and then cannot be told."""
        try:
            await self._parts.chat.send(user, compose)
        except NotDelivered as error:
            log.info("somebody could not be told of an owner: %s", error)

    async def _event_of(self, body: Mapping[str, Any], deed: Deed) -> tuple[Event, Person]:
        event_id = body["view"]["private_metadata"]
        return await self._parts.event_for(deed, event_id, body["user"]["id"])

    async def _draw(self, body: Mapping[str, Any], news: str = "") -> None:
        try:
            event, person = await self._event_of(body, Deed.FIND)
            drawn = await self._window(event, person, news)
        except BotError as error:
            drawn = views.told(news or failed(error))
        await self._parts.chat.show_view(body["view"]["id"], drawn)

    async def _window(self, event: Event, person: Person, news: str = "") -> dict[str, Any]:
        offer = await self._parts.store.offer(event.workspace, event.id)
        is_admin = may(Deed.ADMINISTER, person.role)
        hand = views.Hand(
            reader=person.id,
            may_hand_over=may(Deed.HAND_OVER, person.role, standing_of(person, event)),
            may_take_over=is_admin and person.id != event.owner,
        )
        return views.ownership(event, offer, hand, news=news)


def _line(*_revised: Event) -> str:
    return say("This webcast has a new owner.")
