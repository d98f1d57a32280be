"""The alarm: does what is due at its moment, and sleeps until the next one."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.service.due import run_due

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.ports import Clock, Reminds, Store

log = logging.getLogger(__name__)

LONGEST_SLEEP = 15.0
"""Seconds after which it looks again, because other processes may plan something earlier."""


async def _nothing() -> bool:
    return False


class Alarm:
    """One task that does what is due; `wake` it when something was planned or the clock moved.

    `meanwhile` does a piece of what can wait, and tells whether there may be more.
    """

    def __init__(
        self,
        *,
        chat: Reminds,
        store: Store,
        clock: Clock,
        meanwhile: Callable[[], Awaitable[bool]] = _nothing,
    ) -> None:
        self._meanwhile = meanwhile
        self._chat = chat
        self._store = store
        self._clock = clock
        self._woken = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with what became due while nobody was there."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._woken.set()

    async def idle(self) -> None:
        """Wait until nothing is due any more."""
        await self._catch_up()

    async def close(self, *, patience: float) -> None:
        """Finish what is under way within `patience` seconds; the rest is left for the next one."""
        self._stopping = True
        self.wake()
        if self._task:
            _, late = await asyncio.wait([self._task], timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                await self._catch_up()
                await self._sleep(await self._seconds())
            except Exception:
                log.exception("what is due could not be done; it is tried again")
                await self._sleep(LONGEST_SLEEP)

    async def _catch_up(self) -> None:
        async with self._one_at_a_time:
            while not self._stopping and (
                await run_due(chat=self._chat, store=self._store, clock=self._clock)
                or await self._meanwhile()
            ):
                pass

    async def _seconds(self) -> float:
        due = await self._store.next_due()
        if due is None:
            return LONGEST_SLEEP
        return min(max((due - self._clock()).total_seconds(), 0.0), LONGEST_SLEEP)

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
