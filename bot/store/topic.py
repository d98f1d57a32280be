"""What every topic of the store is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.asking import Ask

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.store.asking import Database, Work
    from bot.store.cipher import Cipher
    from bot.store.rows import Row


class Topic:
    """A part of the store: asks the database, and holds the key for what is encrypted there."""

    _db: Database
    _cipher: Cipher

    async def _does(self, sql: str, values: Row, *, again: bool = False) -> bool:
        """Do one statement; tell whether it changed exactly one row."""
        return await self._db.write(lambda: is_one(Ask(sql, values)), again=again)

    async def _all(self, sql: str, values: Row) -> list[Row]:
        """Return the rows of one statement."""
        return await self._found(Ask(sql, values))

    async def _found(self, ask: Ask) -> list[Row]:
        return await self._db.read(lambda: found(ask))

    def _event_row(self, event: Event) -> Row:
        secret = rows.dumps(rows.pack_portals(event.webcast.portals))
        return rows.event_row(event, portals=self._cipher.encrypt(secret))

    def _read_event(self, row: Row) -> Event:
        portals = rows.unpack_portals(rows.loads(self._cipher.decrypt(row["portals"])))
        return rows.read_event(row, portals)


def found(ask: Ask) -> Work[list[Row]]:
    """Return the rows of one statement."""
    return (yield ask).rows


def is_one(ask: Ask) -> Work[bool]:
    """Tell whether one statement changed exactly one row."""
    return (yield ask).changed == 1
