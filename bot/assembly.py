"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Misconfigured
from bot.language import ENGLISH
from bot.preferences import Name
from bot.service.alarm import Alarm
from bot.service.doctor import examine_database, examine_platform, examine_slack
from bot.service.folders import Folders
from bot.service.members import Members
from bot.service.recover import recover
from bot.service.replan import plan_all_ahead
from bot.service.retention import Retention
from bot.service.settings import workspace_setting
from bot.slack.app import Identity, make_app
from bot.slack.chat import SlackChat
from bot.slack.desk import Desk
from bot.slack.homes import Homes
from bot.slack.ids import SCOPES
from bot.slack.parts import Parts
from bot.store import Cipher, open_store, open_store_as_it_is
from bot.web import make_web_app
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from slack_bolt.async_app import AsyncApp

    from bot.config import Config
    from bot.health import Finding
    from bot.service.ports import Clock
    from bot.webcasts.budget import Ledger

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a stop waits for work under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, ready to serve."""

    app: AsyncApp
    parts: Parts
    client: AsyncWebClient


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
        client = _slack_client(config, slack_session)
        identity = await _identity(client)
        webcasts = _webcasts(config, platform_session, store.ledger)
        clock = clock or _now
        chat = SlackChat(client, identity.workspace, clock)
        language = await workspace_setting(
            Name.LANGUAGE, identity.workspace, store=store, clock=clock
        )
        chat.channel_language = language or ENGLISH
        retention = Retention(months=config.retention_months, store=store, clock=clock)
        alarm = Alarm(chat=chat, store=store, clock=clock, meanwhile=retention.step)
        desk, folders = Desk(chat.speak_to), Folders(webcasts, clock)
        members = Members(identity.workspace, chat, store)
        parts = Parts(
            workspace=identity.workspace,
            webcasts=webcasts,
            store=store,
            chat=chat,
            members=members,
            folders=folders,
            clock=clock,
            desk=desk,
            homes=Homes(members, chat, store, clock, desk),
            alarm=alarm,
        )
        try:
            await recover(chat=chat, store=store)
            await plan_all_ahead(identity.workspace, store=store, clock=clock)
            alarm.start()
            yield Bot(
                app=make_app(parts, identity, client, config.slack_signing_secret or ""),
                parts=parts,
                client=client,
            )
        finally:
            await alarm.close(patience=PATIENCE)
            await desk.close(patience=PATIENCE)
            await folders.close()


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
        webcasts = _webcasts(config, platform_session, store.ledger if is_ready else None)
        chat = SlackChat(_slack_client(config, slack_session), "", _now)
        return (
            *await examine_slack(chat, SCOPES, _now),
            *await examine_database(store),
            *await examine_platform(webcasts),
        )


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
    """Serve one workspace until `stop`: in Socket Mode with an app token, else over HTTP."""
    async with open_bot(config) as bot:
        if config.slack_app_token:
            await _run_socket_mode(bot, config.slack_app_token, stop)
        else:
            served = make_web_app(bot.app)
            async with listening(served, host="0.0.0.0", port=config.port) as url:  # noqa: S104  (a server behind a balancer)
                log.info("listening for Slack on %s/slack/events", url)
                await stop.wait()


async def _run_socket_mode(bot: Bot, app_token: str, stop: asyncio.Event) -> None:
    handler = AsyncSocketModeHandler(bot.app, app_token, web_client=bot.client)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
    log.info("connected to Slack in Socket Mode")
    try:
        await stop.wait()
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # likewise


def _keep_messages_out_of_the_log() -> None:
    """Quieten Slack's libraries: at DEBUG they log whole messages and modals, PINs included."""
    for library in ("slack_bolt", "slack_sdk"):
        logging.getLogger(library).setLevel(logging.INFO)


def _webcasts(config: Config, session: ClientSession, ledger: Ledger | None) -> WebcastsClient:
    share = config.webcasts_limit_share / 100
    return WebcastsClient(
        session,
        config.webcasts_api_url,
        config.webcasts_username,
        config.webcasts_password,
        budget=Budget(window=config.webcasts_limit_window, share=share),
        ledger=ledger,
    )


def _slack_client(config: Config, session: ClientSession) -> AsyncWebClient:
    """Make the client; it repeats only what Slack asked to repeat, since a post is no read."""
    return AsyncWebClient(
        token=config.slack_bot_token,
        base_url=config.slack_api_url,
        session=session,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )


async def _identity(client: AsyncWebClient) -> Identity:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        code = error.response.get("error", "an error")
        message = f"Slack does not accept SLACK_BOT_TOKEN ({code}). Install the app again."
        raise Misconfigured(message) from error
    except (SlackClientError, OSError, TimeoutError) as error:
        message = f"Slack cannot be reached at {client.base_url}: {error}."
        raise Misconfigured(message) from error
    return Identity(
        workspace=answer["team_id"],
        bot_id=answer["bot_id"],
        bot_user_id=answer["user_id"],
        enterprise=answer.get("enterprise_id"),
    )


def _now() -> datetime:
    return datetime.now(UTC)
