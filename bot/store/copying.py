"""Copies SQLite's database into PostgreSQL's: all of it, or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlite_utils import Database as Utils

from bot.database_url import MEMORY, is_postgres, postgres_url, sqlite_path
from bot.errors import Misconfigured
from bot.store import schema
from bot.store.asking import Ask, AskEach
from bot.store.postgres import PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.asking import Work
    from bot.store.rows import Row

BATCH = 500
"""Rows that are sent at once."""

_COLUMNS = """
SELECT table_name, column_name, is_identity FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> 'migrations'
ORDER BY table_name <> 'events', table_name, ordinal_position
"""
"""The events come first, since the others are about them."""


class Copied(NamedTuple):
    """How many rows of a table were copied."""

    table: str
    rows: int


class _Table(NamedTuple):
    """A table, its columns, and the column that numbers its rows, if one does."""

    name: str
    columns: tuple[str, ...]
    numbered: str | None


async def copy_database(source: str, target: str) -> tuple[Copied, ...]:
    """Copy every row of a SQLite database into a PostgreSQL one, in their order.

    Raises `Misconfigured` unless the first is up to date and the second holds nothing. What is
    written to SQLite meanwhile is not copied.
    """
    if is_postgres(source) or not is_postgres(target):
        raise Misconfigured("Give the sqlite:/// URL to copy from, then the postgresql:// URL.")
    with _opened(sqlite_path(source)) as kept:
        database = await PostgresDatabase.open(postgres_url(target))
        try:
            await database.migrate()
            return await database.write(lambda: _copy(kept))
        finally:
            await database.close()


@contextmanager
def _opened(path: str) -> Iterator[Utils]:
    """Open a file to read it as it is at this moment."""
    if path == MEMORY or not Path(path).exists():
        raise Misconfigured(f"There is no database {path} to copy from.")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        kept = Utils(connection, execute_plugins=False)
        try:
            connection.execute("BEGIN")
            lacks = schema.missing(kept)
        except sqlite3.Error as error:
            raise Misconfigured(f"The database {path} cannot be read.") from error
        if lacks:
            message = f"The database {path} is of an older version: first start the bot with it."
            raise Misconfigured(message)
        yield kept


def _copy(kept: Utils) -> Work[tuple[Copied, ...]]:
    tables = _tables((yield Ask(_COLUMNS, {})).rows)
    names = ", ".join(table.name for table in tables)
    yield Ask(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE", {})
    for table in tables:
        if (yield Ask(f"SELECT 1 FROM {table.name} LIMIT 1", {})).rows:  # noqa: S608  (the name of a table)
            raise Misconfigured("The PostgreSQL database holds data already: nothing was copied.")
    copied: list[Copied] = []
    for table in tables:
        copied += [Copied(table.name, (yield from _copy_table(kept, table)))]
    return tuple(copied)


def _copy_table(kept: Utils, table: _Table) -> Work[int]:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    values = ", ".join(f":{column}" for column in table.columns)
    into = f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})"  # noqa: S608  (names of columns)
    cursor = kept.execute(f"SELECT {columns} FROM {table.name} ORDER BY rowid")  # noqa: S608  (likewise)
    count = 0
    while found := cursor.fetchmany(BATCH):
        yield AskEach(into, [dict(zip(table.columns, row, strict=True)) for row in found])
        count += len(found)
    if table.numbered:
        yield Ask(_GO_ON.format(table=table.name, column=table.numbered), {})
    [told] = (yield Ask(f"SELECT count(*) AS number FROM {table.name}", {})).rows  # noqa: S608  (likewise)
    if told["number"] != count:
        raise Misconfigured(f"Not all of {table.name} arrived, so that nothing was copied.")
    return count


_GO_ON = "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}"
"""New rows are numbered after those that were copied."""


def _tables(columns: list[Row]) -> list[_Table]:
    names = dict.fromkeys(column["table_name"] for column in columns)
    return [_table(name, [c for c in columns if c["table_name"] == name]) for name in names]


def _table(name: str, columns: list[Row]) -> _Table:
    numbered = [column["column_name"] for column in columns if column["is_identity"] == "YES"]
    return _Table(
        name, tuple(column["column_name"] for column in columns), numbered[0] if numbered else None
    )
