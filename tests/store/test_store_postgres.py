"""What only PostgreSQL can do to the store: connections break, servers restart."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import Progress
from bot.errors import Misconfigured, StoreFailed
from bot.plans import Job, JobKind
from bot.store import Cipher, Store, open_store, postgres
from bot.store.asking import Ask
from bot.store.dialect import in_postgres, shaped_in_postgres
from bot.store.postgres import PostgresDatabase
from bot.store.topic import found
from tests import postgres as databases
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.domain import Event, Wish
    from bot.store.asking import Work
    from bot.store.rows import Row

NOW = datetime(2026, 12, 1, 20, tzinfo=UTC)
LEASE = timedelta(minutes=1)
HANG_UP_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
HANG_UP = "SELECT pg_terminate_backend(pg_backend_pid())"
DIES_AT_COMMIT = """
CREATE SEQUENCE commits;
CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
  IF nextval(''commits'') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
  RETURN NULL;
END';
CREATE CONSTRAINT TRIGGER die AFTER INSERT ON notes
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die();
"""


@pytest.fixture
def url(postgres: databases.Server) -> Iterator[str]:
    with postgres.migrated() as made:
        yield made


@pytest.fixture
async def database(url: str) -> AsyncIterator[PostgresDatabase]:
    opened = await PostgresDatabase.open(url)
    await opened.write(lambda: found(Ask("CREATE TABLE notes (text text)", {})))
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def own_server() -> Iterator[databases.Server]:
    """Start a server that can be stopped, and that waits for the disk."""
    with databases.server(safe=True) as server:
        yield server


@pytest.fixture
async def own(own_server: databases.Server, cipher: Cipher) -> AsyncIterator[Store]:
    with own_server.empty() as url:
        async with await open_store(url, cipher) as store:
            yield store


async def notes(database: PostgresDatabase) -> list[Row]:
    return await database.read(lambda: found(Ask("SELECT text FROM notes", {})))


class Interrupted:
    """Writes a note, and the first time does something else after it."""

    def __init__(self, trouble: str) -> None:
        self.trouble = trouble
        self.runs = 0

    def __call__(self) -> Work[int]:
        self.runs += 1
        yield Ask("INSERT INTO notes VALUES (:text)", {"text": "kept"})
        if self.runs == 1:
            yield Ask(self.trouble, {})
        return self.runs


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(HANG_UP, id="connection"),
        pytest.param(
            "DO 'BEGIN RAISE EXCEPTION ''x'' USING ERRCODE = ''40001''; END'", id="serialization"
        ),
        pytest.param(
            "DO 'BEGIN RAISE EXCEPTION ''x'' USING ERRCODE = ''40P01''; END'", id="deadlock"
        ),
    ],
)
async def test_work_that_broke_before_its_commit_is_done_anew_and_kept_once(
    database: PostgresDatabase, trouble: str
) -> None:
    assert await database.write(Interrupted(trouble)) == 2

    assert await notes(database) == [{"text": "kept"}]


async def test_reading_is_done_anew_where_the_connection_broke(database: PostgresDatabase) -> None:
    assert await database.read(Interrupted(HANG_UP)) == 2


async def test_connections_that_all_broke_are_replaced(database: PostgresDatabase) -> None:
    await asyncio.gather(*(notes(database) for _ in range(20)))
    await database.read(lambda: found(Ask(HANG_UP_OTHERS, {})))

    assert await asyncio.gather(*(notes(database) for _ in range(20))) == [[]] * 20


async def test_work_that_fails_keeps_nothing_and_is_not_done_anew(
    database: PostgresDatabase,
) -> None:
    work = Interrupted("DO 'BEGIN RAISE EXCEPTION ''x'' USING ERRCODE = ''53100''; END'")

    with pytest.raises(StoreFailed, match="nothing new was recorded"):
        await database.write(work)
    assert (work.runs, await notes(database)) == (1, [])


async def test_where_the_commit_broke_nobody_knows_and_nothing_is_done_anew(
    database: PostgresDatabase,
) -> None:
    await database.write(lambda: statements(DIES_AT_COMMIT))
    work = Interrupted("SELECT 1")

    with pytest.raises(StoreFailed, match="nobody knows"):
        await database.write(work)
    assert work.runs == 1


async def test_where_the_commit_broke_what_may_be_done_again_is(
    database: PostgresDatabase,
) -> None:
    await database.write(lambda: statements(DIES_AT_COMMIT))
    work = Interrupted("SELECT 1")

    assert await database.write(work, again=True) == 2
    assert await notes(database) == [{"text": "kept"}]


def statements(text: str) -> Work[None]:
    for statement in re.split(r"(?m)^(?=CREATE)", text):
        yield Ask(statement, {})


async def test_what_does_not_wait_for_the_disk_is_kept_too(database: PostgresDatabase) -> None:
    await database.write(Interrupted("SELECT 1"), durable=False)

    assert await notes(database) == [{"text": "kept"}]


async def test_a_server_that_is_not_there_is_a_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch, cipher: Cipher, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.1)

    with pytest.raises(Misconfigured, match="cannot be reached") as caught:
        await open_store("postgresql://bot:hunter2hunter2@localhost:9/webcasts", cipher)
    assert "hunter2" not in f"{caught.value}{caplog.text}"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://bot:hunter2@host/db?colour=blue", id="unknown option"),
        pytest.param("postgresql://bot:hunt%er2@host/db", id="percent"),
    ],
)
async def test_a_url_that_cannot_be_read_is_a_sentence_without_the_password(
    cipher: Cipher, url: str
) -> None:
    with pytest.raises(Misconfigured, match="DATABASE_URL") as caught:
        await open_store(url, cipher)
    assert "hunt" not in str(caught.value)


async def test_reads_and_writes_wait_for_a_server_that_starts_again(
    own_server: databases.Server, own: Store, wish: Wish
) -> None:
    await own.claim(wish, until=UNTIL)
    await asyncio.to_thread(own_server.stop)

    asked = [own.claim(replace(wish, key=f"V{number}"), until=UNTIL) for number in range(2, 20)]
    working = asyncio.gather(own.wish("T1", "V1"), own.claim(wish, until=UNTIL), *asked)
    await asyncio.to_thread(own_server.start)

    assert await working == [wish, False, *[True] * 18]


async def test_a_server_that_stays_away_is_a_sentence(
    own_server: databases.Server, own: Store, wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(own_server.stop)
    monkeypatch.setattr(postgres, "PATIENCE", 0.3)

    with pytest.raises(StoreFailed, match="nothing new was recorded"):
        await own.claim(wish, until=UNTIL)
    await asyncio.to_thread(own_server.start)


async def test_nothing_is_claimed_twice_while_the_server_restarts(
    own_server: databases.Server, own: Store, event: Event, wish: Wish
) -> None:
    await own.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
    jobs = [
        Job(
            workspace="T1",
            event_id=event.id,
            kind=JobKind.REMINDER,
            target=f"C{number}",
            due_at=NOW,
        )
        for number in range(200)
    ]
    await own.plan_jobs("T1", event.id, [JobKind.REMINDER], jobs)

    async def claim_all() -> list[str]:
        mine: list[str] = []
        while claimed := await own.claim_jobs(NOW, LEASE, 5):
            mine += [job.target for job in claimed]
        return mine

    claiming = [asyncio.create_task(claim_all()) for _ in range(4)]
    await asyncio.to_thread(own_server.restart)
    found = await asyncio.gather(*claiming, return_exceptions=True)

    targets = [target for mine in found if isinstance(mine, list) for target in mine]
    assert len(targets) == len(set(targets))
    assert all(isinstance(each, (list, StoreFailed)) for each in found)


@pytest.mark.parametrize(
    ("sql", "theirs"),
    [
        ("SELECT a FROM b WHERE c = :d_1", b"SELECT a FROM b WHERE c = %(d_1)s"),
        ("SELECT 1 /* FOR UPDATE */", b"SELECT 1  FOR UPDATE "),
        ("SELECT 5 % 2", b"SELECT 5 %% 2"),
        ("SELECT a::text", b"SELECT a::text"),
    ],
    ids=["values", "comments", "percent", "casts"],
)
def test_a_statement_is_put_in_postgresqls_words(sql: str, theirs: bytes) -> None:
    assert in_postgres(sql) == theirs


def test_a_table_is_put_in_postgresqls_words() -> None:
    table = "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, c INTEGER) STRICT"

    assert shaped_in_postgres(table) == (
        "CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
        'b text COLLATE "C", c bigint)'
    )
