"""The lobby: answers what is for no workspace that is served, and hears which come and go."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.slack.app import bare_app
from bot.slack.desk import Desk, keep_quiet, work_for
from bot.slack.ids import Happening

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Mapping

    from slack_bolt.async_app import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient


class Hears(Protocol):
    """Whoever acts on what the lobby hears."""

    async def gone(self, enterprise: str, team: str, at: datetime, /) -> None:
        """Hear which installation ended when: an organization's, where there is no team."""
        ...

    async def granted(self, enterprise: str, teams: Collection[str], /) -> None:
        """Hear which workspaces an organization adds its installation to."""
        ...

    async def revoked(self, enterprise: str, teams: Collection[str], at: datetime, /) -> None:
        """Hear which workspaces an organization takes its installation from, and when."""
        ...

    async def changed(self, enterprise: str, user: Mapping[str, Any], /) -> None:
        """Hear that somebody's account changed in all of an organization."""
        ...


class Lobby:
    """A Bolt app without a workspace; Slack's own checks and forged requests end here, too.

    refusal: what somebody is told whose workspace is not served.
    """

    def __init__(
        self, client: AsyncWebClient, signing_secret: str, *, refusal: str, hears: Hears
    ) -> None:
        self._hears = hears
        self._desk = Desk(_speak_to_nobody, _always)
        self.app = bare_app(client, signing_secret, _no_installation, refusal)

    def hear(self, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Take in an event that is for no workspace; what follows is done later."""
        if follows := self._follows(body["event"], body, context):
            work_for("")  # whoever spoke on the same connection before has no part in it
            self._desk.later(follows, keep_quiet)

    async def idle(self) -> None:
        """Wait until nothing is under way any more."""
        await self._desk.idle()

    async def close(self, *, patience: float) -> None:
        """Finish what is under way."""
        await self._desk.close(patience=patience)

    def _follows(
        self, event: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
    ) -> Coroutine[Any, Any, None] | None:
        enterprise = str(context.enterprise_id or "")
        at = datetime.fromtimestamp(int(body["event_time"]), UTC)
        match event:
            case {"type": Happening.UNINSTALLED}:
                return self._hears.gone(*_ended(context), at)
            case {"type": Happening.TOKENS_REVOKED, "tokens": {"bot": [*_, _]}}:
                return self._hears.gone(*_ended(context), at)
            case {"type": Happening.ACCESS_GRANTED, "team_ids": [*teams]}:
                return self._hears.granted(enterprise, teams)
            case {"type": Happening.ACCESS_REVOKED, "team_ids": [*teams]}:
                return self._hears.revoked(enterprise, teams, at)
            case {"type": Happening.USER_CHANGE, "user": {"id": str()} as user}:
                return self._hears.changed(enterprise, user)
        return None  # such as tokens of people, which the bot does not have


def _ended(context: AsyncBoltContext) -> tuple[str, str]:
    """Tell whose installation ended: an organization's, or a workspace's."""
    enterprise, team = str(context.enterprise_id or ""), str(context.team_id or "")
    if context.is_enterprise_install or team.startswith("E"):
        return enterprise or team, ""
    return "", team


async def _no_installation(**_of: object) -> None:
    """Authorize nobody."""


async def _speak_to_nobody(_user: str) -> None:
    """Prepare nothing: whoever leaves is not spoken to."""


async def _always(_key: str) -> bool:
    """Take nothing for a repetition: nobody submits a form here."""
    return True
