"""Values out of form fields and JSON, read as leniently as the platform does."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Longs on the wire are Java's.
SMALLEST_LONG: Final = -(2**63)
LARGEST_LONG: Final = 2**63 - 1
LONGEST_NUMBER: Final = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request: the field and why."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


def whole_number(value: object) -> int | None:
    """Return a whole number from a number or a numeric string, None if it is neither (Q46)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    if isinstance(value, str):
        value = _digits(value.strip())
    return value if isinstance(value, int) and SMALLEST_LONG <= value <= LARGEST_LONG else None


def _digits(text: str) -> int | None:
    bare = text.removeprefix("-")
    plain = bare.isascii() and bare.isdigit() and len(bare) <= LONGEST_NUMBER
    return int(text) if plain else None


def plain_text(value: object) -> str | None:
    """Text from a string or a number; None for anything else."""
    if isinstance(value, str):
        return without_lone_surrogates(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return json.dumps(value)


def without_lone_surrogates(text: str) -> str:
    """Return the text as Java writes it in UTF-8: half a surrogate pair becomes a question mark."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return joined.encode("utf-8", "replace").decode("utf-8")


def has_tags(value: object) -> bool:
    """Tell whether a string anywhere in the value has a `<` with a `>` behind it (Q26)."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and 0 <= each.find("<") < each.rfind(">"):
            return True
        if isinstance(each, Mapping):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return False


def json_object(text: str) -> dict[str, object] | None:
    """Return a JSON object without its nulls, None if the text is not one."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return {without_lone_surrogates(name): each for name, each in value.items() if each is not None}


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


@dataclass(slots=True)
class Sheet:
    """The properties of one request; reading collects every problem instead of the first.

    A property that is missing or wrong reads as a harmless value and leaves a problem behind.
    """

    sent: Mapping[str, object]
    problems: list[Problem] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the property was sent with something in it."""
        return self.sent.get(name) not in (None, "")

    def wrong(self, name: str, reason: str) -> None:
        """Leave a problem behind."""
        self.problems.append(Problem(name, reason))

    def text(self, name: str, *, needed: bool = True) -> str:
        """Text; blank counts as missing."""
        value = plain_text(self.sent.get(name, ""))
        if value is None:
            self.wrong(name, "must be text")
        elif needed and not value.strip():
            self.wrong(name, "is missing")
        return value or ""

    def number(self, name: str, low: int, high: int, *, clamp: bool = False) -> int:
        """Return a whole number from low to high; `clamp` moves an outlier to the nearer end."""
        value = whole_number(self.sent.get(name))
        if not self.has(name):
            self.wrong(name, "is missing")
        elif value is None:
            self.wrong(name, "must be a whole number")
        elif not clamp and not low <= value <= high:
            self.wrong(name, f"must be {low} to {high}")
        return low if value is None else min(high, max(low, value))

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of the allowed words, exactly as the reference spells it."""
        value = self.sent.get(name)
        if not self.has(name):
            self.wrong(name, "is missing")
        elif value not in allowed:
            self.wrong(name, f"must be {' or '.join(allowed)}")
        return str(value) if value in allowed else allowed[0]
