"""The shape of PostgreSQL's database, as pure text and work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.asking import Ask
from bot.store.dialect import shaped_in_postgres
from bot.store.steps import SINCE, Step, unknown

if TYPE_CHECKING:
    from bot.store.asking import Work

_OF_EVENT = "FOREIGN KEY (workspace, event_id) REFERENCES events"
_PLACE = "rowid INTEGER GENERATED ALWAYS AS IDENTITY UNIQUE"
"""SQLite keeps the order in which rows were written by itself."""

SO_FAR = Step(
    "m001_to_m011",
    (
        f"""
        CREATE TABLE events (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, owner TEXT NOT NULL,
          created_at INTEGER NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
          title_folded TEXT NOT NULL, webcast TEXT NOT NULL, request TEXT NOT NULL,
          portals TEXT NOT NULL, life TEXT NOT NULL DEFAULT '{{}}', {_PLACE},
          PRIMARY KEY (workspace, event_id)
        ) STRICT
        """,
        "CREATE INDEX events_by_start ON events (workspace, starts_at, event_id, ends_at)",
        "CREATE INDEX events_by_owner ON events (workspace, owner, starts_at, event_id, ends_at)",
        "CREATE INDEX events_by_creation ON events (workspace, owner, created_at, rowid)",
        "CREATE INDEX events_by_id ON events (event_id)",
        f"""
        CREATE TABLE wishes (
          workspace TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, request TEXT NOT NULL,
          channels TEXT NOT NULL, asked_at INTEGER NOT NULL, progress TEXT NOT NULL, event_id TEXT,
          reason TEXT NOT NULL, reference TEXT NOT NULL, reminders TEXT NOT NULL DEFAULT '[]',
          {_OF_EVENT}, PRIMARY KEY (workspace, key)
        ) STRICT
        """,
        "CREATE INDEX wishes_by_progress ON wishes (progress, workspace, owner)",
        f"""
        CREATE TABLE posts (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, target TEXT NOT NULL,
          kind TEXT NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL, ts TEXT NOT NULL,
          reason TEXT NOT NULL, by TEXT NOT NULL DEFAULT '', {_PLACE},
          {_OF_EVENT}, PRIMARY KEY (workspace, event_id, target, kind)
        ) STRICT
        """,
        "CREATE INDEX posts_by_channel ON posts (workspace, channel, kind, state, event_id)",
        "CREATE INDEX posts_by_state ON posts (state)",
        f"""
        CREATE TABLE history (
          id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, event_id TEXT NOT NULL,
          at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL,
          {_OF_EVENT}
        ) STRICT
        """,
        "CREATE INDEX history_by_event ON history (workspace, event_id)",
        f"""
        CREATE TABLE calls (
          account TEXT NOT NULL, endpoint TEXT NOT NULL, at INTEGER NOT NULL, {_PLACE}
        ) STRICT
        """,
        "CREATE INDEX calls_by_time ON calls (account, endpoint, at)",
        """
        CREATE TABLE rests (
          account TEXT NOT NULL, topic TEXT NOT NULL, until INTEGER NOT NULL,
          PRIMARY KEY (account, topic)
        ) STRICT
        """,
        f"""
        CREATE TABLE jobs (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, kind TEXT NOT NULL,
          target TEXT NOT NULL, due_at INTEGER NOT NULL, detail TEXT NOT NULL,
          state TEXT NOT NULL, lease_until INTEGER NOT NULL, channel TEXT NOT NULL,
          ts TEXT NOT NULL, reason TEXT NOT NULL,
          {_OF_EVENT}, PRIMARY KEY (workspace, event_id, kind, target, due_at, detail)
        ) STRICT
        """,
        "CREATE INDEX jobs_by_due ON jobs (state, due_at)",
        f"""
        CREATE TABLE presenters (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, "user" TEXT NOT NULL,
          access INTEGER NOT NULL, preset TEXT NOT NULL, by TEXT NOT NULL,
          named_at INTEGER NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL,
          ts TEXT NOT NULL, told TEXT NOT NULL, tries INTEGER NOT NULL,
          {_OF_EVENT}, PRIMARY KEY (workspace, event_id, "user")
        ) STRICT
        """,
        'CREATE INDEX presenters_by_user ON presenters (workspace, "user")',
        f"""
        CREATE TABLE co_owners (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, "user" TEXT NOT NULL,
          {_OF_EVENT}, PRIMARY KEY (workspace, event_id, "user")
        ) STRICT
        """,
        'CREATE INDEX co_owners_by_user ON co_owners (workspace, "user")',
        f"""
        CREATE TABLE offers (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, "to" TEXT NOT NULL, by TEXT NOT NULL,
          at INTEGER NOT NULL, {_OF_EVENT}, PRIMARY KEY (workspace, event_id)
        ) STRICT
        """,
        f"""
        CREATE TABLE wants (
          workspace TEXT NOT NULL, event_id TEXT NOT NULL, "user" TEXT NOT NULL,
          what TEXT NOT NULL, revision INTEGER NOT NULL, fingerprint TEXT NOT NULL,
          channel TEXT NOT NULL, ts TEXT NOT NULL,
          {_OF_EVENT}, PRIMARY KEY (workspace, event_id, "user", what)
        ) STRICT
        """,
        'CREATE INDEX wants_by_user ON wants (workspace, "user")',
        """
        CREATE TABLE roles (
          workspace TEXT NOT NULL, subject TEXT NOT NULL, role TEXT NOT NULL,
          PRIMARY KEY (workspace, subject)
        ) STRICT
        """,
        """
        CREATE TABLE preferences (
          workspace TEXT NOT NULL, scope TEXT NOT NULL, subject TEXT NOT NULL,
          name TEXT NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (workspace, scope, subject, name)
        ) STRICT
        """,
        """
        CREATE TABLE homes (
          workspace TEXT NOT NULL, "user" TEXT NOT NULL, opened_at INTEGER NOT NULL,
          PRIMARY KEY (workspace, "user")
        ) STRICT
        """,
        """
        CREATE TABLE leavers (
          workspace TEXT NOT NULL, "user" TEXT NOT NULL, left_at INTEGER NOT NULL,
          PRIMARY KEY (workspace, "user")
        ) STRICT
        """,
        """
        CREATE TABLE workspace_history (
          id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
          subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX workspace_history_by_workspace ON workspace_history (workspace, id)",
    ),
)
"""What PostgreSQL starts with: all that SQLite came to have in eleven steps (`schema`).

Titles are in no index there, as an entry of one may have 2,700 bytes at most.
"""

