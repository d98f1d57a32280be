"""The one front of all workspaces: checks who sent a request, and hands it to whom it is for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.errors import BotError
from bot.slack.ids import Happening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.request.async_request import AsyncBoltRequest

    from bot.slack.lobby import Lobby
    from bot.tenants import Tenants

log = logging.getLogger(__name__)

_FAREWELLS = {Happening.UNINSTALLED, Happening.TOKENS_REVOKED}
"""What Slack tells of a workspace that is not to be opened for it."""


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
            app = await self._app_for(request)
        except BotError:
            log.exception("a request could not be handed to its workspace")
            return BoltResponse(status=503, body="")
        return await app.async_dispatch(request)

    async def _app_for(self, request: AsyncBoltRequest) -> AsyncApp:
        workspace, enterprise = request.context.team_id, request.context.enterprise_id
        if not workspace or _says_farewell(request.body) or _checks_certificate(request.body):
            return self._lobby.app
        tenant = await self._tenants.tenant(workspace, enterprise or "")
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


def _says_farewell(body: Mapping[str, Any]) -> bool:
    event = body.get("event")
    return isinstance(event, dict) and event.get("type") in _FAREWELLS
