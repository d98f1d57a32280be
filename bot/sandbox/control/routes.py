"""The control API below /_sandbox/: JSON in and out, for tests and for the curious.

A request that cannot be used is answered with 400 and `{"error": sentence, "field": name,
"allowed": [...]}`. The first line of a handler's docstring is its entry in the index. Everything
here is in the clear, PINs included: the sandbox is a test tool and listens on loopback.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from bot.sandbox.control import knobs, stored, trouble
from bot.sandbox.control.requests import BadControl, answer
from bot.sandbox.faults import BadFault
from bot.sandbox.switches import BadSwitch

PREFIX: Final = "/_sandbox"

Handler = Callable[[web.Request], Awaitable[web.Response]]


async def index(request: web.Request) -> web.Response:
    """List these requests."""
    del request
    return answer({f"{method} {PREFIX}{path}": _summary(do) for method, path, do in ROUTES})


def _summary(handler: Handler) -> str:
    return (handler.__doc__ or "").partition("\n")[0]


ROUTES: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/", index),
    ("GET", "/state", stored.show_state),
    ("POST", "/reset", stored.reset),
    ("GET", "/clock", knobs.show_clock),
    ("POST", "/clock", knobs.set_clock),
    ("GET", "/faults", trouble.show_faults),
    ("POST", "/faults", trouble.add_faults),
    ("DELETE", "/faults", trouble.remove_faults),
    ("GET", "/journal", trouble.show_journal),
    ("DELETE", "/journal", trouble.clear_journal),
    ("GET", "/mode", knobs.show_mode),
    ("POST", "/mode", knobs.set_mode),
    ("GET", "/limits", knobs.show_limits),
    ("POST", "/limits", knobs.set_limits),
    ("POST", "/expire_tokens", stored.expire_tokens),
    ("GET", "/events/{event_id}", stored.show_event),
    ("PATCH", "/events/{event_id}", stored.edit_event),
    ("DELETE", "/events/{event_id}", stored.remove_event),
)


@web.middleware
async def explain(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn what went wrong below /_sandbox/ into JSON that says what would do."""
    if not request.path.startswith(f"{PREFIX}/"):
        return await handler(request)
    try:
        return await handler(request)
    except (BadControl, BadFault, BadSwitch) as error:
        data = {"error": str(error), "field": error.field, "allowed": list(error.allowed)}
        return answer(data, 400)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        known = [f"{method} {PREFIX}{path}" for method, path, _ in ROUTES]
        return answer({"error": "There is no such control.", "allowed": known}, error.status)
