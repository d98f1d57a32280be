"""Who will see an announcement is said in the form, before anything is posted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.demo.people import BOT_USER
from bot.errors import NotDelivered
from tests.stage import COMMS, CREATE, PRESENTER, TOWN_HALL, Stage, text_of

GENERAL, EVERYBODY, PARTNERS = "C0GENERAL01", "C0ALLCOMPAN", "C0PARTNERS1"
INVESTORS, DRAFTS = "C0INVESTOR1", "C0EARNINGS1"


def said(stage: Stage) -> str:
    """Read what the form says below the channels."""
    found = [block for block in stage.view()["blocks"] if block["block_id"] == "seen"]
    return text_of(found)


def error(answer: dict[str, Any]) -> str:
    return str(answer["errors"]["channels"])


async def test_the_channel_that_is_filled_in_is_looked_up_at_once(stage: Stage) -> None:
    await stage.command(CREATE)

    assert said(stage) == f"<#{TOWN_HALL}>: public, 5 people will see it."


async def test_every_channel_chosen_is_shown_with_its_count(stage: Stage) -> None:
    stage.show.slack.member(DRAFTS, BOT_USER, member=True)
    await stage.command(CREATE)

    await stage.choose("channels", [EVERYBODY, DRAFTS])

    assert said(stage).splitlines() == [
        f"<#{EVERYBODY}>: public, 1,200 people will see it.",
        f"<#{DRAFTS}>: private, 3 people will see it.",
    ]


async def test_without_channels_nothing_is_said(stage: Stage) -> None:
    await stage.command(CREATE)

    await stage.choose("channels", [])

    assert not said(stage)


async def test_what_is_in_the_way_is_said_below_the_field_and_on_create(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.choose("channels", [TOWN_HALL, PARTNERS])

    answer = await stage.submit()

    assert "people outside the company read it; it will not be posted there" in said(stage)
    assert "Take out #agency-partners: people outside" in error(answer)
    assert not stage.from_bot(TOWN_HALL)
    assert stage.view()["title"]["text"] == "Create webcast"


async def test_channels_of_others_are_refused(stage: Stage) -> None:
    stage.show.slack.member(GENERAL, COMMS, member=False)
    await stage.command(CREATE)
    await stage.choose("channels", [GENERAL])

    answer = await stage.submit()

    assert "you are not a member there" in error(answer)


async def test_channels_that_were_not_shown_are_shown_once_more(stage: Stage) -> None:
    await stage.command(CREATE)

    await stage.submit({"channels": [EVERYBODY]})

    assert "Press Create again if it is right" in text_of(stage.view()["blocks"])
    assert "1,200 people" in said(stage)
    assert not (await stage.platform())["events"][1:]


async def test_then_a_second_create_goes_through(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit({"channels": [EVERYBODY]})

    await stage.submit()

    assert stage.view()["title"]["text"] == "Created"
    assert len(stage.from_bot(EVERYBODY)) == 1


async def test_a_bot_that_is_invited_meanwhile_is_let_through(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.choose("channels", [INVESTORS])
    refused = await stage.submit()
    stage.show.slack.member(INVESTORS, BOT_USER, member=True)
    await stage.submit()

    await stage.submit()

    assert "Invite me with /invite" in error(refused)
    assert stage.view()["title"]["text"] == "Created"


async def test_nothing_is_posted_where_slack_does_not_tell_who_reads(stage: Stage) -> None:
    for _ in range(2):
        stage.show.slack.fault(method="conversations.info", error="internal_error")
    await stage.command(CREATE)
    unsure = said(stage)

    await stage.submit()

    assert "Slack did not tell who reads it" in unsure
    assert "Press Create again" in text_of(stage.view()["blocks"])
    assert not stage.from_bot(TOWN_HALL)


async def test_a_time_and_channels_that_were_not_shown_are_asked_about_at_once(
    stage: Stage,
) -> None:
    await stage.command("/webcast create Q4")

    await stage.submit({"when": "tomorrow 3pm", "channels": [EVERYBODY]})

    assert "how I understood the time" in text_of(stage.view()["blocks"])
    assert "1,200 people" in said(stage)


async def test_a_form_that_changed_meanwhile_is_not_drawn_over(stage: Stage) -> None:
    await stage.command(CREATE)
    before = stage.view()
    await stage.choose("kind", "ondemand")
    parts = stage.show.bot.parts

    with pytest.raises(NotDelivered, match="has changed meanwhile"):
        await parts.chat.update_view(before["id"], spec(before), known_hash=before["hash"])

    assert "media" in [block["block_id"] for block in stage.view()["blocks"]]


def spec(view: dict[str, Any]) -> dict[str, Any]:
    names = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")
    return {name: view[name] for name in names}


async def test_somebody_without_the_role_is_told_nothing_about_channels(stage: Stage) -> None:
    await stage.command(CREATE, user=PRESENTER)
    stage.user = PRESENTER
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "default_role", "viewer")

    await stage.choose("channels", [EVERYBODY])

    assert said(stage) == "Looking up who will see it."
