"""The end of a process: all who have to finish share one deadline."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")

PATIENCE = 8.0
"""Seconds for work under way, from the signal on; two more are for closing what is open."""


class Farewell:
    """Tells how long there is to finish; made at the start, begun when the process is to stop.

    clock: seconds on a clock that never jumps.
    """

    def __init__(
        self, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience
        self._clock = clock
        self._ends: float | None = None

    def begin(self) -> None:
        """Let the time run, unless it does already."""
        if self._ends is None:
            self._ends = self._clock() + self._patience

    @property
    def is_begun(self) -> bool:
        """Whether the process is stopping."""
        return self._ends is not None

    @property
    def left(self) -> float:
        """Seconds that are left, from the whole patience down to 0."""
        if self._ends is None:
            return self._patience
        return max(self._ends - self._clock(), 0.0)


async def unless(stop: asyncio.Event, opening: Awaitable[T]) -> T:
    """Wait for something to open; raises `TimeoutError` and gives it up once `stop` is set."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:

        def give_up(_task: object) -> None:
            with suppress(RuntimeError):  # it was open a moment before
                limit.reschedule(loop.time())

        watching = asyncio.create_task(stop.wait())
        watching.add_done_callback(give_up)
        try:
            return await opening
        finally:
            watching.remove_done_callback(give_up)
            watching.cancel()
