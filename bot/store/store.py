"""The store: all topics, on whichever database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from bot.store.audit import Audit
from bot.store.deliveries import Deliveries
from bot.store.events import Events
from bot.store.installing import Installs
from bot.store.journal import Journal
from bot.store.ledger import DatabaseLedger
from bot.store.logins import Logins
from bot.store.people import People
from bot.store.plans import Plans
from bot.store.posts import Posts
from bot.store.pulse import Looks
from bot.store.retention import Retention
from bot.store.sweeping import Sweeps
from bot.store.turns import Turns
from bot.store.workspaces import Workspaces

if TYPE_CHECKING:
    from types import TracebackType

    from bot.store.asking import Database
    from bot.store.cipher import Cipher

_SAMPLES = (
    "SELECT portals AS secret FROM events ORDER BY rowid DESC LIMIT 1",
    "SELECT secret FROM installations LIMIT 1",
    "SELECT secret FROM accounts LIMIT 1",
)


class Store(
    Journal,
    Events,
    Posts,
    Plans,
    People,
    Workspaces,
    Installs,
    Logins,
    Deliveries,
    Audit,
    Retention,
    Sweeps,
    Looks,
    Turns,
):
    """What the bot remembers; opened by `open_store`, given up with `close` or `async with`.

    Every change is one transaction, written to the disk before its method returns. Several
    processes may share the database: what only one of them may do is a row that only one of them
    can write.

    Text is stored as it is, except that NUL and lone surrogates outside of requests, titles and
    links become U+FFFD. Times are cut to milliseconds and come back in UTC. All methods raise
    `StoreFailed` if the database cannot be used. `ledger` counts the calls made to the platform.
    """

    def __init__(self, db: Database, cipher: Cipher) -> None:
        self._db = db
        self._cipher = cipher
        self.ledger = DatabaseLedger(db)

    async def close(self) -> None:
        """Finish what was asked for and let go of the database."""
        await self._db.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def ping(self) -> None:
        """Read something, to see that the database answers."""
        await self._all("SELECT event_id FROM events LIMIT 1", {})

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the migrations that this database lacks; none, unless somebody took them back."""
        return await self._db.missing_steps()

    async def check_key(self) -> None:
        """Decrypt something, if there is anything; raises `Misconfigured` with a wrong key."""
        for sample in _SAMPLES:
            for row in await self._all(sample, {}):
                self._cipher.decrypt(row["secret"])
