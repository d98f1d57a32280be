"""How the bot is served until it is asked to stop: Slack's requests, and operators' questions."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.assembly import listening, open_bot
from bot.farewell import unless
from bot.probes import Probes
from bot.service.ready import Readiness
from bot.socket_mode import SocketMode
from bot.web import make_web_app, serve_flow

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator

    from bot.config import Config
    from bot.house import Bot

log = logging.getLogger(__name__)

_EVERYWHERE = "0.0.0.0"  # noqa: S104  (a server behind a balancer)


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
            if not stop.is_set():
                raise
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
