"""Whether this process may be sent requests."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Protocol

from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FRESH_FOR = 1.0
"""Seconds for which an answer holds, so that probes are no load."""
PATIENCE = 2.0
"""Seconds that the database has to answer."""


class Database(Protocol):
    """The database, as far as it can be looked at; raises `StoreFailed`."""

    async def ping(self) -> None:
        """Read something."""
        ...

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the migrations that it lacks."""
        ...


class Readiness:
    """Tells what keeps this process from serving, in words for an operator.

    is_connected: whether Slack's requests reach it.
    clock: seconds on a clock that never jumps.
    """

    def __init__(
        self,
        database: Database,
        *,
        is_connected: Callable[[], bool] = lambda: True,
        is_stopping: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._is_connected = is_connected
        self._is_stopping = is_stopping
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._found: Mapping[str, str] = {}
        self._until = clock()

    async def problems(self) -> Mapping[str, str]:
        """Name what is not as it should be; nothing, if this process is ready."""
        if self._is_stopping():
            return {"stopping": "The process was asked to stop."}
        async with self._one_at_a_time:
            if self._clock() >= self._until:
                self._found = await self._look()
                self._until = self._clock() + FRESH_FOR
        if self._is_connected():
            return self._found
        return {**self._found, "slack": "There is no connection to Slack in Socket Mode."}

    async def _look(self) -> Mapping[str, str]:
        try:
            async with asyncio.timeout(PATIENCE):
                missing = await self._database.missing_steps()
                if missing:
                    return {"migrations": f"{len(missing)} are missing: run webcast-bot migrate."}
                await self._database.ping()
        except (BotError, TimeoutError):
            return {"database": "It does not answer."}
        return {}
