"""Ownership as a whole dialogue: offered, answered, taken over, shared, left behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import Role
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from bot.domain import Event

GUEST, AGENCY = "U0GUESTUSER", "U0AGENCYREP"
DM = {
    COMMS: "D0COMMSLEAD",
    INVESTOR: "D0IRMANAGER",
    PRESENTER: "D0PRESENTER",
    GUEST: "D0GUESTUSER",
}


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    """Open the curtain for people who all read English."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="en-US")
    return stage


async def created(stage: Stage, by: str = INVESTOR) -> str:
    """Create the town hall; returns its id. Its owner is no admin, so that roles tell apart."""
    await stage.command(CREATE, user=by)
    await stage.submit(user=by)
    await stage.show.slack.close(by, stage.view(user=by)["id"], everything=True)
    parts = stage.show.bot.parts
    [event] = await parts.store.events(parts.workspace)
    return event.id


async def stored(stage: Stage, event_id: str) -> Event:
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    return event


def told(stage: Stage, user: str) -> list[str]:
    """Read what the bot told somebody in their direct messages."""
    return [text_of(each["blocks"]) for each in stage.from_bot(DM[user], user=user)]


def offer_to(stage: Stage, user: str) -> dict[str, Any]:
    return next(
        each
        for each in reversed(stage.from_bot(DM[user], user=user))
        if "accept_offer" in str(each["blocks"])
    )


def last_answer(stage: Stage, user: str) -> str:
    return text_of(stage.from_bot(TOWN_HALL, user=user)[-1]["blocks"])


async def press(
    stage: Stage, block_id: str, action: str, *, user: str, value: object = None
) -> None:
    view = stage.view(user=user)
    await stage.show.slack.action(user, block_id, action, view_id=view["id"], value=value)
    await stage.settled()


