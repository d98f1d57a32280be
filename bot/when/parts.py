"""What a phrase about time is made of, once read: each part keeps the words it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.when.days import Day

HOUR = 60
"""Minutes; also the seconds in a minute."""
DIAL = 12
"""Hours on the face of a clock."""
NOON = DIAL * HOUR
DAY = 2 * NOON


class HalfDay(Enum):
    """A part of the day; it bounds a clock, and names no time by itself."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day.

    `minute` counts from midnight when `sure`; else it is a place on the 12-hour dial, 0 to 719,
    and the half of the day is still open. A `bare` clock is a lone number: "3". A `dotted` one
    could be a date: "10.12".
    """

    said: str
    minute: int
    second: int = 0
    sure: bool = False
    bare: bool = False
    dotted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The end of a range; `day` if one was said that need not be that of the start."""

    said: str
    clock: Clock
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """So many months, days and seconds; the three do not convert into each other."""

    said: str
    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def elapsed(self) -> timedelta:
        """The part that is measured by a stopwatch, not by a calendar."""
        return timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long it lasts; "2h" is `clear` only after a clock, since it could be one."""

    said: str
    amount: Amount
    clear: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FromNow:
    """A moment that is a while from now: "in 45 minutes"."""

    said: str
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDay:
    """A part of the day; `today` for "this morning" and "tonight"."""

    said: str
    half: HalfDay
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidZone:
    """A zone as spoken: an IANA `area`, or an `offset` ahead of UTC in minutes, or neither: mine.

    `summer` tells EDT (True) from EST (False) where the clocks show a time twice; None says
    nothing.
    """

    said: str
    area: str | None = None
    offset: int | None = None
    summer: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The moment said again on another clock; it has to be the same one."""

    said: str
    clock: Clock
    zone: SaidZone
    until: Until | None = None
    day: Day | None = None
