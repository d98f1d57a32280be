"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import logging
import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import Misconfigured
from bot.front import Front
from bot.service.doctor import examine_database, examine_each, examine_platform
from bot.service.installs import KeptInstallations, OneInstallation, uninstall
from bot.service.recover import recover
from bot.service.renew import Renewal
from bot.slack.app import OTHER_WORKSPACE
from bot.slack.chat import SlackChat
from bot.slack.client import Client
from bot.slack.ids import SCOPES
from bot.slack.installing import Installing, Rotation, StatesOfInstalling, make_flow
from bot.slack.lobby import Lobby
from bot.store import Cipher, Store, open_store, open_store_as_it_is
from bot.tenancy import Installation, Login
from bot.tenants import PATIENCE, Shared, Tenants
from bot.web import make_web_app
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.config import Config
    from bot.health import Finding
    from bot.service.ports import Clock
    from bot.slack.installing import Flow
    from bot.slack.parts import Parts
    from bot.webcasts.budget import Ledger

log = logging.getLogger(__name__)

NOT_INSTALLED = "The webcast bot is not installed in this workspace. Ask an admin to install it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, ready to serve; `flow` is there where workspaces install it by OAuth."""

    app: Front
    tenants: Tenants
    lobby: Lobby
    client: AsyncWebClient
    flow: Flow | None = None

    @property
    def parts(self) -> Parts:
        """What serves the only workspace that is open."""
        return self.tenants.only.parts


@asynccontextmanager
async def open_bot(config: Config, *, clock: Clock | None = None) -> AsyncIterator[Bot]:
    """Open the store, the platform and Slack; settle what the last stop left half done.

    Raises `Misconfigured` where Slack does not accept the token, or the database cannot be opened.
    """
    warm_up()
    _keep_messages_out_of_the_log()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        await open_store(config.database_url, Cipher(config.encryption_keys)) as store,
    ):
        log_in_as = _platform(config, platform_session, store.ledger)
        shared = Shared(
            store=store,
            clock=clock or _now,
            slack=slack_session,
            slack_api_url=config.slack_api_url,
            signing_secret=config.slack_signing_secret,
            log_in_as=log_in_as,
            operator=_operator(config, log_in_as),
        )
        serving = _by_oauth if config.is_installed_by_oauth else _by_token
        async with serving(config, shared, store) as bot:
            yield bot


@asynccontextmanager
async def _by_token(config: Config, shared: Shared, store: Store) -> AsyncIterator[Bot]:
    """Serve the one workspace whose token was given."""
    client = _slack_client(config, shared.slack)
    register = OneInstallation(await _installation(client))
    tenants = Tenants(shared, register)

    async def gone(enterprise: str, team: str, _at: datetime) -> None:
        log.warning("Slack ended the installation in %s%s", enterprise, team)

    lobby = Lobby(client, shared.signing_secret, refusal=OTHER_WORKSPACE, gone=gone)
    try:
        for workspace in await register.workspaces():
            await tenants.tenant(workspace)
        await recover(chats=tenants, store=store)
        tenants.alarm.start()
        front = Front(tenants, lobby, shared.signing_secret)
        yield Bot(app=front, tenants=tenants, lobby=lobby, client=client)
    finally:
        await lobby.close(patience=PATIENCE)
        await tenants.close()


@asynccontextmanager
async def _by_oauth(config: Config, shared: Shared, store: Store) -> AsyncIterator[Bot]:
    """Serve every workspace that installs the bot."""
    client = _slack_client(config, shared.slack)
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
    try:
        await recover(chats=tenants, store=store)
        tenants.open_all()
        tenants.alarm.start()
        renewal.start()
        front = Front(tenants, lobby, shared.signing_secret)
        yield Bot(app=front, tenants=tenants, lobby=lobby, client=client, flow=flow)
    finally:
        await renewal.close(patience=PATIENCE)
        await lobby.close(patience=PATIENCE)
        await tenants.close()


async def examine(config: Config) -> tuple[Finding, ...]:
    """Check everything that the bot needs, as it is: nothing is migrated or started."""
    _keep_messages_out_of_the_log()
    cipher = Cipher(config.encryption_keys)
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        await open_store_as_it_is(config.database_url, cipher) as store,
    ):
        is_ready = not await store.missing_steps()
        log_in_as = _platform(config, platform_session, store.ledger if is_ready else None)
        operator = _operator(config, log_in_as)
        clients = [_slack_client(config, slack_session)]
        if config.is_installed_by_oauth:
            kept = await store.installations() if is_ready else ()
            clients = [_slack_client(config, slack_session, each.token) for each in kept]
        return (
            *await examine_each([SlackChat(each, "", _now) for each in clients], SCOPES, _now),
            *await examine_database(store),
            *(await examine_platform(operator) if operator else ()),
        )


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
    """Serve an aiohttp application; yields its base URL. Port 0 takes a free one."""
    runner = web.AppRunner(served, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0][1]
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104  (a comparison)
        yield f"http://{shown}:{bound}"
    except OSError as error:
        message = f"Port {port} cannot be opened: {error.strerror}. Choose another."
        raise Misconfigured(message) from error
    finally:
        await runner.cleanup()


async def run(config: Config, stop: asyncio.Event) -> None:
    """Serve until `stop`: Slack in Socket Mode with an app token, else over HTTP.

    Where workspaces install the bot they come over HTTP in any case.
    """
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(open_bot(config))
        if bot.flow or not config.slack_app_token:
            served = make_web_app(bot.app, bot.flow)
            url = await stack.enter_async_context(
                listening(served, host="0.0.0.0", port=config.port)  # noqa: S104  (a server behind a balancer)
            )
            log.info("listening for Slack on %s/slack/events", url)
        if config.slack_app_token:
            await stack.enter_async_context(_socket(bot, config.slack_app_token))
        await stop.wait()


@asynccontextmanager
async def _socket(bot: Bot, app_token: str) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(
        bot.app,  # type: ignore[arg-type]  # it only dispatches
        app_token,
        logger=log,
        web_client=bot.client,
    )
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
    log.info("connected to Slack in Socket Mode")
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # likewise


def _keep_messages_out_of_the_log() -> None:
    """Quieten Slack's libraries: at DEBUG they log whole messages and modals, PINs included.

    Bolt does so at INFO too, with a request whose signature is wrong.
    """
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)
    logging.getLogger("slack_sdk").setLevel(logging.INFO)


def _platform(
    config: Config, session: ClientSession, ledger: Ledger | None
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
        )

    return log_in_as


def _operator(
    config: Config, log_in_as: Callable[[Login], WebcastsClient]
) -> WebcastsClient | None:
    """Make the client of the account in the settings, which no stranger's workspace gets."""
    if config.is_installed_by_oauth or not config.webcasts_username:
        return None
    return log_in_as(Login(username=config.webcasts_username, password=config.webcasts_password))


def _slack_client(config: Config, session: ClientSession, token: str = "") -> Client:
    return Client(
        token=token or config.slack_bot_token, base_url=config.slack_api_url, session=session
    )


async def _installation(client: AsyncWebClient) -> Installation:
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
