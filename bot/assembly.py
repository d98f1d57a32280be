"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web

from bot.errors import BotError, Misconfigured
from bot.farewell import Farewell
from bot.health import About, Finding
from bot.house import by_oauth, by_token, slack_client
from bot.metrics import Metrics
from bot.service.doctor import (
    examine_accounts,
    examine_database,
    examine_each,
    examine_platform,
    examine_slack,
)
from bot.service.installs import KeptInstallations
from bot.service.logins import OPERATOR, KeptLogin
from bot.service.retention import Retention
from bot.slack.chat import SlackChat
from bot.slack.ids import SCOPES
from bot.store import Cipher, Store, open_store, open_store_as_it_is
from bot.tenancy import Login
from bot.tenants import Shared
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config
    from bot.house import Bot
    from bot.service.ports import Clock
    from bot.webcasts.watch import Watch

log = logging.getLogger(__name__)

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
        clock = clock or _now
        log_in_as = _platform(config, platform_session, metrics, store, clock)
        retention = Retention(months=config.retention_months, store=store, clock=clock)
        shared = Shared(
            store=store,
            clock=clock,
            slack=slack_session,
            slack_api_url=config.slack_api_url,
            signing_secret=config.slack_signing_secret,
            metrics=metrics,
            farewell=Farewell(),
            log_in_as=log_in_as,
            meanwhile=retention.step,
            operator=_operator(config, log_in_as),
        )
        is_shared = config.is_installed_by_oauth
        serving = by_oauth(config, shared, store) if is_shared else by_token(config, shared)
        async with serving as bot:
            yield bot


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
        log_in_as = _platform(config, platform_session, metrics, store, _now)
        operator = _operator(config, lambda login, _account: log_in_as(login))

        def slack(token: str) -> SlackChat:
            return SlackChat(slack_client(config, slack_session, metrics, token), "", _now)

        look = _examine_installed if config.is_installed_by_oauth else _examine_given
        found, workspaces = await look(slack, store)
        platform = await examine_platform(operator) if operator else ()
        own: tuple[Finding, ...] = ()
        if store:
            own = await examine_accounts(
                workspaces, accounts=store, log_in_as=log_in_as, has_operator=operator is not None
            )
        return (*found, *database, *platform, *own)


_Seen = tuple[tuple[Finding, ...], tuple[str, ...]]
"""What was found out about Slack, and the workspaces that are served."""


async def _examine_given(slack: Callable[[str], SlackChat], _store: Store | None) -> _Seen:
    """Check the token in the settings."""
    chat = slack("")
    found = await examine_slack(chat, SCOPES, _now)
    if not found[0].is_well:
        return found, ()
    return found, ((await chat.grant()).team,)


async def _examine_installed(slack: Callable[[str], SlackChat], store: Store | None) -> _Seen:
    """Check the token of every installation."""
    installed = await store.installations() if store else ()
    chats = {each.team or each.enterprise: slack(each.token) for each in installed}
    found = await examine_each(chats, SCOPES, _now)
    return found, await KeptInstallations(store, _now).workspaces() if store else ()


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
    config: Config, session: ClientSession, watch: Watch, store: Store | None, clock: Clock
) -> Callable[..., WebcastsClient]:
    """Make the maker of the platform's clients, one for each account."""
    share = config.webcasts_limit_share / 100
    budget = Budget(window=config.webcasts_limit_window, share=share)

    def log_in_as(login: Login, account: str = "") -> WebcastsClient:
        vault = None
        if store and account:
            at = config.webcasts_api_url
            vault = KeptLogin(account, login, platform=at, store=store, clock=clock)
        return WebcastsClient(
            session,
            config.webcasts_api_url,
            login.username,
            login.password,
            budget=budget,
            ledger=store.ledger if store else None,
            vault=vault,
            watch=watch,
        )

    return log_in_as


def _operator(
    config: Config, log_in_as: Callable[[Login, str], WebcastsClient]
) -> WebcastsClient | None:
    """Make the client of the account in the settings, which no stranger's workspace gets."""
    if config.is_installed_by_oauth or not config.webcasts_username:
        return None
    login = Login(username=config.webcasts_username, password=config.webcasts_password)
    return log_in_as(login, OPERATOR)


def _now() -> datetime:
    return datetime.now(UTC)
