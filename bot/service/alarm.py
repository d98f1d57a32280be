"""The alarm: does what is due at its moment, and sleeps until the next one."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.logs import forget
from bot.service.due import run_due
from bot.service.recover import recover

if TYPE_CHECKING:
    from bot.logs import Note
    from bot.service.ports import Chats, Clock, Store

log = logging.getLogger(__name__)

LONGEST_SLEEP = 15.0
"""Seconds after which it looks again, because other processes may plan something earlier."""


class Alarm:
    """One task that does what is due in every workspace.

    `wake` it when something was planned or the clock moved; `note` is told of what fails.
    """

    def __init__(
        self,
        *,
        chats: Chats,
        store: Store,
        clock: Clock,
        note: Note = forget,
    ) -> None:
        self._chats = chats
        self._store = store
        self._clock = clock
        self._note = note
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

    def retire(self) -> None:
        """Take up nothing more; what is under way goes on."""
        self._stopping = True
        self.wake()

    async def close(self, *, patience: float) -> None:
        """Finish what is under way within `patience` seconds; the rest is left for the next one."""
        self.retire()
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
            except Exception as error:
                self._note(error)
                log.exception("what is due could not be done; it is tried again")
                await self._sleep(LONGEST_SLEEP)

    async def _catch_up(self) -> None:
        async with self._one_at_a_time:
            await recover(chats=self._chats, store=self._store, clock=self._clock)
            while not self._stopping and await run_due(
                chats=self._chats,
                store=self._store,
                clock=self._clock,
                note=self._note,
                go_on=self._goes_on,
            ):
                pass

    def _goes_on(self) -> bool:
        return not self._stopping

    async def _seconds(self) -> float:
        due = await self._store.next_due()
        if due is None:
            return LONGEST_SLEEP
        return min(max((due - self._clock()).total_seconds(), 0.0), LONGEST_SLEEP)

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
