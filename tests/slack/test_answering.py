"""Presenters on their own side: their access, ready, cannot, and what a change tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog

from bot import language
from bot.domain import Progress, Wish
from bot.errors import BotError, Forbidden, NotDelivered
from bot.people import Facts, PresenterState
from bot.service.attend import own_access
from tests.slack.test_presenting import (
    OWNER_DM,
    PRESENTER_DM,
    answer,
    choose,
    created,
    history,
    invitations,
    invited,
    on_platform,
    presenters,
)
from tests.stage import COMMS, INVESTOR, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    """Open the curtain with everybody reading English."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="en-US")
    return stage


async def press(stage: Stage, action_id: str) -> None:
    """Press a button of the presenter's invitation."""
    await stage.click(invitations(stage)[-1], PRESENTER_DM, action_id, user=PRESENTER)


def thread(stage: Stage) -> list[dict[str, Any]]:
    return [m for m in stage.from_bot(PRESENTER_DM, user=PRESENTER) if m["is_reply"]]


def told(stage: Stage) -> str:
    """Read the last thing that only the presenter was told."""
    return text_of(stage.from_bot(PRESENTER_DM, user=PRESENTER)[-1]["blocks"])


async def revoke(stage: Stage, event_id: str) -> None:
    await stage.command(f"/webcast presenters {event_id}")
    await choose(stage, "revoke")
    await stage.click(answer(stage), TOWN_HALL, "revoke_presenter")


