"""The shape of SQLite's database: a list of steps, of which a released one is never edited.

Those that PostgreSQL takes, too, stand in `steps`.

Times are whole milliseconds since 1970 in UTC. Every table starts with the workspace, but for the
two of the call budget, which start with the platform's account. The two long indexes on `events`
hold all that a list filters by, so a search walks them and not the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.store.steps import SINCE, unknown

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from bot.store.steps import Step

migrations = Migrations("webcast-bot")

_EVENT = (("workspace", "event_id"), "events", ("workspace", "event_id"))
_ENTRY = {"revision": int, "fingerprint": str, "channel": str, "ts": str}


@migrations()
def m001_events(db: Database) -> None:
    """Keep webcasts that exist; `portals` is encrypted."""
    columns = {
        "workspace": str,
        "event_id": str,
        "owner": str,
        "created_at": int,
        "starts_at": int,
        "ends_at": int,
        "title_folded": str,
        "webcast": str,
        "request": str,
        "portals": str,
    }
    table = db.table("events").create(
        columns, pk=("workspace", "event_id"), not_null=columns, strict=True
    )
    listed = ["starts_at", "event_id", "ends_at", "title_folded"]
    table.create_index(["workspace", *listed], index_name="events_by_start")
    table.create_index(["workspace", "owner", *listed], index_name="events_by_owner")
    table.create_index(["workspace", "owner", "created_at"], index_name="events_by_creation")


@migrations()
def m002_wishes(db: Database) -> None:
    """Keep the journal of creates; the primary key is what makes a claim unique."""
    columns = {
        "workspace": str,
        "key": str,
        "owner": str,
        "request": str,
        "channels": str,
        "asked_at": int,
        "progress": str,
        "event_id": str,
        "reason": str,
        "reference": str,
    }
    table = db.table("wishes").create(
        columns,
        pk=("workspace", "key"),
        not_null=set(columns) - {"event_id"},
        foreign_keys=[_EVENT],
        strict=True,
    )
    table.create_index(["progress", "workspace", "owner"], index_name="wishes_by_progress")


@migrations()
def m003_posts(db: Database) -> None:
    """Keep messages about events; the primary key is what makes a claim unique."""
    columns = {
        "workspace": str,
        "event_id": str,
        "target": str,
        "kind": str,
        "state": str,
        "channel": str,
        "ts": str,
        "reason": str,
    }
    table = db.table("posts").create(
        columns,
        pk=("workspace", "event_id", "target", "kind"),
        not_null=columns,
        foreign_keys=[_EVENT],
        strict=True,
    )
    table.create_index(
        ["workspace", "channel", "kind", "state", "event_id"], index_name="posts_by_channel"
    )
    table.create_index(["state"], index_name="posts_by_state")


@migrations()
def m004_history(db: Database) -> None:
    """Keep the audit trail."""
    columns = {
        "id": int,
        "workspace": str,
        "event_id": str,
        "at": int,
        "who": str,
        "what": str,
        "detail": str,
    }
    table = db.table("history").create(
        columns, pk="id", not_null=columns, foreign_keys=[_EVENT], strict=True
    )
    table.create_index(["workspace", "event_id"], index_name="history_by_event")


@migrations()
def m005_ledger(db: Database) -> None:
    """Keep the calls made to the platform, and what it wants to be left alone until when."""
    calls = {"account": str, "endpoint": str, "at": int}
    table = db.table("calls").create(calls, not_null=calls, strict=True)
    table.create_index(["account", "endpoint", "at"], index_name="calls_by_time")
    rests = {"account": str, "topic": str, "until": int}
    db.table("rests").create(rests, pk=("account", "topic"), not_null=rests, strict=True)


@migrations()
def m006_life(db: Database) -> None:
    """Keep what becomes of an event: partial success, how often it changed, a cancellation."""
    db.table("events").add_column("life", str, not_null_default="{}")


@migrations()
def m007_posters(db: Database) -> None:
    """Keep who wanted a message where it stands, and which reminders a wish asks for."""
    db.table("posts").add_column("by", str, not_null_default="")
    db.table("wishes").add_column("reminders", str, not_null_default="[]")


@migrations()
def m008_jobs(db: Database) -> None:
    """Keep what is to happen at a moment; the primary key is what makes it happen once."""
    columns = {
        "workspace": str,
        "event_id": str,
        "kind": str,
        "target": str,
        "due_at": int,
        "detail": str,
        "state": str,
        "lease_until": int,
        "channel": str,
        "ts": str,
        "reason": str,
    }
    table = db.table("jobs").create(
        columns,
        pk=("workspace", "event_id", "kind", "target", "due_at", "detail"),
        not_null=columns,
        foreign_keys=[_EVENT],
        strict=True,
    )
    table.create_index(["state", "due_at"], index_name="jobs_by_due")


@migrations()
def m009_presenters(db: Database) -> None:
    """Keep who presents what; links and PINs stay with the event, encrypted."""
    columns = {
        "workspace": str,
        "event_id": str,
        "user": str,
        "access": int,
        "preset": str,
        "by": str,
        "named_at": int,
        "state": str,
        "channel": str,
        "ts": str,
        "told": str,
        "tries": int,
    }
    table = db.table("presenters").create(
        columns,
        pk=("workspace", "event_id", "user"),
        not_null=columns,
        foreign_keys=[_EVENT],
        strict=True,
    )
    table.create_index(["workspace", "user"], index_name="presenters_by_user")


@migrations()
def m010_hands(db: Database) -> None:
    """Keep co-owners, offers of ownership, and who wants to be sent what about an event."""
    tables: dict[str, tuple[dict[str, type], int]] = {
        "co_owners": ({"workspace": str, "event_id": str, "user": str}, 3),
        "offers": ({"workspace": str, "event_id": str, "to": str, "by": str, "at": int}, 2),
        "wants": ({"workspace": str, "event_id": str, "user": str, "what": str, **_ENTRY}, 4),
    }
    for name, (columns, keys) in tables.items():
        db.table(name).create(
            columns,
            pk=tuple(columns)[:keys],
            not_null=columns,
            foreign_keys=[_EVENT],
            strict=True,
        )
    db.table("events").create_index(["event_id"], index_name="events_by_id")
    db.table("co_owners").create_index(["workspace", "user"], index_name="co_owners_by_user")
    db.table("wants").create_index(["workspace", "user"], index_name="wants_by_user")


@migrations()
def m011_workspace(db: Database) -> None:
    """Keep roles, preferences, who has opened Home and who has left, and who changed what."""
    tables: dict[str, tuple[dict[str, type], int]] = {
        "roles": ({"workspace": str, "subject": str, "role": str}, 2),
        "preferences": (
            {"workspace": str, "scope": str, "subject": str, "name": str, "value": str},
            4,
        ),
        "homes": ({"workspace": str, "user": str, "opened_at": int}, 2),
        "leavers": ({"workspace": str, "user": str, "left_at": int}, 2),
    }
    for name, (columns, keys) in tables.items():
        db.table(name).create(columns, pk=tuple(columns)[:keys], not_null=columns, strict=True)
    texts = dict.fromkeys(("workspace", "who", "what", "subject", "before", "after"), str)
    trail = {"id": int, **texts, "at": int}
    kept = db.table("workspace_history").create(trail, pk="id", not_null=trail, strict=True)
    kept.create_index(["workspace", "id"], index_name="workspace_history_by_workspace")


def _take(step: Step) -> Callable[[Database], None]:
    def take(db: Database) -> None:
        for statement in step.statements:
            db.execute(statement)

    return take


for _step in SINCE:
    migrations(name=_step.name)(_take(_step))


def apply(db: Database) -> tuple[str, ...]:
    """Take the steps that are missing, in the caller's transaction, and return their names.

    Raises `Misconfigured` if the database knows steps that this version does not.
    """
    unknown((step.name for step in migrations.applied(db)), all_steps())
    ahead = missing(db)
    migrations.apply(db)
    return ahead


def missing(db: Database) -> tuple[str, ...]:
    """Name the steps that were not taken yet."""
    return tuple(step.name for step in migrations.pending(db))


def taken(db: sqlite3.Connection) -> set[str]:
    """Name the steps that a database took, which is looked at only; none, if it is not ours."""
    known = db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if not known:
        return set()
    ours = "SELECT name FROM _sqlite_migrations WHERE migration_set = ?"
    return {name for (name,) in db.execute(ours, [migrations.name])}


def all_steps() -> set[str]:
    """Name the steps that this version knows."""
    with Database(memory=True) as nothing:
        return {step.name for step in migrations.pending(nothing)}
