"""What is kept for how long, and what was removed after that."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How much of a workspace was removed, or would be: `lines` are those of its own history."""

    webcasts: int = 0
    wishes: int = 0
    lines: int = 0

    def __add__(self, other: Removed) -> Removed:
        """Return both together."""
        return Removed(
            webcasts=self.webcasts + other.webcasts,
            wishes=self.wishes + other.wishes,
            lines=self.lines + other.lines,
        )

    def write(self) -> str:
        """Write it for the history of a workspace."""
        return f"webcasts={self.webcasts} wishes={self.wishes} lines={self.lines}"


def read_removed(text: str) -> Removed:
    """Read what `Removed.write` wrote."""
    pairs = (part.split("=") for part in text.split())
    return Removed(**{name: int(number) for name, number in pairs})


def earliest_kept(now: datetime, months: int) -> datetime:
    """Return the moment so many months ago: what ended before it is past its time.

    On the same day of the month, or the last one where that month is shorter.
    """
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)
