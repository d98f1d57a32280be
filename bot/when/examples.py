"""What is understood, by example: one table for README, `/webcast help times` and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NOW = datetime.fromisoformat("2026-11-24T10:00-05:00")
"""When the examples are typed: on a Tuesday morning."""
ZONE = "US/Eastern"
"""The zone of the person who types them; in the United States the month comes first."""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase, and the start, the zone if one is said, and the length that it is read as."""

    group: str
    phrase: str
    reads: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A phrase that names no single moment ahead, and why."""

    phrase: str
    why: str


def _group(name: str, *rows: tuple[str, str]) -> tuple[Example, ...]:
    return tuple(Example(name, phrase, reads) for phrase, reads in rows)


EXAMPLES: tuple[Example, ...] = (
    *_group(
        "Days",
        ("thursday 2pm", "Thu 26 Nov, 14:00"),
        ("next friday at 11", "Fri 4 Dec, 11:00"),
        ("tomorrow at noon", "Wed 25 Nov, 12:00"),
        ("a week from monday, 9:30", "Mon 7 Dec, 09:30"),
        ("the 30th at 4pm", "Mon 30 Nov, 16:00"),
        ("first monday of march at 14:00", "Mon 1 Mar 2027, 14:00"),
    ),
    *_group(
        "Clocks",
        ("4.30 pm", "Tue 24 Nov, 16:30"),
        ("tomorrow at 3", "Wed 25 Nov, 15:00"),
        ("friday 15h30", "Fri 27 Nov, 15:30"),
        ("tomorrow 0900", "Wed 25 Nov, 09:00"),
        ("quarter to nine tomorrow", "Wed 25 Nov, 08:45"),
        ("half past two on friday", "Fri 27 Nov, 14:30"),
    ),
    *_group(
        "Parts of the day",
        ("tomorrow morning at 9", "Wed 25 Nov, 09:00"),
        ("friday evening at 6:30", "Fri 27 Nov, 18:30"),
        ("8 tonight", "Tue 24 Nov, 20:00"),
    ),
    *_group(
        "Ranges and durations",
        ("thursday 4-5pm", "Thu 26 Nov, 16:00 for 60 minutes"),
        ("dec 3 from 9 to 10:30", "Thu 3 Dec, 09:00 for 90 minutes"),
        ("tomorrow 9am until noon", "Wed 25 Nov, 09:00 for 180 minutes"),
        ("monday 2pm for an hour and a half", "Mon 30 Nov, 14:00 for 90 minutes"),
        ("friday 3pm, 1h15", "Fri 27 Nov, 15:00 for 75 minutes"),
    ),
    *_group(
        "From now",
        ("in 45 minutes", "Tue 24 Nov, 10:45"),
        ("in two weeks at 10", "Tue 8 Dec, 10:00"),
    ),
    *_group(
        "Time zones",
        ("tomorrow 3pm PT", "Wed 25 Nov, 15:00 US/Pacific"),
        ("thursday 9am sydney", "Thu 26 Nov, 09:00 Australia/Sydney"),
        ("dec 3 14:00 Europe/Berlin", "Thu 3 Dec, 14:00 CET"),
        ("tomorrow 16:00 UTC+4", "Wed 25 Nov, 16:00 Asia/Dubai"),
        ("dec 3 4:30pm ET / 1:30pm PT", "Thu 3 Dec, 16:30 US/Eastern"),
    ),
    *_group(
        "Dates",
        ("4 december 15:00", "Fri 4 Dec, 15:00"),
        ("Friday, Dec 4, 2026 at 3pm", "Fri 4 Dec, 15:00"),
        ("12/4 3pm", "Fri 4 Dec, 15:00"),
        ("4.12.2026 15:00", "Fri 4 Dec, 15:00"),
        ("2027-01-14T09:00", "Thu 14 Jan 2027, 09:00"),
    ),
)

REFUSED: tuple[Refusal, ...] = (
    Refusal("friday", "no time of day"),
    Refusal("tomorrow evening", "no time of day"),
    Refusal("tomorrow at 6", "morning or evening?"),
    Refusal("today 9am", "it is past"),
    Refusal("tomorrow 3pm or 4pm", "two times"),
    Refusal("every monday at 9", "a webcast happens once"),
    Refusal("monday dec 4 3pm", "that day is a Friday"),
    Refusal("30 february 10am", "no such day"),
    Refusal("14 march 2027 2:30am", "the clocks skip that time"),
    Refusal("tomorrow 3pm XYZ", "no zone of that name"),
    Refusal("tomorrow 3pm with slides", "words left over"),
)
