"""One login for all processes: the token of an account is kept in the database."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

from bot.errors import Misconfigured
from bot.service.ports import Leases, Logins
from bot.tenancy import KeptToken
from bot.webcasts.protocol import Token

if TYPE_CHECKING:
    from bot.service.ports import Clock
    from bot.tenancy import Login

log = logging.getLogger(__name__)

OPERATOR = "operator"
"""What the account in the settings is kept by; that of a workspace is kept by the workspace."""
CLAIM = timedelta(seconds=15)
"""How long one process logs in before others take it for gone; a login is given up earlier."""


class Keeps(Logins, Leases, Protocol):
    """The store, as far as it keeps tokens of the platform, and who is getting one."""


class KeptLogin:
    """The vault of one account, for one process.

    platform: the address where the login counts.
    """

    def __init__(
        self, account: str, login: Login, *, platform: str, store: Keeps, clock: Clock
    ) -> None:
        self._account = account
        self._of = _told_apart(login, platform)
        self._store = store
        self._clock = clock
        self._holder = token_hex(8)

    async def find(self) -> Token | None:
        """Return the token that this login got, by whichever process."""
        try:
            kept = await self._store.kept_token(self._account)
        except Misconfigured:
            log.warning("the kept login of %s is not readable with this key", self._account)
            return None
        left = (kept.renew_at - self._clock()).total_seconds() if kept else 0.0
        if kept is None or kept.of != self._of or left <= 0:
            return None
        return Token(text=kept.text, lifetime=left)

    async def keep(self, token: Token) -> None:
        """Keep a token for all processes."""
        renew_at = self._clock() + timedelta(seconds=token.lifetime)
        await self._store.keep_token(
            KeptToken(account=self._account, of=self._of, text=token.text, renew_at=renew_at)
        )

    async def claim(self) -> bool:
        """Be the one who logs in; False while another process is."""
        return await self._lease(CLAIM)

    async def give_up(self) -> None:
        """Let another process log in."""
        await self._lease(timedelta())

    async def _lease(self, length: timedelta) -> bool:
        now = self._clock()
        return await self._store.take_lease(
            f"login {self._account}", self._holder, now=now, until=now + length
        )


def _told_apart(login: Login, platform: str) -> str:
    """Tell a login from others; it is kept encrypted, so that nobody can try passwords on it."""
    return sha256(f"{platform}\0{login.username}\0{login.password}".encode()).hexdigest()
