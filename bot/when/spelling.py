"""Moments in English words: what is written here, `read_start` reads as the same moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.when import zones

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a date such as "Tue 1 Dec 2026"."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_words(moment: datetime) -> str:
    """Return a time such as "15:00"; seconds only where there are any."""
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def spell(start: datetime, zone: str, duration: timedelta | None = None) -> str:
    """Return a phrase to type for this moment, no longer than it has to be."""
    local = start.astimezone(zones.load(zone))
    words = f"{day_words(local)} {clock_words(local)} {zone}"
    if _shown_twice(local, zone):
        words += f" ({season_words(local)})"
    return words + (f" for {length_words(duration)}" if duration else "")


def length_words(length: timedelta) -> str:
    """Return a length such as "90 minutes"."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if seconds:
        return f"{minutes * 60 + seconds} seconds"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def season_words(local: datetime) -> str:
    """Return what tells the season of a clock, such as "EST, UTC-5"."""
    name, offset = local.tzname() or "", offset_words(local.utcoffset() or timedelta())
    if name == "UTC":
        return name
    return f"{name}, {offset}" if name.isalpha() else offset


def offset_words(offset: timedelta) -> str:
    """Return an offset such as "UTC-5" or "UTC+5:30"."""
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _shown_twice(local: datetime, zone: str) -> bool:
    clock, wall = zones.load(zone), local.replace(tzinfo=None)
    offsets = {clock.localize(wall, is_dst=summer).utcoffset() for summer in (True, False)}
    return len(offsets) > 1
