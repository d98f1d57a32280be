"""`/webcast doctor`: whether everything works, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.people import Deed
from bot.service.doctor import examine_database, examine_platform, examine_slack
from bot.service.find import check
from bot.slack.commands import Feature
from bot.slack.ids import SCOPES, Verb
from bot.slack.views.checking import findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line


class Checking(Feature):
    """The handler of `doctor`."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `doctor`."""
        return {Verb.DOCTOR: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to nothing else."""

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, _line: Line
    ) -> None:
        """`/webcast doctor`."""
        await ack()
        self._parts.desk.later(self._examine(body, respond), self._parts.answer(respond))

    async def _examine(self, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        parts = self._parts
        check(Deed.ADMINISTER, await parts.person(body["user_id"]))
        found = (
            *await examine_slack(parts.chat, SCOPES, parts.clock),
            *await examine_database(parts.store, parts.clock, workspace=parts.workspace),
            *await examine_platform(parts.webcasts),
        )
        await respond(**findings(found), replace_original=False)
