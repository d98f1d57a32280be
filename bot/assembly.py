"""Opens and closes everything; the only place that knows all parts."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aiohttp import ClientSession, TCPConnector, web
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from bot.door import Door
from bot.errors import BotError, Misconfigured
from bot.farewell import Farewell, unless
from bot.health import About, Finding
from bot.language import ENGLISH
from bot.metrics import Metrics
from bot.preferences import Name
from bot.probes import Probes
from bot.service.alarm import Alarm
from bot.service.doctor import examine_database, examine_platform, examine_slack
from bot.service.folders import Folders
from bot.service.members import Members
from bot.service.ready import Readiness
from bot.service.recover import recover
from bot.service.replan import plan_all_ahead
from bot.service.settings import workspace_setting
from bot.slack.app import Identity, make_app
from bot.slack.chat import SlackChat
from bot.slack.client import SlackClient
from bot.slack.desk import Desk
from bot.slack.homes import Homes
from bot.slack.ids import SCOPES
from bot.slack.parts import Parts
from bot.socket_mode import SocketMode
from bot.store import Cipher, open_store, open_store_as_it_is
from bot.web import make_web_app
from bot.webcasts import Budget, WebcastsClient
from bot.when import warm_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.async_app import AsyncApp

    from bot.config import Config
    from bot.service.ports import Clock
    from bot.webcasts.budget import Ledger
    from bot.webcasts.watch import Watch

log = logging.getLogger(__name__)

_EVERYWHERE = "0.0.0.0"  # noqa: S104  (a server behind a balancer)
ANSWER_PATIENCE = 3.0
"""Seconds that a server which stops waits for answers under way: Slack waits no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot, ready to serve; its requests come in by the door."""

    app: AsyncApp
    door: Door
    parts: Parts
    client: SlackClient
    session: ClientSession
    metrics: Metrics
    farewell: Farewell

    def retire(self) -> None:
        """Begin to stop: say that it is not ready any more, and take up nothing that is due."""
        self.farewell.begin()
        self.parts.alarm.retire()

    async def finish(self) -> None:
        """Finish what is under way in the time that is left; what is cut off stays claimed."""
        self.retire()
        left = self.farewell.left
        await asyncio.gather(
            self.parts.alarm.close(patience=left), self.parts.desk.close(patience=left)
        )


@asynccontextmanager
async def open_bot(config: Config, *, clock: Clock | None = None) -> AsyncIterator[Bot]:
    """Open the store, the platform and Slack; settle what the last stop left half done.

    Raises `Misconfigured` where Slack does not accept the token, or the database cannot be opened.
    """
    warm_up()
    _keep_messages_out_of_the_log()
    metrics, farewell = Metrics(), Farewell()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        await open_store(config.database_url, Cipher(config.encryption_keys)) as store,
    ):
        client = _slack_client(config, slack_session, metrics)
        identity = await _identity(client)
        webcasts = _webcasts(config, platform_session, store.ledger, metrics)
        clock = clock or _now
        chat = SlackChat(client, identity.workspace, clock)
        language = await workspace_setting(
            Name.LANGUAGE, identity.workspace, store=store, clock=clock
        )
        chat.channel_language = language or ENGLISH
        alarm = Alarm(chat=chat, store=store, clock=clock, note=metrics.work_failed)
        desk, folders = Desk(chat.speak_to, metrics.work_failed), Folders(webcasts, clock)
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
        app = make_app(parts, identity, client, config.slack_signing_secret or "")
        bot = Bot(
            app=app,
            door=Door(app, metrics),
            parts=parts,
            client=client,
            session=slack_session,
            metrics=metrics,
            farewell=farewell,
        )
        try:
            await recover(chat=chat, store=store)
            await plan_all_ahead(identity.workspace, store=store, clock=clock)
            alarm.start()
            yield bot
        finally:
            await bot.finish()
            await folders.close()


async def examine(config: Config) -> tuple[Finding, ...]:
    """Check everything that the bot needs, as it is: nothing is migrated or started."""
    _keep_messages_out_of_the_log()
    metrics = Metrics()
    async with (
        ClientSession(connector=TCPConnector(force_close=True)) as platform_session,
        ClientSession() as slack_session,
        AsyncExitStack() as stack,
    ):
        database, ledger = await _examine_database(config, stack)
        webcasts = _webcasts(config, platform_session, ledger, metrics)
        chat = SlackChat(_slack_client(config, slack_session, metrics), "", _now)
        return (
            *await examine_slack(chat, SCOPES, _now),
            *database,
            *await examine_platform(webcasts),
        )


async def _examine_database(
    config: Config, stack: AsyncExitStack
) -> tuple[tuple[Finding, ...], Ledger | None]:
    """Check the database; return its ledger, too, if calls can be counted in it already."""
    try:
        opening = open_store_as_it_is(config.database_url, Cipher(config.encryption_keys))
        store = await stack.enter_async_context(await opening)
        found = await examine_database(store, _now)
        return found, None if await store.missing_steps() else store.ledger
    except BotError as error:
        return (Finding(about=About.DATABASE, is_well=False, verdict=str(error)),), None


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
    """Serve one workspace until `stop`: in Socket Mode with an app token, else over HTTP.

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
    served = probes(bot, config).serve_in(make_web_app(bot.door))
    async with listening(served, host=_EVERYWHERE, port=config.port) as url:
        log.info("listening for Slack on %s/slack/events", url)
        yield


