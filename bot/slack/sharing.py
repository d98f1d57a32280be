"""Sharing: `/webcast share`, its preview, and the click that posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.people import Deed
from bot.service.find import check
from bot.service.share import prospects, share
from bot.slack.commands import one_event
from bot.slack.ids import Action, Verb
from bot.slack.payloads.verbs import read_share
from bot.slack.views import sharing as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.commands import CommandHandler
    from bot.slack.parts import Parts
    from bot.slack.payloads.command import Line

_MOST = 10


class Sharing:
    """Handlers of announcing an event in more channels."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `share`."""
        return {Verb.SHARE: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the button of a preview."""
        app.action(Action.SHARE_NOW)(self.post)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast share <ref> [#channel …]`: show what would happen, here by default."""
        await ack()
        tell = self._parts.answer(respond)
        self._parts.desk.later(self._preview(body, respond, line.rest), tell)

    async def post(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Post the announcement]."""
        await ack()
        self._parts.desk.later(self._post(body, respond), self._parts.answer(respond))

    async def _preview(self, body: Mapping[str, Any], respond: AsyncRespond, rest: str) -> None:
        parts = self._parts
        asked = read_share(rest)
        person = await parts.person(body["user_id"])
        event = await one_event(asked.ref, person=person, parts=parts, respond=respond)
        if event is None:
            return
        check(Deed.SHARE, person, event)
        channels = asked.channels or (body["channel_id"],)
        if len(channels) > _MOST:
            raise Invalid(say("At most {most} channels at a time.", most=_MOST), field="command")
        seen = await prospects(event, channels, chat=parts.chat, store=parts.store)
        await respond(**views.preview(event, seen))

    async def _post(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        event_id, channels = views.chosen(body["actions"][0]["value"])
        event, _ = await parts.event_for(Deed.SHARE, event_id, body["user"]["id"])
        posts = await share(event, channels, chat=parts.chat, store=parts.store)
        await parts.plan(event)
        await respond(**views.shared(posts))
