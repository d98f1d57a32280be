"""Which of the platform's 18 zones shows the same clock as a zone it does not know.

Found by comparing clocks through pytz, never from a list of offsets: those go out of date.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

import pytz

from bot.errors import NotUnderstood
from bot.language import say
from bot.rules import ZONES

UNIVERSAL = "Etc/UTC"
_LISTED = {name: pytz.timezone(name) for name in ZONES}
_AROUND_A_DAY = [timedelta(hours=hours) for hours in range(-12, 13)]
_AROUND_A_YEAR = [timedelta(days=days) for days in range(-182, 183, 7)]
_US = frozenset(pytz.country_timezones["US"])


def load(name: str) -> pytz.BaseTzInfo:
    """Return the time zone with this IANA name."""
    try:
        return _LISTED.get(name) or pytz.timezone(name)
    except (pytz.UnknownTimeZoneError, AttributeError, ValueError) as error:
        message = say("That time zone is not known. Choose one of the zones offered.")
        raise NotUnderstood(message, choices=()) from error


def month_first(zone: str) -> bool:
    """Tell whether 3/4 means March 4 where this zone is used: in the United States."""
    return zone.startswith("US/") or zone in _US


def listed_zone(zone: str, at: datetime) -> str | None:
    """Return the listed zone whose clock agrees with this one's all through the day of `at`.

    Identical rules are preferred to a clock that only agrees at this time of the year. None where
    no listed zone agrees, as for Asia/Kathmandu.
    """
    if zone in _LISTED:
        return zone
    return _same_clock(load(zone), at.astimezone(UTC).date())


def listed_for_offset(offset: timedelta, at: datetime, *, own: str) -> str:
    """Return a listed zone with this offset at that moment: `own` if it has it, UTC if none."""
    agreeing = [name for name in ZONES if _offset(_LISTED[name], at) == offset]
    mine = own if own in agreeing else None
    return mine or _same_clock(timezone(offset), at.astimezone(UTC).date()) or UNIVERSAL


def same_offset_choices(zone: str, at: datetime) -> tuple[str, ...]:
    """Return the listed zones with this zone's offset at that moment, then Etc/UTC."""
    offset = _offset(load(zone), at)
    same = [name for name in ZONES if name != UNIVERSAL and _offset(_LISTED[name], at) == offset]
    return (*same, UNIVERSAL)


def both(clock: pytz.BaseTzInfo, wall: datetime) -> tuple[datetime, ...]:
    """Return the two readings of a time that a clock skips or repeats, the earlier first."""
    moments = (clock.localize(wall, is_dst=summer) for summer in (True, False))
    return tuple(sorted(clock.normalize(moment) for moment in moments))


@lru_cache(maxsize=1024)
def _same_clock(zone: tzinfo, day: date) -> str | None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    agreeing = [name for name in ZONES if _agree(zone, _LISTED[name], noon, _AROUND_A_DAY)]
    return max(agreeing, key=lambda name: _likeness(zone, _LISTED[name], noon), default=None)


def _agree(one: tzinfo, other: tzinfo, noon: datetime, steps: list[timedelta]) -> bool:
    return all(_offset(one, noon + step) == _offset(other, noon + step) for step in steps)


def _likeness(one: tzinfo, other: tzinfo, noon: datetime) -> int:
    return sum(_offset(one, noon + step) == _offset(other, noon + step) for step in _AROUND_A_YEAR)


def _offset(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