STEPS = (SO_FAR, *SINCE)
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('webcast-bot migrations', 0))"
_BEGIN = "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, taken_at timestamptz)"
_HAS_BEGUN = "SELECT to_regclass('migrations') IS NOT NULL AS has_begun"
_TAKEN = "SELECT name FROM migrations"
_TAKE = "INSERT INTO migrations (name, taken_at) VALUES (:name, now())"


def apply() -> Work[tuple[str, ...]]:
    """Take the steps that are missing, one process at a time, and return their names.

    Raises `Misconfigured` if the database knows steps that this version does not.
    """
    yield Ask(_ONE_AT_A_TIME, {})
    yield Ask(_BEGIN, {})
    taken = yield from _taken()
    unknown(taken, [step.name for step in STEPS])
    ahead = [step for step in STEPS if step.name not in taken]
    for step in ahead:
        for statement in step.statements:
            yield Ask(shaped_in_postgres(statement), {})
        yield Ask(_TAKE, {"name": step.name})
    return tuple(step.name for step in ahead)


def missing() -> Work[tuple[str, ...]]:
    """Name the steps that were not taken yet."""
    [begun] = (yield Ask(_HAS_BEGUN, {})).rows
    taken = (yield from _taken()) if begun["has_begun"] else frozenset()
    return tuple(step.name for step in STEPS if step.name not in taken)


def _taken() -> Work[frozenset[str]]:
    return frozenset(row["name"] for row in (yield Ask(_TAKEN, {})).rows)
