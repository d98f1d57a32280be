"""A create whose answer was lost, and the three ways to settle it; never two from one wish."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import Event, Progress, Role, Wish
from bot.errors import StoreFailed
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, text_of

DM = {COMMS: "D0COMMSLEAD", INVESTOR: "D0IRMANAGER"}


async def lost(stage: Stage, *, exists: bool = True, user: str = COMMS) -> Wish:
    """Create the town hall, and lose the platform's answer."""
    kind = "drop_after_commit" if exists else "drop_before_commit"
    await stage.fault(endpoint="event/create", kind=kind)
    await stage.command(CREATE, user=user)
    key = stage.view(user=user)["id"]
    await stage.submit(user=user)
    return await wish_of(stage, key)


async def wish_of(stage: Stage, key: str) -> Wish:
    parts = stage.show.bot.parts
    wish = await parts.store.wish(parts.workspace, key)
    assert wish
    return wish


async def on_platform(stage: Stage) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await stage.platform())["events"]
    return events


async def paste(stage: Stage, words: str, *, user: str = COMMS) -> dict[str, Any]:
    """Press [It exists] in the owner's message and paste something."""
    message = stage.from_bot(DM[user], user=user)[-1]
    await stage.show.slack.close(user, stage.view(user=user)["id"], everything=True)
    await stage.click(message, DM[user], "wish_exists", user=user)
    return await stage.submit({"event_ref": words}, user=user)


async def edit_in_portal(stage: Stage, event_id: str, **changes: object) -> None:
    url = f"{stage.show.platform}/_sandbox/events/{event_id}"
    async with stage.session.patch(url, json=changes) as answer:
        assert answer.ok, await answer.text()


async def test_the_list_of_the_uncertain_has_the_three_buttons(stage: Stage) -> None:
    wish = await lost(stage)

    await stage.command("/webcast list uncertain")

    answer = stage.from_bot(TOWN_HALL)[-1]
    assert wish.reference in text_of(answer["blocks"])
    for action in ("wish_exists", "wish_create", "wish_forget"):
        assert action in str(answer["blocks"])


async def test_a_pasted_link_settles_it_with_cards_and_a_record(stage: Stage) -> None:
    wish = await lost(stage)
    [there] = await on_platform(stage)

    await paste(stage, f"https://goto.webcasts.com/starthere.jsp?ei={there['event_id']}")

    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, str(there["event_id"]))
    assert event
    assert (event.owner, event.request.title) == (COMMS, "Q4 town hall")
    assert (await wish_of(stage, wish.key)).event_id == event.id
    assert stage.view()["title"]["text"] == "Settled"
    assert "presenter links and PINs" in text_of(stage.view()["blocks"])
    assert len(stage.from_bot(TOWN_HALL)) == 1
    assert "Your webcast is scheduled" in text_of(stage.from_bot(DM[COMMS])[-1]["blocks"])
    assert [e.what for e in await parts.store.history(parts.workspace, event.id)] == [
        "found on the platform",
        "announced",
    ]
    assert len(await on_platform(stage)) == 1


async def test_it_can_be_settled_from_the_window_that_told_of_it(stage: Stage) -> None:
    await lost(stage)
    [there] = await on_platform(stage)

    await stage.press(stage.view(), "wish_exists")
    await stage.submit({"event_ref": str(there["event_id"])})

    assert stage.view()["title"]["text"] == "Settled"


async def test_what_differs_is_shown_and_confirmed(stage: Stage) -> None:
    wish = await lost(stage)
    [there] = await on_platform(stage)
    await edit_in_portal(stage, there["event_id"], event_title="Q4 all hands")

    await paste(stage, str(there["event_id"]))
    asked = stage.view()
    before = (await wish_of(stage, wish.key)).progress
    await stage.submit()

    assert "asked “Q4 town hall”, there “Q4 all hands”" in text_of(asked["blocks"])
    assert before is Progress.UNCERTAIN
    assert (await wish_of(stage, wish.key)).progress is Progress.CREATED
    assert "Q4 all hands" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_what_changed_again_since_it_was_shown_is_shown_again(stage: Stage) -> None:
    wish = await lost(stage)
    [there] = await on_platform(stage)
    await edit_in_portal(stage, there["event_id"], event_title="Q4 all hands")
    await paste(stage, str(there["event_id"]))
    await edit_in_portal(stage, there["event_id"], event_title="Something else")

    await stage.submit()

    assert "Something else" in text_of(stage.view()["blocks"])
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN


