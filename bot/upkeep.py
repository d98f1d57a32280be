"""Commands that look after the database: copies of it, its audit trail, what is past its time."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import IO, TYPE_CHECKING

from bot import audit as trail
from bot.checks import split_keys
from bot.config import setting
from bot.database_url import is_postgres, sqlite_path
from bot.errors import Misconfigured
from bot.retention import Removed, earliest_kept
from bot.store import Cipher, open_store_as_it_is
from bot.store.backup import Copied, back_up
from bot.store.backup import restore as put_back
from bot.whole import whole_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    from bot.store import Store

_DAY = timedelta(days=1)
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(9999, 12, 30)

_DUMP = (
    "DATABASE_URL names a PostgreSQL database, which is backed up with its own command: "
    'pg_dump --format=custom --file=FILE "$DATABASE_URL"'
)
_PG_RESTORE = (
    "DATABASE_URL names a PostgreSQL database. Make an empty one and restore into it with its own "
    'command: pg_restore --no-owner --single-transaction --dbname="$DATABASE_URL" FILE'
)


def backup(args: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Copy the SQLite database into `args.file`, while the bot runs."""
    copied = back_up(_sqlite(env, otherwise=_DUMP), args.file)
    print(f"{args.file} is a whole copy: {_told(copied)}.")
    print("The key is not in it: keep ENCRYPTION_KEY, in another place.")
    return 0


def restore(args: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Put the copy `args.file` in the place of the SQLite database, while no bot runs."""
    path = _sqlite(env, otherwise=_PG_RESTORE)
    cipher = _cipher(env)
    copied = put_back(args.file, path, cipher, replace=args.replace, now=datetime.now(UTC))
    print(f"{path} is restored: {_told(copied)}.")
    if copied.kept:
        print(f"What was there before is kept as {copied.kept}.")
    return 0


def audit(args: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Write the audit trail as CSV to `args.output`, or to standard output."""
    since, until = args.since or _FIRST_DAY, min(args.until or _LAST_DAY, _LAST_DAY)
    if since > until:
        raise Misconfigured("--since is after --until.")
    writing = _write_trail(args.workspace or "", _midnight(since), _midnight(until) + _DAY, env)
    if args.output is None:
        _write_or_stop(writing)
    else:
        with whole_file(args.output) as fresh, fresh.open("wb") as file:
            asyncio.run(writing(file))
    return 0


def retention(_args: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Tell which webcasts are past their time, and how much else; nothing is removed."""
    months = int(setting(env, "RETENTION_MONTHS"))
    if not months:
        print("RETENTION_MONTHS is 0: everything is kept.")
        return 0
    asyncio.run(_tell_past(earliest_kept(datetime.now(UTC), months), env))
    return 0


def _sqlite(env: Mapping[str, str], *, otherwise: str) -> str:
    url = setting(env, "DATABASE_URL")
    if is_postgres(url):
        raise Misconfigured(otherwise)
    return sqlite_path(url)


def _told(copied: Copied) -> str:
    counts = ", ".join(f"{number:,} {words}" for words, number in copied.counts.items())
    return f"{copied.size:,} bytes with {counts}"


def _cipher(env: Mapping[str, str]) -> Cipher:
    return Cipher(split_keys(setting(env, "ENCRYPTION_KEY")))


@asynccontextmanager
async def _store(env: Mapping[str, str]) -> AsyncIterator[Store]:
    """Open the store to look at it; raises `Misconfigured` where it is not up to date."""
    async with await open_store_as_it_is(setting(env, "DATABASE_URL"), _cipher(env)) as store:
        if await store.missing_steps():
            raise Misconfigured("The database is not up to date: `webcast-bot migrate` first.")
        yield store


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _write_trail(
    workspace: str, since: datetime, until: datetime, env: Mapping[str, str]
) -> Callable[[IO[bytes]], Coroutine[None, None, None]]:
    async def write(file: IO[bytes]) -> None:
        async with _store(env) as store:
            file.write(trail.heading().encode())
            async for lines in store.audit(workspace, since=since, until=until):
                file.write(trail.table(lines).encode())
                file.flush()

    return write


def _write_or_stop(writing: Callable[[IO[bytes]], Coroutine[None, None, None]]) -> None:
    """Write to standard output, until whoever reads it has enough."""
    try:
        asyncio.run(writing(sys.stdout.buffer))
    except BrokenPipeError:
        # Python would flush what is left at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _tell_past(before: datetime, env: Mapping[str, str]) -> None:
    async with _store(env) as store:
        async for events in store.past_events(before):
            for each in events:
                title = " ".join(word for word in each.title.split() if word.isprintable())
                print(f"{each.workspace}  {each.event_id}  {each.ended_at:%Y-%m-%d}  {title}")
        counts = await store.count_past(before)
    for workspace, removed in sorted(counts.items()):
        print(f"{workspace}: {_counted(removed)}")
    print(f"{_counted(sum(counts.values(), Removed()))} are past their time, {before:%Y-%m-%d}.")


def _counted(removed: Removed) -> str:
    return (
        f"{removed.webcasts:,} webcasts, {removed.wishes:,} creates that came to nothing, "
        f"{removed.lines:,} lines of changes"
    )
