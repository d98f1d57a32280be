"""How the work stands that the database keeps, and what the database is."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.health import Engine, Pulse
from bot.store import rows
from bot.store.topic import Topic

_PULSE = """
SELECT
  (SELECT count(*) FROM jobs WHERE state = 'planned' AND due_at <= :now) AS due,
  (SELECT min(due_at) FROM jobs WHERE state = 'planned' AND due_at <= :now) AS oldest_due_at,
  (SELECT min(asked_at) FROM wishes WHERE progress = 'sending') AS sending_since,
  (SELECT count(*) FROM wishes WHERE progress = 'uncertain') AS uncertain,
  (SELECT count(*) FROM posts WHERE state = 'planned') AS planned_posts,
  (SELECT count(*) FROM jobs WHERE state = 'firing' AND lease_until <= :now)
  + (SELECT count(*) FROM wishes
     WHERE progress = 'sending' AND lease_until > 0 AND lease_until <= :now)
  + (SELECT count(*) FROM posts
     WHERE state = 'posting' AND lease_until > 0 AND lease_until <= :now) AS lost
"""
_ENGINE = """
SELECT
  /* 'PostgreSQL' AS name, current_setting('server_version') AS version,
     extract(epoch FROM clock_timestamp())::float8 AS at
  -- */ 'SQLite' AS name, sqlite_version() AS version, 86400 * (julianday('now') - 2440587.5) AS at
"""
"""PostgreSQL's driver opens the comment, and with it one that hides what follows."""


class Looks(Topic):
    """The part of the store that looks at itself."""

    async def pulse(self, now: datetime) -> Pulse:
        """Tell how the work stands, of all workspaces."""
        [row] = await self._all(_PULSE, {"now": rows.millis(now)})
        return Pulse(
            due=row["due"],
            oldest_due_at=_moment(row["oldest_due_at"]),
            sending_since=_moment(row["sending_since"]),
            uncertain=row["uncertain"],
            planned_posts=row["planned_posts"],
            lost=row["lost"],
        )

    async def engine(self) -> Engine:
        """Tell what the database is, and its time; works before the first migration, too."""
        [row] = await self._all(_ENGINE, {})
        at = datetime.fromtimestamp(row["at"], UTC)
        return Engine(name=row["name"], version=row["version"], at=at)


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else rows.moment(ms)
