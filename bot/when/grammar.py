"""A phrase is understood when its parts cover all of it and agree with each other.

Each notion (day, clock, end, length, zone, part of the day) reads at one place; words that carry
no meaning are skipped. The first cover in which the parts make a moment wins; a phrase without a
cover is refused, so nothing is ever ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from bot.when.again import read_again
from bot.when.amount import read_from_now, read_length
from bot.when.clock import CONNECT, read_clock, read_until
from bot.when.dayphrases import read_day, read_part_of_day
from bot.when.days import Calendar, Day, FromToday, Numeric, Weekday
from bot.when.parts import Again, Clock, FromNow, Length, PartOfDay, SaidZone, Until
from bot.when.zonewords import read_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import UnionType

Part: TypeAlias = Day | Clock | Until | Length | FromNow | PartOfDay | SaidZone | Again
Found = TypeVar("Found", bound=object)
Reader: TypeAlias = "Callable[[str, int], Iterator[tuple[int, Part]]]"

_BUDGET = 400
"""Places looked at before giving up: real phrases need under a hundred."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_ZONES, _DAYS = 3, 4
"""How often a phrase may say the same thing: "15:00 US/Eastern (EST, UTC-5)", "Friday 4 Dec"."""
_SPACE = re.compile(r"(?:[ ,;:()\[\]\"'!?~*_|]|/(?= )|@(?![a-z])|\.(?= |$|\))|-(?= ))+")
_FILLER = re.compile(
    r"(?:on the dot|on|at|in(?! (?:\d|an? |half|couple))|the|around|about|circa|"
    r"approximately|approx\.?|roughly|from|between|for|start(?:s|ing)?|begin(?:s|ning)?|make it|"
    r"let'?s (?:say|do|make it|meet|have it|go for|go with)|how about|what about|maybe|perhaps|"
    r"say|or so|possibly|please|pls|thanks|thank you|sharp|exactly|precisely|prompt|promptly|"
    r"(?:scheduled|schedule it|schedule|set it|set) for|it's|it is|ok|okay|then|early|late|time|"
    r"onwards?|(?:date|day|when)(?= ?:))(?![a-z0-9'])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The parts of a phrase that was covered."""

    parts: tuple[Part, ...]
    clock: Clock | None = None
    until: Until | None = None
    length: Length | None = None
    from_now: FromNow | None = None
    part_of_day: PartOfDay | None = None
    zones: tuple[SaidZone, ...] = ()
    days: tuple[Day, ...] = ()
    again: tuple[Again, ...] = ()

    @property
    def has_time(self) -> bool:
        """Tell whether a time of day, or a while from now, was given."""
        return self.clock is not None or self.from_now is not None


@dataclass(slots=True)
class Search:
    """One search for covers; `reached` is how far into the line any of them came."""

    line: str
    reached: int = 0
    looked: int = 0

    def covers(self, at: int = 0, parts: tuple[Part, ...] = ()) -> Iterator[tuple[Part, ...]]:
        """Yield the ways to cut the rest of the line into parts."""
        self.looked += 1
        if self.looked > _BUDGET:
            return
        if _any(Clock, parts) and not _any(Until, parts):
            for end, until in self._ends(at, parts):
                yield from self.covers(end, (*parts, *until))
        if _any(Clock, parts):
            for end, again in read_again(self.line, at):
                yield from self.covers(end, (*parts, again))
        if space := _SPACE.match(self.line, at):
            at = space.end()
        self.reached = max(self.reached, at)
        if at >= len(self.line):
            yield parts
        else:
            yield from self._next(at, parts)

    def _ends(self, at: int, parts: tuple[Part, ...]) -> Iterator[tuple[int, tuple[Part, ...]]]:
        """Yield ends of a range; the day may be said again: "- Friday 5pm"."""
        for end, until in read_until(self.line, at):
            yield end, (until,)
        connector = CONNECT.match(self.line, at)
        if connector is None or connector.end() >= len(self.line):
            return
        for day_end, day in read_day(self.line, connector.end()):
            space = _SPACE.match(self.line, day_end)
            start = space.end() if space else day_end
            for end, clock in read_clock(self.line, start) if start < len(self.line) else ():
                until = Until(said=self.line[at:end].strip(" ,-"), clock=clock, day=day)
                yield end, (until,) if _any(Day, parts) else (day, replace(until, day=None))

    def _next(self, at: int, parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
        for reader in _AT_A_DIGIT if self.line[at].isdigit() else _AT_A_WORD:
            for end, part in reader(self.line, at):
                if _fits(part, parts):
                    yield from self.covers(end, (*parts, part))
        if filler := _FILLER.match(self.line, at):
            yield from self.covers(filler.end(), parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What came of a line: a wish with a time, else the best there was, and how far it went."""

    wish: Wish | None = None
    timeless: Wish | None = None
    doubtful: Wish | None = None
    reached: int = 0


def understand(line: str) -> Understanding:
    """Return the first cover whose parts make a moment; else what a refusal can be built on."""
    search = Search(line)
    timeless = doubtful = None
    for parts in search.covers():
        wish = _wish(parts)
        if not wish.has_time:
            timeless = timeless or (wish if parts else None)
        elif _agrees(wish):
            return Understanding(wish=wish)
        else:
            doubtful = doubtful or wish
    return Understanding(timeless=timeless, doubtful=doubtful, reached=search.reached)


_AT_A_DIGIT: tuple[Reader, ...] = (read_day, read_from_now, read_clock, read_length)
_AT_A_WORD: tuple[Reader, ...] = (
    read_day,
    read_part_of_day,
    read_from_now,
    read_length,
    read_clock,
    read_zone,
)


def _fits(part: Part, parts: tuple[Part, ...]) -> bool:
    if isinstance(part, SaidZone):
        return sum(isinstance(other, SaidZone) for other in parts) < _ZONES
    if isinstance(part, Clock | FromNow):
        return not any(isinstance(other, Clock | FromNow) for other in parts)
    if isinstance(part, Day):
        return sum(isinstance(other, Day) for other in parts) < _DAYS
    if isinstance(part, Length) and not (part.clear or _any(Clock, parts) or _any(FromNow, parts)):
        return False
    return not _any(type(part), parts)


def _any(kind: type | UnionType, parts: tuple[Part, ...]) -> bool:
    return any(isinstance(other, kind) for other in parts)


def _wish(parts: tuple[Part, ...]) -> Wish:
    def one(kind: type[Found]) -> Found | None:
        return next((part for part in parts if isinstance(part, kind)), None)

    return Wish(
        parts=parts,
        clock=one(Clock),
        until=one(Until),
        length=one(Length),
        from_now=one(FromNow),
        part_of_day=one(PartOfDay),
        zones=tuple(part for part in parts if isinstance(part, SaidZone)),
        days=tuple(part for part in parts if isinstance(part, Day)),
        again=tuple(part for part in parts if isinstance(part, Again)),
    )


def _agrees(wish: Wish) -> bool:
    if wish.from_now:
        return not (wish.days or wish.part_of_day or wish.until)
    clock = wish.clock
    return clock is not None and _is_a_clock(clock, wish)


def _is_a_clock(clock: Clock, wish: Wish) -> bool:
    """Tell whether a lone number or a dotted one is meant as a time, by its company."""
    if not (clock.bare or clock.dotted) or wish.part_of_day or wish.zones:
        return True
    if clock.dotted:
        if any(_looks_like(day) for day in wish.days):
            return False
        exact = any(not isinstance(day, Weekday) for day in wish.days)
        return exact or (bool(wish.days or wish.until) and not _could_be_a_date(clock.said))
    if len(clock.said) > len("12"):
        could_be_a_year = any(isinstance(day, Calendar | Numeric) for day in wish.days)
        return bool(wish.days) and not (could_be_a_year and _YEAR.match(clock.said))
    if wish.until:
        on_a_day = any(not isinstance(day, Numeric) for day in wish.days)
        end = wish.until.clock
        return end.sure or on_a_day or not (end.bare or end.dotted)
    return any(isinstance(day, FromToday) for day in wish.days)


def _looks_like(day: Day) -> bool:
    """Tell whether a day is written like a dotted clock: "10.1 - 10.12" may be two dates."""
    return isinstance(day, Numeric) and day.dotted and day.year is None and day.said[-1] != "."


def _could_be_a_date(said: str) -> bool:
    return next(read_day(said, 0), None) is not None
