"""The PIN gate of presenter portals: so many wrong PINs, then a pause. Pure."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sandbox.values import Event, Portal


class Pass(Enum):
    """What the gate says to a PIN."""

    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(slots=True)
class Gate:
    """Counts wrong PINs per portal; `tries` of them close it for `pause_ms` milliseconds."""

    tries: int
    pause_ms: int
    missed: dict[tuple[int, int, str | None], tuple[int, int]] = field(default_factory=dict)

    def judge(self, event: Event, portal: Portal, pin: str, now: int) -> Pass:
        """Compare a PIN, whatever its case and the blanks around it."""
        if self.left(event, portal, now) == 0:
            return Pass.LOCKED
        key = _key(event, portal)
        if hmac.compare_digest(pin.strip().upper().encode("utf-8", "replace"), portal.pin.encode()):
            self.missed.pop(key, None)
            return Pass.OPEN
        self.missed[key] = (self._count(key, now) + 1, now)
        return Pass.WRONG if self.left(event, portal, now) else Pass.LOCKED

    def left(self, event: Event, portal: Portal, now: int) -> int:
        """Return how many wrong PINs the portal still takes."""
        return max(0, self.tries - self._count(_key(event, portal), now))

    def reopens_in(self, event: Event, portal: Portal, now: int) -> int:
        """Return the milliseconds until a closed portal takes PINs again."""
        _, last = self.missed.get(_key(event, portal), (0, now))
        return max(0, last + self.pause_ms - now)

    def _count(self, key: tuple[int, int, str | None], now: int) -> int:
        count, last = self.missed.get(key, (0, now))
        return 0 if now - last >= self.pause_ms else count


def _key(event: Event, portal: Portal) -> tuple[int, int, str | None]:
    return event.event_id, portal.mask, portal.key
