"""The HTTP server that Slack's requests arrive at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

_BODY_LIMIT = 1024 * 1024


def make_web_app(app: AsyncApp) -> web.Application:
    """Serve `/slack/events` (commands, interactivity, options, events) and `/healthz`."""

    async def slack_events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    served = web.Application(client_max_size=_BODY_LIMIT)
    served.router.add_post("/slack/events", slack_events)
    served.router.add_get("/healthz", healthz)
    return served
