"""One login for everybody, renewed before it ends, and stopped where it is refused."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.errors import Refused, StoreFailed, Throttled
from bot.webcasts.protocol import Token
from bot.webcasts.vault import NoVault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.webcasts.vault import Vault

log = logging.getLogger(__name__)

MARGIN: Final = 300.0
MARGIN_SHARE: Final = 0.1
"""A token is renewed 5 minutes ahead of its end, or a tenth of its lifetime if that is less."""
LOOKS: Final = 25
PAUSE: Final = 0.2
"""How often it is looked, so many seconds apart, for the token that another process is getting."""


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
    vault: where other processes find the token, and theirs is found. Where it cannot be used, or
        another process does not come to an end with its login, this one logs in by itself.
    sleep: a pause of so many seconds.
    """

    def __init__(
        self,
        log_in: Callable[[], Awaitable[Token]],
        *,
        clock: Callable[[], float],
        cool_down: float,
        vault: Vault | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._log_in = log_in
        self._clock = clock
        self._cool_down = cool_down
        self._vault = vault or NoVault()
        self._sleep = sleep
        self._rejected = ""
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
            self._held, self._rejected = None, rejected
        return await self.token()

    def _stop_if_refused(self) -> None:
        if self._stopped and self._clock() < self._stopped.until:
            raise self._stopped.error.with_traceback(None)

    async def _renew(self) -> str:
        try:
            self._held = await self._shared() or await self._own()
            self._stopped = None
            return self._held.text
        finally:
            self._under_way = None

    async def _shared(self) -> _Held | None:
        """Return the token that another process got, or gets; None where this one is to log in."""
        with suppress(StoreFailed):
            for _ in range(LOOKS):
                is_ours = await self._vault.claim()
                if found := await self._found():
                    if is_ours:
                        await self._vault.give_up()
                    return found
                if is_ours:
                    return None
                await self._sleep(PAUSE)
        return None

    async def _found(self) -> _Held | None:
        found = await self._vault.find()
        if found is None or found.text == self._rejected:
            return None
        return _Held(text=found.text, renew_at=self._clock() + found.lifetime)

    async def _own(self) -> _Held:
        """Log in, and keep the token for the others."""
        asked_at = self._clock()
        try:
            token = await self._log_in()
            # Counted from before the question: the token is younger than that, never older.
            good_for = token.lifetime - min(MARGIN, MARGIN_SHARE * token.lifetime)
            held = _Held(text=token.text, renew_at=asked_at + good_for)
            with suppress(StoreFailed):
                left = held.renew_at - self._clock()
                await self._vault.keep(Token(text=held.text, lifetime=left))
        except Refused as error:
            self._stopped = _Stopped(error=error, until=self._clock() + self._pause(error))
            log.error("login refused with code %s; stopped until the cool-down is over", error.code)  # noqa: TRY400  (raised again below; no traceback needed)
            raise
        else:
            return held
        finally:
            with suppress(StoreFailed):
                await self._vault.give_up()

    def _pause(self, error: Refused) -> float:
        return error.retry_after if isinstance(error, Throttled) else self._cool_down


def _note_unheard(task: asyncio.Task[str]) -> None:
    """Take note of how a login ended, so that one which nobody waits for any more is quiet."""
    if not task.cancelled():
        task.exception()
