"""Links that people post, and what the app shows below them."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo import people
from bot.demo.errors import DriverError
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import EARNINGS, ME, OTHER, THIRD, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, field, option, plain, section
from tests.demo.refusing import refusal

JSON = dict[str, Any]
URL = "https://event.webcasts.com/starthere.jsp?ei=1743245&tp_key=a&b=2"
SECOND = "https://webcasts.com/2"
CARD: JSON = {"blocks": [section("Q4 town hall"), actions(button(value="42"))]}


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    return await staging(
        scopes=SCOPES | {"links:read", "links:write"},
        events=frozenset({"link_shared"}),
        unfurl_domains=("webcasts.com",),
    )


def event(stage: Stage) -> JSON:
    callback: JSON = json.loads(stage.app.got[-1].body)
    inner: JSON = callback["event"]
    return inner


async def posted(stage: Stage, text: str = f"Look: {URL}", channel: str = TOWN_HALL) -> str:
    await stage.slack.command(ME, channel, text)
    return str(stage.messages(channel)[-1]["ts"])


async def unfurled(stage: Stage, *cards: tuple[str, JSON]) -> str:
    """Post links and let the app show something below each."""
    wanted = cards or ((URL, CARD),)
    ts = await posted(stage, " ".join(url for url, _ in wanted))
    await stage.client.chat_unfurl(channel=TOWN_HALL, ts=ts, unfurls=dict(wanted))
    stage.app.got.clear()
    return ts


# The event


async def test_a_posted_link_is_told_to_the_app_exactly_as_it_was_pasted(stage: Stage) -> None:
    ts = await posted(stage, f"Look ({URL}), all.")

    assert event(stage) == {
        **event(stage),
        "type": "link_shared",
        "channel": TOWN_HALL,
        "message_ts": ts,
        "user": ME,
        "user_locale": "en-US",
        "is_bot_user_member": True,
        "source": "conversations_history",
        "links": [{"domain": "webcasts.com", "url": URL}],
    }
    assert event(stage)["unfurl_id"].startswith(f"{TOWN_HALL}.{ts}.")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        pytest.param(f"{SECOND} {URL} {SECOND}", [SECOND, URL], id="each once, in order"),
        pytest.param("https://WebCasts.com/a", ["https://WebCasts.com/a"], id="capitals"),
        pytest.param("http://webcasts.com:8080/a", ["http://webcasts.com:8080/a"], id="a port"),
    ],
)
async def test_the_domain_and_those_below_it_are_watched(
    stage: Stage, text: str, urls: list[str]
) -> None:
    await posted(stage, text)

    assert [each["url"] for each in event(stage)["links"]] == urls


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://notwebcasts.com/a", id="another domain"),
        pytest.param("https://webcasts.com.evil.example/", id="only the beginning"),
        pytest.param("https://evil.example/?webcasts.com", id="in the query"),
        pytest.param("webcasts.com", id="no address"),
        pytest.param(f"/webcast show {URL}", id="a command"),
    ],
)
async def test_other_words_are_not_told(stage: Stage, text: str) -> None:
    await stage.slack.command(ME, TOWN_HALL, text)

    assert all("event" not in str(each.body[:40]) for each in stage.app.got)


async def test_a_link_in_a_thread_names_the_thread(stage: Stage) -> None:
    ts = await stage.post()

    await stage.slack.command(ME, TOWN_HALL, URL, thread_ts=ts)

    assert event(stage)["thread_ts"] == ts


async def test_a_link_where_the_app_is_no_member_says_so(stage: Stage) -> None:
    await posted(stage, channel=EARNINGS)

    assert not event(stage)["is_bot_user_member"]


async def test_a_link_in_a_shared_channel_says_so(stage: Stage) -> None:
    await posted(stage, channel="C0PARTNERS1")

    assert json.loads(stage.app.got[-1].body)["is_ext_shared_channel"]


async def test_an_app_that_did_not_subscribe_hears_of_no_link(staging: Staging) -> None:
    stage = await staging(scopes=SCOPES | {"links:write"}, unfurl_domains=("webcasts.com",))
    ts = await posted(stage)

    call = stage.client.chat_unfurl(channel=TOWN_HALL, ts=ts, unfurls={URL: CARD})

    assert stage.app.got == []
    assert (await refusal(call))["error"] == "cannot_unfurl_url"


async def test_the_apps_own_links_are_not_told(stage: Stage) -> None:
    await stage.post(text=f"<{URL}>")

    assert stage.app.got == []


async def test_a_message_stands_even_if_the_app_is_down(stage: Stage) -> None:
    stage.slack.events_url = "http://127.0.0.1:9/slack/events"

    await posted(stage, "https://webcasts.com/1")

    assert stage.texts() == ["<https://webcasts.com/1>"]


# The preview


async def test_a_preview_hangs_below_the_message_for_everyone(stage: Stage) -> None:
    await unfurled(stage)

    [attachment] = stage.messages(user=THIRD)[0]["attachments"]
    assert attachment["app_unfurl_url"] == URL
    assert attachment["blocks"][0]["text"]["text"] == "Q4 town hall"
    assert stage.messages()[0]["user"] == ME


async def test_the_unfurl_id_names_the_message_too(stage: Stage) -> None:
    await posted(stage, channel=EARNINGS)
    told = event(stage)

    await stage.client.chat_unfurl(
        unfurl_id=told["unfurl_id"], source=told["source"], unfurls={URL: CARD}
    )

    assert len(stage.messages(EARNINGS)[0]["attachments"]) == 1


async def test_a_second_call_changes_the_preview_in_place(stage: Stage) -> None:
    ts = await unfurled(stage, (URL, CARD), (SECOND, CARD))

    changed = {URL: {"blocks": [section("Moved")]}}
    await stage.client.chat_unfurl(channel=TOWN_HALL, ts=ts, unfurls=changed)

    first, second = stage.messages()[0]["attachments"]
    assert first["blocks"][0]["text"]["text"] == "Moved"
    assert (first["id"], second["id"]) == (1, 2)


async def test_words_and_a_title_are_enough_for_a_preview(stage: Stage) -> None:
    await unfurled(stage, (URL, {"title": "Q4", "text": "Words", "preview": {"title": plain()}}))

    [attachment] = stage.messages()[0]["attachments"]
    assert (attachment["title"], "preview" in attachment) == ("Q4", False)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"ts": "1.1", "unfurls": {URL: CARD}}, "missing_channel", id="no channel"),
        pytest.param({"channel": "C0", "unfurls": {URL: CARD}}, "missing_ts", id="no ts"),
        pytest.param(
            {"channel": "C0", "ts": "1.1", "unfurls": {URL: CARD}},
            "cannot_find_channel",
            id="unknown channel",
        ),
        pytest.param(
            {"channel": TOWN_HALL, "ts": "1.1", "unfurls": {URL: CARD}},
            "cannot_find_message",
            id="unknown message",
        ),
        pytest.param({"unfurl_id": "a", "unfurls": {URL: CARD}}, "missing_source", id="no source"),
        pytest.param(
            {"source": "composer", "unfurls": {URL: CARD}}, "missing_unfurl_id", id="no id"
        ),
        pytest.param(
            {"unfurl_id": "a", "source": "mail", "unfurls": {URL: CARD}},
            "invalid_source",
            id="unknown source",
        ),
        pytest.param(
            {"unfurl_id": "a", "source": "composer", "unfurls": {URL: CARD}},
            "invalid_unfurl_id",
            id="unknown id",
        ),
    ],
)
async def test_a_preview_needs_its_message(stage: Stage, given: JSON, error: str) -> None:
    assert (await refusal(stage.client.chat_unfurl(**given)))["error"] == error


@pytest.mark.parametrize(
    ("unfurls", "error"),
    [
        pytest.param({}, "missing_unfurls", id="none"),
        pytest.param("{", "invalid_unfurls_format", id="cut"),
        pytest.param([CARD], "invalid_unfurls_format", id="no map"),
        pytest.param({SECOND: CARD}, "cannot_unfurl_message", id="not in the message"),
        pytest.param({"https://a.example": CARD}, "cannot_unfurl_url", id="not watched"),
        pytest.param({URL: {}}, "cannot_parse_attachment", id="nothing to show"),
        pytest.param({URL: "words"}, "cannot_parse_attachment", id="no object"),
        pytest.param({URL: {"blocks": [section("x" * 3001)]}}, "invalid_blocks", id="long block"),
        pytest.param({URL: {"blocks": [section()] * 51}}, "invalid_blocks", id="51 blocks"),
    ],
)
async def test_a_preview_that_does_not_fit_is_refused(
    stage: Stage, unfurls: object, error: str
) -> None:
    ts = await posted(stage, f"{URL} https://a.example")

    said = {"channel": TOWN_HALL, "ts": ts, "unfurls": unfurls}
    answer = await refusal(stage.client.api_call("chat.unfurl", json=said))

    assert answer["error"] == error
    assert stage.messages()[0]["attachments"] == []


async def test_a_preview_needs_its_scope(staging: Staging) -> None:
    stage = await staging()

    call = stage.client.chat_unfurl(channel=TOWN_HALL, ts="1.1", unfurls={URL: CARD})

    assert (await refusal(call))["needed"] == "links:write"


# Clicks in it


async def test_a_click_in_a_preview_carries_the_preview_and_not_the_message(stage: Stage) -> None:
    ts = await unfurled(stage)

    await stage.slack.action(OTHER, "row", "press", channel=TOWN_HALL, ts=ts)

    payload = stage.app.last
    unfurl = {"is_app_unfurl": True, "app_unfurl_url": URL}
    assert payload["container"] == {
        "type": "message_attachment",
        "message_ts": ts,
        "attachment_id": 1,
        "channel_id": TOWN_HALL,
        "is_ephemeral": False,
        **unfurl,
    }
    assert payload["app_unfurl"] == {**payload["app_unfurl"], "id": 1, **unfurl}
    assert payload["app_unfurl"]["blocks"][1]["block_id"] == "row"
    assert "message" not in payload
    assert (payload["user"]["id"], payload["actions"][0]["value"]) == (OTHER, "42")


async def test_of_two_previews_alike_the_clicked_one_is_named(stage: Stage) -> None:
    ts = await unfurled(stage, (URL, CARD), (SECOND, CARD))

    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts, attachment_id=2)

    assert stage.app.last["container"]["app_unfurl_url"] == SECOND


async def test_nobody_clicks_in_a_preview_that_is_not_there(stage: Stage) -> None:
    ts = await unfurled(stage)

    with pytest.raises(DriverError):
        await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts, attachment_id=3)


async def test_an_answer_to_a_click_in_a_preview_leaves_the_persons_message_alone(
    stage: Stage, http: ClientSession
) -> None:
    ts = await unfurled(stage)
    await stage.slack.action(OTHER, "row", "press", channel=TOWN_HALL, ts=ts)

    url = stage.app.last["response_url"]
    for said in ({"text": "Seen"}, {"text": "Anew", "replace_original": True}):
        async with http.post(url, json=said) as answer:
            assert answer.status == 200
    async with http.post(url, json={"delete_original": True}) as answer:
        assert answer.status == 400

    assert stage.texts(user=OTHER)[1:] == ["Seen", "Anew"]
    assert len(stage.texts(user=THIRD)) == 1


async def test_a_menu_in_a_preview_remembers_its_choice(stage: Stage) -> None:
    menu = field("static_select", options=[option("a"), option("b")])
    ts = await unfurled(stage, (URL, {"blocks": [actions(menu)]}))

    await stage.slack.action(ME, "row", "value", channel=TOWN_HALL, ts=ts, value="b")

    values = stage.app.last["state"]["values"]
    assert values["row"]["value"]["selected_option"]["value"] == "b"


async def test_a_search_in_a_preview_asks_the_app(stage: Stage) -> None:
    search = field("external_select", min_query_length=1)
    ts = await unfurled(stage, (URL, {"blocks": [actions(search)]}))
    stage.app.answers = [{"options": [option("9")]}]

    found = await stage.slack.suggest(ME, "row", "value", "e", channel=TOWN_HALL, ts=ts)

    assert found["options"][0]["value"] == "9"
    assert stage.app.last["container"]["type"] == "message_attachment"


async def test_an_attachment_of_the_app_itself_comes_with_its_message(stage: Stage) -> None:
    said: Any = {"channel": TOWN_HALL, "text": "Hi", "attachments": [CARD]}
    ts = (await stage.client.chat_postMessage(**said))["ts"]

    await stage.slack.action(ME, "row", "press", channel=TOWN_HALL, ts=ts)

    assert stage.app.last["container"]["type"] == "message_attachment"
    assert stage.app.last["message"]["attachments"][0]["id"] == 1
    assert "app_unfurl" not in stage.app.last


async def test_bad_blocks_in_an_attachment_are_refused(stage: Stage) -> None:
    attachments: Any = [{"blocks": [section("x" * 3001)]}]
    call = stage.client.chat_postMessage(channel=ME, text="Hi", attachments=attachments)

    assert (await refusal(call))["error"] == "invalid_blocks"


async def test_an_empty_list_takes_the_attachments_away(stage: Stage) -> None:
    said: Any = {"channel": TOWN_HALL, "text": "Hi", "attachments": [{"text": "a"}]}
    ts = (await stage.client.chat_postMessage(**said))["ts"]

    await stage.client.chat_update(channel=TOWN_HALL, ts=ts, text="Hi", attachments=[])

    assert stage.messages()[0]["attachments"] == []


async def test_a_deleted_message_takes_its_preview_along(stage: Stage) -> None:
    ts = await unfurled(stage)
    await stage.client.chat_postMessage(channel=TOWN_HALL, thread_ts=ts, text="Reply")

    stage.slack.delete_message(ME, TOWN_HALL, ts)

    assert stage.messages()[0]["attachments"] == []
    assert stage.messages()[1]["user"] == people.BOT_USER
