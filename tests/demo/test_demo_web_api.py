"""The Web API as the app's real client meets it."""

import json
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import people
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import (
    ARCHIVED,
    EARNINGS,
    INVESTORS,
    ME,
    OTHER,
    THIRD,
    TOKEN,
    TOWN_HALL,
    Stage,
)
from tests.demo.pieces import plain, section
from tests.demo.refusing import refusal

JSON = dict[str, Any]


async def test_a_token_says_whose_it_is(stage: Stage) -> None:
    answer = await stage.client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (
        people.BOT_USER,
        people.BOT_ID,
        people.TEAM_ID,
    )


@pytest.mark.parametrize(("token", "error"), [("xoxb-other", "invalid_auth"), ("", "not_authed")])
async def test_a_wrong_or_missing_token_is_refused(stage: Stage, token: str, error: str) -> None:
    client = AsyncWebClient(token=token, base_url=stage.client.base_url)

    assert (await refusal(client.auth_test()))["error"] == error


async def test_a_token_in_the_form_counts_too(http: ClientSession) -> None:
    async with http.post("/api/auth.test", data={"token": TOKEN}) as answer:
        assert (await answer.json())["ok"]


async def test_an_unknown_method_is_refused_by_name(stage: Stage) -> None:
    answer = await refusal(stage.client.api_call("chat.shout"))

    assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")


async def test_each_answer_names_the_granted_scopes(stage: Stage) -> None:
    answer = await stage.client.auth_test()

    assert set(answer.headers["X-OAuth-Scopes"].split(",")) == SCOPES


@pytest.mark.parametrize(
    ("call", "needed"),
    [
        pytest.param(lambda c: c.users_info(user=ME), "users:read", id="users.info"),
        pytest.param(lambda c: c.users_list(), "users:read", id="users.list"),
        pytest.param(
            lambda c: c.chat_postMessage(channel=ME, text="a"), "chat:write", id="chat.postMessage"
        ),
        pytest.param(
            lambda c: c.conversations_info(channel=TOWN_HALL), "channels:read", id="public channel"
        ),
        pytest.param(
            lambda c: c.conversations_info(channel="D0COMMSLEAD"), "im:read", id="direct message"
        ),
        pytest.param(
            lambda c: c.users_conversations(types="private_channel"), "groups:read", id="private"
        ),
        pytest.param(lambda c: c.conversations_open(users=ME), "im:write", id="open"),
    ],
)
async def test_a_call_without_its_scope_says_which_it_needs(
    staging: Staging,
    call: Any,  # noqa: ANN401 - a call of the client
    needed: str,
) -> None:
    stage = await staging(scopes=frozenset({"commands"}))

    answer = await refusal(call(stage.client))

    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        needed,
        "commands",
    )


@pytest.mark.parametrize(
    ("month", "offset", "label"),
    [
        pytest.param(1_795_500_000, -18000, "Eastern Standard Time", id="november"),
        pytest.param(1_783_000_000, -14400, "Eastern Daylight Time", id="july"),
    ],
)
async def test_a_person_has_a_zone_whose_offset_follows_the_season(
    stage: Stage, month: float, offset: int, label: str
) -> None:
    stage.clock.seconds = month

    user = (await stage.client.users_info(user=ME, include_locale=True))["user"]

    assert (user["tz"], user["tz_offset"], user["tz_label"]) == ("America/New_York", offset, label)
    assert user["locale"] == "en-US"


async def test_one_of_the_cast_reads_german(stage: Stage) -> None:
    user = (await stage.client.users_info(user=OTHER, include_locale=True))["user"]

    assert (user["locale"], user["tz"]) == ("de-DE", "Europe/Berlin")


async def test_the_locale_comes_only_on_request(stage: Stage) -> None:
    assert "locale" not in (await stage.client.users_info(user=ME))["user"]


async def test_an_unknown_person_is_not_found(stage: Stage) -> None:
    assert (await refusal(stage.client.users_info(user="U0")))["error"] == "user_not_found"


async def test_everyone_is_listed_page_by_page(stage: Stage) -> None:
    first = await stage.client.users_list(limit=3)
    rest = await stage.client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"])

    assert [each["name"] for each in first["members"] + rest["members"]] == [
        "comms.lead",
        "ir.manager",
        "presenter",
        "guest.speaker",
        "webcasts",
    ]
    assert rest["response_metadata"]["next_cursor"] == ""


@pytest.mark.parametrize(
    ("given", "error"),
    [({"cursor": "xyz"}, "invalid_cursor"), ({"limit": 1001}, "invalid_arguments")],
)
async def test_a_bad_page_is_refused(stage: Stage, given: JSON, error: str) -> None:
    assert (await refusal(stage.client.users_list(**given)))["error"] == error


