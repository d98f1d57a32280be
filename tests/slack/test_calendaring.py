"""Calendar files: sent to who asks, sent anew when something changes, and stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import icalendar
import pytest

from bot.calendar import invitation
from bot.domain import Role
from bot.language import speaking
from bot.people import Wants
from tests.stage import COMMS, INVESTOR, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from bot.domain import Event

PRESENTERS_DM = "D0PRESENTER"
COMMS_DM = "D0COMMSLEAD"


async def created(stage: Stage, title: str = "Q4 town hall", more: str = "") -> str:
    """Create a webcast with a portal and close the window; returns its event id."""
    await stage.command(f'/webcast create "{title}" next tuesday 3pm guests:live {more}')
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    return str((await stage.platform())["events"][-1]["event_id"])


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


def files(
    stage: Stage, channel: str = PRESENTERS_DM, user: str = PRESENTER
) -> list[dict[str, Any]]:
    """List the messages with a file that the bot sent somebody."""
    return [m for m in stage.from_bot(channel, user=user) if m["files"]]


async def content(stage: Stage, message: dict[str, Any]) -> bytes:
    [file] = message["files"]
    async with stage.session.get(file["url_private_download"]) as answer:
        return await answer.read()


async def entry(stage: Stage, message: dict[str, Any]) -> tuple[str, Any]:
    """Read a file with a parser that is not ours: its method and its one event."""
    calendar: Any = icalendar.Calendar.from_ical((await content(stage, message)).decode())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def answer(stage: Stage, user: str = PRESENTER) -> dict[str, Any]:
    return stage.from_bot(TOWN_HALL, user=user)[-1]


async def move(stage: Stage, event_id: str, words: str = "+1h") -> None:
    await stage.command(f"/webcast move {event_id} {words}")
    await stage.submit()
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)


async def cancel(stage: Stage, event_id: str) -> None:
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit({"reason": "snow"})
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)


def of(message: dict[str, Any]) -> tuple[str, str]:
    return TOWN_HALL, message["ts"]


async def choose_file(stage: Stage, user: str = PRESENTER, choice: str = "calendar_file") -> None:
    """Press [Add to calendar] of the card, and choose one of what is offered."""
    card = next(m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"])
    await stage.click(card, TOWN_HALL, "offer_calendar", user=user)
    offered = stage.from_bot(TOWN_HALL, user=user)[-1]
    await stage.click(offered, TOWN_HALL, choice, user=user)


async def test_the_command_sends_the_file_byte_for_byte(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    [message] = files(stage)
    event = await stored(stage, event_id)
    expected = invitation(event, sequence=0, now=stage.now).encode()
    got = await content(stage, message)
    assert message["files"][0]["name"] == f"q4-town-hall-{event_id}.ics"
    assert got == expected
    assert "direct messages" in answer(stage)["text"]
    assert answer(stage)["ephemeral"]


async def test_a_file_is_in_the_language_of_who_gets_it(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast ics {event_id}", user=INVESTOR)

    [message] = files(stage, "D0IRMANAGER", INVESTOR)
    with speaking("de"):
        expected = invitation(await stored(stage, event_id), sequence=0, now=stage.now).encode()
    assert await content(stage, message) == expected
    assert b"Watch:" not in expected


async def test_the_file_holds_the_viewer_link_and_no_pin(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    got = (await content(stage, files(stage)[0])).decode().replace("\r\n ", "")

    event = await stored(stage, event_id)
    [portal] = event.webcast.portals
    assert event.webcast.viewer_link in got
    assert portal.pin not in got
    assert portal.link not in got


async def test_the_message_says_what_the_file_is_for(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    said, file = stage.from_bot(PRESENTERS_DM, user=PRESENTER)
    assert "open this file to put it into your calendar" in text_of(said["blocks"])
    assert "Stop sending updates" in text_of(said["blocks"])
    assert said["text"].startswith("“Q4 town hall”, <!date^")
    assert file["files"]
    assert not file["is_reply"]


async def test_the_card_offers_the_file(stage: Stage) -> None:
    await created(stage)

    await choose_file(stage)

    assert len(files(stage)) == 1
    assert answer(stage)["ephemeral"]


async def test_the_links_beside_it_send_nothing(stage: Stage) -> None:
    await created(stage)

    await choose_file(stage, choice="google_calendar")

    assert not stage.from_bot(PRESENTERS_DM, user=PRESENTER)


async def test_a_redelivered_click_sends_one_file(stage: Stage) -> None:
    await created(stage)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await choose_file(stage)

    assert len(files(stage)) == 1


async def test_asking_twice_says_where_the_file_is_and_offers_it_again(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    assert "already" in answer(stage)["text"]
    assert len(files(stage)) == 1

    await stage.click(answer(stage), TOWN_HALL, "send_calendar_again", user=PRESENTER)
    assert len(files(stage)) == 2


async def test_a_move_sends_a_file_that_updates_the_entry(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    await move(stage, event_id)

    first, second = files(stage)
    (_, before), (method, after) = await entry(stage, first), await entry(stage, second)
    assert method == "PUBLISH"
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after.decoded("DTSTART") - before.decoded("DTSTART") == timedelta(hours=1)
    said = stage.from_bot(PRESENTERS_DM, user=PRESENTER)
    assert second["thread_ts"] == said[0]["ts"]
    assert "updates the entry" in said[-2]["text"]


async def test_a_cancellation_withdraws_the_entry_and_its_undoing_brings_it_back(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    await cancel(stage, event_id)
    await stage.click(stage.from_bot(COMMS_DM)[0], COMMS_DM, "restore_event")

    sent = [await entry(stage, message) for message in files(stage)]
    assert [method for method, _ in sent] == ["PUBLISH", "CANCEL", "PUBLISH"]
    assert [int(event["SEQUENCE"]) for _, event in sent] == [0, 1, 2]
    assert [str(event["STATUS"]) for _, event in sent] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({str(event["UID"]) for _, event in sent}) == 1


async def test_a_new_title_sends_a_new_file(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    await stage.command(f'/webcast update {event_id} "All hands"')
    await stage.submit()

    await stage.submit()

    _, event = await entry(stage, files(stage)[-1])
    assert str(event["SUMMARY"]) == "All hands"


async def test_a_change_that_no_calendar_shows_sends_nothing(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    await stage.command(f"/webcast update {event_id} cap:2000")
    await stage.submit()

    await stage.submit()

    assert (await stored(stage, event_id)).revision == 1
    assert len(files(stage)) == 1


async def test_nobody_who_did_not_ask_is_sent_anything(stage: Stage) -> None:
    event_id = await created(stage)

    await move(stage, event_id)

    assert not files(stage)
    assert not files(stage, COMMS_DM, COMMS)


async def test_stopping_ends_the_updates(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    said = stage.from_bot(PRESENTERS_DM, user=PRESENTER)[0]

    await stage.click(said, PRESENTERS_DM, "stop_calendar_updates", user=PRESENTER)
    await move(stage, event_id)

    assert len(files(stage)) == 1
    told = stage.from_bot(PRESENTERS_DM, user=PRESENTER)[0]
    assert f"/webcast ics {event_id}" in told["text"]
    assert "Stop" not in text_of(told["blocks"])


async def test_stopping_is_for_oneself_only(stage: Stage) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    await stage.command(f"/webcast ics {event_id}")
    said = stage.from_bot(PRESENTERS_DM, user=PRESENTER)[0]

    await stage.click(said, PRESENTERS_DM, "stop_calendar_updates", user=PRESENTER)

    assert await parts.store.wanting(parts.workspace, event_id, Wants.CALENDAR) == (COMMS,)


async def test_a_file_that_slack_refuses_is_said_and_can_be_asked_for_again(stage: Stage) -> None:
    event_id = await created(stage)
    stage.show.slack.fault(method="files.getUploadURLExternal", error="file_uploads_disabled")

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    assert "file_uploads_disabled" in answer(stage)["text"]
    [said] = stage.from_bot(PRESENTERS_DM, user=PRESENTER)
    assert "may not have arrived" in said["text"]

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    assert len(files(stage)) == 1


async def test_an_upload_that_fails_leaves_the_change_as_it_is(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    stage.show.slack.fault(method="files.completeUploadExternal", status=500)

    await stage.command(f"/webcast move {event_id} +1h")
    await stage.submit()
    await stage.submit()

    assert stage.view()["title"]["text"] == "Saved"
    assert (await stored(stage, event_id)).revision == 1
    assert len(files(stage)) == 1


async def test_where_the_first_message_is_gone_a_new_one_is_sent(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    await stage.command(f"/webcast move {event_id} +1h")
    await stage.submit()
    stage.show.slack.fault(method="chat.postMessage", error="thread_not_found", times=2)

    await stage.submit()

    assert not files(stage)[-1]["is_reply"]


async def test_who_lost_their_access_is_sent_no_more(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    await move(stage, event_id)

    assert len(files(stage)) == 1


async def test_who_has_no_access_gets_no_file(stage: Stage) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)
    assert "no access" in answer(stage)["text"]
    card = next(m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"])
    await stage.click(card, TOWN_HALL, "offer_calendar", user=PRESENTER)

    assert "no access" in answer(stage)["text"]
    assert not stage.from_bot(PRESENTERS_DM, user=PRESENTER)
    assert not await parts.store.entries(parts.workspace, event_id)


async def test_the_card_of_a_cancelled_webcast_offers_nothing(stage: Stage) -> None:
    event_id = await created(stage)
    card = next(m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"])
    stale = stage.show.slack.world.workspace.find(*of(card))
    assert stale
    blocks = list(stale.blocks)
    await cancel(stage, event_id)
    stale.blocks = blocks

    await stage.click(card, TOWN_HALL, "offer_calendar", user=PRESENTER)

    assert "cancelled" in answer(stage)["text"]


async def test_a_forged_id_gets_no_file(stage: Stage) -> None:
    event_id = await created(stage)
    card = next(m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"])
    unknown, message = str(int(event_id) + 1), stage.show.slack.world.workspace.find(*of(card))
    assert message
    row = next(block for block in message.blocks if block["type"] == "actions")
    forged = {"value": unknown, "action_id": "calendar_file"}
    row["elements"] = [each | forged for each in row["elements"] if "url" not in each][:1]

    await stage.click(card | {"blocks": message.blocks}, TOWN_HALL, "calendar_file", user=PRESENTER)

    assert "no webcast with the id" in answer(stage)["text"]
    assert not files(stage)


async def test_a_cancelled_webcast_has_nothing_for_a_new_calendar(stage: Stage) -> None:
    event_id = await created(stage)
    await cancel(stage, event_id)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    assert "nothing to put into a calendar" in answer(stage)["text"]
    assert not files(stage)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("a\u202egnp.exe", "agnp-exe"),
        ("\U0001f389\U0001f389", "webcast"),
        ("x" * 900, "x" * 40),
        ("CON: nul; |rm", "con-nul-rm"),
    ],
    ids=["path", "direction override", "emoji", "long", "shell"],
)
async def test_a_hostile_title_makes_a_harmless_name(stage: Stage, title: str, name: str) -> None:
    event_id = await created(stage, title)

    await stage.command(f"/webcast ics {event_id}", user=PRESENTER)

    assert files(stage)[0]["files"][0]["name"] == f"{name}-{event_id}.ics"


async def test_several_matches_are_for_the_person_to_choose_from(stage: Stage) -> None:
    await created(stage, "Town hall one")
    await created(stage, "Town hall two")

    await stage.command("/webcast ics town", user=PRESENTER)

    assert "Which one?" in text_of(answer(stage)["blocks"])
    assert not files(stage)
