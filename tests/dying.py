"""A bot that dies as a process does: from one moment on nothing of it happens any more.

It dies between two calls that count: those that the platform or Slack gets, or that the database
keeps. There is a moment before the first one, and one after each, when its answer is not known yet.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

from bot import demo, sandbox
from bot.assembly import listening, open_bot
from bot.config import Config
from bot.showcase import DESCRIPTION, Showcase
from bot.slack.client import SlackClient
from bot.slack.ids import SCOPES, Command, Happening
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import SqliteDatabase
from bot.web import make_web_app
from bot.webcasts import WebcastsClient
from tests.process import SECRETS
from tests.stage import NOW, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import pytest

    from bot.house import Bot

    Call = Callable[..., Awaitable[Any]]


class Fate:
    """Counts the calls of the bot, and ends its life at one of them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.dead = asyncio.Event()
        self._last: int | None = None
        self._buried: asyncio.Event | None = None

    @property
    def last(self) -> str:
        """The moment at which it died."""
        return self.calls[-1] if self.dead.is_set() else ""

    def begin(self, last: int) -> None:
        """Count from here on; it dies at the moment of that number, the first one being 0."""
        self.calls.clear()
        self._last, self._buried = last, asyncio.Event()

    def bury(self) -> None:
        """Let go of what hangs in the dead bot: it ends without having done anything more."""
        if self._buried:
            self._buried.set()

    def forget(self) -> None:
        """Let whoever comes next live on."""
        self._last = self._buried = None

    async def come(self, what: str) -> None:
        """Reach a moment, and live on unless it is the last one."""
        await self.be_alive()
        if self._last is not None:
            self.calls.append(what)
            if len(self.calls) > self._last:
                self.dead.set()
        await self.be_alive()

    async def be_alive(self) -> None:
        """Go on in the living; in the dead never, until it is buried."""
        if self.dead.is_set() and self._buried:
            await self._buried.wait()
            raise asyncio.CancelledError

    def counted(self, call: Call, name: Callable[..., str]) -> Call:
        """Make a call one at which the bot may die."""

        async def at_risk(*args: Any, **more: Any) -> Any:  # noqa: ANN401  (handed on)
            named = name(*args)
            if not self.calls:
                await self.come(f"before {named}")
            await self.be_alive()
            answer = await call(*args, **more)
            await self.come(f"after {named}")
            return answer

        return at_risk

    def silenced(self, call: Call) -> Call:
        """Make a call one that the dead do not make."""

        async def silent(*args: Any, **more: Any) -> Any:  # noqa: ANN401  (handed on)
            await self.be_alive()
            return await call(*args, **more)

        return silent

    def rule(self, patch: pytest.MonkeyPatch) -> None:
        """Rule over every call that leaves the bot."""
        for database in (SqliteDatabase, PostgresDatabase):
            patch.setattr(database, "write", self.counted(database.write, lambda *_: "a write"))
            patch.setattr(database, "read", self.silenced(database.read))
        slack, platform = SlackClient._call, WebcastsClient._post  # noqa: SLF001  (all calls)
        patch.setattr(SlackClient, "_call", self.counted(slack, lambda _, method, *__: method))
        patch.setattr(
            WebcastsClient, "_post", self.counted(platform, lambda _, call, *__: call.endpoint)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A Slack and a platform that outlive the bot, the clock of all, and the bot's database."""

    slack: demo.Slack
    platform: str
    page: str
    session: ClientSession
    clock: demo.Clock
    config: Config

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Stage]:
        """Let a bot serve it."""
        async with (
            open_bot(self.config, clock=lambda: self.clock.now) as bot,
            listening(make_web_app(bot.door), host="127.0.0.1", port=0) as url,
        ):
            self.slack.events_url = f"{url}/slack/events"
            yield self._stage(bot)

    def _stage(self, bot: Bot) -> Stage:
        show = Showcase(
            page=self.page, platform=self.platform, slack=self.slack, bot=bot, clock=self.clock
        )
        return Stage(show, self.session)


@asynccontextmanager
async def world(database: str) -> AsyncIterator[World]:
    """Make a world at `NOW`, without a bot."""
    clock = demo.Clock(NOW.timestamp)
    password, secret = SECRETS["WEBCASTS_PASSWORD"], SECRETS["SLACK_SIGNING_SECRET"]
    command = demo.Command(name=Command.WEBCAST, description=DESCRIPTION, usage_hint="help")
    workspace = demo.make_app(
        demo.Settings(
            signing_secret=secret,
            bot_token=SECRETS["SLACK_BOT_TOKEN"],
            commands=(command,),
            scopes=SCOPES,
            events=frozenset(map(str, Happening)),
            clock=clock,
        )
    )
    platform = sandbox.make_app(sandbox.Settings(username="svc", password=password, clock=clock))
    async with (
        listening(platform, host="127.0.0.1", port=0) as platform_url,
        listening(workspace, host="127.0.0.1", port=0) as page,
        ClientSession() as session,
    ):
        settings = {
            **SECRETS,
            "SLACK_API_URL": f"{page}/api/",
            "WEBCASTS_API_URL": f"{platform_url}/api",
            "DATABASE_URL": database,
        }
        yield World(
            slack=workspace[demo.SLACK],
            platform=platform_url,
            page=page,
            session=session,
            clock=clock,
            config=Config.from_env(settings),
        )
