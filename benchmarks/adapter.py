"""What the adapter costs: `WebcastsClient.status` beside bare aiohttp posting the same form.

Run: .venv/bin/python benchmarks/adapter.py [calls per round]

Bare aiohttp is what one would write first: post the form, read the JSON. Both ask one sandbox, a
process of its own with its limits off, over connections that are kept alive. They take turns, round
by round, at concurrency 1 and 50; the client counts its calls in memory and in a database.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector

from bot.domain import Live, Webcam, WebcastRequest
from bot.rules import Region
from bot.store import Cipher, open_store
from bot.webcasts import Budget, WebcastsClient
from bot.webcasts.codes import Endpoint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Ask = Callable[[], Awaitable[object]]

PASSWORD = "benchmark"
ROUNDS = 15
PLENTY = Budget(limits={Endpoint.STATUS: 500}, window=0.02)
"""The limit of the reference, counted in so short a window that nobody has to wait."""
REQUEST = WebcastRequest(
    title="Benchmark",
    starts_at=datetime(2036, 12, 1, 20, tzinfo=UTC),
    duration=timedelta(minutes=60),
    zone="Etc/UTC",
    production=Live(source=Webcam(), region=Region.EUROPE),
    capacity=50,
    expiration_months=3,
)


@asynccontextmanager
async def sandbox() -> AsyncIterator[str]:
    """Run the platform's sandbox in a process of its own; yields the base URL of its API."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--password", PASSWORD]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        if process.stdout is None:
            raise SystemExit("The sandbox says nothing.")
        yield f"{(await process.stdout.readline()).decode().strip()}/api"
    finally:
        process.terminate()
        await process.wait()


async def bare(session: ClientSession, url: str, event_id: str) -> Ask:
    """Log in by hand; return what posts the form of a status call."""
    login = {"username": "sandbox", "password": PASSWORD}
    async with session.post(f"{url}/authenticate", data=login) as response:
        answer = await response.json()
    token = answer["convey_api"]["result"]["authenticationData"]["token"]

    async def ask() -> object:
        form = {"token": token, "event_id": event_id}
        async with session.post(f"{url}/event/status", data=form) as response:
            return await response.json()

    return ask


async def seconds(ask: Ask, *, calls: int, at_once: int) -> float:
    """Make so many calls, so many of them at once; return how long that took."""
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            await ask()

    begun = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return time.perf_counter() - begun


async def compare(asks: dict[str, Ask], *, calls: int, at_once: int) -> None:
    """Let all take turns, after a round to warm up, and print what came of it."""
    times: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(ROUNDS + 1):
        for name, ask in asks.items():
            took = await seconds(ask, calls=calls, at_once=at_once)
            if number:
                times[name].append(took)
    base = next(iter(times.values()))
    for name, each in times.items():
        ratio = median(took / first for took, first in zip(each, base, strict=True))
        added = 1e3 * at_once * (median(each) - median(base)) / calls
        rate = calls / median(each)
        print(f"{at_once:2} at once  {name:16} {rate:6.0f}/s   +{added:6.3f} ms   x{ratio:.2f}")


async def main(calls: int) -> None:
    """Measure bare aiohttp, the client, and the client with a database."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(sandbox())
        session = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        opening = open_store(f"sqlite:///{folder / 'calls.db'}", Cipher([Cipher.new_key()]))
        store = await stack.enter_async_context(await opening)
        account = (session, url, "sandbox", PASSWORD)
        client = WebcastsClient(*account, budget=PLENTY)
        counted = WebcastsClient(*account, budget=PLENTY, ledger=store.ledger)
        limits = url.replace("/api", "/_sandbox/limits")
        async with session.post(limits, json={"event/status": None}) as response:
            response.raise_for_status()
        event_id = (await client.create(REQUEST)).webcast.id
        asks: dict[str, Ask] = {
            "bare aiohttp": await bare(session, url, event_id),
            "client": lambda: client.status(event_id),
            "client, database": lambda: counted.status(event_id),
        }
        for at_once in (1, 50):
            await compare(asks, calls=calls, at_once=at_once)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
