"""Commands that look after the database: copies of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.config import is_postgres, setting, split_keys, sqlite_path
from bot.errors import Misconfigured
from bot.store import Cipher
from bot.store.backup import Copied, back_up
from bot.store.backup import restore as put_back

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

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
    cipher = Cipher(split_keys(setting(env, "ENCRYPTION_KEY")))
    copied = put_back(args.file, path, cipher, replace=args.replace, now=datetime.now(UTC))
    print(f"{path} is restored: {_told(copied)}.")
    if copied.kept:
        print(f"What was there before is kept as {copied.kept}.")
    return 0


def _sqlite(env: Mapping[str, str], *, otherwise: str) -> str:
    url = setting(env, "DATABASE_URL")
    if is_postgres(url):
        raise Misconfigured(otherwise)
    return sqlite_path(url)


def _told(copied: Copied) -> str:
    counts = ", ".join(f"{number:,} {words}" for words, number in copied.counts.items())
    return f"{copied.size:,} bytes with {counts}"
