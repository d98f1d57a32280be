"""Sharing: `/webcast share`, its preview, the clicks that post or plan, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid, NotUnderstood
from bot.language import say
from bot.people import Deed, may, standing_of
from bot.service.find import check
from bot.service.settings import confirm_from
from bot.service.share import (
    check_due,
    check_shareable,
    drop_share,
    plan_share,
    planned_shares,
    prospects,
    remove_card,
    share,
)
from bot.slack.commands import Feature, one_event
from bot.slack.ids import Action, Verb, View
from bot.slack.payloads.verbs import read_share
from bot.slack.views import sharing as views
from bot.slack.views.message import only_you
from bot.when import read_start

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line
    from bot.when.start import Start


class Sharing(Feature):
    """Handlers of announcing an event in more channels."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `share`."""
        return {Verb.SHARE: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the window, the buttons of a preview, and of what was announced or planned."""
        app.view(View.SHARE)(self.asked)
        app.action(Action.SHARE_NOW)(self.post)
        app.action(Action.SHARE_LATER)(self.plan)
        app.action(Action.DROP_SHARE)(self.drop)
        app.action(Action.REMOVE_POST)(self.remove)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast share <ref> [#channel …] [at <when>]`: show what would happen, or here."""
        await ack()
        self._later(self._preview(body, respond, line.rest), respond)

    async def ask(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Share] in the menu of an event: choose channels in a window."""
        await ack()
        self._parts.desk.later(self._ask(body), self._parts.answer_to(body, respond))

    async def asked(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Continue]: show in the same window what would happen."""
        await ack(response_action="update", view=views.looking())

        async def tell(sentence: str) -> None:
            await respond(**only_you(sentence), replace_original=True)

        self._parts.desk.later(self._asked(body, respond), tell)

    async def post(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Post the announcement]."""
        await ack()
        self._later(self._post(body, respond), respond)

    async def plan(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Schedule the announcement]."""
        await ack()
        self._later(self._plan(body, respond), respond)

    async def drop(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Cancel announcement]."""
        await ack()
        self._later(self._drop(body, respond), respond)

    async def remove(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Remove post]."""
        await ack()
        self._later(self._remove(body, respond), respond)

    def _later(self, work: Coroutine[Any, Any, None], respond: AsyncRespond) -> None:
        self._parts.desk.later(work, self._parts.answer(respond))

    async def _preview(self, body: Mapping[str, Any], respond: AsyncRespond, rest: str) -> None:
        parts = self._parts
        asked = read_share(rest)
        person = await parts.person(body["user_id"])
        event = await one_event(asked.ref, person=person, parts=parts, respond=respond)
        if event is None:
            return
        check(Deed.SHARE, person, event)
        start = self._due(asked.at, event, person)
        channels = asked.channels or _here(body["channel_id"])
        await respond(**await self._shown(event, channels, person, start))

    async def _ask(self, body: Mapping[str, Any]) -> None:
        event_id, user = body["actions"][0]["value"], body["user"]["id"]
        event, _ = await self._parts.event_for(Deed.SHARE, event_id, user)
        check_shareable(event, ())
        await self._parts.open_view(body, views.ask(event))

    async def _asked(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        event_id, channels = views.read_asked(body["view"])
        event, person = await self._parts.event_for(Deed.SHARE, event_id, body["user"]["id"])
        shown = await self._shown(event, channels, person, None)
        await respond(**{**shown, "replace_original": True})

    async def _shown(
        self, event: Event, channels: tuple[str, ...], person: Person, start: Start | None
    ) -> dict[str, Any]:
        parts = self._parts
        found = await prospects(event, channels, person=person, chat=parts.chat, store=parts.store)
        return views.preview(
            event,
            found,
            confirm_from=await confirm_from(parts.workspace, store=parts.store, clock=parts.clock),
            due_at=start.start if start else None,
            due=views.read_back(start, event, person, now=parts.clock()) if start else "",
        )

    def _due(self, words: str, event: Event, person: Person) -> Start | None:
        """Read when to announce, on the clock of whoever asks."""
        if not words:
            return None
        now = self._parts.clock()
        try:
            found = read_start(words, now=now, zone=person.zone)
        except NotUnderstood as error:
            message = say("“at {words}”: {problem}", words=words, problem=error)
            raise Invalid(message, field="at") from error
        check_due(event, found.start, now=now)
        return found

    async def _post(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        event_id, channels, _ = views.chosen(body["actions"][0]["value"])
        event, person = await parts.event_for(Deed.SHARE, event_id, body["user"]["id"])
        await share(
            event,
            channels,
            person=person,
            chat=parts.chat,
            store=parts.store,
            clock=parts.clock,
        )
        await parts.plan(event, *channels)
        await self._show_shared(event, channels, respond)

    async def _plan(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        event_id, channels, due_at = views.chosen(body["actions"][0]["value"])
        event, person = await parts.event_for(Deed.SHARE, event_id, body["user"]["id"])
        if due_at:
            await plan_share(
                event, channels, due_at, person=person, store=parts.store, clock=parts.clock
            )
            await parts.plan(event)
        await self._show_planned(event, person, respond)

    async def _drop(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        event_id, channels, due_at = views.chosen(body["actions"][0]["value"])
        event, person = await parts.event_for(Deed.FIND, event_id, body["user"]["id"])
        for channel in channels:
            await drop_share(
                event, channel, due_at, person=person, store=parts.store, clock=parts.clock
            )
        await self._show_planned(event, person, respond)

    async def _remove(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        event_id, (channel, *others), _ = views.chosen(body["actions"][0]["value"])
        event, person = await parts.event_for(Deed.FIND, event_id, body["user"]["id"])
        await remove_card(
            event, channel, person=person, chat=parts.chat, store=parts.store, clock=parts.clock
        )
        await parts.plan(event, channel)
        await self._show_shared(event, (channel, *others), respond)

    async def _show_shared(
        self, event: Event, channels: tuple[str, ...], respond: AsyncRespond
    ) -> None:
        posts = await self._parts.store.posts(event.workspace, event.id)
        await respond(**views.shared(event, channels, posts))

    async def _show_planned(self, event: Event, person: Person, respond: AsyncRespond) -> None:
        """Show what is planned, to somebody who may not share only what they planned."""
        may_share = may(Deed.SHARE, person.role, standing_of(person, event))
        planned = await planned_shares(event, store=self._parts.store)
        theirs = [each for each in planned if may_share or each.detail == person.id]
        await respond(**views.planned(event, theirs))


def _here(channel: str) -> tuple[str, ...]:
    """Announce where the command was typed; a direct message is no place for a card."""
    if not channel.startswith(("C", "G")):
        told = say("Say in which channel, such as /webcast share next #general.")
        raise Invalid(told, field="command")
    return (channel,)
