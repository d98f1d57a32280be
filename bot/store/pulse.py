"""How the work stands that the database keeps, and what the database is."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.health import Engine, Pulse
from bot.store import rows
from bot.store.topic import Topic

_OURS = "(:workspace = '' OR workspace = :workspace)"
_PULSE = f"""
SELECT
  (SELECT count(*) FROM jobs WHERE state = 'planned' AND due_at <= :now AND {_OURS}) AS due,
  (SELECT min(due_at) FROM jobs
   WHERE state = 'planned' AND due_at <= :now AND {_OURS}) AS oldest_due_at,
  (SELECT min(asked_at) FROM wishes WHERE progress = 'sending' AND {_OURS}) AS sending_since,
  (SELECT count(*) FROM wishes WHERE progress = 'uncertain' AND {_OURS}) AS uncertain,
  (SELECT count(*) FROM posts WHERE state = 'planned' AND {_OURS}) AS planned_posts,
  (SELECT count(*) FROM jobs WHERE state = 'firing' AND lease_until <= :now AND {_OURS})
  + (SELECT count(*) FROM wishes
     WHERE progress = 'sending' AND lease_until > 0 AND lease_until <= :now AND {_OURS})
  + (SELECT count(*) FROM posts
     WHERE state = 'posting' AND lease_until > 0 AND lease_until <= :now AND {_OURS}) AS lost
"""  # noqa: S608  (no value in it)
_ENGINE = """
SELECT
  /* 'PostgreSQL' AS name, current_setting('server_version') AS version,
     extract(epoch FROM clock_timestamp())::float8 AS at, to_regclass('events') IS NULL AS is_new
  -- */ 'SQLite' AS name, sqlite_version() AS version, NULL AS at,
  /* -- */ NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'events') AS is_new
"""
"""PostgreSQL's driver opens the comments, and with them those that hide what follows."""


class Looks(Topic):
    """The part of the store that looks at itself."""

    async def pulse(self, now: datetime, *, workspace: str = "") -> Pulse:
        """Tell how the work stands: of a workspace, or of all."""
        of = rows.texts(workspace=workspace) | {"now": rows.millis(now)}
        [row] = await self._all(_PULSE, of)
        return Pulse(
            due=row["due"],
            oldest_due_at=_moment(row["oldest_due_at"]),
            sending_since=_moment(row["sending_since"]),
            uncertain=row["uncertain"],
            planned_posts=row["planned_posts"],
            lost=row["lost"],
        )

    async def engine(self) -> Engine:
        """Tell what the database is; works before the first migration, too."""
        [row] = await self._all(_ENGINE, {})
        at = None if row["at"] is None else datetime.fromtimestamp(row["at"], UTC)
        return Engine(name=row["name"], version=row["version"], at=at, is_new=bool(row["is_new"]))


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else rows.moment(ms)
