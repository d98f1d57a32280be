"""The platform's tokens, so that processes share a login; encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.asking import Ask
from bot.store.topic import Topic, is_one
from bot.tenancy import KeptToken

if TYPE_CHECKING:
    from bot.store.rows import Row

_OF = "SELECT account, token, renew_at FROM logins WHERE account = :account"
_KEEP = """
INSERT INTO logins (account, token, renew_at) VALUES (:account, :token, :renew_at)
ON CONFLICT (account) DO UPDATE SET token = excluded.token, renew_at = excluded.renew_at
"""


class Logins(Topic):
    """The part of the store that keeps tokens of the platform."""

    async def kept_token(self, account: str) -> KeptToken | None:
        """Return the token that was kept last; raises `Misconfigured` if no key fits."""
        for row in await self._all(_OF, rows.texts(account=account)):
            return self._read_token(row)
        return None

    async def keep_token(self, token: KeptToken) -> None:
        """Keep a token in place of the one before."""
        secret = rows.dumps({"of": token.of, "text": token.text})
        row = rows.texts(account=token.account, token=self._cipher.encrypt(secret))
        keep = Ask(_KEEP, row | {"renew_at": rows.millis(token.renew_at)})
        await self._db.write(lambda: is_one(keep), durable=False)

    def _read_token(self, row: Row) -> KeptToken:
        secret = rows.loads(self._cipher.decrypt(row["token"]))
        at = rows.moment(row["renew_at"])
        return KeptToken(account=row["account"], renew_at=at, **secret)
