"""Whole dialogues: what people do, what Slack shows, what platform and database hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import Progress, Role
from bot.webcasts import WebcastsClient
from tests.stage import COMMS, CREATE, INVESTOR, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain import Wish

OWNER_DM = "D0COMMSLEAD"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Play every dialogue here on both databases."""
    if request.param == "sqlite":
        yield None
        return
    with request.getfixturevalue("postgres").migrated() as url:
        yield url


async def created(stage: Stage, **fields: object) -> str:
    """Create the town hall; returns its event id."""
    await stage.command(CREATE)
    await stage.submit(dict(fields))
    return str((await stage.platform())["events"][-1]["event_id"])


async def wish_of(stage: Stage, key: str) -> Wish:
    parts = stage.show.bot.parts
    wish = await parts.store.wish(parts.workspace, key)
    assert wish
    return wish


async def events_on_platform(stage: Stage) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await stage.platform())["events"]
    return events


async def test_the_command_opens_the_form_filled_in(stage: Stage) -> None:
    answer = await stage.command(CREATE)

    values = stage.view()["state"]["values"]
    assert answer["status"] == "ok"
    assert values["title"]["form_input"]["value"] == "Q4 town hall"
    assert values["when"]["form_changed"]["value"] == "next tuesday 3pm for 90 minutes"
    assert "US/Eastern" in text_of(values)
    assert "90" in text_of(values)
    assert "Tue 1 Dec 2026, 15:00 US/Eastern" in text_of(stage.view()["blocks"])


async def test_create_ends_with_a_card_a_message_and_a_record(stage: Stage) -> None:
    event_id = await created(stage)

    [event] = await events_on_platform(stage)
    [card] = stage.from_bot(TOWN_HALL)
    [message] = stage.from_bot(OWNER_DM)
    parts = stage.show.bot.parts
    stored = await parts.store.event(parts.workspace, event_id)
    assert event["timezone"] == "US/Eastern"
    assert event["scheduled_duration"] == 90
    assert "Q4 town hall" in text_of(card["blocks"])
    assert "Your webcast is scheduled" in text_of(message["blocks"])
    assert stored
    assert stored.owner == COMMS
    assert stage.view()["title"]["text"] == "Created"
    assert event_id in text_of(stage.view()["blocks"])


async def test_the_viewer_link_on_the_card_works(stage: Stage) -> None:
    await created(stage)

    [card] = stage.from_bot(TOWN_HALL)
    link = next(
        element["url"]
        for block in card["blocks"]
        for element in block.get("elements", [])
        if element.get("url")
    )
    async with stage.session.get(link) as page:
        assert page.status == 200
        assert "Q4 town hall" in await page.text()


async def test_the_card_offers_calendar_entries_with_the_viewer_link_only(stage: Stage) -> None:
    await created(stage, **{"portals~0": ["1"]})

    [card] = stage.from_bot(TOWN_HALL)
    [event] = await events_on_platform(stage)
    await stage.click(card, TOWN_HALL, "offer_calendar")
    offered = str(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "calendar.google.com" in offered
    assert "outlook.office.com" in offered
    assert event["portals"][0]["pin"] not in offered


async def test_a_double_click_creates_one_webcast(stage: Stage) -> None:
    await stage.command(CREATE)
    stage.show.slack.fault(delivery="view_submission", repeat=True)

    await stage.submit()

    assert len(await events_on_platform(stage)) == 1
    assert len(stage.from_bot(TOWN_HALL)) == 1


async def test_a_lost_answer_is_uncertain_and_never_sent_again(stage: Stage) -> None:
    await stage.fault(endpoint="event/create", kind="drop_after_commit")
    await stage.command(CREATE)
    key = stage.view()["id"]

    await stage.submit()
    await stage.command("/webcast list")

    wish = await wish_of(stage, key)
    assert wish.progress is Progress.UNCERTAIN
    assert stage.view()["title"]["text"] == "Not certain"
    assert len(await events_on_platform(stage)) == 1
    assert "Not certain whether it exists" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert wish.reference in text_of(stage.from_bot(OWNER_DM)[-1]["blocks"])


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        pytest.param({"kind": "code", "code": 70}, "markup", id="insecure tags"),
        pytest.param({"kind": "code", "code": 72}, "does not accept something", id="invalid input"),
        pytest.param({"kind": "code", "code": 62}, "Try again in an hour", id="too many calls"),
        pytest.param({"kind": "code", "code": 10}, "account", id="no access"),
    ],
)
async def test_a_refusal_is_a_sentence_and_keeps_the_form(
    stage: Stage, fault: dict[str, Any], says: str
) -> None:
    await stage.fault(endpoint="event/create", **fault)
    await stage.command(CREATE)

    await stage.submit({"cost_center": "IR-7"})

    view = stage.view()
    assert view["title"]["text"] == "Create webcast"
    assert "Nothing was created" in text_of(view["blocks"])
    assert says in text_of(view["blocks"])
    assert "Reference:" in text_of(view["blocks"])
    assert view["state"]["values"]["cost_center"]["form_input"]["value"] == "IR-7"
    assert not await events_on_platform(stage)


