"""Health, readiness and metrics, as a balancer and Prometheus ask for them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, web

from bot.assembly import listening
from bot.errors import StoreFailed
from bot.health import Pulse
from bot.metrics import Metrics
from bot.probes import Probes
from bot.service.ready import Readiness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TOKEN = "reads-the-metrics"


class Process:
    """What the probes look at, as somebody wants it to be."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.answers.set()
        self.is_broken = False
        self.missing: tuple[str, ...] = ()
        self.connections = 1
        self.is_stopping = False
        self.time = 0.0
        self.looks = 0

    async def ping(self) -> None:
        await self.answers.wait()
        if self.is_broken:
            raise StoreFailed("postgresql://bot:sekret@db is gone")

    async def missing_steps(self) -> tuple[str, ...]:
        self.looks += 1
        return self.missing

    async def pulse(self, now: datetime) -> Pulse:
        assert now == NOW
        await self.ping()
        return Pulse(due=3)


@asynccontextmanager
async def probed(process: Process, *, token: str = "") -> AsyncIterator[ClientSession]:
    readiness = Readiness(
        process,
        is_connected=lambda: process.connections > 0,
        is_stopping=lambda: process.is_stopping,
        clock=lambda: process.time,
    )
    probes = Probes(
        readiness,
        Metrics(),
        pulse=process.pulse,
        clock=lambda: NOW,
        connections=lambda: process.connections,
        token=token,
    )
    served = probes.serve_in(web.Application())
    async with listening(served, host="127.0.0.1", port=0) as url, ClientSession(url) as session:
        yield session


async def asked(session: ClientSession) -> tuple[int, dict[str, Any]]:
    """Ask whether the process is ready."""
    async with session.get("/readyz") as answer:
        return answer.status, await answer.json()


async def test_a_process_is_alive_whatever_it_stands_on() -> None:
    process = Process()
    process.is_broken, process.is_stopping = True, True
    async with probed(process) as session, session.get("/healthz") as answer:
        assert answer.status == HTTPStatus.OK
        assert await answer.json() == {"status": "alive"}


async def test_a_process_is_ready_when_all_is_well() -> None:
    async with probed(Process()) as session:
        assert await asked(session) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        pytest.param({"is_broken": True}, "database", id="database"),
        pytest.param({"missing": ("m012_processes",)}, "migrations", id="migration"),
        pytest.param({"connections": 0}, "slack", id="socket mode"),
        pytest.param({"is_stopping": True}, "stopping", id="stop"),
    ],
)
async def test_a_process_that_is_not_ready_says_why(trouble: dict[str, Any], named: str) -> None:
    process = Process()
    for name, value in trouble.items():
        setattr(process, name, value)
    async with probed(process) as session:
        status, said = await asked(session)

    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert list(said["problems"]) == [named]
    assert "sekret" not in str(said)


async def test_several_problems_are_told_together() -> None:
    process = Process()
    process.is_broken, process.connections = True, 0
    async with probed(process) as session:
        _, said = await asked(session)

    assert set(said["problems"]) == {"database", "slack"}


async def test_a_database_that_hangs_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.ready.PATIENCE", 0.01)
    process = Process()
    process.answers.clear()
    async with probed(process) as session:
        _, said = await asked(session)

    assert list(said["problems"]) == ["database"]


async def test_the_database_is_looked_at_once_a_second_at_most() -> None:
    process = Process()
    async with probed(process) as session:
        await asyncio.gather(*(asked(session) for _ in range(10)))
        assert process.looks == 1
        process.missing, process.time = ("m012_processes",), 1.5
        status, _ = await asked(session)

    assert (status, process.looks) == (503, 2)


async def test_the_metrics_tell_how_the_work_stands() -> None:
    async with probed(Process()) as session, session.get("/metrics") as answer:
        page = await answer.text()

    assert answer.content_type == "text/plain"
    assert "webcast_bot_due_jobs 3.0" in page
    assert "webcast_bot_socket_connections 1.0" in page


async def test_the_metrics_are_there_without_a_database() -> None:
    process = Process()
    process.is_broken = True
    async with probed(process) as session, session.get("/metrics") as answer:
        assert "webcast_bot_database_up 0.0" in await answer.text()


@pytest.mark.parametrize(
    ("brought", "status"),
    [
        pytest.param(None, 401, id="nothing"),
        pytest.param("Bearer something else", 401, id="another token"),
        pytest.param("Bearer ümläut", 401, id="odd letters"),
        pytest.param(TOKEN, 401, id="no bearer"),
        pytest.param(f"Bearer {TOKEN}", 200, id="the token"),
    ],
)
async def test_the_metrics_ask_for_their_token(brought: str | None, status: int) -> None:
    headers = {"Authorization": brought} if brought else {}
    async with (
        probed(Process(), token=TOKEN) as session,
        session.get("/metrics", headers=headers) as answer,
    ):
        assert answer.status == status
        assert ("webcast_bot" in await answer.text()) == (status == HTTPStatus.OK)


async def test_health_and_readiness_need_no_token() -> None:
    async with probed(Process(), token=TOKEN) as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(path) as answer:
                assert answer.status == HTTPStatus.OK
