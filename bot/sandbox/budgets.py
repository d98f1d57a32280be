"""How often an account may call: so many calls in any window, per endpoint and per event."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.sandbox import reference as ref

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Calls per endpoint and per event in a window of seconds; None is no limit.

    The reference names the numbers per endpoint without a unit and none per event.
    """

    endpoints: Mapping[str, int | None] = field(default_factory=lambda: dict(ref.RATE_LIMITS))
    per_event: int | None = None
    window: float = 3600

    def __post_init__(self) -> None:
        unknown = set(self.endpoints) - set(ref.RATE_LIMITS)
        if unknown:
            raise ValueError(f"No limit can be set for {', '.join(sorted(unknown))}.")
        if self.window <= 0:
            raise ValueError("The window must be longer than 0 seconds.")

    def with_endpoints(self, changes: Mapping[str, int | None]) -> Limits:
        """Return the limits with some endpoints' set anew."""
        return replace(self, endpoints={**self.endpoints, **changes})


@dataclass(slots=True)
class Budgets:
    """The calls made: when each happened, per account and endpoint or event."""

    limits: Limits
    calls: dict[tuple[str, str], deque[int]] = field(default_factory=dict)

    def spend(self, account: str, endpoint: str, now: int) -> bool:
        """Count a call of an endpoint; False, and uncounted, if the limit is reached."""
        return self._spend((account, endpoint), self.limits.endpoints.get(endpoint), now)

    def spend_on_event(self, account: str, event_id: int, now: int) -> bool:
        """Count a call for an event; False, and uncounted, if the limit is reached."""
        return self._spend((account, str(event_id)), self.limits.per_event, now)

    def _spend(self, key: tuple[str, str], limit: int | None, now: int) -> bool:
        recent = self._recent(key, now)
        if limit is not None and len(recent) >= limit:
            return False
        recent.append(now)
        return True

    def _recent(self, key: tuple[str, str], now: int) -> deque[int]:
        calls = self.calls.setdefault(key, deque())
        while calls and calls[0] <= now - self.limits.window * 1000:
            calls.popleft()
        return calls

    def used(self, now: int) -> dict[str, dict[str, int]]:
        """Count the calls inside the window, per account and what was called."""
        counts: dict[str, dict[str, int]] = {}
        for account, called in list(self.calls):
            number = len(self._recent((account, called), now))
            counts.setdefault(account, {})[called] = number
        return counts
