"""How the work stands that the database keeps, in one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.health import Pulse
from bot.store import rows

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.rows import Row
    from bot.store.thread import DatabaseThread

_LOOK = """
SELECT
  (SELECT count(*) FROM jobs WHERE state = 'planned' AND due_at <= :now) AS due,
  (SELECT min(due_at) FROM jobs WHERE state = 'planned' AND due_at <= :now) AS oldest_due_at,
  (SELECT min(asked_at) FROM wishes WHERE progress = 'sending') AS sending_since,
  (SELECT count(*) FROM wishes WHERE progress = 'uncertain') AS uncertain,
  (SELECT count(*) FROM posts WHERE state = 'planned') AS planned_posts,
  (SELECT count(*) FROM jobs WHERE state = 'firing' AND lease_until <= :now) AS lost
"""


class Looks:
    """The part of the store that tells how the work stands."""

    _thread: DatabaseThread

    async def pulse(self, now: datetime) -> Pulse:
        """Tell how the work stands, of all workspaces."""
        at = {"now": rows.millis(now)}
        found = await self._thread.read(lambda db: next(db.query(_LOOK, at)))
        return _read(found)


def _read(row: Row) -> Pulse:
    return Pulse(
        due=row["due"],
        oldest_due_at=_moment(row["oldest_due_at"]),
        sending_since=_moment(row["sending_since"]),
        uncertain=row["uncertain"],
        planned_posts=row["planned_posts"],
        lost=row["lost"],
    )


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else rows.moment(ms)
