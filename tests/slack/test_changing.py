"""The change dialogues as a whole: edit, move, cancel, restore, history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.service.change import cancelled_title
from bot.webcasts import WebcastsClient
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from bot.domain import Event

OWNER_DM = "D0COMMSLEAD"


async def created(stage: Stage, **fields: object) -> str:
    """Create the town hall and close the window; returns its event id."""
    await stage.command(CREATE)
    await stage.submit(dict(fields))
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    return str((await event_on_platform(stage))["event_id"])


async def event_on_platform(stage: Stage) -> dict[str, Any]:
    events = [e for e in (await stage.platform())["events"] if e["account"] == "sandbox"]
    event: dict[str, Any] = events[-1]
    return event


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


async def last_call(stage: Stage) -> str:
    """Look at the last call that the platform got, as its journal has it."""
    async with stage.session.get(f"{stage.show.platform}/_sandbox/journal") as answer:
        return str((await answer.json())["entries"][-1])


def cards(stage: Stage) -> list[dict[str, Any]]:
    return [m for m in stage.from_bot(TOWN_HALL) if not m["ephemeral"] and not m["is_reply"]]


def thread(stage: Stage) -> list[dict[str, Any]]:
    return [m for m in stage.from_bot(TOWN_HALL) if m["is_reply"]]


async def test_the_edit_form_is_filled_in_from_the_event(stage: Stage) -> None:
    event_id = await created(stage, cost_center="IR-7")

    await stage.command(f"/webcast update {event_id}")

    view = stage.view()
    values = view["state"]["values"]
    stems = {block.get("block_id", "").partition("~")[0] for block in view["blocks"]}
    assert view["title"]["text"] == "Edit webcast"
    assert values["title"]["form_input"]["value"] == "Q4 town hall"
    assert values["when"]["form_changed"]["value"].startswith("Tue 1 Dec 2026, 15:00 US/Eastern")
    assert values["cost_center"]["form_input"]["value"] == "IR-7"
    assert not stems & {"kind", "source", "channels", "folder_from"}


async def test_a_change_is_shown_before_it_is_sent(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000")

    await stage.submit()

    words = text_of(stage.view()["blocks"])
    assert "Audience capacity: from 1,000 to 2,000" in words
    assert (await event_on_platform(stage))["audience_capacity"] == 1000


async def test_only_what_changed_is_sent_and_everything_follows(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast move {event_id} +1h")
    await stage.submit()

    await stage.submit()

    event = await event_on_platform(stage)
    [card] = cards(stage)
    [line] = thread(stage)
    assert stage.view()["title"]["text"] == "Saved"
    assert event["scheduled_start_time"] == 1796158800000
    assert event["audience_capacity"] == 1000
    assert "16:00 US/Eastern" in text_of(card["blocks"])
    assert "15:00" in text_of(line["blocks"])
    assert "16:00 US/Eastern" in text_of(stage.from_bot(OWNER_DM)[0]["blocks"])
    assert (await stored(stage, event_id)).revision == 1


async def test_nothing_changed_says_so(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id}")

    await stage.submit()

    assert "Nothing is changed yet" in text_of(stage.view()["blocks"])


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("+1d", "Wed 2 Dec 2026, 15:00"),
        ("-30m", "Tue 1 Dec 2026, 14:30"),
        ("+2w", "Tue 15 Dec 2026, 15:00"),
        ("+ 2 weeks", "Tue 15 Dec 2026, 15:00"),
        ("\u221230 minutes", "Tue 1 Dec 2026, 14:30"),
        ("friday 9am", "Fri 27 Nov 2026, 09:00"),
    ],
)
async def test_a_move_takes_a_span_or_a_time_in_words(stage: Stage, words: str, start: str) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast move {event_id} {words}")

    assert f"Understood: {start}" in text_of(stage.view()["blocks"])


async def test_a_move_without_a_time_opens_the_form_as_it_is(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast move {event_id}")

    when = stage.view()["state"]["values"]["when"]["form_changed"]["value"]
    assert when.startswith("Tue 1 Dec 2026, 15:00")


async def test_a_refused_change_keeps_the_form_and_the_event(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000")
    await stage.submit()
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await stage.submit()

    assert "Reference:" in text_of(stage.view()["blocks"])
    assert stage.view()["state"]["values"]["capacity"]["form_input"]["value"] == "2000"
    assert (await stored(stage, event_id)).webcast.capacity == 1000


async def edited_in_the_portal(stage: Stage, event_id: str, **what: object) -> None:
    url = f"{stage.show.platform}/_sandbox/events/{event_id}"
    async with stage.session.patch(url, json=what) as answer:
        assert answer.ok, await answer.text()


async def test_what_was_edited_in_the_portal_is_shown_and_leaves_the_form_alone(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    await edited_in_the_portal(stage, event_id, audience_capacity=5000)

    await stage.command(f"/webcast update {event_id}")

    words = text_of(stage.view()["blocks"])
    assert "changed this in the platform's portal" in words
    assert "from 1,000 to 5,000" in words
    assert stage.view()["state"]["values"]["capacity"]["form_input"]["value"] == "1000"
    assert (await stored(stage, event_id)).request.capacity == 5000


async def test_the_portals_values_are_taken_over_beside_what_was_typed(stage: Stage) -> None:
    event_id = await created(stage)
    await edited_in_the_portal(stage, event_id, audience_capacity=5000)
    await stage.command(f"/webcast update {event_id}")
    await stage.choose("when", "wednesday 2 dec 2026 at 4pm")

    await press(stage, "drift", "use_portal_values", typed={"title": "Typed meanwhile"})

    values = stage.view()["state"]["values"]
    assert values["capacity~e1"]["form_input"]["value"] == "5000"
    assert values["title~e1"]["form_input"]["value"] == "Typed meanwhile"
    assert values["when~e1"]["form_changed"]["value"] == "wednesday 2 dec 2026 at 4pm"
    assert "portal:" not in text_of(stage.view()["blocks"])


async def test_a_start_moved_in_the_portal_is_taken_over_with_its_read_back(stage: Stage) -> None:
    event_id = await created(stage)
    await edited_in_the_portal(stage, event_id, scheduled_start_time=1796245200000)
    await stage.command(f"/webcast update {event_id}")

    await press(stage, "drift", "use_portal_values")
    await stage.submit()

    assert "Nothing is changed yet" in text_of(stage.view()["blocks"])
    assert "Understood: Wed 2 Dec 2026" in text_of(stage.view()["blocks"])


async def test_what_the_portal_changed_is_not_reverted_in_silence(stage: Stage) -> None:
    event_id = await created(stage)
    await edited_in_the_portal(stage, event_id, audience_capacity=5000)
    await stage.command(f"/webcast update {event_id}")

    await stage.submit({"title": "Q4"})

    assert "from 5,000 to 1,000" in text_of(stage.view()["blocks"])
    assert (await event_on_platform(stage))["audience_capacity"] == 5000


async def test_who_lost_the_webcast_meanwhile_cannot_take_over_the_portals_values(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    await edited_in_the_portal(stage, event_id, audience_capacity=5000)
    await given_to(stage, event_id, PRESENTER)
    stage.user = PRESENTER
    await stage.command(f"/webcast update {event_id}")
    await given_to(stage, event_id, COMMS)

    await press(stage, "drift", "use_portal_values")

    assert stage.view()["state"]["values"]["capacity"]["form_input"]["value"] == "1000"
    assert "Only the owner" in text_of(stage.view()["blocks"])


async def given_to(stage: Stage, event_id: str, owner: str) -> None:
    event = await stored(stage, event_id)
    await overwrite(stage.show.bot.parts.store, replace(event, owner=owner))


async def test_what_was_taken_over_is_no_news_the_next_time(stage: Stage) -> None:
    event_id = await created(stage)
    url = f"{stage.show.platform}/_sandbox/events/{event_id}"
    async with stage.session.patch(url, json={"audience_capacity": 5000}) as answer:
        assert answer.ok
    await stage.command(f"/webcast update {event_id}")
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command(f"/webcast update {event_id}")

    assert "portal:" not in text_of(stage.view()["blocks"])
    assert len(thread(stage)) == 1


async def press(
    stage: Stage, block: str, action: str, typed: dict[str, object] | None = None
) -> None:
    """Press a button of the window on top, with what stands in its fields."""
    view = stage.view()
    values = stage.placed(view, typed or {})
    await stage.show.slack.action(stage.user, block, action, view_id=view["id"], values=values)
    await stage.settled()


async def test_a_presenter_portal_cannot_be_taken_away_in_silence(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["1"]})
    await stage.command(f"/webcast update {event_id}")

    await stage.submit({"portals~0": []})

    assert "cannot be taken away" in text_of(stage.view()["blocks"])
    assert stage.view()["title"]["text"] == "Edit webcast"


async def test_an_added_portal_keeps_the_pins_of_the_others(stage: Stage) -> None:
    event_id = await created(stage, **{"portals~0": ["1"]})
    [before] = (await stored(stage, event_id)).webcast.portals
    await stage.command(f"/webcast update {event_id} guests:live,qa")
    await stage.submit()

    await stage.submit()

    portals = (await stored(stage, event_id)).webcast.portals
    assert len(portals) == 2
    assert before in portals


async def test_a_change_the_platform_made_only_in_part_is_said(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000")
    await stage.submit()
    await stage.fault(endpoint="event/update", kind="partial")

    await stage.submit()

    assert stage.view()["title"]["text"] == "Saved"
    assert "partial success" in text_of(stage.view()["blocks"])


async def test_a_failed_cancellation_is_asked_for_again_with_the_reason_kept(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id} snow storm")
    await stage.fault(endpoint="event/update", kind="code", code=72)

    await stage.submit()
    words = text_of(stage.view()["blocks"])
    kept = stage.view()["state"]["values"]["reason"]["form_input"]["value"]
    await stage.submit()

    assert "Reference:" in words
    assert kept == "snow storm"
    assert stage.view()["title"]["text"] == "Cancelled"


async def test_a_cancellation_is_asked_for_and_honest(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast cancel {event_id} snow storm")

    words = text_of(stage.view()["blocks"])
    assert "cannot delete" in words
    assert stage.view()["state"]["values"]["reason"]["form_input"]["value"] == "snow storm"
    assert (await event_on_platform(stage))["event_title"] == "Q4 town hall"


async def test_a_cancelled_webcast_says_so_everywhere(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id} snow storm")

    await stage.submit()

    [card] = cards(stage)
    assert (await event_on_platform(stage))["event_title"] == cancelled_title("Q4 town hall")
    assert "Cancelled: Q4 town hall" in text_of(card["blocks"])
    assert "snow storm" in text_of(card["blocks"])
    assert "starthere" not in str(card["blocks"])
    assert stage.view()["title"]["text"] == "Cancelled"


async def test_others_are_offered_nothing_to_do_with_a_cancelled_webcast(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()

    await stage.command(f"/webcast show {event_id}", user=INVESTOR)

    shown = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]
    assert "CANCELLED" in text_of(shown["blocks"])
    assert "actions" not in [block["type"] for block in shown["blocks"]]


async def test_a_cancelled_webcast_can_be_restored(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    [message] = stage.from_bot(OWNER_DM)

    await stage.click(message, OWNER_DM, "restore_event")

    [card] = cards(stage)
    assert (await event_on_platform(stage))["event_title"] == "Q4 town hall"
    assert "Cancelled" not in text_of(card["blocks"])
    assert (await stored(stage, event_id)).cancelled_at is None


async def test_a_cancelled_webcast_cannot_be_edited(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command(f"/webcast update {event_id}")

    assert "Restore it before" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert not stage.views()


@pytest.mark.parametrize("line", ["update {} cap:50", "move {} +1h", "cancel {}", "history {}"])
async def test_nobody_but_the_owner_can_change_or_audit(stage: Stage, line: str) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast {line.format(event_id)}", user=INVESTOR)

    answer = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]  # who reads German
    assert "nur der Eigentümer" in text_of(answer["blocks"])
    assert not stage.views(user=INVESTOR)


async def test_a_stale_button_is_checked_on_the_server(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast show next")
    details = stage.from_bot(TOWN_HALL)[-1]
    assert "edit_event" in str(details["blocks"])
    [card] = cards(stage)

    await stage.click(card, TOWN_HALL, "show_event", user=INVESTOR)

    shown = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]
    assert "edit_event" not in str(shown["blocks"])


async def test_the_history_tells_who_did_what(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000")
    await stage.submit()
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command("/webcast history last")

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "changed the audience capacity" in words
    assert "from 1000 to 2000" in words
    assert "created" in words


async def test_the_second_of_two_editors_sees_what_the_first_one_changed(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast update {event_id} cap:2000")
    await stage.submit()
    parts = stage.show.bot.parts
    event = await stored(stage, event_id)
    await parts.webcasts.update(event_id, {"capacity": 3000})
    await overwrite(parts.store, _with_capacity(event, 3000))

    await stage.submit()

    assert "from 3,000 to 2,000" in text_of(stage.view()["blocks"])
    assert (await event_on_platform(stage))["audience_capacity"] == 3000


def _with_capacity(event: Event, capacity: int) -> Event:
    request = replace(event.request, capacity=capacity)
    return replace(event, request=request, revision=event.revision + 1)


async def test_a_fixed_key_is_refused(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast update {event_id} acq:telephone")

    assert "acq: cannot be changed" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_a_co_owner_who_is_named_while_the_platform_works_stays_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = await created(stage)
    update, store = WebcastsClient.update, stage.show.bot.parts.store

    async def slow(client: WebcastsClient, *asked: Any, **more: Any) -> object:  # noqa: ANN401  (passed on)
        meanwhile = replace(await stored(stage, event_id), co_owners=(PRESENTER,))
        await overwrite(store, meanwhile)
        return await update(client, *asked, **more)

    monkeypatch.setattr(WebcastsClient, "update", slow)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()

    event = await stored(stage, event_id)
    assert event.cancelled_at
    assert tuple(event.co_owners) == (PRESENTER,)
