"""What Slack delivered: noted by whichever process is first, so that it is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import queries, rows
from bot.store.asking import Ask
from bot.store.topic import Topic, is_one

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.asking import Work

_FORGET = """
DELETE FROM deliveries WHERE (workspace, key) IN (
  SELECT workspace, key FROM deliveries WHERE at < :before ORDER BY at LIMIT :limit
)
"""


class Deliveries(Topic):
    """The part of the store that keeps what was delivered."""

    async def note_delivery(self, workspace: str, key: str, at: datetime) -> bool:
        """Note that something was delivered; False if it was before."""
        return await self._db.write(lambda: is_one(queries.note_delivery(workspace, key, at)))

    async def forget_deliveries(self, before: datetime, limit: int) -> int:
        """Forget what was delivered before a moment, so much at a time; return how much it was."""
        old = {"before": rows.millis(before), "limit": limit}
        return await self._db.write(lambda: _changed(Ask(_FORGET, old)))


def _changed(ask: Ask) -> Work[int]:
    return (yield ask).changed
