"""The door that every request of Slack's comes through, over HTTP and in Socket Mode.

It gives each one a reference, measures how soon it is answered, and writes one line about it.
"""

from __future__ import annotations

import logging
import re
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from bot.logs import fresh_reference, tracing
from bot.slack.payloads.requests import told_of, workspace_of

if TYPE_CHECKING:
    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_bolt.response import BoltResponse

    from bot.slack.payloads.requests import Kind

log = logging.getLogger(__name__)

_WORKSPACE = re.compile(r"[A-Z0-9]{1,20}")


class Answers(Protocol):
    """Whoever answers Slack's requests, such as a Bolt app."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request; it was not looked at yet, so anybody may have sent it."""
        ...


class Notes(Protocol):
    """Whoever wants to know how soon requests are answered."""

    def answered(self, kind: Kind, seconds: float) -> None:
        """Take note of an answer, and of the seconds from the request's arrival to it."""
        ...


class Door:
    """Hands requests on to whoever answers them."""

    def __init__(self, inside: Answers, notes: Notes) -> None:
        self._inside = inside
        self._notes = notes

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request, and say so in the log."""
        began = time.perf_counter()
        with tracing(reference=fresh_reference(), workspace=_workspace(req)):
            answer = await self._inside.async_dispatch(req)
            seconds = time.perf_counter() - began
            kind, what = told_of(req.body)
            if answer.status == HTTPStatus.OK:
                self._notes.answered(kind, seconds)
            _say(kind, what, answer.status, round(1000 * seconds, 1))
            return answer


def _workspace(req: AsyncBoltRequest) -> str:
    """Return the workspace that a request says it is from, if that is a word like Slack's."""
    named = workspace_of(req.body, req.context.team_id)
    return named if _WORKSPACE.fullmatch(named) else ""


def _say(kind: Kind, what: str, status: int, ms: float) -> None:
    noted = {"kind": str(kind), "what": what, "status": status, "ms": ms}
    log.info("%s %s answered %s in %s ms", kind, what, status, ms, extra=noted)
