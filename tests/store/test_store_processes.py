"""What several processes on one file, and a kill in the middle, must not break."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain import PostState, Progress
from bot.plans import CLAIM
from bot.store import Cipher, open_store
from bot.store.steps import SINCE
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Run = Callable[[str], Awaitable[tuple[int | None, str]]]

SCRIPT = Path(__file__).with_name("store_process.py")


@pytest.fixture
def key() -> str:
    return Cipher.new_key()


async def run_one(task: str, url: str, key: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, SCRIPT, task, url, key, stdout=PIPE
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


@pytest.fixture
def run(url: str, key: str) -> Run:
    return lambda task: run_one(task, url, key)


async def test_of_processes_that_migrate_at_once_one_takes_each_step(
    empty_url: str, key: str
) -> None:
    results = await asyncio.gather(*(run_one("migrate", empty_url, key) for _ in range(4)))

    assert [code for code, _ in results] == [0, 0, 0, 0]
    [taken] = [steps for _, steps in results if steps]
    assert taken.endswith(SINCE[-1].name)


async def test_processes_that_race_for_claims_win_each_once(run: Run) -> None:
    results = await asyncio.gather(run("race"), run("race"), run("race"))

    assert [code for code, _ in results] == [0, 0, 0]
    assert sum(int(won) for _, won in results) == 100


async def test_processes_that_race_for_turns_never_exceed_the_budget(run: Run) -> None:
    results = await asyncio.gather(run("spend"), run("spend"))

    assert [code for code, _ in results] == [0, 0]
    assert sum(int(went) for _, went in results) == 80


async def test_a_process_killed_while_creating_leaves_an_uncertain_wish(
    run: Run, url: str, key: str
) -> None:
    assert await run("die after claiming") == (-signal.SIGKILL, "")

    async with await open_store(url, Cipher([key])) as store:
        assert [w.progress for w in await store.recover(UNTIL)] == [Progress.UNCERTAIN]
        assert await store.events("T1") == ()


async def test_a_process_killed_after_recording_a_webcast_has_kept_all_of_it(
    run: Run, url: str, key: str
) -> None:
    assert await run("die after creating") == (-signal.SIGKILL, "")

    async with await open_store(url, Cipher([key])) as store:
        assert await store.recover(UNTIL) == ()
        (event,) = await store.events("T1")
        assert [portal.pin for portal in event.webcast.portals] == ["1234"]
        assert [post.state for post in await store.planned_posts(UNTIL + CLAIM)] == [
            PostState.PLANNED
        ]
        assert [entry.what for entry in await store.history("T1", event.id)] == ["created"]


async def test_a_process_killed_while_posting_leaves_a_failed_post(
    run: Run, url: str, key: str
) -> None:
    assert await run("die while posting") == (-signal.SIGKILL, "")

    async with await open_store(url, Cipher([key])) as store:
        assert [post.state for post in await store.recover_posts(UNTIL)] == [PostState.FAILED]
        assert await store.planned_posts(UNTIL) == ()