async def test_a_channel_is_described_with_its_members(stage: Stage) -> None:
    answer = await stage.client.conversations_info(channel=TOWN_HALL, include_num_members=True)

    channel = answer["channel"]
    assert (channel["name"], channel["num_members"], channel["is_member"]) == ("town-hall", 5, True)
    assert not channel["is_private"]


async def test_a_shared_channel_says_so(stage: Stage) -> None:
    channel = (await stage.client.conversations_info(channel="C0PARTNERS1"))["channel"]

    assert channel["is_ext_shared"]


async def test_a_private_channel_does_not_exist_for_an_app_outside(stage: Stage) -> None:
    for call in (
        stage.client.conversations_info(channel=EARNINGS),
        stage.client.conversations_members(channel=EARNINGS),
        stage.client.chat_postMessage(channel=EARNINGS, text="a"),
    ):
        assert (await refusal(call))["error"] == "channel_not_found"
    listed = await stage.client.conversations_list(types="public_channel,private_channel")
    assert EARNINGS not in [each["id"] for each in listed["channels"]]


async def test_an_invited_app_sees_the_private_channel(stage: Stage) -> None:
    stage.slack.member(EARNINGS, people.BOT_USER, member=True)

    members = (await stage.client.conversations_members(channel=EARNINGS))["members"]

    assert people.BOT_USER in members


async def test_conversations_are_listed_by_kind_and_without_archived_ones(stage: Stage) -> None:
    listed = await stage.client.conversations_list(types="public_channel", exclude_archived=True)
    mine = await stage.client.users_conversations(user=THIRD, types="public_channel,im")

    assert ARCHIVED not in [each["id"] for each in listed["channels"]]
    assert [each["id"] for each in mine["channels"]] == [
        TOWN_HALL,
        "C0GENERAL01",
        "C0ALLCOMPAN",
        "D0PRESENTER",
    ]


async def test_nobody_has_no_conversations(stage: Stage) -> None:
    answer = await refusal(stage.client.users_conversations(user="U0"))

    assert answer["error"] == "user_not_found"


async def test_a_direct_message_is_opened_by_person_or_by_id(stage: Stage) -> None:
    by_person = await stage.client.conversations_open(users=ME, return_im=True)
    by_id = await stage.client.conversations_open(channel="D0COMMSLEAD")

    assert by_person["channel"]["user"] == ME
    assert by_id["channel"]["id"] == "D0COMMSLEAD"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        pytest.param("", "users_list_not_supplied", id="nobody"),
        pytest.param("U0", "user_not_found", id="unknown"),
        pytest.param(f"{ME},{THIRD}", "missing_scope", id="group without mpim:write"),
        pytest.param(",".join([ME] * 9), "too_many_users", id="nine"),
    ],
)
async def test_an_impossible_direct_message_is_refused(
    stage: Stage, users: str, error: str
) -> None:
    assert (await refusal(stage.client.conversations_open(users=users)))["error"] == error


async def test_a_post_stands_in_the_channel_for_everyone(stage: Stage) -> None:
    answer = await stage.client.chat_postMessage(
        channel=TOWN_HALL, text="Hello", blocks=[section("Hi")]
    )

    assert answer["channel"] == TOWN_HALL
    assert answer["message"]["bot_id"] == people.BOT_ID
    assert answer["message"]["blocks"][0]["block_id"]
    assert stage.texts(user=THIRD) == ["Hello"]


async def test_a_post_to_a_name_finds_the_channel(stage: Stage) -> None:
    assert (await stage.client.chat_postMessage(channel="#general", text="a"))["channel"] == (
        "C0GENERAL01"
    )


async def test_a_post_to_a_person_lands_in_their_direct_message(stage: Stage) -> None:
    answer = await stage.client.chat_postMessage(channel=ME, text="Psst")

    assert answer["channel"] == "D0COMMSLEAD"
    assert stage.texts("D0COMMSLEAD") == ["Psst"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        pytest.param(INVESTORS, "not_in_channel", id="public, not a member"),
        pytest.param(ARCHIVED, "is_archived", id="archived"),
        pytest.param("C0", "channel_not_found", id="unknown"),
        pytest.param("U0", "channel_not_found", id="unknown person"),
        pytest.param(people.BOT_USER, "channel_not_found", id="itself"),
    ],
)
async def test_a_post_to_a_closed_door_is_refused(stage: Stage, channel: str, error: str) -> None:
    answer = await refusal(stage.client.chat_postMessage(channel=channel, text="a"))

    assert answer["error"] == error


async def test_a_public_channel_opens_with_its_scope(staging: Staging) -> None:
    stage = await staging(scopes=SCOPES | {"chat:write.public"})

    assert (await stage.client.chat_postMessage(channel=INVESTORS, text="a"))["ok"]


