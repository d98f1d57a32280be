"""The one front of all workspaces: checks who sent a request, and hands it to whom it is for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.errors import BotError
from bot.slack.ids import Happening
from bot.slack.payloads.requests import workspace_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.request.async_request import AsyncBoltRequest

    from bot.slack.lobby import Lobby
    from bot.tenants import Tenants

log = logging.getLogger(__name__)

_COMINGS_AND_GOINGS = {
    Happening.UNINSTALLED,
    Happening.TOKENS_REVOKED,
    Happening.ACCESS_GRANTED,
    Happening.ACCESS_REVOKED,
}
"""What Slack tells of workspaces, which are not to be opened for it."""


class Front:
    """Takes Slack's requests, over HTTP and in Socket Mode, for every workspace.

    What is no workspace's (Slack's own checks, a stranger) is answered in the lobby, as Bolt would
    answer it.
    """

    def __init__(self, tenants: Tenants, lobby: Lobby, signing_secret: str) -> None:
        self._tenants = tenants
        self._lobby = lobby
        self._verifier = SignatureVerifier(signing_secret)

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """Answer a request; the name is the one that Bolt's adapters call."""
        if not (self._is_slacks(request) or _checks_certificate(request.body)):
            return BoltResponse(status=401, body={"error": "invalid request"})
        try:
            workspace = workspace_of(request.body, request.context.team_id)
            if _is_for_nobody(request.body, workspace):
                self._lobby.hear(request.body, request.context)
                return BoltResponse(status=200, body="")
            app = await self._app_for(request, workspace)
        except BotError:
            log.exception("a request could not be handed to its workspace")
            return BoltResponse(status=503, body="")
        return await app.async_dispatch(request)

    async def _app_for(self, request: AsyncBoltRequest, workspace: str) -> AsyncApp:
        if not workspace or _checks_certificate(request.body):
            return self._lobby.app
        request.context["team_id"] = workspace  # its app serves no other
        tenant = await self._tenants.tenant(workspace, request.context.enterprise_id or "")
        return tenant.app if tenant else self._lobby.app

    def _is_slacks(self, request: AsyncBoltRequest) -> bool:
        """Check the signature before all else; what comes through a socket is Slack's anyway."""
        if request.mode == "socket_mode":
            return True
        timestamp, signature = (
            request.headers.get(name, [""])[0]
            for name in ("x-slack-request-timestamp", "x-slack-signature")
        )
        if not (timestamp.isascii() and timestamp.isdecimal() and signature.isascii()):
            return False
        return self._verifier.is_valid(request.raw_body, timestamp, signature)


def _checks_certificate(body: Mapping[str, Any]) -> bool:
    """Tell whether Slack looks at the certificate of the server, which it does without a word."""
    return body.get("ssl_check") == "1"


def _is_for_nobody(body: Mapping[str, Any], workspace: str) -> bool:
    """Tell of an event that no workspace is opened for, or that names none."""
    match body:
        case {"type": "event_callback", "event": {"type": kind}}:
            return not workspace or kind in _COMINGS_AND_GOINGS
    return False
