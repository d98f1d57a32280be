"""The browser's window: static files, the driving API over HTTP, and the stream of changes.

All under /_demo/, JSON in and out; a request that no person could make is answered 400 with
{"status": "impossible", "error": sentence}.

GET  state?user=U            everything that U sees
GET  events                  server-sent events: {"revision": n} after every change
POST command  {user, channel, text, thread_ts?}
POST action   {user, view_id | channel + ts + attachment_id?, block_id, action_id, value?, values?,
               key?, hash?}
POST suggest  {user, view_id | channel + ts + attachment_id?, block_id, action_id, text}
POST submit   {user, view_id, values?, hash?}
POST close    {user, view_id, everything?}
POST shortcut {user, callback_id, channel?, ts?}   a message shortcut names its message
POST home     {user, tab?}
POST clock    {advance} in seconds, or {to} in ISO 8601; only forward
POST read     {user, channel}
POST reload   {user}
POST member   {channel, user, member}
POST people   {user, deactivated}
POST channel  {channel, archived?, restricted?, pending_ext_shared?, num_members?}
POST delete   {user, channel, ts}: a message; one's own, or any as an admin
POST faults   {method | delivery, error?, status?, retry_after?, delay?, lost?, repeat?,
               unreachable?, times?}; {} calls all trouble off

`values` is {block_id: {action_id: value}}, values in the short form of `bot.demo.forms`; `hash`
is that of the view on the screen: fields that the app has taken away since are left out.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.errors import DriverError
from bot.demo.slack import Slack

JSON = dict[str, Any]
STATIC = Path(__file__).with_name("static")
PULSE = 20.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFETY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Window:
    """The HTTP doors through which a browser or a test uses the workspace."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._streams: set[asyncio.Event] = set()
        self._closing = False
        slack.world.watchers.append(self._wake)

    def routes(self) -> list[web.RouteDef]:
        """List the addresses."""
        slack = self._slack
        deeds: dict[str, Callable[..., Any]] = {
            "command": slack.command,
            "action": slack.action,
            "suggest": slack.suggest,
            "submit": slack.submit,
            "close": slack.close,
            "shortcut": slack.shortcut,
            "home": slack.open_home,
            "clock": slack.set_clock,
            "read": slack.read,
            "reload": slack.reload,
            "member": slack.member,
            "people": slack.deactivate,
            "channel": slack.set_channel,
            "delete": slack.delete_message,
            "faults": self._faults,
        }
        return [
            web.get("/", self.page),
            web.get("/archives/{channel}/{message}", self.page),
            web.get("/_demo/static/{name}", self.static),
            web.get("/_demo/state", self.state),
            web.get("/_demo/events", self.events),
            *(web.post(f"/_demo/{name}", _door(deed)) for name, deed in deeds.items()),
        ]

    def _faults(self, **wanted: Any) -> JSON:  # noqa: ANN401 - checked by Fault
        if wanted:
            return self._slack.fault(**wanted)
        self._slack.world.faults.clear()
        return {"status": "ok", "error": None}

    async def page(self, _request: web.Request) -> web.StreamResponse:
        """Give the window itself, also for a permalink."""
        return web.FileResponse(STATIC / "index.html", headers=SAFETY)

    async def static(self, request: web.Request) -> web.StreamResponse:
        """Give one of the window's files."""
        name = request.match_info["name"]
        if name not in {each.name for each in STATIC.iterdir()}:
            raise web.HTTPNotFound
        return web.FileResponse(STATIC / name, headers=SAFETY)

    async def state(self, request: web.Request) -> web.Response:
        """Give everything that a person sees."""
        try:
            return web.json_response(self._slack.state(request.query.get("user", "")))
        except DriverError as error:
            return _impossible(error)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell the browser of every change, as long as it listens."""
        stream = web.StreamResponse(headers={**SAFETY, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        news = asyncio.Event()
        self._streams.add(news)
        try:
            await self._pour(stream, news)
        except ConnectionResetError:
            pass
        finally:
            self._streams.discard(news)
        return stream

    async def _pour(self, stream: web.StreamResponse, news: asyncio.Event) -> None:
        while not self._closing:
            revision = json.dumps({"revision": self._slack.world.revision})
            news.clear()
            await stream.write(f"data: {revision}\n\n".encode())
            try:
                async with asyncio.timeout(PULSE):
                    await news.wait()
            except TimeoutError:
                await stream.write(b": still here\n\n")

    def _wake(self) -> None:
        for news in self._streams:
            news.set()

    async def stop(self, _app: web.Application) -> None:
        """Let go of every listening browser, so that the server can stop at once."""
        self._closing = True
        self._wake()


def _door(deed: Callable[..., Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def door(request: web.Request) -> web.Response:
        try:
            given = await request.json()
            done = deed(**given)
            return web.json_response(await done if isawaitable(done) else done)
        except (ValueError, TypeError, DriverError) as error:
            return _impossible(error)

    return door


def _impossible(error: Exception) -> web.Response:
    return web.json_response({"status": "impossible", "error": str(error)}, status=400)