async def test_an_offer_is_accepted_and_everything_follows(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    assert (await stored(stage, event_id)).owner == INVESTOR
    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    assert (await stored(stage, event_id)).owner == PRESENTER
    card = next(each for each in stage.from_bot(TOWN_HALL) if "Watch" in text_of(each["blocks"]))
    assert PRESENTER in text_of(card["blocks"])
    offer, message = told(stage, PRESENTER)
    assert "is yours now" in offer
    assert "Viewer link" in message
    old, news = stage.from_bot(DM[INVESTOR], user=INVESTOR)
    assert "owns this webcast now" in text_of(old["blocks"])
    assert "actions" not in {each["type"] for each in old["blocks"]}
    assert "accepted" in text_of(news["blocks"])
    await stage.command(f"/webcast move {event_id} +1h", user=INVESTOR)
    assert "Only the owner" in last_answer(stage, INVESTOR)


async def test_a_change_after_a_handover_reaches_only_the_new_owners_message(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)
    before = told(stage, INVESTOR)

    await stage.command(f"/webcast cancel {event_id}", user=PRESENTER)
    await stage.submit(user=PRESENTER)

    assert "Cancelled" in told(stage, PRESENTER)[-1]
    assert told(stage, INVESTOR) == before


async def test_a_declined_offer_is_told_and_changes_nothing(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "decline_offer", user=PRESENTER)

    assert (await stored(stage, event_id)).owner == INVESTOR
    assert "declined" in told(stage, INVESTOR)[-1]
    assert "You declined" in told(stage, PRESENTER)[-1]


async def test_a_double_click_accepts_once(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    parts = stage.show.bot.parts
    trail = [line.what for line in await parts.store.history(parts.workspace, event_id)]
    assert trail.count("accepted the offer") == 1


async def test_an_offer_that_was_replaced_is_closed_when_it_is_clicked(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    await stage.command(f"/webcast owner {event_id} @comms.lead", user=INVESTOR)

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    assert "not open any more" in told(stage, PRESENTER)[-1]
    assert (await stored(stage, event_id)).owner == INVESTOR


async def test_whoever_lost_the_role_meanwhile_cannot_accept(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    assert (await stored(stage, event_id)).owner == INVESTOR
    assert "cannot own" in told(stage, PRESENTER)[-1]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("@guest.speaker", "cannot own", id="a guest"),
        pytest.param("@ir.manager", "theirs already", id="its owner"),
    ],
)
async def test_it_is_offered_only_to_those_who_can_own_it(
    stage: Stage, typed: str, says: str
) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast owner {event_id} {typed}", user=INVESTOR)

    assert says in last_answer(stage, INVESTOR)
    parts = stage.show.bot.parts
    assert await parts.store.offer(parts.workspace, event_id) is None


async def test_an_offer_that_does_not_arrive_is_taken_back(stage: Stage) -> None:
    event_id = await created(stage)
    stage.show.slack.fault(method="chat.postMessage", error="restricted_action")

    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)

    parts = stage.show.bot.parts
    assert await parts.store.offer(parts.workspace, event_id) is None
    assert "Offered" not in last_answer(stage, INVESTOR)


@pytest.mark.parametrize("user", [PRESENTER, GUEST], ids=["somebody else", "a guest"])
async def test_only_owner_and_admins_hand_it_over(stage: Stage, user: str) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast owner {event_id} @comms.lead", user=user)

    assert "Only the owner" in last_answer(stage, user)


async def test_everybody_sees_whose_it_is_and_only_owners_the_controls(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast owner {event_id}", user=PRESENTER)
    await stage.command(f"/webcast owner {event_id}", user=INVESTOR)

    theirs, owners = stage.view(user=PRESENTER), stage.view(user=INVESTOR)
    assert "Owner:" in text_of(theirs["blocks"])
    assert "Hand it over" not in text_of(theirs["blocks"])
    assert "Hand it over" in text_of(owners["blocks"])
    assert "Take over" not in text_of(owners["blocks"])


async def test_co_owners_are_added_told_and_removed_in_the_window(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id}", user=INVESTOR)

    await press(stage, "add~0", "add_co_owner", user=INVESTOR, value=PRESENTER)

    assert (await stored(stage, event_id)).co_owners == (PRESENTER,)
    assert "made you a co-owner" in told(stage, PRESENTER)[-1]
    await stage.command(f"/webcast cancel {event_id}", user=PRESENTER)
    assert stage.view(user=PRESENTER)["title"]["text"] == "Cancel webcast"

    await press(stage, f"co_owner~{PRESENTER}", "remove_co_owner", user=INVESTOR)
    assert (await stored(stage, event_id)).co_owners == ()
    assert "ended your part" in told(stage, PRESENTER)[-1]
    await stage.submit(user=PRESENTER)
    assert (await stored(stage, event_id)).cancelled_at is None


async def test_a_co_owner_cannot_hand_it_over_but_may_leave(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id}", user=INVESTOR)
    await press(stage, "add~0", "add_co_owner", user=INVESTOR, value=PRESENTER)

    await stage.command(f"/webcast owner {event_id} @comms.lead", user=PRESENTER)
    assert "Only the owner" in last_answer(stage, PRESENTER)
    await stage.command(f"/webcast owner {event_id}", user=PRESENTER)
    await press(stage, f"co_owner~{PRESENTER}", "remove_co_owner", user=PRESENTER)

    assert (await stored(stage, event_id)).co_owners == ()


async def test_a_window_from_before_does_not_hand_over_what_is_not_ones_own(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id}", user=INVESTOR)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    await press(stage, "hand_over~False", "hand_over", user=INVESTOR, value=COMMS)

    event = await stored(stage, event_id)
    assert (event.owner, event.co_owners) == (PRESENTER, ())
    assert "Only the owner" in text_of(stage.view(user=INVESTOR)["blocks"])


async def test_an_offer_in_the_window_is_shown_and_taken_back(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id}", user=INVESTOR)

    await press(stage, "hand_over~False", "hand_over", user=INVESTOR, value=PRESENTER)
    assert "has not answered yet" in text_of(stage.view(user=INVESTOR)["blocks"])
    await press(stage, "offered", "withdraw_offer", user=INVESTOR)

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)
    assert "not open any more" in told(stage, PRESENTER)[-1]
    assert (await stored(stage, event_id)).owner == INVESTOR


async def test_an_admin_takes_over_with_a_reason_and_the_owner_is_told(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id}", user=COMMS)
    await press(stage, "take_over", "take_over", user=COMMS)

    await stage.submit({"reason": "On parental leave"}, user=COMMS)

    assert (await stored(stage, event_id)).owner == COMMS
    assert "yours now" in text_of(stage.view(user=COMMS)["blocks"])
    news = told(stage, INVESTOR)[-1]
    assert "took this webcast over" in news
    assert "On parental leave" in news
    await stage.command(f"/webcast history {event_id}", user=COMMS)
    history = last_answer(stage, COMMS)
    assert "took it over" in history
    assert INVESTOR in history


async def test_naming_oneself_as_an_admin_asks_why(stage: Stage) -> None:
    event_id = await created(stage)

    await stage.command(f"/webcast owner {event_id} @comms.lead", user=COMMS)

    assert stage.view(user=COMMS)["title"]["text"] == "Take over"


async def test_who_stopped_being_an_admin_takes_nothing_over(stage: Stage) -> None:
    event_id = await created(stage, by=COMMS)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, INVESTOR, Role.ADMIN)
    await stage.command(f"/webcast owner {event_id} @ir.manager", user=INVESTOR)
    await parts.store.set_role(parts.workspace, INVESTOR, None)

    await stage.submit({"reason": "I want it"}, user=INVESTOR)

    assert (await stored(stage, event_id)).owner == COMMS
    assert "Only the owner" in text_of(stage.view(user=INVESTOR)["blocks"])


