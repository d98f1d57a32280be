"""Times of day as people write them: "3pm", "15h30", "half past three", "0900", "noon"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.when.parts import DAY, DIAL, HOUR, NOON, Clock, Until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_END = r"(?![a-z0-9])"
_HALF = (
    r"(?:(?:\s*in the)?\s*(?P<half>[ap])(?:m\b\.?|\.\s?m\b\.?|\sm\b)|(?P<letter>[ap])\.?(?![a-z']))"
)
_OCLOCK = r"(?:\s*o'?\s?clock)?"
_ISH = r"(?:\s?-?ish)?"
_MARK = re.compile(
    r"(?:\bat|@|~|\b(?:around|about|approximately|approx\.?|circa|roughly|from|between|"
    r"start(?:s|ing)?|begin(?:s|ning)?|say))(?: about| around)?\s*$"
)
"""What makes the number after it a time."""
CONNECT = re.compile(
    r"(?:,? ?(?:-+|(?:to|until|till?|'til|through|thru|up to|and|(?:end|finish)(?:e?s|ing)?)\b)) ?"
    r"(?:(?:at|around|about|approximately|approx\.?)\s)?"
)
"""What stands between the two ends of a range."""

_WITH_HALF = re.compile(
    rf"(?P<h>\d{{1,2}})(?:\s?[:.h]\s?(?P<m>\d\d)(?:[:.](?P<s>\d\d)(?:\.\d+)?)?|\s(?P<m2>\d\d))?"
    rf"{_OCLOCK}{_ISH}{_HALF}{_ISH}{_END}",
    re.ASCII,
)
_DIGITS_WITH_HALF = re.compile(rf"(?P<h>\d{{1,2}})(?P<m>\d\d){_ISH}{_HALF}{_ISH}{_END}", re.ASCII)
_COLON = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?"
    rf"(?:\s?(?:(?P<length>h|hrs?|hours)|o'?\s?clock))?{_ISH}(?![a-z\d:])",
    re.ASCII,
)
_H_BETWEEN = re.compile(rf"(?P<h>[89]|[012]\d)h(?P<m>\d\d)?{_END}", re.ASCII)
_H_AFTER = re.compile(rf"(?P<h>\d{{1,2}})[.](?P<m>\d\d)\s?(?:h|hrs?){_END}", re.ASCII)
_FOUR_DIGITS = re.compile(
    rf"(?P<h>\d\d)(?P<m>\d\d)(?P<hours>\s?(?:h|hrs?|hours))?{_ISH}{_END}", re.ASCII
)
_THREE_DIGITS = re.compile(rf"(?P<h>[89])(?P<m>\d\d){_ISH}{_END}", re.ASCII)
_DOTTED = re.compile(rf"(?P<h>\d{{1,2}})\.(?P<m>\d\d)(?:\.(?P<s>\d\d))?{_ISH}(?![a-z\d])", re.ASCII)
_SPACED = re.compile(rf"(?P<h>\d{{1,2}}) (?P<m>[0-5]\d){_END}", re.ASCII)
_LONE = re.compile(rf"(?P<h>\d{{1,2}})(?P<clear>{_OCLOCK}{_ISH}){_END}", re.ASCII)
_NAMED = re.compile(
    rf"(?:(?:12|12[:.]00){_OCLOCK} ?)?(?:(?P<noon>high noon|noon(?:time)?|mid-?day)|mid-?night)"
    rf"{_ISH}{_END}",
    re.ASCII,
)
_PAST = re.compile(
    r"(?:(?P<half_hour>half(?: (?:an )?hour)?)|(?P<quarter>(?:a |1 )?quarter)|"
    r"(?P<n>\d{1,2})(?P<unit> ?min(?:ute)?s?)?)"
    r" (?:(?P<past>past|after)|(?:to|till?|'til|until|before|of)) "
    rf"(?:(?P<noon>noon|midday)|(?P<midnight>midnight)|(?P<h>\d{{1,2}}){_OCLOCK}(?:{_HALF})?){_END}",
    re.ASCII,
)
_MINUTES_NEVER_HOURS = frozenset({20, 25})
"""Numbers that are minutes in "25 to nine"; "9 to 5" is a range."""


def read_clock(line: str, at: int) -> Iterator[tuple[int, Clock]]:
    """Yield each way to read a time of day at this place, the surest first."""
    marked = _MARK.search(line, 0, at) is not None
    for pattern, make in _AT_A_DIGIT if line[at].isdigit() else _AT_A_WORD:
        found = pattern.match(line, at)
        if found and (clock := make(found, marked)):
            yield found.end(), clock


def read_until(line: str, at: int) -> Iterator[tuple[int, Until]]:
    """Yield each way to read the end of a range: "- 5pm", "until noon"."""
    connector = CONNECT.match(line, at)
    if connector is None or connector.end() >= len(line):
        return
    if connector[0].strip() == "and" and "between" not in line[:at]:
        return
    for end, clock in read_clock(line, connector.end()):
        yield end, Until(said=line[at:end].strip(" ,"), clock=clock)


def _shown(found: re.Match[str], *, bare: bool = False, dotted: bool = False) -> Clock | None:
    """Return the clock with these figures; None if no clock shows them."""
    fields = found.groupdict()
    hour, minute = int(fields["h"]), int(fields.get("m") or fields.get("m2") or 0)
    second = int(fields.get("s") or 0)
    half = fields.get("half") or fields.get("letter")
    if minute >= HOUR or second >= HOUR or not _is_an_hour(hour, half):
        return None
    sure = half is not None or hour > DIAL or fields["h"][0] == "0" or bool(fields.get("hours"))
    on_dial = half is not None or not sure
    total = (hour % DIAL if on_dial else hour) * HOUR + minute + NOON * (half == "p")
    said = found[0].strip()
    return Clock(said=said, minute=total, second=second, sure=sure, bare=bare, dotted=dotted)


def _is_an_hour(hour: int, half: str | None) -> bool:
    if half is None:
        return hour * HOUR < DAY
    return hour <= DIAL and not (hour == 0 and half == "p")


def _plain(found: re.Match[str], _marked: object) -> Clock | None:
    return _shown(found)


def _with_colon(found: re.Match[str], marked: object) -> Clock | None:
    may_be_a_length = found["length"] is not None and len(found["h"]) == 1
    return _shown(found, bare=may_be_a_length and not marked)


def _digits(found: re.Match[str], marked: object) -> Clock | None:
    clear = marked or found[0][0] == "0" or found.groupdict().get("hours")
    return _shown(found, bare=not clear)


def _dotted(found: re.Match[str], marked: object) -> Clock | None:
    return None if found["s"] and not marked else _shown(found, dotted=not marked)


def _spaced(found: re.Match[str], marked: object) -> Clock | None:
    return _shown(found) if marked else None


def _lone(found: re.Match[str], marked: object) -> Clock | None:
    return _shown(found, bare=not (marked or found["clear"]))


def _named(found: re.Match[str], _marked: object) -> Clock:
    return Clock(said=found[0], minute=NOON if found["noon"] else 0, sure=True)


def _past(found: re.Match[str], _marked: object) -> Clock | None:
    base, shift = _hour_of(found), _shift(found)
    if base is None or shift is None:
        return None
    size = DAY if base.sure else NOON
    return Clock(said=found[0], minute=(base.minute + shift) % size, sure=base.sure)


def _hour_of(found: re.Match[str]) -> Clock | None:
    if found["h"]:
        return _shown_hour(found)
    return Clock(said=found[0], minute=NOON if found["noon"] else 0, sure=True)


def _shown_hour(found: re.Match[str]) -> Clock | None:
    hour, half = int(found["h"]), found["half"] or found["letter"]
    if hour == 0 or not _is_an_hour(hour, half):
        return None
    sure = half is not None or hour > DIAL
    minute = hour * HOUR if hour > DIAL else hour % DIAL * HOUR + NOON * (half == "p")
    return Clock(said=found[0], minute=minute, sure=sure)


def _shift(found: re.Match[str]) -> int | None:
    """Return the minutes after the hour; negative before it."""
    if found["half_hour"]:
        return HOUR // 2 if found["past"] else None
    minutes = HOUR // 4 if found["quarter"] else int(found["n"])
    if not 0 < minutes < HOUR:
        return None
    if found["past"]:
        return minutes
    never_an_hour = minutes in _MINUTES_NEVER_HOURS or (minutes > DIAL and not found["h"])
    return -minutes if found["quarter"] or found["unit"] or never_an_hour else None


_AT_A_WORD: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], object], Clock | None]], ...] = (
    (_PAST, _past),
    (_NAMED, _named),
)
_AT_A_DIGIT = (
    *_AT_A_WORD,
    (_WITH_HALF, _plain),
    (_DIGITS_WITH_HALF, _plain),
    (_COLON, _with_colon),
    (_H_AFTER, _plain),
    (_H_BETWEEN, _plain),
    (_FOUR_DIGITS, _digits),
    (_THREE_DIGITS, _digits),
    (_DOTTED, _dotted),
    (_SPACED, _spaced),
    (_LONE, _lone),
)
