"""A platform on a loopback port that says what a test tells it to, byte for byte."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from types import TracebackType

NOW_MS = 1_803_999_845_120
JSON = "application/json;charset=utf-8"


def success(**result: object) -> dict[str, object]:
    """Make an envelope as in the reference's examples of success."""
    return {
        "convey_api": {
            "result": {"returnCode": 1, **result},
            "current_timestamp": NOW_MS,
            "version": 3,
        }
    }


def refusal(code: object) -> dict[str, object]:
    """Make an envelope as in the reference's example of an error: other names, other order."""
    return {
        "convey_api": {
            "currentTimestamp": NOW_MS,
            "version": 3,
            "result": {"returnCode": code, "error": "Oops!! You cannot run a report."},
        }
    }


def event_data(**changed: object) -> dict[str, object]:
    """Describe the town hall as the platform would; None leaves a property out."""
    data: dict[str, object] = {
        "scheduled_duration": 60,
        "event_id": 1890012,
        "audience_capacity": 1000,
        "viewer_link": "https://event.webcasts.com/starthere.jsp?ei=1890012&tp_key=9f1c2a7b44",
        "event_title": "Q1 All Hands",
        "folder_name": "Marketing",
        "scheduled_start_time": 1_805_378_400_000,
        "scheduled_player_close_time": 0,
        **changed,
    }
    return {name: value for name, value in data.items() if value is not None}


def token(number: int, *, lifetime: float = 7200) -> dict[str, object]:
    """Make the answer to a login."""
    expires = NOW_MS + int(lifetime * 1000)
    data = {"token_expiration": expires, "token": f"sekret-token-{number}"}
    return success(authenticationData=data)


@dataclass(frozen=True)
class Heard:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def event_data(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.form["event_data"])
        return data


@dataclass(frozen=True)
class Raw:
    """Bytes to send as they are; `reset` ends the connection rudely, `hold` keeps it open."""

    data: bytes = b""
    reset: bool = False
    hold: bool = False


def http(body: bytes | str, *, status: int = 200, content_type: str = JSON, extra: str = "") -> Raw:
    """Make a whole response."""
    data = body.encode() if isinstance(body, str) else body
    head = (
        f"HTTP/1.1 {status} Whatever\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(data)}\r\nConnection: close\r\n{extra}\r\n"
    )
    return Raw(head.encode() + data)


def page(status: int, *, extra: str = "") -> Raw:
    """Make the page of a gateway."""
    return http(f"<h1>{status}</h1>", status=status, content_type="text/html", extra=extra)


HANG_UP = Raw()
RESET = Raw(reset=True)
SILENCE = Raw(hold=True)

Reply = Raw | dict[str, object]


@dataclass
class ScriptedPlatform:
    """Answers each endpoint with the replies queued for it, and logins with a new token.

    Until `gate` is set no login is answered; it is set from the start.
    """

    heard: list[Heard] = field(default_factory=list)
    queues: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    logged_in: int = 0

    async def __aenter__(self) -> Self:
        self.gate.set()
        self._stop = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._server.close()
        await asyncio.gather(*self._open)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def will(self, endpoint: str, *replies: Reply) -> None:
        """Queue replies of an endpoint."""
        self.queues[endpoint].extend(replies)

    def calls(self, endpoint: str) -> list[Heard]:
        """Return what arrived at an endpoint."""
        return [heard for heard in self.heard if heard.path == f"/api/{endpoint}"]

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reply = await self._reply(await _request(reader))
        raw = reply if isinstance(reply, Raw) else http(json.dumps(reply))
        writer.write(raw.data)
        await writer.drain()
        if raw.reset:
            writer.transport.abort()
        if raw.hold:
            await self._stop.wait()

    async def _reply(self, heard: Heard) -> Reply:
        self.heard.append(heard)
        endpoint = heard.path.removeprefix("/api/")
        self.arrived[endpoint].set()
        if endpoint == "authenticate":
            await self.gate.wait()
        if queue := self.queues[endpoint]:
            return queue.pop(0)
        assert endpoint == "authenticate", f"nothing queued for {heard.path}"
        self.logged_in += 1
        return token(self.logged_in)


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method=method, path=path, headers=headers, body=body)
