"""A Slack that speaks Socket Mode, as strictly as it may: several connections, and losses.

A request goes over any one connection, and has to be answered over that one. What was not answered
when its connection ended is sent anew over another. It stands alone, or beside the browser Slack,
for which it carries over connections what that one would send by HTTP.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from bot.assembly import listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from aiohttp.typedefs import Handler

TICKET = "a-ticket-for-one-connection"
PATIENCE = 45.0


class Line:
    """Slack's end of a connection, and what is yet to be answered over it."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.open: dict[str, dict[str, Any]] = {}
        self.loses_answers = False
        self._transport = request.transport

    async def ask_to_leave(self, reason: str = "warning") -> None:
        """Say that this connection will end."""
        await self.socket.send_json({"type": "disconnect", "reason": reason})

    def break_off(self) -> None:
        """End the connection without a word."""
        if self._transport:
            self._transport.abort()


class SocketSlack:
    """Slack with as many connections as somebody opens."""

    def __init__(self) -> None:
        self.url = ""
        self.lines: list[Line] = []
        self.opened = 0
        self.answers: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []
        self.astray: list[str] = []
        self.refusals: list[str] = []
        self.handshake = 101
        self.greets = True
        self.may_tell_of_people = asyncio.Event()
        self.may_tell_of_people.set()
        self.responses: list[dict[str, Any]] = []
        self._names = (f"E{number}" for number in count(1))
        self._unsent: list[dict[str, Any]] = []
        self._changed = asyncio.Condition()

    def app(self) -> web.Application:
        """Make what is to be served."""
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_post("/api/auth.test", self._auth)
        app.router.add_post("/api/response", self._response)
        app.router.add_get("/api/users.info", self._person)
        app.router.add_get("/socket", self._socket)
        return app

    def beside(self, slack: web.Application) -> None:
        """Let the browser Slack's server say where to connect, and be connected to."""

        @web.middleware
        async def lead(request: web.Request, handler: Handler) -> web.StreamResponse:
            self.url = self.url or str(request.url.origin())
            ours = {"/api/apps.connections.open": self._open, "/socket": self._socket}
            return await ours.get(request.path, handler)(request)

        slack.middlewares.append(lead)

    async def carry(self, request: web.Request) -> web.Response:
        """Send what the browser Slack delivers over a connection; answer as it is answered."""
        kind, payload = _in_socket_mode(request.content_type, await request.text())
        name = await self.send(payload, kind=kind)
        await self.until(lambda: name in self.answers)
        return web.json_response(self.answers[name].get("payload") or {})

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, looking whenever anything changes."""
        async with self._changed, asyncio.timeout(PATIENCE):
            await self._changed.wait_for(is_so)

    async def send(
        self, payload: dict[str, Any], *, over: Line | None = None, kind: str = "slash_commands"
    ) -> str:
        """Send a request over a connection, and return its envelope's id."""
        name = next(self._names)
        await self._send({"envelope_id": name, "type": kind, "payload": payload}, over)
        return name

    async def _send(self, envelope: dict[str, Any], over: Line | None = None) -> None:
        line = over or (self.lines[0] if self.lines else None)
        if line is None:
            self._unsent.append(envelope)
            return
        self.sent.append(envelope["envelope_id"])
        line.open[envelope["envelope_id"]] = envelope
        await line.socket.send_json(envelope)

    async def _open(self, _request: web.Request) -> web.Response:
        if self.refusals:
            return web.json_response({"ok": False, "error": self.refusals.pop(0)})
        url = f"{self.url.replace('http', 'ws', 1)}/socket?ticket={TICKET}"
        return web.json_response({"ok": True, "url": url})

    async def _auth(self, _request: web.Request) -> web.Response:
        known = {"team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}
        return web.json_response({"ok": True, **known})

    async def _person(self, request: web.Request) -> web.Response:
        await self.may_tell_of_people.wait()
        known = {"id": request.query["user"], "team_id": "T1", "tz": "Etc/UTC", "locale": "en-US"}
        return web.json_response({"ok": True, "user": known})

    async def _response(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        return web.json_response({"ok": True})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.handshake != 101:
            return web.Response(status=self.handshake)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.greets:
            await socket.send_json({"type": "hello", "num_connections": len(self.lines) + 1})
        await self._serve(Line(socket, request))
        return socket

    async def _serve(self, line: Line) -> None:
        self.lines.append(line)
        self.opened += 1
        waiting, self._unsent = self._unsent, []
        for envelope in waiting:
            await self._send(envelope, line)
        await self._tell()
        async for message in line.socket:
            if message.type is WSMsgType.TEXT:
                self._answered(line, json.loads(message.data))
                await self._tell()
        self.lines.remove(line)
        for envelope in line.open.values():
            await self._send(envelope)
        await self._tell()

    def _answered(self, line: Line, answer: dict[str, Any]) -> None:
        name = answer["envelope_id"]
        if line.loses_answers:
            return
        if line.open.pop(name, None) is None:
            self.astray.append(name)
        else:
            self.answers[name] = answer

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _in_socket_mode(content_type: str, body: str) -> tuple[str, dict[str, Any]]:
    """Tell the kind of what came by HTTP, and what of it comes in Socket Mode."""
    if content_type == "application/json":
        return "events_api", json.loads(body)
    fields = dict(parse_qsl(body, keep_blank_values=True))
    if "payload" in fields:
        return "interactive", json.loads(fields["payload"])
    return "slash_commands", dict(fields)


@asynccontextmanager
async def socket_slack() -> AsyncIterator[SocketSlack]:
    """Serve such a Slack on loopback."""
    slack = SocketSlack()
    async with listening(slack.app(), host="127.0.0.1", port=0) as url:
        slack.url = url
        yield slack
