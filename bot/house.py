"""The bot, put together: for one workspace by its token, or for whoever installs it by OAuth."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.door import Door
from bot.errors import Misconfigured
from bot.front import Front
from bot.moving import Moving, Staying
from bot.service.installs import KeptInstallations, OneInstallation
from bot.service.renew import Renewal
from bot.slack.app import OTHER_WORKSPACE
from bot.slack.client import SlackClient
from bot.slack.installing import Installing, Rotation, StatesOfInstalling, make_flow
from bot.slack.lobby import Lobby
from bot.tenancy import Installation
from bot.tenants import Tenants

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientSession

    from bot.config import Config
    from bot.metrics import Metrics
    from bot.slack.installing import Flow
    from bot.slack.parts import Parts
    from bot.store import Store
    from bot.tenants import Shared

NOT_INSTALLED = "The webcast bot is not installed in this workspace. Ask an admin to install it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, ready to serve; its requests come in by the door.

    `flow` is there where workspaces install it by OAuth.
    """

    door: Door
    tenants: Tenants
    lobby: Lobby
    client: SlackClient
    shared: Shared
    flow: Flow | None = None

    @property
    def parts(self) -> Parts:
        """What serves the only workspace that is open."""
        return self.tenants.only.parts

    def retire(self) -> None:
        """Begin to stop: say that it is not ready any more, and take up nothing that is due."""
        self.shared.farewell.begin()
        self.tenants.alarm.retire()

    async def finish(self) -> None:
        """Finish what is under way in the time that is left; what is cut off stays claimed."""
        self.retire()
        left = self.shared.farewell.left
        await asyncio.gather(self.tenants.close(patience=left), self.lobby.close(patience=left))


@asynccontextmanager
async def by_token(config: Config, shared: Shared) -> AsyncIterator[Bot]:
    """Serve the one workspace whose token was given."""
    client = slack_client(config, shared.slack, shared.metrics)
    register = OneInstallation(await _installation(client))
    tenants = Tenants(shared, register)
    lobby = Lobby(client, shared.signing_secret, refusal=OTHER_WORKSPACE, hears=Staying())
    bot = _bot(tenants, lobby, client, shared)
    try:
        for workspace in await register.workspaces():
            await tenants.tenant(workspace)
        tenants.alarm.start()
        yield bot
    finally:
        await bot.finish()


@asynccontextmanager
async def by_oauth(config: Config, shared: Shared, store: Store) -> AsyncIterator[Bot]:
    """Serve every workspace that installs the bot."""
    client = slack_client(config, shared.slack, shared.metrics)
    tenants = Tenants(shared, KeptInstallations(store, shared.clock))
    moving = Moving(tenants, store, shared.clock)
    lobby = Lobby(client, shared.signing_secret, refusal=NOT_INSTALLED, hears=moving)
    renewal = Renewal(
        secrets.token_hex(8),
        store=store,
        renew=Rotation(config.slack_client_id, config.slack_client_secret, client),
        refresh=tenants.refresh,
        clock=shared.clock,
    )
    flow = make_flow(
        config.slack_client_id,
        config.slack_client_secret,
        client=client,
        installs=Installing(store, moving.installed),
        states=StatesOfInstalling(store, shared.clock),
    )
    bot = _bot(tenants, lobby, client, shared, flow)
    try:
        tenants.open_all()
        tenants.alarm.start()
        renewal.start()
        yield bot
    finally:
        bot.retire()
        await asyncio.gather(renewal.close(patience=shared.farewell.left), bot.finish())


def _bot(
    tenants: Tenants, lobby: Lobby, client: SlackClient, shared: Shared, flow: Flow | None = None
) -> Bot:
    front = Front(tenants, lobby, shared.signing_secret)
    return Bot(
        door=Door(front, shared.metrics),
        tenants=tenants,
        lobby=lobby,
        client=client,
        shared=shared,
        flow=flow,
    )


def slack_client(
    config: Config, session: ClientSession, metrics: Metrics, token: str = ""
) -> SlackClient:
    """Make a client of Slack's Web API; without a token, the one in the settings is its own."""
    return SlackClient(
        metrics,
        token=token or config.slack_bot_token,
        base_url=config.slack_api_url,
        session=session,
    )


async def _installation(client: SlackClient) -> Installation:
    """Ask Slack whose token it is."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error", "an error")
        message = f"Slack does not accept SLACK_BOT_TOKEN ({code}). Install the app again."
        raise Misconfigured(message) from error
    except (SlackClientError, OSError, TimeoutError) as error:
        message = f"Slack cannot be reached at {client.base_url}: {error}."
        raise Misconfigured(message) from error
    if answer["team_id"].startswith("E"):
        message = (
            "SLACK_BOT_TOKEN is of a whole organization, which installs the bot by OAuth: set "
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead."
        )
        raise Misconfigured(message)
    return Installation(
        enterprise=answer.get("enterprise_id") or "",
        team=answer["team_id"],
        name=answer.get("team") or "",
        bot_id=answer["bot_id"],
        bot_user=answer["user_id"],
        installed_at=datetime.now(UTC),
        token=client.token or "",
    )
