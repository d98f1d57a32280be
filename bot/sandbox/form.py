"""Reading requests: POST, form-encoded, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from aiohttp import web

from bot.sandbox import reference as ref
from bot.sandbox.reading import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 200
LARGEST_FORM: Final = 2 * 1024 * 1024


class Misdelivered(Exception):
    """A request that never gets to an endpoint: its HTTP status, return code and what is wrong.

    The platform's own reaction is not documented; with `transport=envelope` the code counts, with
    `transport=http` the status.
    """

    def __init__(self, status: int, code: int, problem: Problem) -> None:
        super().__init__(status, code, problem)
        self.status = status
        self.code = code
        self.problem = problem


async def read(request: web.Request, endpoint: str) -> dict[str, str]:
    """Return the form fields of a call, or raise Misdelivered. The query string is never read."""
    if endpoint not in ref.ENDPOINTS:
        raise Misdelivered(404, ref.NO_RESOURCE, Problem("path", "is no endpoint"))
    if request.method != "POST":
        raise Misdelivered(405, ref.BAD_INPUT, Problem("method", "must be POST"))
    if request.content_type != FORM:
        raise Misdelivered(415, ref.BAD_INPUT, Problem("content-type", f"must be {FORM}"))
    try:
        return dict(fields(await request.read()))
    except (web.HTTPRequestEntityTooLarge, ValueError) as error:
        raise Misdelivered(413, ref.BAD_INPUT, Problem("body", "is too large")) from error


def fields(body: bytes) -> Mapping[str, str]:
    """Decode a form; of a repeated field the first counts, bad UTF-8 becomes U+FFFD."""
    text = body.decode("utf-8", "replace")
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")
    return dict(reversed(pairs))
