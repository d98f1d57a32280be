"""The sandbox as an aiohttp application."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.sandbox import api, form, site
from bot.sandbox.control import routes
from bot.sandbox.emulator import EMULATOR, Emulator
from bot.sandbox.settings import Settings

SANDBOX_HEADER: Final = ("X-Sandbox", "webcast")


def make_app(settings: Settings | None = None) -> web.Application:
    """Return the sandbox: /api/..., the pages at / and the control API at /_sandbox/.

    Raises BadState if the settings' state file cannot be read.
    """
    app = web.Application(middlewares=[routes.explain], client_max_size=form.LARGEST_FORM)
    app[EMULATOR] = Emulator(settings or Settings())
    app.on_response_prepare.append(_say_sandbox)
    app.on_shutdown.append(_finish)
    app.router.add_route("*", "/api/{endpoint:.*}", api.handle)
    app.router.add_get("/", site.show_console)
    app.router.add_get("/starthere.jsp", site.show_viewer)
    app.router.add_get("/guest", site.show_gate)
    app.router.add_post("/guest", site.try_pin)
    for method, path, handler in routes.ROUTES:
        app.router.add_route(method, routes.PREFIX + path, handler)
    app.router.add_get("/{path:(?!_sandbox/).*}", site.not_found)
    return app


async def _finish(app: web.Application) -> None:
    await app[EMULATOR].close()


async def _say_sandbox(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers.setdefault(*SANDBOX_HEADER)
