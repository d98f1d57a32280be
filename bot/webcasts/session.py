"""One login for everybody, renewed before it ends, and stopped where it is refused."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import Refused, Throttled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.webcasts.protocol import Token

log = logging.getLogger(__name__)

MARGIN: Final = 300.0
MARGIN_SHARE: Final = 0.1
"""A token is renewed 5 minutes ahead of its end, or a tenth of its lifetime if that is less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The token in use, until `renew_at` on the local clock."""

    text: str = field(repr=False)
    renew_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stopped:
    """A refusal that holds until `until` on the local clock."""

    error: Refused
    until: float


class SharedLogin:
    """Hands out the token; however many callers wait, one login is under way.

    log_in: makes one login; raises `Refused` where the platform says no.
    clock: seconds on a clock that never jumps.
    cool_down: seconds without another attempt after a refused one.
    """

    def __init__(
        self,
        log_in: Callable[[], Awaitable[Token]],
        *,
        clock: Callable[[], float],
        cool_down: float,
    ) -> None:
        self._log_in = log_in
        self._clock = clock
        self._cool_down = cool_down
        self._held: _Held | None = None
        self._stopped: _Stopped | None = None
        self._under_way: asyncio.Task[str] | None = None

    async def token(self) -> str:
        """Return a token that should still be good.

        Raises `Refused` where the platform refuses the login; that refusal is repeated without
        asking the platform again until the cool-down is over.
        """
        if self._held and self._clock() < self._held.renew_at:
            return self._held.text
        self._stop_if_refused()
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._renew())
            self._under_way.add_done_callback(_note_unheard)
        # Shielded: a caller that gives up must not end the login of the others.
        return await asyncio.shield(self._under_way)

    async def token_instead_of(self, rejected: str) -> str:
        """Return a token other than one the platform rejected; one login per rejected token."""
        if self._held and self._held.text == rejected:
            self._held = None
        return await self.token()

    def _stop_if_refused(self) -> None:
        if self._stopped and self._clock() < self._stopped.until:
            raise self._stopped.error.with_traceback(None)

    async def _renew(self) -> str:
        asked_at = self._clock()
        try:
            token = await self._log_in()
        except Refused as error:
            self._stopped = _Stopped(error=error, until=self._clock() + self._pause(error))
            log.error("login refused with code %s; stopped until the cool-down is over", error.code)  # noqa: TRY400  (raised again below; no traceback needed)
            raise
        else:
            # Counted from before the question: the token is younger than that, never older.
            margin = min(MARGIN, MARGIN_SHARE * token.lifetime)
            self._held = _Held(text=token.text, renew_at=asked_at + token.lifetime - margin)
            self._stopped = None
            return token.text
        finally:
            self._under_way = None

    def _pause(self, error: Refused) -> float:
        return error.retry_after if isinstance(error, Throttled) else self._cool_down


def _note_unheard(task: asyncio.Task[str]) -> None:
    """Take note of how a login ended, so that one which nobody waits for any more is quiet."""
    if not task.cancelled():
        task.exception()
