"""The HTTP server that Slack's requests arrive at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_bolt.response import BoltResponse

    from bot.door import Answers
    from bot.slack.installing import Flow

    Answer = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    Handler = Callable[[web.Request], Awaitable[web.Response]]

_BODY_LIMIT = 1024 * 1024


def make_web_app(app: Answers, flow: Flow | None = None) -> web.Application:
    """Serve `/slack/events`: commands, interactivity, options, events.

    With a flow, `/slack/install` and `/slack/oauth_redirect` too.
    """
    served = web.Application(client_max_size=_BODY_LIMIT)
    served.router.add_post("/slack/events", _through_bolt(app.async_dispatch))
    if flow:
        serve_flow(flow, served)
    return served


def serve_flow(flow: Flow, served: web.Application) -> None:
    """Serve the pages by which workspaces install the bot."""
    served.router.add_get(flow.install_path, _through_bolt(flow.handle_installation))
    served.router.add_get(flow.redirect_uri_path, _through_bolt(flow.handle_callback))


def _through_bolt(answer: Answer) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await answer(await to_bolt_request(request)))

    return handle
