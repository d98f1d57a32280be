"""A demo server and an app, each on a loopback port."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot import demo
from bot.demo import SLACK, Command, Settings, make_app
from tests.demo.listener import SECRET, TOKEN, Clock, Listener, Stage

SCOPES = frozenset(
    {"commands", "chat:write", "users:read", "channels:read", "groups:read", "im:read", "im:write"}
)
COMMANDS = (
    Command(name="/webcast", description="Webcasts", usage_hint="create"),
    Command(name="/raw", should_escape=False),
)

Staging = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def staging() -> AsyncIterator[Staging]:
    """Build a stage; settings may be given by name."""
    async with AsyncExitStack() as stack:

        async def build(**given: Any) -> Stage:  # noqa: ANN401 - any setting
            listener, clock = Listener(), Clock()
            behind = web.Application()
            behind.router.add_post("/slack/events", listener.take)
            bot = await stack.enter_async_context(TestServer(behind))
            settings: dict[str, Any] = {
                "commands": COMMANDS,
                "scopes": SCOPES,
                "clock": demo.Clock(clock),
            }
            app = make_app(
                Settings(signing_secret=SECRET, bot_token=TOKEN, **{**settings, **given})
            )
            server = await stack.enter_async_context(TestServer(app))
            slack = app[SLACK]
            slack.events_url = str(bot.make_url("/slack/events"))
            slack.base_url = str(server.make_url("/"))
            client = AsyncWebClient(token=TOKEN, base_url=str(server.make_url("/api/")))
            return Stage(slack, listener, client, clock)

        yield build


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging()


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[ClientSession]:
    """Speak to the stage's server as a browser does."""
    async with ClientSession(stage.slack.base_url) as session:
        yield session
