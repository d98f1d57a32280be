"""One bot for each workspace: opened once, when it is first asked for, and kept."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.alarm import Alarm
from bot.service.folders import Folders
from bot.service.members import Members
from bot.service.platform import Connected
from bot.service.settings import ChannelLanguage
from bot.slack.app import make_app
from bot.slack.chat import SlackChat
from bot.slack.client import SlackClient
from bot.slack.desk import Desk
from bot.slack.homes import Homes
from bot.slack.pace import Pace
from bot.slack.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection

    from aiohttp import ClientSession
    from slack_bolt.async_app import AsyncApp

    from bot.farewell import Farewell
    from bot.metrics import Metrics
    from bot.service.ports import Clock, LogsIn, MakesClients, Register, Store
    from bot.tenancy import Installation

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all workspaces share.

    `operator` is the platform account of whoever runs the bot, for workspaces without their own;
    `meanwhile` does a piece of what can wait, and tells whether there may be more.
    """

    store: Store
    clock: Clock
    slack: ClientSession
    slack_api_url: str
    signing_secret: str
    metrics: Metrics
    farewell: Farewell
    log_in_as: MakesClients
    meanwhile: Callable[[], Awaitable[bool]]
    operator: LogsIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """The bot of one workspace, ready to serve."""

    installation: Installation
    client: SlackClient
    parts: Parts
    app: AsyncApp

    async def close(self, *, patience: float) -> None:
        """Finish what is under way, within `patience` seconds."""
        await self.parts.desk.close(patience=patience)
        await self.parts.folders.close()

    def is_of(self, installation: Installation) -> bool:
        """Tell whether an installation is the one it was opened from, but for its token."""
        mine = self.installation
        return (mine.bot_id, mine.bot_user) == (installation.bot_id, installation.bot_user)


class Tenants:
    """The workspaces that are served, and the one alarm for what is due in any of them."""

    def __init__(self, shared: Shared, register: Register) -> None:
        self._shared = shared
        self._register = register
        self._open: dict[str, Tenant] = {}
        self._opening: dict[str, asyncio.Task[Tenant | None]] = {}
        self._all_opening: asyncio.Task[None] | None = None
        note = shared.metrics.work_failed
        self.alarm = Alarm(
            chats=self,
            store=shared.store,
            clock=shared.clock,
            note=note,
            meanwhile=shared.meanwhile,
        )

    async def tenant(self, workspace: str, enterprise: str = "") -> Tenant | None:
        """Return the bot of a workspace, opened if need be; None where it is not installed.

        Opening asks nobody but the database. Raises `StoreFailed`.
        """
        if found := self._open.get(workspace):
            return found
        opening = self._opening.get(workspace)
        if opening is None:
            work = self._open_one(workspace, enterprise)
            # in a context of its own: nothing of whoever happens to ask first belongs to it
            opening = asyncio.create_task(work, context=Context())
            self._opening[workspace] = opening
            opening.add_done_callback(lambda _: self._opening.pop(workspace, None))
        return await asyncio.shield(opening)

    @property
    def only(self) -> Tenant:
        """The one workspace that is open."""
        [tenant] = self._open.values()
        return tenant

    async def chat_of(self, workspace: str) -> SlackChat | None:
        """Return the Slack of a workspace; None where the bot is not installed."""
        found = await self.tenant(workspace)
        return found.parts.chat if found else None

    async def draw_homes(self, workspace: str, users: Collection[str]) -> None:
        """Draw the Homes of those who ever opened theirs anew."""
        if found := await self.tenant(workspace):
            await found.parts.homes.draw(users)

    def open_all(self) -> None:
        """Begin to open every workspace, so that none has to wait for it."""
        self._all_opening = asyncio.create_task(self._open_all(), context=Context())

    async def refresh(self) -> None:
        """Let every open workspace take the token kept by now; close those that left.

        Those that are being opened may go by an installation that is gone: they are looked at, too.
        """
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        for workspace, tenant in tuple(self._open.items()):
            installation = await self._register.find(workspace)
            if installation and tenant.is_of(installation):
                tenant.client.token = installation.token
            elif self._open.get(workspace) is tenant:  # else it came back meanwhile
                del self._open[workspace]
                log.info("workspace %s is closed", workspace)
                await tenant.close(patience=self._shared.farewell.left)

    async def idle(self) -> None:
        """Wait until nothing is under way in any workspace."""
        if self._all_opening:
            await self._all_opening
        await asyncio.gather(*(tenant.parts.desk.idle() for tenant in self._open.values()))

    async def close(self, *, patience: float) -> None:
        """Finish what is under way in every workspace, within `patience` seconds."""
        if self._all_opening:
            self._all_opening.cancel()
            await asyncio.gather(self._all_opening, return_exceptions=True)
        closing = [tenant.close(patience=patience) for tenant in self._open.values()]
        await asyncio.gather(self.alarm.close(patience=patience), *closing)

    async def _open_all(self) -> None:
        for workspace in await self._register.workspaces():
            try:
                await self.tenant(workspace)
            except Exception:
                log.exception("workspace %s could not be opened yet", workspace)

    async def _open_one(self, workspace: str, enterprise: str) -> Tenant | None:
        installation = await self._register.find(workspace, enterprise)
        if installation is None:
            return None
        tenant = await open_tenant(
            workspace, installation, self._shared, self.alarm, self._token_of(workspace)
        )
        self._open[workspace] = tenant
        log.info("workspace %s is open", workspace)
        return tenant

    def _token_of(self, workspace: str) -> Callable[[], Awaitable[str]]:
        async def renewed() -> str:
            installation = await self._register.find(workspace)
            return installation.token if installation else ""

        return renewed


async def open_tenant(
    workspace: str,
    installation: Installation,
    shared: Shared,
    alarm: Alarm,
    renewed: Callable[[], Awaitable[str]],
) -> Tenant:
    """Put the bot of one workspace together."""
    store, clock = shared.store, shared.clock
    client = SlackClient(
        shared.metrics,
        token=installation.token,
        base_url=shared.slack_api_url,
        session=shared.slack,
        renewed=renewed,
    )
    chat = SlackChat(
        client,
        workspace,
        clock,
        channel_language=ChannelLanguage(workspace, store, clock).now,
        turn=Pace(workspace, store, clock).turn,
    )
    webcasts = Connected(
        workspace,
        accounts=store,
        log_in_as=lambda login: shared.log_in_as(login, workspace),
        operator=shared.operator,
    )
    is_first = _deliveries(workspace, store, clock)
    desk = Desk(chat.speak_to, is_first, shared.metrics.work_failed)
    members = Members(workspace, chat, store)
    parts = Parts(
        workspace=workspace,
        webcasts=webcasts,
        log_in_as=shared.log_in_as,
        store=store,
        chat=chat,
        members=members,
        folders=Folders(webcasts, clock),
        clock=clock,
        desk=desk,
        homes=Homes(members, chat, store, webcasts, clock, desk),
        alarm=alarm,
    )
    app = make_app(parts, installation, client, shared.signing_secret)
    return Tenant(installation=installation, client=client, parts=parts, app=app)


def _deliveries(workspace: str, store: Store, clock: Clock) -> Callable[[str], Awaitable[bool]]:
    """Make what tells whether something is delivered for the first time."""

    async def is_first(key: str) -> bool:
        return await store.note_delivery(workspace, key, clock())

    return is_first
