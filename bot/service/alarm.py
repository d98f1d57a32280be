"""The alarm: does what is due at its moment, and sleeps until the next one."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.logs import forget
from bot.service.due import do_in_turn, settle_lost, take_up
from bot.service.recover import recover

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.logs import Note
    from bot.service.due import Turn
    from bot.service.ports import Chats, Clock, Store

log = logging.getLogger(__name__)

LONGEST_SLEEP = 15.0
"""Seconds after which it looks again, because other processes may plan something earlier."""
ROOM = 40
"""Events that one process is at, at most at the same time."""
ROOM_FOR_ONE = 20
"""Events of one workspace after which the others come first."""
_BLOCKED = 0.2
"""Seconds until it looks again for what is due and could not be taken up."""
_ROUND = timedelta(seconds=5)
_A_WHILE = timedelta(hours=1)
_REMEMBERED = timedelta(days=1)
"""How long a delivery is remembered; Slack delivers again for an hour at most."""
_BATCH = 1000


async def nothing() -> bool:
    """Have nothing to do that could wait."""
    return False


class Alarm:
    """One task that begins what is due in every workspace, and one for each event that it is about.

    A round, which settles what was left behind, is made beside: it may take long, or fail.
    `wake` it when something was planned or the clock moved; `note` is told of what fails.
    `meanwhile` does a piece of what can wait, and tells whether there may be more.
    """

    def __init__(
        self,
        *,
        chats: Chats,
        store: Store,
        clock: Clock,
        note: Note = forget,
        meanwhile: Callable[[], Awaitable[bool]] = nothing,
    ) -> None:
        self._meanwhile = meanwhile
        self._chats = chats
        self._store = store
        self._clock = clock
        self._note = note
        self._woken = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._one_round = asyncio.Lock()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._rounding: asyncio.Task[None] | None = None
        self._at_work: dict[asyncio.Task[None], str] = {}
        self._rounded: datetime | None = None
        self._tidied: datetime | None = None

    def start(self) -> None:
        """Begin, with what became due while nobody was there."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._woken.set()

    async def idle(self) -> None:
        """Wait until nothing is due any more."""
        await self._round()
        while self._rounded is None:
            await self._round()
        while await self._take_up() or self._at_work:
            if self._at_work:
                await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)

    def retire(self) -> None:
        """Take up nothing more; what is under way goes on."""
        self._stopping = True
        self.wake()

    async def close(self, *, patience: float) -> None:
        """Finish what is under way within `patience` seconds; the rest is left for the next one."""
        self.retire()
        if under_way := self._under_way():
            await asyncio.wait(under_way, timeout=patience)
        late = self._under_way()
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _under_way(self) -> set[asyncio.Task[None]]:
        ours = (self._task, self._rounding, *self._at_work)
        return {task for task in ours if task and not task.done()}

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            self._begin_round()
            try:
                while await self._take_up():
                    pass
                await self._sleep(await self._seconds())
            except Exception as error:
                self._note(error)
                log.exception("what is due could not be done; it is tried again")
                await self._sleep(LONGEST_SLEEP)

    async def _take_up(self) -> bool:
        """Begin what is due, as far as there is room; tell whether anything was."""
        async with self._one_at_a_time:
            room = ROOM - len(self._at_work)
            if self._stopping or room <= 0:
                return False
            counted = Counter(self._at_work.values())
            busy = [workspace for workspace, at in counted.items() if at >= ROOM_FOR_ONE]
            turns = await take_up(
                min(room, ROOM_FOR_ONE), store=self._store, clock=self._clock, busy=busy
            )
            for turn in turns:
                task = asyncio.create_task(self._do(turn))
                self._at_work[task] = turn[0].workspace
                task.add_done_callback(self._done)
            return bool(turns)

    async def _do(self, turn: Turn) -> None:
        await do_in_turn(
            turn,
            chats=self._chats,
            store=self._store,
            clock=self._clock,
            note=self._note,
            go_on=self._goes_on,
        )

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._at_work[task]
        self.wake()

    def _begin_round(self) -> None:
        is_free = self._rounding is None or self._rounding.done()
        if is_free and (self._rounded is None or abs(self._clock() - self._rounded) >= _ROUND):
            self._rounding = asyncio.create_task(self._guarded_round())

    async def _guarded_round(self) -> None:
        try:
            await self._round()
        except Exception as error:
            self._note(error)
            log.exception("what was left behind could not be settled; it is tried again")

    async def _round(self) -> None:
        """Settle what processes that are gone left, and forget what is of no use any more."""
        async with self._one_round:
            self._rounded = self._clock()
            await recover(chats=self._chats, store=self._store, clock=self._clock)
            await settle_lost(chats=self._chats, store=self._store, clock=self._clock)
            if self._tidied is None or abs(self._clock() - self._tidied) >= _A_WHILE:
                await self._tidy(self._clock())
            if not self._stopping and await self._meanwhile():
                self._rounded = None  # there is more; what is due comes in between
                self.wake()

    async def _tidy(self, now: datetime) -> None:
        if await self._store.forget_deliveries(now - _REMEMBERED, _BATCH) < _BATCH:
            self._tidied = now

    def _goes_on(self) -> bool:
        return not self._stopping

    async def _seconds(self) -> float:
        """Tell how long there is nothing to begin; whoever makes room wakes it."""
        now = self._clock()
        due = await self._store.next_due(now)
        if due is None or len(self._at_work) >= ROOM:
            return LONGEST_SLEEP
        left = (due - now).total_seconds()
        return min(left, LONGEST_SLEEP) if left > 0 else _BLOCKED

    async def _sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
