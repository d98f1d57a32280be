"""Days: each value knows its date, once it is told when "now" is."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import dateparser

from bot.errors import NotUnderstood
from bot.language import say, say_count
from bot.when.open import Open
from bot.when.told import told_date, told_day, told_day_and_month, told_month, told_weekday

if TYPE_CHECKING:
    from bot.when.parts import Amount

MONTHS = list(calendar.month_name)
MONTHS_A_YEAR = 12
LONGEST_MONTH = 31
_SLIP = timedelta(days=30)
"""A date without a year that is over by no more than this is rather a slip than next year's."""
_FAR_MONTHS, _FAR_DAYS = 48, 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a day is counted from: the person's date, and the clock in the zone spoken of."""

    today: date
    now: datetime
    clock: time
    month_first: bool

    def ahead(self, day: date) -> bool:
        """Tell whether the clock on that day is still to come."""
        return datetime.combine(day, self.clock) > self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class FromToday:
    """Today, tomorrow, the day after; yesterday is -1."""

    said: str
    days: int

    def on(self, base: Base) -> date:
        """Count from the person's own date."""
        if self.days < 0:
            raise NotUnderstood(say("That day is past. Give one that is still ahead."))
        return base.today + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekday:
    """A weekday: the coming one, or that of a calendar week (Monday to Sunday) from this one."""

    said: str
    weekday: int
    week: int | None = None
    later: int = 0
    after_next: bool = False

    def on(self, base: Base) -> date:
        """Return the first that is ahead, or the one in the week named."""
        if self.week is not None:
            monday = base.today - timedelta(days=base.today.weekday())
            day = monday + timedelta(days=7 * self.week + self.weekday)
            if self.after_next and self.weekday > base.today.weekday():
                message = say('Which day is "{words}"?', words=self.said)
                raise Open(message, dates=(day - timedelta(days=7), day))
            return day
        day = base.now.date() + timedelta(days=(self.weekday - base.now.weekday()) % 7)
        return day + timedelta(days=7 * (self.later + (not base.ahead(day))))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfMonth:
    """The 15th: of the coming month that has it ahead, or of this (0) or the next month (1)."""

    said: str
    day: int
    month: int | None = None
    weekday: int | None = None

    def on(self, base: Base) -> date:
        """Return the first that is ahead, or the one in the month named; a weekday must fit."""
        if not 1 <= self.day <= LONGEST_MONTH:
            raise NotUnderstood(say("No month has a day {day}.", day=self.day))
        months = range(4) if self.month is None else [self.month]
        days = [_day_in_month(base.now.date(), shift, self.day) for shift in months]
        for day in days:
            if day and (self.month is not None or base.ahead(day)):
                return self._checked(day)
        raise NotUnderstood(say("There is no day {day} in that month.", day=self.day))

    def _checked(self, day: date) -> date:
        if self.weekday is not None:
            refuse_other_weekday(day, self.weekday)
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A day of a month, and of a year if one was named."""

    said: str
    day: int
    month: int
    year: int | None = None

    def on(self, base: Base) -> date:
        """Return the date, of the coming year that has it ahead if none was named."""
        if not (1 <= self.month <= MONTHS_A_YEAR and self.day <= _longest(self.month)):
            self._refuse()
        today = base.now.date()
        if self.year is None and (today.day, today.month) == (self.day, self.month):
            return today
        words = f"{self.day} {MONTHS[self.month]}" + (f" {self.year:04}" if self.year else "")
        found = _parsed(words, today)
        if found is None or (found.day, found.month) != (self.day, self.month):
            self._refuse()
        if self.year is None:
            _refuse_slip(found, today)
        return found

    def _refuse(self) -> NoReturn:
        if not 1 <= self.month <= MONTHS_A_YEAR:
            message = say(
                '"{words}" is not a date: there is no month {month}.',
                words=self.said,
                month=self.month,
            )
            raise NotUnderstood(message)
        raise _no_such_date(self.day, self.month, self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """Two numbers, and a year if there is one: which is the month depends on the custom."""

    said: str
    first: int
    second: int
    year: int | None = None
    dotted: bool = False

    def on(self, base: Base) -> date:
        """Read month first in the United States, unless dotted or impossible."""
        month_first = base.month_first and not self.dotted
        if self.first > MONTHS_A_YEAR:
            month_first = False
        elif self.second > MONTHS_A_YEAR:
            month_first = True
        day, month = (self.second, self.first) if month_first else (self.first, self.second)
        return Calendar(said=self.said, day=day, month=month, year=self.year).on(base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nth:
    """The first Monday of March, the last day (`weekday` None) of the month; `nth` -1 is last."""

    said: str
    nth: int
    weekday: int | None
    month: int | None = None
    year: int | None = None
    shift: int | None = None

    def on(self, base: Base) -> date:
        """Return it in the month named, or in the coming one that has it ahead."""
        for year, month in self._months(base.now.date()):
            day = self._within(year, month)
            if day and (self._is_certain or base.ahead(day)):
                return day
        raise NotUnderstood(say("There is no {words}.", words=self.said))

    @property
    def _is_certain(self) -> bool:
        return self.year is not None or (self.month is None and self.shift is not None)

    def _months(self, today: date) -> list[tuple[int, int]]:
        if self.month is not None:
            years = [self.year] if self.year else [today.year, today.year + 1]
            return [(year, self.month) for year in years]
        shifts = [0, 1, 2] if self.shift is None else [self.shift]
        return [_month_after(today, shift) for shift in shifts]

    def _within(self, year: int, month: int) -> date | None:
        count = calendar.monthrange(year, month)[1]
        days = [date(year, month, day) for day in range(1, count + 1)]
        days = [day for day in days if self.weekday in {None, day.weekday()}]
        index = self.nth if self.nth < 0 else self.nth - 1
        return days[index] if index < len(days) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Two weeks from now, or from another day; `back` for two weeks before it."""

    said: str
    amount: Amount
    anchor: Plain | None = None
    back: bool = False

    def on(self, base: Base) -> date:
        """Add on the calendar: a month later is the same day of the next month."""
        start = self.anchor.on(base) if self.anchor else base.today
        months, days = self.amount.months, self.amount.days
        if months > _FAR_MONTHS or days > _FAR_DAYS:
            raise NotUnderstood(say("That is too far ahead. Check the number."))
        if not months:
            return start + timedelta(days=-days if self.back else days)
        found = None if self.back else _parsed(f"in {months} months", start)
        if found is None:
            message = say(
                '"{words}" is not clear. Give a date, such as 4 December.', words=self.said
            )
            raise NotUnderstood(message)
        return found + timedelta(days=days)