async def test_an_id_that_makes_no_sense_is_named_on_its_field(stage: Stage) -> None:
    await lost(stage)

    answer = await paste(stage, "the town hall")

    assert "“the town hall” is no event id" in answer["errors"]["event_ref"]


async def test_a_webcast_that_is_not_there_keeps_what_was_pasted(stage: Stage) -> None:
    await lost(stage)

    await paste(stage, "7777777")

    view = stage.view()
    assert "shows this bot no webcast with the id 7777777" in text_of(view["blocks"])
    assert view["state"]["values"]["event_ref"]["form_input"]["value"] == "7777777"


async def test_a_webcast_that_is_known_here_is_refused_with_its_owner(stage: Stage) -> None:
    await stage.command('/webcast create "Other" next friday 3pm', user=INVESTOR)
    await stage.submit(user=INVESTOR)
    [other] = await on_platform(stage)
    wish = await lost(stage)

    await paste(stage, str(other["event_id"]))

    assert stage.view()["title"]["text"] == "Known already"
    assert INVESTOR in str(stage.view()["blocks"])
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN


async def test_a_webcast_of_another_workspace_sounds_as_if_it_were_not_there(
    stage: Stage,
) -> None:
    wish = await lost(stage)
    [there] = await on_platform(stage)
    await theirs(stage, str(there["event_id"]), wish)

    await paste(stage, str(there["event_id"]))

    words = text_of(stage.view()["blocks"])
    assert f"shows this bot no webcast with the id {there['event_id']}" in words
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN


async def theirs(stage: Stage, event_id: str, wish: Wish) -> None:
    """Let another workspace of the same bot have an event."""
    parts = stage.show.bot.parts
    webcast = await parts.webcasts.status(event_id)
    event = Event(
        workspace="T0OTHERTEAM",
        owner="U0SOMEBODY",
        webcast=webcast,
        request=wish.request,
        created_at=stage.now,
    )
    theirs = replace(wish, workspace=event.workspace, key="V-theirs")
    await parts.store.record_created(theirs, event, progress=Progress.CREATED, reason="", posts=())


async def test_what_does_not_exist_is_created_once(stage: Stage) -> None:
    wish = await lost(stage, exists=False)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.press(stage.view(), "wish_create")

    assert len(await on_platform(stage)) == 1
    assert (await wish_of(stage, wish.key)).progress is Progress.CREATED
    assert stage.view()["title"]["text"] == "Created"
    assert len(stage.from_bot(TOWN_HALL)) == 1


async def test_a_second_lost_answer_is_uncertain_again_and_the_old_button_is_spent(
    stage: Stage,
) -> None:
    wish = await lost(stage, exists=False)
    message = stage.from_bot(DM[COMMS])[-1]
    await stage.fault(endpoint="event/create", kind="drop_after_commit")

    await stage.click(message, DM[COMMS], "wish_create")
    await stage.click(message, DM[COMMS], "wish_create")

    again = await wish_of(stage, wish.key)
    assert again.progress is Progress.UNCERTAIN
    assert again.reference != wish.reference
    assert len(await on_platform(stage)) == 1
    assert "tried again meanwhile" in text_of(stage.from_bot(DM[COMMS])[-1]["blocks"])


async def test_a_refusal_of_the_second_create_leaves_it_open(stage: Stage) -> None:
    wish = await lost(stage, exists=False)
    await stage.fault(endpoint="event/create", kind="code", code=62)

    await stage.press(stage.view(), "wish_create")
    refused = stage.view()
    await stage.press(refused, "wish_create")

    assert "Nothing was created" in text_of(refused["blocks"])
    assert (await wish_of(stage, wish.key)).progress in {Progress.UNCERTAIN, Progress.CREATED}


async def test_a_start_that_is_past_is_not_created(stage: Stage) -> None:
    wish = await lost(stage, exists=False)
    await stage.advance(timedelta(days=8))

    await stage.press(stage.view(), "wish_create")

    assert "is past" in text_of(stage.from_bot(DM[COMMS])[-1]["blocks"])
    assert not await on_platform(stage)
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN


