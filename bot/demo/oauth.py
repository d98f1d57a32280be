"""OAuth: how the app gets into the workspace, if it is not there from the beginning."""

import secrets
from collections.abc import Callable
from typing import Any

from bot.demo import people
from bot.demo.errors import SlackError
from bot.demo.settings import Settings

JSON = dict[str, Any]
CODE_LIVES = 600.0
"""Seconds in which a code may be exchanged."""


class OAuth:
    """What the app is allowed: the codes that wait to be exchanged, and the token that it has.

    `install_url` is the app's own page that begins an installation, `redirect_url` where Slack
    sends whoever decided; both are known once the app runs.
    """

    def __init__(self, settings: Settings, now: Callable[[], float]) -> None:
        self._client = settings.client
        self._scopes = settings.scopes
        self._now = now
        self._codes: dict[str, float] = {}
        self.token = "" if settings.client else settings.bot_token
        self.install_url = self.redirect_url = ""

    @property
    def is_installed(self) -> bool:
        """Whether the app is in the workspace."""
        return bool(self.token)

    @property
    def invitation(self) -> JSON | None:
        """Where the app is installed; None while it is there, or where nobody can install it."""
        return {"url": self.install_url} if self.install_url and not self.is_installed else None

    def refusal(self, client_id: str, scopes: set[str], redirect_uri: str) -> str:
        """Give Slack's word for a request of consent that it does not show to anybody, if any."""
        if self._client is None or client_id != self._client.id:
            return "invalid_client_id"
        if not scopes or scopes - self._scopes:
            return "invalid_scope"
        if not self.redirect_url or redirect_uri not in ("", self.redirect_url):
            return "bad_redirect_uri"
        return ""

    def new_code(self) -> str:
        """Make a code, good once, for what somebody allowed."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = self._now() + CODE_LIVES
        return code

    def exchange(self, client_id: str, client_secret: str, code: str) -> JSON:
        """Exchange a code for the app's token, as oauth.v2.access does."""
        if self._client is None or client_id != self._client.id:
            raise SlackError("invalid_client_id")
        if not secrets.compare_digest(client_secret.encode(), self._client.secret.encode()):
            raise SlackError("bad_client_secret")
        if self._codes.pop(code, 0.0) < self._now():
            raise SlackError("invalid_code")
        self.token = f"xoxb-{secrets.token_hex(16)}"
        return {
            "access_token": self.token,
            "token_type": "bot",
            "scope": ",".join(sorted(self._scopes)),
            "bot_user_id": people.BOT_USER,
            "app_id": people.APP_ID,
            "team": {"id": people.TEAM_ID, "name": people.TEAM_NAME},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": people.COMMS.id},
        }
