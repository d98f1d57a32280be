"""One running sandbox: the platform with its faults, journal, PIN gate and state file."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiohttp import web

from bot.sandbox import files
from bot.sandbox.faults import Faults
from bot.sandbox.gate import Gate
from bot.sandbox.journal import Journal
from bot.sandbox.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.sandbox.settings import Settings
    from bot.sandbox.state import State
    from bot.sandbox.values import Folder

Answer = TypeVar("Answer")


class Emulator:
    """Everything that the handlers share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.platform = Platform(settings)
        self._file = files.StateFile(settings.state_file) if settings.state_file else None
        earlier = files.read(settings.state_file) if settings.state_file else None
        self._tasks: set[asyncio.Future[Any]] = set()
        self._clear_notes()
        if earlier is not None:
            self.platform.take_up(earlier)

    def _clear_notes(self) -> None:
        settings = self.settings
        self.faults = Faults()
        self.journal = Journal()
        self.gate = Gate(settings.pin_tries, round(settings.pin_lock * 1000))

    def reset(self, *, seed: int | None = None, folders: Folder | None = None) -> None:
        """Stand as at the first start, maybe with another start value and other folders."""
        self.platform.start_anew(seed)
        self._clear_notes()
        if folders is not None:
            self.platform.state.homes[self.settings.username] = folders

    async def see_through(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Finish work that a caller began, even if the caller leaves; as the platform would."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def close(self, patience: float = 1) -> None:
        """Wait a moment for what callers began, then stop the rest: delays, slow answers."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _snapshot(self) -> State:
        return self.platform.state.copy()

    async def save(self) -> None:
        """Return once what was committed so far is in the state file, if there is one."""
        if self._file is not None:
            await self._file.save(self._snapshot)


EMULATOR: Final = web.AppKey("emulator", Emulator)
