"""A copy of a SQLite database: whole, of one moment, and put back only where that does no harm."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.domain import Progress
from bot.errors import Misconfigured
from bot.store import Cipher, backup, open_store
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain import Event, Wish
    from bot.store import Store
    from bot.store.backup import Copied

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
KEPT = "webcasts.db.2026-11-24T150000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "a folder, with 100% of spaces?"
    found.mkdir()
    return found


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "webcasts.db"


@pytest.fixture
def copy(folder: Path) -> Path:
    return folder / "a copy.db"


@pytest.fixture
def url(tmp_path: Path, folder: Path) -> str:
    """Name the database by another way to it, since a URL takes no question mark."""
    (tmp_path / "plain").symlink_to(folder)
    return f"sqlite:///{tmp_path}/plain/webcasts.db"


@pytest.fixture
async def store(url: str, cipher: Cipher) -> AsyncIterator[Store]:
    async with await open_store(url, cipher) as store:
        yield store


@pytest.fixture
async def made(path: Path, copy: Path, url: str, cipher: Cipher, wish: Wish, event: Event) -> Path:
    """Back a database of one event up, and stop."""
    async with await open_store(url, cipher) as store:
        await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
        backup.back_up(str(path), copy)
    return copy


def put_back(made: Path, path: Path, cipher: Cipher, *, over: bool = False) -> Copied:
    return backup.restore(made, str(path), cipher, replace=over, now=NOW)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(sql)


async def test_a_copy_is_of_one_moment_while_others_write(
    store: Store, path: Path, copy: Path, url: str, cipher: Cipher, wish: Wish, event: Event
) -> None:
    async def write(number: int) -> None:
        key = f"V{number}"
        made = replace(event, webcast=replace(event.webcast, id=str(number)))
        await store.record_created(
            replace(wish, key=key), made, progress=Progress.CREATED, reason="", posts=()
        )

    await asyncio.gather(*map(write, range(50)))
    writing = asyncio.gather(*map(write, range(50, 100)))
    copied = await asyncio.to_thread(backup.back_up, str(path), copy.with_name("copied.db"))
    await writing

    assert copied.counts["webcasts"] == copied.counts["lines of history"] >= 50
    async with await open_store(url.replace("webcasts.db", "copied.db"), cipher) as again:
        assert await again.count_events("T1") == copied.counts["webcasts"]
    assert await store.count_events("T1") == 100


async def test_a_copy_is_one_file_for_its_owner_only(made: Path, folder: Path) -> None:
    assert mode(made) == 0o600
    assert names(folder) == {"webcasts.db", "a copy.db"}


async def test_what_is_still_in_the_write_ahead_log_is_copied(
    store: Store, path: Path, copy: Path, wish: Wish
) -> None:
    await store.claim(wish, until=UNTIL)
    assert path.with_name("webcasts.db-wal").stat().st_size

    backup.back_up(str(path), copy)

    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT key FROM wishes").fetchall() == [("V1",)]


def test_no_file_is_overwritten_by_a_copy(path: Path, copy: Path) -> None:
    copy.write_text("Dear diary")

    with pytest.raises(Misconfigured, match="is there already"):
        backup.back_up(str(path), copy)
    assert copy.read_text() == "Dear diary"


@pytest.mark.parametrize("source", ["", "nothing.db"], ids=["a folder", "nothing"])
def test_only_a_database_is_copied(folder: Path, copy: Path, source: str) -> None:
    with pytest.raises(Misconfigured, match="There is no database"):
        backup.back_up(str(folder / source), copy)
    assert not copy.exists()


def test_a_database_in_memory_has_no_copy(copy: Path) -> None:
    with pytest.raises(Misconfigured, match="memory"):
        backup.back_up(":memory:", copy)


def test_somebody_elses_database_is_not_copied(path: Path, copy: Path) -> None:
    run(path, "CREATE TABLE notes (text)")

    with pytest.raises(Misconfigured, match="no database of the bot"):
        backup.back_up(str(path), copy)
    assert names(path.parent) == {"webcasts.db"}


def test_a_broken_database_leaves_no_copy(path: Path, copy: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)

    with pytest.raises(Misconfigured, match="cannot be copied"):
        backup.back_up(str(path), copy)
    assert names(path.parent) == {"webcasts.db"}


def test_a_folder_that_is_missing_is_said(made: Path, path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be written: No such file"):
        backup.back_up(str(path), made.parent / "nowhere" / "copy.db")


async def test_a_restored_database_is_what_was_backed_up(
    made: Path, path: Path, url: str, cipher: Cipher, wish: Wish, event: Event
) -> None:
    url, path = url.replace("webcasts.db", "fresh.db"), path.with_name("fresh.db")

    copied = put_back(made, path, cipher)

    assert (copied.counts["webcasts"], copied.kept) == (1, None)
    assert mode(path) == 0o600
    async with await open_store(url, cipher) as store:
        assert await store.event("T1", event.id) == event
        assert (await store.wish("T1", wish.key)) is not None


def test_a_database_that_is_there_is_left_alone(made: Path, path: Path, cipher: Cipher) -> None:
    before = path.read_bytes()

    with pytest.raises(Misconfigured, match="--replace"):
        put_back(made, path, cipher)
    assert path.read_bytes() == before


async def test_what_is_replaced_is_kept_with_its_log_merged(
    made: Path, path: Path, url: str, cipher: Cipher, wish: Wish
) -> None:
    kill_after_writing(path, "UPDATE wishes SET reason = 'newest'")
    assert "webcasts.db-wal" in names(path.parent)

    copied = put_back(made, path, cipher, over=True)

    assert copied.kept == path.with_name(KEPT)
    assert names(path.parent) == {"webcasts.db", "a copy.db", KEPT}
    with closing(sqlite3.connect(copied.kept)) as db:
        assert db.execute("SELECT reason FROM wishes").fetchone() == ("newest",)
    async with await open_store(url, cipher) as store:
        again = await store.wish("T1", wish.key)
    assert again
    assert again.reason == ""


def kill_after_writing(path: Path, sql: str) -> None:
    """Have a process write and be killed, so that it leaves a write-ahead log behind."""
    code = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute(sys.argv[2])
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, path, sql], check=False)


def test_a_broken_database_can_be_replaced_with_all_that_lies_beside_it(
    made: Path, path: Path, cipher: Cipher
) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    path.with_name("webcasts.db-wal").write_bytes(b"torn")

    put_back(made, path, cipher, over=True)

    assert path.with_name(KEPT).read_bytes() == b"Dear diary, " * 100
    assert path.with_name(f"{KEPT}-wal").read_bytes() == b"torn"
    assert names(path.parent) >= {"webcasts.db", "a copy.db", KEPT, f"{KEPT}-wal"}
    assert "webcasts.db-wal" not in names(path.parent)


def test_a_log_without_its_database_is_not_taken_for_a_part_of_the_restored_one(
    made: Path, path: Path, cipher: Cipher
) -> None:
    path.unlink()
    path.with_name("webcasts.db-wal").write_bytes(b"left behind")

    with pytest.raises(Misconfigured, match="--replace"):
        put_back(made, path, cipher)
    put_back(made, path, cipher, over=True)

    assert names(path.parent) == {"webcasts.db", "a copy.db", f"{KEPT}-wal"}


OPEN = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("SELECT count(*) FROM events").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("is_broken", [False, True], ids=["whole", "broken meanwhile"])
def test_a_database_that_another_process_has_open_is_left_alone(
    made: Path, path: Path, cipher: Cipher, *, is_broken: bool
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OPEN, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"open\n"
        if is_broken:
            path.write_bytes(b"Dear diary, " * 100)
        before = path.read_bytes()

        with pytest.raises(Misconfigured, match="Another process"):
            put_back(made, path, cipher, over=True)
        process.communicate()

    assert path.read_bytes() == before
    assert KEPT not in names(path.parent)


async def test_a_database_that_this_process_has_open_is_left_alone(
    made: Path, path: Path, url: str, cipher: Cipher
) -> None:
    async with await open_store(url, cipher) as store:
        await store.ping()

        with pytest.raises(Misconfigured, match="Another process"):
            put_back(made, path, cipher, over=True)


def test_a_copy_of_a_newer_version_is_refused(made: Path, path: Path, cipher: Cipher) -> None:
    path.unlink()
    run(made, "UPDATE _sqlite_migrations SET name = 'm999_wings' WHERE name = 'm004_history'")

    with pytest.raises(Misconfigured, match=r"newer version.*m999_wings"):
        put_back(made, path, cipher)
    assert names(path.parent) == {"a copy.db"}


def test_a_copy_that_no_key_fits_is_refused(made: Path, path: Path) -> None:
    path.unlink()

    with pytest.raises(Misconfigured, match="ENCRYPTION_KEY does not fit"):
        put_back(made, path, Cipher([Cipher.new_key()]))
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"Dear diary, " * 100, "no whole database"), (b"", "no database of the bot")],
    ids=["text", "nothing"],
)
def test_a_file_that_is_no_copy_is_refused(
    copy: Path, path: Path, cipher: Cipher, content: bytes, says: str
) -> None:
    copy.write_bytes(content)

    with pytest.raises(Misconfigured, match=says):
        put_back(copy, path, cipher)
    assert names(path.parent) == {"a copy.db"}


def test_a_torn_copy_is_refused(made: Path, path: Path, cipher: Cipher) -> None:
    whole = bytearray(made.read_bytes())
    whole[3 * 4096 : 20 * 4096] = bytes(17 * 4096)
    made.write_bytes(whole)

    with pytest.raises(Misconfigured, match="no whole database"):
        put_back(made, path, cipher, over=True)
    assert KEPT not in names(path.parent)


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.store import Cipher, backup

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(backup, sys.argv[1], die)
source, target, key = sys.argv[2:]
if key:
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    backup.restore(Path(source), target, Cipher([key]), replace=True, now=now)
import bot.whole
bot.whole.put = die
backup.back_up(source, Path(target))
"""


def die(moment: str, source: Path, target: Path, key: str) -> None:
    code = [sys.executable, "-c", KILLED, moment, str(source), str(target), key]
    assert subprocess.run(code, check=False).returncode == -9


@pytest.mark.parametrize("moment", ["_check_whole", "put"])
def test_a_kill_while_copying_leaves_no_copy(made: Path, path: Path, moment: str) -> None:
    made.unlink()

    die(moment, path, made, "")

    assert not made.exists()
    backup.back_up(str(path), made)


@pytest.mark.parametrize("moment", ["_set_aside", "put"])
def test_a_kill_while_restoring_leaves_the_database_as_it_was(
    url: str, copy: Path, path: Path, moment: str, wish: Wish
) -> None:
    key = Cipher.new_key()

    async def write() -> None:
        async with await open_store(url, Cipher([key])) as store:
            backup.back_up(str(path), copy)
            await store.claim(wish, until=UNTIL)

    asyncio.run(write())

    die(moment, copy, path, key)

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT key FROM wishes").fetchall() == [("V1",)]
