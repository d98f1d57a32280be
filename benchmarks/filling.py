"""Databases with many webcasts in them: each kind is filled once, and kept where one likes.

A filling is webcasts evenly over ten years that are past and two that are ahead, each with its wish
and its card, and if wanted with all else that webcasts leave behind. Two days may be busier.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from bot.domain import (
    Event,
    Live,
    Post,
    PostKind,
    PostState,
    Progress,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.rules import Region
from bot.store import Cipher, migrate, rows
from tests.postgres import server_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.postgres import Server

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DAY = datetime(2026, 11, 25, tzinfo=UTC)
"""The first of the two busier days, a Wednesday."""
PAST, AHEAD = timedelta(days=3650), timedelta(days=730)
QUARTER = timedelta(minutes=15)
EACH = 50
"""Webcasts of one owner in each workspace."""
KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="
"""What every filling is encrypted with, so that one that was kept can be read."""
BATCH = 10_000
REQUEST = WebcastRequest(
    title="Q4 town hall",
    starts_at=NOW + timedelta(days=7),
    duration=timedelta(minutes=90),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=1000,
    expiration_months=12,
)
_AN_HOUR = (0, 0, 0, 0, 0, 0, 1, 3, 6, 7, 5, 3, 6, 9, 13, 12, 8, 7, 6, 4, 2, 1, 0, 0)
"""How many start in each hour of UTC, in parts: Europe's office hours, then America's."""
_STARTS = tuple(
    (3 * part if on_the_hour else part, timedelta(hours=hour, minutes=0 if on_the_hour else 30))
    for hour, part in enumerate(_AN_HOUR)
    for on_the_hour in (True, False)
)
"""Three of four start on the full hour."""
_UP_TO = tuple(accumulate(part for part, _ in _STARTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """How many webcasts, of how many workspaces.

    workspace: the id of the only one, if it shall have a certain id.
    daily: how many more start on `DAY`, and on the day after.
    is_whole: with jobs, history and owners' messages, which lists and Homes never look at.
    since: from when on reminders were not sent yet.
    """

    events: int
    workspaces: int = 1
    workspace: str = ""
    daily: int = 0
    is_whole: bool = False
    since: datetime = NOW

    @property
    def name(self) -> str:
        """A name for a database of it."""
        whole = f"whole_{self.since:%y%m%d%H}" if self.is_whole else "plain"
        whose = self.workspace.lower() or self.workspaces
        return f"{whole}_{self.events}_{whose}_{self.daily}"

    @property
    def total(self) -> int:
        """How many webcasts there are."""
        return self.events + 2 * self.daily

    def event(self, number: int) -> Event:
        """Make one of the webcasts: they take turns among the workspaces and their owners."""
        owners = max(self.events // EACH // self.workspaces, 1)
        turn, place = divmod(number, self.workspaces)
        workspace = self.workspace or f"T{place + 1}"
        return event(workspace, f"U{turn % owners}", 1_000_000 + number, self._start(number))

    def _start(self, number: int) -> datetime:
        """Spread them evenly over the years, or those of a busy day as people start them."""
        if number < self.events:
            quarters = (PAST + AHEAD) // QUARTER * number // self.events
            return NOW - PAST + quarters * QUARTER
        days, place = divmod(number - self.events, self.daily)
        part = (place + 0.5) / self.daily * _UP_TO[-1]
        at = next(at for up_to, (_, at) in zip(_UP_TO, _STARTS, strict=True) if part < up_to)
        return DAY + timedelta(days=days) + at


def event(workspace: str, owner: str, number: int, start: datetime) -> Event:
    """Make a webcast."""
    title = f"Quarterly update {number}"
    request = replace(REQUEST, title=title, starts_at=start)
    webcast = Webcast(
        id=str(number),
        title=title,
        starts_at=start,
        duration=request.duration,
        capacity=request.capacity,
        folder_name="Home",
        viewer_link=f"https://event.webcasts.com/starthere.jsp?ei={number}",
    )
    return Event(
        workspace=workspace,
        owner=owner,
        webcast=webcast,
        request=request,
        created_at=start - timedelta(days=20),
    )


def wish(key: str, made: Event) -> Wish:
    """Make the wish that a webcast came of."""
    return Wish(
        key=key,
        workspace=made.workspace,
        owner=made.owner,
        request=made.request,
        channels=("C1",),
        asked_at=NOW,
        reference="abc123",
        progress=Progress.CREATED,
        event_id=made.id,
    )


def card(made: Event) -> Post:
    """Make the card of a webcast; each owner has a channel."""
    channel = f"C{made.owner}"
    return Post(
        workspace=made.workspace,
        event_id=made.id,
        target=channel,
        kind=PostKind.CARD,
        state=PostState.POSTED,
        channel=channel,
        ts="1.1",
    )


def all_rows(filling: Filling, cipher: Cipher) -> Iterator[dict[str, list[rows.Row]]]:
    """Make the rows of many webcasts, by table, in batches."""
    nothing = cipher.encrypt(rows.dumps(rows.pack_portals(())))
    for first in range(0, filling.total, BATCH):
        batch: dict[str, list[rows.Row]] = {"events": [], "wishes": [], "posts": []}
        for number in range(first, min(first + BATCH, filling.total)):
            made = filling.event(number)
            batch["events"].append(rows.event_row(made, portals=nothing))
            batch["wishes"].append(rows.wish_row(wish(f"V{number}", made)))
            batch["posts"].append(rows.post_row(card(made)))
        yield batch


def the_rest(filling: Filling) -> Iterator[str]:
    """Write the statements that add what else each webcast leaves behind."""
    if filling.is_whole:
        since = rows.millis(filling.since)
        for due in ("starts_at - 900000", "starts_at", "ends_at"):
            yield _jobs("stage", "''", due, "''", "0 = 1", since)
        for lead, next_lead in ((86_400, 900), (900, 0), (0, 0)):
            due, stands = f"starts_at - {lead}000", f"starts_at - {next_lead}000 > {since}"
            yield _jobs(
                "reminder", "'C' || owner", due, f"'{lead}'", stands if lead else "1 = 1", since
            )
        yield _OWNERS_MESSAGES
        yield _HISTORY


def _jobs(kind: str, target: str, due: str, detail: str, stands: str, since: int) -> str:
    """Write the statement that plans one job of every webcast, done if it was due before.

    stands: whether the message that it posted was not taken away yet.
    """
    is_done = f"{due} <= {since}"
    posted = f"{is_done} AND {stands}"
    return f"""
    INSERT INTO jobs
      (workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts, reason)
    SELECT workspace, event_id, '{kind}', {target}, {due}, {detail},
      CASE WHEN {is_done} THEN 'done' ELSE 'planned' END, 0,
      CASE WHEN {posted} THEN 'C' || owner ELSE '' END,
      CASE WHEN {posted} THEN '1.2' ELSE '' END, ''
    FROM events
    """  # noqa: S608  (words and numbers of ours)


_OWNERS_MESSAGES = """
INSERT INTO posts (workspace, event_id, target, kind, state, channel, ts, reason, by)
SELECT workspace, event_id, owner, 'owner', 'posted', 'D' || owner, '1.3', '', '' FROM events
"""
_HISTORY = """
INSERT INTO history (workspace, event_id, at, who, what, detail)
SELECT workspace, event_id, created_at, owner, 'created', '' FROM events
"""


def fill_sqlite(url: str, filling: Filling, cipher: Cipher) -> None:
    """Fill a SQLite file that was migrated."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        for batch in all_rows(filling, cipher):
            for table, made in batch.items():
                db.executemany(_insert(table, made[0], lambda name: f":{name}"), made)
        for statement in the_rest(filling):
            db.execute(statement)
        db.commit()
        db.execute("ANALYZE")
    db.close()


