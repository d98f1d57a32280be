"""What operators and their machines ask the process: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import asyncio
import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from bot.errors import BotError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.health import Pulse
    from bot.metrics import Metrics
    from bot.service.ports import Clock
    from bot.service.ready import Readiness

PATIENCE = 5.0
"""Seconds that the database has to tell how the work stands."""


class Probes:
    """Answers `/healthz`, `/readyz` and `/metrics`.

    pulse: asks the database how the work stands.
    connections: counts the connections in Socket Mode.
    token: what a reader of the metrics has to bring, if anything.
    """

    def __init__(
        self,
        readiness: Readiness,
        metrics: Metrics,
        *,
        pulse: Callable[[datetime], Awaitable[Pulse]],
        clock: Clock,
        connections: Callable[[], int] = lambda: 0,
        token: str = "",
    ) -> None:
        self._readiness = readiness
        self._metrics = metrics
        self._pulse = pulse
        self._clock = clock
        self._connections = connections
        self._token = token

    def serve_in(self, served: web.Application) -> web.Application:
        """Answer in this application from now on, beside what it answers already."""
        served.router.add_get("/healthz", self.healthz)
        served.router.add_get("/readyz", self.readyz)
        served.router.add_get("/metrics", self.metrics)
        return served

    async def healthz(self, _request: web.Request) -> web.Response:
        """Say that the process lives: whoever reads this has been answered by its loop."""
        return web.json_response({"status": "alive"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """Say whether to send requests here, and if not, why."""
        if problems := dict(await self._readiness.problems()):
            said = {"status": "not ready", "problems": problems}
            return web.json_response(said, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.json_response({"status": "ready"})

    async def metrics(self, request: web.Request) -> web.Response:
        """Tell Prometheus all that is counted."""
        if self._token and not _brings(request, self._token):
            headers = {"WWW-Authenticate": "Bearer"}
            return web.Response(status=HTTPStatus.UNAUTHORIZED, headers=headers)
        now = self._clock()
        page, content_type = self._metrics.page(
            await self._asked(now),
            now=now,
            connections=self._connections(),
            accept=request.headers.get("Accept", ""),
        )
        return web.Response(body=page, headers={"Content-Type": content_type})

    async def _asked(self, now: datetime) -> Pulse | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._pulse(now)
        except (BotError, TimeoutError):
            return None


def _brings(request: web.Request, token: str) -> bool:
    """Compare in constant time, so that nobody learns a token letter by letter."""
    brought = request.headers.get("Authorization", "")
    return hmac.compare_digest(brought.encode(errors="replace"), f"Bearer {token}".encode())
