"""A stop takes ten seconds at most, under load too; nothing is lost, and nothing done twice."""

from __future__ import annotations

import asyncio
import itertools
import signal
import socket
import sqlite3
import sys
import time
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot import serving
from bot.assembly import listening
from bot.demo import people
from bot.domain import Progress
from bot.farewell import Farewell, unless
from bot.store import Cipher, open_store
from tests.process import ROOT, SECRETS, Town, asked, process, town
from tests.socket_slack import SocketSlack, socket_slack
from tests.stage import text_of
from tests.teams import Teams, config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.config import Config

TOWN_HALL = "C0TOWNHALL1"
TITLES = ["Earnings call", "Product launch", "Town hall"]
TEAM, BOT = "T0DEMOTEAM1", "U0WEBCASTS1"
CREATE = "/api/event/create"
READY = "listening for Slack"
AT_MOST = 10.0


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def there(tmp_path: Path, port: int) -> AsyncIterator[Town]:
    async with town(tmp_path, port) as there:
        yield there


async def create(there: Town, title: str) -> str:
    """Fill in a form and press Create; returns its id once that is acknowledged."""
    user = people.COMMS.id
    line = f'/webcast create "{title}" in 3 days at 3pm for 90 minutes'
    await there.slack.command(user, TOWN_HALL, line)
    await there.until(lambda: "people will see it" in text_of(there.slack.views(user)))
    view = str(there.slack.views(user)[-1]["id"])
    assert (await there.slack.submit(user, view))["status"] == "ok"
    await there.slack.close(user, view)
    return view


async def progress(there: Town, views: list[str]) -> list[Progress]:
    """Read what became of the creates that were asked for."""
    async with await open_store(
        there.env["DATABASE_URL"], Cipher([SECRETS["ENCRYPTION_KEY"]])
    ) as store:
        found = [await store.wish(TEAM, view) for view in views]
    return [wish.progress for wish in found if wish]


def from_bot(there: Town, user: str, channel: str) -> list[str]:
    return [text_of(each) for each in there.messages(user, channel) if each["user"] == BOT]


async def ask_for_help(there: Town) -> int:
    """Ask for help over and over until nobody answers; tell how often somebody did."""
    for count in itertools.count():
        done = await there.slack.command(people.PRESENTER.id, TOWN_HALL, "/webcast help times")
        if done["status"] != "ok":
            return count
    raise AssertionError


def seconds_since(began: float) -> float:
    return time.monotonic() - began


async def test_a_bot_without_work_stops_at_once(there: Town, tmp_path: Path) -> None:
    async with process(there.env, tmp_path) as bot:
        await bot.said(READY)
        assert (await asked(f"{bot.url}/readyz"))[0] == 200
        began = time.monotonic()
        bot.signal()

        assert await bot.ended() == 0
        assert seconds_since(began) < 5


async def test_what_is_under_way_is_finished_once_under_load(there: Town, tmp_path: Path) -> None:
    await there.fault(endpoint="event/create", kind="delay", seconds=2, commit="before", times=0)
    async with process(there.env, tmp_path) as bot:
        await bot.said(READY)
        load = [asyncio.create_task(ask_for_help(there)) for _ in range(3)]
        views = [await create(there, title) for title in TITLES]
        await there.until(lambda: there.arrived[CREATE] == len(TITLES))
        began = time.monotonic()
        bot.signal()

        assert await bot.ended() == 0
        assert seconds_since(began) < AT_MOST
        helped = sum(await asyncio.gather(*load))

    assert await there.titles() == TITLES
    assert await progress(there, views) == [Progress.CREATED] * len(TITLES)
    cards = from_bot(there, people.COMMS.id, TOWN_HALL)
    assert [sum(title in card for card in cards) for title in TITLES] == [1] * len(TITLES)
    answers = from_bot(there, people.PRESENTER.id, TOWN_HALL)
    assert helped
    assert sum("Times in words" in answer for answer in answers) == helped


async def test_what_takes_too_long_is_cut_off_and_settled_by_the_next_process(
    there: Town, tmp_path: Path
) -> None:
    await there.fault(endpoint="event/create", kind="delay", seconds=60, commit="after", times=0)
    async with process(there.env, tmp_path) as bot:
        await bot.said(READY)
        views = [await create(there, "Slow webcast")]
        await there.until(lambda: there.arrived[CREATE])
        began = time.monotonic()
        bot.signal()

        assert await bot.ended() == 0
        assert seconds_since(began) < AT_MOST
        assert any("cut off by the stop" in line for line in bot.lines)
    assert await progress(there, views) == [Progress.SENDING]

    with closing(sqlite3.connect(tmp_path / "bot.db")) as later, later:
        later.execute("UPDATE wishes SET lease_until = 1")
    async with process(there.env, tmp_path) as bot:
        await bot.said("a create was lost in a stop")
        await bot.said(READY)
        bot.signal()
        assert await bot.ended() == 0
    assert await progress(there, views) == [Progress.UNCERTAIN]
    assert await there.titles() == ["Slow webcast"]
    assert there.arrived[CREATE] == 1


