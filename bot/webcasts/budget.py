"""How many calls an account may make, and when the next one may go.

The reference limits each endpoint but names no unit; only the text of return code 62 does: "within
one hour". The calls of any window are counted, from one call to the next, since that keeps to the
limit wherever the platform's own hour begins: a bucket that refills would let through nearly twice
as many. A part of the limit stays unused, for calls made by hand and by other programs.

A call that has to wait notes its turn at once, as the moment at which it may go. So turns are given
out in the order in which they are asked for, by however many processes.

Moments and lengths of time in a ledger are whole milliseconds, moments since 1970.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.errors import Misconfigured
from bot.webcasts.codes import EVENT_LIMIT, HOUR, HOUR_LIMIT, Endpoint

if TYPE_CHECKING:
    from bot.webcasts.protocol import Call

LIMITS: Final[Mapping[Endpoint, int]] = {
    Endpoint.CREATE: 100,
    Endpoint.UPDATE: 100,
    Endpoint.STATUS: 500,
    Endpoint.FOLDER_TREE: 60,
}
"""Calls per window, by the reference; for logins it names no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much of the platform's limits is used.

    window: seconds in which a limit counts. The reference does not say how many; one hour is what
        return code 62 speaks of. An endpoint or webcast that the platform itself declared used up
        is left alone for as long.
    share: the part of each limit that is used, more than 0 and at most 1.
    limits: calls per window and endpoint; an endpoint that is missing has no limit.

    Raises `Misconfigured` for a window or a share that makes no sense.
    """

    window: float = HOUR
    share: float = 0.8
    limits: Mapping[Endpoint, int] = field(default_factory=lambda: LIMITS)

    def __post_init__(self) -> None:
        if not self.window > 0:
            raise Misconfigured("The window of the call limits must be more than 0 seconds.")
        if not 0 < self.share <= 1:
            raise Misconfigured("The share of the call limits must be more than 0, at most 1.")

    def calls(self, endpoint: Endpoint) -> int | None:
        """Return how many calls may be made in any window, at least one; None for no limit."""
        limit = self.limits.get(endpoint)
        return None if limit is None else max(1, int(limit * self.share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a call may go.

    at: the moment at which it may, to be noted in the ledger; None if that is too far off.
    wait: milliseconds until then, or until it would be worth asking again.
    code: the return code that says best why it has to wait, 61 or 62.
    """

    at: int | None
    wait: int
    code: int


Decide = Callable[[int | None, Mapping[str, int]], Verdict]


class Ledger(Protocol):
    """Where calls are counted. Each method is one atomic step, whoever else uses the ledger.

    `account` says whose calls are counted; a topic is what the platform wants to be left alone: an
    endpoint, a webcast or a folder. Raises `StoreFailed` where it cannot be read or written.
    """

    async def reserve(
        self,
        account: str,
        endpoint: str,
        *,
        nth: int | None,
        topics: Sequence[str],
        decide: Decide,
    ) -> Verdict:
        """Note the moment that `decide` gives, if it gives one, and return its verdict.

        It is told the moment of the nth newest call of that endpoint, or None if there are fewer,
        and until when each of the topics is to be left alone, if ever. Calls that are older than
        the nth newest may be forgotten. Without `nth` calls are neither looked at nor noted.
        """
        ...

    async def count(self, account: str, endpoint: str, *, after: int) -> int:
        """Return how many calls of that endpoint are noted for later moments than `after`."""
        ...

    async def give_back(self, account: str, endpoint: str, at: int) -> None:
        """Forget one call noted for that moment: it was not made."""
        ...

    async def leave_alone(self, account: str, topic: str, until: int) -> None:
        """Remember until when a topic is to be left alone; a later moment is kept."""
        ...


def decide(
    nth: int | None,
    left_alone: Mapping[str, int],
    *,
    endpoint: Endpoint,
    now: int,
    window: int,
    patience: int,
) -> Verdict:
    """Judge a call by its ledger: it may go when the nth newest leaves the window.

    left_alone: until when the call's topics are, or were, to be left alone.
    patience: how many milliseconds the call would wait for its turn.

    A moment further ahead than anyone waits was noted by a clock that was wrong, and counts as now.
    """
    latest = now + max(window, patience)
    turn = now if nth is None else (nth if nth <= latest else now) + window
    free, code = max(now, turn), HOUR_LIMIT
    for topic, until in left_alone.items():
        rests = min(until, now + window)
        if rests > free:
            free, code = rests, HOUR_LIMIT if topic == endpoint else EVENT_LIMIT
    wait = free - now
    return Verdict(at=free if wait <= patience else None, wait=wait, code=code)


def topics(call: Call) -> tuple[str, ...]:
    """Return what the platform may want to be left alone by a call like this one."""
    if call.about is None:
        return (call.endpoint,)
    return (call.endpoint, _about(call))


def topic_of(code: int, call: Call) -> str:
    """Return what a call's return code, 61 or 62, wants to be left alone."""
    named = code == EVENT_LIMIT and call.about is not None
    return _about(call) if named else call.endpoint


def _about(call: Call) -> str:
    return f"{call.endpoint.thing} {call.about}"
