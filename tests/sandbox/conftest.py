"""A sandbox on a loopback port, and a caller that speaks its API by hand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox import Settings, make_app

if TYPE_CHECKING:
    from aiohttp import ClientResponse

NOW_MS = 1803999845120  # 2 March 2027, 15:04:05.120 UTC
START_MS = 1805378400000  # 18 March 2027, 14:00 UTC: 10:00 US/Eastern

LIVE: dict[str, object] = {
    "event_title": "Q1 All Hands",
    "type": "live",
    "scheduled_start_time": START_MS,
    "scheduled_duration": 60,
    "timezone": "US/Eastern",
    "region": 1,
    "acquisition_type": 0,
    "audience_capacity": 1000,
    "event_expiration_months": 12,
}


def without_none(properties: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in properties.items() if value is not None}


@dataclass
class Answer:
    """An answer as it came, and what is in its envelope."""

    response: ClientResponse
    body: bytes

    @property
    def envelope(self) -> dict[str, Any]:
        inner: dict[str, Any] = json.loads(self.body)["convey_api"]
        return inner

    @property
    def result(self) -> dict[str, Any]:
        result: dict[str, Any] = self.envelope["result"]
        return result

    @property
    def code(self) -> Any:  # noqa: ANN401 # a number, or a string in one mode
        return self.result["returnCode"]

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = self.result["event_data"]
        return event

    @property
    def hint(self) -> str:
        return self.response.headers.get("X-Sandbox-Hint", "")


@dataclass
class Caller:
    """Calls a sandbox; `None` for a property leaves it out."""

    http: TestClient[Any, Any]
    token: str = field(default="", repr=False)

    async def post(self, endpoint: str, **form: str) -> Answer:
        response = await self.http.post(f"/api/{endpoint}", data=form)
        return Answer(response, await response.read())

    async def login(
        self,
        username: str = "sandbox",
        password: str = "sandbox",  # noqa: S107 # of a loopback server
    ) -> Answer:
        answer = await self.post("authenticate", username=username, password=password)
        data = answer.result.get("authenticationData")
        self.token = data["token"] if data else self.token
        return answer

    async def call(self, endpoint: str, **form: str) -> Answer:
        return await self.post(endpoint, token=self.token, **form)

    async def create(self, **changes: object) -> Answer:
        sent = without_none({**LIVE, **changes})
        return await self.call("event/create", event_data=json.dumps(sent))

    async def update(self, event_id: object, **changes: object) -> Answer:
        sent = {"event_id": event_id, **changes}
        return await self.call("event/update", event_data=json.dumps(sent))

    async def status(self, event_id: object) -> Answer:
        return await self.call("event/status", event_id=str(event_id))

    async def tree(self, **form: str) -> Answer:
        return await self.call("folder/tree", **form)

    async def control(self, method: str, path: str, data: object = None) -> Any:  # noqa: ANN401 # any JSON
        sent = None if data is None else json.dumps(data)
        async with self.http.request(method, f"/_sandbox/{path}", data=sent) as response:
            return await response.json()

    async def stored(self, event_id: int) -> dict[str, Any]:
        event: dict[str, Any] = await self.control("GET", f"events/{event_id}")
        return event

    async def fault(self, **fault: object) -> None:
        await self.control("POST", "faults", fault)

    async def page(self, url: str) -> str:
        path = "/" + url.split("/", 3)[3] if url.startswith("http") else url
        async with self.http.get(path) as response:
            return await response.text()


Opener = Callable[..., Awaitable[Caller]]


@pytest.fixture
async def opened() -> AsyncIterator[Opener]:
    """Start sandboxes with settings of the test's own; the clock stands at NOW_MS."""
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> Caller:  # noqa: ANN401 # as Settings takes them
            settings = {"clock": lambda: NOW_MS / 1000, **settings}
            server = TestServer(make_app(Settings(**settings)))
            caller = Caller(await stack.enter_async_context(TestClient(server)))
            await caller.login()
            return caller

        yield start


@pytest.fixture
async def api(opened: Opener) -> Caller:
    return await opened()
