"""Copies of a SQLite database: made while the bot writes, and put back after a stop.

A copy is one file: what stands in a write-ahead log beside the database is in it. It is checked
before it takes its name.
"""

from __future__ import annotations

import dataclasses
import fcntl
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.database_url import MEMORY
from bot.errors import Misconfigured
from bot.store import schema
from bot.store.sqlite import BUSY_SECONDS
from bot.store.sweeping import ENCRYPTED
from bot.whole import fresh_beside, put, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.store.cipher import Cipher

_COUNTED = {"events": "webcasts", "history": "lines of history", "posts": "posts"}
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database, and would take for a part of another in its place."""
_LOCKS, _LOCKED = 0x40000000, 512
"""Where SQLite locks a file, and how many bytes. https://www.sqlite.org/fileformat2.html"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What is in a copy: bytes, and how many of what. `kept` is the database that it replaced."""

    size: int
    counts: dict[str, int]
    kept: Path | None = None


def back_up(source: str, target: Path) -> Copied:
    """Copy a database, as it is at one moment, into a new file; others go on writing meanwhile.

    Raises `Misconfigured` where that cannot be done; then there is no file.
    """
    if source == MEMORY:
        raise Misconfigured("A database in memory cannot be backed up: DATABASE_URL names no file.")
    with whole_file(target) as fresh, _opened(Path(source), "rw") as db:
        _check_ours(db, Path(source))
        return _copied(db, fresh, Path(source))


def restore(backup: Path, path: str, cipher: Cipher, *, replace: bool, now: datetime) -> Copied:
    """Put a copy in the place of a database; with `replace`, one that is there is kept beside it.

    Raises `Misconfigured` where the copy is not fit, or the database is there or in use; then all
    is as it was.
    """
    if path == MEMORY:
        raise Misconfigured("Nothing can be restored into memory: DATABASE_URL names no file.")
    target = Path(path).resolve()
    with _opened(backup, "ro") as db:
        _check_fit(db, backup, cipher)
        if _pieces(target) and not replace:
            message = (
                f"The database {target} is there already, and is left as it is. With --replace it "
                "is kept beside the restored one under another name."
            )
            raise Misconfigured(message)
        with fresh_beside(target) as fresh:
            copied = _copied(db, fresh, backup)
            with _alone_with(target):
                kept = _set_aside(target, now)
                put(fresh, target)
    return dataclasses.replace(copied, kept=kept)


@contextmanager
def _opened(path: Path, mode: str, timeout: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """Open a file that is there; what SQLite cannot do with it is `Misconfigured`."""
    if not path.is_file():
        message = f"There is no database {path}."
        raise Misconfigured(message)
    try:
        with closing(
            sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=timeout,
                isolation_level=None,
            )
        ) as db:
            yield db
    except sqlite3.Error as error:
        message = f"The database {path} cannot be copied: {error}."
        raise Misconfigured(message) from error


def _copied(db: sqlite3.Connection, fresh: Path, path: Path) -> Copied:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        _check_whole(copy, path)
        counts = {
            words: copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  (our own names)
            for table, words in _COUNTED.items()
        }
    return Copied(size=fresh.stat().st_size, counts=counts)


def _check_fit(db: sqlite3.Connection, path: Path, cipher: Cipher) -> None:
    """Raise `Misconfigured` unless this version of the bot, with this key, can go on from here."""
    try:
        _check_whole(db, path)
    except sqlite3.DatabaseError as error:
        raise Misconfigured(_broken(path)) from error
    if newer := sorted(_check_ours(db, path) - schema.all_steps()):
        message = (
            f"{path} was written by a newer version of the bot: this one does not know "
            f"{', '.join(newer)}. Restore it with the newer version."
        )
        raise Misconfigured(message)
    for kept in ENCRYPTED:
        for (secret,) in db.execute(f"SELECT {kept.column} FROM {kept.table}"):  # noqa: S608  (names of ours)
            cipher.decrypt(secret)


def _check_whole(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise Misconfigured(_broken(path))


def _broken(path: Path) -> str:
    return f"{path} is no whole database: SQLite's check of it fails."


def _check_ours(db: sqlite3.Connection, path: Path) -> set[str]:
    """Return the steps that a database of the bot has taken."""
    taken = schema.taken(db)
    if not taken:
        message = f"{path} is no database of the bot."
        raise Misconfigured(message)
    return taken


def _pieces(target: Path) -> list[Path]:
    """List what there is of a database: the file, and what SQLite left beside it."""
    every = (target, *(Path(f"{target}{suffix}") for suffix in _BESIDE))
    return [piece for piece in every if piece.exists()]


@contextmanager
def _alone_with(target: Path) -> Iterator[None]:
    """Hold a database that nobody has open, its write-ahead log merged into it.

    One that SQLite cannot read is held as it is: it may be the reason for a restore.
    """
    if not target.exists():
        yield
        return
    _check_unlocked(target)
    with _opened(target, "rw", timeout=0) as db:
        try:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Misconfigured(_in_use(target)) from error
        yield


def _check_unlocked(target: Path) -> None:
    """Raise `Misconfigured` where another process has the file open, be it broken or not."""
    with target.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKED, _LOCKS)
        except BlockingIOError as error:
            raise Misconfigured(_in_use(target)) from error


def _in_use(target: Path) -> str:
    return f"Another process has the database {target} open. Stop the bot, then restore."


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Give what there is of a database a second name, so that there is never none."""
    name = f"{target.name}.{now:%Y-%m-%dT%H%M%SZ}"
    pieces = _pieces(target)
    for piece in pieces:
        kept = target.with_name(name + piece.name.removeprefix(target.name))
        if piece == target:
            kept.hardlink_to(piece)
        else:
            piece.rename(kept)
    return target.with_name(name) if pieces else None