async def test_a_crash_during_the_second_create_is_uncertain_again(stage: Stage) -> None:
    wish = await lost(stage, exists=False)
    parts = stage.show.bot.parts
    await parts.store.claim_again(
        wish.workspace, wish.key, reference=wish.reference, fresh="fresh1", until=stage.now
    )

    await parts.store.recover(stage.now)

    again = await wish_of(stage, wish.key)
    assert (again.progress, again.reference) == (Progress.UNCERTAIN, "fresh1")


async def test_a_forgotten_one_leaves_the_lists(stage: Stage) -> None:
    wish = await lost(stage)

    await stage.press(stage.view(), "wish_forget")
    await stage.command("/webcast list uncertain")

    assert (await wish_of(stage, wish.key)).progress is Progress.FORGOTTEN
    assert stage.view()["title"]["text"] == "Forgotten"
    assert "none" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert len(await on_platform(stage)) == 1


async def test_what_was_forgotten_cannot_be_created_by_an_old_button(stage: Stage) -> None:
    await lost(stage, exists=False)
    message = stage.from_bot(DM[COMMS])[-1]
    await stage.click(message, DM[COMMS], "wish_forget")

    await stage.click(message, DM[COMMS], "wish_create")

    assert not await on_platform(stage)
    assert "given up" in text_of(stage.from_bot(DM[COMMS])[-1]["blocks"])


@pytest.mark.parametrize("action", ["wish_exists", "wish_create", "wish_forget"])
async def test_nobody_else_settles_it_with_a_forged_button(stage: Stage, action: str) -> None:
    wish = await lost(stage, exists=False)
    parts = stage.show.bot.parts
    await stage.command("/webcast", user=PRESENTER)
    answer = stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]
    plant(stage, answer["ts"], action, [wish.key, wish.reference])

    await stage.click(
        stage.from_bot(TOWN_HALL, user=PRESENTER)[-1], TOWN_HALL, action, user=PRESENTER
    )

    assert not stage.views(user=PRESENTER)
    assert not await on_platform(stage)
    assert (await parts.store.wish(parts.workspace, wish.key)) == wish
    told = text_of(stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]["blocks"])
    assert "and admins can settle" in told


def plant(stage: Stage, ts: str, action: str, value: list[str]) -> None:
    """Put a button that was never offered into a message, as a forger would."""
    message = stage.show.slack.world.workspace.find(TOWN_HALL, ts)
    assert message
    text = {"type": "plain_text", "text": "x", "emoji": False}
    button = {"type": "button", "action_id": action, "text": text, "value": json.dumps(value)}
    message.blocks = [{"type": "actions", "block_id": "forged", "elements": [button]}]


async def test_an_admin_may_settle_it_for_the_owner(stage: Stage) -> None:
    wish = await lost(stage, user=INVESTOR)
    [there] = await on_platform(stage)
    await stage.command("/webcast list uncertain", user=COMMS)
    answer = stage.from_bot(TOWN_HALL)[-1]

    await stage.click(answer, TOWN_HALL, "wish_exists")
    await stage.submit({"event_ref": str(there["event_id"])})

    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, str(there["event_id"]))
    assert event
    assert event.owner == INVESTOR
    line, *_ = await parts.store.history(parts.workspace, event.id)
    assert line.who == COMMS
    assert (await wish_of(stage, wish.key)).event_id == event.id


async def test_an_owner_who_became_a_viewer_settles_nothing(stage: Stage) -> None:
    wish = await lost(stage, exists=False, user=INVESTOR)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, INVESTOR, Role.VIEWER)

    await stage.press(stage.view(user=INVESTOR), "wish_create", user=INVESTOR)

    assert not await on_platform(stage)
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN


async def test_somebody_else_does_not_see_it_in_their_list(stage: Stage) -> None:
    await lost(stage)

    await stage.command("/webcast list uncertain", user=PRESENTER)

    assert "Q4" not in text_of(stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]["blocks"])


async def test_a_record_that_fails_leaves_it_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = await lost(stage)
    [there] = await on_platform(stage)

    async def full_disk(*_: object, **__: object) -> None:
        raise StoreFailed("The disk is full.")

    monkeypatch.setattr(stage.show.bot.parts.store, "record_created", full_disk)

    await paste(stage, str(there["event_id"]))

    assert "The disk is full" in text_of(stage.view()["blocks"])
    assert (await wish_of(stage, wish.key)).progress is Progress.UNCERTAIN
