"""PostgreSQL: a pool of connections; work is done anew where one broke before it committed.

A change is one transaction (READ COMMITTED). Statements are not prepared, so that they pass a
pooler such as PgBouncer, and do not break while another process migrates.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from bot.errors import Misconfigured, StoreFailed
from bot.store import postgres_schema
from bot.store.asking import Answer, AskEach
from bot.store.dialect import in_postgres
from bot.store.words import UNKNOWN, UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store.asking import Ask, Makes

    Connection: TypeAlias = psycopg.AsyncConnection[dict[str, Any]]

T = TypeVar("T")

CONNECTIONS = 8
"""How many of the server's connections one process takes at most."""
PATIENCE = 10.0
"""Seconds for which work waits for a database that restarts."""

_PAUSE = 0.1
_UNLESS_TOLD: dict[str, Any] = {
    "application_name": "webcast-bot",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "tcp_user_timeout": 10_000,
}
"""What a connection is opened with, where the URL does not say otherwise."""
_BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED"
_BEGIN_OFF_THE_DISK = _BEGIN + b"; SET LOCAL synchronous_commit TO OFF"
_ANEW = frozenset({"40001", "40P01", "57P01", "57P02", "57P03", "57P05"})
"""Serialization failures, deadlocks, and servers that go down or are not up yet.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""

_log = logging.getLogger(__name__)


class PostgresDatabase:
    """A database and the connections to it; made by `open`, given up with `close`.

    Work runs in the context of whoever asked for it, so that it speaks their language.
    """

    def __init__(self, pool: AsyncConnectionPool[Connection]) -> None:
        self._pool = pool
        self._under_way: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open the database of a URL; raises `Misconfigured` if that cannot be done."""
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            kwargs={
                **_UNLESS_TOLD,
                **_parameters(url),
                "autocommit": True,
                "prepare_threshold": None,
                "row_factory": dict_row,
            },
            min_size=1,
            max_size=CONNECTIONS,
            open=False,
        )
        try:
            await pool.open(wait=True, timeout=PATIENCE)
        except PoolTimeout as error:
            message = (
                "The PostgreSQL database cannot be reached. Check DATABASE_URL, that the server "
                "runs, and that it lets the bot in."
            )
            raise Misconfigured(message) from error
        except asyncio.CancelledError:
            await pool.close()
            raise
        return cls(pool)

    async def read(self, makes: Makes[T]) -> T:
        """Return what the work returns; raises `StoreFailed` if the database cannot be used."""
        return await self._hand_over(partial(_do, makes))

    async def write(self, makes: Makes[T], *, durable: bool = True, again: bool = False) -> T:
        """Do the work in one transaction; see `Database.write`.

        Where the answer to a commit was lost, nobody knows whether it was kept.
        """
        begin = _BEGIN if durable else _BEGIN_OFF_THE_DISK
        return await self._hand_over(partial(_do_whole, makes, begin, again))

    async def migrate(self) -> tuple[str, ...]:
        """Take the steps that are missing, and return their names."""
        return await self.write(postgres_schema.apply)

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the steps that were not taken yet."""
        return await self.read(postgres_schema.missing)

    async def close(self) -> None:
        """Finish what was handed over, then close the connections."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._pool.close()

    async def _hand_over(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        task = asyncio.create_task(self._done(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _done(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Do the work, and anew for a while where nothing of it can have been kept."""
        now = asyncio.get_running_loop().time
        until = now() + PATIENCE
        while True:
            try:
                async with self._pool.connection(timeout=max(until - now(), _PAUSE)) as connection:
                    return await work(connection)
            except psycopg.Error as error:
                if _is_mistake(error):
                    raise
                if not _is_passing(error) or now() >= until:
                    _log.exception("the database failed")
                    raise StoreFailed(UNUSABLE) from error
            await self._pool.check()
            await asyncio.sleep(_PAUSE)


def _parameters(url: str) -> dict[str, Any]:
    try:
        return conninfo_to_dict(url)
    except psycopg.Error:
        message = (
            "DATABASE_URL cannot be read: in its password, write @ / : and % as %40 %2F %3A %25."
        )
        raise Misconfigured(message) from None  # its text may quote a part of the password


def _is_mistake(error: psycopg.Error) -> bool:
    """Tell whether it is the caller's mistake, not the database's."""
    asked_wrongly = isinstance(error, (psycopg.ProgrammingError, psycopg.DataError))
    return isinstance(error, (psycopg.IntegrityError, PoolClosed)) or (
        asked_wrongly and error.sqlstate is None
    )


def _is_passing(error: psycopg.Error) -> bool:
    """Tell whether the same may work in a moment: without a code the connection broke."""
    return error.sqlstate is None or error.sqlstate in _ANEW or error.sqlstate.startswith("08")


async def _do_whole(makes: Makes[T], begin: bytes, again: bool, connection: Connection) -> T:  # noqa: FBT001  (bound by name of place)
    await connection.execute(begin)
    result = await _do(makes, connection)
    try:
        await connection.execute(b"COMMIT")
    except psycopg.Error as error:
        if again:
            raise
        _log.exception("the database failed while it committed")
        raise StoreFailed(UNKNOWN) from error
    return result


async def _do(makes: Makes[T], connection: Connection) -> T:
    work = makes()
    try:
        ask = next(work)
        while True:
            ask = work.send(await _answer(connection, ask))
    except StopIteration as end:
        value: T = end.value
        return value


async def _answer(connection: Connection, ask: Ask | AskEach) -> Answer:
    sql = in_postgres(ask.sql)
    if isinstance(ask, AskEach):
        cursor = connection.cursor()
        await cursor.executemany(sql, ask.values)
        return Answer([], cursor.rowcount)
    cursor = await connection.execute(sql, ask.values)
    return Answer(await cursor.fetchall() if cursor.description else [], cursor.rowcount)
