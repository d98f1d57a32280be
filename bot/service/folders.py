"""The platform's folders, kept at hand: the platform answers only 60 calls for them an hour."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Folder
    from bot.service.ports import Clock, HasFolders

FRESH_FOR = timedelta(minutes=10)


class Folders:
    """The folder tree; everybody who asks while it is being read waits for the same reading."""

    def __init__(self, webcasts: HasFolders, clock: Clock) -> None:
        self._webcasts = webcasts
        self._clock = clock
        self._reading: asyncio.Task[Folder] | None = None
        self._read_at: datetime | None = None

    async def tree(self) -> Folder:
        """Return the tree, at most ten minutes old; raises `PlatformError`."""
        return await asyncio.shield(self.warm_up())

    def warm_up(self) -> asyncio.Task[Folder]:
        """Begin to read the tree, unless it is at hand, so that it is there when asked for."""
        if self._reading is None or self._is_stale(self._reading):
            self._reading = asyncio.create_task(self._webcasts.folder_tree())
            self._reading.add_done_callback(_look_at)
            self._read_at = self._clock()
        return self._reading

    async def close(self) -> None:
        """Stop a reading that is under way."""
        if self._reading and not self._reading.done():
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _is_stale(self, reading: asyncio.Task[Folder]) -> bool:
        if not reading.done():
            return False
        failed = reading.cancelled() or reading.exception() is not None
        return failed or self._read_at is None or self._clock() - self._read_at > FRESH_FOR


def _look_at(reading: asyncio.Task[Folder]) -> None:
    """Take note of a failure, which whoever asked for the tree has been told already."""
    if not reading.cancelled():
        reading.exception()