async def test_after_a_refusal_the_same_form_can_be_sent_again(stage: Stage) -> None:
    await stage.fault(endpoint="event/create", kind="code", code=72)
    await stage.command(CREATE)
    await stage.submit()

    await stage.submit()

    assert stage.view()["title"]["text"] == "Created"
    assert len(await events_on_platform(stage)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"kind": "html", "status": 502}, id="an HTML error page"),
        pytest.param({"kind": "truncate"}, id="a cut answer"),
        pytest.param({"kind": "drop_before_commit"}, id="a dropped connection"),
        pytest.param({"kind": "code", "code": 0}, id="a general error"),
    ],
)
async def test_an_answer_that_cannot_be_read_makes_the_webcast_uncertain(
    stage: Stage, fault: dict[str, Any]
) -> None:
    await stage.fault(endpoint="event/create", **fault)
    await stage.command(CREATE)

    await stage.submit()

    assert stage.view()["title"]["text"] == "Not certain"
    assert "Q4 town hall" in text_of(stage.view()["blocks"])


async def test_an_unreachable_platform_is_said_and_keeps_the_form(stage: Stage) -> None:
    await stage.command(CREATE)
    away = WebcastsClient(stage.session, "http://localhost:9/api", "svc", "secret")
    object.__setattr__(stage.show.bot.parts, "webcasts", away)

    await stage.submit({"cost_center": "IR-7"})

    words = text_of(stage.view()["blocks"])
    assert "cannot be reached" in words
    assert stage.view()["state"]["values"]["cost_center"]["form_input"]["value"] == "IR-7"


async def test_a_person_who_closed_the_form_gets_the_failure_as_a_message(stage: Stage) -> None:
    await stage.fault(endpoint="event/create", kind="code", code=72)
    await stage.command(CREATE)
    stage.show.slack.fault(method="views.update", error="not_found")

    await stage.submit()

    assert "Nothing was created" in text_of(stage.from_bot(OWNER_DM)[-1]["blocks"])


async def test_a_wrong_password_is_the_operators_business(stage: Stage) -> None:
    await stage.fault(endpoint="authenticate", kind="code", code=11, times=0)
    await stage.command(CREATE)

    await stage.submit()

    words = text_of(stage.view()["blocks"])
    assert "was not sent" in words
    assert "operator" in words


@pytest.mark.parametrize(
    ("title", "says"),
    [
        pytest.param("<b>Q4</b>", "angle brackets", id="a tag"),
        pytest.param("x" * 1001, "1,001 characters", id="too long"),
        pytest.param("   ", "Give the webcast a title", id="blank"),
    ],
)
async def test_a_title_the_platform_would_change_is_refused_on_its_field(
    stage: Stage, title: str, says: str
) -> None:
    await stage.command(CREATE)

    answer = await stage.submit({"title": title})

    assert says in answer["errors"]["title"]
    assert not await events_on_platform(stage)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("*bold* _italic_ ~gone~ `code`", id="formatting"),
        pytest.param("Q4 | results & more", id="a pipe and an ampersand"),
        pytest.param("\u202eevil\u202c مرحبا", id="right to left"),
        pytest.param("@channel @here #general", id="mentions"),
        pytest.param("5 < 6", id="a lone bracket"),
        pytest.param("\u202e https://example.org/|x> ", id="a link that ends early"),
    ],
)
async def test_a_hostile_title_is_shown_as_text(stage: Stage, title: str) -> None:
    await stage.command(CREATE)

    await stage.submit({"title": title})

    [card] = stage.from_bot(TOWN_HALL)
    assert stage.view()["title"]["text"] == "Created"
    assert "<!channel>" not in card["text"]
    assert card["text"].count("<http") == 1


