"""Shortcuts: global ones know no place, message shortcuts know their message."""

from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo import Shortcut, people
from bot.demo.errors import DriverError
from tests.demo.conftest import Staging
from tests.demo.listener import EARNINGS, INVESTORS, ME, THIRD, TOWN_HALL, Stage
from tests.demo.pieces import modal, section

JSON = dict[str, Any]
SHORTCUTS = (
    Shortcut(name="Create webcast", callback_id="create", description="Opens the form"),
    Shortcut(name="Create webcast from this", callback_id="from_this", type="message"),
)


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging(shortcuts=SHORTCUTS)


async def said(stage: Stage, text: str = "Town hall on Tuesday?", channel: str = TOWN_HALL) -> str:
    await stage.slack.command(ME, channel, text)
    return str(stage.messages(channel)[-1]["ts"])


async def use(stage: Stage, ts: str, channel: str = TOWN_HALL) -> JSON:
    await stage.slack.shortcut(ME, "from_this", channel=channel, ts=ts)
    return stage.app.last


async def test_a_global_shortcut_tells_who_and_nothing_more(stage: Stage) -> None:
    assert (await stage.slack.shortcut(ME, "create"))["status"] == "ok"

    payload = stage.app.last
    trigger = payload.pop("trigger_id")
    assert payload == {
        "type": "shortcut",
        "token": people.VERIFICATION_TOKEN,
        "action_ts": "1795500000.000000",
        "team": {"id": people.TEAM_ID, "domain": people.TEAM_DOMAIN},
        "user": {"id": ME, "username": "comms.lead", "team_id": people.TEAM_ID},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "create",
    }
    assert (await stage.client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_a_message_shortcut_tells_the_message(stage: Stage) -> None:
    ts = await said(stage)

    payload = await use(stage, ts)

    assert (payload["type"], payload["callback_id"]) == ("message_action", "from_this")
    assert (payload["message_ts"], payload["message"]["ts"]) == (ts, ts)
    assert payload["message"]["text"] == "Town hall on Tuesday?"
    assert payload["message"]["user"] == ME
    assert payload["channel"] == {"id": TOWN_HALL, "name": "town-hall"}
    assert payload["user"]["name"] == "comms.lead"


async def test_typed_words_come_as_rich_text_too(stage: Stage) -> None:
    ts = await said(stage, "#general & @presenter: see https://example.com.")

    (block,) = (await use(stage, ts))["message"]["blocks"]

    assert block["type"] == "rich_text"
    assert block["elements"][0]["elements"] == [
        {"type": "channel", "channel_id": "C0GENERAL01"},
        {"type": "text", "text": " & "},
        {"type": "user", "user_id": THIRD},
        {"type": "text", "text": ": see "},
        {"type": "link", "url": "https://example.com"},
        {"type": "text", "text": "."},
    ]


async def test_a_card_comes_with_its_blocks(stage: Stage) -> None:
    ts = await stage.post(section("A card"))

    payload = await use(stage, ts)

    assert payload["message"]["blocks"][0]["text"]["text"] == "A card"
    assert payload["message"]["bot_id"] == people.BOT_ID


async def test_a_reply_comes_with_its_thread(stage: Stage) -> None:
    root = await stage.post()
    await stage.slack.command(ME, TOWN_HALL, "And the dates?", root)

    payload = await use(stage, str(stage.messages()[-1]["ts"]))

    assert payload["message"]["thread_ts"] == root


async def test_a_message_shortcut_is_answered_where_the_app_is_no_member(
    stage: Stage, http: ClientSession
) -> None:
    payload = await use(stage, await said(stage, channel=INVESTORS), INVESTORS)

    async with http.post(payload["response_url"], json={"text": "Opened"}) as answer:
        assert answer.status == 200

    assert stage.texts(INVESTORS)[-1] == "Opened"
    assert stage.messages(INVESTORS)[-1]["ephemeral"]


async def test_the_message_of_a_shortcut_cannot_be_replaced(
    stage: Stage, http: ClientSession
) -> None:
    payload = await use(stage, await said(stage))

    answer = {"text": "Mine now", "replace_original": True}
    await http.post(payload["response_url"], json=answer)

    assert stage.texts() == ["Town hall on Tuesday?", "Mine now"]


@pytest.mark.parametrize(
    ("callback_id", "where"),
    [
        pytest.param("nothing", {}, id="unknown"),
        pytest.param("from_this", {}, id="message shortcut without message"),
        pytest.param("create", {"channel": TOWN_HALL, "ts": "1"}, id="global one on a message"),
        pytest.param("from_this", {"channel": TOWN_HALL, "ts": "1"}, id="no such message"),
        pytest.param("from_this", {"channel": EARNINGS, "ts": "1"}, id="empty channel"),
        pytest.param("from_this", {"ts": "1"}, id="no channel"),
    ],
)
async def test_a_shortcut_that_is_not_there_cannot_be_used(
    stage: Stage, callback_id: str, where: JSON
) -> None:
    with pytest.raises(DriverError):
        await stage.slack.shortcut(ME, callback_id, **where)
    assert stage.app.got == []


async def test_a_message_for_one_person_takes_no_shortcut(stage: Stage) -> None:
    await stage.client.chat_postEphemeral(channel=TOWN_HALL, user=ME, text="Only you")

    with pytest.raises(DriverError):
        await use(stage, str(stage.messages()[-1]["ts"]))


async def test_what_a_person_does_not_see_takes_no_shortcut(stage: Stage) -> None:
    ts = await said(stage, channel=EARNINGS)

    with pytest.raises(DriverError):
        await stage.slack.shortcut(THIRD, "from_this", channel=EARNINGS, ts=ts)


async def test_a_shortcut_can_be_made_to_fail(stage: Stage) -> None:
    stage.slack.fault(delivery="shortcut", unreachable=True)

    assert (await stage.slack.shortcut(ME, "create"))["error"] == "dispatch_failed"


async def test_the_window_knows_and_uses_the_shortcuts(stage: Stage, http: ClientSession) -> None:
    given = {"user": ME, "callback_id": "create"}
    async with http.post("/_demo/shortcut", json=given) as answer:
        assert answer.status == 200

    assert stage.slack.state(ME)["shortcuts"][0] == {
        "name": "Create webcast",
        "callback_id": "create",
        "type": "global",
        "description": "Opens the form",
    }
    assert stage.app.last["type"] == "shortcut"
