"""Commands, clicks, forms and menus: what the app is sent, and what its answer does."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.signature import SignatureVerifier

from bot.demo import people
from bot.demo.errors import DriverError
from tests.demo.conftest import Staging
from tests.demo.listener import (
    ARCHIVED,
    EARNINGS,
    ME,
    OTHER,
    SECRET,
    THIRD,
    TOWN_HALL,
    Stage,
)
from tests.demo.pieces import actions, button, entry, field, modal, option, options, plain, section

JSON = dict[str, Any]
OK = {"status": "ok", "error": None}


# Commands


async def test_a_command_arrives_signed_as_slack_signs(stage: Stage) -> None:
    await stage.command("/webcast help")

    got = stage.app.got[0]
    stamp = got.headers["X-Slack-Request-Timestamp"]
    mac = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + got.body, hashlib.sha256)
    assert got.headers["X-Slack-Signature"] == f"v0={mac.hexdigest()}"
    headers = {name.lower(): value for name, value in got.headers.items()}
    assert SignatureVerifier(SECRET).is_valid_request(got.body, headers)


async def test_a_command_says_who_where_and_what(stage: Stage) -> None:
    await stage.command("/webcast   create  x ")

    assert dict(stage.app.command) == {
        **stage.app.command,
        "command": "/webcast",
        "text": "create  x",
        "user_id": ME,
        "user_name": "comms.lead",
        "channel_id": TOWN_HALL,
        "channel_name": "town-hall",
        "team_id": people.TEAM_ID,
        "api_app_id": people.APP_ID,
    }


@pytest.mark.parametrize(
    ("channel", "name"), [("D0COMMSLEAD", "directmessage"), (EARNINGS, "privategroup")]
)
async def test_private_places_are_not_named(stage: Stage, channel: str, name: str) -> None:
    await stage.command(channel=channel)

    assert stage.app.command["channel_name"] == name


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        pytest.param("#town-hall", "<#C0TOWNHALL1|town-hall>", id="channel"),
        pytest.param("@ir.manager", "<@U0IRMANAGER|ir.manager>", id="person"),
        pytest.param("(@presenter, @nobody.", "(<@U0PRESENTER|presenter>, @nobody.", id="people"),
        pytest.param("#nowhere #1", "#nowhere #1", id="no channel"),
        pytest.param("R&D <b>", "R&amp;D &lt;b&gt;", id="signs"),
        pytest.param("<!channel>", "&lt;!channel&gt;", id="broadcast"),
        pytest.param(
            "see https://a.b/?c=1&d=2.", "see <https://a.b/?c=1&amp;d=2>.", id="link and full stop"
        ),
        pytest.param("“https://a.b”", "“<https://a.b>”", id="quoted link"),
    ],
)
async def test_a_command_that_escapes_gets_ids(stage: Stage, typed: str, sent: str) -> None:
    await stage.command(f"/webcast {typed}")

    assert stage.app.command["text"] == sent


async def test_a_private_channel_stays_a_word_to_outsiders(stage: Stage) -> None:
    await stage.slack.command(THIRD, TOWN_HALL, "/webcast #earnings-draft")

    assert stage.app.command["text"] == "#earnings-draft"


async def test_a_command_that_does_not_escape_gets_words(stage: Stage) -> None:
    await stage.command("/raw #town-hall & more")

    assert stage.app.command["text"] == "#town-hall &amp; more"


async def test_an_empty_acknowledgement_shows_nothing(stage: Stage) -> None:
    assert await stage.command() == OK
    assert stage.messages() == []


async def test_a_text_acknowledgement_is_for_its_caller(stage: Stage) -> None:
    stage.app.answers = ["One moment"]
    await stage.command()

    assert stage.texts() == ["One moment"]
    assert stage.texts(user=THIRD) == []


async def test_a_public_acknowledgement_shows_the_command_too(stage: Stage) -> None:
    stage.app.answers = [{"response_type": "in_channel", "text": "Done"}]
    await stage.command("/webcast go")

    assert stage.texts(user=THIRD) == ["/webcast go", "Done"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(500, "http_service_error", id="broken"),
        pytest.param(404, "http_client_error", id="nobody listens to it"),
        pytest.param({"text": "", "blocks": []}, "invalid_command_response", id="nothing said"),
        pytest.param(
            {"blocks": [section("x" * 3001)]}, "invalid_command_response", id="bad blocks"
        ),
    ],
)
async def test_a_failed_command_is_told_to_its_caller(
    stage: Stage, answer: JSON | int, error: str
) -> None:
    stage.app.answers = [answer]

    assert await stage.command() == {"status": "failed", "error": error}
    assert stage.texts() == [f'/webcast failed with the error "{error}"']
    assert stage.messages()[0]["user"] == people.SLACKBOT


async def test_a_late_acknowledgement_is_a_timeout(staging: Staging) -> None:
    stage = await staging(ack_timeout=0.05)
    stage.app.hold = asyncio.Event()

    assert (await stage.command())["error"] == "operation_timeout"
    stage.app.hold.set()


async def test_nobody_at_the_address_is_a_failed_dispatch(stage: Stage) -> None:
    stage.slack.events_url = "http://127.0.0.1:9/slack/events"

    assert (await stage.command())["error"] == "dispatch_failed"


async def test_an_unset_address_is_a_failed_dispatch(staging: Staging) -> None:
    stage = await staging()
    stage.slack.delivery.events_url = None

    assert (await stage.command())["error"] == "dispatch_failed"


async def test_an_unknown_command_never_leaves_slack(stage: Stage) -> None:
    assert (await stage.command("/nope"))["error"] == "unknown_command"
    assert stage.app.got == []


async def test_a_command_in_a_thread_is_refused_by_slack(stage: Stage) -> None:
    ts = await stage.post()

    done = await stage.slack.command(ME, TOWN_HALL, "/webcast", thread_ts=ts)

    assert done["error"] == "not_supported_in_threads"
    assert stage.app.got == []


async def test_a_repeated_delivery_is_marked_as_a_retry(stage: Stage) -> None:
    stage.slack.fault(delivery="command", repeat=True)
    await stage.command()

    first, second = stage.app.got
    assert first.body == second.body
    assert "X-Slack-Retry-Num" not in first.headers
    assert second.headers["X-Slack-Retry-Num"] == "1"


async def test_the_app_is_invited_and_removed_by_name(stage: Stage) -> None:
    await stage.command("/invite @webcasts", EARNINGS)
    assert (await stage.client.chat_postMessage(channel=EARNINGS, text="Hi"))["ok"]

    await stage.command("/remove @webcasts", EARNINGS)

    assert people.BOT_USER not in stage.slack.world.workspace.channels[EARNINGS].members


async def test_nobody_is_invited_by_a_wrong_name(stage: Stage) -> None:
    assert (await stage.command("/invite @nobody"))["error"] == "user_not_found"


async def test_people_talk_to_each_other(stage: Stage) -> None:
    await stage.command("Hello @ir.manager <b>")

    assert stage.texts(user=THIRD) == ["Hello <@U0IRMANAGER|ir.manager> &lt;b&gt;"]
    assert stage.app.got == []


@pytest.mark.parametrize(
    ("user", "channel", "text"),
    [
        pytest.param("U0", TOWN_HALL, "a", id="unknown person"),
        pytest.param(people.BOT_USER, TOWN_HALL, "a", id="the app"),
        pytest.param(THIRD, EARNINGS, "a", id="outsider"),
        pytest.param(ME, "C0", "a", id="unknown channel"),
        pytest.param(ME, TOWN_HALL, "  ", id="nothing"),
        pytest.param(ME, ARCHIVED, "a", id="archived"),
    ],
)
async def test_nobody_says_the_impossible(stage: Stage, user: str, channel: str, text: str) -> None:
    with pytest.raises(DriverError):
        await stage.slack.command(user, channel, text)


# Response URLs


async def respond(http: ClientSession, url: str, **said: object) -> int:
    async with http.post(url, json=said) as answer:
        return answer.status


async def test_a_response_url_speaks_to_its_caller_unless_told(
    stage: Stage, http: ClientSession
) -> None:
    await stage.command()
    url = stage.app.command["response_url"]

    await respond(http, url, text="Quiet")
    await respond(http, url, text="Loud", response_type="in_channel")

    assert stage.texts() == ["Quiet", "Loud"]
    assert stage.texts(user=THIRD) == ["Loud"]


async def test_a_response_url_reaches_where_the_app_is_no_member(
    stage: Stage, http: ClientSession
) -> None:
    await stage.command(channel=EARNINGS)

    await respond(http, stage.app.command["response_url"], text="Here")

    assert stage.texts(EARNINGS) == ["Here"]


async def test_a_response_url_works_five_times(stage: Stage, http: ClientSession) -> None:
    await stage.command()
    url = stage.app.command["response_url"]

    assert [await respond(http, url, text="a") for _ in range(6)] == [200] * 5 + [404]


async def test_a_response_url_lives_half_an_hour(stage: Stage, http: ClientSession) -> None:
    await stage.command()
    stage.clock.seconds += 1801

    assert await respond(http, stage.app.command["response_url"], text="a") == 404


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"text": "a", "blocks": [section("x" * 3001)]}, id="bad blocks"),
        pytest.param({"delete_original": True}, id="nothing to delete"),
    ],
)
async def test_a_bad_response_is_refused(stage: Stage, http: ClientSession, said: JSON) -> None:
    await stage.command()

    assert await respond(http, stage.app.command["response_url"], **said) == 400
    assert stage.messages() == []


@pytest.mark.parametrize("body", ["no json", "[]"])
async def test_a_response_that_is_no_object_is_refused(
    stage: Stage, http: ClientSession, body: str
) -> None:
    await stage.command()

    async with http.post(stage.app.command["response_url"], data=body) as answer:
        assert answer.status == 400


async def test_an_invented_response_url_is_refused(stage: Stage, http: ClientSession) -> None:
    assert await respond(http, f"/actions/{people.TEAM_ID}/guess", text="a") == 404
    assert stage.messages() == []


async def test_a_click_may_replace_the_message(stage: Stage, http: ClientSession) -> None:
    ts = await stage.post(actions(button()))
    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts)

    await respond(http, stage.app.last["response_url"], text="New", replace_original=True)

    assert stage.texts(user=THIRD) == ["New"]
    assert stage.messages()[0]["blocks"] == []


async def test_a_click_may_delete_an_ephemeral(stage: Stage, http: ClientSession) -> None:
    await stage.command()
    await respond(http, stage.app.command["response_url"], text="a", blocks=[actions(button())])
    ts = stage.messages()[0]["ts"]
    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts)

    await respond(http, stage.app.last["response_url"], delete_original=True)

    assert stage.messages() == []


# Clicks


async def test_a_click_in_a_message_carries_the_message(stage: Stage) -> None:
    ts = await stage.post(actions(button(value="42", style="primary")))

    assert await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts) == OK
    payload = stage.app.last
    assert payload["type"] == "block_actions"
    assert payload["user"] == {
        "id": ME,
        "username": "comms.lead",
        "name": "comms.lead",
        "team_id": people.TEAM_ID,
    }
    assert payload["team"]["id"] == people.TEAM_ID
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": TOWN_HALL,
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": TOWN_HALL, "name": "town-hall"}
    assert payload["message"]["bot_id"] == people.BOT_ID
    assert payload["state"] == {"values": {}}
    assert payload["response_url"].startswith(stage.slack.base_url)
    (action,) = payload["actions"]
    assert action == {
        "type": "button",
        "action_id": "press",
        "block_id": "row",
        "text": {"type": "plain_text", "text": "Press", "emoji": True},
        "value": "42",
        "style": "primary",
        "action_ts": action["action_ts"],
    }


async def test_a_click_in_an_ephemeral_carries_no_message(stage: Stage) -> None:
    shown = await stage.client.chat_postEphemeral(
        channel=TOWN_HALL, user=ME, text="a", blocks=[actions(button())]
    )

    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=shown["message_ts"])

    assert stage.app.last["container"]["is_ephemeral"]
    assert "message" not in stage.app.last


async def test_a_click_in_a_thread_names_the_thread(stage: Stage) -> None:
    ts = await stage.post()
    reply = await stage.client.chat_postMessage(
        channel=TOWN_HALL, thread_ts=ts, text="a", blocks=[actions(button())]
    )

    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=reply["ts"])

    assert stage.app.last["container"]["thread_ts"] == ts


async def test_a_click_in_a_view_carries_the_view_and_all_that_was_typed(stage: Stage) -> None:
    view = await stage.open(modal(entry(), actions(button()), private_metadata="m"))

    await stage.slack.action(
        ME, "row", "press", view_id=view["id"], values={"title": {"value": "Q4"}}
    )

    payload = stage.app.last
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["hash"] == view["hash"]
    assert payload["view"]["private_metadata"] == "m"
    assert payload["view"]["state"]["values"]["title"]["value"]["value"] == "Q4"
    assert "response_url" not in payload


async def test_a_menu_reports_the_chosen_option(stage: Stage) -> None:
    menu = field("overflow", options=[option("copy"), option("move")])
    ts = await stage.post(actions(menu))

    await stage.slack.action(ME, "row", "value", channel=TOWN_HALL, ts=ts, value="move")

    assert stage.app.last["actions"][0]["selected_option"]["value"] == "move"
    with pytest.raises(DriverError):
        await stage.slack.action(ME, "row", "value", channel=TOWN_HALL, ts=ts, value="fly")


async def test_a_select_in_a_message_remembers_each_persons_choice(stage: Stage) -> None:
    ts = await stage.post(actions(field("static_select", options=options(3)), button()))
    place: JSON = {"channel": TOWN_HALL, "ts": ts}
    await stage.slack.action(ME, "row", "value", value="2", **place)

    await stage.slack.action(ME, "row", "press", **place)
    mine = stage.app.last["state"]["values"]["row"]["value"]["selected_option"]
    await stage.slack.action(OTHER, "row", "press", **place)
    theirs = stage.app.last["state"]["values"]["row"]["value"]["selected_option"]

    assert (mine["value"], theirs) == ("2", None)


@pytest.mark.parametrize(
    ("more", "config", "key", "sent"),
    [
        pytest.param({}, None, None, False, id="no dispatch"),
        pytest.param({"dispatch_action": True}, None, "on_enter_pressed", True, id="enter"),
        pytest.param({"dispatch_action": True}, None, "on_character_entered", False, id="letter"),
        pytest.param(
            {"dispatch_action": True},
            {"trigger_actions_on": ["on_character_entered"]},
            "on_character_entered",
            True,
            id="wanted letter",
        ),
    ],
)
async def test_an_input_is_heard_only_if_its_block_asks(
    stage: Stage, more: JSON, config: JSON | None, key: str | None, *, sent: bool
) -> None:
    element = field() if config is None else field(dispatch_action_config=config)
    view = await stage.open(modal(entry("title", element, **more)))
    stage.app.got.clear()

    done = await stage.slack.action(ME, "title", "value", view_id=view["id"], value="Q", key=key)

    assert done["status"] == ("ok" if sent else "not_sent")
    assert len(stage.app.got) == sent
    assert stage.slack.views(ME)[0]["state"]["values"]["title"]["value"]["value"] == "Q"


async def test_a_select_with_dispatch_is_heard_at_once(stage: Stage) -> None:
    select = field("static_select", options=options(2))
    view = await stage.open(modal(entry("kind", select, dispatch_action=True)))

    await stage.slack.action(ME, "kind", "value", view_id=view["id"], value="1")

    (action,) = stage.app.last["actions"]
    assert (action["type"], action["selected_option"]["value"]) == ("static_select", "1")


async def test_an_unanswered_click_in_a_view_shows_trouble_until_one_works(stage: Stage) -> None:
    view = await stage.open(modal(actions(button()), entry()))
    stage.app.answers = [500]

    await stage.slack.action(ME, "row", "press", view_id=view["id"])
    trouble = stage.slack.views(ME)[0]["trouble"]
    await stage.slack.action(ME, "row", "press", view_id=view["id"])

    assert trouble == "We had some trouble connecting. Try again?"
    assert stage.slack.views(ME)[0]["trouble"] == ""


async def test_values_of_fields_gone_since_are_left_out(stage: Stage) -> None:
    view = await stage.open(modal(entry("old"), actions(button())))
    await stage.client.views_update(view_id=view["id"], view=modal(actions(button())))
    late = {"values": {"old": {"value": "Q"}}, "view_id": view["id"]}

    assert await stage.slack.action(ME, "row", "press", hash=view["hash"], **late) == OK
    with pytest.raises(DriverError):
        await stage.slack.action(ME, "row", "press", **late)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({"view_id": "V0"}, id="unknown view"),
        pytest.param({"channel": TOWN_HALL, "ts": "1.1"}, id="unknown message"),
        pytest.param({}, id="nowhere"),
    ],
)
async def test_nobody_clicks_what_is_not_there(stage: Stage, place: JSON) -> None:
    with pytest.raises(DriverError):
        await stage.slack.action(ME, "row", "press", **place)


async def test_nobody_clicks_in_the_view_of_another(stage: Stage) -> None:
    view = await stage.open(modal(actions(button()), entry()))

    with pytest.raises(DriverError):
        await stage.slack.action(OTHER, "row", "press", view_id=view["id"])


# Typeahead

FOLDER = entry("folder", field("external_select"))


async def test_typing_into_an_external_select_asks_the_app(stage: Stage) -> None:
    view = await stage.open(modal(FOLDER))
    stage.app.answers = [{"options": [option("a")]}]

    found = await stage.slack.suggest(ME, "folder", "value", "ear", view_id=view["id"])

    assert found == {**OK, "options": [option("a")], "option_groups": []}
    payload = stage.app.last
    assert (payload["type"], payload["value"]) == ("block_suggestion", "ear")
    assert (payload["block_id"], payload["action_id"]) == ("folder", "value")
    assert payload["view"]["id"] == view["id"]


async def test_a_suggested_option_can_be_chosen_and_others_cannot(stage: Stage) -> None:
    view = await stage.open(modal(FOLDER))
    groups = {"option_groups": [{"label": plain(), "options": [option("a")]}]}
    stage.app.answers = [groups]
    await stage.slack.suggest(ME, "folder", "value", "ear", view_id=view["id"])

    await stage.slack.submit(ME, view["id"], {"folder": {"value": "a"}})

    values = stage.app.last["view"]["state"]["values"]
    assert values["folder"]["value"]["selected_option"] == option("a")
    second = await stage.open(modal(FOLDER))
    with pytest.raises(DriverError):
        await stage.slack.submit(ME, second["id"], {"folder": {"value": "a"}})


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="list"),
        pytest.param({"options": options(101)}, id="101 options"),
        pytest.param(500, id="broken"),
    ],
)
async def test_a_bad_option_answer_leaves_the_list_empty(
    stage: Stage, answer: JSON | str | int
) -> None:
    view = await stage.open(modal(FOLDER))
    stage.app.answers = [answer]

    found = await stage.slack.suggest(ME, "folder", "value", "ear", view_id=view["id"])

    assert (found["status"], found["options"]) == ("failed", [])


async def test_a_select_in_a_message_asks_too(stage: Stage) -> None:
    ts = await stage.post(actions(field("external_select")))
    stage.app.answers = [{"options": [option("a")]}]

    await stage.slack.suggest(ME, "row", "value", "e", channel=TOWN_HALL, ts=ts)
    await stage.slack.action(ME, "row", "value", channel=TOWN_HALL, ts=ts, value="a")

    assert stage.app.last["actions"][0]["selected_option"] == option("a")


# Submitting


async def test_a_submission_carries_the_form(stage: Stage) -> None:
    view = await stage.open(modal(private_metadata="m"))

    done = await stage.slack.submit(ME, view["id"], {"title": {"value": "Q4"}})

    payload = stage.app.last
    assert done == {**OK, "response_action": "close"}
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "form")
    assert payload["view"]["state"]["values"] == {
        "title": {"value": {"type": "plain_text_input", "value": "Q4"}}
    }
    assert payload["response_urls"] == []
    assert stage.slack.views(ME) == []


async def test_a_required_field_left_empty_is_never_sent(stage: Stage) -> None:
    view = await stage.open(modal(entry("title"), entry("notes", optional=True)))
    stage.app.got.clear()

    done = await stage.slack.submit(ME, view["id"])

    assert done["errors"] == {"title": "Please complete this required field."}
    assert done["status"] == "invalid"
    assert stage.app.got == []
    assert stage.slack.views(ME)[0]["errors"] == done["errors"]


async def test_errors_stand_at_their_fields_and_keep_the_input(stage: Stage) -> None:
    view = await stage.open(modal())
    stage.app.answers = [{"response_action": "errors", "errors": {"title": "No tags."}}]

    done = await stage.slack.submit(ME, view["id"], {"title": {"value": "<b>"}})

    shown = stage.slack.views(ME)[0]
    assert (done["status"], shown["errors"]) == ("errors", {"title": "No tags."})
    assert shown["state"]["values"]["title"]["value"]["value"] == "<b>"


async def test_an_update_changes_the_view_in_place(stage: Stage) -> None:
    view = await stage.open(modal())
    after = {"type": "modal", "title": plain("Creating…"), "blocks": [section()]}
    stage.app.answers = [{"response_action": "update", "view": after}]

    await stage.slack.submit(ME, view["id"], {"title": {"value": "Q4"}})

    (shown,) = stage.slack.views(ME)
    assert (shown["id"], shown["title"]["text"]) == (view["id"], "Creating…")
    assert shown["hash"] != view["hash"]


async def test_a_push_stacks_and_closing_comes_back(stage: Stage) -> None:
    view = await stage.open(modal(entry(optional=True)))
    stage.app.answers = [{"response_action": "push", "view": modal(entry(optional=True))}]

    await stage.slack.submit(ME, view["id"])
    top = stage.slack.views(ME)[-1]
    await stage.slack.submit(ME, top["id"])

    assert top["previous_view_id"] == view["id"]
    assert [each["id"] for each in stage.slack.views(ME)] == [view["id"]]


async def test_a_clear_takes_the_whole_stack(stage: Stage) -> None:
    view = await stage.open(modal(entry(optional=True)))
    stage.app.answers = [
        {"response_action": "push", "view": modal(entry(optional=True))},
        {"response_action": "clear"},
    ]
    await stage.slack.submit(ME, view["id"])

    await stage.slack.submit(ME, stage.slack.views(ME)[-1]["id"])

    assert stage.slack.views(ME) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(500, id="broken"),
        pytest.param("fine", id="no JSON"),
        pytest.param({"response_action": "dance"}, id="unknown action"),
        pytest.param({"ok": True}, id="no action"),
        pytest.param({"response_action": "errors"}, id="errors without errors"),
        pytest.param({"response_action": "errors", "errors": {}}, id="no error"),
        pytest.param({"response_action": "errors", "errors": {"when": "a"}}, id="no such block"),
        pytest.param({"response_action": "errors", "errors": {"row": "a"}}, id="no input block"),
        pytest.param({"response_action": "errors", "errors": {"title": ""}}, id="empty error"),
        pytest.param({"response_action": "update"}, id="update without view"),
        pytest.param(
            {"response_action": "update", "view": modal(title=plain("x" * 25))}, id="bad view"
        ),
        pytest.param(
            {"response_action": "update", "view": {"type": "home", "blocks": []}}, id="home"
        ),
        pytest.param("[]", id="list"),
    ],
)
async def test_a_bad_answer_to_a_submission_is_trouble(
    stage: Stage, answer: JSON | str | int
) -> None:
    view = await stage.open(modal(entry(optional=True), actions(button())))
    stage.app.answers = [answer]

    done = await stage.slack.submit(ME, view["id"])

    assert (done["status"], done["shown"]) == (
        "failed",
        "We had some trouble connecting. Try again?",
    )
    assert stage.slack.views(ME)[0]["trouble"] == done["shown"]


async def test_a_chosen_conversation_brings_a_response_url(
    stage: Stage, http: ClientSession
) -> None:
    place = entry("place", field("conversations_select", response_url_enabled=True))
    view = await stage.open(modal(place))

    await stage.slack.submit(ME, view["id"], {"place": {"value": "C0GENERAL01"}})

    (url,) = stage.app.last["response_urls"]
    assert (url["block_id"], url["action_id"], url["channel_id"]) == (
        "place",
        "value",
        "C0GENERAL01",
    )
    await respond(http, url["response_url"], text="Hi", response_type="in_channel")
    assert stage.texts("C0GENERAL01") == ["Hi"]


async def test_two_submissions_at_once_both_reach_the_app(stage: Stage) -> None:
    view = await stage.open(modal(entry(optional=True)))
    stage.app.got.clear()

    await asyncio.gather(stage.slack.submit(ME, view["id"]), stage.slack.submit(ME, view["id"]))

    assert len(stage.app.got) == 2


# Closing


async def test_cancel_tells_an_app_that_asked(stage: Stage) -> None:
    view = await stage.open(modal(notify_on_close=True))

    assert await stage.slack.close(ME, view["id"]) == OK
    payload = stage.app.last
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", False)
    assert payload["view"]["id"] == view["id"]
    assert stage.slack.views(ME) == []


async def test_cancel_tells_nobody_else(stage: Stage) -> None:
    view = await stage.open(modal())
    stage.app.got.clear()

    assert (await stage.slack.close(ME, view["id"]))["status"] == "not_sent"
    assert stage.app.got == []


async def test_the_cross_clears_the_stack_in_the_name_of_its_root(stage: Stage) -> None:
    root = await stage.open(modal(entry(optional=True), notify_on_close=True))
    stage.app.answers = [{"response_action": "push", "view": modal()}]
    await stage.slack.submit(ME, root["id"])
    top = stage.slack.views(ME)[-1]["id"]

    await stage.slack.close(ME, top, everything=True)

    assert stage.slack.views(ME) == []
    assert (stage.app.last["view"]["id"], stage.app.last["is_cleared"]) == (root["id"], True)


async def test_clear_on_close_takes_the_views_below_along(stage: Stage) -> None:
    root = await stage.open(modal(entry(optional=True)))
    stage.app.answers = [{"response_action": "push", "view": modal(clear_on_close=True)}]
    await stage.slack.submit(ME, root["id"])

    await stage.slack.close(ME, stage.slack.views(ME)[-1]["id"])

    assert stage.slack.views(ME) == []


# Events


async def test_opening_the_home_tells_an_app_that_subscribed(staging: Staging) -> None:
    stage = await staging(events=frozenset({"app_home_opened"}))

    assert await stage.slack.open_home(ME) == OK
    callback = json.loads(stage.app.got[0].body)
    assert callback["type"] == "event_callback"
    assert callback["event"]["user"] == ME
    assert callback["event_id"].startswith("Ev")


async def test_an_app_that_did_not_subscribe_hears_nothing(stage: Stage) -> None:
    assert (await stage.slack.open_home(ME))["status"] == "not_sent"
    assert stage.app.got == []


async def test_a_delivery_can_be_made_to_fail(stage: Stage) -> None:
    stage.slack.fault(delivery="*", unreachable=True)

    assert (await stage.command())["error"] == "dispatch_failed"
    assert stage.app.got == []


@pytest.mark.parametrize("wanted", [{}, {"colour": "red"}, {"method": "a", "delivery": "b"}])
async def test_impossible_trouble_is_refused(stage: Stage, wanted: JSON) -> None:
    with pytest.raises(DriverError):
        stage.slack.fault(**wanted)
