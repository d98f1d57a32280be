"""Announcing an event in more channels."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo.people import BOT_USER
from bot.domain import Role
from bot.service.share import planned_shares
from bot.slack.sharing import Sharing
from tests.stage import COMMS, CREATE, INVESTOR, PRESENTER, TOWN_HALL, Stage, overwrite, text_of

if TYPE_CHECKING:
    from bot.domain import Event

GENERAL = "C0GENERAL01"


async def created(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(stage.user, stage.view()["id"], everything=True)


async def test_sharing_shows_how_many_will_see_it_first(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast share next #general")

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "public, 4 people will see it" in words
    assert not stage.from_bot(GENERAL)


async def test_a_click_posts_the_card_once(stage: Stage) -> None:
    await created(stage)
    await stage.command("/webcast share next #general")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "share_now")

    [card] = stage.from_bot(GENERAL)
    assert "Q4 town hall" in text_of(card["blocks"])


async def asked_for(stage: Stage) -> None:
    """Create a webcast and choose [Share] in the menu of its details."""
    await created(stage)
    event_id = (await stage.platform())["events"][-1]["event_id"]
    await stage.command("/webcast show next")
    await stage.show.slack.action(
        stage.user,
        "details",
        "event_menu",
        channel=TOWN_HALL,
        ts=stage.from_bot(TOWN_HALL, user=stage.user)[-1]["ts"],
        value=f"share {event_id}",
    )
    await stage.settled()


async def test_the_menu_asks_for_channels_and_shows_who_will_see_it(stage: Stage) -> None:
    await asked_for(stage)

    await stage.submit({"channels": [GENERAL, "C0PARTNERS1"]})

    words = text_of(stage.view()["blocks"])
    assert "public, 4 people will see it" in words
    assert "outside the company" in words
    assert not stage.from_bot(GENERAL)


async def test_what_the_window_showed_is_posted_and_removed_there(stage: Stage) -> None:
    await asked_for(stage)
    await stage.submit({"channels": [GENERAL]})

    await stage.press(stage.view(), "share_now")

    assert len(stage.from_bot(GENERAL)) == 1
    assert "Announced in 1 of 1 channels" in text_of(stage.view()["blocks"])
    await stage.press(stage.view(), "remove_post")
    assert not stage.from_bot(GENERAL)


async def test_a_window_left_open_shares_no_cancelled_webcast(stage: Stage) -> None:
    stage.user = PRESENTER
    await asked_for(stage)
    await stage.command('/webcast cancel "town hall"', user=COMMS)
    await stage.submit(user=COMMS)

    await stage.submit({"channels": [GENERAL]})

    assert "cancelled" in text_of(stage.view()["blocks"])
    assert not stage.from_bot(GENERAL)


async def test_a_window_shows_nothing_to_somebody_who_lost_their_role(stage: Stage) -> None:
    stage.user = PRESENTER
    await asked_for(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.VIEWER)

    await stage.submit({"channels": [GENERAL]})

    assert "share_now" not in str(stage.view()["blocks"])
    assert not stage.from_bot(GENERAL)


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


async def preview(stage: Stage, words: str, **who: str) -> dict[str, Any]:
    """Ask to share and return the answer."""
    await stage.command(f"/webcast share {words}", **who)
    found: dict[str, Any] = stage.from_bot(TOWN_HALL, user=who.get("user"))[-1]
    return found


def button(message: dict[str, Any], action: str) -> dict[str, Any]:
    elements = [
        element
        for block in message["blocks"]
        for element in [*block.get("elements", []), block.get("accessory") or {}]
    ]
    found: dict[str, Any] = next(e for e in elements if e.get("action_id") == action)
    return found


async def stored(stage: Stage) -> Event:
    parts = stage.show.bot.parts
    [event] = await parts.store.last_created(parts.workspace, owner=COMMS)
    return event


async def on_record(stage: Stage) -> list[tuple[str, str]]:
    event = await stored(stage)
    history = await stage.show.bot.parts.store.history(event.workspace, event.id)
    return [(line.what, line.who) for line in history]


@pytest.mark.parametrize(
    ("channel", "words", "asks"),
    [
        pytest.param("#general", "public, 4 people", True, id="public"),
        pytest.param("#all-company", "public and large, 1,200 people", True, id="large"),
        pytest.param("#earnings-draft", "private, 3 people", False, id="private"),
    ],
)
async def test_a_preview_says_what_kind_of_channel_it_is(
    stage: Stage, channel: str, words: str, *, asks: bool
) -> None:
    await created(stage)
    stage.show.slack.member("C0EARNINGS1", BOT_USER, member=True)

    shown = await preview(stage, f"next {channel}")

    assert words in text_of(shown["blocks"])
    assert ("confirm" in button(shown, "share_now")) is asks


async def test_a_workspace_says_itself_from_where_on_a_channel_is_large(stage: Stage) -> None:
    await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "confirm_from", "4")

    shown = await preview(stage, "next #general")

    assert "public and large, 4 people" in text_of(shown["blocks"])


async def test_one_shares_where_one_is_a_member_oneself_and_not_where_the_owner_is(
    stage: Stage,
) -> None:
    await created(stage)
    stage.show.slack.member(GENERAL, COMMS, member=False)
    await made_co_owner(stage, PRESENTER)

    shown = await preview(stage, '"town hall" #general', user=PRESENTER)
    await stage.click(shown, TOWN_HALL, "share_now", user=PRESENTER)

    [card] = stage.from_bot(GENERAL, user=PRESENTER)
    assert "Q4 town hall" in text_of(card["blocks"])
    assert ("announced", PRESENTER) in await on_record(stage)


async def made_co_owner(stage: Stage, user: str) -> None:
    event = await stored(stage)
    await overwrite(stage.show.bot.parts.store, replace(event, co_owners=(user,)))


async def test_the_owner_cannot_share_where_only_others_are_members(stage: Stage) -> None:
    await created(stage)
    stage.show.slack.member(GENERAL, COMMS, member=False)

    shown = await preview(stage, "next #general")

    assert "you are not a member there" in text_of(shown["blocks"])
    assert "share_now" not in str(shown["blocks"])


async def test_who_left_the_channel_since_the_preview_posts_nothing(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general")
    stage.show.slack.member(GENERAL, COMMS, member=False)

    await stage.click(shown, TOWN_HALL, "share_now")

    assert not stage.from_bot(GENERAL, user=PRESENTER)
    assert "Not announced in" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_a_preview_of_what_is_cancelled_by_now_posts_nothing(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general")
    await stage.command("/webcast cancel next")
    await stage.submit()

    await stage.click(shown, TOWN_HALL, "share_now")

    assert not stage.from_bot(GENERAL)
    assert "Restore it before" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


@pytest.mark.parametrize("what", ["post", "plan", "drop", "remove"])
async def test_a_click_by_somebody_else_does_nothing(stage: Stage, what: str) -> None:
    await shared(stage)
    shown = await preview(stage, "next #all-company at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")
    [job] = await planned_shares(await stored(stage), store=stage.show.bot.parts.store)
    before = await on_record(stage)

    said = await forged(stage, what, [job.event_id, [GENERAL, job.target], job.due_at.timestamp()])

    assert "Only the owner" in said
    assert await on_record(stage) == before


async def forged(stage: Stage, what: str, value: list[Any]) -> str:
    """Send a click that no window of Slack offers this person; returns what is answered."""
    said: list[str] = []

    async def ack() -> None: ...

    class Respond:
        response_url = "https://hooks.example/1"

        async def __call__(self, **answer: Any) -> None:  # noqa: ANN401  (an answer)
            said.append(answer["text"])

    handler = getattr(Sharing(stage.show.bot.parts), what)
    await handler(
        ack, {"user": {"id": PRESENTER}, "actions": [{"value": json.dumps(value)}]}, Respond()
    )
    await stage.settled()
    return " ".join(said)


async def test_an_announcement_is_planned_and_read_back_in_both_zones(stage: Stage) -> None:
    await created(stage)
    await made_co_owner(stage, PRESENTER)

    shown = await preview(stage, '"town hall" #general at tomorrow 9am', user=PRESENTER)

    words = text_of(shown["blocks"])
    assert "Wed 25 Nov 2026, 19:00 US/Eastern (EST, UTC-5)" in words
    assert "Thu 09:00 your time" in words
    assert button(shown, "share_later")["text"]["text"] == "Schedule the announcement"


async def test_a_planned_announcement_is_posted_when_it_is_due(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")
    before = stage.from_bot(GENERAL)

    await stage.advance(timedelta(days=1))

    [card] = stage.from_bot(GENERAL)
    assert not before
    assert "Q4 town hall" in text_of(card["blocks"])
    assert (await on_record(stage))[-2:] == [
        ("planned an announcement", COMMS),
        ("announced", COMMS),
    ]


async def test_a_double_click_plans_once(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(shown, TOWN_HALL, "share_later")

    assert len(await planned_shares(await stored(stage), store=stage.show.bot.parts.store)) == 1
    assert (await on_record(stage)).count(("planned an announcement", COMMS)) == 1


async def test_what_is_planned_stands_in_the_details_and_can_be_given_up(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")
    await stage.command("/webcast show next")
    details = stage.from_bot(TOWN_HALL)[-1]

    await stage.click(details, TOWN_HALL, "drop_share")
    await stage.advance(timedelta(days=1))

    assert "To be announced in <#C0GENERAL01>" in text_of(details["blocks"])
    assert not stage.from_bot(GENERAL)
    assert (await on_record(stage))[-1] == ("dropped a planned announcement", COMMS)


async def test_what_was_given_up_can_be_planned_again_for_the_same_moment(stage: Stage) -> None:
    await created(stage)
    for _ in range(2):
        shown = await preview(stage, "next #general at tomorrow 9am")
        await stage.click(shown, TOWN_HALL, "share_later")
        await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "drop_share")
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")

    await stage.advance(timedelta(days=1))

    assert len(stage.from_bot(GENERAL)) == 1


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        pytest.param("yesterday 9am", "yesterday", id="past"),
        pytest.param("bananas", "bananas", id="no time"),
        pytest.param("4 dec 2026 9am", "over by then", id="after the end"),
    ],
)
async def test_a_time_that_makes_no_sense_is_refused(
    stage: Stage, when: str, sentence: str
) -> None:
    await created(stage)

    shown = await preview(stage, f'next #general at "{when}"')

    assert sentence in text_of(shown["blocks"])
    assert "share_later" not in str(shown["blocks"])


async def test_a_preview_that_was_left_lying_plans_nothing_in_the_past(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.advance(timedelta(days=2))

    await stage.click(shown, TOWN_HALL, "share_later")

    assert "That time is past" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_who_lost_the_right_meanwhile_is_told_and_nothing_is_posted(stage: Stage) -> None:
    await created(stage)
    await made_co_owner(stage, PRESENTER)
    shown = await preview(stage, '"town hall" #general at tomorrow 9am', user=PRESENTER)
    await stage.click(shown, TOWN_HALL, "share_later", user=PRESENTER)
    event = await stored(stage)
    await overwrite(stage.show.bot.parts.store, replace(event, co_owners=()))

    await stage.advance(timedelta(days=2))

    [message] = stage.from_bot("D0PRESENTER", user=PRESENTER)
    assert not stage.from_bot(GENERAL)
    assert "Only the owner" in text_of(message["blocks"])


async def test_who_left_the_channel_meanwhile_is_told_and_nothing_is_posted(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")
    stage.show.slack.member(GENERAL, COMMS, member=False)

    await stage.advance(timedelta(days=1))

    assert not stage.from_bot(GENERAL, user=PRESENTER)
    assert "you are not a member" in text_of(stage.from_bot("D0COMMSLEAD")[-1]["blocks"])


async def test_a_moved_webcast_leaves_the_planned_announcement_at_its_time(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")
    await stage.command("/webcast move next +1h")
    await stage.submit()
    await stage.submit()

    await stage.advance(timedelta(days=1))

    [card] = stage.from_bot(GENERAL)
    assert "16:00 US/Eastern" in text_of(card["blocks"])


async def test_a_webcast_that_is_over_by_then_is_not_announced_and_that_is_told(
    stage: Stage,
) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")

    await stage.advance(timedelta(days=9))

    assert not stage.from_bot(GENERAL)
    assert "was over before" in text_of(stage.from_bot("D0COMMSLEAD")[-1]["blocks"])


async def test_a_cancelled_webcast_drops_what_was_planned(stage: Stage) -> None:
    await created(stage)
    shown = await preview(stage, "next #general at tomorrow 9am")
    await stage.click(shown, TOWN_HALL, "share_later")

    await stage.command("/webcast cancel next")
    await stage.submit()

    assert not await planned_shares(await stored(stage), store=stage.show.bot.parts.store)


async def shared(stage: Stage) -> dict[str, Any]:
    """Announce in #general and return the answer."""
    await created(stage)
    shown = await preview(stage, "next #general")
    await stage.click(shown, TOWN_HALL, "share_now")
    return stage.from_bot(TOWN_HALL)[-1]


