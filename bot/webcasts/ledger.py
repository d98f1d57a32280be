"""A ledger in memory: for a client on its own, in one process, until it ends."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.webcasts.budget import Decide, Verdict


class MemoryLedger:
    """Counts calls as long as it lives; several clients may share one. See `budget.Ledger`.

    A method never waits, so no other task comes between its reading and its writing.
    """

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._left_alone: dict[tuple[str, str], int] = {}

    async def reserve(
        self,
        account: str,
        endpoint: str,
        *,
        nth: int | None,
        topics: Sequence[str],
        decide: Decide,
    ) -> Verdict:
        """Note the moment that `decide` gives, if it gives one, and return its verdict."""
        rests = self._rests(account, topics)
        if nth is None:
            return decide(None, rests)
        calls = self._calls[account, endpoint]
        del calls[:-nth]
        verdict = decide(calls[0] if len(calls) == nth else None, rests)
        if verdict.at is not None:
            insort(calls, verdict.at)
        return verdict

    async def count(self, account: str, endpoint: str, *, after: int) -> int:
        """Return how many calls of that endpoint are noted for later moments than `after`."""
        return sum(at > after for at in self._calls[account, endpoint])

    async def give_back(self, account: str, endpoint: str, at: int) -> None:
        """Forget one call noted for that moment: it was not made."""
        calls = self._calls[account, endpoint]
        if at in calls:
            calls.remove(at)

    async def leave_alone(self, account: str, topic: str, until: int) -> None:
        """Remember until when a topic is to be left alone; a later moment is kept."""
        known = self._left_alone.get((account, topic), until)
        self._left_alone[account, topic] = max(known, until)

    def _rests(self, account: str, topics: Sequence[str]) -> dict[str, int]:
        if not self._left_alone:
            return {}
        found = ((topic, self._left_alone.get((account, topic))) for topic in topics)
        return {topic: until for topic, until in found if until is not None}
