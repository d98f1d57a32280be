"""The Home: what it shows to whom, its pages, its buttons, and that it follows what changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain import Event, Live, Progress, Role, Webcam, Webcast, WebcastRequest, Wish
from bot.overview import kept_until
from bot.rules import Access, Kind, Region
from tests.slack.test_uncertain import edit_in_portal, lost, plant
from tests.stage import COMMS, CREATE, INVESTOR, NOW, PRESENTER, TOWN_HALL, Stage, text_of

REQUEST = WebcastRequest(
    title="Q4 town hall",
    starts_at=NOW + timedelta(days=7),
    duration=timedelta(minutes=60),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=500,
    expiration_months=3,
)


async def keep(
    stage: Stage, number: int, *, starts_at: datetime, owner: str = COMMS, workspace: str = ""
) -> Event:
    """Keep an event in the database alone."""
    parts = stage.show.bot.parts
    request = replace(REQUEST, title=f"Webcast {number}", starts_at=starts_at)
    event = Event(
        workspace=workspace or parts.workspace,
        owner=owner,
        request=request,
        created_at=NOW,
        webcast=Webcast(
            id=str(2000000 + number),
            title=request.title,
            starts_at=starts_at,
            duration=request.duration,
            capacity=request.capacity,
            folder_name="Home",
            viewer_link=f"https://goto.webcasts.com/starthere.jsp?ei={2000000 + number}",
        ),
    )
    wish = Wish(
        key=f"V{number}",
        workspace=event.workspace,
        owner=owner,
        request=request,
        channels=(),
        asked_at=NOW,
    )
    await parts.store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
    return event


async def created(stage: Stage, *, user: str = COMMS, portals: bool = False) -> str:
    await stage.command(CREATE, user=user)
    await stage.submit({"portals~0": ["1"]} if portals else None, user=user)
    await stage.show.slack.close(user, stage.view(user=user)["id"], everything=True)
    return str((await stage.platform())["events"][-1]["event_id"])


def words(view: dict[str, Any]) -> str:
    return text_of(view["blocks"])


def row(view: dict[str, Any], event_id: str) -> dict[str, Any]:
    """Find the block of an event among the rows."""
    found: dict[str, Any] = next(
        block for block in view["blocks"] if f"id {event_id}" in text_of(block)
    )
    return found


async def test_the_first_opening_draws_it_and_says_what_to_do(stage: Stage) -> None:
    home = await stage.open_home()

    assert "Press Create webcast" in words(home)
    assert home["callback_id"] == "webcast_home"


async def test_the_messages_tab_draws_nothing(stage: Stage) -> None:
    await stage.show.slack.open_home(COMMS, "messages")
    await stage.settled()

    assert stage.home() is None


async def test_a_row_tells_title_both_times_and_id(stage: Stage) -> None:
    event_id = await created(stage)

    told = text_of(row(await stage.open_home(), event_id))

    assert "Q4 town hall" in told
    assert f"<!date^{int(datetime(2026, 12, 1, 20, tzinfo=UTC).timestamp())}^" in told
    assert "15:00 US/Eastern" in told
    assert event_id in told


async def test_sections_stand_in_the_order_of_urgency(stage: Stage) -> None:
    await keep(stage, 1, starts_at=NOW - timedelta(days=3))
    await keep(stage, 2, starts_at=NOW + timedelta(days=3))

    home = await stage.open_home()

    headers = [b["text"]["text"] for b in home["blocks"] if b["type"] == "header"]
    assert headers == ["Webcasts", "Needs attention", "Upcoming", "Recent"]


async def test_mine_and_everyones_are_one_choice_apart(stage: Stage) -> None:
    await keep(stage, 1, starts_at=NOW + timedelta(days=1), owner=INVESTOR)
    before = await stage.open_home()

    await stage.press(before, "home_scope", value="all")

    assert "Webcast 1" not in words(before)
    assert "Webcast 1" in words(stage.home())
    assert f"<@{INVESTOR}>" in words(stage.home())


async def test_long_lists_have_pages_with_an_honest_count(stage: Stage) -> None:
    for number in range(25):
        await keep(stage, number, starts_at=NOW + timedelta(days=1, hours=number))
        await keep(stage, 100 + number, starts_at=NOW - timedelta(days=1, hours=number))
    home = await stage.open_home()

    await stage.press(home, "home_on")
    await stage.press(stage.home(), "home_on")

    assert "1 to 10 of 25 webcasts ahead" in words(home)
    assert "1 to 10 of 25 webcasts that ended" in words(home)
    assert "21 to 25 of 25 webcasts ahead" in words(stage.home())
    assert "Webcast 24" in words(stage.home())
    assert len(stage.home()["blocks"]) <= 100


async def test_what_ended_long_ago_is_not_recent(stage: Stage) -> None:
    await keep(stage, 1, starts_at=NOW - timedelta(days=31))
    await keep(stage, 2, starts_at=NOW - timedelta(days=29))

    home = await stage.open_home()

    assert "1 webcast that ended in the last 30 days" in words(home)
    assert "Webcast 2" in words(home)


async def test_another_workspaces_webcasts_are_nowhere(stage: Stage) -> None:
    await keep(stage, 1, starts_at=NOW + timedelta(days=1), workspace="T0OTHERTEAM")

    home = await stage.open_home()
    await stage.press(home, "home_scope", value="all")

    assert "Webcast 1" not in words(stage.home())


async def test_somebody_without_a_role_gets_a_sentence(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    home = await stage.open_home(user=PRESENTER)

    assert "You have no access to webcasts here" in words(home)
    assert "open_form" not in str(home["blocks"])


async def test_a_viewer_sees_everyones_and_no_create(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)
    event = await keep(stage, 1, starts_at=NOW + timedelta(days=1))

    home = await stage.open_home(user=PRESENTER)

    assert "Webcast 1" in words(home)
    assert "open_form" not in str(home["blocks"])
    assert row(home, event.id)["accessory"]["action_id"] == "show_event"


async def test_create_opens_the_form(stage: Stage) -> None:
    await stage.press(await stage.open_home(), "open_form")

    assert stage.view()["title"]["text"] == "Create webcast"


async def test_settings_open_their_window(stage: Stage) -> None:
    await stage.press(await stage.open_home(), "open_settings")

    assert stage.view()["title"]["text"] == "My settings"


async def test_help_opens_a_window(stage: Stage) -> None:
    await stage.press(await stage.open_home(), "show_help")

    assert "/webcast create" in words(stage.view())


@pytest.mark.parametrize(
    ("choice", "title"),
    [
        ("show", "Webcast"),
        ("share", "Share webcast"),
        ("presenters", "Webcast"),
        ("edit", "Edit webcast"),
        ("cancel", "Cancel webcast"),
    ],
)
async def test_the_menu_of_an_event_opens_what_was_chosen(
    stage: Stage, choice: str, title: str
) -> None:
    event_id = await created(stage, portals=True)

    await stage.press(await stage.open_home(), "event_menu", value=f"{choice} {event_id}")

    assert stage.view()["title"]["text"] == title


async def test_from_the_details_one_goes_on_to_the_form(stage: Stage) -> None:
    event_id = await created(stage, portals=True)
    await stage.press(await stage.open_home(), "event_menu", value=f"show {event_id}")

    await stage.press(stage.view(), "edit_event")

    assert [view["title"]["text"] for view in stage.views()] == ["Webcast", "Edit webcast"]


async def test_an_answer_to_a_click_in_a_window_opens_on_top(stage: Stage) -> None:
    event_id = await created(stage, portals=True)
    await stage.press(await stage.open_home(), "event_menu", value=f"show {event_id}")

    await stage.press(stage.view(), "event_menu", value=f"remind {event_id}")

    assert len(stage.views()) == 2
    assert "remind" in words(stage.view()).lower()


async def test_an_answer_that_no_window_can_show_comes_as_a_message(stage: Stage) -> None:
    home = await stage.open_home()
    stage.show.slack.fault(method="views.open", error="expired_trigger_id")

    await stage.press(home, "show_help")

    assert not stage.views()
    assert "/webcast create" in words(stage.from_bot("D0COMMSLEAD")[-1])


async def test_a_menu_that_was_forged_changes_nothing(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command("/webcast", user=PRESENTER)
    answer = stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]
    plant(stage, answer["ts"], "event_menu", [])
    message = stage.show.slack.world.workspace.find(TOWN_HALL, answer["ts"])
    assert message
    message.blocks[0]["elements"][0]["value"] = f"cancel {event_id}"

    await stage.click(answer | {"blocks": message.blocks}, TOWN_HALL, "event_menu", user=PRESENTER)

    assert not stage.views(user=PRESENTER)


async def test_a_webcast_that_was_cancelled_offers_only_its_details(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()

    shown = row(await stage.open_home(), event_id)

    assert "Cancelled" in text_of(shown)
    assert [o["value"] for o in shown["accessory"]["options"]] == [f"show {event_id}"]


async def test_it_follows_a_create_and_a_change(stage: Stage) -> None:
    await stage.open_home()

    event_id = await created(stage)
    made = stage.home()
    await stage.command("/webcast move next +1h")
    await stage.submit()
    await stage.submit()

    assert "15:00 US/Eastern" in text_of(row(made, event_id))
    assert "16:00 US/Eastern" in text_of(row(stage.home(), event_id))


async def test_it_follows_what_a_colleague_does(stage: Stage) -> None:
    event_id = await created(stage, user=PRESENTER)
    await stage.open_home(user=PRESENTER)

    await stage.command(f"/webcast cancel {event_id}", user=COMMS)
    await stage.submit(user=COMMS)

    assert "Cancelled" in text_of(row(stage.home(user=PRESENTER), event_id))


async def test_a_home_that_nobody_ever_opened_is_not_drawn(stage: Stage) -> None:
    await created(stage)

    assert stage.home() is None


async def test_it_stays_at_its_page_when_it_is_drawn_anew(stage: Stage) -> None:
    for number in range(15):
        await keep(stage, number, starts_at=NOW + timedelta(days=30, hours=number))
    await stage.press(await stage.open_home(), "home_on")

    await created(stage)

    assert "11 to 16 of 16 webcasts ahead" in words(stage.home())


async def test_a_home_that_changed_meanwhile_is_read_once_more(stage: Stage) -> None:
    home = await stage.open_home()
    stage.show.slack.fault(method="views.publish", error="hash_conflict")

    await stage.press(home, "home_scope", value="all")

    assert '"mine": false' in stage.home()["private_metadata"]


async def test_a_database_that_fails_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(stage.show.bot.parts.store, "count_events", broken)

    home = await stage.open_home()

    assert "Something went wrong on our side" in words(home)


async def test_a_slack_that_takes_no_home_stops_nothing_else(stage: Stage) -> None:
    await stage.open_home()
    stage.show.slack.fault(method="views.publish", error="internal_error", times=5)

    await created(stage)

    assert len(stage.from_bot(TOWN_HALL)) == 1


async def test_a_lost_answer_needs_attention_until_it_is_settled(stage: Stage) -> None:
    await stage.open_home()
    wish = await lost(stage)
    home = stage.home()
    [there] = (await stage.platform())["events"]
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.press(home, "wish_exists")
    await stage.submit({"event_ref": str(there["event_id"])})

    assert "Needs attention" in words(home)
    assert wish.reference in words(home)
    assert "not certain" not in words(stage.home()).lower()
    assert row(stage.home(), str(there["event_id"]))


async def test_a_live_webcast_that_nobody_presents_needs_attention(stage: Stage) -> None:
    await created(stage)
    before = await stage.open_home()
    await stage.command("/webcast update next guests:live")
    await stage.submit()
    await stage.submit()

    assert "Nobody is to present it yet" in words(before)
    assert "Nobody is to present it yet" not in words(stage.home())


async def test_what_an_admin_found_in_the_portal_waits_for_its_owner(stage: Stage) -> None:
    event_id = await created(stage, user=PRESENTER)
    await stage.open_home(user=PRESENTER)
    await edit_in_portal(stage, event_id, audience_capacity=5000)
    await stage.command(f"/webcast update {event_id}", user=COMMS)
    home = stage.home(user=PRESENTER)

    await stage.press(home, "edit_event", user=PRESENTER)

    assert "Somebody changed it in the platform's portal" in words(home)
    assert "Audience capacity: from 1000 to 5000" in words(stage.view(user=PRESENTER))
    assert "Somebody changed it" not in words(stage.home(user=PRESENTER))


async def test_seen_is_enough(stage: Stage) -> None:
    event_id = await created(stage, user=PRESENTER)
    await stage.open_home(user=PRESENTER)
    await edit_in_portal(stage, event_id, audience_capacity=5000)
    await stage.command(f"/webcast update {event_id}", user=COMMS)

    await stage.press(stage.home(user=PRESENTER), "drift_seen", user=PRESENTER)

    assert "Somebody changed it" not in words(stage.home(user=PRESENTER))


async def test_a_webcast_that_is_soon_no_longer_kept_is_said_with_about_when(
    stage: Stage,
) -> None:
    await keep(stage, 1, starts_at=datetime(2026, 9, 10, 12, tzinfo=UTC))
    await keep(stage, 2, starts_at=datetime(2026, 10, 10, 12, tzinfo=UTC))

    told = words(await stage.open_home())

    assert "keeps it until about 10 Dec 2026" in told
    assert "Webcast 1" in told
    assert "Webcast 2" not in told


async def test_admins_see_what_leavers_left(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await keep(stage, 1, starts_at=NOW + timedelta(days=1), owner=INVESTOR)
    await parts.store.note_left(parts.workspace, INVESTOR, NOW)

    admins, others = await stage.open_home(), await stage.open_home(user=PRESENTER)

    await stage.press(admins, "take_over")

    assert "Its owner left" in words(admins)
    assert stage.view()["callback_id"] == "webcast_take_over"
    assert "take_over" in str(admins["blocks"])
    assert "Its owner left" not in words(others)


@pytest.mark.parametrize(
    ("kind", "months", "until"),
    [
        pytest.param(Kind.LIVE, 3, datetime(2027, 2, 28, 1, tzinfo=UTC), id="the end of February"),
        pytest.param(Kind.LIVE, 12, datetime(2027, 11, 30, 1, tzinfo=UTC), id="a year later"),
    ],
)
def test_months_are_counted_from_the_end(kind: Kind, months: int, until: datetime) -> None:
    request = replace(
        REQUEST, starts_at=datetime(2026, 11, 30, 0, tzinfo=UTC), expiration_months=months
    )
    event = Event(
        workspace="T1",
        owner="U1",
        request=request,
        created_at=NOW,
        webcast=Webcast(
            id="1",
            title="Q4",
            starts_at=request.starts_at,
            duration=request.duration,
            capacity=50,
            folder_name="Home",
            viewer_link="https://goto.webcasts.com/",
        ),
    )

    assert event.request.kind is kind
    assert kept_until(event) == until
    assert not event.webcast.portals
    assert Access(0) not in event.request.portals


async def test_a_list_has_pages_and_buttons_that_turn_them(stage: Stage) -> None:
    for number in range(23):
        await keep(stage, number, starts_at=NOW + timedelta(days=1, hours=number))
    await stage.command("/webcast list all webcast")

    first = stage.from_bot(TOWN_HALL)[-1]
    await stage.click(first, TOWN_HALL, "list_more")
    second = stage.from_bot(TOWN_HALL)[-1]
    await stage.click(second, TOWN_HALL, "list_more")
    third = stage.from_bot(TOWN_HALL)[-1]

    assert "1 to 10 of 23" in words(first)
    assert "11 to 20 of 23" in words(second)
    assert "21 to 23 of 23" in words(third)
    assert third["ts"] == first["ts"]
    assert "list_more" not in str(third["blocks"])


async def test_turning_a_page_is_checked_again(stage: Stage) -> None:
    for number in range(11):
        await keep(stage, number, starts_at=NOW + timedelta(days=1, hours=number))
    await stage.command("/webcast list all", user=PRESENTER)
    first = stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    await stage.click(first, TOWN_HALL, "list_more", user=PRESENTER)

    told = words(stage.from_bot(TOWN_HALL, user=PRESENTER)[-1])
    assert "You have no access to webcasts here" in told
    assert "Webcast 10" not in told


async def test_a_row_of_a_list_shows_its_event(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast list")

    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "show_event")

    assert "Viewer link" in words(stage.from_bot(TOWN_HALL)[-1])


async def test_next_is_the_next_webcast_of_mine(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command("/webcast next")

    assert event_id in words(stage.from_bot(TOWN_HALL)[-1])
