"""Several real processes on one PostgreSQL, and the Slack and the platform that they talk to."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot import demo, sandbox
from bot.assembly import listening
from bot.demo.people import TEAM_ID
from bot.plans import Job, JobKind, JobState
from bot.slack.form import unseen
from bot.slack.ids import SCOPES, Command, View
from bot.slack.payloads.form import read_draft
from bot.store import Cipher, open_store
from tests.stage import TOWN_HALL
from tests.test_main import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from aiohttp.typedefs import Handler

    from bot.domain import Event, Wish
    from bot.store import Store
    from tests.postgres import Server
    from tests.socket_slack import SocketSlack

ROOT = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
PATIENCE = 45.0
SOON = timedelta(seconds=2)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110  (other processes set no event here)
            await asyncio.sleep(0.05)


class Gate:
    """Does what it is asked at a path, and keeps the answers back while it is shut."""

    def __init__(self, app: web.Application, path: str) -> None:
        self.held = 0
        self._path = path
        self._open = asyncio.Event()
        self._open.set()
        app.middlewares.append(self._pass)

    def shut(self) -> None:
        """Keep back what is answered from now on."""
        self.held = 0
        self._open.clear()

    def open(self) -> None:
        """Let everything through, and what was kept back as well."""
        self._open.set()

    @web.middleware
    async def _pass(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        if request.path == self._path and not self._open.is_set():
            self.held += 1
            await self._open.wait()
        return answer


class Balancer:
    """Hands each request to the next process, and one that is not answered to the one after."""

    def __init__(self, session: ClientSession, ports: list[int]) -> None:
        self._session = session
        self._ports = ports
        self._turn = count()

    async def hand_over(self, request: web.Request) -> web.Response:
        """Answer as the process does that the request is handed to."""
        body = await request.read()
        for _ in self._ports:
            port = self._ports[next(self._turn) % len(self._ports)]
            try:
                return await self._answer(port, request, body)
            except ClientError:
                continue
        return web.Response(status=503)

    async def _answer(self, port: int, request: web.Request, body: bytes) -> web.Response:
        url = f"http://{LOOPBACK}:{port}{request.path}"
        headers = {k: v for k, v in request.headers.items() if k.lower() != "host"}
        async with self._session.post(url, data=body, headers=headers) as answer:
            kind = answer.content_type
            return web.Response(status=answer.status, body=await answer.read(), content_type=kind)


@dataclass
class House:
    """The processes, what they talk to, and a look into their database."""

    slack: demo.Slack
    platform: str
    session: ClientSession
    store: Store
    url: str
    settings: dict[str, str]
    creating: Gate
    changing: Gate
    posting: Gate
    ports: list[int]
    processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, port: int) -> None:
        """Start the process of a port, and wait until it is ready."""
        self.processes[port] = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.quick_bot", "run"),
            env={**os.environ, **self.settings, "PORT": str(port), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        await until(lambda: self._is_ready(port))

    async def kill(self, port: int) -> None:
        """End a process as the kernel does."""
        process = self.processes.pop(port)
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def create(self, user: str, title: str) -> None:
        """Create a webcast, every form of which is delivered twice, and wait until it is over."""
        await self.open_form(user, title)
        await self.send_form(user, title)

    async def open_form(self, user: str, title: str) -> None:
        """Open the form for a webcast, and wait until it says who will see the announcement."""
        self.slack.reload(user)
        self.slack.fault(delivery="view_submission", repeat=True, times=3)
        await self.slack.command(user, TOWN_HALL, f'/webcast create "{title}" in 3 days at 15:00')
        await until(lambda: self._has_form(user))

    async def send_form(self, user: str, title: str) -> None:
        """Press Create, and wait until it is over."""
        await until(lambda: self._is_settled(user, title))

    async def cancel(self, user: str, event: Event) -> None:
        """Cancel a webcast; the form is delivered twice, and changes nothing before that."""
        self.slack.reload(user)
        self.slack.fault(delivery="view_submission", repeat=True)
        await self.slack.command(user, TOWN_HALL, f"/webcast cancel {event.id}")
        await until(lambda: self._has(user, View.CANCEL))
        self.changing.shut()
        await self.slack.submit(user, self.slack.views(user)[-1]["id"], {})
        await until(self._is_changing)
        for _ in self.ports:  # each process has looked at what it got, once it answers again
            await self.slack.command(user, TOWN_HALL, "/webcast list")
        self.changing.open()

    async def on_platform(self, what: str = "state", of: str = "events") -> list[dict[str, Any]]:
        """Look at the platform's own webcasts, or at what else it knows."""
        async with self.session.get(f"{self.platform}/_sandbox/{what}") as answer:
            found: list[dict[str, Any]] = (await answer.json())[of]
            return found

    async def calls(self, endpoint: str) -> int:
        """Count the platform's calls of an endpoint."""
        calls = await self.on_platform("journal", "entries")
        return sum(call["endpoint"] == endpoint for call in calls)

    async def remind(self, event: Event) -> None:
        """Plan a reminder that is due in a moment."""
        start = event.webcast.starts_at
        lead = (start - datetime.now(UTC) - SOON) // timedelta(seconds=1)
        await self.store.add_job(
            Job(
                workspace=event.workspace,
                event_id=event.id,
                kind=JobKind.REMINDER,
                target=TOWN_HALL,
                due_at=start - timedelta(seconds=lead),
                detail=str(lead),
            )
        )

    async def events(self) -> tuple[Event, ...]:
        """Return what the processes know of."""
        return await self.store.events(TEAM_ID)

    async def uncertain(self) -> tuple[Wish, ...]:
        """Return the creates of which nobody knows."""
        return await self.store.uncertain(TEAM_ID)

    async def jobs(self, *states: JobState) -> list[Job]:
        """Return the jobs in some states that were due by now, and what follows, of all events."""
        found = [
            job
            for event in await self.events()
            for job in await self.store.jobs(event.workspace, event.id)
        ]
        now = datetime.now(UTC)
        return [
            job
            for job in found
            if job.state in states and (job.due_at <= now + SOON or job.kind is JobKind.FOLLOW)
        ]

    async def rests(self) -> bool:
        """Tell whether nothing is due or under way any more, and nothing is left to follow."""
        late = await self.jobs(JobState.PLANNED, JobState.FIRING)
        return not late and not self.ask(
            "SELECT 1 FROM wishes WHERE progress = 'sending' "
            "UNION ALL SELECT 1 FROM posts WHERE state IN ('planned', 'posting')"
        )

    def ask(self, sql: str) -> int:
        """Ask the database itself; returns how many rows it was about."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(sql.encode()).rowcount

    def messages(self, user: str, channel: str) -> list[dict[str, Any]]:
        """Return the bot's own messages of a channel that somebody sees, but for threads."""
        channels = self.slack.state(user)["channels"]
        [messages] = [each["messages"] for each in channels if each["id"] == channel]
        return [
            each
            for each in messages
            if each["user"] == "U0WEBCASTS1"
            and not each.get("thread_ts")
            and not each.get("ephemeral")
        ]

    async def _has(self, user: str, view: View) -> bool:
        views = self.slack.views(user)
        return bool(views) and views[-1]["callback_id"] == view

    async def _is_changing(self) -> bool:
        return self.changing.held > 0

    async def _has_form(self, user: str) -> bool:
        views = self.slack.views(user)
        return bool(views) and not unseen(read_draft(views[-1]))

    async def _is_settled(self, user: str, title: str) -> bool:
        """Press Create for as long as the form is open: it may still ask who shall see it."""
        views = self.slack.views(user)
        if views and views[-1]["callback_id"] == View.FORM:
            await self.slack.submit(user, views[-1]["id"], {})
        made = {event.title for event in await self.events()}
        return title in made | {wish.request.title for wish in await self.uncertain()}

    async def _is_ready(self, port: int) -> bool:
        try:
            async with self.session.get(f"http://{LOOPBACK}:{port}/readyz") as answer:
                return answer.ok
        except ClientError:
            return False


