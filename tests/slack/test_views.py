"""Every view and message, at its extremes, is one that Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import limits
from bot.domain import (
    Event,
    Folder,
    Live,
    Person,
    Portal,
    Post,
    PostKind,
    PostState,
    Role,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.rules import Access, AcquisitionType, Kind, Region
from bot.slack import form as forms
from bot.slack.ids import Verb
from bot.slack.views import calendars, card, finding, folders, presenters, progress, searching
from bot.slack.views import form as form_views
from bot.slack.views.listing import listing
from bot.slack.views.paging import Span, how_many
from bot.slack.views.unfurl import unfurl
from tests.stage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
OWNER = Person(workspace="T1", id="U1", zone="Etc/UTC", role=Role.CREATOR)
TITLES = {
    "short": "Q4",
    "long": "x" * 1000,
    "ampersands": "&" * 1000,
    "right to left": "\u0645" * 1000,
    "emoji": "\U0001f600" * 500,
    "overrides": "\u202e" * 999 + "x",
}


def request(title: str) -> WebcastRequest:
    return WebcastRequest(
        title=title,
        starts_at=datetime(2026, 12, 1, 20, tzinfo=UTC),
        duration=timedelta(minutes=480),
        zone="Australia/Sydney",
        production=Live(source=Webcam(), region=Region.EUROPE),
        capacity=10_000,
        expiration_months=12,
        cost_center="c" * 256,
        portals=tuple(Access(mask) for mask in range(22, 32)),
    )


def event(title: str) -> Event:
    asked = request(title)
    return Event(
        workspace="T1",
        owner="U1",
        request=asked,
        created_at=NOW,
        partial=True,
        webcast=Webcast(
            id="1" * 18,
            title=f"{title[:900]}…",
            starts_at=asked.starts_at + timedelta(minutes=15),
            duration=timedelta(minutes=30),
            capacity=50,
            folder_name="f" * 300,
            viewer_link=f"https://goto.webcasts.com/{'v' * 500}",
            portals=tuple(
                Portal(access=access, link=f"https://x.example/{'l' * 2000}", pin="P" * 64)
                for access in asked.portals
            ),
        ),
    )


def cancelled(title: str) -> Event:
    return replace(event(title), cancelled_at=NOW, cancel_reason="r" * 300)


def folder(title: str) -> Folder:
    leaves = tuple(Folder(id=str(n), name=title) for n in range(2, 100))
    return Folder(id="1", name=title, children=leaves)


def wish(title: str) -> Wish:
    return Wish(
        key="V1",
        workspace="T1",
        owner="U1",
        request=request(title),
        channels=(),
        asked_at=NOW,
        reason="r" * 300,
        reference="abc123",
    )


FAILED = Post(
    workspace="T1",
    event_id="1",
    target="C12345678",
    kind=PostKind.CARD,
    state=PostState.FAILED,
    reason="x" * 300,
)


def page(events: list[Event], wishes: list[Wish], total: int = 2000) -> dict[str, Any]:
    apart = [replace(each, key=f"V{n}") for n, each in enumerate(wishes)]
    offset = 0 if total == 1 else 10
    span = Span(offset=offset, shown=len(events or wishes), total=total)
    asked = ("all", "w" * 3000)
    return listing("Yours", events, apart, span=span, asked=asked, reader="U9", now=NOW)


MESSAGES: dict[str, Callable[[str], dict[str, Any]]] = {
    "card": lambda title: card.card(event(title)),
    "owner message": lambda title: card.owner_message(event(title)),
    "undelivered": lambda title: card.undelivered_message(event(title), FAILED),
    "uncertain": lambda title: progress.uncertain_message(wish(title)),
    "tray": lambda title: finding.tray(event(title)),
    "empty tray": lambda _title: finding.tray(None),
    "tray without an account": lambda title: finding.tray(event(title), may_connect=True),
    "help": lambda _title: finding.help_for(None),
    "help times": lambda _title: finding.help_times(),
    "did you mean": lambda title: finding.did_you_mean(title, Verb.CREATE, title),
    "unknown": lambda title: finding.did_you_mean(title, None, ""),
    "refused words": lambda title: finding.refused_words(title[:500], Verb.CREATE),
    "list": lambda title: page([event(title)] * 10, [wish(title)] * 3),
    "list of the uncertain": lambda title: page([], [wish(title)] * 3),
    "whole list": lambda title: page([event(title)], [], total=1),
    "empty list": lambda _title: page([], []),
    "details": lambda title: finding.shown(event(title), reader=OWNER),
    "first calendar file": lambda title: calendars.file_message(event(title), is_first=True),
    "later calendar file": lambda title: calendars.file_message(event(title), is_first=False),
    "last calendar file": lambda title: calendars.file_message(cancelled(title), is_first=False),
    "calendar file not sent": lambda title: calendars.not_sent_message(event(title), "r" * 500),
    "calendar file sent": lambda title: calendars.sent(event(title)),
    "calendar file sent before": lambda title: calendars.sent_before(event(title)),
    "calendar files stopped": lambda _title: calendars.stopped("1" * 18),
    "folders": lambda title: folders.folder_list(folder(title), "", NOW),
    "no folders": lambda title: folders.folder_list(folder("Home"), title, NOW),
    "pick": lambda title: finding.pick([event(title)] * 10, title),
}

VIEWS: dict[str, Callable[[str], dict[str, Any]]] = {
    "creating": progress.creating,
    "created": lambda title: progress.created(event(title), [FAILED] * 50),
    "uncertain": lambda title: progress.uncertain(wish(title)),
    "outdated": lambda _title: progress.outdated(),
    "presenters": lambda title: presenters.presenters(event(title)),
    "form": lambda title: form_views.form(full(title), now=NOW, problem="p" * 2000),
    "on demand form": lambda title: form_views.form(
        replace(full(title), kind=Kind.ON_DEMAND), now=NOW
    ),
}


def full(title: str) -> forms.Draft:
    draft = replace(
        forms.blank("Asia/Kathmandu", now=NOW, channels=("C1",)),
        title=title,
        when="é" * 200,
        player_close="é" * 200,
        source=AcquisitionType.VCU,
        vcu_address="2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        portals=tuple(Access(31) for _ in range(10)),
        folder=forms.FolderChoice(id="1" * 18, path="…" + "p" * 74),
    )
    return forms.read(draft, now=NOW)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_message(make: Callable[[str], dict[str, Any]], title: str) -> None:
    message = make(title)

    assert not limits.message_problems(message["blocks"])
    assert not limits.blocks_are_too_long(message["blocks"])
    assert 0 < len(message["text"]) <= limits.UPDATED_TEXT
    assert len(message["blocks"]) <= limits.MESSAGE_BLOCKS


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    view = make(title)

    assert not limits.view_problems(view)
    assert not limits.view_is_too_large(view)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", [event, cancelled], ids=["scheduled", "cancelled"])
def test_slack_takes_every_card_below_a_link(make: Callable[[str], Event], title: str) -> None:
    shown = unfurl(make(title), NOW)

    assert not limits.message_problems(shown["blocks"])
    assert shown["fallback"]
    assert len(shown["blocks"]) <= 3


def test_a_card_is_no_taller_than_five_blocks() -> None:
    assert len(card.card(event("Q4"))["blocks"]) <= 5


@pytest.mark.parametrize(
    "make", [MESSAGES["card"], MESSAGES["owner message"], MESSAGES["details"], MESSAGES["list"]]
)
def test_no_message_holds_a_pin_or_a_portal_link(make: Callable[[str], dict[str, Any]]) -> None:
    words = text_of(make("Q4"))

    assert "P" * 64 not in words
    assert "https://x.example/" not in words


def test_the_cards_text_is_a_sentence_for_screen_readers() -> None:
    assert card.card(event("Q4"))["text"].startswith("Webcast “Q4…”, <!date^1796156100^")


def test_folders_beyond_a_hundred_are_cut_and_long_paths_keep_their_end() -> None:
    leaves = tuple(Folder(id=str(n), name=f"{'deep ' * 30}{n}") for n in range(1, 500))
    offered = folders.folder_options(Folder(id="0", name="Home", children=leaves), "")

    assert not limits.suggestion_problems(offered)
    assert len(offered["options"]) == 100
    assert offered["options"][1]["text"]["text"].endswith("deep 1")


def test_folders_match_every_word_typed() -> None:
    tree = Folder(
        id="1",
        name="Home",
        children=(
            Folder(id="2", name="Marketing", children=(Folder(id="3", name="Demos"),)),
            Folder(id="4", name="Training", children=(Folder(id="5", name="Demos"),)),
        ),
    )

    offered = folders.folder_options(tree, "DEMOS train")

    assert [option["value"] for option in offered["options"]] == ["5"]


def test_zones_with_the_same_clock_come_first_for_a_person_whose_zone_is_not_listed() -> None:
    draft = forms.blank("America/Phoenix", now=NOW)
    view = form_views.form(draft, now=NOW)

    zone = next(block for block in view["blocks"] if block["block_id"] == "zone")
    assert zone["element"]["options"][0]["value"] == "US/Mountain"
    assert "initial_option" not in zone["element"]
    assert "America/Phoenix" in text_of(zone["hint"])


@pytest.mark.parametrize(
    ("reader", "offered"),
    [
        (OWNER, ["watch", "reveal_presenters", "add_presenters", "edit_event", "event_menu"]),
        (
            replace(OWNER, id="U2", role=Role.ADMIN),
            ["watch", "add_presenters", "edit_event", "event_menu"],
        ),
        (replace(OWNER, id="U2"), ["watch", "remind_me", "add_to_calendar"]),
    ],
    ids=["owner", "admin", "colleague"],
)
def test_the_details_offer_what_their_reader_may_do(reader: Person, offered: list[str]) -> None:
    shown = finding.shown(event("Q4"), reader=reader)["blocks"]

    [buttons] = [block["elements"] for block in shown if block["type"] == "actions"]
    assert [each["action_id"] for each in buttons] == offered


@pytest.mark.parametrize(("total", "words"), [(1000, "1,000"), (1001, "more than 1,000")])
def test_what_nobody_counted_is_called_more(total: int, words: str) -> None:
    assert how_many(total) == words
    assert searching.results("town", [], total)["blocks"][2]["text"]["text"].startswith(
        words[0].upper() + words[1:]
    )
