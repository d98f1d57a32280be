"""Opens the database that a URL names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.database_url import is_postgres, postgres_url, sqlite_path
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.store.store import Store

if TYPE_CHECKING:
    from bot.store.asking import Database
    from bot.store.cipher import Cipher


async def open_store(url: str, cipher: Cipher) -> Store:
    """Open the store of a URL, its database made (SQLite) and migrated if needed.

    The URL is one such as `sqlite:///webcasts.db` or `postgresql://bot:secret@host/webcasts`;
    `sqlite://` is a database in memory. Raises `Misconfigured` if it cannot be opened, if a newer
    version wrote it, or if the cipher cannot read it.
    """
    db = await _open(url)
    store = Store(db, cipher)
    try:
        await db.migrate()
        await store.check_key()
    except BaseException:
        await store.close()
        raise
    return store


async def open_store_as_it_is(url: str, cipher: Cipher) -> Store:
    """Open a store to look at it: nothing is migrated, and no key is tried."""
    return Store(await _open(url), cipher)


async def migrate(url: str) -> tuple[str, ...]:
    """Bring the database of a URL to this version's shape; return the names of the steps taken."""
    db = await _open(url)
    try:
        return await db.migrate()
    finally:
        await db.close()


async def _open(url: str) -> Database:
    if is_postgres(url):
        return await PostgresDatabase.open(postgres_url(url))
    return await SqliteDatabase.open(sqlite_path(url))
