"""The clock of the workspace: moved on by people, never back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot import demo
from bot.demo.errors import DriverError
from tests.demo.listener import ME, Stage

JSON = dict[str, Any]
START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def clock() -> demo.Clock:
    return demo.Clock(START.timestamp)


def test_a_clock_goes_by_its_source_until_it_is_moved() -> None:
    moved = clock()
    moved.advance(timedelta(minutes=15))

    assert (clock().now, moved.now) == (START, START + timedelta(minutes=15))
    assert moved() == START.timestamp() + 900


def test_moves_add_up() -> None:
    moved = clock()
    moved.advance(timedelta(hours=1))
    moved.jump(datetime(2026, 12, 1, 15, 0, tzinfo=UTC))

    assert moved.now == datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


def test_whoever_waits_is_woken_by_each_move() -> None:
    moved, woken = clock(), list[datetime]()
    moved.watchers.append(lambda: woken.append(moved.now))

    moved.advance(timedelta(hours=1))
    moved.advance(timedelta(hours=1))

    assert woken == [START + timedelta(hours=1), START + timedelta(hours=2)]


@pytest.mark.parametrize(
    "to",
    [
        pytest.param(START - timedelta(seconds=1), id="backwards"),
        pytest.param(datetime(2100, 1, 2, tzinfo=UTC), id="beyond the end"),
    ],
)
def test_a_refused_move_changes_nothing(to: datetime) -> None:
    moved, woken = clock(), list[bool]()
    moved.watchers.append(lambda: woken.append(True))

    with pytest.raises(DriverError):
        moved.jump(to)

    assert (moved.now, woken) == (START, [])


async def move(http: ClientSession, **by: object) -> tuple[int, JSON]:
    async with http.post("/_demo/clock", json=by) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("by", "now"),
    [
        pytest.param({"advance": 900}, "2026-11-24T06:15:00+00:00", id="seconds"),
        pytest.param({"to": "2026-11-24T10:00:00+01:00"}, "2026-11-24T09:00:00+00:00", id="moment"),
        pytest.param({"to": "2026-12-01T00:00:00Z"}, "2026-12-01T00:00:00+00:00", id="UTC"),
    ],
)
async def test_the_window_moves_the_clock_on(http: ClientSession, by: JSON, now: str) -> None:
    assert await move(http, **by) == (200, {"status": "ok", "error": None, "now": now})


@pytest.mark.parametrize(
    "by",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"advance": 60, "to": "2026-12-01T00:00:00Z"}, id="both"),
        pytest.param({"advance": -1}, id="backwards"),
        pytest.param({"advance": "soon"}, id="words"),
        pytest.param({"advance": float("nan")}, id="no number"),
        pytest.param({"advance": 1e300}, id="too far"),
        pytest.param({"to": "2026-12-01T00:00:00"}, id="no offset"),
        pytest.param({"to": "tomorrow"}, id="no moment"),
        pytest.param({"to": "2026-11-24T05:59:59Z"}, id="past moment"),
    ],
)
async def test_an_impossible_move_is_refused(stage: Stage, http: ClientSession, by: JSON) -> None:
    status, answer = await move(http, **by)

    assert (status, answer["status"]) == (400, "impossible")
    assert stage.slack.world.clock.now == START


async def test_a_move_is_news_for_every_window(stage: Stage) -> None:
    before = stage.slack.state(ME)["revision"]

    stage.slack.set_clock(advance=3600)

    state = stage.slack.state(ME)
    assert state["revision"] > before
    assert state["clock"] == {"now": "2026-11-24T07:00:00+00:00", "ahead": 3600.0}


async def test_messages_carry_the_moved_time(stage: Stage) -> None:
    stage.slack.set_clock(to="2026-12-01T15:00:00+00:00")

    assert await stage.post() == "1796137200.000000"


async def test_signatures_stay_with_the_real_time(stage: Stage) -> None:
    await stage.command()
    stage.slack.set_clock(advance=86_400)
    await stage.command()

    first, second = (int(each.headers["X-Slack-Request-Timestamp"]) for each in stage.app.got)
    assert second - first < 60


async def test_the_clock_stays_ahead_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "slack.json"

    def settings() -> demo.Settings:
        return demo.Settings(signing_secret="s", bot_token="t", state_file=path, clock=clock())

    app = demo.make_app(settings())
    async with TestServer(app):
        app[demo.SLACK].set_clock(advance=86_400)

    again = demo.make_app(settings())[demo.SLACK]

    assert json.loads(path.read_text())["clock_ahead"] == 86_400
    assert again.world.clock.now == START + timedelta(days=1)
