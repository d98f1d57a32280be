"""The console: every event with its links, the folders, and what the sandbox is set to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox import reference as ref
from bot.sandbox.pages import words
from bot.sandbox.pages.layout import details, page, shortened
from bot.sandbox.pages.markup import Html, join, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sandbox.journal import Entry
    from bot.sandbox.pages.words import Schedule
    from bot.sandbox.values import Event, Folder

LONGEST_TITLE = 140
INTRO = (
    "The webcast platform, emulated. What was created through the API is listed here as the "
    "platform stored it."
)
CONTROLS = ("state", "clock", "faults", "journal", "mode", "limits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event in the list."""

    event: Event
    schedule: Schedule
    folder_path: tuple[str, ...]


def console(
    *,
    rows: Sequence[Row],
    home: Folder,
    settings: Sequence[tuple[str, str]],
    entries: Sequence[Entry],
) -> str:
    """Return the console; `rows` and `entries` in the order they are shown."""
    return page(
        "Console",
        tag("div", tag("h1", "Sandbox console"), tag("p", INTRO), class_="head"),
        _card("Events", _events(rows) if rows else _no_events()),
        tag(
            "div",
            _card("Folders", tag("ul", _folder(home), class_="tree")),
            details("Settings", *settings),
            class_="grid",
        ),
        _card(
            "Latest API calls", _calls(entries) if entries else tag("p", "None yet.", class_="soft")
        ),
        _card("Control", _controls()),
    )


def _card(title: str, content: Html) -> Html:
    return tag("section", tag("h2", title), content, class_="card")


def _table(names: Sequence[str], rows: Sequence[Html]) -> Html:
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    return tag("div", tag("table", head, tag("tbody", *rows)), class_="scroll", tabindex="0")


def _events(rows: Sequence[Row]) -> Html:
    names = ("Event", "Starts", "By schedule", "Type", "Folder", "Links")
    return _table(names, [_row(row) for row in rows])


def _row(row: Row) -> Html:
    facts, starts = row.event.facts, row.schedule.starts
    local = f"{words.short_day(starts, facts.timezone)}, {words.clock_time(starts, facts.timezone)}"
    return tag(
        "tr",
        tag(
            "td",
            tag("div", shortened(facts.event_title, LONGEST_TITLE), class_="title", dir="auto"),
            tag("span", str(row.event.event_id), class_="mono soft"),
        ),
        tag(
            "td",
            tag("div", local, class_="nowrap"),
            tag(
                "span",
                f"{facts.timezone}, {words.length(facts.scheduled_duration)}",
                class_="soft small",
            ),
        ),
        tag("td", tag("span", row.schedule.label, class_="chip", data_state=row.schedule.state)),
        tag("td", ref.TYPES[facts.type], class_="nowrap"),
        tag("td", " / ".join(row.folder_path[1:]) or "".join(row.folder_path)),
        tag("td", _links(row.event)),
    )


def _links(event: Event) -> Html:
    viewer = tag("a", "Viewer page", href=event.viewer_link)
    guests = [
        tag("a", _portal(portal.mask), href=event.guest_link(portal)) for portal in event.portals
    ]
    return tag("div", viewer, *guests, class_="links")


def _portal(mask: int) -> str:
    everything = mask == ref.ALL_PORTALS
    return f"Presenters: {'everything' if everything else ' + '.join(ref.portals_in(mask))}"


def _no_events() -> Html:
    return tag(
        "div",
        tag("p", "No events yet."),
        tag("p", "Create one with ", tag("code", "POST /api/event/create"), "."),
        class_="empty",
    )


def _folder(folder: Folder) -> Html:
    below = tag("ul", *(_folder(child) for child in folder.children)) if folder.children else ""
    number = tag("span", f" {folder.folder_id}", class_="mono soft")
    return tag("li", tag("span", folder.folder_name), number, below)


def _calls(entries: Sequence[Entry]) -> Html:
    names = ("Time", "Call", "Account", "Answer", "Note")
    return _table(names, [_call(entry) for entry in entries])


def _call(entry: Entry) -> Html:
    good = entry.return_code in (ref.SUCCESS, ref.PARTIAL_SUCCESS)
    code = "no answer" if entry.status is None else f"HTTP {entry.status}"
    text = code if entry.return_code is None else f"code {entry.return_code}"
    note = "; ".join(filter(None, (f"fault: {entry.fault}" if entry.fault else "", entry.hint)))
    return tag(
        "tr",
        tag("td", f"{entry.clock_time} UTC", class_="nowrap mono"),
        tag("td", f"{entry.method} {shortened(entry.path, 60)}", class_="nowrap"),
        tag("td", entry.account or "—"),
        tag("td", tag("span", text, class_="chip", data_state="good" if good else "bad")),
        tag("td", shortened(note, 160)),
    )


def _controls() -> Html:
    links = [tag("a", f"/_sandbox/{name}", href=f"_sandbox/{name}") for name in CONTROLS]
    text = "JSON for tests. The state shows the PINs of presenter portals."
    return join(tag("p", text, class_="soft"), tag("div", *links, class_="links mono"))
