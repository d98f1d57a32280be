"""SQLite: one thread owns the connection; everybody else hands it work.

A change is one `BEGIN IMMEDIATE` transaction, on the disk (`synchronous=FULL`) when it returns, but
for those that are said not to be durable.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from sqlite_utils import Database as Utils

from bot.database_url import MEMORY
from bot.errors import Misconfigured, StoreFailed
from bot.store import schema
from bot.store.asking import Answer, AskEach, finished
from bot.store.words import UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from bot.store.asking import Ask, Makes

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

_SWITCH_ATTEMPTS = 50

_log = logging.getLogger(__name__)


class SqliteDatabase:
    """A database and the thread that alone touches it; made by `open`, given up with `close`.

    Work runs in the context of whoever asked for it, so that it speaks their language.
    """

    def __init__(self, db: Utils, executor: ThreadPoolExecutor) -> None:
        self._db = db
        self._executor = executor

    @classmethod
    async def open(cls, path: str) -> Self:
        """Open the file, made if it is not there; raises `Misconfigured` if that cannot be done."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        opening = executor.submit(_connect, path)
        try:
            return cls(await asyncio.wrap_future(opening), executor)
        except asyncio.CancelledError:
            executor.submit(_give_up, opening)
            executor.shutdown(wait=False)
            raise
        except (OSError, sqlite3.Error) as error:
            executor.shutdown()
            message = (
                f"The database {path} cannot be opened. Check DATABASE_URL, that the folder "
                "exists, and that the bot may write there."
            )
            raise Misconfigured(message) from error

    async def read(self, makes: Makes[T]) -> T:
        """Return what the work returns; raises `StoreFailed` if the database cannot be used."""
        return await self._in_thread(partial(_do, makes))

    async def write(self, makes: Makes[T], *, durable: bool = True, again: bool = False) -> T:  # noqa: ARG002  (no answer is lost here)
        """Do the work in one transaction; see `Database.write`."""

        def write(db: Utils) -> T:
            with _transaction(db) if durable else _off_the_disk(db):
                return _do(makes, db)

        return await self._in_thread(write)

    async def migrate(self) -> tuple[str, ...]:
        """Take the steps that are missing, and return their names."""

        def migrate(db: Utils) -> tuple[str, ...]:
            with _transaction(db):
                return schema.apply(db)

        return await self._in_thread(migrate)

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the steps that were not taken yet."""
        return await self._in_thread(schema.missing)

    async def close(self) -> None:
        """Finish what was handed over, then close the file."""
        await self._in_thread(Utils.close)
        self._executor.shutdown()

    async def _in_thread(self, work: Callable[[Utils], T]) -> T:
        loop, run = asyncio.get_running_loop(), copy_context().run
        return await asyncio.shield(loop.run_in_executor(self._executor, run, self._try, work))

    def _try(self, work: Callable[[Utils], T]) -> T:
        try:
            return work(self._db)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # the caller's mistake, not the database's
        except sqlite3.Error as error:
            _log.exception("the database failed")
            raise StoreFailed(UNUSABLE) from error


def _do(makes: Makes[T], db: Utils) -> T:
    return finished(makes(), partial(_answer, db))


def _answer(db: Utils, ask: Ask | AskEach) -> Answer:
    if isinstance(ask, AskEach):
        return Answer([], db.conn.executemany(ask.sql, ask.values).rowcount)
    cursor = db.execute(ask.sql, ask.values)
    found = cursor.fetchall()
    if not found:
        return Answer([], cursor.rowcount)
    names = [column[0] for column in cursor.description]
    return Answer([dict(zip(names, row, strict=True)) for row in found], cursor.rowcount)


def _connect(path: str) -> Utils:
    if path != MEMORY:
        # SQLite gives the files beside it (-wal, -shm) the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return Utils(connection, execute_plugins=False)


def _give_up(opening: Future[Utils]) -> None:
    """Close what was opened for nobody."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, waiting for whoever else has the file.

    SQLite refuses the switch at once, without waiting, if another process is about to do the same
    to a new file; a write lock is what it does wait for.
    """
    for _ in range(_SWITCH_ATTEMPTS):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            return
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _transaction(db: Utils) -> Iterator[None]:
    """Keep what is done meanwhile, or nothing, also where the commit itself fails."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


@contextmanager
def _off_the_disk(db: Utils) -> Iterator[None]:
    """Make a transaction that is in the write-ahead log when it returns, but maybe in memory."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        with _transaction(db):
            yield
    finally:
        db.execute("PRAGMA synchronous = FULL")
