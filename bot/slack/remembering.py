"""What Slack told, remembered for a while, since it may be asked only so often."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.errors import NotDelivered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.service.ports import Clock

T = TypeVar("T")

log = logging.getLogger(__name__)

SILENT_FOR = timedelta(seconds=5)
"""How long Slack is not asked again about something after it did not answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told(Generic[T]):
    """What Slack said, and when it was asked."""

    value: T
    at: datetime


class Remembered(Generic[T]):
    """What Slack says of each of many, by name; whoever asks says how fresh it must be.

    Those who ask at the same time share one call.

    ask: asks Slack about one; raises `NotDelivered`.
    patience: seconds that somebody waits for the answer; it is remembered even if it comes later.
    good_for: how long what Slack said last holds where it does not answer.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[T]],
        *,
        clock: Clock,
        patience: float,
        good_for: timedelta,
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._patience = patience
        self._good_for = good_for
        self._told: dict[str, _Told[T]] = {}
        self._asking: dict[str, asyncio.Task[T]] = {}
        self._silent: dict[str, datetime] = {}

    async def get(self, name: str, *, fresh_for: timedelta) -> T | None:
        """Return what Slack said so recently; None if it does not tell."""
        told = self._told.get(name)
        if told and self._is_within(told.at, fresh_for):
            return told.value
        if not self._is_within(self._silent.get(name), SILENT_FOR):
            try:
                return await asyncio.wait_for(asyncio.shield(self._asked(name)), self._patience)
            except (NotDelivered, TimeoutError) as error:
                log.warning("Slack did not tell: %r", error)
                self._silent[name] = self._clock()
        return told.value if told and self._is_within(told.at, self._good_for) else None

    def at_hand(self, name: str) -> T | None:
        """Return what Slack said last, however long ago."""
        told = self._told.get(name)
        return told.value if told else None

    def forget(self, name: str) -> None:
        """Ask Slack anew when this is next asked about."""
        for kept in (self._told, self._asking, self._silent):
            kept.pop(name, None)

    def _asked(self, name: str) -> asyncio.Task[T]:
        if not (asking := self._asking.get(name)):
            # in a context of its own: nothing of whoever happens to ask first belongs to it
            asking = asyncio.create_task(self._note(name), context=Context())
            self._asking[name] = asking
            asking.add_done_callback(lambda task: self._end(name, task))
        return asking

    async def _note(self, name: str) -> T:
        at = self._clock()
        value = await self._ask(name)
        if self._asking.get(name) is asyncio.current_task():  # not forgotten meanwhile
            self._told[name] = _Told(value=value, at=at)
            self._silent.pop(name, None)
        return value

    def _end(self, name: str, task: asyncio.Task[T]) -> None:
        if self._asking.get(name) is task:
            del self._asking[name]
        if not task.cancelled():
            task.exception()  # heard of by whoever still waits

    def _is_within(self, then: datetime | None, length: timedelta) -> bool:
        """Tell whether a moment is so recent; one that is still to come is of a wrong clock."""
        return then is not None and timedelta() <= self._clock() - then < length
