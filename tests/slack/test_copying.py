"""A webcast like another: `/webcast copy` and [Copy]."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain import Role
from tests.stage import COMMS, CREATE, PRESENTER, TOWN_HALL, Stage, text_of

GENERAL = "C0GENERAL01"


async def created(stage: Stage, words: str = "", **fields: object) -> str:
    await stage.command(f"{CREATE} {words}")
    await stage.submit(dict(fields))
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    found = [e for e in (await stage.platform())["events"] if e["account"] == "sandbox"]
    return str(found[-1]["event_id"])


def typed(stage: Stage) -> dict[str, Any]:
    """Read what stands in the fields, by their stem."""
    found = {}
    for block, elements in stage.view()["state"]["values"].items():
        [element] = elements.values()
        option = element.get("selected_option") or {}
        found[block.partition("~")[0]] = element.get("value") or option.get("value")
    return found


async def copied(stage: Stage, event_id: str) -> None:
    """Choose [Copy] in the menu of an event's details."""
    await stage.command(f"/webcast show {event_id}")
    shown = stage.from_bot(TOWN_HALL, user=stage.user)[-1]
    is_owner = stage.user == COMMS
    await stage.show.slack.action(
        stage.user,
        "details",
        "event_menu" if is_owner else "add_to_calendar",
        channel=TOWN_HALL,
        ts=shown["ts"],
        value=f"copy {event_id}" if is_owner else f"copy:{event_id}",
    )
    await stage.settled()


async def test_the_form_of_a_copy_is_filled_in_from_the_event(stage: Stage) -> None:
    event_id = await created(stage, "cap:500 cost:IR-7 expire:6 acq:telephone tel:bridge")

    await stage.command(f"/webcast copy {event_id}")

    values = typed(stage)
    assert stage.view()["title"]["text"] == "Create webcast"
    assert values["title"] == "Q4 town hall"
    assert values["when"] is None
    assert (values["capacity"], values["cost_center"], values["expiration"]) == ("500", "IR-7", "6")
    assert (values["source"], values["telephony"]) == ("3", "bridge")
    assert values["folder_from"] == event_id


async def test_words_say_what_differs(stage: Stage) -> None:
    await created(stage)

    await stage.command('/webcast copy last friday 11 dec 2026 10am title:"Encore" cap:200')

    values = typed(stage)
    assert (values["title"], values["capacity"]) == ("Encore", "200")
    assert "Understood: Fri 11 Dec 2026, 10:00" in text_of(stage.view()["blocks"])


async def test_a_copy_is_a_webcast_of_its_own(stage: Stage) -> None:
    event_id = await created(stage, "guests:live,qa")
    await stage.command(f"/webcast copy {event_id} friday 11 dec 2026 10am")

    await stage.submit()

    assert stage.view()["title"]["text"] == "Created"
    events = [e for e in (await stage.platform())["events"] if e["account"] == "sandbox"]
    assert len(events) == 2
    assert events[0]["event_title"] == events[1]["event_title"]


async def test_a_folder_that_is_named_takes_the_place_of_the_other(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast copy {event_id} folder:1890012")

    assert typed(stage)["folder_from"] is None
    assert typed(stage)["folder"] == "1890012"


async def test_a_folder_can_be_named(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast copy {event_id} folder:Training")

    chosen = stage.view()["state"]["values"]["folder"]["form_folder"]["selected_option"]
    assert "Training" in chosen["text"]["text"]
    assert typed(stage)["folder_from"] is None


async def test_the_calendar_file_is_still_in_the_menu_of_the_details(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast show {event_id}")
    shown = stage.from_bot(TOWN_HALL)[-1]

    await stage.show.slack.action(
        COMMS,
        "details",
        "event_menu",
        channel=TOWN_HALL,
        ts=shown["ts"],
        value=f"calendar {event_id}",
    )
    await stage.settled()

    assert not stage.views()
    assert "calendar" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"]).lower()


async def test_a_copy_is_announced_where_it_is_asked_for_and_not_where_the_first_was(
    stage: Stage,
) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast copy {event_id}", channel=GENERAL)

    chosen = stage.view()["state"]["values"]["channels"]["form_changed"]
    assert chosen["selected_conversations"] == [GENERAL]


async def test_the_menu_in_the_details_copies_too(stage: Stage) -> None:
    event_id = await created(stage)

    await copied(stage, event_id)

    assert typed(stage)["folder_from"] == event_id


async def test_everybody_who_may_create_can_copy_what_they_find(stage: Stage) -> None:
    event_id = await created(stage)
    stage.user = PRESENTER

    await copied(stage, event_id)

    assert typed_by(stage, PRESENTER) == "Create webcast"


def typed_by(stage: Stage, user: str) -> str:
    return str(stage.view(user=user)["title"]["text"])


@pytest.mark.parametrize("by_menu", [False, True], ids=["typed", "by the menu"])
async def test_a_viewer_cannot_copy(stage: Stage, *, by_menu: bool) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)
    stage.user = PRESENTER

    if by_menu:
        await copied(stage, event_id)
    else:
        await stage.command(f"/webcast copy {event_id}")

    answer = stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]
    assert "not create any" in text_of(answer["blocks"])
    assert not stage.views(user=PRESENTER)


async def test_what_cannot_be_found_cannot_be_copied(stage: Stage) -> None:
    await stage.command("/webcast copy 123456")

    assert "I know no webcast" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_a_key_that_makes_no_sense_is_named(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast copy {event_id} dur:never")

    assert "dur:never" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert not stage.views()


async def test_a_cancelled_webcast_is_copied_under_the_title_it_had(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command(f"/webcast copy {event_id}")

    assert typed(stage)["title"] == "Q4 town hall"
