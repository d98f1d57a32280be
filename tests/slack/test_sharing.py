"""Announcing an event in more channels."""

from __future__ import annotations

from tests.stage import COMMS, CREATE, INVESTOR, TOWN_HALL, Stage, text_of

GENERAL = "C0GENERAL01"


async def created(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)


async def test_sharing_shows_how_many_will_see_it_first(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast share next #general")

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "4 members" in words
    assert not stage.from_bot(GENERAL)


async def test_a_click_posts_the_card_once(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast share next #general")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "share_now")

    [card] = stage.from_bot(GENERAL)
    assert "Q4 town hall" in text_of(card["blocks"])


async def test_a_shared_card_follows_a_change(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast share next #general")
    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "share_now")
    await stage.command("/webcast move next +1h")
    await stage.submit()

    await stage.submit()

    card = stage.from_bot(GENERAL)[0]
    assert "16:00 US/Eastern" in text_of(card["blocks"])


async def test_channels_that_must_not_get_it_are_named_with_the_reason(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast share next #town-hall #agency-partners #investor-relations")

    answer = stage.from_bot(TOWN_HALL)[-1]
    words = text_of(answer["blocks"])
    assert "already" in words
    assert "outside the company" in words
    assert "C0INVESTOR1" in words


async def test_only_the_owner_can_share(stage: Stage) -> None:
    await created(stage)

    await stage.command('/webcast share "town hall" #general', user=INVESTOR)

    answer = stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]  # who reads German
    assert "nur der Eigentümer" in text_of(answer["blocks"])


async def test_a_cancelled_webcast_is_not_shared(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast cancel next")
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)

    await stage.command("/webcast share last #general")

    assert "Restore it before" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