async def test_nothing_said_is_refused(stage: Stage) -> None:
    call = stage.client.api_call("chat.postMessage", json={"channel": ME, "text": ""})

    assert (await refusal(call))["error"] == "no_text"


async def test_bad_blocks_are_refused_with_every_reason(stage: Stage) -> None:
    answer = await refusal(
        stage.client.chat_postMessage(channel=ME, text="a", blocks=[section("x" * 3001)])
    )

    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {e}" for e in answer["errors"]]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"blocks": "[{"}, "invalid_blocks_format", id="cut blocks"),
        pytest.param({"blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long", id="too long"),
        pytest.param({"attachments": [{}] * 101}, "too_many_attachments", id="101 attachments"),
    ],
)
async def test_content_that_does_not_fit_is_refused(stage: Stage, given: JSON, error: str) -> None:
    answer = await refusal(stage.client.chat_postMessage(channel=ME, text="a", **given))

    assert answer["error"] == error


async def test_a_very_long_text_is_cut_with_a_warning(stage: Stage, http: ClientSession) -> None:
    body = {"channel": ME, "text": "x" * 40_001}
    async with http.post(
        "/api/chat.postMessage", json=body, headers={"Authorization": f"Bearer {TOKEN}"}
    ) as response:
        answer = await response.json()

    assert answer["warning"] == "message_truncated"
    assert len(stage.texts("D0COMMSLEAD")[0]) == 40_000


async def test_blocks_in_a_form_are_read_like_blocks_in_json(http: ClientSession) -> None:
    form = {"channel": ME, "text": "a", "blocks": json.dumps([section("Hi")])}
    async with http.post(
        "/api/chat.postMessage", data=form, headers={"Authorization": f"Bearer {TOKEN}"}
    ) as response:
        answer = await response.json()

    assert answer["message"]["blocks"][0]["text"]["text"] == "Hi"


async def test_blocks_alone_get_their_text_from_their_words(stage: Stage) -> None:
    said = {"channel": ME, "blocks": [section("One"), section("2")]}
    answer = await stage.client.api_call("chat.postMessage", json=said)

    assert answer["message"]["text"] == "One 2"


async def test_an_ephemeral_is_seen_by_one_person_only(stage: Stage) -> None:
    await stage.client.chat_postEphemeral(channel=TOWN_HALL, user=ME, text="Only you")

    assert stage.texts() == ["Only you"]
    assert stage.texts(user=THIRD) == []


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (INVESTORS, "not_in_channel"),
        ("C0PARTNERS1", "user_not_in_channel"),
        (ARCHIVED, "is_archived"),
    ],
)
async def test_an_ephemeral_needs_both_in_the_channel(
    stage: Stage, channel: str, error: str
) -> None:
    answer = await refusal(
        stage.client.chat_postEphemeral(channel=channel, user=THIRD, text="Only you")
    )

    assert answer["error"] == error


async def test_an_ephemeral_without_words_is_refused(stage: Stage) -> None:
    said = {"channel": TOWN_HALL, "user": ME}
    answer = await refusal(stage.client.api_call("chat.postEphemeral", json=said))

    assert answer["error"] == "no_text"


async def test_text_without_blocks_takes_the_blocks_away(stage: Stage) -> None:
    ts = await stage.post(section("Card"))

    await stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="Only words")

    assert stage.messages()[0]["blocks"] == []
    assert stage.messages()[0]["edited"]


async def test_neither_text_nor_blocks_keeps_the_blocks(stage: Stage) -> None:
    ts = await stage.post(section("Card"))

    said = {"channel": TOWN_HALL, "ts": ts, "attachments": [{"text": "a"}]}
    await stage.client.api_call("chat.update", json=said)

    assert stage.messages()[0]["blocks"][0]["text"]["text"] == "Card"


async def test_empty_blocks_take_the_blocks_away(stage: Stage) -> None:
    ts = await stage.post(section("Card"))

    await stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="Words", blocks=[])

    assert stage.messages()[0]["blocks"] == []


async def test_an_update_of_more_than_4000_characters_is_refused(stage: Stage) -> None:
    ts = await stage.post()

    answer = await refusal(stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="x" * 4001))

    assert answer["error"] == "msg_too_long"


async def test_rich_text_stays_rich_text(stage: Stage) -> None:
    ts = await stage.post({"type": "rich_text", "elements": []})

    answer = await refusal(
        stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a", blocks=[section()])
    )

    assert answer["error"] == "block_mismatch"


async def test_an_update_to_nothing_is_refused(stage: Stage) -> None:
    ts = await stage.post(section())

    said = {"channel": TOWN_HALL, "ts": ts, "blocks": "[]"}
    answer = await refusal(stage.client.api_call("chat.update", json=said))

    assert answer["error"] == "no_text"


