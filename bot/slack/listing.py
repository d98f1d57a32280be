"""Lists: `/webcast list`, and turning their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.language import say, to_say
from bot.service.find import FEW, PAGE, Scope, list_events
from bot.slack.commands import Feature
from bot.slack.ids import Action, Verb
from bot.slack.payloads.verbs import read_list
from bot.slack.views.listing import listing, page_of
from bot.slack.views.paging import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.service.find import Listing as Found
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line

_HEADINGS = {
    Scope.MINE_AHEAD: to_say("Your upcoming webcasts"),
    Scope.UPCOMING: to_say("Upcoming webcasts"),
    Scope.PAST: to_say("Past webcasts"),
    Scope.MINE: to_say("Your webcasts"),
    Scope.ALL: to_say("All webcasts"),
    Scope.HERE: to_say("Webcasts announced in this channel"),
    Scope.UNCERTAIN: to_say("Webcasts that may or may not exist"),
}


class Listing(Feature):
    """Handlers of lists."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `list`."""
        return {Verb.LIST: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to what asks for a list, and to the buttons of its pages."""
        app.action(Action.LIST_MINE)(self.list_mine)
        app.action(Action.LIST_BACK)(self.turn)
        app.action(Action.LIST_MORE)(self.turn)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast list …`."""
        await ack()
        asked = read_list(line.rest)
        work = self._answer(
            Scope(asked.scope), asked.text, body["user_id"], body["channel_id"], respond
        )
        self._parts.desk.later(work, self._parts.answer(respond))

    async def list_mine(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[My webcasts]."""
        await ack()
        work = self._answer(Scope.MINE_AHEAD, "", body["user"]["id"], "", respond)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def turn(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Back] and [More]: show another page in place of this one."""
        await ack()
        self._parts.desk.later(self._turn(body, respond), self._parts.answer(respond))

    async def _turn(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        scope, text, offset = page_of(str(body["actions"][0]["value"]))
        channel = str(body.get("channel", {}).get("id", ""))
        answer = await self._page(Scope(scope), text, body["user"]["id"], channel, offset)
        await respond(**answer, replace_original=True)

    async def _answer(
        self, scope: Scope, text: str, user: str, channel: str, respond: AsyncRespond
    ) -> None:
        answer = await self._page(scope, text, user, channel, 0)
        await respond(**answer, replace_original=False)

    async def _page(
        self, scope: Scope, text: str, user: str, channel: str, offset: int
    ) -> dict[str, Any]:
        parts = self._parts
        found = await list_events(
            scope,
            text,
            person=await parts.person(user),
            channel=channel,
            store=parts.store,
            clock=parts.clock,
            offset=offset,
        )
        return listing(
            say(_HEADINGS[scope]),
            found.events,
            found.uncertain,
            span=_span(scope, found),
            asked=(scope, text),
            reader=user,
            now=parts.clock(),
            more_doubtful=_not_shown(scope, found),
        )


def _span(scope: Scope, found: Found) -> Span:
    if scope is Scope.UNCERTAIN:
        shown = len(found.uncertain)
        return Span(offset=found.offset, shown=shown, total=found.doubtful, page=FEW)
    return Span(offset=found.offset, shown=len(found.events), total=found.total, page=PAGE)


def _not_shown(scope: Scope, found: Found) -> int:
    return 0 if scope is Scope.UNCERTAIN else found.doubtful - len(found.uncertain)
