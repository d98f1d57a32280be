"""A scripted platform, and a client whose clock stands still until a test moves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, TCPConnector

from bot.webcasts import Budget, Patience, Timing, WebcastsClient
from tests.webcasts.scripted import ScriptedPlatform

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.webcasts import Ledger
    from bot.webcasts.watch import Watch

PASSWORD = "sekret-password"


@dataclass
class Clock:
    """A clock that moves only when it is told to, or slept on."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def platform() -> AsyncIterator[ScriptedPlatform]:
    async with ScriptedPlatform() as platform:
        yield platform


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession(connector=TCPConnector(force_close=True, limit=0)) as session:
        yield session


@pytest.fixture
def make_client(session: ClientSession, clock: Clock) -> Callable[..., WebcastsClient]:
    """Make a client for a base URL."""

    def make(
        base_url: str,
        *,
        patience: Patience | None = None,
        budget: Budget | None = None,
        ledger: Ledger | None = None,
        watch: Watch | None = None,
    ) -> WebcastsClient:
        return WebcastsClient(
            session,
            base_url,
            "svc-webcast-bot",
            PASSWORD,
            patience=patience,
            budget=budget,
            ledger=ledger,
            timing=Timing(clock=clock, now=clock, sleep=clock.sleep, jitter=lambda: 1.0),
            watch=watch,
        )

    return make


@pytest.fixture
def client(
    platform: ScriptedPlatform, make_client: Callable[..., WebcastsClient]
) -> WebcastsClient:
    return make_client(platform.url)
