"""The browser's doors: pages, driving over HTTP, the stream, what is kept."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.demo import SLACK, Settings, make_app, people
from bot.demo.keeping import write_whole
from tests.demo.conftest import Staging
from tests.demo.listener import EARNINGS, ME, SECRET, THIRD, TOKEN, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, modal

JSON = dict[str, Any]


async def drive(http: ClientSession, deed: str, **given: object) -> tuple[int, JSON]:
    async with http.post(f"/_demo/{deed}", json=given) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("path", ["/", "/archives/C0TOWNHALL1/p1795500000000000"])
async def test_the_page_runs_only_its_own_scripts(http: ClientSession, path: str) -> None:
    async with http.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]

        assert "text/html" in answer.headers["Content-Type"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy


async def test_every_file_of_the_window_is_served_and_nothing_else(http: ClientSession) -> None:
    for name in ("main.js", "window.css", "icon.svg"):
        async with http.get(f"/_demo/static/{name}") as answer:
            assert answer.status == 200
    for name in ("settings.py", "..%2Fsettings.py", "%2e%2e%2fui.py"):
        async with http.get(f"/_demo/static/{name}") as answer:
            assert answer.status == 404


def test_no_script_puts_text_into_the_page_as_markup() -> None:
    scripts = Path(people.__file__).with_name("static").glob("*.js")
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")

    assert [
        (script.name, word)
        for script in scripts
        for word in forbidden
        if word in script.read_text(encoding="utf-8")
    ] == []


async def test_a_browser_drives_a_whole_dialogue(stage: Stage, http: ClientSession) -> None:
    await drive(http, "command", user=ME, channel=TOWN_HALL, text="/webcast create")
    trigger = stage.app.command["trigger_id"]
    view = (await stage.client.views_open(trigger_id=trigger, view=modal()))["view"]
    done = await drive(
        http, "submit", user=ME, view_id=view["id"], values={"title": {"value": "Q4"}}
    )

    assert done == (200, {"status": "ok", "error": None, "response_action": "close"})


async def test_the_state_shows_what_the_person_may_see(http: ClientSession) -> None:
    async with http.get("/_demo/state", params={"user": THIRD}) as answer:
        state = await answer.json()

    assert EARNINGS not in [each["id"] for each in state["channels"]]
    assert [each["tz"] for each in state["users"]][:3] == [
        "America/New_York",
        "Europe/Berlin",
        "Asia/Tokyo",
    ]
    assert state["commands"][0]["name"] == "/webcast"


async def test_nobody_has_no_window(http: ClientSession) -> None:
    async with http.get("/_demo/state") as answer:
        assert (answer.status, (await answer.json())["status"]) == (400, "impossible")


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        pytest.param("command", {"user": ME}, id="missing"),
        pytest.param("command", {"user": ME, "channel": "C0", "text": "a"}, id="no channel"),
        pytest.param("faults", {"colour": "red"}, id="unknown trouble"),
        pytest.param("read", {"user": ME, "channel": "C0"}, id="unknown place"),
        pytest.param("member", {"channel": "C0", "user": ME, "member": True}, id="member of none"),
    ],
)
async def test_an_impossible_deed_is_refused_with_a_reason(
    http: ClientSession, deed: str, given: JSON
) -> None:
    status, answer = await drive(http, deed, **given)

    assert (status, answer["status"]) == (400, "impossible")
    assert answer["error"]


async def test_what_is_no_json_is_refused(http: ClientSession) -> None:
    async with http.post("/_demo/command", data="no json") as answer:
        assert answer.status == 400


async def test_trouble_can_be_called_off(stage: Stage, http: ClientSession) -> None:
    await drive(http, "faults", delivery="command", unreachable=True, times=3)
    await drive(http, "faults")

    assert (await stage.command())["status"] == "ok"


async def test_every_change_reaches_a_listening_browser(stage: Stage, http: ClientSession) -> None:
    async with http.get("/_demo/events") as stream:
        first = json.loads((await stream.content.readline()).removeprefix(b"data: "))
        await stream.content.readline()
        await stage.post()
        second = json.loads((await stream.content.readline()).removeprefix(b"data: "))

    assert second["revision"] > first["revision"]


async def test_unread_messages_are_counted_until_one_looks(
    stage: Stage, http: ClientSession
) -> None:
    await stage.post()
    await stage.post()

    def unread(user: str) -> int:
        channels = stage.slack.state(user)["channels"]
        return next(int(each["unread"]) for each in channels if each["id"] == TOWN_HALL)

    assert (unread(ME), unread(THIRD)) == (2, 2)
    await drive(http, "read", user=ME, channel=TOWN_HALL)
    assert (unread(ME), unread(THIRD)) == (0, 2)


async def test_own_words_are_never_unread(stage: Stage) -> None:
    await stage.command("Hello")

    assert next(each["unread"] for each in stage.slack.state(ME)["channels"]) == 0


async def test_loading_again_loses_ephemerals_and_modals(stage: Stage, http: ClientSession) -> None:
    await stage.open(modal())
    await stage.client.chat_postEphemeral(channel=TOWN_HALL, user=ME, text="Only you")
    await stage.post(text="Stays")

    await drive(http, "reload", user=ME)

    assert stage.texts() == ["Stays"]
    assert stage.slack.views(ME) == []


async def test_reading_an_empty_channel_changes_nothing(stage: Stage) -> None:
    before = stage.slack.state(ME)["revision"]
    stage.slack.read(ME, TOWN_HALL)

    assert stage.slack.state(ME)["revision"] == before


async def test_the_address_is_learnt_from_the_first_request(staging: Staging) -> None:
    stage = await staging()
    reached = stage.slack.base_url
    stage.slack.base_url = ""

    await stage.client.auth_test()

    assert stage.slack.base_url == reached


async def test_a_public_address_is_kept() -> None:
    app = make_app(Settings(signing_secret="a", bot_token="b", public_url="https://demo.example/"))
    async with TestServer(app) as server, ClientSession(server.make_url("/")) as session:
        await session.get("/")

        assert app[SLACK].base_url == "https://demo.example"


def kept(path: Path) -> Settings:
    return Settings(signing_secret=SECRET, bot_token=TOKEN, state_file=path)


async def test_messages_and_members_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "state.json"
    app = make_app(kept(path))
    async with TestServer(app):
        slack = app[SLACK]
        await slack.command(ME, TOWN_HALL, "Still here")
        slack.world.slackbot_tells(ME, TOWN_HALL, "Gone")
        slack.member(EARNINGS, people.BOT_USER, member=True)

    again = make_app(kept(path))[SLACK].state(ME)["channels"]

    rooms = {each["id"]: each for each in again}
    assert [each["text"] for each in rooms[TOWN_HALL]["messages"]] == ["Still here"]
    assert rooms[EARNINGS]["app_is_member"]


async def test_a_message_stays_clickable_after_a_restart(tmp_path: Path, staging: Staging) -> None:
    first, copy = await staging(), tmp_path / "state.json"
    ts = await first.post(actions(button()))
    write_whole(copy, json.dumps(first.slack.world.workspace.dump()))

    second = await staging(state_file=copy)
    await second.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts)

    assert second.app.last["message"]["ts"] == ts
    assert float(await second.post()) > float(ts)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    write_whole(path, "old")
    write_whole(path, "new")

    assert path.read_text(encoding="utf-8") == "new"
    assert [each.name for each in path.parent.iterdir()] == ["state.json"]


def test_secrets_are_not_shown() -> None:
    shown = repr(Settings(signing_secret="s3cret", bot_token="t0ken"))

    assert "s3cret" not in shown
    assert "t0ken" not in shown