def _in_socket_mode(secret: str) -> dict[str, str]:
    return {"SLACK_APP_TOKEN": f"xapp-{secret}", "SLACK_CONNECTIONS": "1"}


@asynccontextmanager
async def opened(
    postgres: Server,
    processes: int,
    *,
    by_socket: SocketSlack | None = None,
) -> AsyncIterator[House]:
    """Open a house; `by_socket` carries Slack's requests in place of the balancer."""
    key, secret, token = Cipher.new_key(), secrets.token_hex(8), f"xoxb-{secrets.token_hex(8)}"
    command = demo.Command(name=Command.WEBCAST, description="Webcasts", usage_hint="help")
    async with AsyncExitStack() as stack:
        url = stack.enter_context(postgres.migrated())
        platform = sandbox.make_app(sandbox.Settings(username="svc", password=secret))
        app = demo.make_app(
            demo.Settings(
                signing_secret=secret,
                bot_token=token,
                commands=(command,),
                scopes=SCOPES,
                ack_timeout=PATIENCE,
            )
        )
        gates = (
            Gate(platform, "/api/event/create"),
            Gate(platform, "/api/event/update"),
            Gate(app, "/api/chat.postMessage"),
        )
        if by_socket:
            by_socket.beside(app)
        at = [
            await stack.enter_async_context(listening(each, host=LOOPBACK, port=0))
            for each in (platform, app)
        ]
        timeout = ClientTimeout(total=PATIENCE)
        session = await stack.enter_async_context(ClientSession(timeout=timeout))
        house = House(
            slack=app[demo.SLACK],
            platform=at[0],
            session=session,
            store=await stack.enter_async_context(await open_store(url, Cipher([key]))),
            url=url,
            settings={
                "SLACK_BOT_TOKEN": token,
                "SLACK_SIGNING_SECRET": secret,
                "SLACK_API_URL": f"{at[1]}/api/",
                "WEBCASTS_API_URL": f"{at[0]}/api",
                "WEBCASTS_USERNAME": "svc",
                "WEBCASTS_PASSWORD": secret,
                "DATABASE_URL": url,
                "ENCRYPTION_KEY": key,
                "LOG_LEVEL": "CRITICAL",
                **(_in_socket_mode(secret) if by_socket else {}),
            },
            creating=gates[0],
            changing=gates[1],
            posting=gates[2],
            ports=[free_port() for _ in range(processes)],
        )
        balancer = Balancer(session, house.ports)
        hands_over = web.Application()
        hand_over = by_socket.carry if by_socket else balancer.hand_over
        hands_over.router.add_post("/slack/events", hand_over)
        front = await stack.enter_async_context(listening(hands_over, host=LOOPBACK, port=0))
        house.slack.events_url = f"{front}/slack/events"
        try:
            await house.start(house.ports[0])
            await asyncio.gather(*map(house.start, house.ports[1:]))
            yield house
        finally:
            for gate in gates:
                gate.open()
            for port in list(house.processes):
                await house.kill(port)
