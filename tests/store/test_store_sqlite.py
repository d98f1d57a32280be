from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.domain import Event, Post, Progress, Wish
from bot.errors import Misconfigured, StoreFailed
from bot.store import Cipher, Store, open_store
from bot.store.asking import Ask
from bot.store.sqlite import SqliteDatabase
from bot.store.topic import found
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from bot.store.asking import Work
    from bot.store.rows import Row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "webcasts.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(str(path))
    yield database
    await database.close()


def run(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return db.execute(sql).fetchall()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


def ask(sql: str) -> Callable[[], Work[list[Row]]]:
    return lambda: found(Ask(sql, {}))


async def test_the_files_are_for_their_owner_only(store: Store, wish: Wish, tmp_path: Path) -> None:
    await store.claim(wish, until=UNTIL)

    assert modes(tmp_path) == {
        "webcasts.db": 0o600,
        "webcasts.db-wal": 0o600,
        "webcasts.db-shm": 0o600,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
async def test_the_connection_keeps_what_it_is_told(
    database: SqliteDatabase, name: str, value: object
) -> None:
    [row] = await database.read(ask(f"PRAGMA {name}"))
    assert list(row.values()) == [value]


@pytest.mark.usefixtures("store")
async def test_after_a_commit_that_failed_the_next_change_is_made(database: SqliteDatabase) -> None:
    def refused_at_its_end() -> Work[None]:
        yield Ask("PRAGMA defer_foreign_keys = ON", {})
        yield Ask("INSERT INTO offers VALUES ('T1', '1890012', 'U2', 'U1', 0)", {})

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(refused_at_its_end)

    assert await database.write(ask("SELECT * FROM offers")) == []


async def test_no_presenter_access_stands_in_the_file_in_clear(
    open_store: Callable[[], Awaitable[Store]],
    wish: Wish,
    event: Event,
    post: Post,
    tmp_path: Path,
) -> None:
    store = await open_store()
    await store.claim(wish, until=UNTIL)
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=[post])
    raw = b"".join(contents(tmp_path).values())

    assert event.webcast.viewer_link.encode() in raw
    for portal in event.webcast.portals:
        assert portal.pin.encode() not in raw
        assert portal.link.encode() not in raw


async def test_a_database_in_memory_works_and_leaves_no_file(
    cipher: Cipher, wish: Wish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with await open_store("sqlite://", cipher) as store:
        assert await store.claim(wish, until=UNTIL)

    assert contents(tmp_path) == {}


async def test_a_relative_url_is_a_file_in_the_working_directory(
    cipher: Cipher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with await open_store("sqlite:///here.db", cipher) as store:
        await store.ping()

    assert list(contents(tmp_path)) == ["here.db"]


async def test_a_missing_folder_is_explained(cipher: Cipher, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="folder exists"):
        await open_store(f"sqlite:///{tmp_path}/nowhere/webcasts.db", cipher)


async def test_a_folder_is_no_database(cipher: Cipher, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be opened"):
        await open_store(f"sqlite:///{tmp_path}", cipher)


@pytest.fixture
def diary(path: Path) -> bytes:
    path.write_bytes(b"Dear diary, " * 100)
    return path.read_bytes()


async def test_a_file_that_is_no_database_is_left_alone(
    cipher: Cipher, url: str, tmp_path: Path, diary: bytes
) -> None:
    with pytest.raises(Misconfigured, match="cannot be opened"):
        await open_store(url, cipher)
    assert contents(tmp_path) == {"webcasts.db": diary}


async def test_a_full_disk_keeps_what_was_there_and_nothing_of_the_rest(
    database: SqliteDatabase,
) -> None:
    def fill() -> Work[None]:
        yield Ask("INSERT INTO notes VALUES ('small')", {})
        yield Ask("INSERT INTO notes VALUES (hex(randomblob(1000000)))", {})

    await database.write(ask("CREATE TABLE notes (text)"))
    await database.read(ask("PRAGMA max_page_count = 20"))

    with pytest.raises(StoreFailed):
        await database.write(fill)
    assert await database.read(ask("SELECT * FROM notes")) == []
