"""Real processes of the bot, with a Slack and a platform in this process that they talk to."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector, web
from slack_sdk.signature import SignatureVerifier

from benchmarks.bare import SECRET
from benchmarks.figures import processor_seconds
from benchmarks.filling import KEY
from bot import demo, sandbox
from bot.assembly import listening
from bot.demo.people import COMMS, TEAM_ID
from bot.slack.ids import SCOPES, Command, Happening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

ROOT = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
TOWN_HALL = "C0TOWNHALL1"


@dataclass(slots=True, kw_only=True)
class Answers:
    """Takes what is sent to response URLs, and tells whoever waits for it."""

    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    async def take(self, request: web.Request) -> web.Response:
        """Take an answer, as Slack's response URLs do."""
        waiting = self.waiting.pop(request.match_info["name"], None)
        if waiting and not waiting.done():
            waiting.set_result(None)
        return web.Response(text="ok")

    def expect(self, name: str) -> asyncio.Future[None]:
        """Return what is done once the answer of that name came."""
        self.waiting[name] = asyncio.get_running_loop().create_future()
        return self.waiting[name]


@dataclass(slots=True, kw_only=True)
class House:
    """What the processes talk to, and what a process is started with."""

    slack: demo.Slack
    session: ClientSession
    answers: Answers
    url: str
    settings: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Processes that serve the same, and whose turn is next."""

    house: House
    processes: Sequence[asyncio.subprocess.Process]
    ports: Sequence[int]
    is_bare: bool = False

    @property
    def url(self) -> str:
        """Where the first process takes Slack's requests."""
        return f"http://{LOOPBACK}:{self.ports[0]}/slack/events"

    def processor_seconds(self) -> float:
        """Return what all of them have used of the processors so far."""
        return sum(processor_seconds(process.pid) for process in self.processes)

    async def command(self, number: int, text: str) -> float:
        """Send a command to the process whose turn it is; return the seconds it took to answer.

        Then it is waited for until it was worked off, which is not measured.
        """
        name = f"{id(self)}-{number}"
        done = self.house.answers.expect(name)
        began = time.perf_counter()
        await self._send(number, text, f"{self.house.url}/answers/{name}")
        took = time.perf_counter() - began
        if not self.is_bare:
            await done
        return took

    async def _send(self, number: int, text: str, respond: str) -> None:
        fields = {
            "command": Command.WEBCAST.value,
            "text": text,
            "user_id": COMMS.id,
            "team_id": TEAM_ID,
            "channel_id": TOWN_HALL,
            "trigger_id": f"{number}.{id(self)}",
            "response_url": respond,
        }
        body, timestamp = urlencode(fields), str(int(time.time()))
        signer = SignatureVerifier(SECRET)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signer.generate_signature(timestamp=timestamp, body=body) or "",
        }
        port = self.ports[number % len(self.ports)]
        url = f"http://{LOOPBACK}:{port}/slack/events"
        async with self.house.session.post(url, data=body, headers=headers) as answer:
            await answer.read()
            answer.raise_for_status()


@asynccontextmanager
async def opened() -> AsyncIterator[House]:
    """Open the Slack and the platform."""
    token, password, answers = f"xoxb-{secrets.token_hex(8)}", secrets.token_hex(8), Answers()
    platform = sandbox.make_app(sandbox.Settings(username="svc", password=password))
    app = demo.make_app(
        demo.Settings(
            signing_secret=SECRET,
            bot_token=token,
            commands=(demo.Command(name=Command.WEBCAST),),
            scopes=SCOPES,
            events=frozenset(map(str, Happening)),
        )
    )
    app.router.add_post("/answers/{name}", answers.take)
    async with (
        listening(platform, host=LOOPBACK, port=0) as at,
        listening(app, host=LOOPBACK, port=0) as url,
        ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(PATIENCE)) as session,
    ):
        limits = dict.fromkeys(("event/create", "event/update", "event/status"))
        async with session.post(f"{at}/_sandbox/limits", json=limits) as answer:
            answer.raise_for_status()
        settings = {
            "SLACK_BOT_TOKEN": token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{url}/api/",
            "WEBCASTS_API_URL": f"{at}/api",
            "WEBCASTS_USERNAME": "svc",
            "WEBCASTS_PASSWORD": password,
            "WEBCASTS_LIMIT_WINDOW": "60",
            "ENCRYPTION_KEY": KEY,
        }
        yield House(
            slack=app[demo.SLACK], session=session, answers=answers, url=url, settings=settings
        )


@asynccontextmanager
async def bots(house: House, database: str, number: int) -> AsyncIterator[Served]:
    """Run so many processes of the bot on one database."""
    settings = {**house.settings, "DATABASE_URL": database}
    async with _processes(house, ("bot", "run"), number, settings) as served:
        yield served


@asynccontextmanager
async def bare(house: House) -> AsyncIterator[Served]:
    """Run one bare Bolt app."""
    async with _processes(house, ("benchmarks.bare",), 1, {}, is_bare=True) as served:
        yield served


@asynccontextmanager
async def _processes(
    house: House,
    module: Sequence[str],
    number: int,
    settings: dict[str, str],
    *,
    is_bare: bool = False,
) -> AsyncIterator[Served]:
    ports = [_free_port() for _ in range(number)]
    processes = []
    try:
        for port in ports:
            arguments = [*module, str(port)] if is_bare else module
            processes.append(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", *arguments),
                    env={**os.environ, **settings, "PORT": str(port), "PYTHONPATH": str(ROOT)},
                    stderr=asyncio.subprocess.DEVNULL,  # it logs every request
                    cwd=ROOT,
                )
            )
        for port in ports:
            await _serves(house, port)
        yield Served(house=house, processes=processes, ports=ports, is_bare=is_bare)
    finally:
        for process in processes:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in processes))


async def _serves(house: House, port: int) -> None:
    """Wait until a process serves."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with house.session.get(f"http://{LOOPBACK}:{port}/healthz") as answer:
                    if answer.ok:
                        return
            except ClientError:
                pass
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
