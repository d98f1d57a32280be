"""The HTTP server that Slack's requests arrive at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

if TYPE_CHECKING:
    from bot.door import Answers

_BODY_LIMIT = 1024 * 1024


def make_web_app(app: Answers) -> web.Application:
    """Serve `/slack/events`: commands, interactivity, options, events."""

    async def slack_events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application(client_max_size=_BODY_LIMIT)
    served.router.add_post("/slack/events", slack_events)
    return served
