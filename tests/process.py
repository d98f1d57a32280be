"""The bot as a process of its own, with a Slack and a platform on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession, web

from bot import demo, sandbox
from bot.assembly import listening
from bot.showcase import DESCRIPTION, USAGE_HINT
from bot.slack.ids import SCOPES, Command, Happening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

ROOT = Path(__file__).parent.parent
PATIENCE = 30
"""Seconds after which a test that waits in vain fails; none waits on purpose."""
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
    "WEBCASTS_USERNAME": "svc",
    "WEBCASTS_PASSWORD": "sekret-password",
    "ENCRYPTION_KEY": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=",
}


class Until:
    """Lets a test wait until something is so; whoever changes it says `look`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def look(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await self._changed.wait()


class Process(Until):
    """A bot that runs; what it says in its log is read as it comes."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        super().__init__()
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._process = process
        self._reading = asyncio.create_task(self._read())

    async def said(self, words: str) -> None:
        """Wait until the log, or what it says when it gives up, holds these words."""
        await self.until(lambda: any(words in line for line in self.lines))

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Ask it to stop."""
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait until it has ended, and return its status."""
        async with asyncio.timeout(PATIENCE):
            status = await self._process.wait()
            await self._reading
        return status

    async def kill(self) -> None:
        """End it, if it still runs."""
        if self._process.returncode is None:
            self._process.kill()
        await self.ended()

    async def _read(self) -> None:
        assert self._process.stderr
        async for line in self._process.stderr:
            self.lines.append(line.decode())
            self.look()


@asynccontextmanager
async def process(
    env: Mapping[str, str], folder: Path, program: Sequence[str] = ("-m", "bot", "run")
) -> AsyncIterator[Process]:
    """Start `webcast-bot run`, or another program; it is killed in the end, if it still runs."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env},
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Process(started, int(env["PORT"]))
    try:
        yield running
    finally:
        await running.kill()


class Town(Until):
    """A workspace, a platform, and what the bot is told to find them."""

    def __init__(self, slack: demo.Slack, session: ClientSession, env: dict[str, str]) -> None:
        super().__init__()
        self.slack = slack
        self.env = env
        self.arrived: Counter[str] = Counter()
        self._session = session
        slack.world.watchers.append(self.look)

    @property
    def platform(self) -> str:
        """The platform's address."""
        return self.env["WEBCASTS_API_URL"].removesuffix("/api")

    async def fault(self, **fault: object) -> None:
        """Make the platform slow or broken."""
        url = f"{self.platform}/_sandbox/faults"
        async with self._session.post(url, json=fault) as answer:
            assert answer.ok, await answer.text()

    async def titles(self) -> list[str]:
        """Return the titles of all webcasts that the platform has."""
        async with self._session.get(f"{self.platform}/_sandbox/state") as answer:
            events = (await answer.json())["events"]
        return sorted(event["event_title"] for event in events)

    def messages(self, user: str, channel: str) -> list[dict[str, Any]]:
        """Return the messages of a channel that a person sees."""
        channels = self.slack.state(user)["channels"]
        found = next(each for each in channels if each["id"] == channel)
        return [each for each in found["messages"] if not each.get("deleted")]

    def note(self, path: str) -> None:
        """Count a request that the platform got."""
        self.arrived[path] += 1
        self.look()


@asynccontextmanager
async def town(folder: Path, port: int) -> AsyncIterator[Town]:
    """Make a workspace and a platform, both empty."""

    @web.middleware
    async def noting(request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401  (aiohttp's own)
        there.note(request.path)
        answer: web.StreamResponse = await handler(request)
        return answer

    platform = sandbox.make_app(
        sandbox.Settings(username="svc", password=SECRETS["WEBCASTS_PASSWORD"])
    )
    platform.middlewares.append(noting)
    command = demo.Command(name=Command.WEBCAST, description=DESCRIPTION, usage_hint=USAGE_HINT)
    workspace = demo.make_app(
        demo.Settings(
            signing_secret=SECRETS["SLACK_SIGNING_SECRET"],
            bot_token=SECRETS["SLACK_BOT_TOKEN"],
            commands=(command,),
            scopes=SCOPES,
            events=frozenset(map(str, Happening)),
            events_url=f"http://127.0.0.1:{port}/slack/events",
        )
    )
    async with (
        listening(platform, host="127.0.0.1", port=0) as platform_url,
        listening(workspace, host="127.0.0.1", port=0) as slack_url,
        ClientSession() as session,
    ):
        env = {
            **SECRETS,
            "SLACK_API_URL": f"{slack_url}/api/",
            "WEBCASTS_API_URL": f"{platform_url}/api",
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "PORT": str(port),
            "LOG_FORMAT": "json",
        }
        there = Town(workspace[demo.SLACK], session, env)
        yield there


async def asked(url: str) -> tuple[int, dict[str, Any]]:
    """Ask a process something; status 0 where nobody answers."""
    try:
        async with ClientSession() as session, session.get(url) as answer:
            return answer.status, json.loads(await answer.text())
    except ClientError:
        return 0, {}
