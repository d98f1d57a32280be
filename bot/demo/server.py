"""The demo's web server, put together."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.demo.consent import ConsentDoors
from bot.demo.file_doors import FileDoors
from bot.demo.files import LARGEST
from bot.demo.keeping import Keeper
from bot.demo.settings import Settings
from bot.demo.slack import Slack
from bot.demo.ui import Window
from bot.demo.web_api import Doors

SLACK = web.AppKey("SLACK", Slack)
LARGEST_CALL = LARGEST + 64 * 1024


def make_app(settings: Settings) -> web.Application:
    """Build the demo's server; `app[SLACK]` is its driving API."""
    slack = Slack(settings)
    window = Window(slack)
    app = web.Application(middlewares=[_learn_address(slack)], client_max_size=LARGEST_CALL)
    app[SLACK] = slack
    bytes_doors = FileDoors(slack.world)
    consent = ConsentDoors(slack.world)  # before the other methods of the Web API
    app.add_routes([*consent.routes(), *Doors(slack.world).routes()])
    app.add_routes([*bytes_doors.routes(), *window.routes()])
    app.on_shutdown.append(window.stop)
    app.cleanup_ctx.append(_running)
    if settings.state_file:
        app.cleanup_ctx.append(_kept(slack, Path(settings.state_file)))
    return app


def _learn_address(slack: Slack) -> Middleware:
    """Note where this server is reached, for response URLs and permalinks."""

    @web.middleware
    async def learn(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not slack.base_url:
            slack.base_url = str(request.url.origin())
        return await handler(request)

    return learn


async def _running(app: web.Application) -> AsyncIterator[None]:
    await app[SLACK].delivery.start()
    yield
    await app[SLACK].delivery.stop()


def _kept(slack: Slack, path: Path) -> Callable[[web.Application], AsyncIterator[None]]:
    keeper = Keeper(slack.world, path)
    keeper.load()

    async def keep(_app: web.Application) -> AsyncIterator[None]:
        keeper.start()
        yield
        await keeper.stop()

    return keep