async def test_a_presenter_opens_their_own_portal_and_no_other(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter:moderator", "@ir.manager:host")

    await press(stage, "reveal_mine")

    mine, other = (await on_platform(stage))["portals"]
    words = text_of(stage.view(user=PRESENTER)["blocks"])
    assert mine["pin"] in words
    assert other["pin"] not in words
    assert "the letter O and the digit 0" in words
    assert (await history(stage, event_id))[-1] == "revealed their own presenter access"


async def test_a_guest_of_one_channel_can_present(stage: Stage) -> None:
    users = stage.show.slack.world.workspace.users
    users[PRESENTER] = replace(users[PRESENTER], is_ultra_restricted=True)
    await invited(stage, "@presenter")

    await press(stage, "reveal_mine")

    assert "PIN:" in text_of(stage.view(user=PRESENTER)["blocks"])


async def test_nothing_is_shown_after_a_revoke(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await revoke(stage, event_id)

    answered = await forged(stage, PRESENTER, event_id)

    assert not stage.views(user=PRESENTER)
    assert "You do not present that webcast" in answered


async def forged(stage: Stage, user: str, event_id: str) -> str:
    """Send a click on [My presenter access] that no message of ours offers any more."""
    block = {
        "type": "actions",
        "block_id": "forged",
        "elements": [
            {
                "type": "button",
                "action_id": "reveal_mine",
                "value": event_id,
                "text": {"type": "plain_text", "text": "x"},
            }
        ],
    }
    workspace = stage.show.slack.world.workspace
    channel = next(c.id for c in workspace.channels.values() if c.is_im and c.im_user == user)
    client = stage.show.bot.client
    sent = await client.chat_postMessage(channel=channel, text="x", blocks=[block])
    await stage.show.slack.action(user, "forged", "reveal_mine", channel=channel, ts=sent["ts"])
    await stage.settled()
    return text_of(stage.from_bot(channel, user=user)[-1]["blocks"])


@pytest.mark.parametrize("user", [INVESTOR, COMMS], ids=["a colleague", "the owner"])
async def test_somebody_else_opens_nothing(stage: Stage, user: str) -> None:
    event_id = await invited(stage, "@presenter")

    answered = await forged(stage, user, event_id)

    assert not stage.views(user=user)
    assert "You do not present that webcast" in answered
    assert (await history(stage, event_id))[-1] == "invited a presenter"


async def test_the_id_of_another_event_opens_nothing(stage: Stage) -> None:
    await invited(stage, "@presenter")
    other = await created(stage, **{"portals~0": ["1"]})

    answered = await forged(stage, PRESENTER, other)

    assert not stage.views(user=PRESENTER)
    assert "You do not present that webcast" in answered


async def test_the_event_of_another_workspace_opens_nothing(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    one = (await presenters(stage, event_id))[PRESENTER]
    foreign = replace(event, workspace="T-other", webcast=replace(event.webcast, id="777"))
    wish = Wish(
        key="V1",
        workspace="T-other",
        owner=COMMS,
        request=event.request,
        channels=(),
        asked_at=stage.now,
    )
    await parts.store.record_created(wish, foreign, progress=Progress.CREATED, reason="", posts=())
    await parts.store.keep_presenter(replace(one, workspace="T-other", event_id="777"))

    answered = await forged(stage, PRESENTER, "777")

    assert "You do not present that webcast" in answered
    assert not stage.views(user=PRESENTER)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        pytest.param(Facts(id=PRESENTER, is_deactivated=True), Forbidden, id="deactivated"),
        pytest.param(Facts(id=PRESENTER, is_foreign=True), Forbidden, id="of another company"),
        pytest.param(Facts(id=PRESENTER, is_known=False), NotDelivered, id="unknown"),
    ],
)
async def test_who_left_opens_nothing(stage: Stage, facts: Facts, error: type[BotError]) -> None:
    event_id = await invited(stage, "@presenter")
    parts = stage.show.bot.parts

    with pytest.raises(error):
        await own_access(
            event_id,
            workspace=parts.workspace,
            facts=facts,
            store=parts.store,
            clock=parts.clock,
        )


async def test_ready_is_shown_to_both_sides(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")

    await press(stage, "presenter_ready")

    [message] = invitations(stage)
    assert "You said that you are ready" in text_of(message["blocks"])
    assert "presenter_ready" not in str(message["blocks"])
    assert "Presenters: 1 of 1 ready" in text_of(stage.from_bot(OWNER_DM)[0]["blocks"])
    assert (await history(stage, event_id))[-1] == "said that they are ready"

    await stage.command(f"/webcast show {event_id}")
    assert "Presenters: 1 of 1 ready" in text_of(answer(stage)["blocks"])


async def test_ready_pressed_twice_is_said_once(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await press(stage, "presenter_ready")

    assert (await history(stage, event_id)).count("said that they are ready") == 1


async def test_a_refusal_is_told_below_the_owners_message(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")

    await press(stage, "presenter_cannot")

    [owners, line] = stage.from_bot(OWNER_DM)
    [message] = invitations(stage)
    assert "Presenters: 0 of 1 ready, 1 cannot" in text_of(owners["blocks"])
    assert line["is_reply"]
    assert PRESENTER in str(line["blocks"])
    assert "reveal_mine" not in str(message["blocks"])
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.DECLINED


async def test_who_cannot_may_be_ready_after_all(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await press(stage, "presenter_cannot")
    await forged(stage, PRESENTER, event_id)
    assert not stage.views(user=PRESENTER)

    [message, *_] = invitations(stage)
    await stage.click(message, PRESENTER_DM, "presenter_ready", user=PRESENTER)

    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.READY


async def moved(stage: Stage, event_id: str) -> None:
    await stage.command(f"/webcast move {event_id} +1h")
    await stage.submit()
    await stage.submit()


async def cancelled(stage: Stage, event_id: str) -> None:
    await stage.command(f"/webcast cancel {event_id}")
    await stage.submit()


async def restored(stage: Stage, event_id: str) -> None:
    await cancelled(stage, event_id)
    await stage.click(stage.from_bot(OWNER_DM)[0], OWNER_DM, "restore_event")


@pytest.mark.parametrize(
    ("change", "shown", "lines"),
    [
        pytest.param(moved, "16:00 US/Eastern", ["It now takes place on Tue 1 Dec"], id="move"),
        pytest.param(cancelled, "This webcast is cancelled", ["is cancelled"], id="cancel"),
        pytest.param(
            restored, "You are invited", ["is cancelled", "It now takes place"], id="restore"
        ),
    ],
)
async def test_an_invitation_follows_a_change(
    stage: Stage,
    change: Callable[[Stage, str], Awaitable[None]],
    shown: str,
    lines: list[str],
) -> None:
    event_id = await invited(stage, "@presenter")

    await change(stage, event_id)

    [message] = invitations(stage)
    assert shown in text_of(message["blocks"])
    assert len(thread(stage)) == len(lines)
    for line, words in zip(thread(stage), lines, strict=True):
        assert words in text_of(line["blocks"])


async def test_a_change_of_the_title_edits_the_invitation_and_says_nothing(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")

    await stage.command(f'/webcast update {event_id} title:"All hands"')
    await stage.submit()
    await stage.submit()

    assert "All hands" in text_of(invitations(stage)[0]["blocks"])
    assert not thread(stage)


@pytest.mark.parametrize("action", ["reveal_mine", "presenter_ready", "presenter_cannot"])
async def test_a_cancelled_webcast_takes_no_answer(stage: Stage, action: str) -> None:
    event_id = await invited(stage, "@presenter")
    parts = stage.show.bot.parts
    event = await parts.store.event(parts.workspace, event_id)
    assert event
    await overwrite(parts.store, replace(event, cancelled_at=stage.now))

    await press(stage, action)

    assert "That webcast is cancelled" in told(stage)
    assert not stage.views(user=PRESENTER)


async def test_a_webcast_that_is_over_takes_no_answer(stage: Stage) -> None:
    event_id = await invited(stage, "@presenter")
    await stage.advance(timedelta(days=8))

    await press(stage, "presenter_ready")

    assert "That webcast is over" in told(stage)
    assert (await presenters(stage, event_id))[PRESENTER].state is PresenterState.INVITED


async def test_an_invitation_speaks_the_presenters_language(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("You are invited to present.", "Sie sind eingeladen zu präsentieren.")
    monkeypatch.setattr(language, "catalogue", {"de": catalogue}.__getitem__)

    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="de-DE")

    await invited(stage, "@ir.manager")

    [message] = invitations(stage, "D0IRMANAGER", INVESTOR)
    assert "Sie sind eingeladen" in text_of(message["blocks"])


async def test_the_owner_still_reveals_every_portal(stage: Stage) -> None:
    await invited(stage, "@presenter:moderator", "@ir.manager:host")
    [message] = stage.from_bot(OWNER_DM)

    await stage.click(message, OWNER_DM, "reveal_presenters")

    words = text_of(stage.view()["blocks"])
    for portal in (await on_platform(stage))["portals"]:
        assert portal["pin"] in words
