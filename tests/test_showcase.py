"""The demo as a whole: everybody in it goes by one clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from aiohttp import ClientSession

from bot.demo.people import TEAM_ID
from bot.showcase import open_demo
from bot.tenancy import Account, Login
from tests.stage import COMMS, CREATE, NOW, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.showcase import Showcase


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_demo(port=0, clock=lambda: NOW) as show, ClientSession() as session:
        yield Stage(show, session)


async def test_bot_platform_and_workspace_tell_the_same_time(stage: Stage) -> None:
    await stage.advance(timedelta(days=1))

    told = NOW + timedelta(days=1)
    platform = (await stage.platform())["clock"]["now_ms"]
    assert stage.now == stage.show.bot.parts.clock() == told
    assert stage.show.slack.world.now() == platform / 1000 == told.timestamp()


async def test_words_are_read_by_the_moved_clock(stage: Stage) -> None:
    await stage.advance(timedelta(days=7))
    await stage.command(CREATE)

    view = stage.view()
    (read,) = [each for each in view["blocks"] if each["block_id"].startswith("when_read")]
    assert "8 Dec 2026" in str(read)


async def test_the_bot_can_be_woken_when_the_clock_moves(stage: Stage) -> None:
    woken = []
    stage.show.clock.watchers.append(lambda: woken.append(stage.now))

    stage.show.slack.set_clock(advance=3600)

    assert woken == [NOW + timedelta(hours=1)]


async def test_a_signed_request_is_taken_days_ahead(stage: Stage) -> None:
    await stage.advance(timedelta(days=30))

    assert (await stage.command("/webcast help"))["status"] == "ok"


async def test_the_demo_goes_on_where_its_clock_stood(tmp_path: Path) -> None:
    async with open_demo(port=0, data=tmp_path, clock=lambda: NOW) as show:
        show.clock.advance(timedelta(days=2))

    async with open_demo(port=0, data=tmp_path, clock=lambda: NOW) as show:
        assert show.bot.parts.clock() == NOW + timedelta(days=2)


async def install(show: Showcase, session: ClientSession) -> None:
    """Go through the pages of the installation, as a browser does."""
    begin = show.slack.world.oauth.install_url
    async with session.get(begin, allow_redirects=False) as answer:
        consent, cookie = answer.headers["Location"], answer.headers["Set-Cookie"].partition(";")[0]
    page, _, query = consent.partition("?")
    given = {**dict(parse_qsl(query)), "decision": "allow"}
    async with session.post(page, data=given, allow_redirects=False) as answer:
        back = answer.headers["Location"]
    async with session.get(back, headers={"Cookie": cookie}) as answer:
        assert answer.status == 200


async def test_a_demo_that_was_installed_and_connected_is_so_at_the_next_start(
    tmp_path: Path,
) -> None:
    login = Login(username="sandbox", password="sandbox")
    async with open_demo(port=0, data=tmp_path, oauth=True) as show, ClientSession() as session:
        await install(show, session)
        store = show.bot.parts.store
        await store.keep_account(Account(workspace=TEAM_ID, login=login, by=COMMS, at=NOW))

    async with open_demo(port=0, data=tmp_path, oauth=True) as show, ClientSession() as session:
        await show.bot.tenants.idle()
        stage = Stage(show, session)
        await stage.command("/webcast folders")

        assert "Marketing" in str(show.slack.state(COMMS)["channels"])
