"""The viewer page: what the audience would see, with the stored truth below it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from bot.sandbox import reference as ref
from bot.sandbox.pages import words
from bot.sandbox.pages.layout import LONG, details, heading, message, page
from bot.sandbox.pages.markup import Html, tag

if TYPE_CHECKING:
    from bot.sandbox.pages.words import Schedule
    from bot.sandbox.values import Event, Facts

SCREEN: Final = Html(
    '<svg class="screen" viewBox="0 0 240 160" aria-hidden="true" fill="none">'
    '<rect x="8" y="8" width="224" height="126" rx="14" fill="#fff" fill-opacity=".09"'
    ' stroke="#fff" stroke-opacity=".3" stroke-width="2"/>'
    '<path d="M104 48v46l40-23z" fill="#fff" fill-opacity=".92"/>'
    '<path d="M26 118h188" stroke="#fff" stroke-opacity=".3" stroke-width="4"'
    ' stroke-linecap="round"/><circle cx="26" cy="118" r="5" fill="#fff"/>'
    '<path d="M92 152h56" stroke="#fff" stroke-opacity=".3" stroke-width="4"'
    ' stroke-linecap="round"/></svg>'
)
NOTES: Final = {
    "live": "The webcast is on by schedule. The player would be here.",
    "available": "The recording is available by schedule. The player would be here.",
    "ended": "The webcast is over by schedule. Its recording would be here once it is archived.",
}


def viewer(event: Event, schedule: Schedule, folder_path: tuple[str, ...], *, ticking: bool) -> str:
    """Return the page of an event; `ticking` says that the platform's clock runs."""
    cards = tag(
        "div",
        _times(event.facts, schedule),
        _production(event.facts),
        _administration(event, folder_path),
        class_="grid",
    )
    return page(event.facts.event_title, stage(event.facts, schedule, ticking=ticking), cards)


def not_found() -> str:
    """Return the page behind a link that leads nowhere."""
    return message(
        "This link does not lead to a webcast",
        "The link may be incomplete, or the webcast is no longer there.",
        "Ask the person who sent it for the full viewer link.",
    )


def stage(facts: Facts, schedule: Schedule, *, ticking: bool) -> Html:
    """Return the picture at the top: state, title, time and countdown."""
    long = len(facts.event_title) > LONG
    return tag(
        "section",
        "" if long else SCREEN,
        tag("div", *_words(facts, schedule, ticking=ticking), class_="text"),
        class_="stage full" if long else "stage",
    )


def _words(facts: Facts, schedule: Schedule, *, ticking: bool) -> tuple[Html, ...]:
    starts, zone = schedule.starts, schedule.zone
    return (
        tag("span", schedule.label, class_="pill", data_state=schedule.state),
        tag("span", "by schedule", class_="by"),
        heading(facts.event_title),
        tag(
            "p",
            tag("time", words.full(starts, zone), datetime=starts.astimezone(UTC).isoformat()),
            class_="when",
        ),
        tag(
            "p", f"{words.in_utc(starts)} · {words.length(facts.scheduled_duration)}", class_="utc"
        ),
        _below(schedule, ticking=ticking),
    )


def _below(schedule: Schedule, *, ticking: bool) -> Html:
    if schedule.state in NOTES:
        return tag("p", NOTES[schedule.state], class_="note")
    left = round(schedule.until_start.total_seconds() * 1000)
    parts = words.countdown(schedule.until_start)
    tiles = [tag("li", tag("b", str(number)), tag("span", unit)) for unit, number in parts]
    return tag(
        "ul",
        *tiles,
        class_="tiles",
        aria_label="Time until the start",
        data_left=str(left) if ticking else None,
    )


def _times(facts: Facts, schedule: Schedule) -> Html:
    zone = schedule.zone
    return details(
        "Schedule",
        ("Starts in the event's zone", words.full(schedule.starts, zone)),
        ("Starts in UTC", words.in_utc(schedule.starts)),
        ("Ends in the event's zone", words.full(schedule.ends, zone)),
        ("Time zone", zone),
        ("Duration", f"{facts.scheduled_duration} minutes"),
    )


def _production(facts: Facts) -> Html:
    return details(
        "Production",
        ("Type", ref.TYPES[facts.type]),
        ("Source", words.source(facts)),
        ("Region", words.region(facts)),
        ("Audience capacity", f"{facts.audience_capacity:,} viewers"),
    )


def _administration(event: Event, folder_path: tuple[str, ...]) -> Html:
    facts = event.facts
    return details(
        "Administration",
        ("Event id", str(event.event_id)),
        ("Folder", " / ".join(folder_path) or "—"),
        ("Expires", words.kept_for(facts)),
        ("Player closes", words.close_time(facts)),
        ("Cost center", facts.cost_center or "—"),
    )
