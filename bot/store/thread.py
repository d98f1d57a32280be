"""One thread owns the SQLite connection; everybody else hands it work.

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
from typing import TYPE_CHECKING, Self, TypeVar

from sqlite_utils import Database

from bot.config import MEMORY
from bot.errors import Misconfigured, StoreFailed
from bot.language import Unsaid, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long to wait for another process that is writing."""

_SWITCH_ATTEMPTS = 50
_UNUSABLE = Unsaid(
    lambda: say(
        "The bot could not read or write its database, so nothing new was recorded. "
        "Tell the person who runs the bot."
    )
)
"""Said where it is read: the thread knows nobody's language, and many may share one failure."""

_log = logging.getLogger(__name__)


class DatabaseThread:
    """A database and the thread that alone touches it; made by `open`, given up with `close`.

    Work that was handed over is done, even if whoever asked for it is cancelled.
    """

    def __init__(self, db: Database, executor: ThreadPoolExecutor) -> None:
        self._db = db
        self._executor = executor

    @classmethod
    async def open(cls, path: str) -> Self:
        """Open the file, made if it is not there; raises `Misconfigured` if that cannot be done."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            loop = asyncio.get_running_loop()
            return cls(await loop.run_in_executor(executor, _connect, path), executor)
        except (OSError, sqlite3.Error) as error:
            executor.shutdown()
            message = (
                f"The database {path} cannot be opened. Check DATABASE_URL, that the folder "
                "exists, and that the bot may write there."
            )
            raise Misconfigured(message) from error

    async def close(self) -> None:
        """Finish what was handed over, then close the file."""
        await self.read(Database.close)
        self._executor.shutdown()

    async def read(self, work: Callable[[Database], T]) -> T:
        """Return what `work` returns; raises `StoreFailed` if the database cannot be used."""
        loop = asyncio.get_running_loop()
        speaking = copy_context()  # what is raised in there is said in the caller's language
        done = loop.run_in_executor(self._executor, speaking.run, self._try, work)
        return await asyncio.shield(done)

    async def write(self, work: Callable[[Database], T], *, durable: bool = True) -> T:
        """Do `work` in one transaction: all of it is kept, or nothing.

        One that is not durable does not wait for the disk: it outlives the process, but maybe not
        a power failure.
        """

        def write(db: Database) -> T:
            with _transaction(db) if durable else _off_the_disk(db):
                return work(db)

        return await self.read(write)

    def _try(self, work: Callable[[Database], T]) -> T:
        try:
            return work(self._db)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # the caller's mistake, not the database's
        except sqlite3.Error as error:
            _log.exception("the database failed")
            raise StoreFailed(_UNUSABLE) from error


def _connect(path: str) -> Database:
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
    return Database(connection, execute_plugins=False)


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
def _transaction(db: Database) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


@contextmanager
def _off_the_disk(db: Database) -> Iterator[None]:
    """Make a transaction that is in the write-ahead log when it returns, but maybe in memory."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        with _transaction(db):
            yield
    finally:
        db.execute("PRAGMA synchronous = FULL")