async def test_only_own_lasting_messages_change(stage: Stage) -> None:
    await stage.slack.command(ME, TOWN_HALL, "Mine")
    shown = await stage.client.chat_postEphemeral(channel=TOWN_HALL, user=ME, text="Only you")
    theirs = stage.messages()[0]["ts"]

    for ts in (theirs, shown["message_ts"]):
        update = stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a")
        delete = stage.client.chat_delete(channel=TOWN_HALL, ts=ts)
        assert (await refusal(update))["error"] == "cant_update_message"
        assert (await refusal(delete))["error"] == "cant_delete_message"


@pytest.mark.parametrize(
    ("place", "error"),
    [
        pytest.param({"channel": TOWN_HALL, "ts": "1.000001"}, "message_not_found", id="message"),
        pytest.param({"channel": "C0", "ts": "1.000001"}, "channel_not_found", id="channel"),
        pytest.param({"channel": EARNINGS, "ts": "1.000001"}, "channel_not_found", id="private"),
    ],
)
async def test_what_is_not_there_does_not_change(stage: Stage, place: JSON, error: str) -> None:
    assert (await refusal(stage.client.chat_update(**place, text="a")))["error"] == error


async def test_nothing_changes_in_an_archived_channel(stage: Stage) -> None:
    ts = await stage.post()
    stage.slack.world.workspace.channels[TOWN_HALL].is_archived = True

    answer = await refusal(stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a"))

    assert answer["error"] == "is_inactive"


async def test_a_deleted_message_is_gone(stage: Stage) -> None:
    ts = await stage.post()

    await stage.client.chat_delete(channel=TOWN_HALL, ts=ts)

    assert stage.messages() == []
    answer = await refusal(stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="a"))
    assert answer["error"] == "message_not_found"


async def test_a_deleted_message_with_replies_leaves_its_place(stage: Stage) -> None:
    ts = await stage.post()
    await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Reply")

    await stage.client.chat_delete(channel=TOWN_HALL, ts=ts)

    assert stage.texts() == ["This message was deleted.", "Reply"]


async def test_replies_are_counted_at_their_message(stage: Stage) -> None:
    ts = await stage.post()
    await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Reply")

    parent, reply = stage.messages()

    assert (len(parent["replies"]), reply["is_reply"], reply["thread_ts"]) == (1, True, ts)


async def test_a_permalink_leads_to_the_demo_itself(stage: Stage) -> None:
    ts = await stage.post()

    answer = await stage.client.chat_getPermalink(channel=TOWN_HALL, message_ts=ts)

    path = f"/archives/{TOWN_HALL}/p{ts.replace('.', '')}"
    assert answer["permalink"] == stage.slack.base_url + path


async def test_a_permalink_of_nothing_is_refused(stage: Stage) -> None:
    answer = await refusal(stage.client.chat_getPermalink(channel=TOWN_HALL, message_ts="1.1"))

    assert answer["error"] == "message_not_found"


async def test_messages_never_share_a_timestamp(stage: Stage) -> None:
    stamps = [await stage.post() for _ in range(5)]

    assert len(set(stamps)) == 5
    assert stamps == sorted(stamps)


async def test_ordered_trouble_meets_the_next_call_only(stage: Stage) -> None:
    stage.slack.fault(method="chat.postMessage", error="fatal_error")

    answer = await refusal(stage.client.chat_postMessage(channel=ME, text="a"))

    assert answer["error"] == "fatal_error"
    assert (await stage.client.chat_postMessage(channel=ME, text="a"))["ok"]


async def test_a_rate_limit_says_when_to_come_back(stage: Stage, http: ClientSession) -> None:
    stage.slack.fault(method="*", error="ratelimited", retry_after=7)

    async with http.post("/api/auth.test") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


async def test_a_broken_gateway_answers_with_its_status(stage: Stage, http: ClientSession) -> None:
    stage.slack.fault(method="auth.test", status=503)

    async with http.post("/api/auth.test") as answer:
        assert answer.status == 503


async def test_a_lost_answer_was_a_done_deed(stage: Stage) -> None:
    stage.slack.fault(method="chat.postMessage", lost=True)
    stage.client.retry_handlers.clear()

    with pytest.raises(ClientError):
        await stage.client.chat_postMessage(channel=TOWN_HALL, text="Done")

    assert stage.texts() == ["Done"]


async def test_missing_arguments_are_named(stage: Stage) -> None:
    answer = await refusal(stage.client.api_call("chat.postMessage", json={"text": "a"}))

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel [json-pointer:/channel]"
    ]


async def test_text_defaults_are_filled_in(stage: Stage) -> None:
    await stage.post(section(), {"type": "header", "text": plain()})

    first, second = stage.messages()[0]["blocks"]

    assert first["text"]["verbatim"] is False
    assert second["text"]["emoji"] is True
