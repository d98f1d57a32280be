"""What people and programs are shown of a reading."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bot.errors import NotUnderstood
from bot.language import say, say_count
from bot.when import zones
from bot.when.start import Start, read_start
from bot.when.told import told_clock, told_moment

_MINUTE, _HOUR, _MONTH = timedelta(minutes=1), timedelta(hours=1), timedelta(days=30.44)
_IN_HOURS = timedelta(hours=12)
_IN_DAYS = timedelta(days=60)


def describe(start: datetime, zone: str, reader_zone: str, now: datetime) -> str:
    """Return the read-back of a start in a zone, for someone whose clock is in `reader_zone`.

    In the language at hand; `read_start` reads its first part again if that is English.

    "Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5) · 21:00 your time · in 8 days"
    """
    local = start.astimezone(zones.load(zone))
    theirs = start.astimezone(zones.load(reader_zone))
    said = [told_moment(start, zone)]
    if theirs.utcoffset() != local.utcoffset():
        clock = told_clock(theirs, with_day=theirs.date() != local.date())
        said.append(say("{time} your time", time=clock))
    return " · ".join([*said, _ahead(start, now, reader_zone)])


def explain(text: str, now: datetime, zone: str) -> str:
    """Return, for people, how each part of a phrase was understood, or why it was not."""
    try:
        start = read_start(text, now=now, zone=zone)
    except NotUnderstood as error:
        return "\n".join([str(error), *(f'  try "{choice}"' for choice in error.choices)])
    width = max(len(words) for words, _ in start.understood)
    lines = [f"  {words:<{width}}  {meaning}" for words, meaning in start.understood]
    return "\n".join([describe(start.start, start.zone, zone, now), *lines])


def as_json(text: str, now: datetime, zone: str) -> str:
    """Return one JSON object with the start, its parts, or the reason and the choices."""
    try:
        start = read_start(text, now=now, zone=zone)
    except NotUnderstood as error:
        answer = _refused(str(error)) | {"choices": list(error.choices)}
    else:
        answer = _answer(start) | {
            "zone": start.zone,
            "zone_was_said": start.zone_was_said,
            "understood": [list(part) for part in start.understood],
        }
    return json.dumps(answer)


def batch_line(line: str) -> str:
    """Return the answer, one line of JSON, to one line of JSON: {"text", "now", "tz"}."""
    try:
        asked = json.loads(line)
        text, now, zone = asked["text"], asked["now"], asked["tz"]
        answer = _answer(read_start(text, now=read_moment(now, zone), zone=zone))
    except NotUnderstood as error:
        answer = _refused(str(error))
    except (ValueError, AttributeError, KeyError, TypeError, OverflowError, RecursionError):
        answer = _refused('Each line is JSON: {"text": "…", "now": "ISO time", "tz": "zone id"}.')
    return json.dumps(answer)


def read_moment(text: str, zone: str) -> datetime:
    """Return the moment of an ISO time; without an offset it is on the clock of the zone."""
    clock = zones.load(zone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = say('"{time}" is not an ISO time, such as 2026-12-04T15:00.', time=text[:40])
        raise NotUnderstood(message, field="now") from error
    return clock.localize(moment) if moment.tzinfo is None else moment


def _answer(start: Start) -> dict[str, Any]:
    return {
        "start": start.start.isoformat(),
        "duration_min": start.duration_min,
        "reason": None,
    }


def _refused(reason: str) -> dict[str, Any]:
    return {"start": None, "duration_min": None, "reason": reason}


def _ahead(start: datetime, now: datetime, reader_zone: str) -> str:
    """Return how far ahead a start is; days are those of the reader's calendar."""
    clock, ahead = zones.load(reader_zone), start - now
    days = (start.astimezone(clock).date() - now.astimezone(clock).date()).days
    if ahead < timedelta():
        return say("in the past")
    if ahead < _HOUR:
        return say_count("in {number} minute", "in {number} minutes", round(ahead / _MINUTE))
    if days == 0 or ahead < _IN_HOURS:
        return say_count("in {number} hour", "in {number} hours", round(ahead / _HOUR))
    if ahead < _IN_DAYS:
        return say_count("in {number} day", "in {number} days", days)
    return say_count("in {number} month", "in {number} months", round(ahead / _MONTH))
