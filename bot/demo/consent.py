"""Slack's page of consent, and the doors by which an app is installed."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from bot.demo import people
from bot.demo.errors import SlackError
from bot.demo.ui import SAFETY
from bot.demo.world import World

PATH = "/oauth/v2/authorize"
_HERE = Path(__file__).with_name("static")
_ABOUT = {
    "channels:read": "See the public channels, and who is in them",
    "chat:write": "Post messages as itself",
    "commands": "Offer commands and shortcuts",
    "files:write": "Send files as itself",
    "groups:read": "See the private channels that it was added to, and who is in them",
    "links:read": "See links to its own sites that people post",
    "links:write": "Show what is behind these links",
    "usergroups:read": "See the user groups",
    "users:read": "See who is in the workspace",
}


class ConsentDoors:
    """The HTTP doors that somebody and the app go through when it is installed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._oauth = world.oauth

    def routes(self) -> list[web.RouteDef]:
        """List the addresses."""
        return [
            web.get(PATH, self.ask),
            web.post(PATH, self.decide),
            web.route("*", "/api/oauth.v2.access", self.access),
            web.get("/app_redirect", self.back),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        """Show what the app asks for."""
        self._judge(request.query)
        return self._page("consent.html", _wanted(request.query))

    async def decide(self, request: web.Request) -> web.Response:
        """Send somebody back to the app, with a code if they allowed it."""
        given = {name: str(value) for name, value in (await request.post()).items()}
        self._judge(given)
        is_allowed = given.get("decision") == "allow"
        told = {"code": self._oauth.new_code()} if is_allowed else {"error": "access_denied"}
        query = urlencode({**told, "state": given.get("state", "")})
        raise web.HTTPSeeOther(f"{self._oauth.redirect_url}?{query}")

    async def access(self, request: web.Request) -> web.Response:
        """Exchange a code for a token; who asks is said in a header, or beside the code."""
        given = {name: str(value) for name, value in (await request.post()).items()}
        client_id, client_secret = _client(request.headers.get("Authorization", ""), given)
        try:
            answer = self._oauth.exchange(client_id, client_secret, given.get("code", ""))
        except SlackError as refusal:
            return web.json_response(refusal.answer())
        self._world.changed()
        return web.json_response({"ok": True, **answer})

    async def back(self, _request: web.Request) -> web.Response:
        """Lead from the app's own page back into the workspace."""
        raise web.HTTPFound("/")

    def _judge(self, given: Mapping[str, str]) -> None:
        """Refuse what Slack shows to nobody: it does not lead back to the app either."""
        redirect_uri = given.get("redirect_uri", "")
        word = self._oauth.refusal(given.get("client_id", ""), set(_scopes(given)), redirect_uri)
        if word:
            raise web.HTTPBadRequest(text=f"Something is wrong with this link: {word}")

    def _page(self, name: str, fields: Mapping[str, str]) -> web.Response:
        page = Template((_HERE / name).read_text(encoding="utf-8"))
        target = urlsplit(self._oauth.redirect_url)
        allowed = f"form-action 'self' {target.scheme}://{target.netloc}"  # the answer leads there
        policy = SAFETY["Content-Security-Policy"].replace("form-action 'none'", allowed)
        headers = {**SAFETY, "Content-Security-Policy": policy}
        return web.Response(text=page.substitute(fields), content_type="text/html", headers=headers)


def _wanted(query: Mapping[str, str]) -> dict[str, str]:
    """Give what stands on the page of consent."""
    asked = "\n".join(f"<li>{escape(_ABOUT.get(each, each))}</li>" for each in _scopes(query))
    kept = {name: escape(query.get(name, "")) for name in ("client_id", "scope", "state")}
    return {
        **kept,
        "app": escape(people.APP_NAME),
        "team": escape(people.TEAM_NAME),
        "person": escape(people.COMMS.real_name),
        "asked": asked,
    }


def _scopes(given: Mapping[str, str]) -> list[str]:
    return [each for each in given.get("scope", "").split(",") if each]


def _client(authorization: str, given: Mapping[str, str]) -> tuple[str, str]:
    scheme, _, told = authorization.partition(" ")
    if scheme != "Basic":
        return given.get("client_id", ""), given.get("client_secret", "")
    try:
        name, _, secret = b64decode(told).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return "", ""
    return name, secret
