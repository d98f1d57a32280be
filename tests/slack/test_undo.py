"""A saved change can be taken back, as long as nothing else came after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.service.change import cancel_event
from tests.stage import COMMS, CREATE, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from bot.domain import Event

PORTAL = "portals~0"


async def changed(stage: Stage, words: str, **fields: object) -> str:
    """Create the town hall, change it, and leave the Saved window open."""
    await stage.command(CREATE)
    await stage.submit(dict(fields))
    event_id = str((await on_platform(stage))["event_id"])
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    await save(stage, event_id, words)
    return event_id


async def save(stage: Stage, event_id: str, words: str) -> None:
    await stage.command(f"/webcast update {event_id} {words}")
    await stage.submit()
    await stage.submit()


async def undo(stage: Stage, view: dict[str, Any] | None = None) -> None:
    shown = view or stage.view()
    await stage.show.slack.action(stage.user, "saved", "undo_change", view_id=shown["id"])
    await stage.settled()


async def on_platform(stage: Stage) -> dict[str, Any]:
    found = [e for e in (await stage.platform())["events"] if e["account"] == "sandbox"]
    event: dict[str, Any] = found[-1]
    return event


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


def actions(stage: Stage) -> list[str]:
    return [
        element["action_id"]
        for block in stage.view()["blocks"]
        for element in block.get("elements", [])
        if "action_id" in element
    ]


async def test_undo_puts_everything_back(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000 friday 4 dec 2026 at 16:00")

    await undo(stage)

    event = await stored(stage, event_id)
    [card] = [m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"] and not m["is_reply"]]
    words = text_of(stage.view()["blocks"])
    assert (await on_platform(stage))["audience_capacity"] == 1000
    assert event.webcast.capacity == event.request.capacity == 1000
    assert "Tue 1 Dec 2026, 15:00" in text_of(card["blocks"])
    assert stage.view()["title"]["text"] == "Undone"
    assert "from 2,000 to 1,000" in words


async def test_an_undo_is_on_record_and_for_good(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")

    await undo(stage)

    history = await stage.show.bot.parts.store.history("T0DEMOTEAM1", event_id)
    event = await stored(stage, event_id)
    assert [(line.what, line.who) for line in history][-1] == ("undid capacity", COMMS)
    assert (event.before, event.revision) == (None, 2)
    assert "undo_change" not in actions(stage)


async def test_the_history_says_it_in_words(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    await undo(stage)
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command(f"/webcast history {event_id}")

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "undid the change of the audience capacity" in words


async def test_a_double_click_is_one_undo(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await undo(stage)

    history = await stage.show.bot.parts.store.history("T0DEMOTEAM1", event_id)
    assert [line.what for line in history].count("undid capacity") == 1
    assert stage.view()["title"]["text"] == "Undone"


async def test_nothing_is_undone_after_another_change(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    saved = stage.view()
    await overwrite(stage.show.bot.parts.store, _later(await stored(stage, event_id)))

    await undo(stage, saved)

    assert stage.view()["title"]["text"] == "Not undone"
    assert "was changed again since" in text_of(stage.view()["blocks"])
    assert (await on_platform(stage))["audience_capacity"] == 2000


def _later(event: Event) -> Event:
    return replace(event, revision=event.revision + 1)


async def test_nothing_is_undone_once_the_webcast_started(stage: Stage) -> None:
    await changed(stage, "cap:2000")
    await stage.advance(timedelta(days=8))

    await undo(stage)

    assert "the start is past" in text_of(stage.view()["blocks"])
    assert (await on_platform(stage))["audience_capacity"] == 2000


async def test_nothing_is_undone_that_would_start_in_the_past(stage: Stage) -> None:
    await changed(stage, "friday 18 dec 2026 at 16:00")
    await stage.advance(timedelta(days=8))

    await undo(stage)

    assert "the start is past" in text_of(stage.view()["blocks"])


async def test_nothing_is_undone_of_a_cancelled_webcast(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    saved = stage.view()
    parts = stage.show.bot.parts
    await cancel_event(
        await stored(stage, event_id),
        "",
        person=await parts.person(COMMS),
        webcasts=parts.webcasts,
        store=parts.store,
        clock=parts.clock,
    )

    await undo(stage, saved)

    assert "is cancelled" in text_of(stage.view()["blocks"])


async def test_an_added_portal_stays_and_that_is_said(stage: Stage) -> None:
    await changed(stage, "cap:2000 guests:live,qa", **{PORTAL: ["1"]})

    await undo(stage)

    assert "portals that were added stay" in text_of(stage.view()["blocks"])


async def test_an_added_portal_alone_cannot_be_undone(stage: Stage) -> None:
    await changed(stage, "guests:live,qa", **{PORTAL: ["1"]})

    assert stage.view()["title"]["text"] == "Saved"
    assert "undo_change" not in actions(stage)


async def test_a_platform_that_says_no_leaves_the_change_and_says_so(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await undo(stage)

    assert stage.view()["title"]["text"] == "Not undone"
    assert "Reference:" in text_of(stage.view()["blocks"])
    assert (await stored(stage, event_id)).request.capacity == 2000


async def test_a_restored_webcast_offers_no_undo(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()

    await stage.show.slack.action(COMMS, "cancelled", "restore_event", view_id=stage.view()["id"])
    await stage.settled()

    assert stage.view()["title"]["text"] == "Saved"
    assert "undo_change" not in actions(stage)


async def test_a_change_of_reminders_alone_does_not_offer_to_undo_the_change_before_it(
    stage: Stage,
) -> None:
    event_id = await changed(stage, "cap:2000")

    await save(stage, event_id, "remind:1h")

    assert "Reminders" in text_of(stage.view()["blocks"])
    assert "undo_change" not in actions(stage)


async def test_only_whoever_may_change_it_can_undo(stage: Stage) -> None:
    event_id = await changed(stage, "cap:2000")
    store = stage.show.bot.parts.store
    await overwrite(store, replace(await stored(stage, event_id), owner=PRESENTER))
    stage.user = PRESENTER
    await save(stage, event_id, "cap:3000")
    await overwrite(store, replace(await stored(stage, event_id), owner=COMMS))

    await undo(stage)

    assert "Only the owner" in text_of(stage.view()["blocks"])
    assert (await on_platform(stage))["audience_capacity"] == 3000