async def test_a_post_is_removed_after_asking_and_on_record(stage: Stage) -> None:
    answer = await shared(stage)
    asked = "confirm" in button(answer, "remove_post")

    await stage.click(answer, TOWN_HALL, "remove_post")

    assert asked
    assert not stage.from_bot(GENERAL)
    assert "Removed from" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert (await on_record(stage))[-1] == ("removed the announcement", COMMS)


async def test_a_double_click_removes_once(stage: Stage) -> None:
    answer = await shared(stage)
    stage.show.slack.fault(delivery="block_actions", repeat=True)

    await stage.click(answer, TOWN_HALL, "remove_post")

    assert (await on_record(stage)).count(("removed the announcement", COMMS)) == 1


async def test_the_details_remove_the_post_of_each_channel(stage: Stage) -> None:
    await shared(stage)
    await stage.command("/webcast show next")

    await stage.click(stage.from_bot(TOWN_HALL)[-1], TOWN_HALL, "remove_post")

    words = text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
    assert "Removed from" in words
    assert "Announced in" in words


async def test_what_was_removed_can_be_shared_again(stage: Stage) -> None:
    await stage.click(await shared(stage), TOWN_HALL, "remove_post")

    shown = await preview(stage, "next #general")
    await stage.click(shown, TOWN_HALL, "share_now")

    assert len(stage.from_bot(GENERAL)) == 1


