"""Moving from SQLite to PostgreSQL: everything, in order, or nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlite_utils import Database

from bot.domain import HistoryEntry, PostKind, Progress, Role
from bot.errors import Misconfigured
from bot.people import Offer, Presenter, Wants, WorkspaceEntry
from bot.plans import Job, JobKind
from bot.rules import Access
from bot.store import copy_database, copying, migrate, open_store
from bot.store.schema import migrations
from bot.store.steps import SINCE
from bot.tenancy import KeptToken
from bot.webcasts.budget import Verdict
from tests.claims import UNTIL
from tests.store.test_store_installing import ACCOUNT, OWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.domain import Event, Post, Wish
    from bot.store import Cipher, Store
    from tests.postgres import Server

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
HOSTILE = "100 % :id 'quoted' \"twice\" \\ 🎥 \u202eabc"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "webcasts.db"


@pytest.fixture
def source(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def target(postgres: Server) -> Iterator[str]:
    with postgres.empty() as made:
        yield made


@pytest.fixture
async def before(
    source: str, cipher: Cipher, wish: Wish, event: Event, post: Post
) -> AsyncIterator[Store]:
    """Keep something of every kind."""
    async with await open_store(source, cipher) as store:
        await _keep_everything(store, wish, event, post)
        yield store


async def _keep_everything(store: Store, wish: Wish, event: Event, post: Post) -> None:
    for event_id in ("30", "1890012", "20"):
        one = replace(event, webcast=replace(event.webcast, id=event_id, title=HOSTILE))
        asked = replace(wish, key=event_id)
        await store.record_created(asked, one, progress=Progress.CREATED, reason="", posts=())
    await store.revise(
        "T1", event.id, lambda kept: (replace(kept, co_owners=("U7",)), []), now=UNTIL
    )
    await store.claim(replace(wish, key="sending"), until=UNTIL)
    for target, kind in (("C9", PostKind.CARD), ("C1", PostKind.CARD), ("U1", PostKind.OWNER)):
        await store.begin_post(replace(post, target=target, kind=kind, by="U1"), until=UNTIL)
    await store.add_history(
        HistoryEntry(workspace="T1", event_id=event.id, who="U1", what="x", at=NOW, detail=HOSTILE)
    )
    await store.add_job(_job(event))
    presenter = Presenter(
        workspace="T1",
        event_id=event.id,
        user="U2",
        access=Access.LIVE_STUDIO,
        preset="speaker",
        by="U1",
        named_at=NOW,
    )
    await store.keep_presenter(presenter)
    await store.keep_offer(Offer(workspace="T1", event_id=event.id, to="U2", by="U1", at=NOW))
    await store.want("T1", event.id, "U3", Wants.CALENDAR)
    await store.set_role("T1", "U2", Role.ADMIN)
    await store.set_preference("T1", "workspace", "", "zone", "CET")
    await store.note_home("T1", "U1", NOW)
    await store.note_left("T1", "U9", NOW)
    await store.note_change(
        WorkspaceEntry(
            workspace="T1", who="U1", what="role", subject="U2", before="", after="admin", at=NOW
        )
    )
    await _keep_installation(store)
    await _call(store)
    await store.ledger.leave_alone("svc", "webcast 1", 1)


async def _keep_installation(store: Store) -> None:
    await store.keep_installation(OWN)
    await store.keep_account(ACCOUNT)
    await store.note_served("T1", "E1", NOW)
    await store.keep_token(KeptToken(account="T1", of="svc", text="sbx", renew_at=NOW))
    await store.keep_state("s", now=NOW, until=NOW + timedelta(minutes=1))
    await store.begin_round("retention", NOW, timedelta(days=1))
    await store.note_delivery("T1", "form", NOW)
    await store.take_lease("x", "p", now=NOW, until=NOW + timedelta(minutes=1))


def _job(event: Event) -> Job:
    return Job(workspace="T1", event_id=event.id, kind=JobKind.REMINDER, target="C1", due_at=NOW)


async def _call(store: Store) -> int | None:
    def decide(nth: int | None, _rests: object) -> Verdict:
        return Verdict(at=None if nth else 5, wait=0, code=62)

    verdict = await store.ledger.reserve("svc", "create", nth=1, topics=(), decide=decide)
    return verdict.at


async def _all_of(store: Store, event: Event) -> list[object]:
    of = "T1", event.id
    return [
        await store.events("T1"),
        await store.last_created("T1", owner="U1"),
        await store.count_events("T1", hand="U7"),
        await store.wish("T1", "sending"),
        await store.posts(*of),
        await store.history(*of),
        await store.jobs(*of),
        await store.presenters(*of),
        await store.offer(*of),
        await store.entries(*of),
        await store.roles("T1"),
        await store.preferences("T1", "workspace", ""),
        await store.has_home("T1", "U1"),
        await store.leavers("T1"),
        await store.workspace_history("T1", 10),
        await store.installations(),
        await store.account("T1"),
        await store.kept_token("T1"),
        await store.served(),
        await _call(store),
    ]


async def test_everything_is_copied_as_it_was(
    before: Store, source: str, target: str, cipher: Cipher, event: Event
) -> None:
    copied = await copy_database(source, target)

    async with await open_store(target, cipher) as after:
        assert await _all_of(after, event) == await _all_of(before, event)
    assert all(rows for _, rows in copied)
    assert dict(copied)["events"] == 3


async def test_what_is_new_is_numbered_after_what_was_copied(
    before: Store, source: str, target: str, cipher: Cipher, event: Event, post: Post
) -> None:
    await copy_database(source, target)

    line = HistoryEntry(workspace="T1", event_id=event.id, who="U1", what="later", at=NOW)
    async with await open_store(target, cipher) as after:
        await after.add_history(line)
        await after.begin_post(replace(post, target="C0"), until=UNTIL)
        told = await after.history("T1", event.id)
        posts = await after.posts("T1", event.id)
    assert told[:-1] == await before.history("T1", event.id)
    assert told[-1] == line
    assert posts[-1].target == "C0"


async def test_many_rows_are_copied_in_their_order(
    before: Store,
    source: str,
    target: str,
    cipher: Cipher,
    event: Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copying, "BATCH", 3)
    for number in range(10):
        at = NOW - timedelta(minutes=number)
        await before.add_history(
            HistoryEntry(workspace="T1", event_id=event.id, who="U1", what=str(number), at=at)
        )

    await copy_database(source, target)

    async with await open_store(target, cipher) as after:
        assert await after.history("T1", event.id) == await before.history("T1", event.id)


@pytest.mark.usefixtures("before")
async def test_a_database_that_holds_something_is_left_as_it_is(
    source: str, target: str, cipher: Cipher
) -> None:
    async with await open_store(target, cipher) as theirs:
        await theirs.set_role("T9", "U9", Role.VIEWER)

    with pytest.raises(Misconfigured, match="nothing was copied"):
        await copy_database(source, target)
    async with await open_store(target, cipher) as theirs:
        assert await theirs.roles("T9") == (("U9", Role.VIEWER),)
        assert await theirs.events("T1") == ()


@pytest.mark.usefixtures("before")
async def test_what_does_not_arrive_whole_is_not_copied_at_all(
    source: str, target: str, cipher: Cipher
) -> None:
    await migrate(target)
    with psycopg.connect(target, autocommit=True) as db:
        db.execute("CREATE RULE lossy AS ON INSERT TO wishes DO INSTEAD NOTHING")

    with pytest.raises(Misconfigured, match="wishes"):
        await copy_database(source, target)
    async with await open_store(target, cipher) as theirs:
        assert await theirs.events("T1") == ()


def names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.mark.parametrize("missing", ["sqlite:///nowhere.db", "sqlite://"])
async def test_where_there_is_nothing_nothing_is_made(
    tmp_path: Path, target: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(Misconfigured, match="no database"):
        await copy_database(missing, target)
    assert names(tmp_path) == []


async def test_an_older_database_has_to_be_brought_up_to_date_first(
    path: Path, source: str, target: str
) -> None:
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before=SINCE[-1].name)

    with pytest.raises(Misconfigured, match="older version"):
        await copy_database(source, target)


@pytest.fixture
def _diary(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)


@pytest.mark.usefixtures("_diary")
async def test_what_is_no_database_is_a_sentence(source: str, target: str) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        await copy_database(source, target)


async def test_the_way_back_is_refused(source: str, target: str) -> None:
    with pytest.raises(Misconfigured, match="sqlite:/// URL to copy from"):
        await copy_database(target, source)
    with pytest.raises(Misconfigured, match="sqlite:/// URL to copy from"):
        await copy_database(source, source)


@pytest.mark.usefixtures("before")
async def test_the_source_stays_as_it_was(source: str, target: str, path: Path) -> None:
    was = _dump(path)

    await copy_database(source, target)

    assert _dump(path) == was


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())
