"""A clock that many may sleep on: they wake in their order when a test lets time pass."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from bot.webcasts import Timing


@dataclass
class Timeline:
    now: float = 1000.0
    _sleepers: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + seconds, next(self._numbers), waking))
        await waking

    async def go_on(self, seconds: float) -> None:
        """Let time pass, and let everybody who wakes do what they have to."""
        end = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self.now, _, waking = heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
            await settle()
        self.now = end

    @property
    def timing(self) -> Timing:
        return Timing(clock=self, now=self, sleep=self.sleep, jitter=lambda: 1.0)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)