async def test_a_mention_in_the_command_becomes_plain_text(stage: Stage) -> None:
    await stage.command('/webcast create "Hello #general & @ir.manager" next tuesday 3pm')

    value = stage.view()["state"]["values"]["title"]["form_input"]["value"]
    assert value == "Hello #general & @ir.manager"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param("bananas", "", id="nonsense"),
        pytest.param("next tuesday", "time", id="no time of day"),
        pytest.param("yesterday 3pm", "past", id="past"),
        pytest.param("", "required", id="nothing"),
    ],
)
async def test_a_time_that_names_no_moment_is_refused_on_its_field(
    stage: Stage, words: str, says: str
) -> None:
    await stage.command(CREATE)

    answer = await stage.submit({"when": words})

    assert says in str(answer["errors"]["when"])
    assert stage.view()["state"]["values"]["title"]["form_input"]["value"] == "Q4 town hall"


async def test_a_time_not_read_back_yet_is_shown_before_it_is_sent(stage: Stage) -> None:
    await stage.command(CREATE)

    await stage.submit({"when": "4 dec 2026 14:10 for 90 minutes"})
    asked = text_of(stage.view()["blocks"])
    before = len(await events_on_platform(stage))
    await stage.submit()

    [event] = await events_on_platform(stage)
    assert before == 0
    assert "Press Create again" in asked
    assert "14:15" in asked
    assert event["scheduled_start_time"] == 1796411700000


async def test_the_other_friday_is_named_too(stage: Stage) -> None:
    await stage.command('/webcast create "Q4" next friday 3pm')

    words = text_of(stage.view()["blocks"])
    assert "Fri 4 Dec 2026, 15:00" in words
    assert "Fri 27 Nov 2026 comes before it" in words


async def test_what_is_typed_is_read_back_at_once(stage: Stage) -> None:
    await stage.command("/webcast create")

    await stage.choose("when", "friday 9am london for 2h", key="on_character_entered")

    words = text_of(stage.view()["blocks"])
    values = stage.view()["state"]["values"]
    assert "Fri 27 Nov 2026, 09:00 Europe/London" in words
    assert "Europe/London" in text_of(values)
    assert "120" in text_of(values)


async def test_changing_the_type_redraws_the_form_and_keeps_what_was_typed(stage: Stage) -> None:
    await stage.command(CREATE)

    await stage.choose("kind", "ondemand")

    stems = {block.get("block_id") for block in stage.view()["blocks"]}
    assert "media" in stems
    assert "source" not in stems
    assert stage.view()["state"]["values"]["title"]["form_input"]["value"] == "Q4 town hall"


@pytest.mark.parametrize(
    ("source", "there", "gone"),
    [
        pytest.param("1", {"vcu_address", "vcu_connection", "region"}, {"telephony"}, id="VCU"),
        pytest.param("3", {"telephony"}, {"region", "vcu_address"}, id="telephone"),
        pytest.param("4", {"video_bridge"}, {"region"}, id="video bridge"),
    ],
)
async def test_the_source_decides_which_fields_there_are(
    stage: Stage, source: str, there: set[str], gone: set[str]
) -> None:
    await stage.command(CREATE)

    await stage.choose("source", source)

    stems = {block.get("block_id") for block in stage.view()["blocks"]}
    assert there <= stems
    assert not gone & stems


async def test_a_vcu_without_an_address_is_refused_on_its_field(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.choose("source", "1")

    answer = await stage.submit({"vcu_address": "the big room", "vcu_connection": "SIP"})

    assert "IP address" in answer["errors"]["vcu_address"]


async def test_folders_are_offered_while_typing(stage: Stage) -> None:
    await stage.command(CREATE)
    view = stage.view()
    block, action = stage.place(view, "folder")

    answer = await stage.show.slack.suggest(stage.user, block, action, "demos", view_id=view["id"])

    texts = [option["text"]["text"] for option in answer["options"]]
    assert texts == ["Webcasts / Marketing / Demos", "Webcasts / Training / Demos"]


async def test_the_chosen_folder_and_portals_reach_the_platform(stage: Stage) -> None:
    await stage.command(CREATE)
    view = stage.view()
    block, action = stage.place(view, "folder")
    await stage.show.slack.suggest(stage.user, block, action, "earnings", view_id=view["id"])

    await stage.submit({"folder": "5131", "portals~0": ["1", "8"]})

    [event] = await events_on_platform(stage)
    assert event["folder_id"] == 5131
    assert stage.view()["title"]["text"] == "Created"


async def test_only_the_owner_can_reveal_presenter_access(stage: Stage) -> None:
    await created(stage, **{"portals~0": ["1"]})
    [message] = stage.from_bot(OWNER_DM)

    await stage.click(message, OWNER_DM, "reveal_presenters")

    [event] = await events_on_platform(stage)
    pin = event["portals"][0]["pin"]
    everything = text_of(stage.messages(TOWN_HALL)) + text_of(stage.messages(OWNER_DM))
    assert pin in text_of(stage.view()["blocks"])
    assert pin not in everything


async def test_a_reveal_is_on_record(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["1"]})
    await stage.click(stage.from_bot(OWNER_DM)[0], OWNER_DM, "reveal_presenters")

    parts = stage.show.bot.parts
    history = await parts.store.history(parts.workspace, event_id)
    assert [entry.what for entry in history] == [
        "created",
        "announced",
        "revealed presenter access",
    ]


