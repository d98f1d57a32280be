"""The same moment on a second clock, as announcements give it: "3pm ET / 12pm PT (8pm London)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.when.clock import read_clock, read_until
from bot.when.dayphrases import read_day
from bot.when.parts import Again
from bot.when.zonewords import read_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.when.parts import Clock, SaidZone, Until

_BEFORE = re.compile(r"(?: ?[/|=;]| ?[,;]? ?[(\[]|,)? ?")
_SPACE = re.compile(r",? ?(?:at )?")


def read_again(line: str, at: int) -> Iterator[tuple[int, Again]]:
    """Yield a further clock with its own zone, and its day or its end if they are said."""
    start = _after(_BEFORE, line, at)
    if start >= len(line):
        return
    for end, day in ((start, None), *read_day(line, start)):
        for stop, clock, until, zone in _clocks(line, _after(_SPACE, line, end) if day else end):
            yield stop, Again(said=line[start:stop], clock=clock, zone=zone, until=until, day=day)


def _clocks(line: str, at: int) -> Iterator[tuple[int, Clock, Until | None, SaidZone]]:
    for end, clock in read_clock(line, at) if at < len(line) else ():
        for stop, until in ((end, None), *read_until(line, end)):
            place = _after(_SPACE, line, stop)
            for last, zone in read_zone(line, place) if place < len(line) else ():
                yield last, clock, until, zone


def _after(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at
