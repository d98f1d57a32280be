"""Opening, migrating and closing: the same on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlite_utils import Database

from bot.database_url import is_postgres, sqlite_path
from bot.domain import Event, HistoryEntry, Progress, Wish
from bot.errors import Misconfigured, StoreFailed
from bot.store import Cipher, Store, migrate, open_store, open_store_as_it_is, postgres_schema, rows
from bot.store.schema import migrations
from bot.store.steps import SINCE
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Iterator

NEW_STEPS = tuple(step.name for step in SINCE)
SQLITE_STEPS = (
    "m001_events",
    "m002_wishes",
    "m003_posts",
    "m004_history",
    "m005_ledger",
    "m006_life",
    "m007_posters",
    "m008_jobs",
    "m009_presenters",
    "m010_hands",
    "m011_workspace",
    *NEW_STEPS,
)
POSTGRES_STEPS = ("m001_to_m011", *NEW_STEPS)
COLUMNS = {
    True: """
    SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'
    """,
    False: """
    SELECT m.name, c.name, c.type, c."notnull", c.dflt_value
    FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'
    """,
}
KEYS = {
    True: """
    SELECT conrelid::regclass::text, attname FROM pg_constraint, unnest(conkey) AS k, pg_attribute
    WHERE contype = 'p' AND attrelid = conrelid AND attnum = k
      AND connamespace = 'public'::regnamespace
    """,
    False: """
    SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND c.pk > 0
    """,
}
TYPES = {"TEXT": "text", "INTEGER": "bigint"}
OURS_ALONE = {"_sqlite_migrations", "migrations"}
"""Tables that remember which steps were taken."""


def run(url: str, sql: str) -> list[tuple[Any, ...]]:
    if is_postgres(url):
        with psycopg.connect(url, autocommit=True) as db:
            cursor = db.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(sqlite_path(url), isolation_level=None)) as lite:
        return lite.execute(sql).fetchall()


def columns(url: str) -> set[tuple[str, str, str, bool, str | None]]:
    """Tell of every column its table, name, type, whether it must be there, and its default."""
    told = set()
    for table, name, kind, must, default in run(url, COLUMNS[is_postgres(url)]):
        if table not in OURS_ALONE and name != "rowid":
            is_needed = must == "NO" if is_postgres(url) else bool(must)
            plain = default.removesuffix("::text") if default else None
            told.add((table, name, TYPES.get(kind, kind), is_needed, plain))
    return told


def keys(url: str) -> set[tuple[Any, ...]]:
    return {pair for pair in run(url, KEYS[is_postgres(url)]) if pair[0] not in OURS_ALONE}


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'beside.db'}"


@pytest.fixture
def postgresql(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.getfixturevalue("postgres").empty() as made:
        yield made


async def test_both_databases_have_the_same_tables_columns_and_keys(
    sqlite: str, postgresql: str
) -> None:
    await migrate(sqlite)
    await migrate(postgresql)

    assert columns(sqlite) == columns(postgresql)
    assert keys(sqlite) == keys(postgresql)


async def test_migrating_names_the_steps_it_took(empty_url: str) -> None:
    expected = POSTGRES_STEPS if is_postgres(empty_url) else SQLITE_STEPS

    assert await migrate(empty_url) == expected
    assert await migrate(empty_url) == ()


@pytest.mark.parametrize("step", SQLITE_STEPS[1:])
async def test_a_database_of_any_earlier_version_is_brought_up_to_date(
    sqlite: str, cipher: Cipher, event: Event, step: str
) -> None:
    with closing(Database(sqlite_path(sqlite))) as db:
        migrations.apply(db, stop_before=step)
        secret = cipher.encrypt(rows.dumps(rows.pack_portals(event.webcast.portals)))
        row = rows.event_row(event, portals=secret)
        known = db.table("events").columns_dict
        db.table("events").insert({name: row[name] for name in row if name in known})

    assert await migrate(sqlite) == SQLITE_STEPS[SQLITE_STEPS.index(step) :]
    async with await open_store(sqlite, cipher) as store:
        assert await store.event(event.workspace, event.id) == event


@pytest.mark.parametrize("taken", range(1, len(POSTGRES_STEPS)))
async def test_an_earlier_postgresql_database_is_brought_up_to_date(
    postgresql: str, cipher: Cipher, event: Event, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(postgres_schema, "STEPS", postgres_schema.STEPS[:taken])
        assert await migrate(postgresql) == POSTGRES_STEPS[:taken]
    secret = cipher.encrypt(rows.dumps(rows.pack_portals(event.webcast.portals)))
    row = rows.event_row(event, portals=secret)
    into, values = ", ".join(row), ", ".join(f"%({name})s" for name in row)
    async with await psycopg.AsyncConnection.connect(postgresql) as db:
        await db.execute(f"INSERT INTO events ({into}) VALUES ({values})".encode(), row)  # noqa: S608  (ours)

    assert await migrate(postgresql) == POSTGRES_STEPS[taken:]
    async with await open_store(postgresql, cipher) as store:
        assert await store.event(event.workspace, event.id) == event


def open_connections(url: str) -> int:
    """Count the connections that are open, but for the one that asks."""
    if is_postgres(url):
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        return len(run(url, f"SELECT 1 FROM pg_stat_activity WHERE {others}"))  # noqa: S608  (ours)
    for thread in threading.enumerate():
        if thread.name.startswith("store"):
            thread.join(10)
    path = Path(sqlite_path(url)).resolve()
    return sum(each.resolve() == path for each in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="it counts open files as Linux does")
@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_an_opening_that_is_given_up_leaves_no_connection(
    url: str, cipher: Cipher, steps: int
) -> None:
    opening = asyncio.create_task(open_store(url, cipher))
    for _ in range(steps):
        await asyncio.sleep(0)

    opening.cancel()
    await asyncio.gather(opening, return_exceptions=True)

    async with asyncio.timeout(10):
        while open_connections(url):  # noqa: ASYNC110  (a server tells nobody)
            await asyncio.sleep(0.01)


async def test_what_a_database_lacks_is_named(empty_url: str, cipher: Cipher) -> None:
    async with await open_store_as_it_is(empty_url, cipher) as store:
        assert (await store.missing_steps())[-1] == NEW_STEPS[-1]
        await migrate(empty_url)
        assert await store.missing_steps() == ()


async def test_a_database_of_a_newer_version_is_refused(cipher: Cipher, url: str) -> None:
    await migrate(url)
    table = "migrations" if is_postgres(url) else "_sqlite_migrations"
    run(url, f"UPDATE {table} SET name = 'm999_wings' WHERE name = 'm012_processes'")  # noqa: S608  (ours)

    with pytest.raises(Misconfigured, match=r"newer version.*m999_wings"):
        await open_store(url, cipher)
    with pytest.raises(Misconfigured, match="newer version"):
        await migrate(url)


async def test_many_may_open_a_new_database_at_the_same_moment(
    cipher: Cipher, empty_url: str
) -> None:
    stores = await asyncio.gather(*(open_store(empty_url, cipher) for _ in range(8)))

    for store in stores:
        await store.ping()
        await store.close()


async def test_a_key_that_does_not_fit_is_found_when_the_store_opens(
    store: Store, wish: Wish, event: Event, url: str
) -> None:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())

    with pytest.raises(Misconfigured, match="ENCRYPTION_KEY does not fit"):
        await open_store(url, Cipher([Cipher.new_key()]))


async def test_closing_finishes_what_was_asked_for(url: str, cipher: Cipher, wish: Wish) -> None:
    store = await open_store(url, cipher)
    claimed, _ = await asyncio.gather(store.claim(wish, until=UNTIL), store.close())
    assert claimed

    async with await open_store(url, cipher) as again:
        assert await again.wish("T1", "V1") == wish


async def test_what_was_handed_over_is_done_even_if_nobody_waits_for_it(
    url: str, cipher: Cipher, wish: Wish
) -> None:
    async with await open_store(url, cipher) as store:
        asking = asyncio.create_task(store.claim(wish, until=UNTIL))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    assert asking.cancelled()
    async with await open_store(url, cipher) as again:
        assert await again.wish("T1", "V1") == wish


async def test_a_broken_database_is_a_sentence_and_a_log_line(
    store: Store, wish: Wish, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    run(url, "DROP TABLE wishes")

    with pytest.raises(StoreFailed, match="nothing new was recorded"):
        await store.claim(wish, until=UNTIL)
    assert "the database failed" in caplog.text


async def test_a_line_about_an_unknown_event_is_the_callers_mistake(
    store: Store, event: Event
) -> None:
    line = HistoryEntry(workspace="T1", event_id="404", who="U1", what="x", at=event.created_at)

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        await store.add_history(line)


async def test_no_presenter_access_stands_in_the_database_in_clear(
    store: Store, wish: Wish, event: Event, url: str
) -> None:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
    [kept] = run(url, "SELECT * FROM events")

    for portal in event.webcast.portals:
        assert portal.pin not in str(kept)
        assert portal.link not in str(kept)


async def test_every_change_of_an_event_counts_its_version_up(
    store: Store, wish: Wish, event: Event, url: str
) -> None:
    def version() -> object:
        return run(url, "SELECT version FROM events")[0][0]

    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
    assert version() == 0

    await store.revise(
        event.workspace, event.id, lambda kept: (replace(kept, owner="U9"), []), now=UNTIL
    )
    assert version() == 1
