"""What an operator does to the whole database: another key for all of it, a workspace forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.store import rows
from bot.store.asking import Ask, AskEach
from bot.store.topic import Topic

if TYPE_CHECKING:
    from bot.store.asking import Work
    from bot.store.rows import Row

BATCH = 200
"""Rows that are written in one transaction."""


class Encrypted(NamedTuple):
    """A column that is encrypted, and what names its row."""

    table: str
    column: str
    key: tuple[str, ...]

    @property
    def some(self) -> str:
        """Ask for the rows after one, in the order of their key."""
        names = ", ".join(self.key)
        after = ", ".join(f":{name}" for name in self.key)
        return f"""
        SELECT {names}, {self.column} AS secret FROM {self.table}
        WHERE ({names}) > ({after}) ORDER BY {names} LIMIT :limit
        """  # noqa: S608  (no value in it)

    @property
    def write(self) -> str:
        """Write a row that is still as it was read."""
        its_key = " AND ".join(f"{name} = :{name}" for name in self.key)
        return f"""
        UPDATE {self.table} SET {self.column} = :renewed
        WHERE {its_key} AND {self.column} = :secret
        """  # noqa: S608  (likewise)


ENCRYPTED = (
    Encrypted("events", "portals", ("workspace", "event_id")),
    Encrypted("installations", "secret", ("enterprise", "team")),
    Encrypted("accounts", "secret", ("workspace",)),
    Encrypted("logins", "token", ("account",)),
)
OF_A_WORKSPACE = (
    "presenters",
    "co_owners",
    "offers",
    "wants",
    "jobs",
    "posts",
    "history",
    "wishes",
    "events",
    "roles",
    "preferences",
    "homes",
    "leavers",
    "workspace_history",
    "deliveries",
    "accounts",
    "served",
)
"""Tables that start with the workspace; what belongs to events goes before them."""
_FORGET = tuple(f"DELETE FROM {table} WHERE workspace = :workspace" for table in OF_A_WORKSPACE)  # noqa: S608  (likewise)
_FORGET_ELSEWHERE = (
    "DELETE FROM installations WHERE team = :workspace AND team <> ''",
    "DELETE FROM logins WHERE account = :workspace",
    "DELETE FROM leases WHERE name = 'login ' || :workspace",
    "DELETE FROM rests WHERE account = 'slack ' || :workspace",
)


class Sweeps(Topic):
    """The part of the store that goes through all of it."""

    async def reencrypt(self) -> dict[str, int]:
        """Encrypt anew whatever the first key did not write; return how many rows of each table.

        Others may go on reading and writing: a row that changes meanwhile was written with the
        first key by whoever changed it. It can be broken off and begun again.
        """
        return {each.table: await self._reencrypt(each) for each in ENCRYPTED}

    async def forget_workspace(self, workspace: str) -> int:
        """Remove all that is kept of a workspace; return how many rows that was."""
        of = rows.texts(workspace=workspace)
        return await self._db.write(lambda: _forgotten(of))

    async def _reencrypt(self, encrypted: Encrypted) -> int:
        written, after = 0, dict.fromkeys(encrypted.key, "")
        while batch := await self._found(Ask(encrypted.some, {**after, "limit": BATCH})):
            written += await self._write(encrypted, batch)
            after = {name: batch[-1][name] for name in encrypted.key}
        return written

    async def _write(self, encrypted: Encrypted, batch: list[Row]) -> int:
        renewed = [(row, self._cipher.renewed(row["secret"])) for row in batch]
        changes = [{**row, "renewed": secret} for row, secret in renewed if secret]
        if not changes:
            return 0
        return await self._db.write(lambda: _changed(AskEach(encrypted.write, changes)))


def _changed(ask: AskEach) -> Work[int]:
    return (yield ask).changed


def _forgotten(of: Row) -> Work[int]:
    gone = 0
    for statement in (*_FORGET, *_FORGET_ELSEWHERE):
        gone += (yield Ask(statement, of)).changed
    return gone
