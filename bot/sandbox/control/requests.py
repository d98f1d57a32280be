"""What all control requests share: JSON in, JSON out, and errors that say what would do."""

from __future__ import annotations

import json

from aiohttp import web

from bot.sandbox.reading import whole_number, without_lone_surrogates


class BadControl(ValueError):
    """A control request that cannot be used; `field` names what is wrong."""

    def __init__(
        self, message: str, *, field: str | None = None, allowed: tuple[object, ...] = ()
    ) -> None:
        super().__init__(message)
        self.field = field
        self.allowed = allowed


def answer(data: object, status: int = 200) -> web.Response:
    """Return JSON, indented for people."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return web.Response(
        text=without_lone_surrogates(text),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def sent(request: web.Request, *names: str) -> dict[str, object]:
    """Return the JSON object of a request, empty if it has no body; refuse other names."""
    data = await sent_json(request)
    if not isinstance(data, dict):
        raise BadControl("Send a JSON object.", allowed=names)
    for name in data:
        if names and name not in names:
            raise BadControl(f"There is no {name!r} here.", field=name, allowed=names)
    return data


async def sent_json(request: web.Request) -> object:
    """Return the JSON of a request, an empty object if it has no body."""
    try:
        text = await request.text()
        return json.loads(text) if text.strip() else {}
    except (ValueError, LookupError, RecursionError) as error:
        raise BadControl(f"That is not JSON: {error}.") from error


def query_number(request: web.Request, name: str) -> int | None:
    """Return a whole number from the query string, None if it is not there."""
    text = request.query.get(name)
    number = whole_number(text)
    if text is not None and number is None:
        raise BadControl(f"{name} must be a whole number.", field=name)
    return number


def number(value: object, message: str, *, field: str) -> float:
    """Return a JSON number, or raise BadControl with the message."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadControl(message, field=field)
    return value
