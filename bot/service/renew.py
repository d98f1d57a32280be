"""Tokens that Slack rotates: renewed well ahead of their end, by one process at a time."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.errors import NotDelivered, StoreFailed
from bot.service.ports import Installs, Leases
from bot.tenancy import is_due

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.service.ports import Clock
    from bot.tenancy import Installation

log = logging.getLogger(__name__)

PERIOD = 300.0
"""Seconds between two looks."""
LEASE = timedelta(minutes=10)
"""How long nobody else renews after one was renewed; a call takes half a minute at most."""
_NAME = "tokens"


class Keeps(Installs, Leases, Protocol):
    """The store, as far as it keeps installations and who renews them."""


class Renewal:
    """One task that renews what is due, and lets the workspaces at hand take what others renewed.

    holder: a name that no other process has.
    renew: gets new tokens; raises `NotDelivered` where Slack gives none.
    refresh: is called after each look.
    """

    def __init__(
        self,
        holder: str,
        *,
        store: Keeps,
        renew: Callable[[Installation], Awaitable[Installation]],
        refresh: Callable[[], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._holder = holder
        self._store = store
        self._renew = renew
        self._refresh = refresh
        self._clock = clock
        self._unkept: list[Installation] = []
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, with what is due by now."""
        self._task = asyncio.create_task(self._run())

    async def close(self, *, patience: float) -> None:
        """Finish what is under way within `patience` seconds: a token is renewed only once."""
        self._stopping.set()
        if self._task:
            _, late = await asyncio.wait([self._task], timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def look(self) -> None:
        """Renew what is due, unless another process is at it; raises `StoreFailed`."""
        await self._keep_unkept()
        if self._unkept:
            return  # what stands in the database is used up
        for installation in await self._store.installations():
            if is_due(installation, self._clock()):
                if self._stopping.is_set() or not await self._is_ours():
                    break
                await self._renew_if_due(installation)
        await self._refresh()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.look()
            except Exception:
                log.exception("tokens could not be looked after; that is tried again")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), PERIOD)

    async def _is_ours(self) -> bool:
        now = self._clock()
        return await self._store.take_lease(_NAME, self._holder, now=now, until=now + LEASE)

    async def _renew_if_due(self, seen: Installation) -> None:
        """Read an installation once more, now that nobody else renews it, and renew it."""
        installation = await (
            self._store.team_installation(seen.team)
            if seen.team
            else self._store.org_installation(seen.enterprise)
        )
        if installation and is_due(installation, self._clock()):
            await self._renew_one(installation)

    async def _renew_one(self, installation: Installation) -> None:
        try:
            renewed = await self._renew(installation)
        except NotDelivered as error:
            log.error(  # noqa: TRY400  (the cause tells all)
                "the token of %s could not be renewed: %s %s",
                installation.name,
                error,
                error.__cause__ or "",
            )
            return
        self._unkept.append(renewed)
        await self._keep_unkept()

    async def _keep_unkept(self) -> None:
        """Keep new tokens, for nobody else has them; what cannot be kept now is tried again."""
        for renewed in tuple(self._unkept):
            try:
                is_kept = await self._store.renew_installation(renewed)
            except StoreFailed:
                log.exception("the new token of %s is not kept yet", renewed.name)
                return
            self._unkept.remove(renewed)
            log.info("the token of %s is renewed%s", renewed.name, "" if is_kept else ", too late")
