"""Removes what is past its time, once a day, a batch at a time."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.retention import earliest_kept

if TYPE_CHECKING:
    from datetime import datetime

    from bot.service.ports import Clock, Forgets

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LOOK_AGAIN = timedelta(minutes=10)
"""How long a process leaves the database alone that another one looks after."""


class Retention:
    """What one process has to do with it; 0 months keep everything for ever.

    Of several processes the first one to ask does the round of a day.
    """

    def __init__(self, *, months: int, store: Forgets, clock: Clock) -> None:
        self._months = months
        self._store = store
        self._clock = clock
        self._began: datetime | None = None
        self._asked: datetime | None = None

    async def step(self) -> bool:
        """Remove a batch, if it is time for that; tell whether there may be more."""
        began = await self._round() if self._months else None
        if began is None:
            return False
        before = earliest_kept(began, self._months)
        if await self._store.remove_past(before, at=began):
            return True
        log.info("what ended before %s is removed", before)
        self._began = None
        return False

    async def _round(self) -> datetime | None:
        """Return when the round under way here began; begin one, if it is time."""
        now = self._clock()
        if self._began or (self._asked and now - self._asked < LOOK_AGAIN):
            return self._began
        self._asked = now
        if await self._store.begin_round("retention", now, EVERY):
            self._began = now
        return self._began
