"""Several real processes on one PostgreSQL, behind a balancer: nothing twice, nothing forgotten."""

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
import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot import demo, sandbox
from bot.assembly import listening
from bot.demo.people import TEAM_ID
from bot.domain import PostKind, PostState
from bot.plans import Job, JobKind, JobState
from bot.slack.ids import SCOPES, Command, View
from bot.store import Cipher, open_store
from tests.stage import COMMS, INVESTOR, PRESENTER, TOWN_HALL
from tests.test_main import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.domain import Event
    from bot.store import Store
    from tests.postgres import Server

ROOT = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
PEOPLE = (COMMS, INVESTOR, PRESENTER)
PATIENCE = 30.0
SOON = timedelta(seconds=2)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110  (other processes set no event here)
            await asyncio.sleep(0.05)


class Balancer:
    """Hands each request to the next process, and one that is not answered to the one after."""

    def __init__(self, session: ClientSession, ports: list[int]) -> None:
        self._session = session
        self._ports = ports
        self._turn = count()

    async def hand_over(self, request: web.Request) -> web.Response:
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
    ports: list[int]
    processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)

    async def start(self, port: int) -> None:
        """Start the process of a port, and wait until it serves."""
        self.processes[port] = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={**os.environ, **self.settings, "PORT": str(port), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        await until(lambda: self._serves(port))

    async def kill(self, port: int) -> None:
        """End a process as the kernel does."""
        process = self.processes.pop(port)
        process.send_signal(signal.SIGKILL)
        await process.wait()

    async def create(self, user: str, title: str) -> None:
        """Create a webcast, every form of which is delivered twice."""
        self.slack.reload(user)
        self.slack.fault(delivery="view_submission", repeat=True, times=3)
        await self.slack.command(user, TOWN_HALL, f'/webcast create "{title}" in 3 days at 15:00')
        await until(lambda: self._has_form(user))
        await until(lambda: self._is_created(user, title))

    async def on_platform(self) -> list[dict[str, Any]]:
        """Look at the platform's own webcasts."""
        async with self.session.get(f"{self.platform}/_sandbox/state") as answer:
            events: list[dict[str, Any]] = (await answer.json())["events"]
            return events

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
        return not late

    def ask(self, sql: str) -> int:
        """Ask the database itself; returns how many rows it was about."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(sql.encode()).rowcount

    def let_claims_end(self) -> None:
        """Let the claims and leases be over of which nobody is left."""
        for table in ("jobs", "wishes", "posts"):
            self.ask(f"UPDATE {table} SET lease_until = 0")  # noqa: S608  (our own names)
        self.ask("UPDATE jobs SET due_at = due_at - 120000 WHERE kind = 'follow'")

    async def _has_form(self, user: str) -> bool:
        return bool(self.slack.views(user))

    async def _is_created(self, user: str, title: str) -> bool:
        """Press Create for as long as the form is open: it may still ask who shall see it."""
        views = self.slack.views(user)
        if views and views[-1]["callback_id"] == View.FORM:
            await self.slack.submit(user, views[-1]["id"], {})
        return title in {event.title for event in await self.events()}

    async def _serves(self, port: int) -> bool:
        try:
            async with self.session.get(f"http://{LOOPBACK}:{port}/healthz") as answer:
                return answer.ok
        except ClientError:
            return False


@asynccontextmanager
async def opened(postgres: Server, processes: int) -> AsyncIterator[House]:
    key, secret, token = Cipher.new_key(), secrets.token_hex(8), f"xoxb-{secrets.token_hex(8)}"
    command = demo.Command(name=Command.WEBCAST, description="Webcasts", usage_hint="help")
    async with AsyncExitStack() as stack:
        url = stack.enter_context(postgres.migrated())
        platform = sandbox.make_app(sandbox.Settings(username="svc", password=secret))
        app = demo.make_app(
            demo.Settings(
                signing_secret=secret, bot_token=token, commands=(command,), scopes=SCOPES
            )
        )
        at = [
            await stack.enter_async_context(listening(each, host=LOOPBACK, port=0))
            for each in (platform, app)
        ]
        timeout = ClientTimeout(total=10)
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
            },
            ports=[free_port() for _ in range(processes)],
        )
        balancer = web.Application()
        hand_over = Balancer(session, house.ports).hand_over
        balancer.router.add_post("/slack/events", hand_over)
        front = await stack.enter_async_context(listening(balancer, host=LOOPBACK, port=0))
        house.slack.events_url = f"{front}/slack/events"
        try:
            await asyncio.gather(*map(house.start, house.ports))
            yield house
        finally:
            for port in list(house.processes):
                await house.kill(port)


@pytest.mark.parametrize("processes", [2, 4])
async def test_nothing_is_done_twice_or_forgotten_whatever_breaks(
    postgres: Server, processes: int
) -> None:
    async with opened(postgres, processes) as house:
        await asyncio.gather(*(house.create(user, f"A {user}") for user in PEOPLE))
        await until(house.rests)
        for event in await house.events():
            await house.remind(event)
        killed = house.ports[0]

        creating = [asyncio.create_task(house.create(user, f"B {user}")) for user in PEOPLE]
        await until(lambda: _is_firing(house))
        await house.kill(killed)
        await asyncio.wait(creating, timeout=5)
        house.let_claims_end()
        await house.start(killed)
        for task in creating:
            task.cancel()
        await asyncio.gather(*creating, return_exceptions=True)
        await asyncio.to_thread(postgres.restart)
        await house.create(COMMS, "C")
        await until(house.rests)

        await _is_whole(house)


async def _is_firing(house: House) -> bool:
    return bool(await house.jobs(JobState.FIRING, JobState.DONE, JobState.MISSED))


async def _is_whole(house: House) -> None:
    """Compare what the platform, Slack and the database say."""
    titles = [event["event_title"] for event in await house.on_platform()]
    assert len(titles) == len(set(titles))
    sending = house.ask("SELECT 1 FROM wishes WHERE progress = 'sending'")
    posting = house.ask("SELECT 1 FROM posts WHERE state = 'posting'")
    assert (sending, posting) == (0, 0)
    reminders = [
        job
        for job in await house.jobs(JobState.DONE, JobState.MISSED, JobState.FAILED)
        if job.kind is JobKind.REMINDER
    ]
    done = [job for job in reminders if job.state is JobState.DONE]
    assert len(reminders) == len(PEOPLE)
    assert all("nobody knows" in job.reason for job in reminders if job not in done)
    cards, lost = await _cards(house)
    said = len(_from_bot(house))
    assert 0 <= said - len(done) - cards <= lost + len(reminders) - len(done)


async def _cards(house: House) -> tuple[int, int]:
    """Count the cards that stand, and those of which nobody knows."""
    posts = [
        post
        for event in await house.events()
        for post in await house.store.posts(event.workspace, event.id)
        if post.kind is PostKind.CARD
    ]
    states = [post.state for post in posts]
    return states.count(PostState.POSTED), states.count(PostState.FAILED)


def _from_bot(house: House) -> list[dict[str, Any]]:
    channels = house.slack.state(COMMS)["channels"]
    [messages] = [each["messages"] for each in channels if each["id"] == TOWN_HALL]
    return [
        each
        for each in messages
        if each["user"] == "U0WEBCASTS1" and not each.get("thread_ts") and not each.get("ephemeral")
    ]
