"""How each part of a phrase was understood, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.language import say
from bot.when.days import Day, Weekday
from bot.when.parts import Again, Clock, FromNow, Length, PartOfDay, SaidZone, Until
from bot.when.spelling import clock_words, day_words, length_words, offset_words
from bot.when.told import told_day

if TYPE_CHECKING:
    from bot.when.grammar import Part, Wish


def notes(
    wish: Wish, moment: datetime, listed: str, length: timedelta | None, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Return (words, meaning) for each part, and for what was added because nothing was said.

    What the form shows too, (which one) and (which night), is in the language at hand.
    """
    said = [(part.said, _meaning(part, moment, listed, length)) for part in wish.parts]
    said += [("(which one)", note) for day in wish.days if (note := _other_one(day, moment, now))]
    if wish.clock and wish.clock.said.endswith("midnight"):
        said.append(("(which night)", _night_after(moment)))
    today = wish.part_of_day is not None and wish.part_of_day.today
    if not (wish.days or wish.from_now or today):
        said.append(("(no day)", f"{day_words(moment)}, the next time the clock shows this"))
    if not wish.zones:
        said.append(("(no zone)", f"{listed}, your own"))
    return tuple(said)


def _other_one(day: Day, moment: datetime, now: datetime) -> str | None:
    """Name this week's Friday, still ahead, where "next Friday" was taken as next week's."""
    if not isinstance(day, Weekday) or day.week is None or day.week < 1:
        return None
    sooner = moment - timedelta(days=7)
    return say("{day} comes before it", day=told_day(sooner)) if sooner > now else None


def _night_after(moment: datetime) -> str:
    return say("the one after {day}", day=told_day(moment - timedelta(days=1)))


def _meaning(part: Part, moment: datetime, listed: str, length: timedelta | None) -> str:
    if isinstance(part, Clock):
        return clock_words(moment)
    if isinstance(part, Until | Length):
        return f"lasts {length_words(length or timedelta())}"
    if isinstance(part, FromNow | Again):
        return f"{day_words(moment)}, {clock_words(moment)}"
    if isinstance(part, PartOfDay):
        return f"the clock is in the {part.half.value}" + (", today" if part.today else "")
    if isinstance(part, SaidZone):
        return _zone_words(part, moment, listed)
    return day_words(moment)


def _zone_words(said: SaidZone, moment: datetime, listed: str) -> str:
    offset = offset_words(moment.utcoffset() or timedelta())
    if said.area is None:
        return f"{offset}, scheduled in {listed}"
    name = said.area if said.area == listed else f"{said.area}, scheduled in {listed}"
    return f"{name}, {offset} on that day"
