"""Settling creates of which nobody knows what became: found, created after all, or forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain import Progress
from bot.errors import BotError, Invalid, NotFound
from bot.language import say
from bot.logs import reference
from bot.service.create import check_is_ahead, create_again
from bot.service.settle import (
    event_id_named,
    forget,
    look_up,
    mismatches,
    settled,
    take_as_created,
    wish_for,
)
from bot.slack.commands import Feature
from bot.slack.editing import token_of
from bot.slack.ids import Action, Field, View
from bot.slack.payloads.form import read_text
from bot.slack.views import progress
from bot.slack.views import uncertain as views

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Person, Webcast, Wish
    from bot.slack.desk import Tell


class Settling(Feature):
    """Handlers of the three buttons of an uncertain create, wherever they stand."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the buttons and to the form that asks for a link."""
        app.action(Action.WISH_EXISTS)(self.ask)
        app.action(Action.WISH_CREATE)(self.create)
        app.action(Action.WISH_FORGET)(self.forget)
        app.view(View.SETTLE)(self.submitted)

    async def ask(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Ask for the id or link: somebody says that it exists."""
        await ack()
        self._later(self._ask(body), body, respond)

    async def create(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Create it after all: somebody looked in the portal and it is not there."""
        await ack()
        self._later(self._create(body), body, respond)

    async def forget(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Forget it]."""
        await ack()
        self._later(self._forget(body), body, respond)

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Compare], or [It is this one] after the differences were shown."""
        view = body["view"]
        words = read_text(view, Field.EVENT_REF)
        event_id, _ = views.seen(view["private_metadata"])
        try:
            event_id = event_id or event_id_named(words)
        except Invalid as error:
            await ack(response_action="errors", errors={Field.EVENT_REF: str(error)})
            return
        looking = say("I am looking at webcast {id} on the platform.", id=event_id)
        await ack(response_action="update", view=views.sentence(say("One moment…"), looking))
        self._parts.desk.later(self._compare(body, event_id), self._tell_again(body, event_id))

    def _later(
        self, work: Coroutine[Any, Any, None], body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _wish(self, value: str, user: str) -> tuple[Wish, Person]:
        person = await self._parts.person(user)
        key, known = views.named(value)
        return await wish_for(key, known, person=person, store=self._parts.store), person

    async def _clicked(self, body: Mapping[str, Any]) -> tuple[Wish, Person]:
        return await self._wish(str(body["actions"][0]["value"]), body["user"]["id"])

    async def _ask(self, body: Mapping[str, Any]) -> None:
        wish, _ = await self._clicked(body)
        await self._parts.open_view(body, views.paste(wish))

    async def _compare(self, body: Mapping[str, Any], event_id: str) -> None:
        parts, view = self._parts, body["view"]
        wish, person = await self._wish(view["private_metadata"], body["user"]["id"])
        found = await look_up(
            event_id, workspace=person.workspace, webcasts=parts.webcasts, store=parts.store
        )
        differ = mismatches(wish, found.webcast)
        token = token_of({each.field: each.got for each in differ}) if differ else ""
        if found.known:
            await parts.chat.update_view(view["id"], views.known_already(found.known))
        elif token != views.seen(view["private_metadata"])[1]:
            shown = views.compare(wish, found.webcast, differ, token)
            await parts.chat.update_view(view["id"], shown)
        else:
            await self._take(wish, found.webcast, person, view["id"])

    async def _take(self, wish: Wish, webcast: Webcast, person: Person, window: str) -> None:
        parts = self._parts
        event = await take_as_created(
            wish, webcast, fresh=reference(), by=person.id, store=parts.store, clock=parts.clock
        )
        await parts.chat.show_view(window, views.settled(event))
        await parts.begin(event)
        parts.refresh_home((person.id,))

    def _tell_again(self, body: Mapping[str, Any], words: str) -> Tell:
        """Make a way to show a failure above the form, with what was typed."""
        view, user = body["view"], body["user"]["id"]

        async def tell(sentence: str) -> None:
            try:
                wish, _ = await self._wish(view["private_metadata"], user)
                shown = views.paste(wish, words, sentence)
            except BotError:
                shown = views.not_settled(sentence)
            await self._parts.show_or_tell(view["id"], user, shown, sentence)

        return tell

    async def _create(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        wish, person = await self._clicked(body)
        check_is_ahead(wish, parts.clock)
        window = await parts.open_view(body, progress.creating(wish.request.title))

        async def tell(sentence: str) -> None:
            now = await parts.store.wish(wish.workspace, wish.key)
            shown = views.not_settled(sentence, now)
            await self._parts.show_or_tell(window, person.id, shown, sentence)

        fresh = reference()
        parts.desk.later(self._send(window, wish, person, fresh), tell, ref=fresh)

    async def _send(self, window: str, wish: Wish, person: Person, fresh: str) -> None:
        parts = self._parts
        try:
            outcome = await create_again(
                wish,
                fresh=fresh,
                by=person.id,
                webcasts=parts.webcasts,
                store=parts.store,
                clock=parts.clock,
            )
        finally:
            parts.refresh_home((wish.owner, person.id))
        if outcome.event:
            await parts.chat.show_view(window, progress.created(outcome.event, ()))
            posts = await parts.begin(outcome.event)
            await parts.chat.show_view(window, progress.created(outcome.event, posts))
        elif outcome.wish.progress is Progress.UNCERTAIN:
            await parts.chat.show_view(window, progress.uncertain(outcome.wish))
            await parts.chat.tell_uncertain(outcome.wish)
            await parts.store.told_uncertain(outcome.wish)
        else:
            raise NotFound(settled(outcome.wish))

    async def _forget(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        wish, person = await self._clicked(body)
        await forget(wish, store=parts.store)
        parts.refresh_home((wish.owner, person.id))
        await parts.open_view(body, views.forgotten(wish))
