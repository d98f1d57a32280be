"""A wish → its moment: the day is found, the clock put on it, and hung in its place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.language import say
from bot.when import zones
from bot.when.days import Base, Day, FromToday, Later, Weekday, refuse_other_weekday
from bot.when.hours import length_until, start_minute
from bot.when.open import Open
from bot.when.parts import HOUR, NOON, HalfDay
from bot.when.place import place_of
from bot.when.refusals import said_twice, two_days

if TYPE_CHECKING:
    from bot.when.grammar import Wish
    from bot.when.parts import Again, Clock
    from bot.when.place import Place

_NIGHT_ENDS = 5 * HOUR
_A_DAY = timedelta(days=1)


def moment_of(wish: Wish, place: Place, now: datetime) -> datetime:
    """Return the moment a wish is for; raises Open where it could be several."""
    here = now.astimezone(place.clock)
    if wish.from_now is None:
        base = _base(wish, place, now)
        return place.at(datetime.combine(_date(wish, base), base.clock))
    amount = wish.from_now.amount
    if not (amount.days or amount.months):
        return here.replace(microsecond=0) + amount.elapsed
    day = Later(said=amount.said, amount=amount).on(_base(wish, place, now))
    return place.at(datetime.combine(day, here.time().replace(microsecond=0))) + amount.elapsed


def length_of(wish: Wish) -> timedelta | None:
    """Return how long a wish is to last, if it says so."""
    said = wish.length.amount.elapsed if wish.length else None
    if not (wish.until and wish.clock):
        return said
    length = length_until(minute_of(wish), wish.clock, wish.until.clock)
    if said not in {None, length}:
        raise said_twice()
    return length


def ends_on(day: Day, moment: datetime, length: timedelta | None, own: str, now: datetime) -> bool:
    """Tell whether the end of a range is on the day that was said with it."""
    end = moment + (length or timedelta())
    return _is_on(day, end, own, now)


def is_again(
    again: Again, moment: datetime, length: timedelta | None, own: str, now: datetime
) -> bool:
    """Tell whether a second clock shows the moment, on its day and up to its end if it has them."""
    place = place_of((again.zone,), own)
    start = moment.astimezone(place.clock)
    if not _shows(again.clock, start):
        return False
    if again.until and not (length and _shows(again.until.clock, start + length)):
        return False
    return again.day is None or _is_on(again.day, start, own, now)


def _is_on(day: Day, at: datetime, own: str, now: datetime) -> bool:
    base = Base(
        today=now.astimezone(zones.load(own)).date(),
        now=now.astimezone(at.tzinfo).replace(tzinfo=None),
        clock=at.time(),
        month_first=zones.month_first(own),
    )
    return day.on(base) == at.date()


def _shows(clock: Clock, at: datetime) -> bool:
    minute = at.hour * HOUR + at.minute
    return clock.second == at.second and clock.minute == (minute if clock.sure else minute % NOON)


def minute_of(wish: Wish) -> int:
    """Return the minute of the day at which a wish starts."""
    return start_minute(wish.clock, wish.part_of_day, wish.until) if wish.clock else 0


def _base(wish: Wish, place: Place, now: datetime) -> Base:
    minute = minute_of(wish)
    return Base(
        today=now.astimezone(zones.load(place.own)).date(),
        now=now.astimezone(place.clock).replace(tzinfo=None),
        clock=time(minute // HOUR, minute % HOUR, wish.clock.second if wish.clock else 0),
        month_first=zones.month_first(place.own),
    )


def _date(wish: Wish, base: Base) -> date:
    days = _days(wish)
    if _in_small_hours(wish, base):
        return _night(days, base)
    if not days:
        today = base.now.date()
        return today if base.ahead(today) else today + _A_DAY
    if _is_todays_midnight(wish, days):
        return base.today + _A_DAY
    return _agreed(days, base)


def _days(wish: Wish) -> tuple[Day, ...]:
    if wish.part_of_day and wish.part_of_day.today:
        return (*wish.days, FromToday(said=wish.part_of_day.said, days=0))
    return wish.days


def _in_small_hours(wish: Wish, base: Base) -> bool:
    at_night = wish.part_of_day is not None and wish.part_of_day.half is HalfDay.NIGHT
    return at_night and bool(_days(wish)) and base.clock.hour * HOUR < _NIGHT_ENDS


def _night(days: tuple[Day, ...], base: Base) -> date:
    """Return the date of "tonight at 1am": of the night that is coming, or of this one."""
    if all(_is_today(day) for day in days):
        return base.today if base.ahead(base.today) else base.today + _A_DAY
    day = _agreed(days, base)
    message = say("After midnight it is the next day. On which of the two?")
    raise Open(message, dates=(day, day + _A_DAY))


def _is_todays_midnight(wish: Wish, days: tuple[Day, ...]) -> bool:
    named = wish.clock is not None and "midnight" in wish.clock.said
    return named and all(_is_today(day) for day in days)


def _is_today(day: Day) -> bool:
    return isinstance(day, FromToday) and day.days == 0


def _agreed(days: tuple[Day, ...], base: Base) -> date:
    """Return the date of which all the days speak; a weekday only checks the others."""
    exact = [day for day in days if not isinstance(day, Weekday)]
    dates = {day.on(base) for day in exact or days}
    if len(dates) > 1:
        raise two_days()
    found = dates.pop()
    for said in days:
        if isinstance(said, Weekday):
            refuse_other_weekday(found, said.weekday)
    return found
