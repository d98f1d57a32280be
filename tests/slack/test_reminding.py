"""Reminders and the life of a card as whole dialogues, on a clock that people move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import PostState, Role
from bot.people import Presenter, PresenterState
from bot.rules import Access
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from bot.domain import Event

START = datetime(2026, 12, 1, 20, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OWNER_DM, INVESTORS_DM = "D0COMMSLEAD", "D0IRMANAGER"
GENERAL = "C0GENERAL01"


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Open the curtain for people who all read English."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="en-GB")
    return stage


async def created(stage: Stage, **fields: object) -> str:
    """Create the town hall and close the window; returns its event id."""
    await stage.command(CREATE)
    await stage.submit(dict(fields))
    assert stage.view()["title"]["text"] == "Created"
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    return str((await stage.platform())["events"][-1]["event_id"])


async def until(stage: Stage, moment: datetime) -> None:
    await stage.advance(moment - stage.now)


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


def told(stage: Stage, channel: str = TOWN_HALL, *, user: str = COMMS) -> list[dict[str, Any]]:
    """Return what stands in a channel for everyone, below nothing."""
    found = stage.from_bot(channel, user=user)
    return [m for m in found if not m["ephemeral"] and not m["is_reply"]]


def answer(stage: Stage, *, user: str = COMMS) -> str:
    """Return what the last answer says to somebody alone."""
    found = [m for m in stage.from_bot(TOWN_HALL, user=user) if m["ephemeral"]]
    return text_of(found[-1]["blocks"])


async def test_a_card_goes_through_its_life_in_place(stage: Stage) -> None:
    await created(stage)
    said = []
    for moment in (START - 15 * MINUTE, START, START + 90 * MINUTE):
        await until(stage, moment)
        said.append(text_of(told(stage)[0]["blocks"]))

    assert "Starts soon" in said[0]
    assert "Live now, by schedule" in said[1]
    assert "Ended, by schedule" in said[2]
    assert not [m for m in stage.from_bot(TOWN_HALL) if m["is_reply"]]


async def test_the_owners_message_follows_the_stages(stage: Stage) -> None:
    await created(stage)

    await until(stage, START + 90 * MINUTE)

    [message] = told(stage, OWNER_DM)
    assert "Your webcast is over, by schedule." in message["text"]
    assert "cancel_event" not in str(message["blocks"])


async def test_a_channel_has_one_reminder_at_a_time(stage: Stage) -> None:
    await created(stage)
    said = []
    for moment in (START - DAY, START - 15 * MINUTE, START):
        await until(stage, moment)
        _, reminder = told(stage)
        said.append(reminder["text"])

    assert "“Q4 town hall” starts tomorrow." in said[0]
    assert "“Q4 town hall” starts in 15 minutes." in said[1]
    assert "“Q4 town hall” starts now." in said[2]


async def test_after_the_end_only_the_card_stands(stage: Stage) -> None:
    await created(stage)
    await until(stage, START - 15 * MINUTE)

    await until(stage, START + 90 * MINUTE)

    [card] = told(stage)
    assert "Ended" in text_of(card["blocks"])


async def test_a_clock_that_jumps_over_everything_says_nothing_late(stage: Stage) -> None:
    await created(stage)

    await until(stage, START + 2 * DAY)

    [card] = told(stage)
    assert "Ended" in text_of(card["blocks"])


async def test_a_card_shared_while_it_runs_says_so_at_once(stage: Stage) -> None:
    await created(stage)
    await until(stage, START + 5 * MINUTE)

    await stage.command("/webcast share next #general")
    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "share_now")

    [card] = told(stage, GENERAL)
    assert "Live now" in text_of(card["blocks"])


async def test_a_channel_that_it_is_shared_in_later_is_reminded_too(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast share next #general")
    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "share_now")

    await until(stage, START - DAY)

    assert "tomorrow" in told(stage, GENERAL)[-1]["text"]


async def test_moving_a_webcast_moves_its_reminders(stage: Stage) -> None:
    await created(stage)
    await until(stage, START - DAY)
    await stage.command("/webcast move next +1d")
    await stage.submit()

    await stage.submit()
    after_the_move = told(stage)
    await until(stage, START)

    assert len(after_the_move) == 1
    assert "tomorrow" in told(stage)[-1]["text"]


async def test_cancelling_stops_reminders_and_restoring_plans_them_again(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    await until(stage, START - DAY)
    while_cancelled = told(stage)

    await stage.click(told(stage, OWNER_DM)[0], OWNER_DM, "restore_event")
    await until(stage, START - 15 * MINUTE)

    assert len(while_cancelled) == 1
    assert "in 15 minutes" in told(stage)[-1]["text"]


async def test_a_deleted_card_is_told_once_and_can_be_posted_anew(stage: Stage) -> None:
    event_id = await created(stage)
    card = told(stage)[0]
    stage.show.slack.world.workspace.delete(stage.show.slack.world.workspace.messages[TOWN_HALL][0])
    await until(stage, START - 15 * MINUTE)
    await until(stage, START)

    _, lost = told(stage, OWNER_DM)
    gone = told(stage)
    await stage.click(lost, OWNER_DM, "share_now")

    parts = stage.show.bot.parts
    posts = await parts.store.posts(parts.workspace, event_id)
    assert gone == []
    assert "my message there was deleted" in lost["text"]
    assert told(stage)[0]["ts"] != card["ts"]
    assert "Live now" in text_of(told(stage)[0]["blocks"])
    assert {post.state for post in posts} == {PostState.POSTED}
    assert "Announced in 1 of 1" in told(stage, OWNER_DM)[-1]["text"]


async def test_an_archived_channel_is_told_to_the_owner_once(stage: Stage) -> None:
    await created(stage)
    stage.show.slack.world.workspace.channels[TOWN_HALL].is_archived = True

    for moment in (START - DAY, START - 15 * MINUTE, START):
        await until(stage, moment)

    said = [m["text"] for m in told(stage, OWNER_DM)[1:]]
    assert len(said) == 1
    assert "archived" in said[0]


async def test_a_channel_that_restricts_posting_is_told_to_the_owner_once(stage: Stage) -> None:
    await created(stage)
    stage.show.slack.world.workspace.channels[TOWN_HALL].is_restricted = True

    for moment in (START - DAY, START - 15 * MINUTE, START):
        await until(stage, moment)

    said = [m["text"] for m in told(stage, OWNER_DM)[1:]]
    assert len(said) == 1
    assert "does not let me post" in said[0]
    assert "Live now" in text_of(told(stage)[0]["blocks"])


async def test_what_is_planned_is_shown_with_who_where_and_when(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast remind next", user=INVESTOR)

    await stage.command("/webcast remind last")
    words = answer(stage)
    assert "Reminders of Q4 town hall" in words
    assert "1 day before" in words
    assert TOWN_HALL in str(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "Remind me" in words


async def test_leads_are_set_for_the_channels_and_on_record(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command("/webcast remind next 2h,30m")
    set_to = answer(stage)
    await stage.command("/webcast history last")
    on_record = answer(stage)
    await until(stage, START - DAY)
    a_day_before = told(stage)
    await until(stage, START - 30 * MINUTE)

    assert "are reminded: 2 hours before, 30 minutes before. Until now: 1 day before" in set_to
    assert "changed the reminders" in on_record
    assert "from 1d,15m,0 to 2h,30m" in on_record
    assert len(a_day_before) == 1
    assert "in 30 minutes" in told(stage)[-1]["text"]
    assert (await stored(stage, event_id)).revision == 0


async def test_reminders_can_be_turned_off(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast remind next off")
    await until(stage, START - 15 * MINUTE)

    assert "reminded no more. Until now: 1 day before" in answer(stage)
    assert len(told(stage)) == 1
    assert "are reminded" not in text_of(told(stage, OWNER_DM)[0]["blocks"])


async def test_only_the_owners_set_the_reminders_of_channels(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast remind {event_id} off", user=INVESTOR)

    assert "Only the owner" in answer(stage, user=INVESTOR)
    assert (await stored(stage, event_id)).reminders


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("bananas", "bananas", id="no event and no lead"),
        pytest.param("last 40d", "too early", id="a lead beyond the limit"),
        pytest.param("last me 1h", "Leave the times out", id="leads of one's own"),
        pytest.param("99999999 me", "no webcast by", id="no such webcast"),
    ],
)
async def test_what_cannot_be_done_is_said(stage: Stage, line: str, says: str) -> None:
    await created(stage)

    await stage.command(f"/webcast remind {line}")

    assert says in answer(stage)


@pytest.mark.parametrize("what", ["me", "1h", "off"])
async def test_there_is_nothing_to_be_reminded_of_a_cancelled_webcast(
    stage: Stage, what: str
) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()

    await stage.command(f"/webcast remind {event_id} {what}")

    assert "is cancelled, so nobody is reminded" in answer(stage)


async def test_there_is_nothing_to_be_reminded_of_a_webcast_that_is_over(stage: Stage) -> None:
    event_id = await created(stage)
    await until(stage, START + 2 * DAY)

    await stage.command(f"/webcast remind {event_id} me", user=INVESTOR)

    assert "is over, by schedule" in answer(stage, user=INVESTOR)


async def test_somebody_is_reminded_in_direct_messages(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast remind {event_id} me", user=INVESTOR)
    await until(stage, START - DAY)
    await until(stage, START - 15 * MINUTE)

    [reminder] = told(stage, INVESTORS_DM, user=INVESTOR)
    assert "I will remind you" in answer(stage, user=INVESTOR)
    assert "in 15 minutes" in reminder["text"]
    assert "15:00 US/Eastern" in text_of(reminder["blocks"])


async def test_what_one_person_asked_for_is_not_shown_to_others(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast remind {event_id} me", user=INVESTOR)

    await stage.command(f"/webcast remind {event_id}")
    of_the_owner = answer(stage)
    await stage.command(f"/webcast remind {event_id}", user=INVESTOR)

    assert INVESTOR not in of_the_owner
    assert "you" not in of_the_owner.split()
    assert "you" in answer(stage, user=INVESTOR).split()


async def test_the_button_on_the_details_of_a_card_does_the_same(stage: Stage) -> None:
    await created(stage)
    await stage.click(told(stage)[0], TOWN_HALL, "show_event", user=INVESTOR)
    details = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]

    await stage.click(details, TOWN_HALL, "remind_me", user=INVESTOR)
    status = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]
    on = answer(stage, user=INVESTOR)
    await stage.click(status, TOWN_HALL, "remind_me_not", user=INVESTOR)
    await until(stage, START)

    assert "Do not remind me" in on
    assert "I will not remind you" in answer(stage, user=INVESTOR)
    assert told(stage, INVESTORS_DM, user=INVESTOR) == []


async def test_a_snoozed_reminder_comes_again_once(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast remind {event_id} me")
    await until(stage, START - 15 * MINUTE)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(told(stage, OWNER_DM)[-1], OWNER_DM, "snooze_reminder")
    meanwhile = told(stage, OWNER_DM)[-1]["text"]
    await stage.command(f"/webcast remind {event_id} 15m,0")
    await until(stage, START - 10 * MINUTE)

    *_, reminder = told(stage, OWNER_DM)
    assert "again in 5 minutes" in meanwhile
    assert "in 10 minutes" in reminder["text"]
    assert len(told(stage, OWNER_DM)) == 2


async def test_a_reminder_can_be_turned_off_and_on_where_it_stands(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast remind {event_id} me")
    await until(stage, START - DAY)

    await stage.click(told(stage, OWNER_DM)[-1], OWNER_DM, "remind_me_not")
    off = told(stage, OWNER_DM)[-1]
    await until(stage, START - 15 * MINUTE)
    still_off = told(stage, OWNER_DM)[-1]
    await stage.click(still_off, OWNER_DM, "remind_me")
    await until(stage, START)

    assert "I will not remind you" in off["text"]
    assert still_off["ts"] == off["ts"]
    assert "starts now" in told(stage, OWNER_DM)[-1]["text"]


@pytest.mark.parametrize("action", ["remind_me_not", "snooze_reminder"])
async def test_a_person_without_access_is_refused_on_the_server(stage: Stage, action: str) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast remind {event_id} me", user=INVESTOR)
    await until(stage, START - 15 * MINUTE)
    await stage.show.bot.parts.store.set_role(stage.show.bot.parts.workspace, INVESTOR, Role.NOBODY)
    reminder = told(stage, INVESTORS_DM, user=INVESTOR)[-1]

    await stage.click(reminder, INVESTORS_DM, action, user=INVESTOR)

    refused = stage.from_bot(INVESTORS_DM, user=INVESTOR)[-1]
    assert "You have no access" in text_of(refused["blocks"])


async def test_a_stale_snooze_of_a_cancelled_webcast_says_so(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast remind {event_id} me", user=INVESTOR)
    await until(stage, START - 15 * MINUTE)
    stage.show.slack.fault(method="chat.delete", error="internal_error", times=9)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    reminder = told(stage, INVESTORS_DM, user=INVESTOR)[-1]

    await stage.click(reminder, INVESTORS_DM, "snooze_reminder", user=INVESTOR)

    refused = stage.from_bot(INVESTORS_DM, user=INVESTOR)[-1]
    assert "is cancelled" in text_of(refused["blocks"])


async def test_a_presenter_is_reminded_with_a_button_and_without_a_pin(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["1"]})
    parts = stage.show.bot.parts
    event = await stored(stage, event_id)
    await parts.store.keep_presenter(
        Presenter(
            workspace=parts.workspace,
            event_id=event_id,
            user=INVESTOR,
            access=Access.LIVE_STUDIO,
            preset="speaker",
            by=COMMS,
            named_at=stage.now,
            state=PresenterState.INVITED,
        )
    )
    await parts.plan(event)
    await until(stage, START - 2 * DAY)

    [reminder] = told(stage, INVESTORS_DM, user=INVESTOR)
    [portal] = event.webcast.portals
    assert "You present “Q4 town hall” in 2 days." in reminder["text"]
    assert "reveal_mine" in str(reminder["blocks"])
    assert portal.pin not in str(reminder)
    assert portal.link not in str(reminder)


async def test_the_form_asks_for_reminders_and_says_what_follows(stage: Stage) -> None:
    await stage.command(f"{CREATE} remind:2h,0")
    field = stage.view()["state"]["values"]["reminders"]["form_input"]["value"]
    await stage.submit()

    assert field == "2h,0"
    assert "Reminders there: 2 hours before, at the start." in text_of(stage.view()["blocks"])
    assert "are reminded: 2 hours before" in text_of(told(stage, OWNER_DM)[0]["blocks"])


async def test_a_bad_reminder_is_refused_on_its_field(stage: Stage) -> None:
    await stage.command(CREATE)

    refused = await stage.submit({"reminders": "soonish"})

    assert "soonish" in str(refused)
    assert "reminders" in str(refused)


@pytest.mark.parametrize("typed", ["", "off"])
async def test_a_webcast_without_reminders_reminds_nobody(stage: Stage, typed: str) -> None:
    event_id = await created(stage, reminders=typed)

    await until(stage, START)

    assert (await stored(stage, event_id)).reminders == ()
    assert len(told(stage)) == 1


async def test_reminders_alone_are_changed_without_the_platform(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} remind:1h")
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await stage.submit()
    asked = text_of(stage.view()["blocks"])
    await stage.submit()

    assert "Reminders: from 1 day before, 15 minutes before, at the start to 1 hour" in asked
    assert stage.view()["title"]["text"] == "Saved"
    assert (await stored(stage, event_id)).reminders == (timedelta(hours=1),)
    assert not [m for m in stage.from_bot(TOWN_HALL) if m["is_reply"]]


async def test_reminders_are_changed_together_with_the_rest(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000 remind:off")
    await stage.submit()

    await stage.submit()

    event = await stored(stage, event_id)
    assert (event.webcast.capacity, event.reminders) == (2000, ())


async def test_a_change_that_the_platform_refuses_leaves_the_reminders_alone(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000 remind:off")
    await stage.submit()
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await stage.submit()

    assert "Reference:" in text_of(stage.view()["blocks"])
    assert (await stored(stage, event_id)).reminders


async def test_people_are_reminded_in_their_own_language(stage: Stage) -> None:
    users = stage.show.slack.world.workspace.users
    users[PRESENTER] = replace(users[PRESENTER], locale="de-DE")
    event_id = await created(stage)

    await stage.command(f"/webcast remind {event_id} me", user=PRESENTER)
    await until(stage, START - DAY)

    [direct] = [c.id for c in stage.show.slack.world.workspace.channels.values()
                if c.im_user == PRESENTER]  # fmt: skip
    [reminder] = told(stage, direct, user=PRESENTER)
    assert "Dez." in text_of(reminder["blocks"])
    assert "Dec" in text_of(told(stage)[-1]["blocks"])
