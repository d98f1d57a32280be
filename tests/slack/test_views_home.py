"""Home, the uncertain and imports, at their extremes, are views that Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import limits
from bot.domain import Difference, Person, Role
from bot.overview import Attention, Overview, Page
from bot.slack import form as forms
from bot.slack.editing import import_draft
from bot.slack.ids import View
from bot.slack.views import finding, home, importing, rows, uncertain
from bot.slack.views.message import modal
from tests.slack.test_views import NOW, OWNER, TITLES, event, full, wish
from tests.stage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Event, Wish

ADMIN = Person(workspace="T1", id="U2", zone="Etc/UTC", role=Role.ADMIN)
VIEWER = replace(ADMIN, role=Role.VIEWER)
HERE = home.Place(mine=True)


def events(title: str, count: int) -> tuple[Event, ...]:
    made = event(title)
    return tuple(
        replace(made, webcast=replace(made.webcast, id=f"{10**17 + n}")) for n in range(count)
    )


def wishes(title: str, count: int) -> tuple[Wish, ...]:
    return tuple(replace(wish(title), key=f"V{n:0200}") for n in range(count))


def crowded(title: str) -> dict[str, Any]:
    """Draw a Home with a hundred webcasts, thirty uncertain, and trouble of every kind."""
    many = events(title, 100)
    attention = Attention(
        uncertain=wishes(title, 30),
        unpresented=many,
        drifted=many,
        expiring=many,
        orphaned=many,
    )
    shown = Page(events=many[:10], total=100, offset=10)
    seen = Overview(attention=attention, ahead=shown, recent=shown)
    return home.home(seen, replace(HERE, mine=False), ADMIN, now=NOW)


def empty(reader: Person) -> dict[str, Any]:
    nothing = Overview(attention=Attention(), ahead=Page(), recent=Page())
    return home.home(nothing, HERE, reader, now=NOW)


def compared(title: str) -> dict[str, Any]:
    asked, webcast = wish(title), event(title).webcast
    found = (
        Difference(field="title", asked=title, got=webcast.title),
        Difference(field="starts_at", asked=asked.request.starts_at, got=webcast.starts_at),
        Difference(field="duration", asked=asked.request.duration, got=webcast.duration),
    )
    return uncertain.compare(asked, webcast, found, "t" * 12)


def asked(title: str) -> dict[str, Any]:
    draft = replace(full(title), editing=forms.Editing(event_id="1" * 18, revision=0, start=NOW))
    first = importing.form(event(title).webcast, draft, now=NOW)
    return importing.again(first, draft, now=NOW, problem="p" * 5000)


VIEWS: dict[str, Callable[[str], dict[str, Any]]] = {
    "crowded home": crowded,
    "empty home": lambda _title: empty(ADMIN),
    "empty home of a viewer": lambda _title: empty(VIEWER),
    "closed home": lambda title: home.closed(title or "x"),
    "paste": lambda title: uncertain.paste(wish(title), title, title),
    "compare": compared,
    "settled": lambda title: uncertain.settled(event(title)),
    "not settled": lambda title: uncertain.not_settled(title, wish(title)),
    "forgotten": lambda title: uncertain.forgotten(wish(title)),
    "known already": lambda title: uncertain.known_already(event(title)),
    "import": asked,
    "imported": lambda title: importing.imported(event(title)),
    "details in a window": lambda title: modal(
        View.DETAILS, "Webcast", finding.shown(event(title), reader=OWNER)["blocks"]
    ),
    "help in a window": lambda _title: modal(
        View.DETAILS, "Webcast", finding.help_for(None)["blocks"]
    ),
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    view = make(title)

    assert not limits.view_problems(view)
    assert not limits.view_is_too_large(view)
    assert len(view["blocks"]) <= 100


def test_a_crowded_home_counts_what_it_does_not_show() -> None:
    words = text_of(crowded("Q4")["blocks"])

    assert "27 more are not certain" in words
    assert "97 more like these" in words
    assert "11 to 20 of 100 webcasts ahead" in words


def test_a_viewer_is_offered_no_create() -> None:
    assert "open_form" not in str(empty(VIEWER)["blocks"])
    assert "ask an admin" in text_of(empty(VIEWER)["blocks"])


def test_somebody_new_is_told_what_to_do() -> None:
    words = text_of(empty(ADMIN)["blocks"])

    assert "Press Create webcast" in words
    assert "/webcast import" in words


def test_a_title_that_slack_would_format_stands_as_it_is() -> None:
    bold = rows.titled("Q4 & more", "below").to_dict()
    as_it_is = rows.titled("*Q4* _results_ :tada:", "below").to_dict()

    assert bold["text"] == {"type": "mrkdwn", "text": "*Q4 &amp; more*\nbelow", "verbatim": True}
    assert as_it_is["text"]["type"] == "plain_text"
    assert as_it_is["text"]["text"] == "*Q4* _results_ :tada:"


def test_no_home_holds_a_pin_or_a_portal_link() -> None:
    assert "P" * 64 not in str(crowded("Q4"))
    assert "https://x.example/" not in str(crowded("Q4"))


def test_the_import_form_begins_on_the_readers_clock() -> None:
    webcast = replace(event("Q4").webcast, starts_at=NOW - timedelta(days=400))

    view = importing.form(webcast, import_draft(webcast, "Europe/Berlin", now=NOW), now=NOW)

    assert "CET" in str(next(b for b in view["blocks"] if b.get("block_id") == "zone"))
