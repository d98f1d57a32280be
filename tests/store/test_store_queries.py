"""That lists stay fast however many events there are: no query may look at all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.store import audit, migrate, plans, queries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain import EventFilter
    from bot.store.queries import Condition
    from bot.store.rows import Row

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SHARED = "SEARCH events USING INDEX events_by_start (workspace=?"
MINE = "SEARCH events USING INDEX events_by_owner (workspace=? AND owner=?"
BY_ID = "SEARCH events USING INDEX sqlite_autoindex_events_1 (workspace=? AND event_id=?)"


@pytest.fixture(params=["sqlite"])
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'webcasts.db'}"


@pytest.fixture
async def db(url: str, tmp_path: Path) -> AsyncIterator[sqlite3.Connection]:
    await migrate(url)
    with closing(sqlite3.connect(tmp_path / "webcasts.db")) as db:
        yield db


def plan(
    db: sqlite3.Connection, table: str, where: Condition, order: str, columns: str = "*"
) -> list[str]:
    select = f"SELECT {columns} FROM {table} WHERE {where.sql} ORDER BY {order} LIMIT 50"  # noqa: S608  (our own text)
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {select}", where.values)]


@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
@pytest.mark.parametrize(
    ("which", "steps"),
    [
        pytest.param({}, [f"{SHARED})"], id="all"),
        pytest.param({"ending_after": NOW}, [f"{SHARED} AND starts_at>?)"], id="upcoming"),
        pytest.param({"ending_before": NOW}, [f"{SHARED} AND starts_at<?)"], id="past"),
        pytest.param({"owner": "U1"}, [f"{MINE})"], id="mine"),
        pytest.param(
            {"owner": "U1", "ending_after": NOW}, [f"{MINE} AND starts_at>?)"], id="mine ahead"
        ),
        pytest.param({"text": "town"}, [f"{SHARED})"], id="text"),
    ],
)
def test_a_page_of_events_is_read_in_order_from_an_index(
    db: sqlite3.Connection, *, which: EventFilter, steps: list[str], newest_first: bool
) -> None:
    order = queries.order(which, newest_first=newest_first)

    assert plan(db, "events", queries.events("T1", which), order) == steps


@pytest.mark.parametrize(
    "which",
    [
        pytest.param({"channel": "C1"}, id="here"),
        pytest.param({"channel": "C1", "ending_after": NOW}, id="upcoming"),
        pytest.param({"channel": "C1", "ending_before": NOW, "owner": "U1"}, id="past and mine"),
    ],
)
def test_the_events_of_a_channel_are_found_by_its_cards(
    db: sqlite3.Connection, which: EventFilter
) -> None:
    order = queries.order(which, newest_first=False)
    steps = plan(db, "events", queries.events("T1", which), order)

    assert steps[0] == BY_ID
    assert "SEARCH posts USING COVERING INDEX posts_by_channel" in steps[2]


@pytest.mark.parametrize(
    "which",
    [
        pytest.param({"hand": "U1"}, id="mine"),
        pytest.param({"hand": "U1", "ending_after": NOW}, id="mine ahead"),
    ],
)
def test_the_events_in_somebodys_hands_are_found_by_who_has_them(
    db: sqlite3.Connection, which: EventFilter
) -> None:
    order = queries.order(which, newest_first=False)
    steps = plan(db, "events", queries.events("T1", which), order)

    assert steps[0] == BY_ID
    assert any("co_owners USING COVERING INDEX co_owners_by_hand" in step for step in steps)
    assert any("USING COVERING INDEX events_by" in step and "owner=?" in step for step in steps)


@pytest.mark.parametrize(
    "which",
    [
        pytest.param({"text": "town"}, id="text"),
        pytest.param({"text": "town", "owner": "U1"}, id="text of mine"),
        pytest.param({"ending_after": NOW}, id="upcoming"),
    ],
)
def test_events_are_counted_without_reading_them(
    db: sqlite3.Connection, which: EventFilter
) -> None:
    (step,) = plan(db, "events", queries.events("T1", which), "1", columns="count(*)")

    assert "USING COVERING INDEX" in step


def test_the_last_created_is_read_from_an_index(db: sqlite3.Connection) -> None:
    where = queries.events("T1", {"owner": "U1"})

    assert plan(db, "events", where, queries.LAST_CREATED) == [
        "SEARCH events USING INDEX events_by_creation (workspace=? AND owner=?)"
    ]


@pytest.mark.parametrize("table", ["posts", "history"])
def test_what_belongs_to_an_event_is_found_by_an_index(db: sqlite3.Connection, table: str) -> None:
    (step, *_) = plan(db, table, queries.of_event("T1", "1"), "rowid")

    assert step.startswith(f"SEARCH {table} USING INDEX")
    assert "(workspace=? AND event_id=?" in step


@pytest.mark.parametrize("owner", [None, "U1"], ids=["everybody", "mine"])
def test_uncertain_wishes_are_found_by_an_index(db: sqlite3.Connection, owner: str | None) -> None:
    (step, *_) = plan(db, "wishes", queries.uncertain("T1", owner), "asked_at")

    assert step.startswith("SEARCH wishes USING INDEX wishes_by_progress (progress=?")


@pytest.mark.parametrize(
    ("table", "column"), [("wishes", "progress"), ("posts", "state")], ids=["wishes", "posts"]
)
def test_what_a_restart_settles_is_found_by_an_index(
    db: sqlite3.Connection, table: str, column: str
) -> None:
    (step, *_) = plan(db, table, queries.Condition(f"{column} = 'x'", {}), "rowid")

    assert step.startswith(f"SEARCH {table} USING")


def steps_of(db: sqlite3.Connection, sql: str, values: Row) -> int:
    """Count what SQLite has to do for a statement, by tens of its instructions."""
    done = []
    db.set_progress_handler(lambda: done.append(1), 10)
    db.execute(sql, values).fetchall()
    db.set_progress_handler(None, 0)
    return len(done)


def test_the_next_moment_is_found_without_a_look_at_all_jobs(db: sqlite3.Connection) -> None:
    columns = (
        "workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts, reason"
    )
    for number in range(2000):
        db.execute(
            f"INSERT INTO jobs ({columns}) VALUES ('T1', '1', 'stage', '', ?, '', 'planned', 0, '',"  # noqa: S608  (our own text)
            " '', '')",
            [number],
        )

    assert steps_of(db, plans.NEXT, {"now": 100}) < 1000


@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
@pytest.mark.parametrize("workspace", ["", "T1"], ids=["of all", "of a workspace"])
def test_a_page_of_the_audit_trail_is_read_in_order_from_an_index(
    db: sqlite3.Connection, workspace: str, *, newest_first: bool
) -> None:
    sql = audit.page(workspace, newest_first=newest_first)
    places = dict.fromkeys(("at", "of_event", "of_workspace", "bound", "limit"), 1)

    steps = db.execute(f"EXPLAIN QUERY PLAN {sql}", {"workspace": workspace, **places}).fetchall()

    sorts = [told for *_, told in steps if "TEMP B-TREE" in told]
    assert sorts == ["USE TEMP B-TREE FOR ORDER BY"], "only the page itself is sorted"
