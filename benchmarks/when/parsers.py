"""The parsers behind one signature, each with the settings that suit it best, in its own process.

`python parsers.py NAME` says its version, then answers each line of JSON with a line of JSON. Three
rules that anyone would add hold for all of them: an answer that is not ahead, or more than two
years ahead, and a text of over 200 characters count as refused.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeAlias

import pytz

if TYPE_CHECKING:
    from collections.abc import Callable

Answer: TypeAlias = "tuple[datetime, float | None] | None"
"""A start and its minutes, if it has any; None is a refusal."""

LIMIT, HORIZON, REPEATS = 200, timedelta(days=731), 3


def ours(text: str, now: datetime, zone: str) -> Answer:
    """Read as the bot does."""
    from_bot, errors = import_module("bot.when"), import_module("bot.errors")
    try:
        start = from_bot.read_start(text, now=now, zone=zone)
    except errors.NotUnderstood:
        return None
    return start.start, start.duration_min


def dateparser(text: str, now: datetime, zone: str) -> Answer:
    """English only, a naive base without TIMEZONE, the order of the zone's custom."""
    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if zone.startswith("US/") else "DMY",
    }
    found = import_module("dateparser").parse(text, languages=["en"], settings=settings)
    return (found, None) if found else None


def dateutil(text: str, now: datetime, zone: str) -> Answer:
    """Strict, with the order of the zone's custom; what is missing is today's."""
    parser = import_module("dateutil.parser")
    today = now.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    try:
        return parser.parse(text, default=today, dayfirst=not zone.startswith("US/")), None
    except (parser.ParserError, OverflowError):
        return None


def parsedatetime(text: str, now: datetime, zone: str) -> Answer:  # noqa: ARG001  (it has no zones)
    """Only where it is sure to have read a time of day."""
    found, context = _calendar().parseDT(text, sourceTime=now.replace(tzinfo=None))
    return (found, None) if context.hasTime else None


@cache
def _calendar() -> Any:  # noqa: ANN401  (untyped library)
    module = import_module("parsedatetime")
    return module.Calendar(version=module.VERSION_CONTEXT_STYLE)


def recurrent(text: str, now: datetime, zone: str) -> Answer:  # noqa: ARG001  (it has no zones)
    """Only single times; it answers a recurrence with a rule."""
    event = import_module("recurrent").RecurringEvent(now_date=now.replace(tzinfo=None))
    found = event.parse(text)
    return (found, None) if isinstance(found, datetime) else None


def ctparse(text: str, now: datetime, zone: str) -> Answer:  # noqa: ARG001  (it has no zones)
    """Only where a time of day was read; an interval gives the minutes."""
    module = import_module("ctparse")
    types = import_module("ctparse.types")
    found = module.ctparse(text, ts=now.replace(tzinfo=None), timeout=1)
    read = found.resolution if found else None
    if isinstance(read, types.Interval) and read.t_from and read.t_from.isDateTime:
        ends = read.t_to.dt if read.t_to and read.t_to.isDateTime else None
        minutes = (ends - read.t_from.dt).total_seconds() / 60 if ends else None
        return read.t_from.dt, minutes
    return (read.dt, None) if isinstance(read, types.Time) and read.isDateTime else None


PARSERS: dict[str, tuple[str, Callable[[str, datetime, str], Answer]]] = {
    "webcast-bot": ("webcast-bot", ours),
    "dateparser": ("dateparser", dateparser),
    "parsedatetime": ("parsedatetime", parsedatetime),
    "python-dateutil": ("python-dateutil", dateutil),
    "recurrent": ("recurrent", recurrent),
    "ctparse": ("ctparse", ctparse),
}
"""By name: the distribution that has it, and how to ask it."""


def installed(name: str) -> str | None:
    """Return the version of a parser's distribution."""
    try:
        return version(PARSERS[name][0])
    except PackageNotFoundError:
        return None


def _guarded(read: Callable[[str, datetime, str], Answer], row: dict[str, Any]) -> Answer:
    text, now, zone = row["text"], datetime.fromisoformat(row["now"]), row["tz"]
    answer = read(text, now, zone) if len(text) <= LIMIT else None
    if answer is None:
        return None
    start, minutes = answer
    if start.tzinfo is None:
        start = pytz.timezone(zone).localize(start)
    return (start, minutes) if timedelta(0) < start - now <= HORIZON else None


def _answer(read: Callable[[str, datetime, str], Answer], row: dict[str, Any]) -> dict[str, Any]:
    found: Answer = None
    error, times = "", []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        try:
            found = _guarded(read, row)
        except Exception as caught:  # noqa: BLE001  (whatever a parser raises is what is reported)
            error = type(caught).__name__
        times.append(time.perf_counter() - begun)
    start, minutes = found or (None, None)
    return {
        "start": start.isoformat() if start else None,
        "minutes": minutes,
        "error": error,
        "ms": 1e3 * sorted(times)[len(times) // 2],
    }


def main(name: str) -> None:
    """Warm up, then answer lines until there are no more."""
    read, out = PARSERS[name][1], sys.stdout
    warm = {"text": "4 December 2027 15:00", "now": "2027-01-01T10:00:00+00:00", "tz": "Etc/UTC"}
    with redirect_stdout(sys.stderr):
        _answer(read, warm)
        print(json.dumps({"ready": True}), file=out, flush=True)
        for line in sys.stdin:
            print(json.dumps(_answer(read, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
