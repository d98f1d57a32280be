"""Slack's Web API at /api/<method>, and the response URLs."""

import asyncio
import json
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any, NamedTuple

from aiohttp import web

from bot.demo import (
    chat_methods,
    file_methods,
    group_methods,
    people_methods,
    unfurl_methods,
    view_methods,
)
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError
from bot.demo.faults import Fault
from bot.demo.people_methods import need_scope
from bot.demo.replies import answer_through
from bot.demo.world import World

JSON = dict[str, Any]


class Method(NamedTuple):
    """How a Web API method answers, and the scope it needs, if always the same."""

    answer: Callable[[World, Arguments], JSON]
    scope: str = ""


METHODS: Mapping[str, Method] = {
    "auth.test": Method(people_methods.auth_test),
    "users.info": Method(people_methods.users_info, "users:read"),
    "users.list": Method(people_methods.users_list, "users:read"),
    "users.conversations": Method(people_methods.users_conversations),
    "conversations.info": Method(people_methods.conversations_info),
    "conversations.members": Method(people_methods.conversations_members),
    "conversations.list": Method(people_methods.conversations_list),
    "conversations.open": Method(people_methods.conversations_open, "im:write"),
    "chat.postMessage": Method(chat_methods.post_message, "chat:write"),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, "chat:write"),
    "chat.update": Method(chat_methods.update, "chat:write"),
    "chat.delete": Method(chat_methods.delete, "chat:write"),
    "chat.getPermalink": Method(chat_methods.permalink),
    "chat.unfurl": Method(unfurl_methods.unfurl, "links:write"),
    "files.getUploadURLExternal": Method(file_methods.upload_url, "files:write"),
    "files.completeUploadExternal": Method(file_methods.complete, "files:write"),
    "usergroups.list": Method(group_methods.usergroups, "usergroups:read"),
    "usergroups.users.list": Method(group_methods.users, "usergroups:read"),
    "views.open": Method(view_methods.open_view),
    "views.push": Method(view_methods.push),
    "views.update": Method(view_methods.update),
    "views.publish": Method(view_methods.publish),
}


class Doors:
    """The HTTP doors through which the app calls Slack."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """List the addresses."""
        return [
            web.route("*", "/api/{method}", self.call),
            web.post("/commands/{team}/{secret}", self.respond),
            web.post("/actions/{team}/{secret}", self.respond),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one Web API call."""
        name = request.match_info["method"]
        given = await _given(request)
        fault = self._world.faults.for_method(name)
        if fault and (refusal := await _trouble(fault)):
            return refusal
        answer = web.json_response(self._answer(name, _token(request, given), given))
        answer.headers["Date"] = formatdate(self._world.now(), usegmt=True)
        answer.headers["X-OAuth-Scopes"] = ",".join(sorted(self._world.settings.scopes))
        if fault and fault.lost and request.transport:
            request.transport.close()
        return answer

    def _answer(self, name: str, token: str, given: JSON) -> JSON:
        try:
            self._authorize(token)
            if (method := METHODS.get(name)) is None:
                raise SlackError("unknown_method", req_method=name)  # noqa: TRY301 - one place words refusals
            if method.scope:
                need_scope(self._world, method.scope)
            return {"ok": True, **method.answer(self._world, Arguments(given))}
        except SlackError as refusal:
            return refusal.answer()

    def _authorize(self, token: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token != self._world.oauth.token:
            raise SlackError("invalid_auth")

    async def respond(self, request: web.Request) -> web.Response:
        """Take what the app sends to a response URL."""
        try:
            sent = json.loads(await request.text())
            answer_through(self._world, request.match_info["secret"], sent)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        except SlackError as refusal:
            status = 404 if refusal.code.endswith("_url") else 400
            return web.json_response(refusal.answer(), status=status)
        return web.Response(text="ok")


async def _given(request: web.Request) -> JSON:
    given: JSON = dict(request.query)
    if request.content_type == "application/json":
        sent = await request.json()
        return given | (sent if isinstance(sent, dict) else {})
    return given | dict(await request.post())


def _token(request: web.Request, given: JSON) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(given.get("token", ""))


async def _trouble(fault: Fault) -> web.Response | None:
    """Go wrong as ordered; None when the call is to be answered all the same."""
    await asyncio.sleep(fault.delay)
    if fault.error in ("ratelimited", "rate_limited"):
        refusal = {"ok": False, "error": "ratelimited"}
        return web.json_response(
            refusal, status=429, headers={"Retry-After": str(fault.retry_after)}
        )
    if fault.status:
        return web.Response(status=fault.status, text="upstream trouble")
    return web.json_response({"ok": False, "error": fault.error}) if fault.error else None