async def test_what_somebody_deleted_already_counts_as_removed(stage: Stage) -> None:
    answer = await shared(stage)
    [card] = stage.from_bot(GENERAL)
    stage.show.slack.delete_message(COMMS, GENERAL, card["ts"])

    await stage.click(answer, TOWN_HALL, "remove_post")

    assert "Removed from" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_a_post_that_slack_does_not_delete_stays_and_that_is_said(stage: Stage) -> None:
    answer = await shared(stage)
    stage.show.slack.fault(method="chat.delete", error="internal_error")

    await stage.click(answer, TOWN_HALL, "remove_post")

    assert len(stage.from_bot(GENERAL)) == 1
    assert "Reference:" in text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])


async def test_whoever_posted_it_can_remove_it_when_it_is_not_theirs_any_more(
    stage: Stage,
) -> None:
    await created(stage)
    await made_co_owner(stage, PRESENTER)
    shown = await preview(stage, '"town hall" #general', user=PRESENTER)
    await stage.click(shown, TOWN_HALL, "share_now", user=PRESENTER)
    event = await stored(stage)
    await overwrite(stage.show.bot.parts.store, replace(event, co_owners=()))
    await stage.command('/webcast show "town hall"', user=PRESENTER)
    details = stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]

    await stage.click(details, TOWN_HALL, "remove_post", user=PRESENTER)

    assert not stage.from_bot(GENERAL)
    assert str(details["blocks"]).count("'remove_post'") == 1


async def test_others_are_offered_no_removal(stage: Stage) -> None:
    await shared(stage)

    await stage.command('/webcast show "town hall"', user=PRESENTER)

    assert "remove_post" not in str(stage.from_bot(TOWN_HALL, user=PRESENTER)[-1]["blocks"])


async def test_a_day_that_people_differ_about_is_named_with_the_other_one(stage: Stage) -> None:
    await created(stage)

    shown = await preview(stage, "next #general at friday midnight")

    words = text_of(shown["blocks"])
    assert "the one after Thu 26 Nov 2026" in words


async def test_a_direct_message_is_no_place_to_share_in(stage: Stage) -> None:
    await created(stage)

    await stage.command("/webcast share next", channel="D0COMMSLEAD")

    answer = stage.from_bot("D0COMMSLEAD")[-1]
    assert "Say in which channel" in answer["text"]
