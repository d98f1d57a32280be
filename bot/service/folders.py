"""The platform's folders, kept at hand: the platform answers only 60 calls for them an hour."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import PlatformError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Folder
    from bot.service.ports import Clock, HasFolders

FRESH_FOR = timedelta(minutes=10)
LEAST_AGE = timedelta(minutes=1)
"""How old the tree has to be before somebody can have it read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The folder tree, and when it was read."""

    tree: Folder
    at: datetime


class Folders:
    """The folder tree; everybody who asks while it is being read waits for the same reading."""

    def __init__(self, webcasts: HasFolders, clock: Clock) -> None:
        self._webcasts = webcasts
        self._clock = clock
        self._reading: asyncio.Task[Seen] | None = None
        self._read_at: datetime | None = None

    async def tree(self) -> Folder:
        """Return the tree, at most ten minutes old; raises `PlatformError`."""
        return (await self.seen()).tree

    async def seen(self) -> Seen:
        """Return the tree, at most ten minutes old, and when it was read."""
        return await asyncio.shield(self.warm_up())

    async def refresh(self) -> Seen:
        """Read the tree anew unless it is less than a minute old.

        Raises `PlatformError`; the tree that was at hand then stays there.
        """
        before = self._reading, self._read_at
        reading = self.warm_up(LEAST_AGE)
        try:
            return await asyncio.shield(reading)
        except PlatformError:
            if reading is self._reading and _is_good(before[0]):
                self._reading, self._read_at = before
            raise

    def warm_up(self, most: timedelta = FRESH_FOR) -> asyncio.Task[Seen]:
        """Begin to read the tree, unless it is at hand, so that it is there when asked for.

        A tree is at hand while it is not older than `most`.
        """
        if self._reading is None or self._is_stale(self._reading, most):
            self._read_at = self._clock()
            self._reading = asyncio.create_task(self._read(self._read_at))
            self._reading.add_done_callback(_look_at)
        return self._reading

    def forget(self) -> None:
        """Read the tree anew when it is next asked for: another account sees other folders."""
        self._reading = self._read_at = None

    async def close(self) -> None:
        """Stop a reading that is under way."""
        if self._reading and not self._reading.done():
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, now: datetime) -> Seen:
        return Seen(tree=await self._webcasts.folder_tree(), at=now)

    def _is_stale(self, reading: asyncio.Task[Seen], most: timedelta) -> bool:
        if not reading.done():
            return False
        return (
            not _is_good(reading) or self._read_at is None or self._clock() - self._read_at > most
        )


def _is_good(reading: asyncio.Task[Seen] | None) -> bool:
    """Tell whether there is a reading that brought the tree."""
    if reading is None or not reading.done() or reading.cancelled():
        return False
    return reading.exception() is None


def _look_at(reading: asyncio.Task[Seen]) -> None:
    """Take note of a failure, which whoever asked for the tree has been told already."""
    if not reading.cancelled():
        reading.exception()
