"""The platform's clock: real, shifted, or standing still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.sandbox.rules import EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Clock:
    """Epoch milliseconds from `source` (seconds), plus a shift, or from a moment it was set to."""

    source: Callable[[], float]
    shift_ms: int = 0
    stopped_at: int | None = None

    def __call__(self) -> int:
        """Return the platform's time in epoch milliseconds."""
        if self.stopped_at is not None:
            return self.stopped_at
        return round(self.source() * 1000) + self.shift_ms

    @property
    def now(self) -> datetime:
        """The platform's time in UTC."""
        return moment(self())

    def stop_at(self, milliseconds: int) -> None:
        """Set the time; it stands still from here on."""
        self.stopped_at = milliseconds

    def advance(self, milliseconds: int) -> None:
        """Move the time, forwards or backwards, whether it runs or stands still."""
        if self.stopped_at is None:
            self.shift_ms += milliseconds
        else:
            self.stopped_at += milliseconds

    def run(self) -> None:
        """Go on from where the time stands."""
        if self.stopped_at is not None:
            self.shift_ms = self.stopped_at - round(self.source() * 1000)
            self.stopped_at = None

    def follow(self) -> None:
        """Follow the source again, without any shift."""
        self.shift_ms, self.stopped_at = 0, None

    def described(self) -> dict[str, object]:
        """Tell the time and how it is kept."""
        return {
            "now_ms": self(),
            "now": iso(self()),
            "running": self.stopped_at is None,
            "shift_ms": self.shift_ms if self.stopped_at is None else None,
        }


def moment(milliseconds: int) -> datetime:
    """Return the UTC time of epoch milliseconds."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(moment: datetime) -> int:
    """Return the epoch milliseconds of an aware time."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def iso(milliseconds: int) -> str:
    """Return epoch milliseconds as ISO 8601 in UTC."""
    return moment(milliseconds).astimezone(UTC).isoformat(timespec="milliseconds")
