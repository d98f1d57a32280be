"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.door import Door
from bot.errors import BotError, Misconfigured
from bot.farewell import Farewell
from bot.front import Front
from bot.health import About, Finding
from bot.metrics import Metrics
from bot.service.doctor import examine_database, examine_each, examine_platform
from bot.service.installs import KeptInstallations, OneInstallation, uninstall
from bot.service.renew import Renewal
from bot.slack.app import OTHER_WORKSPACE
from bot.slack.chat import SlackChat
from bot.slack.client import SlackClient
from bot.slack.ids import SCOPES
from bot.slack.installing import Installing, Rotation, StatesOfInstalling, make_flow
from bot.slack.lobby import Lobby
from bot.store import Cipher, Store, open_store, open_store_as_it_is
from bot.tenancy import Installation, Login
from bot.tenants import Shared, Tenants
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config
    from bot.service.ports import Clock
    from bot.slack.installing import Flow
    from bot.slack.parts import Parts
    from bot.webcasts.budget import Ledger
    from bot.webcasts.watch import Watch

log = logging.getLogger(__name__)

NOT_INSTALLED = "The webcast bot is not installed in this workspace. Ask an admin to install it."
ANSWER_PATIENCE = 3.0
"""Seconds that a server which stops waits for answers under way: Slack waits no longer."""


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
async def open_bot(config: Config, *, clock: Clock | None = None) -> AsyncIterator[Bot]:
    """Open the store, the platform and Slack; settle what the last stop left half done.

    Raises `Misconfigured` where Slack does not accept the token, or the database cannot be opened.
    """
    warm_up()
    _keep_messages_out_of_the_log()
    metrics = Metrics()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        await open_store(config.database_url, Cipher(config.encryption_keys)) as store,
    ):
        log_in_as = _platform(config, platform_session, store.ledger, metrics)
        shared = Shared(
            store=store,
            clock=clock or _now,
            slack=slack_session,
            slack_api_url=config.slack_api_url,
            signing_secret=config.slack_signing_secret,
            metrics=metrics,
            farewell=Farewell(),
            log_in_as=log_in_as,
            operator=_operator(config, log_in_as),
        )
        is_shared = config.is_installed_by_oauth
        serving = _by_oauth(config, shared, store) if is_shared else _by_token(config, shared)
        async with serving as bot:
            try:
                yield bot
            finally:
                await bot.finish()


@asynccontextmanager
async def _by_token(config: Config, shared: Shared) -> AsyncIterator[Bot]:
    """Serve the one workspace whose token was given."""
    client = _slack_client(config, shared.slack, shared.metrics)
    register = OneInstallation(await _installation(client))
    tenants = Tenants(shared, register)

    async def gone(enterprise: str, team: str, _at: datetime) -> None:
        log.warning("Slack ended the installation in %s%s", enterprise, team)

    lobby = Lobby(client, shared.signing_secret, refusal=OTHER_WORKSPACE, gone=gone)
    bot = _bot(tenants, lobby, client, shared)
    try:
        for workspace in await register.workspaces():
            await tenants.tenant(workspace)
        tenants.alarm.start()
        yield bot
    finally:
        await bot.finish()


@asynccontextmanager
async def _by_oauth(config: Config, shared: Shared, store: Store) -> AsyncIterator[Bot]:
    """Serve every workspace that installs the bot."""
    client = _slack_client(config, shared.slack, shared.metrics)
    tenants = Tenants(shared, KeptInstallations(store))

    async def installed(installation: Installation) -> None:
        await tenants.refresh()
        if installation.team:
            await tenants.tenant(installation.team)

    async def gone(enterprise: str, team: str, at: datetime) -> None:
        await uninstall(enterprise, team, at=at, store=store)
        await tenants.refresh()

    lobby = Lobby(client, shared.signing_secret, refusal=NOT_INSTALLED, gone=gone)
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
        installs=Installing(store, installed),
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


