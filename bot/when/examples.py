"""What is understood, by example: one table for README, `/webcast help times` and the tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.language import say_count, say_moment, to_say

NOW = datetime.fromisoformat("2026-11-24T10:00-05:00")
"""When the examples are typed: on a Tuesday morning."""
ZONE = "US/Eastern"
"""The zone of the person who types them; in the United States the month comes first."""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase, and the start, the zone if one is said, and the minutes that it is read as.

    `group` is to be said. `start` is a time on the clock of the zone.
    """

    group: str
    phrase: str
    start: datetime
    zone: str = ""
    minutes: int = 0

    @property
    def reads(self) -> str:
        """What the phrase is read as, in the language at hand; the year only if it is not now's."""
        moment = f"{self._moment} {self.zone}" if self.zone else self._moment
        if not self.minutes:
            return moment
        return say_count(
            "{moment} for {number} minute",
            "{moment} for {number} minutes",
            self.minutes,
            moment=moment,
        )

    @property
    def _moment(self) -> str:
        if self.start.year == NOW.year:
            return say_moment(self.start, "EEE d MMM, HH:mm")
        return say_moment(self.start, "EEE d MMM y, HH:mm")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A phrase that names no single moment ahead, and why: that is to be said."""

    phrase: str
    why: str


def _example(phrase: str, start: str, *, zone: str = "", minutes: int = 0) -> Example:
    return Example("", phrase, datetime.fromisoformat(start), zone, minutes)


def _group(name: str, *examples: Example) -> tuple[Example, ...]:
    return tuple(replace(example, group=name) for example in examples)


EXAMPLES: tuple[Example, ...] = (
    *_group(
        to_say("Days"),
        _example("thursday 2pm", "2026-11-26T14:00"),
        _example("next friday at 11", "2026-12-04T11:00"),
        _example("tomorrow at noon", "2026-11-25T12:00"),
        _example("a week from monday, 9:30", "2026-12-07T09:30"),
        _example("the 30th at 4pm", "2026-11-30T16:00"),
        _example("first monday of march at 14:00", "2027-03-01T14:00"),
    ),
    *_group(
        to_say("Clocks"),
        _example("4.30 pm", "2026-11-24T16:30"),
        _example("tomorrow at 3", "2026-11-25T15:00"),
        _example("friday 15h30", "2026-11-27T15:30"),
        _example("tomorrow 0900", "2026-11-25T09:00"),
        _example("quarter to nine tomorrow", "2026-11-25T08:45"),
        _example("half past two on friday", "2026-11-27T14:30"),
    ),
    *_group(
        to_say("Parts of the day"),
        _example("tomorrow morning at 9", "2026-11-25T09:00"),
        _example("friday evening at 6:30", "2026-11-27T18:30"),
        _example("8 tonight", "2026-11-24T20:00"),
    ),
    *_group(
        to_say("Ranges and durations"),
        _example("thursday 4-5pm", "2026-11-26T16:00", minutes=60),
        _example("dec 3 from 9 to 10:30", "2026-12-03T09:00", minutes=90),
        _example("tomorrow 9am until noon", "2026-11-25T09:00", minutes=180),
        _example("monday 2pm for an hour and a half", "2026-11-30T14:00", minutes=90),
        _example("friday 3pm, 1h15", "2026-11-27T15:00", minutes=75),
    ),
    *_group(
        to_say("From now"),
        _example("in 45 minutes", "2026-11-24T10:45"),
        _example("in two weeks at 10", "2026-12-08T10:00"),
    ),
    *_group(
        to_say("Time zones"),
        _example("tomorrow 3pm PT", "2026-11-25T15:00", zone="US/Pacific"),
        _example("thursday 9am sydney", "2026-11-26T09:00", zone="Australia/Sydney"),
        _example("dec 3 14:00 Europe/Berlin", "2026-12-03T14:00", zone="CET"),
        _example("tomorrow 16:00 UTC+4", "2026-11-25T16:00", zone="Asia/Dubai"),
        _example("dec 3 4:30pm ET / 1:30pm PT", "2026-12-03T16:30", zone="US/Eastern"),
    ),
    *_group(
        to_say("Dates"),
        _example("4 december 15:00", "2026-12-04T15:00"),
        _example("Friday, Dec 4, 2026 at 3pm", "2026-12-04T15:00"),
        _example("12/4 3pm", "2026-12-04T15:00"),
        _example("4.12.2026 15:00", "2026-12-04T15:00"),
        _example("2027-01-14T09:00", "2027-01-14T09:00"),
    ),
)

REFUSED: tuple[Refusal, ...] = (
    Refusal("friday", to_say("no time of day")),
    Refusal("tomorrow evening", to_say("no time of day")),
    Refusal("tomorrow at 6", to_say("morning or evening?")),
    Refusal("today 9am", to_say("it is past")),
    Refusal("tomorrow 3pm or 4pm", to_say("two times")),
    Refusal("every monday at 9", to_say("a webcast happens once")),
    Refusal("monday dec 4 3pm", to_say("that day is a Friday")),
    Refusal("30 february 10am", to_say("no such day")),
    Refusal("14 march 2027 2:30am", to_say("the clocks skip that time")),
    Refusal("tomorrow 3pm XYZ", to_say("no zone of that name")),
    Refusal("tomorrow 3pm with slides", to_say("words left over")),
)
