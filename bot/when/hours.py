"""Which of the 24 hours a clock means, given the part of the day and the end of the range."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import NotUnderstood
from bot.language import say, to_say
from bot.when.open import Open
from bot.when.parts import DAY, HOUR, NOON, Clock, HalfDay

if TYPE_CHECKING:
    from bot.when.parts import PartOfDay, Until

_THREE, _SIX, _EIGHT = 3 * HOUR, 6 * HOUR, 8 * HOUR
_LONGEST = timedelta(hours=12)
_LONGEST_OPEN = timedelta(hours=9)
"""The longest range whose end is without am and pm: "9 to 6" is one, "5 to 3" is none."""

_UNUSUAL = 4 * HOUR
"""From this length on, a range is not taken to start at 3 in the morning or 10 in the evening."""

_ON_DIAL = {
    HalfDay.MORNING: (0, NOON, 0),
    HalfDay.AFTERNOON: (0, 8 * HOUR, NOON),
    HalfDay.EVENING: (4 * HOUR, NOON, NOON),
    HalfDay.NIGHT: (5 * HOUR, NOON, NOON),
}
"""From and to where on the 12-hour dial a part of the day reaches, and what is added there."""
_IN_DAY = {
    HalfDay.MORNING: range(NOON),
    HalfDay.AFTERNOON: range(NOON, 19 * HOUR),
    HalfDay.EVENING: range(16 * HOUR, DAY),
    HalfDay.NIGHT: (*range(17 * HOUR, DAY), *range(5 * HOUR)),
}
_OTHER_HALF = {
    HalfDay.MORNING: to_say(
        '"{clock}" is not in the morning. Write 9am or 21:00, without "morning".'
    ),
    HalfDay.AFTERNOON: to_say(
        '"{clock}" is not in the afternoon. Write 9am or 21:00, without "afternoon".'
    ),
    HalfDay.EVENING: to_say(
        '"{clock}" is not in the evening. Write 9am or 21:00, without "evening".'
    ),
    HalfDay.NIGHT: to_say('"{clock}" is not in the night. Write 9am or 21:00, without "night".'),
}


def halves(clock: Clock) -> tuple[Clock, ...]:
    """Return the clocks of a day that this one could be."""
    minutes = [clock.minute] if clock.sure else [clock.minute, clock.minute + NOON]
    return tuple(certain(clock, minute) for minute in minutes)


def certain(clock: Clock, minute: int) -> Clock:
    """Return the clock at a minute that is settled."""
    return replace(clock, minute=minute, sure=True, bare=False, dotted=False)


def start_minute(clock: Clock, part: PartOfDay | None, until: Until | None) -> int:
    """Return the minute of the day; raises Open where a person has to choose."""
    if part is not None:
        return _within(part, clock)
    if clock.sure:
        return clock.minute
    if until is not None and until.clock.sure:
        return _shortest(clock, until.clock)
    if not _SIX <= clock.minute < _EIGHT:
        return _usual(clock)
    message = say('Is "{clock}" in the morning or in the evening? Add am or pm.', clock=clock.said)
    raise Open(message, clocks=halves(clock))


def length_until(start: int, clock: Clock, end: Clock) -> timedelta:
    """Return the time from a start to the next time the clock shows the end."""
    length = timedelta(
        minutes=(end.minute - start) % (DAY if end.sure else NOON),
        seconds=end.second - clock.second,
    )
    if length <= timedelta():
        length += timedelta(minutes=DAY if end.sure else NOON)
    if not end.sure and length > _LONGEST_OPEN:
        raise _unclear_range(clock, end)
    within_a_day = clock.sure and end.sure and end.minute > start
    if length > _LONGEST and not within_a_day:
        hours = length // timedelta(hours=1)
        message = say(
            "From {start} to {end} are {hours} hours. Check the end.",
            start=clock.said,
            end=end.said,
            hours=hours,
        )
        raise NotUnderstood(message)
    return length


def _within(part: PartOfDay, clock: Clock) -> int:
    low, high, add = _ON_DIAL[part.half]
    if clock.sure:
        if clock.minute in _IN_DAY[part.half]:
            return clock.minute
    elif low <= clock.minute < high:
        return clock.minute + add
    elif part.half is HalfDay.NIGHT and not (part.today and clock.minute >= _THREE):
        return clock.minute
    raise NotUnderstood(say(_OTHER_HALF[part.half], clock=clock.said))


def _usual(clock: Clock) -> int:
    """Return noon to 5 in the afternoon, 8 to 11 in the morning."""
    return clock.minute + NOON if clock.minute < _SIX else clock.minute


def _shortest(clock: Clock, end: Clock) -> int:
    """Return the start that makes the shorter range: "11-1pm" starts before noon."""
    minute, length = min(
        (
            (minute, (end.minute - minute - 1) % DAY)
            for minute in (clock.minute, clock.minute + NOON)
        ),
        key=lambda candidate: candidate[1],
    )
    if length >= _UNUSUAL and not _SIX <= clock.minute < _EIGHT and minute != _usual(clock):
        raise _unclear_range(clock, end)
    return minute


def _unclear_range(clock: Clock, end: Clock) -> NotUnderstood:
    message = say(
        '"{start} to {end}" is not clear. Give both with am or pm.', start=clock.said, end=end.said
    )
    return NotUnderstood(message)