async def test_a_second_signal_ends_it_at_once(there: Town, tmp_path: Path) -> None:
    await there.fault(endpoint="event/create", kind="delay", seconds=60, commit="after", times=0)
    async with process(there.env, tmp_path) as bot:
        await bot.said(READY)
        await create(there, "Slow webcast")
        await there.until(lambda: there.arrived[CREATE])
        bot.signal()
        await bot.said("stopping")
        began = time.monotonic()
        bot.signal()

        assert await bot.ended() == -signal.SIGTERM
        assert seconds_since(began) < 2


async def test_a_stop_during_the_start_is_no_failure(there: Town, tmp_path: Path) -> None:
    arrived, never = asyncio.Event(), asyncio.Event()

    async def say_nothing(_request: web.Request) -> web.Response:
        arrived.set()
        await never.wait()
        return web.Response()

    silent = web.Application()
    silent.router.add_post("/api/auth.test", say_nothing)
    async with listening(silent, host="127.0.0.1", port=0) as url:
        env = {**there.env, "SLACK_API_URL": f"{url}/api/"}
        async with process(env, tmp_path) as bot:
            await asyncio.wait_for(arrived.wait(), 20)
            bot.signal()

            assert await bot.ended() == 0
            assert any("stopped during the start" in line for line in bot.lines)
        never.set()


async def test_in_socket_mode_a_port_in_use_is_said_in_a_sentence(
    there: Town, tmp_path: Path, port: int
) -> None:
    async with (
        listening(web.Application(), host="0.0.0.0", port=port),  # noqa: S104  (as the bot does)
        process({**there.env, "SLACK_APP_TOKEN": "xapp-1"}, tmp_path) as bot,
    ):
        assert await bot.ended() == 2
        assert any(f"Port {port} cannot be opened" in line for line in bot.lines)


async def test_in_socket_mode_the_probes_answer_until_the_work_is_done(
    there: Town, tmp_path: Path
) -> None:
    async with socket_slack() as slack:
        env = {**there.env, "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": f"{slack.url}/api/"}
        async with process(env, tmp_path) as bot:
            await bot.said("connected to Slack in Socket Mode")
            assert await asked(f"{bot.url}/readyz") == (200, {"status": "ready"})
            assert (await asked(f"{bot.url}/healthz"))[0] == 200
            slack.may_tell_of_people.clear()
            names = [await slack.send(help_from(slack, f"1.{number}")) for number in range(20)]
            await slack.until(lambda: all(name in slack.answers for name in names))
            bot.signal()
            await bot.said("stopping")
            await slack.until(lambda: not slack.lines)

            status, told = await asked(f"{bot.url}/readyz")
            assert (status, list(told["problems"])) == (503, ["stopping"])
            assert (await asked(f"{bot.url}/healthz"))[0] == 200
            slack.may_tell_of_people.set()
            assert await bot.ended() == 0

    assert len(slack.responses) == len(names)


def help_from(slack: SocketSlack, trigger: str) -> dict[str, Any]:
    return {
        "command": "/webcast",
        "text": "help",
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "trigger_id": trigger,
        "response_url": f"{slack.url}/api/response",
    }


def test_everybody_who_finishes_shares_one_deadline() -> None:
    now = 100.0
    farewell = Farewell(patience=9, clock=lambda: now)
    assert (farewell.left, farewell.is_begun) == (9, False)

    farewell.begin()
    now = 104.0
    farewell.begin()
    assert (farewell.left, farewell.is_begun) == (5, True)

    now = 200.0
    assert farewell.left == 0


async def test_what_opens_in_time_is_opened() -> None:
    async def open_it() -> str:
        return "open"

    assert await unless(asyncio.Event(), open_it()) == "open"


async def test_what_is_not_open_when_the_stop_comes_is_given_up() -> None:
    stop, was_given_up = asyncio.Event(), False

    async def open_forever() -> None:
        nonlocal was_given_up
        stop.set()
        try:
            await asyncio.Event().wait()
        finally:
            was_given_up = True

    with pytest.raises(TimeoutError):
        await unless(stop, open_forever())

    assert was_given_up


async def test_a_start_that_gives_up_by_itself_is_no_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def too_slow(_config: Config) -> AsyncIterator[None]:
        raise TimeoutError
        yield

    monkeypatch.setattr(serving, "open_bot", too_slow)

    with pytest.raises(TimeoutError):
        await serving.run(config(Teams(url="http://localhost:9"), tmp_path), asyncio.Event())


HANGS = """
import asyncio
from bot import __main__ as line

async def serve():
    async with line._stop_signal() as stop:
        print("ready", flush=True)
        await stop.wait()
        await asyncio.Event().wait()

line.LAST_RESORT = 1
asyncio.run(serve())
"""


async def test_a_stop_that_hangs_is_ended_by_the_last_resort() -> None:
    hanging = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HANGS, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert hanging.stdout
    assert await hanging.stdout.readline() == b"ready\n"
    hanging.send_signal(signal.SIGTERM)

    assert await asyncio.wait_for(hanging.wait(), 10) == -signal.SIGALRM
