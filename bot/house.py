"""The bot, put together: for one workspace by its token, or for whoever installs it by OAuth."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.door import Door
from bot.errors import Misconfigured
from bot.front import Front
from bot.service.installs import KeptInstallations, OneInstallation, uninstall
from bot.service.recover import recover
from bot.service.renew import Renewal
from bot.slack.app import OTHER_WORKSPACE
from bot.slack.installing import Installing, Rotation, StatesOfInstalling, make_flow
from bot.slack.lobby import Lobby
from bot.tenancy import Installation
from bot.tenants import Shared, Tenants

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientSession

    from bot.config import Config
    from bot.farewell import Farewell
    from bot.metrics import Metrics
    from bot.service.ports import Clock
    from bot.slack.client import SlackClient
    from bot.slack.installing import Flow
    from bot.slack.lobby import Gone
    from bot.slack.parts import Parts
    from bot.store import Store

log = logging.getLogger(__name__)

NOT_INSTALLED = "The webcast bot is not installed in this workspace. Ask an admin to install it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the bot stands on, whomever it serves; `client` has the token of no workspace."""

    config: Config
    shared: Shared
    store: Store
    client: SlackClient
    session: ClientSession
    metrics: Metrics
    farewell: Farewell


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, ready to serve; its requests come in by the door.

    `flow` is there where workspaces install it by OAuth, as is `renewal`.
    """

    ground: Ground
    app: Front
    door: Door
    tenants: Tenants
    lobby: Lobby
    flow: Flow | None = None
    renewal: Renewal | None = None

    @property
    def parts(self) -> Parts:
        """What serves the only workspace that is open."""
        return self.tenants.only.parts

    @property
    def store(self) -> Store:
        """All that is remembered."""
        return self.ground.store

    @property
    def clock(self) -> Clock:
        """The clock that it goes by."""
        return self.ground.shared.clock

    def retire(self) -> None:
        """Begin to stop: say that it is not ready any more, and take up nothing that is due."""
        self.ground.farewell.begin()
        self.tenants.alarm.retire()

    async def finish(self) -> None:
        """Finish what is under way in the time that is left; what is cut off stays claimed."""
        self.retire()
        left = self.ground.farewell.left
        renewing = [self.renewal.close(patience=left)] if self.renewal else []
        await asyncio.gather(
            *renewing, self.lobby.close(patience=left), self.tenants.close(patience=left)
        )


@asynccontextmanager
async def by_token(ground: Ground) -> AsyncIterator[Bot]:
    """Serve the one workspace whose token was given; raises `Misconfigured` if it is no good."""
    token = ground.config.slack_bot_token
    register = OneInstallation(await _installation(ground.client, token))

    async def gone(_enterprise: str, team: str, _at: datetime) -> None:
        log.warning("Slack ended the installation in workspace %s", team)

    tenants = Tenants(ground.shared, register)
    lobby = _lobby(ground, OTHER_WORKSPACE, gone)
    bot = _bot(ground, tenants, lobby)
    try:
        for workspace in await register.workspaces():
            await tenants.tenant(workspace)
        await recover(chats=tenants, store=ground.store)
        tenants.alarm.start()
        yield bot
    finally:
        await bot.finish()


@asynccontextmanager
async def by_oauth(ground: Ground) -> AsyncIterator[Bot]:
    """Serve every workspace that installs the bot."""
    store, shared = ground.store, ground.shared
    tenants = Tenants(shared, KeptInstallations(store))

    async def installed(installation: Installation) -> None:
        await tenants.refresh()
        if installation.team:
            await tenants.tenant(installation.team)

    async def gone(enterprise: str, team: str, at: datetime) -> None:
        await uninstall(enterprise, team, at=at, store=store)
        await tenants.refresh()

    app = ground.config.slack_client_id, ground.config.slack_client_secret
    renewal = Renewal(
        secrets.token_hex(8),
        store=store,
        renew=Rotation(*app, ground.client),
        refresh=tenants.refresh,
        clock=shared.clock,
    )
    flow = make_flow(
        *app,
        client=ground.client,
        installs=Installing(store, installed),
        states=StatesOfInstalling(store, shared.clock),
    )
    bot = _bot(ground, tenants, _lobby(ground, NOT_INSTALLED, gone), flow, renewal)
    try:
        await recover(chats=tenants, store=store)
        tenants.open_all()
        tenants.alarm.start()
        renewal.start()
        yield bot
    finally:
        await bot.finish()


def _lobby(ground: Ground, refusal: str, gone: Gone) -> Lobby:
    secret = ground.config.slack_signing_secret
    return Lobby(ground.client, secret, refusal=refusal, gone=gone)


def _bot(
    ground: Ground,
    tenants: Tenants,
    lobby: Lobby,
    flow: Flow | None = None,
    renewal: Renewal | None = None,
) -> Bot:
    front = Front(tenants, lobby, ground.config.slack_signing_secret)
    return Bot(
        ground=ground,
        app=front,
        door=Door(front, ground.metrics),
        tenants=tenants,
        lobby=lobby,
        flow=flow,
        renewal=renewal,
    )


async def _installation(client: SlackClient, token: str) -> Installation:
    """Ask Slack whose token it is."""
    try:
        answer = await client.auth_test(token=token)
    except SlackApiError as error:
        code = error.response.get("error", "an error")
        message = f"Slack does not accept SLACK_BOT_TOKEN ({code}). Install the app again."
        raise Misconfigured(message) from error
    except (SlackClientError, OSError, TimeoutError) as error:
        message = f"Slack cannot be reached at {client.base_url}: {error}."
        raise Misconfigured(message) from error
    return Installation(
        enterprise=answer.get("enterprise_id") or "",
        team=answer["team_id"],
        name=answer.get("team") or "",
        bot_id=answer["bot_id"],
        bot_user=answer["user_id"],
        installed_at=datetime.now(UTC),
        token=token,
    )
