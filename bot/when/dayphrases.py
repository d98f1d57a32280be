"""The shapes in which people name a day: "next Friday", "Dec 4", "the first Monday of March"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from bot.when.amount import read_ahead, read_amount
from bot.when.days import (
    LONGEST_MONTH,
    MONTHS_A_YEAR,
    Calendar,
    Day,
    DayOfMonth,
    FromToday,
    Later,
    Nth,
    Numeric,
    Plain,
    Weekday,
)
from bot.when.parts import Amount, HalfDay, PartOfDay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_END = r"(?![a-z0-9])"
_WD = (
    r"(?P<wd>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday|nsday|ensday)?|"
    r"thu(?:r(?:s(?:day)?|day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z0-9'])\.?"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_SUFFIX = r"(?:st|nd|rd|th)"
_YEAR = r"(?:(?P<year>(?:19|20|21)\d\d)|'(?P<yy>\d\d))(?![\da-z:]| ?h(?:ou)?rs?\b)"
_SHORT_YEAR = r" (?P<yy3>2\d|3\d)(?=,? (?:at )?\d{1,2}(?::\d\d| ?[ap]\.?m))"
_OF_YEAR = rf"(?:(?:,? ?(?:of |in )?|[-/]){_YEAR}|-(?P<yy2>\d\d){_END}|{_SHORT_YEAR})?"
_ORDER = r"(?:the )?(?P<nth>[1-5](?:st|nd|rd|th)|last|final)"

_RELATIVE = re.compile(
    r"(?:(?P<after>(?:the )?day after (?:tomorrow|tmrw|tmr)|overmorrow)|"
    r"(?P<week>(?:today|tomorrow) week)|(?P<today>(?:later )?today|tod)|"
    r"(?P<tomorrow>tomm?orr?ow|tmrw|tmrrw|tmr|tmw|tomo|2moro|2morrow)|(?P<yesterday>yesterday|"
    rf"(?:the )?day before yesterday)){_END}"
)
_THIS_PART = re.compile(
    r"(?:(?:later )?this (?P<this>morning|afternoon|evening|night)|"
    rf"(?P<tonight>(?:later )?to-?night|tonite|2nite)){_END}"
)
_PART = re.compile(
    rf"(?:(?:in|during|at) (?:the )?)?(?P<part>morning|afternoon|evening|night)(?: time)?"
    rf"{_END}(?: of(?= ))?"
)
_WEEKDAY = re.compile(
    r"(?:(?:the )?(?P<which>this coming|this upcoming|this|next|coming|upcoming) )?"
    rf"{_WD}(?:,? (?P<week>(?:of |in )?(?P<of>this|next) week|week|next|after next){_END})?"
)
_WEEKDAY_NUMBER = re.compile(
    rf"(?:(?:this|next|coming) )?{_WD},? (?!12 (?:noon|mid))(?P<day>\d{{1,2}})"
    r"(?=,? (?:(?:at|@|from|around) )?"
    r"(?:\d{1,2}(?::\d\d|\.\d\d|h\d?|\s?[ap]\.?m)|noon|midday|midnight))",
    re.ASCII,
)
_WEEK_FIRST = re.compile(rf"(?P<of>this|next) week(?:'?s)?,? (?:on )?{_WD}")
_MONTH_DAY = re.compile(
    rf"{_MONTH}(?: ?[-/,]? ?)(?:the )?(?P<day>\d{{1,2}}){_SUFFIX}?(?![\d:a-z]){_OF_YEAR}", re.ASCII
)
_DAY_MONTH = re.compile(
    rf"(?:the )?(?P<day>\d{{1,2}}){_SUFFIX}?\.?(?: ?[-/]? ?)(?:of )?{_MONTH}{_OF_YEAR}", re.ASCII
)
_YEAR_MONTH_DAY = re.compile(
    rf"(?P<year>\d{{4}})[ -]{_MONTH}[ -](?P<day>\d{{1,2}}){_SUFFIX}?{_END}", re.ASCII
)
_FEAST = re.compile(
    r"(?:(?P<eve>(?:christmas|xmas) eve)|(?P<christmas>christmas|xmas)(?: day)?|"
    r"(?P<end>(?:the )?last day of the year)|"
    rf"new year(?:'?s)?(?: (?P<last>eve)| day)|(?P<halloween>halloween)){_END}"
)
_ISO = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\w)\.?")
_COMPACT = re.compile(r"(?P<year>20\d\d)(?P<m>[01]\d)(?P<day>[0-3]\d)(?!\w)", re.ASCII)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)(?![\w:])\.?", re.ASCII
)
_TWO = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?![\w:/])(?P<dot>\.(?!\d))?", re.ASCII
)
_OF_MONTH = re.compile(
    rf"(?:the )?(?P<day>\d{{1,2}}){_SUFFIX}{_END}"
    rf"(?: (?:of )?(?P<shift>this|next|the) month{_END})?",
    re.ASCII,
)
_NTH = re.compile(
    rf"{_ORDER} (?:{_WD}|(?P<any>day)) "
    rf"(?:(?:of|in) {_MONTH}{_OF_YEAR}|(?:(?:of|in) )?(?P<shift>the|this|next) month){_END}",
    re.ASCII,
)
_FROM = re.compile(r" (?:from|after|on|(?P<before>before)) | ")
_DAY_FROM = re.compile(r"(?:the )?day(?= (?:after|before) )")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Found: TypeAlias = "Iterator[tuple[int, Day]]"


def read_day(line: str, at: int) -> Found:
    """Yield each way to read a day at this place."""
    yield from _later(line, at)
    yield from _plain(line, at)


def read_part_of_day(line: str, at: int) -> Iterator[tuple[int, PartOfDay]]:
    """Yield a part of the day: "tonight", "in the morning"."""
    if found := _THIS_PART.match(line, at):
        half = HalfDay(found["this"]) if found["this"] else HalfDay.NIGHT
        yield found.end(), PartOfDay(said=found[0], half=half, today=True)
    if found := _PART.match(line, at):
        yield found.end(), PartOfDay(said=found[0], half=HalfDay(found["part"]))


def _plain(line: str, at: int) -> Iterator[tuple[int, Plain]]:
    for pattern, make in _NUMBERED if line[at].isdigit() else _WORDED:
        if found := pattern.match(line, at):
            day = make(found)
            if day is not None:
                yield found.end(), day


def _later(line: str, at: int) -> Found:
    if ahead := read_ahead(line, at):
        end, amount = ahead
        if not amount.seconds:
            yield end, Later(said=line[at:end], amount=amount)
        return
    read = read_amount(line, at)
    if read and not read[1].seconds:
        yield from _from_an_anchor(line, at, *read)
    if found := _DAY_FROM.match(line, at):
        yield from _from_an_anchor(line, at, found.end(), Amount(said=found[0], days=1))


def _from_an_anchor(line: str, at: int, end: int, amount: Amount) -> Found:
    link = _FROM.match(line, end)
    if link is None or link.end() >= len(line):
        return
    for last, anchor in _plain(line, link.end()):
        if link[0].strip() or isinstance(anchor, Weekday | FromToday):
            back = link["before"] is not None
            yield last, Later(said=line[at:last], amount=amount, anchor=anchor, back=back)


def _relative(found: re.Match[str]) -> Plain:
    names = {"after": 2, "today": 0, "tomorrow": 1, "yesterday": -1}
    if found["week"]:
        return FromToday(said=found[0], days=7 + found[0].startswith("tomorrow"))
    days = next(days for name, days in names.items() if found[name])
    return FromToday(said=found[0], days=days)


def _weekday(found: re.Match[str]) -> Plain:
    weekday = _WEEKDAYS.index(found["wd"][:3])
    which, week = found["which"] or "", found["week"]
    if found["of"]:
        which, week = found["of"], None
        return Weekday(said=found[0], weekday=weekday, week=int(which == "next"))
    if week == "after next":
        return Weekday(said=found[0], weekday=weekday, week=2, after_next=True)
    if which == "next" or week == "next":
        return Weekday(said=found[0], weekday=weekday, week=1)
    return Weekday(said=found[0], weekday=weekday, later=int(week == "week"))


def _weekday_number(found: re.Match[str]) -> Plain:
    weekday = _WEEKDAYS.index(found["wd"][:3])
    return DayOfMonth(said=found[0], day=int(found["day"]), weekday=weekday)


def _week_first(found: re.Match[str]) -> Plain:
    weekday = _WEEKDAYS.index(found["wd"][:3])
    return Weekday(said=found[0], weekday=weekday, week=int(found["of"] == "next"))


def _month_day(found: re.Match[str]) -> Plain:
    month = _MONTHS.index(found["month"][:3]) + 1
    return Calendar(said=found[0], day=int(found["day"]), month=month, year=_year(found))


def _iso(found: re.Match[str]) -> Plain:
    year, month, day = int(found["year"]), int(found["m"]), int(found["day"])
    return Calendar(said=found[0], day=day, month=month, year=year)


def _numeric(found: re.Match[str]) -> Plain:
    return Numeric(
        said=found[0],
        first=int(found["a"]),
        second=int(found["b"]),
        year=_full_year(found["year"]),
        dotted=found["sep"] == ".",
    )


def _two(found: re.Match[str]) -> Plain | None:
    first, second, dotted = int(found["a"]), int(found["b"]), found["sep"] == "."
    month_first = not dotted and _is_a_date(second, first)
    if not (_is_a_date(first, second) or month_first) or (found["dot"] and not dotted):
        return None
    return Numeric(said=found[0], first=first, second=second, dotted=dotted)


def _is_a_date(day: int, month: int) -> bool:
    return 1 <= month <= MONTHS_A_YEAR and 1 <= day <= LONGEST_MONTH


def _feast(found: re.Match[str]) -> Plain:
    dates = {"christmas": (25, 12), "eve": (24, 12), "halloween": (31, 10)}
    dates |= dict.fromkeys(("last", "end"), (31, 12))
    named = (date for name, date in dates.items() if found[name])
    day, month = next(named, (1, 1))
    return Calendar(said=found[0], day=day, month=month)


def _of_month(found: re.Match[str]) -> Plain:
    shift = {"this": 0, "next": 1}.get(found["shift"] or "")
    return DayOfMonth(said=found[0], day=int(found["day"]), month=shift)


def _nth(found: re.Match[str]) -> Plain:
    order = found["nth"]
    nth = -1 if order in {"last", "final"} else int(order[0])
    month = _MONTHS.index(found["month"][:3]) + 1 if found["month"] else None
    return Nth(
        said=found[0],
        nth=nth,
        weekday=_WEEKDAYS.index(found["wd"][:3]) if found["wd"] else None,
        month=month,
        year=_year(found),
        shift={"this": 0, "next": 1}.get(found["shift"] or ""),
    )


def _year(found: re.Match[str]) -> int | None:
    fields = found.groupdict()
    if fields.get("year"):
        return int(found["year"])
    short = fields.get("yy") or fields.get("yy2") or fields.get("yy3")
    return _full_year(short) if short else None


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == len("yy") else 0)


_Shapes: TypeAlias = "tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Plain | None]], ...]"

_WORDED: _Shapes = (
    (_RELATIVE, _relative),
    (_WEEK_FIRST, _week_first),
    (_WEEKDAY_NUMBER, _weekday_number),
    (_WEEKDAY, _weekday),
    (_NTH, _nth),
    (_MONTH_DAY, _month_day),
    (_DAY_MONTH, _month_day),
    (_OF_MONTH, _of_month),
    (_FEAST, _feast),
)
_NUMBERED: _Shapes = (
    (_RELATIVE, _relative),
    (_ISO, _iso),
    (_COMPACT, _iso),
    (_NUMERIC, _numeric),
    (_NTH, _nth),
    (_DAY_MONTH, _month_day),
    (_YEAR_MONTH_DAY, _month_day),
    (_OF_MONTH, _of_month),
    (_TWO, _two),
)
