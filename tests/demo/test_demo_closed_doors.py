"""Closed accounts, closed channels, deleted messages: where Slack says no."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo import people
from bot.demo.errors import DriverError
from bot.demo.keeping import write_whole
from tests.demo.conftest import Staging
from tests.demo.listener import EARNINGS, ME, OTHER, THIRD, TOWN_HALL, Stage
from tests.demo.pieces import actions, button
from tests.demo.refusing import refusal

JSON = dict[str, Any]
AGENCY = people.AGENCY.id
OK = {"status": "ok", "error": None}


# Closed accounts


async def test_a_closed_account_is_told_without_zone_and_roles(staging: Staging) -> None:
    stage = await staging(events=frozenset({"user_change"}))

    assert await stage.slack.deactivate(THIRD) == OK

    told = json.loads(stage.app.got[-1].body)["event"]
    user = (await stage.client.users_info(user=THIRD, include_locale=True))["user"]
    assert (told["type"], told["user"]) == ("user_change", user)
    assert user["deleted"]
    assert not {"tz", "locale", "is_admin"} & user.keys()


async def test_an_account_is_opened_again(staging: Staging) -> None:
    stage = await staging(events=frozenset({"user_change"}))
    await stage.slack.deactivate(THIRD)

    await stage.slack.deactivate(THIRD, deactivated=False)

    told = json.loads(stage.app.got[-1].body)["event"]["user"]
    assert (told["deleted"], told["tz"]) == (False, "Asia/Tokyo")
    assert (await stage.client.chat_postMessage(channel=THIRD, text="Hello"))["ok"]


async def test_nobody_hears_of_a_closed_account_who_did_not_subscribe(stage: Stage) -> None:
    assert (await stage.slack.deactivate(THIRD))["status"] == "not_sent"


@pytest.mark.parametrize("channel", [THIRD, "D0PRESENTER"])
async def test_a_closed_account_gets_no_message(stage: Stage, channel: str) -> None:
    await stage.slack.deactivate(THIRD)

    answer = await refusal(stage.client.chat_postMessage(channel=channel, text="Hello"))

    assert answer["error"] == "channel_not_found"


async def test_a_closed_account_opens_no_conversation(stage: Stage) -> None:
    await stage.slack.deactivate(THIRD)

    opened = await refusal(stage.client.conversations_open(users=THIRD))
    shown = await refusal(
        stage.client.chat_postEphemeral(channel=TOWN_HALL, user=THIRD, text="Hello")
    )
    known = (await stage.client.conversations_info(channel="D0PRESENTER"))["channel"]

    assert (opened["error"], shown["error"]) == ("user_disabled", "user_not_in_channel")
    assert known["is_user_deleted"]


async def test_a_closed_account_does_nothing(stage: Stage) -> None:
    ts = await stage.post(actions(button()))
    await stage.slack.deactivate(THIRD)

    with pytest.raises(DriverError):
        await stage.slack.command(THIRD, TOWN_HALL, "/webcast")
    with pytest.raises(DriverError):
        await stage.slack.action(THIRD, "row", "press", channel=TOWN_HALL, ts=ts)
    assert stage.app.got == []


@pytest.mark.parametrize("user", ["U0", people.BOT_USER])
async def test_only_people_have_accounts(stage: Stage, user: str) -> None:
    with pytest.raises(DriverError):
        await stage.slack.deactivate(user)


# Channels


async def test_an_archived_channel_takes_nothing_until_it_is_opened_again(stage: Stage) -> None:
    ts = await stage.post()
    stage.slack.set_channel(TOWN_HALL, archived=True)

    post = await refusal(stage.client.chat_postMessage(channel=TOWN_HALL, text="a"))
    update = await refusal(stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a"))
    stage.slack.set_channel(TOWN_HALL, archived=False)

    assert (post["error"], update["error"]) == ("is_archived", "is_inactive")
    assert (await stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a"))["ok"]


async def test_in_a_channel_for_admins_the_app_and_others_are_refused(stage: Stage) -> None:
    stage.slack.set_channel(TOWN_HALL, restricted=True)

    post = await refusal(stage.client.chat_postMessage(channel=TOWN_HALL, text="a"))
    show = await refusal(stage.client.chat_postEphemeral(channel=TOWN_HALL, user=ME, text="a"))

    assert (post["error"], show["error"]) == ("restricted_action",) * 2
    with pytest.raises(DriverError):
        await stage.slack.command(THIRD, TOWN_HALL, "Hello")
    assert await stage.slack.command(ME, TOWN_HALL, "Hello") == OK


async def test_a_removed_app_changes_nothing_any_more(stage: Stage) -> None:
    stage.slack.member(EARNINGS, people.BOT_USER, member=True)
    public = await stage.post()
    private = await stage.post(channel=EARNINGS)
    for channel in (TOWN_HALL, EARNINGS):
        stage.slack.member(channel, people.BOT_USER, member=False)

    for channel, ts, error in (
        (TOWN_HALL, public, "not_in_channel"),
        (EARNINGS, private, "channel_not_found"),
    ):
        update = stage.client.chat_update(channel=channel, ts=ts, text="a")
        delete = stage.client.chat_delete(channel=channel, ts=ts)
        assert (await refusal(update))["error"] == error
        assert (await refusal(delete))["error"] == error


async def test_a_large_channel_tells_its_size_and_lists_who_is_in_the_demo(stage: Stage) -> None:
    call = stage.client.conversations_info
    large = (await call(channel="C0ALLCOMPAN", include_num_members=True))["channel"]
    members = (await stage.client.conversations_members(channel="C0ALLCOMPAN"))["members"]

    assert (large["num_members"], len(members)) == (1200, 4)


async def test_the_size_of_a_channel_can_be_set(stage: Stage) -> None:
    stage.slack.set_channel("C0GENERAL01", num_members=300)

    call = stage.client.conversations_info(channel="C0GENERAL01", include_num_members=True)

    assert (await call)["channel"]["num_members"] == 300


async def test_an_invitation_to_another_company_is_pending(stage: Stage) -> None:
    stage.slack.set_channel(TOWN_HALL, pending_ext_shared=True)

    channel = (await stage.client.conversations_info(channel=TOWN_HALL))["channel"]

    assert (channel["is_pending_ext_shared"], channel["is_ext_shared"]) == (True, False)


@pytest.mark.parametrize("channel", ["C0", "D0COMMSLEAD"])
async def test_only_channels_are_changed(stage: Stage, channel: str) -> None:
    with pytest.raises(DriverError):
        stage.slack.set_channel(channel, archived=True)


# Deleted messages


@pytest.mark.parametrize(
    "user", [pytest.param(ME, id="an admin"), pytest.param(OTHER, id="its author")]
)
async def test_a_message_is_deleted_by(stage: Stage, user: str) -> None:
    await stage.slack.command(OTHER, TOWN_HALL, "Hello")

    stage.slack.delete_message(user, TOWN_HALL, stage.messages()[0]["ts"])

    assert stage.messages() == []


async def test_a_message_of_the_app_deleted_by_an_admin_is_gone_for_the_app(stage: Stage) -> None:
    ts = await stage.post()

    stage.slack.delete_message(ME, TOWN_HALL, ts)

    for call in (
        stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a"),
        stage.client.chat_delete(channel=TOWN_HALL, ts=ts),
        stage.client.chat_getPermalink(channel=TOWN_HALL, message_ts=ts),
    ):
        assert (await refusal(call))["error"] == "message_not_found"


async def test_what_only_oneself_sees_can_be_put_away(stage: Stage) -> None:
    shown = await stage.client.chat_postEphemeral(channel=TOWN_HALL, user=THIRD, text="Only you")

    with pytest.raises(DriverError):
        stage.slack.delete_message(ME, TOWN_HALL, shown["message_ts"])
    stage.slack.delete_message(THIRD, TOWN_HALL, shown["message_ts"])

    assert stage.messages(user=THIRD) == []


@pytest.mark.parametrize(
    ("user", "channel"),
    [
        pytest.param(THIRD, TOWN_HALL, id="somebody else"),
        pytest.param(AGENCY, TOWN_HALL, id="an outsider"),
        pytest.param("U0", TOWN_HALL, id="nobody"),
        pytest.param(ME, "C0", id="nowhere"),
        pytest.param(ME, EARNINGS, id="elsewhere"),
    ],
)
async def test_nobody_else_deletes_it(stage: Stage, user: str, channel: str) -> None:
    ts = await stage.post()

    with pytest.raises(DriverError):
        stage.slack.delete_message(user, channel, ts)


# The doors


async def test_the_doors_do_the_same(stage: Stage, http: ClientSession) -> None:
    ts = await stage.post()

    for deed, given in (
        ("delete", {"user": ME, "channel": TOWN_HALL, "ts": ts}),
        ("channel", {"channel": TOWN_HALL, "archived": True}),
        ("people", {"user": THIRD, "deactivated": True}),
    ):
        async with http.post(f"/_demo/{deed}", json=given) as answer:
            assert answer.status == 200

    state = stage.slack.state(ME)
    assert (state["channels"][0]["is_archived"], state["channels"][0]["messages"]) == (True, [])
    assert [each["id"] for each in state["users"] if each["deleted"]] == [THIRD]


async def test_closed_doors_stay_closed_after_a_restart(tmp_path: Path, staging: Staging) -> None:
    path = tmp_path / "state.json"
    first = await staging()
    await first.slack.deactivate(THIRD)
    first.slack.set_channel(TOWN_HALL, restricted=True, num_members=300)
    write_whole(path, json.dumps(first.slack.world.workspace.dump()))

    state = (await staging(state_file=path)).slack.state(ME)

    assert (state["channels"][0]["is_restricted"], state["channels"][0]["num_members"]) == (
        True,
        300,
    )
    assert [each["id"] for each in state["users"] if each["deleted"]] == [THIRD]
