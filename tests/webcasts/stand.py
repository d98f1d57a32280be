"""A sandbox on a loopback port, a client of it, and the sandbox's control."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, TCPConnector
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.sandbox import Settings, make_app
from bot.webcasts import Budget, Patience, WebcastsClient
from tests.webcasts.examples import START

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENCE = Patience(first_pause=0.001, longest_pause=0.001)
UNLIMITED = Budget(limits={})


class Stand:
    """A sandbox, a client of it, and the sandbox's control."""

    def __init__(self, server: BaseTestServer, session: ClientSession) -> None:
        self._server = server
        self._session = session
        self.client = self.client_with("sekret-password")

    def client_with(self, password: str) -> WebcastsClient:
        url = str(self._server.make_url("/api"))
        return WebcastsClient(
            self._session, url, "svc", password, patience=PATIENCE, budget=UNLIMITED
        )

    async def tell(self, control: str, **wish: object) -> None:
        async with self._session.post(self._url(control), json=wish) as response:
            assert response.ok, await response.text()

    async def ask(self, control: str) -> Any:  # noqa: ANN401 # any JSON
        async with self._session.get(self._url(control)) as response:
            return await response.json()

    async def events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = (await self.ask("state"))["events"]
        return events

    def _url(self, control: str) -> str:
        return str(self._server.make_url(f"/_sandbox/{control}"))


@asynccontextmanager
async def open_stand(**settings_: Any) -> AsyncIterator[Stand]:  # noqa: ANN401 # any setting
    """Open a sandbox whose clock stands still on the day before the town hall."""
    clock = (START - timedelta(days=1)).timestamp
    app = make_app(Settings(username="svc", password="sekret-password", clock=clock, **settings_))
    connector = TCPConnector(force_close=True)
    async with TestServer(app) as server, ClientSession(connector=connector) as session:
        yield Stand(server, session)
