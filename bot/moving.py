"""Workspaces that come and go, and people of whole organizations: what follows for the bot."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.errors import BotError
from bot.service.installs import admit, release, uninstall
from bot.slack.leaving import heed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.service.ports import Clock, Installs
    from bot.tenancy import Installation
    from bot.tenants import Tenants

log = logging.getLogger(__name__)


class Moving:
    """What follows where workspaces and organizations install the bot by themselves."""

    def __init__(self, tenants: Tenants, store: Installs, clock: Clock) -> None:
        self._tenants = tenants
        self._store = store
        self._clock = clock

    async def installed(self, installation: Installation) -> None:
        """Serve whoever installed it at once; if that fails now, their first request does it."""
        try:
            await self._tenants.refresh()
            if installation.team:
                await self._serve(installation.team)
        except BotError:
            log.exception("%s is installed, and not served yet", installation.name)

    async def gone(self, enterprise: str, team: str, at: datetime) -> None:
        """Serve a workspace, or without a team an organization, no more."""
        await uninstall(enterprise, team, at=at, store=self._store)
        await self._tenants.refresh()

    async def granted(self, enterprise: str, teams: Collection[str]) -> None:
        """Serve workspaces that an organization adds its installation to."""
        for team in teams:
            if await admit(team, enterprise, store=self._store, clock=self._clock):
                await self._serve(team)

    async def revoked(self, enterprise: str, teams: Collection[str], at: datetime) -> None:
        """Serve workspaces that an organization takes its installation from no more."""
        for team in teams:
            await release(team, enterprise, at=at, store=self._store)
        await self._tenants.refresh()

    async def changed(self, enterprise: str, user: Mapping[str, Any]) -> None:
        """Heed a change to somebody's account in every workspace of an organization."""
        served = await self._store.served()
        for workspace in (each for each, org in served.items() if org == enterprise):
            if tenant := await self._tenants.tenant(workspace):
                heed(tenant.parts, user)

    async def _serve(self, team: str) -> None:
        await self._tenants.tenant(team)
        self._tenants.alarm.wake()


class Staying:
    """What follows for the one workspace whose token was given: a line in the log."""

    async def gone(self, enterprise: str, team: str, _at: datetime) -> None:
        """Say that the token is good no more."""
        log.warning("Slack ended the installation in %s%s", enterprise, team)

    async def granted(self, enterprise: str, teams: Collection[str]) -> None:
        """Do nothing: other workspaces are not served."""

    async def revoked(self, enterprise: str, teams: Collection[str], _at: datetime) -> None:
        """Do nothing: the token is the workspace's own."""

    async def changed(self, enterprise: str, user: Mapping[str, Any]) -> None:
        """Do nothing: the workspace hears of its own people by itself."""