async def test_what_a_leaver_leaves_behind_is_told_to_admins_who_take_it_over(
    stage: Stage,
) -> None:
    event_id = await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, COMMS, Role.ADMIN)

    await stage.show.slack.deactivate(INVESTOR)
    await stage.settled()
    await stage.show.slack.deactivate(INVESTOR)
    await stage.settled()

    assert await parts.store.leavers(parts.workspace) == (INVESTOR,)
    [message] = stage.from_bot(DM[COMMS], user=COMMS)
    assert "has left" in text_of(message["blocks"])
    await stage.click(message, DM[COMMS], "take_over", user=COMMS)
    await stage.submit({"reason": "They left"}, user=COMMS)
    assert (await stored(stage, event_id)).owner == COMMS


async def test_who_is_back_is_a_leaver_no_more(stage: Stage) -> None:
    await stage.command("/webcast", user=PRESENTER)
    await stage.show.slack.deactivate(PRESENTER)
    await stage.settled()
    parts = stage.show.bot.parts
    assert (await parts.person(PRESENTER)).role is Role.NOBODY

    await stage.show.slack.deactivate(PRESENTER, deactivated=False)
    await stage.settled()

    assert await parts.store.leavers(parts.workspace) == ()
    assert (await parts.person(PRESENTER)).role is Role.CREATOR


async def test_a_forged_offer_of_another_event_is_refused(stage: Stage) -> None:
    event_id = await created(stage)
    await stage.command(f"/webcast owner {event_id} @presenter", user=INVESTOR)
    message = stage.show.slack.world.workspace.find(DM[PRESENTER], offer_to(stage, PRESENTER)["ts"])
    assert message
    for element in message.blocks[-1]["elements"]:
        element["value"] = "99999999"

    await stage.click(offer_to(stage, PRESENTER), DM[PRESENTER], "accept_offer", user=PRESENTER)

    assert (await stored(stage, event_id)).owner == INVESTOR
    assert "no webcast with the id" in told(stage, PRESENTER)[-1]
