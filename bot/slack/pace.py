"""How fast messages may follow each other into a channel."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.service.ports import Clock

APART = timedelta(seconds=1)
"""Slack takes about one message a second in each channel.
https://docs.slack.dev/apis/web-api/rate-limits/"""
_MANY = 1000


class Pace:
    """Gives out turns, to each channel one a second."""

    def __init__(
        self, clock: Clock, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, datetime] = {}

    async def turn(self, channel: str) -> None:
        """Wait for the turn of a message."""
        now = self._clock()
        if len(self._next) > _MANY:
            self._next = {name: at for name, at in self._next.items() if at > now}
        turn = max(now, self._next.get(channel, now))
        self._next[channel] = turn + APART
        if turn > now:
            await self._sleep((turn - now).total_seconds())