async def test_somebody_else_sees_no_presenter_access(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["1"]})

    await stage.command(f"/webcast show {event_id}", user=INVESTOR)

    shown = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]
    assert "reveal_presenters" not in str(shown["blocks"])


async def test_a_channel_the_bot_was_taken_out_of_meanwhile_gets_no_card_but_a_reason(
    stage: Stage,
) -> None:
    await stage.command(CREATE)
    await stage.choose("channels", ["C0GENERAL01", TOWN_HALL])
    stage.show.slack.member("C0GENERAL01", "U0WEBCASTS1", member=False)

    await stage.submit()

    words = text_of(stage.view()["blocks"])
    assert len(stage.from_bot(TOWN_HALL)) == 1
    assert "Not announced in" in words
    assert "/invite" in words


async def test_a_channel_that_other_companies_were_invited_to_meanwhile_gets_no_card(
    stage: Stage,
) -> None:
    await stage.command(CREATE)
    stage.show.slack.set_channel(TOWN_HALL, pending_ext_shared=True)

    await stage.submit()

    assert not stage.from_bot(TOWN_HALL)
    assert "outside the company" in text_of(stage.view()["blocks"])


async def test_the_list_shows_my_upcoming_webcasts(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command("/webcast list")

    answer = stage.from_bot(TOWN_HALL)[-1]
    assert answer["ephemeral"]
    assert event_id in text_of(answer["blocks"])


async def test_help_tells_which_times_are_understood(stage: Stage) -> None:
    await stage.command("/webcast help times")

    assert "first monday of march" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_help_about_nothing_known_is_help_about_everything(stage: Stage) -> None:
    await stage.command("/webcast help bananas")

    assert "/webcast list" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_an_unknown_word_is_answered_by_the_nearest_command(stage: Stage) -> None:
    await stage.command('/webcast creat "Q4" friday 3pm')

    answer = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert '/webcast create "Q4" friday 3pm' in answer


async def test_words_that_make_no_sense_are_answered_with_a_line_that_works(stage: Stage) -> None:
    await stage.command("/webcast show last week")

    answer = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "week" in answer
    assert "/webcast show 1890012" in answer


async def test_the_tray_offers_what_one_can_do(stage: Stage) -> None:
    await stage.command("/webcast")

    answer = stage.from_bot(TOWN_HALL)[-1]
    assert "You have no webcast ahead" in text_of(answer["blocks"])
    await stage.click(answer, TOWN_HALL, "open_form")
    assert stage.view()["title"]["text"] == "Create webcast"


async def test_an_unknown_key_is_named(stage: Stage) -> None:
    await stage.command('/webcast create "Q4" colour:blue')

    assert "colour:" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert not stage.views()


async def test_a_cancelled_webcast_is_nobodys_next(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast cancel next")
    await stage.submit()

    await stage.command("/webcast")
    await stage.command("/webcast next")

    tray, none = stage.from_bot(TOWN_HALL)[-2:]
    assert "Q4 town hall" not in text_of(tray["blocks"])
    assert "No webcast of yours lies ahead." in none["text"]


async def test_the_tray_offers_a_viewer_nothing_to_create(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, INVESTOR, Role.VIEWER)

    await stage.command("/webcast", user=INVESTOR)

    actions = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]["blocks"][-1]["elements"]
    assert "open_form" not in [each["action_id"] for each in actions]
