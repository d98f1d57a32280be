"""Where the bot is installed: which installation serves a workspace, and what an end of it ends."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.service.ports import Clock, Installs
    from bot.tenancy import Installation

log = logging.getLogger(__name__)


class OneInstallation:
    """The only workspace of a bot that was given its token; no other is served."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None:  # noqa: ARG002  (part of the Protocol)
        """Return the installation, if it is that workspace's."""
        return self._installation if workspace == self._installation.team else None

    async def workspaces(self) -> tuple[str, ...]:
        """Return the one workspace."""
        return (self._installation.team,)


class KeptInstallations:
    """The installations in the database, as they are at the moment of asking."""

    def __init__(self, store: Installs, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None:
        """Return the workspace's own installation, or else its organization's.

        Slack names the organization in every request. For what the bot does by itself it is the one
        in which the workspace was seen.
        """
        if own := await self._store.team_installation(workspace):
            return own
        seen_in = await self._store.served_in(workspace)
        found = await self._store.org_installation(enterprise or seen_in)
        if found and enterprise not in {"", seen_in}:
            await self._store.note_served(workspace, enterprise, self._clock())
        return found

    async def workspaces(self) -> tuple[str, ...]:
        """Return every workspace that is served: by its own installation, or by one seen before."""
        found = await self._store.installations()
        orgs = {each.enterprise for each in found if each.is_org}
        seen = [each for each, org in (await self._store.served()).items() if org in orgs]
        return tuple(dict.fromkeys([*(each.team for each in found if each.team), *seen]))


async def admit(team: str, enterprise: str, *, store: Installs, clock: Clock) -> bool:
    """Let an organization's installation serve a workspace; False if there is none."""
    if await store.org_installation(enterprise) is None:
        return False
    await store.note_served(team, enterprise, clock())
    return True


async def release(team: str, enterprise: str, *, at: datetime, store: Installs) -> bool:
    """End that an organization's installation serves a workspace, as `uninstall` does.

    False where it did not, or where somebody connected an account there since `at`: then the
    workspace has it again, and the news is late.
    """
    is_gone = await store.release(team, enterprise, before=at)
    log.info("the installation of %s for %s ended: %s", enterprise, team, is_gone)
    return is_gone


async def uninstall(enterprise: str, team: str, *, at: datetime, store: Installs) -> bool:
    """Remove an installation that ended at a moment, and what must not outlive it.

    Its tokens go, and for each workspace that is served no more the platform account and all that
    is planned; webcasts and their history stay for another installation. Slack may deliver the news
    late or twice: an installation made since then stays, and False is returned.
    """
    is_gone = await store.uninstall(enterprise, team, before=at)
    log.info("the installation of %s%s ended: %s", enterprise, team and f" {team}", is_gone)
    return is_gone
