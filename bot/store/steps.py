"""The steps that both databases take: pure text, of which what is released is never edited.

The words are SQLite's; `dialect` puts PostgreSQL's in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Step(NamedTuple):
    """One change of the database's shape, whole or not at all."""

    name: str
    statements: tuple[str, ...]


SINCE = (
    Step(
        "m012_processes",
        (
            "ALTER TABLE events ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE wishes ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE posts ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE jobs ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE deliveries (
              workspace TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,
              PRIMARY KEY (workspace, key)
            ) STRICT
            """,
            """
            CREATE TABLE logins (
              account TEXT NOT NULL, token TEXT NOT NULL, renew_at INTEGER NOT NULL,
              PRIMARY KEY (account)
            ) STRICT
            """,
        ),
    ),
    Step(
        "m013_installations",
        (
            """
            CREATE TABLE installations (
              enterprise TEXT NOT NULL, team TEXT NOT NULL, installed_at INTEGER NOT NULL,
              secret TEXT NOT NULL, PRIMARY KEY (enterprise, team)
            ) STRICT
            """,
            "CREATE INDEX installations_by_team ON installations (team)",
            """
            CREATE TABLE served (
              workspace TEXT NOT NULL, enterprise TEXT NOT NULL, PRIMARY KEY (workspace)
            ) STRICT
            """,
            """
            CREATE TABLE oauth_states (
              state TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (state)
            ) STRICT
            """,
            """
            CREATE TABLE accounts (
              workspace TEXT NOT NULL, secret TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
              PRIMARY KEY (workspace)
            ) STRICT
            """,
            """
            CREATE TABLE leases (
              name TEXT NOT NULL, holder TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (name)
            ) STRICT
            """,
        ),
    ),
    Step(
        "m014_hands",
        (
            'CREATE INDEX co_owners_by_hand ON co_owners (workspace, "user", event_id)',
            "DROP INDEX co_owners_by_user",
        ),
    ),
    Step(
        "m015_follow",
        (
            """
            INSERT INTO jobs
              (workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts,
               reason)
            SELECT workspace, event_id, 'follow', 'plan', starts_at - 2678400000, '' || version,
                   'planned', 0, '', '', ''
            FROM events WHERE ends_at > (SELECT max(created_at) FROM events)
            """,
            "CREATE INDEX deliveries_by_time ON deliveries (at)",
        ),
    ),
    Step(
        "m016_upkeep",
        (
            "CREATE INDEX history_by_time ON history (at, id)",
            "CREATE INDEX workspace_history_by_time ON workspace_history (at, id)",
            "CREATE INDEX events_by_end ON events (ends_at, workspace, event_id)",
            "CREATE INDEX wishes_by_event ON wishes (workspace, event_id)",
            """
            CREATE TABLE rounds (
              name TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (name)
            ) STRICT
            """,
        ),
    ),
    Step(
        "m017_trail",
        (
            "CREATE INDEX history_by_workspace ON history (workspace, at, id)",
            "CREATE INDEX workspace_history_by_place ON workspace_history (workspace, at, id)",
        ),
    ),
)
"""What lets several processes share the work: changes count up, claims end, Slack's deliveries are
noted once, and the platform's login (`token`, encrypted) is everybody's. Then what lets one bot
serve many workspaces: a `secret` is encrypted; `team` is empty where an installation is a whole
organization's, and `served` says which of its workspaces were seen. Then what lies ahead of
every event is planned once more, 31 days before it starts, the longest before any reminder: which
events are ahead is told by the newest one, as a step knows no clock. Then what finds things by
time, and when a round was made last of what is done now and then; and what reads the audit trail of
a workspace in its order, without sorting all of it for each page."""


def unknown(taken: Iterable[str], known: Collection[str]) -> None:
    """Raise `Misconfigured` if steps were taken that this version does not know."""
    if newer := sorted(set(taken) - set(known)):
        message = (
            "The database was written by a newer version of the bot: this one does not know "
            f"{', '.join(newer)}. Install the newer version, or change DATABASE_URL."
        )
        raise Misconfigured(message)
