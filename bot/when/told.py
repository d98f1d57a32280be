"""Moments as people are told them, in the language at hand; what they may type is in `spelling`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.language import say_moment
from bot.when import zones
from bot.when.spelling import season_words

if TYPE_CHECKING:
    from datetime import datetime


def told_moment(start: datetime, zone: str) -> str:
    """Tell a moment: "Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5)"."""
    local = start.astimezone(zones.load(zone))
    return f"{_day_and_clock(local)} {zone} ({season_words(local)})"


def _day_and_clock(local: datetime) -> str:
    if local.second:
        return say_moment(local, "EEE d MMM y, HH:mm:ss")
    return say_moment(local, "EEE d MMM y, HH:mm")


def told_clock(local: datetime, *, with_day: bool) -> str:
    """Tell a time: "15:00" or "Tue 15:00", with seconds only where there are any."""
    if with_day:
        return say_moment(local, "EEE HH:mm:ss") if local.second else say_moment(local, "EEE HH:mm")
    return say_moment(local, "HH:mm:ss") if local.second else say_moment(local, "HH:mm")


def told_day(day: date) -> str:
    """Tell a day: "Tue 1 Dec 2026"."""
    return say_moment(day, "EEE d MMM y")


def told_date(day: date) -> str:
    """Tell a date: "1 December 2026"."""
    return say_moment(day, "d MMMM y")


def told_day_and_month(day: date) -> str:
    """Tell a date of any year: "1 December"."""
    return say_moment(day, "d MMMM")


def told_weekday(day: date) -> str:
    """Tell the weekday of a date: "Tuesday"."""
    return say_moment(day, "EEEE")


def told_month(month: int) -> str:
    """Tell a month by its number: "December"."""
    return say_moment(date(2000, month, 1), "MMMM")
