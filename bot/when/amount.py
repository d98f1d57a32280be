"""Lengths of time: "90 minutes", "1h30", "an hour and a half", "2 weeks"."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.when.parts import Amount, FromNow, Length

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNT = (
    r"(?:(?P<num>\d{1,2})[/\u2044](?P<den>[2-9])(?: of)?(?: an?)?"
    r"|(?P<n>\d{1,4}(?:\.\d{1,2})?)(?P<half>(?:-| )(?:and (?:a |1 )half|1[/\u2044]2))?"
    r"|(?P<quarter>(?:(?:a |1 )?quarter|(?P<three>3[ -]quarters))(?: of)?(?: an?)?)"
    r"|(?P<half_of>(?:a )?half(?:[ -]an?)?)"
    r"|(?P<couple>(?:a |1 )?couple(?: of)?)"
    r"|(?P<one>an?))"
)
_UNIT = (
    r"(?:[ -]?(?P<unit>sec(?:ond)?s?|min(?:ute)?s?|h(?:(?:ou)?rs?)?|days?|w(?:ee)?ks?|"
    r"fortnights?|mo(?:nth)?s?|y(?:ea)?rs?)|(?<=\d)(?P<letter>[smdwy]))"
)
_TAIL = r"(?P<tail> and (?:a |1 )?half| and (?:a |1 )quarter)?"
_TERM = re.compile(rf"{_COUNT}{_UNIT}(?:(?<=h)(?P<minutes>[0-5]\d)|{_TAIL})(?![a-z0-9])", re.ASCII)
_JOIN = re.compile(r" ?(?:, ?(?:and )?|and |& )?")
_CLOCKED = re.compile(r"(?P<h>\d):(?P<m>[0-5]\d) ?h(?:(?:ou)?rs?)?(?![a-z0-9])", re.ASCII)

_FOR = re.compile(
    r",? ?(?:for(?: about| around)?|lasting|lasts|running|runs|during|(?:duration|length):?)"
    r" (?:a )?"
)
_SHIFTS = re.compile(r" (?:from|after|before|past|since|to|till?|until)(?![a-z])")
"""After a length, these make it a distance: "2 hours from noon"."""
_SPELLED = re.compile(r"[a-z]{3}")
_LONGEST = 12 * 3600
"""Seconds that an amount alone, without "for", may stand for a length."""
_LONG = re.compile(r" (?:long|in length|duration)(?![a-z])")
_IN = re.compile(r"in (?:about |around |approximately |approx\.? |roughly |exactly )?(?:~ ?)?")
_SINCE_NOW = re.compile(r" (?:from (?:right )?now|hence|later)(?![a-z])")
_AFTER_IN = re.compile(r"(?:'s|s')? time(?![a-z])|(?: from now)(?![a-z])")


_UNITS = {
    "s": (0, 0, 1),
    "m": (0, 0, 60),
    "h": (0, 0, 3600),
    "d": (0, 1, 0),
    "w": (0, 7, 0),
    "f": (0, 14, 0),
    "o": (1, 0, 0),
    "y": (12, 0, 0),
}
"""Months, days and seconds in each unit, by its first letter; a month's is its second."""


def read_amount(line: str, at: int) -> tuple[int, Amount] | None:
    """Return the longest amount at this place: terms of different units."""
    if found := _CLOCKED.match(line, at):
        seconds = int(found["h"]) * 3600 + int(found["m"]) * 60
        return found.end(), Amount(said=found[0], seconds=seconds)
    terms: dict[str, tuple[int, int, int]] = {}
    end = place = at
    while found := _TERM.match(line, place):
        kind, term = _kind(found), _term(found)
        if term is None or kind in terms or (found["minutes"] and terms):
            break
        terms[kind] = term
        end = found.end()
        join = _JOIN.match(line, end)
        place = join.end() if join else end
    if not terms:
        return None
    months, days, seconds = (sum(column) for column in zip(*terms.values(), strict=True))
    return end, Amount(said=line[at:end], months=months, days=days, seconds=seconds)


def read_length(line: str, at: int) -> Iterator[tuple[int, Length]]:
    """Yield how long it lasts: "for 90 minutes", "(1h30)", "2 hours long"."""
    lead = _FOR.match(line, at)
    read = read_amount(line, lead.end() if lead else at)
    if read is None:
        return
    end, amount = read
    if not amount.seconds or amount.days or amount.months:
        return
    after = _LONG.match(line, end)
    if not (lead or after) and (_SHIFTS.match(line, end) or amount.seconds > _LONGEST):
        return
    end = after.end() if after else end
    clear = bool(lead or after or _SPELLED.search(amount.said))
    yield end, Length(said=line[at:end].strip(" ,"), amount=amount, clear=clear)


def read_from_now(line: str, at: int) -> Iterator[tuple[int, FromNow]]:
    """Yield a while from now that a stopwatch could measure: "in 45 minutes", "2h from now"."""
    if found := read_ahead(line, at):
        end, amount = found
        if amount.seconds or not (amount.days or amount.months):
            yield end, FromNow(said=line[at:end], amount=amount)


def read_ahead(line: str, at: int) -> tuple[int, Amount] | None:
    """Return an amount that is counted from now, by "in" before it or "from now" after it."""
    lead = _IN.match(line, at)
    read = read_amount(line, lead.end() if lead else at)
    if read is None:
        return None
    after = (_AFTER_IN if lead else _SINCE_NOW).match(line, read[0])
    if after is None and lead is None:
        return None
    return (after.end() if after else read[0]), read[1]


def _kind(found: re.Match[str]) -> str:
    unit = found["unit"] or found["letter"]
    return "o" if unit.startswith("mo") else unit[0]


def _term(found: re.Match[str]) -> tuple[int, int, int] | None:
    months, days, seconds = _UNITS[_kind(found)]
    count = _count(found)
    if seconds:
        total = count * seconds + 60 * int(found["minutes"] or 0)
        return (0, 0, int(total)) if total.denominator == 1 else None
    if count.denominator != 1 or found["minutes"]:
        return None
    return int(count) * months, int(count) * days, 0


def _count(found: re.Match[str]) -> Fraction:
    tail = found["tail"]
    extra = Fraction(0) if not tail else Fraction(1, 4 if tail.endswith("quarter") else 2)
    return _whole(found) + extra


def _whole(found: re.Match[str]) -> Fraction:
    if found["n"]:
        return Fraction(found["n"]) + (Fraction(1, 2) if found["half"] else 0)
    if found["num"]:
        return Fraction(int(found["num"]), int(found["den"]))
    if found["quarter"]:
        return Fraction(3 if found["three"] else 1, 4)
    if found["half_of"]:
        return Fraction(1, 2)
    return Fraction(2 if found["couple"] else 1)
