"""May a call be made again, and after which pause? By endpoint: the HTTP method is always POST."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import PlatformError, Throttled, Unanswered, Unavailable, Unreachable
from bot.webcasts.codes import Effect

if TYPE_CHECKING:
    from bot.webcasts.codes import Endpoint

PASSING: Final = (Unreachable, Unanswered, Unavailable, Throttled)
"""Errors that may be gone a moment later; reading again after one harms nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what; all but `attempts` in seconds.

    connect: to get a connection. read: for a whole read or login. write: for a create or update.
    turn: for the budget to allow a call; 0 for work that nobody is waiting for.
    attempts, deadline: how often a read is made at most, and how late after the first attempt.
    first_pause, longest_pause: at most so long before the second attempt, doubled for each later.
    cool_down: without another login after a refused one, as more could lock the account.
    """

    connect: float = 5.0
    read: float = 10.0
    write: float = 30.0
    turn: float = 5.0
    attempts: int = 3
    deadline: float = 20.0
    first_pause: float = 0.5
    longest_pause: float = 4.0
    cool_down: float = 300.0


def pause_before_retry(
    error: PlatformError,
    *,
    endpoint: Endpoint,
    attempt: int,
    elapsed: float,
    jitter: float,
    patience: Patience,
) -> float | None:
    """Return the seconds to wait before a call is made again, or None if it must not be.

    A create is never repeated: it could make two webcasts. Nor is an update: somebody else may
    have changed the webcast meanwhile, so whoever wants to repeat one reads the webcast first.
    A login is repeated only as part of a read.

    attempt: how many attempts have failed, from 1.
    elapsed: seconds since the first attempt began.
    jitter: 0 to 1, chosen anew each time, so that many callers do not come back together.
    """
    if endpoint.effect is not Effect.READ or not isinstance(error, PASSING):
        return None
    if attempt >= patience.attempts:
        return None
    doubled = patience.first_pause * 2.0 ** min(attempt - 1, 30)
    pause = min(doubled, patience.longest_pause) * (1 + jitter) / 2
    if isinstance(error, Throttled):
        pause = max(pause, error.retry_after)
    return pause if elapsed + pause < patience.deadline else None
