"""Turns to say something in a channel, one after the other, whichever process takes them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import rows
from bot.store.asking import Ask
from bot.store.topic import Topic, found

if TYPE_CHECKING:
    from datetime import datetime

_FAR = timedelta(hours=1)
"""A turn so far ahead was taken by a clock that was wrong."""
_TAKE = """
INSERT INTO rests (account, topic, until) VALUES (:account, :topic, :now + :apart)
ON CONFLICT (account, topic) DO UPDATE SET until = :apart
  + CASE WHEN rests.until > :now AND rests.until < :far THEN rests.until ELSE :now END
RETURNING until
"""


class Turns(Topic):
    """The part of the store that keeps until when channels are to be left alone."""

    async def take_turn(
        self, workspace: str, channel: str, *, now: datetime, apart: timedelta
    ) -> datetime:
        """Take the next turn in a channel and return its moment; the one after is `apart` later."""
        length = apart // timedelta(milliseconds=1)
        turn = Ask(
            _TAKE,
            rows.texts(account=f"slack {workspace}", topic=channel)
            | {"now": rows.millis(now), "far": rows.millis(now + _FAR), "apart": length},
        )
        [row] = await self._db.write(lambda: found(turn), durable=False, again=True)
        return rows.moment(row["until"] - length)
