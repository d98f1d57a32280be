"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web

from bot.errors import Misconfigured
from bot.farewell import Farewell, unless
from bot.house import by_oauth, by_token, slack_client
from bot.metrics import Metrics
from bot.probes import Probes
from bot.service.doctor import examine_database, examine_each, examine_platform
from bot.service.ready import Readiness
from bot.slack.chat import SlackChat
from bot.slack.ids import SCOPES
from bot.socket_mode import SocketMode
from bot.store import Cipher, open_store, open_store_as_it_is
from bot.tenancy import Login
from bot.tenants import Shared
from bot.web import make_web_app, serve_flow
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config
    from bot.health import Finding
    from bot.house import Bot
    from bot.service.ports import Clock
    from bot.webcasts.budget import Ledger
    from bot.webcasts.watch import Watch

log = logging.getLogger(__name__)

_EVERYWHERE = "0.0.0.0"  # noqa: S104  (a server behind a balancer)
ANSWER_PATIENCE = 3.0
"""Seconds that a server which stops waits for answers under way: Slack waits no longer."""


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
        serving = by_oauth(config, shared, store) if is_shared else by_token(config, shared)
        async with serving as bot:
            try:
                yield bot
            finally:
                await bot.finish()


async def examine(config: Config) -> tuple[Finding, ...]:
    """Check everything that the bot needs, as it is: nothing is migrated or started."""
    _keep_messages_out_of_the_log()
    cipher, metrics = Cipher(config.encryption_keys), Metrics()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        await open_store_as_it_is(config.database_url, cipher) as store,
    ):
        is_ready = not await store.missing_steps()
        ledger = store.ledger if is_ready else None
        operator = _operator(config, _platform(config, platform_session, ledger, metrics))
        clients = [slack_client(config, slack_session, metrics)]
        if config.is_installed_by_oauth:
            kept = await store.installations() if is_ready else ()
            clients = [slack_client(config, slack_session, metrics, each.token) for each in kept]
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


async def run(config: Config, stop: asyncio.Event) -> None:
    """Serve until `stop`: Slack in Socket Mode with an app token, else over HTTP.

    A stop during the start ends it at once; what the start had begun, the next one settles.
    """
    async with AsyncExitStack() as stack:
        try:
            bot = await unless(stop, stack.enter_async_context(open_bot(config)))
            serve = _serving_socket_mode if config.slack_app_token else _serving_http
            await unless(stop, stack.enter_async_context(serve(bot, config)))
        except TimeoutError:
            log.info("stopped during the start")
            return
        await stop.wait()
        log.info("stopping: what is under way is finished")
        bot.retire()
    log.info("stopped")


@asynccontextmanager
async def _serving_http(bot: Bot, config: Config) -> AsyncIterator[None]:
    """Serve Slack's requests and the probes; at a stop nobody is let in any more."""
    served = probes(bot, config).serve_in(make_web_app(bot.door, bot.flow))
    async with listening(served, host=_EVERYWHERE, port=config.port) as url:
        log.info("listening for Slack on %s/slack/events", url)
        yield


@asynccontextmanager
async def _serving_socket_mode(bot: Bot, config: Config) -> AsyncIterator[None]:
    """Serve Slack's requests in Socket Mode, and the probes until all is finished.

    The pages by which workspaces install the bot are served over HTTP in any case.
    """
    socket_mode = SocketMode(
        bot.client,
        bot.shared.slack,
        config.slack_app_token,
        bot.door,
        connections=config.slack_connections,
    )
    served = probes(bot, config, socket_mode).serve_in(web.Application())
    if bot.flow:
        serve_flow(bot.flow, served)
    async with listening(served, host=_EVERYWHERE, port=config.port):
        try:
            await socket_mode.open()
            yield
        finally:
            await socket_mode.close(patience=bot.shared.farewell.left)
            await bot.finish()


def probes(bot: Bot, config: Config, socket_mode: SocketMode | None = None) -> Probes:
    """Make what answers the questions of operators about a bot."""
    shared = bot.shared

    def connections() -> int:
        return socket_mode.open_connections if socket_mode else 0

    readiness = Readiness(
        shared.store,
        is_connected=lambda: socket_mode is None or connections() > 0,
        is_stopping=lambda: shared.farewell.is_begun,
    )
    return Probes(
        readiness,
        shared.metrics,
        pulse=shared.store.pulse,
        clock=shared.clock,
        connections=connections,
        token=config.metrics_token,
    )


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


def _now() -> datetime:
    return datetime.now(UTC)