async def examine(config: Config) -> tuple[Finding, ...]:
    """Check everything that the bot needs, as it is: nothing is migrated or started."""
    _keep_messages_out_of_the_log()
    metrics = Metrics()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        AsyncExitStack() as stack,
    ):
        database, store = await _examine_database(config, stack)
        ledger = store.ledger if store else None
        operator = _operator(config, _platform(config, platform_session, ledger, metrics))
        tokens = [config.slack_bot_token]
        if config.is_installed_by_oauth:
            tokens = [each.token for each in await store.installations()] if store else []
        clients = [_slack_client(config, slack_session, metrics, each) for each in tokens]
        return (
            *await examine_each([SlackChat(each, "", _now) for each in clients], SCOPES, _now),
            *database,
            *(await examine_platform(operator) if operator else ()),
        )


async def _examine_database(
    config: Config, stack: AsyncExitStack
) -> tuple[tuple[Finding, ...], Store | None]:
    """Check the database; return it, too, if what is kept in it can be read."""
    try:
        opening = open_store_as_it_is(config.database_url, Cipher(config.encryption_keys))
        store = await stack.enter_async_context(await opening)
        found = await examine_database(store, _now)
        if await store.missing_steps():
            return found, None
        await store.installations()
    except BotError as error:
        return (Finding(about=About.DATABASE, is_well=False, verdict=str(error)),), None
    return found, store


async def reencrypt(config: Config) -> dict[str, int]:
    """Encrypt everything with the first key; return how many rows of each table were not yet."""
    async with await open_store(config.database_url, Cipher(config.encryption_keys)) as store:
        return await store.reencrypt()


async def forget_workspace(config: Config, workspace: str) -> int:
    """Remove all that is kept of a workspace; return how many rows that was."""
    async with await open_store(config.database_url, Cipher(config.encryption_keys)) as store:
        return await store.forget_workspace(workspace)


@asynccontextmanager
async def listening(served: web.Application, *, host: str, port: int) -> AsyncIterator[str]:
    """Serve an aiohttp application; yields its base URL. Port 0 takes a free one.

    In the end nobody is let in any more, and answers under way are finished.
    """
    runner = web.AppRunner(
        served, access_log=None, handle_signals=False, shutdown_timeout=ANSWER_PATIENCE
    )
    await runner.setup()
    try:
        bound = await _bind(runner, host, port)
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104  (a comparison)
        yield f"http://{shown}:{bound}"
    finally:
        await runner.cleanup()


async def _bind(runner: web.AppRunner, host: str, port: int) -> int:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        message = f"Port {port} cannot be opened: {error.strerror}. Choose another."
        raise Misconfigured(message) from error
    return int(runner.addresses[0][1])


def _keep_messages_out_of_the_log() -> None:
    """Quieten Slack's libraries: at DEBUG they log whole messages and modals, PINs included.

    Bolt does so at INFO too, with a request whose signature is wrong.
    """
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)
    logging.getLogger("slack_sdk").setLevel(logging.INFO)


def _platform(
    config: Config, session: ClientSession, ledger: Ledger | None, watch: Watch
) -> Callable[[Login], WebcastsClient]:
    """Make the maker of the platform's clients, one for each account."""
    share = config.webcasts_limit_share / 100
    budget = Budget(window=config.webcasts_limit_window, share=share)

    def log_in_as(login: Login) -> WebcastsClient:
        return WebcastsClient(
            session,
            config.webcasts_api_url,
            login.username,
            login.password,
            budget=budget,
            ledger=ledger,
            watch=watch,
        )

    return log_in_as


def _operator(
    config: Config, log_in_as: Callable[[Login], WebcastsClient]
) -> WebcastsClient | None:
    """Make the client of the account in the settings, which no stranger's workspace gets."""
    if config.is_installed_by_oauth or not config.webcasts_username:
        return None
    return log_in_as(Login(username=config.webcasts_username, password=config.webcasts_password))


def _slack_client(
    config: Config, session: ClientSession, metrics: Metrics, token: str = ""
) -> SlackClient:
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
    return Installation(
        enterprise=answer.get("enterprise_id") or "",
        team=answer["team_id"],
        name=answer.get("team") or "",
        bot_id=answer["bot_id"],
        bot_user=answer["user_id"],
        installed_at=_now(),
        token=client.token or "",
    )


def _now() -> datetime:
    return datetime.now(UTC)
