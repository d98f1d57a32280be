"""The wire's oddities, each turned into a plain value or `Unusable`.

The reference contradicts its own examples about types (an id is a string or a number, a return
code too), and its folder tree shows how its arrays collapse. Text may carry what databases and
terminals do not take. All of it ends here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot import rules

Json = Mapping[str, object]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MILLISECOND: Final = 10**11
"""Numbers below this (March 1973) are no moment in milliseconds but have another unit."""
LAST_MILLISECOND: Final = 221_876_928_000_000 - 1
"""The end of the year 9000: moments after it would not leave room for a duration."""

_NUMBER = re.compile(r"\s*(-?[0-9]{1,18})\s*", re.ASCII)
_LARGEST = 10**18
_LINK = re.compile(r"[^\s<>\"|\\\x00-\x1f\x7f]{1,2000}")


class Unusable(ValueError):
    """A property that is missing or cannot be what it should be; names it, never quotes it."""


def parse(body: bytes) -> object:
    """Return the JSON value, or None if it is none.

    The parser's own error is dropped: it would carry the whole body, PINs and all. JSON is UTF-8,
    -16 or -32 by its own rules; what is not is read as Latin-1, in which ids and codes survive.
    """
    try:
        return json.loads(_decoded(body))
    except (ValueError, RecursionError):
        return None


def _decoded(body: bytes) -> str:
    try:
        return body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return body.decode("latin-1")


def properties(value: object) -> Json:
    """Return a JSON object, empty where there is something else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Json]:
    """Return the objects of an array that the platform collapses: none, one object, or a list."""
    listed = value if isinstance(value, list) else [value]
    return [item for item in listed if isinstance(item, dict)]


def number(value: object) -> int | None:
    """Return a whole number of at most 18 digits, given as a number or as digits."""
    match value:
        case bool():
            return None
        case int():
            return value if abs(value) < _LARGEST else None
        case float():
            return int(value) if value.is_integer() and abs(value) < _LARGEST else None
        case str():
            found = _NUMBER.fullmatch(value)
            return int(found[1]) if found else None
    return None


def natural(data: Json, name: str, *, most: int = 10**9) -> int:
    """Return a property that is a number from 0 to `most`."""
    value = number(data.get(name))
    if value is None or not 0 <= value <= most:
        raise Unusable(name)
    return value


def number_id(value: object) -> str | None:
    """Return an id as digits without leading zeros; ids travel as numbers and as text."""
    value = number(value)
    return None if value is None or value < 0 else str(value)


def id_in_link(link: object) -> str | None:
    """Return the event id in a viewer link, its `ei` parameter."""
    return number_id(rules.event_id_in(link)) if isinstance(link, str) else None


def text(value: object) -> str | None:
    """Return text that can be stored: lone surrogates and NUL become U+FFFD."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = number_id(value)
    if not isinstance(value, str):
        return None
    if value.isascii() and "\x00" not in value:
        return value
    units = value.replace("\x00", "\ufffd").encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")


def required_text(data: Json, name: str) -> str:
    """Return a property that is text."""
    value = text(data.get(name))
    if value is None:
        raise Unusable(name)
    return value


def link(data: Json, name: str) -> str:
    """Return a property that is an http or https address and cannot break out of a link."""
    value = data.get(name)
    if not isinstance(value, str) or not _LINK.fullmatch(value) or not _has_host(value):
        raise Unusable(name)
    return value


def _has_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def moment(data: Json, name: str) -> datetime:
    """Return a property that is a moment in milliseconds since 1970, UTC."""
    value = number(data.get(name))
    if value is None or not FIRST_MILLISECOND <= value <= LAST_MILLISECOND:
        raise Unusable(name)
    return EPOCH + timedelta(milliseconds=value)


def optional_moment(data: Json, name: str) -> tuple[datetime | None, bool]:
    """Return a moment, None for 0, and whether that was told: not if missing or of another unit.

    The reference gives `scheduled_player_close_time` in milliseconds to send and "in minutes" to
    receive, shows only 0, and leaves it out of what it says about the answer to a create.
    """
    if number(data.get(name)) == 0:
        return None, True
    try:
        return moment(data, name), True
    except Unusable:
        return None, False


def milliseconds(instant: datetime) -> int:
    """Return an aware moment as milliseconds since 1970."""
    return (instant - EPOCH) // timedelta(milliseconds=1)
