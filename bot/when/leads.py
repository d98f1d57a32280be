"""How long before the start somebody is reminded: "1d,15m,0", "1 day, 2h and at the start"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import Invalid
from bot.language import say
from bot.plans import LONGEST_LEAD, MOST_LEADS

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_UNITS = {"w": timedelta(weeks=1), "d": _DAY, "h": _HOUR, "m": _MINUTE}
_BETWEEN = re.compile(r"[,;]|\band\b", re.IGNORECASE)
_NONE = {"", "off", "none", "no"}
_MINUTES = r"m(?:in(?:ute)?s?)?"
_LEAD = re.compile(
    r"(?P<start>(?:at )?(?:the )?start|0)"
    rf"|(?P<count>\d{{1,5}}|an?) ?(?P<unit>w(?:ee)?ks?|w|days?|d|h(?:(?:ou)?rs?)?|{_MINUTES})"
    rf"(?:(?<=h|r|s) ?(?P<minutes>\d{{1,2}})(?: ?{_MINUTES})?)?"
    r"(?: before(?: the start)?)?"
)


def read_leads(text: str, *, field: str = "command") -> tuple[timedelta, ...]:
    """Read reminders, the earliest first: at most 5 different ones, 0 to 30 days before the start.

    Commas or "and" stand between them. Raises `Invalid`, naming the word, for anything else.
    """
    leads: list[timedelta] = []
    for word in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        leads.append(_checked(word, leads, field))
    if not leads:
        raise Invalid(say("Say when to remind, such as 1d,15m,0."), field=field)
    return tuple(sorted(leads, reverse=True))


def read_reminders(text: str, *, field: str) -> tuple[timedelta, ...]:
    """Read reminders, of which there may be none: nothing, or "off"."""
    return () if text.strip().lower() in _NONE else read_leads(text, field=field)


def write_leads(leads: Iterable[timedelta]) -> str:
    """Write reminders so that `read_leads` reads them: `1d,15m,0`."""
    return ",".join(_written(lead) for lead in leads)


def _checked(word: str, before: list[timedelta], field: str) -> timedelta:
    lead = _lead(word)
    if lead is None:
        told = say("“{word}” is no time before the start. Try 1d, 2h, 15m or 0.", word=word[:40])
    elif lead > LONGEST_LEAD:
        told = say("“{word}” is too early: at most 30 days before the start.", word=word)
    elif lead in before:
        told = say("“{word}” asks for the same reminder twice.", word=word)
    elif len(before) == MOST_LEADS:
        told = say(
            "“{word}” is one too many: at most {most} reminders.", word=word, most=MOST_LEADS
        )
    else:
        return lead
    raise Invalid(told, field=field)


def _lead(word: str) -> timedelta | None:
    found = _LEAD.fullmatch(" ".join(word.lower().split()))
    if found is None:
        return None
    if found["start"]:
        return timedelta(0)
    unit = found["unit"][0]
    if found["minutes"] and unit != "h":
        return None
    count = int(found["count"]) if found["count"].isdecimal() else 1
    return count * _UNITS[unit] + int(found["minutes"] or 0) * _MINUTE


def _written(lead: timedelta) -> str:
    if not lead:
        return "0"
    if not lead % _DAY:
        return f"{lead // _DAY}d"
    return f"{lead // _HOUR}h" if not lead % _HOUR else f"{lead // _MINUTE}m"
