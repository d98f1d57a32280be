"""Links that people post: a thin card where everybody who reads it may see it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import Progress, Role, Wish
from bot.slack.payloads.links import read_links
from tests.claims import UNTIL
from tests.stage import COMMS, PRESENTER, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from bot.domain import Event

PARTNERS = "C0PARTNERS1"
AGENCY = "U0AGENCYREP"


async def created(stage: Stage, title: str = "Q4 town hall") -> Event:
    await stage.command(f'/webcast create "{title}" next tuesday 3pm guests:live')
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    parts = stage.show.bot.parts
    [event] = await parts.store.last_created(parts.workspace, owner=COMMS)
    return event


async def post(
    stage: Stage, text: str, channel: str = TOWN_HALL, user: str = PRESENTER
) -> list[dict[str, Any]]:
    """Post a message and return the cards below it."""
    await stage.show.slack.command(user, channel, text)
    await stage.settled()
    said = next(m for m in reversed(stage.messages(channel, user=user)) if m["user"] == user)
    cards: list[dict[str, Any]] = said["attachments"]
    return cards


async def test_a_posted_viewer_link_shows_what_it_leads_to(stage: Stage) -> None:
    event = await created(stage)

    [card] = await post(stage, f"Have a look: {event.webcast.viewer_link}")

    words = text_of(card["blocks"])
    assert len(card["blocks"]) <= 3
    assert "Q4 town hall" in words
    assert "Scheduled" in words
    assert "15:00 US/Eastern" in words
    assert "Watch" in words
    assert f"by <@{COMMS}>" in words
    assert card["from_url"] == event.webcast.viewer_link


async def test_the_card_has_no_pin(stage: Stage) -> None:
    event = await created(stage)

    [card] = await post(stage, event.webcast.viewer_link)

    [portal] = event.webcast.portals
    assert portal.pin not in json.dumps(card)
    assert portal.link not in json.dumps(card)


async def test_the_card_tells_the_stage(stage: Stage) -> None:
    event = await created(stage)
    await stage.advance(timedelta(days=7, hours=5, minutes=10))

    [card] = await post(stage, event.webcast.viewer_link)

    assert "Live now, by schedule" in text_of(card["blocks"])


async def test_a_cancelled_webcast_is_shown_as_such_without_a_way_in(stage: Stage) -> None:
    event = await created(stage)
    await stage.command(f"/webcast cancel {event.id}")
    await stage.submit()

    [card] = await post(stage, event.webcast.viewer_link)

    words = text_of(card["blocks"])
    assert "Cancelled" in words
    assert "CANCELLED –" not in words  # noqa: RUF001  (the platform's own title)
    assert "Watch" not in words


async def test_other_links_show_nothing(stage: Stage) -> None:
    event = await created(stage)
    link = event.webcast.viewer_link
    unknown = link.replace(event.id, "999999")

    assert not await post(stage, f"{unknown} {link.partition('?')[0]}?ei=abc")


async def test_a_webcast_of_another_workspace_shows_nothing(stage: Stage) -> None:
    event = await created(stage)
    elsewhere = replace(event, workspace="T0ELSEWHERE", webcast=replace(event.webcast, id="777777"))
    wish = Wish(
        key="V1",
        workspace=elsewhere.workspace,
        owner=COMMS,
        request=event.request,
        channels=(),
        asked_at=stage.now,
    )
    store = stage.show.bot.parts.store
    await store.claim(wish, until=UNTIL)
    await store.record_created(wish, elsewhere, progress=Progress.CREATED, reason="", posts=())

    assert not await post(stage, event.webcast.viewer_link.replace(event.id, "777777"))


async def test_a_presenter_link_gets_no_card(stage: Stage) -> None:
    event = await created(stage)
    [portal] = event.webcast.portals

    assert not await post(stage, portal.link)


async def test_channels_that_another_company_reads_get_nothing(stage: Stage) -> None:
    event = await created(stage)

    assert not await post(stage, event.webcast.viewer_link, PARTNERS)


async def test_channels_that_another_company_was_invited_to_get_nothing(stage: Stage) -> None:
    event = await created(stage)
    stage.show.slack.set_channel(TOWN_HALL, pending_ext_shared=True)

    assert not await post(stage, event.webcast.viewer_link)


async def test_where_slack_does_not_say_who_reads_nothing_is_shown(stage: Stage) -> None:
    event = await created(stage)
    stage.show.slack.fault(method="conversations.info", status=500)

    assert not await post(stage, event.webcast.viewer_link)


async def test_people_without_access_show_nothing(stage: Stage) -> None:
    event = await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    assert not await post(stage, event.webcast.viewer_link)


async def test_people_of_another_company_show_nothing(stage: Stage) -> None:
    event = await created(stage)
    stage.show.slack.member(TOWN_HALL, AGENCY, member=True)

    assert not await post(stage, event.webcast.viewer_link, user=AGENCY)


async def test_an_event_delivered_twice_shows_one_card(stage: Stage) -> None:
    event = await created(stage)
    stage.show.slack.fault(delivery="event", repeat=True)

    assert len(await post(stage, event.webcast.viewer_link)) == 1


async def test_a_failing_slack_troubles_nobody(stage: Stage) -> None:
    event = await created(stage)
    stage.show.slack.fault(method="chat.unfurl", error="cannot_unfurl_url")
    before = len(stage.from_bot())

    assert not await post(stage, event.webcast.viewer_link)
    assert len(stage.from_bot()) == before


async def test_a_message_being_written_is_shown_to_its_author(stage: Stage) -> None:
    event = await created(stage)

    assert len(await written(stage, event.webcast.viewer_link)) == 1


async def test_a_message_written_by_somebody_without_access_shows_nothing(stage: Stage) -> None:
    event = await created(stage)
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, PRESENTER, Role.NOBODY)

    assert not await written(stage, event.webcast.viewer_link)


async def written(stage: Stage, link: str) -> list[dict[str, Any]]:
    """Tell of a link as while its message is written, and return the cards below it."""
    slack = stage.show.slack
    slack.fault(delivery="event", unreachable=True)
    await post(stage, link)
    message = slack.world.workspace.find(TOWN_HALL, stage.messages(user=PRESENTER)[-1]["ts"])
    assert message
    await slack.event(
        {
            "type": "link_shared",
            "user": PRESENTER,
            "channel": "COMPOSER",
            "message_ts": "x-y",
            "unfurl_id": message.unfurl_id,
            "source": "composer",
            "links": message.links,
        }
    )
    await stage.settled()
    return message.attachments


def links(*urls: str) -> dict[str, str]:
    event = {
        "user": "U1",
        "channel": "C1",
        "message_ts": "1.2",
        "links": [{"url": u} for u in urls],
    }
    return read_links({"event": event}).links


def test_each_event_is_shown_once_and_at_most_five() -> None:
    urls = [f"https://goto.webcasts.com/starthere.jsp?ei={1000 + n // 2}&n={n}" for n in range(20)]

    assert links(*urls) == {str(1000 + n): urls[2 * n] for n in range(5)}


@pytest.mark.parametrize(
    ("url", "event_id"),
    [
        ("https://event.webcasts.com/starthere.jsp?ei=1890012&tp_key=ab", "1890012"),
        ("https://ibm.webcasts.com/x?a=b&ei=0012", "12"),
        ("https://goto.webcasts.com/", None),
        ("https://goto.webcasts.com/?ei=", None),
        ("https://goto.webcasts.com/?ei=1e5", None),
        ("https://[goto.webcasts.com/?ei=1", None),
        ("1890012", "1890012"),
    ],
)
def test_a_viewer_link_is_known_by_its_event_id(url: str, event_id: str | None) -> None:
    assert list(links(url)) == ([event_id] if event_id else [])


def test_an_old_event_names_the_message_by_its_channel() -> None:
    event = {"user": "U1", "channel": "C1", "message_ts": "1.2", "links": []}

    assert read_links({"event": event}).place == {"channel": "C1", "ts": "1.2"}