Plain: TypeAlias = FromToday | Weekday | DayOfMonth | Calendar | Numeric | Nth
"""A day that others are counted from."""
Day: TypeAlias = Plain | Later
"""A day as spoken of: `on(base)` is its date, or raises NotUnderstood."""


def refuse_other_weekday(found: date, weekday: int) -> None:
    """Say which weekday a date is, if it is not the one that was said; offer those around it."""
    if found.weekday() == weekday:
        return
    after = found + timedelta(days=(weekday - found.weekday()) % 7)
    message = say(
        "{date} is a {weekday}, not a {other}. Did you mean {one} or {another}?",
        date=told_date(found),
        weekday=told_weekday(found),
        other=told_weekday(after),
        one=told_day(found),
        another=told_day(after),
    )
    raise Open(message, dates=(found, after - timedelta(days=7), after))


def _no_such_date(day: int, month: int, year: int | None) -> NotUnderstood:
    name = told_month(month)
    if year:
        message = say("There is no {day} {month} {year}.", day=day, month=name, year=year)
    else:
        message = say("There is no {day} {month}.", day=day, month=name)
    return NotUnderstood(message)


def _parsed(words: str, today: date) -> date | None:
    """Ask dateparser for a day. It sees no clock and no zone, and English only."""
    settings: Any = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
    }
    found = dateparser.parse(words, languages=["en"], settings=settings)
    return found.date() if found else None


def _refuse_slip(found: date, today: date) -> None:
    ago = today - _same_day_a_year_before(found)
    if timedelta(0) < ago <= _SLIP:
        message = say_count(
            "{date} was {number} day ago. Add the year if you mean {year}.",
            "{date} was {number} days ago. Add the year if you mean {year}.",
            ago.days,
            date=told_day_and_month(found),
            year=found.year,
        )
        raise Open(message, dates=(found,))


def _same_day_a_year_before(day: date) -> date:
    return day - timedelta(days=366 if _has_leap_day_before(day) else 365)


def _has_leap_day_before(day: date) -> bool:
    year = day.year if (day.month, day.day) > (2, 28) else day.year - 1
    return calendar.isleap(year)


def _day_in_month(today: date, shift: int, day: int) -> date | None:
    year, month = _month_after(today, shift)
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _month_after(today: date, shift: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + shift, MONTHS_A_YEAR)
    return today.year + years, month + 1


def _longest(month: int) -> int:
    return calendar.monthrange(2024, month)[1]
