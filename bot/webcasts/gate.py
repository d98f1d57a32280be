"""Lets calls through as the budget allows, in the order in which they ask."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import StoreFailed
from bot.health import Allowance
from bot.webcasts import budget, failures
from bot.webcasts.codes import EVENT_LIMIT, HOUR_LIMIT, Endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.errors import PlatformError, Throttled
    from bot.webcasts.budget import Budget, Ledger, Verdict
    from bot.webcasts.protocol import Call
    from bot.webcasts.timing import Timing

log = logging.getLogger(__name__)

SECOND: Final = 1000


class Gate:
    """The one way to the platform for the calls of an account.

    patience: seconds that a call waits for its turn before it is refused.
    """

    def __init__(
        self, account: str, *, budget: Budget, ledger: Ledger, patience: float, timing: Timing
    ) -> None:
        self._account = account
        self._budget = budget
        self._ledger = ledger
        self._patience = round(patience * SECOND)
        self._timing = timing

    async def enter(self, call: Call) -> int:
        """Wait for the call's turn and return it; `Throttled` at once if that is too far off.

        A caller that stops waiting leaves its turn unused.
        """
        verdict = await self._ask(call, nth=self._budget.calls(call.endpoint))
        if verdict.at is None:
            raise self._refused(call, verdict)
        if verdict.wait:
            await self._timing.sleep(verdict.wait / SECOND)
            await self._look_again(call, verdict.at)
        return verdict.at

    async def allowances(self) -> tuple[Allowance, ...]:
        """Tell how many calls of each endpoint with a limit may be made for now."""
        found = []
        for endpoint in Endpoint:
            if most := self._budget.calls(endpoint):
                left = await self._left(endpoint, most)
                found.append(Allowance(endpoint=endpoint, left=left, most=most))
        return tuple(found)

    async def give_back(self, call: Call, turn: int) -> None:
        """Return the turn of a call that was not sent."""
        with suppress(StoreFailed):
            await self._ledger.give_back(self._account, call.endpoint, turn)

    async def heed(self, call: Call, error: Throttled) -> PlatformError:
        """Leave alone what the platform declared used up; return the error that says how long."""
        if error.code not in {EVENT_LIMIT, HOUR_LIMIT}:
            return error
        window = self._budget.window
        topic = budget.topic_of(error.code, call)
        log.warning("%s: code %s, left alone for %.0f s", topic, error.code, window)
        with suppress(StoreFailed):
            until = self._now() + round(window * SECOND)
            await self._ledger.leave_alone(self._account, topic, until)
        return failures.refusal(error.code, call.endpoint, retry_after=window)

    async def _left(self, endpoint: Endpoint, most: int) -> int:
        if (await self._judge(endpoint, (endpoint,), nth=None)).wait:
            return 0
        after = self._now() - round(self._budget.window * SECOND)
        return max(0, most - await self._ledger.count(self._account, endpoint, after=after))

    async def _look_again(self, call: Call, turn: int) -> None:
        """Stop a call that waited if the platform has asked to be left alone meanwhile."""
        verdict = await self._ask(call, nth=None)
        if verdict.wait:
            await self.give_back(call, turn)
            raise self._refused(call, verdict)

    async def _ask(self, call: Call, *, nth: int | None) -> Verdict:
        try:
            return await self._judge(call.endpoint, budget.topics(call), nth=nth)
        except StoreFailed as error:
            raise failures.uncounted(call.endpoint) from error

    async def _judge(
        self, endpoint: Endpoint, topics: Sequence[str], *, nth: int | None
    ) -> Verdict:
        judge = partial(
            budget.decide,
            endpoint=endpoint,
            now=self._now(),
            window=round(self._budget.window * SECOND),
            patience=self._patience,
        )
        return await self._ledger.reserve(
            self._account, endpoint, nth=nth, topics=topics, decide=judge
        )

    def _refused(self, call: Call, verdict: Verdict) -> PlatformError:
        seconds = verdict.wait / SECOND
        log.warning("%s: not sent, no turn for %.0f s", call.endpoint, seconds)
        return failures.refusal(verdict.code, call.endpoint, retry_after=seconds)

    def _now(self) -> int:
        return int(self._timing.now() * SECOND)
