"""The smallest Bolt app that answers the command, as Bolt's documentation shows it: `await ack()`.

As a process of its own it takes a port as its argument.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck

SECRET = "benchmark"


def bare_app() -> AsyncApp:
    """Make the app."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id="T0DEMOTEAM1",
            bot_token="xoxb-1",
            bot_user_id="U1",
        )

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @app.command("/webcast")
    async def answer(ack: AsyncAck) -> None:
        await ack("help")

    return app


async def healthy(_request: web.Request) -> web.Response:
    """Say that the process lives."""
    return web.Response(text="ok")


def main(port: int) -> None:
    """Serve the app."""
    served = bare_app().web_app()
    served.router.add_get("/healthz", healthy)
    web.run_app(served, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
