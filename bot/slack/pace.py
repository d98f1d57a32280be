"""How fast messages may follow each other into a channel."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import StoreFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.ports import Clock, Turns

log = logging.getLogger(__name__)

APART = timedelta(seconds=1)
"""Slack takes about one message a second in each channel.
https://docs.slack.dev/apis/web-api/rate-limits/"""


class Pace:
    """Gives out turns, to each channel of a workspace one a second, to all processes together."""

    def __init__(
        self,
        workspace: str,
        turns: Turns,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._workspace = workspace
        self._turns = turns
        self._clock = clock
        self._sleep = sleep

    async def turn(self, channel: str) -> None:
        """Wait for the turn of a message; without the database, Slack is left to slow us down."""
        now = self._clock()
        try:
            turn = await self._turns.take_turn(self._workspace, channel, now=now, apart=APART)
        except StoreFailed as error:
            log.warning("a message goes without a turn: %s", error)
            return
        if turn > now:
            await self._sleep((turn - now).total_seconds())
