"""The lobby: answers what is for no workspace that is served, and hears which workspaces leave."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.slack.app import bare_app
from bot.slack.desk import Desk, keep_quiet, work_for
from bot.slack.ids import Happening

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    Gone = Callable[[str, str, datetime], Awaitable[None]]


class Lobby:
    """A Bolt app without a workspace; Slack's own checks and forged requests end here, too.

    refusal: what somebody is told whose workspace is not served.
    gone: is told which installation ended when: organization, team (empty for all of it), moment.
    """

    def __init__(
        self, client: AsyncWebClient, signing_secret: str, *, refusal: str, gone: Gone
    ) -> None:
        self._gone = gone
        self._desk = Desk(_speak_to_nobody, _always)
        self.app = bare_app(client, signing_secret, _no_installation, refusal)
        self.app.event(Happening.UNINSTALLED)(self.uninstalled)
        self.app.event(Happening.TOKENS_REVOKED)(self.revoked)

    async def uninstalled(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Somebody took the bot out of their workspace or organization."""
        self._later(body, context)

    async def revoked(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Tokens are good no more; that of the bot is the only one that it has."""
        if body["event"]["tokens"].get("bot"):
            self._later(body, context)

    async def idle(self) -> None:
        """Wait until nothing is under way any more."""
        await self._desk.idle()

    async def close(self, *, patience: float) -> None:
        """Finish what is under way."""
        await self._desk.close(patience=patience)

    def _later(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        work_for("")  # whoever spoke on the same connection before has no part in it
        enterprise, team = str(context.enterprise_id or ""), str(context.team_id or "")
        is_org = context.is_enterprise_install or team.startswith("E")
        at = datetime.fromtimestamp(int(body["event_time"]), UTC)
        ended = self._gone(enterprise or team, "", at) if is_org else self._gone("", team, at)
        self._desk.later(_all_of(ended), keep_quiet)


async def _all_of(work: Awaitable[None]) -> None:
    await work


async def _no_installation(**_of: object) -> None:
    """Authorize nobody."""


async def _speak_to_nobody(_user: str) -> None:
    """Prepare nothing: whoever leaves is not spoken to."""


async def _always(_key: str) -> bool:
    """Take nothing for a repetition: nobody submits a form here."""
    return True
