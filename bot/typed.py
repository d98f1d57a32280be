"""Values as people type them: names of choices, lengths, months and time zones."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from bot import rules
from bot.errors import NotUnderstood
from bot.rules import AcquisitionType, Region
from bot.when.zones import listed_zone
from bot.when.zonewords import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

T = TypeVar("T")

REGIONS = {
    "north america": Region.NORTH_AMERICA,
    "south america": Region.SOUTH_AMERICA,
    "europe": Region.EUROPE,
    "africa": Region.AFRICA,
    "asia": Region.ASIA_PACIFIC,
    "asia pacific": Region.ASIA_PACIFIC,
}
SOURCES = {
    "webcam": AcquisitionType.WEBCAM,
    "vcu": AcquisitionType.VCU,
    "encoder": AcquisitionType.ENCODER,
    "telephone": AcquisitionType.TELEPHONE,
    "phone": AcquisitionType.TELEPHONE,
    "bridge": AcquisitionType.VIDEO_BRIDGE,
    "video bridge": AcquisitionType.VIDEO_BRIDGE,
}

_LENGTH = re.compile(
    r"(?:(\d{1,2})\s*h(?:(?:ou)?rs?)?)?\s*(?:(\d{1,3})\s*(?:m(?:in(?:ute)?s?)?)?)?",
)
_MONTHS = re.compile(r"(\d{1,4})\s*(?:m(?:onths?)?)?")
_MOST_DIGITS = 9
_NO_LETTERS = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """Write a name without regard to case, spaces and marks: `H.323` and `h323` are the same."""
    return _NO_LETTERS.sub("", name.lower())


def chosen(choices: Mapping[str, T], name: str) -> T | None:
    """Find what somebody chose by name; None where nothing goes by it."""
    return {folded(key): value for key, value in choices.items()}.get(folded(name))


def minutes(text: str) -> int | None:
    """Read a duration such as `90` or `1h30`, rounded as the platform does; None if it is none."""
    found = length(text)
    return None if found is None else rules.round_duration(found) // timedelta(minutes=1)


def length(text: str) -> timedelta | None:
    """Read a duration such as `90` or `1h30` as it stands there; None if it is none."""
    match = _LENGTH.fullmatch(text.strip().lower())
    if not match or not any(match.groups()):
        return None
    return timedelta(hours=int(match[1] or 0), minutes=int(match[2] or 0))


def months(text: str) -> int:
    """Read a number of months such as `6` or `6 months`; anything else is out of every range."""
    match = _MONTHS.fullmatch(text.strip().lower())
    return int(match[1]) if match else -1


def whole(text: str) -> int:
    """Read a whole number such as `2,000`; anything else is out of every range."""
    digits = text.strip().replace(",", "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_number else -1


def zone(text: str, now: datetime) -> str | None:
    """Find the listed zone that somebody names by its id, an abbreviation, a city or a country."""
    name = " ".join(text.split())
    said = SPOKEN.get(name.lower()) or SPOKEN.get(name.lower().removesuffix(" time"))
    try:
        return listed_zone(said.area if said and said.area else name, now)
    except NotUnderstood:
        return None