@asynccontextmanager
async def _serving_socket_mode(bot: Bot, config: Config) -> AsyncIterator[None]:
    """Serve Slack's requests in Socket Mode, and the probes until all is finished."""
    socket_mode = SocketMode(
        bot.client,
        bot.session,
        config.slack_app_token,
        bot.door,
        connections=config.slack_connections,
    )
    served = probes(bot, config, socket_mode).serve_in(web.Application())
    async with listening(served, host=_EVERYWHERE, port=config.port):
        try:
            await socket_mode.open()
            yield
        finally:
            await socket_mode.close(patience=bot.farewell.left)
            await bot.finish()


def probes(bot: Bot, config: Config, socket_mode: SocketMode | None = None) -> Probes:
    """Make what answers the questions of operators about a bot."""

    def connections() -> int:
        return socket_mode.open_connections if socket_mode else 0

    readiness = Readiness(
        bot.parts.store,
        is_connected=lambda: socket_mode is None or connections() > 0,
        is_stopping=lambda: bot.farewell.is_begun,
    )
    return Probes(
        readiness,
        bot.metrics,
        pulse=bot.parts.store.pulse,
        clock=bot.parts.clock,
        connections=connections,
        token=config.metrics_token,
    )


def _keep_messages_out_of_the_log() -> None:
    """Quieten Slack's libraries: at DEBUG they log whole messages and modals, PINs included."""
    for library in ("slack_bolt", "slack_sdk"):
        logging.getLogger(library).setLevel(logging.INFO)


def _webcasts(
    config: Config, session: ClientSession, ledger: Ledger | None, watch: Watch
) -> WebcastsClient:
    share = config.webcasts_limit_share / 100
    return WebcastsClient(
        session,
        config.webcasts_api_url,
        config.webcasts_username,
        config.webcasts_password,
        budget=Budget(window=config.webcasts_limit_window, share=share),
        ledger=ledger,
        watch=watch,
    )


def _slack_client(config: Config, session: ClientSession, metrics: Metrics) -> SlackClient:
    """Make the client; it repeats only what Slack asked to repeat, since a post is no read."""
    return SlackClient(
        metrics,
        token=config.slack_bot_token,
        base_url=config.slack_api_url,
        session=session,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )


async def _identity(client: SlackClient) -> Identity:
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