async def filled_sqlite(folder: Path, filling: Filling) -> Path:
    """Return the SQLite file of a filling, filled now unless it was kept."""
    path, unfinished = folder / f"{filling.name}.db", folder / f"{filling.name}.unfinished.db"
    if not path.exists():
        _remove(unfinished)
        await migrate(f"sqlite:///{unfinished}")
        fill_sqlite(f"sqlite:///{unfinished}", filling, Cipher([KEY]))
        unfinished.rename(path)
    return path


@contextmanager
def copied_sqlite(database: Path) -> Iterator[str]:
    """Make a copy of a SQLite file for a while; yields its URL."""
    with TemporaryDirectory(prefix="copied-") as folder:
        copy = Path(folder) / "webcasts.db"
        shutil.copy(database, copy)
        yield f"sqlite:///{copy}"


def _remove(database: Path) -> None:
    """Remove a SQLite file that was never finished, and what SQLite keeps beside it."""
    for left in database.parent.glob(f"{database.name}*"):
        left.unlink()


def _insert(table: str, row: rows.Row, place: Callable[[str], str]) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(map(place, row))})"  # noqa: S608  (names of ours)


def fill_postgresql(url: str, filling: Filling, cipher: Cipher) -> None:
    """Fill a PostgreSQL database that was migrated."""
    with psycopg.connect(url) as db:
        for batch in all_rows(filling, cipher):
            for table, made in batch.items():
                copy(db, table, made)
        for statement in the_rest(filling):
            db.execute(statement.encode())
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("VACUUM ANALYZE")


def copy(db: psycopg.Connection, table: str, made: list[rows.Row]) -> None:
    """Write rows into a table."""
    names = sql.SQL(", ").join(map(sql.Identifier, made[0]))
    asked = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with db.cursor().copy(asked) as sink:
        for row in made:
            sink.write_row(list(row.values()))


@contextmanager
def postgresql(folder: Path) -> Iterator[Server]:
    """Start a PostgreSQL server whose data is in a folder, and stop it."""
    folder.mkdir(parents=True, exist_ok=True)
    with server_in(str(folder / "postgresql")) as server:
        yield server


async def filled(server: Server, filling: Filling) -> str:
    """Return the name of a database with a filling, filled now unless it was kept."""
    name, unfinished = filling.name, f"{filling.name}_unfinished"
    with psycopg.connect(server.url("postgres"), autocommit=True) as db:
        if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        drop(server, unfinished)
        await migrate(server.make(unfinished))
        fill_postgresql(server.url(unfinished), filling, Cipher([KEY]))
        done = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        db.execute(done.format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


@contextmanager
def copied(server: Server, name: str) -> Iterator[str]:
    """Make a copy of a database for a while, as files; yields its URL."""
    copy = f"{name}_copy"
    drop(server, copy)
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    server.run(made.format(sql.Identifier(copy), sql.Identifier(name)))
    try:
        yield server.url(copy)
    finally:
        drop(server, copy)


def drop(server: Server, name: str) -> None:
    """Drop a database, if it is there."""
    server.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
