"""Slack with several workspaces: what each was told, by the token it was told with.

A recording server, and the bot behind it as it is installed by OAuth.
"""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientSession, web
from slack_sdk.signature import SignatureVerifier

from bot import sandbox
from bot.assembly import listening, open_bot
from bot.config import Config
from bot.store import Cipher, open_store
from bot.tenancy import Account, Installation, Login
from bot.web import make_web_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.house import Bot
    from bot.store import Store

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="
PASSWORD = "sekret of the platform"
ORG = {"E1": ["T5", "T6"]}
"""The workspaces of an organization."""
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of the Web API, or what came to a response URL: for which team, and with what."""

    team: str
    method: str
    given: dict[str, Any]


@dataclass
class Teams:
    """Slack's Web API for several workspaces; a token is one team's or one organization's.

    `admins` are users whom Slack calls admins, `grants` what a code or refresh token is exchanged
    for, `refuses` what Slack says to a token that it does not take, `fails` to a method.
    """

    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    grants: dict[str, dict[str, Any]] = field(default_factory=dict)
    refuses: dict[str, str] = field(default_factory=dict)
    fails: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    bad_tokens: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        served = web.Application()
        served.router.add_post("/response/{team}", self.respond)
        served.router.add_route("*", "/api/oauth.v2.access", self.grant)
        served.router.add_route("*", "/api/{method}", self.method)
        return served

    def of(self, team: str, *methods: str) -> list[Call]:
        """List what a team was told."""
        return [c for c in self.calls if c.team == team and (not methods or c.method in methods)]

    def told(self, team: str) -> str:
        """Gather all that a team was shown."""
        return json.dumps([call.given for call in self.of(team)])

    async def respond(self, request: web.Request) -> web.Response:
        team, given = request.match_info["team"], await request.json()
        self.calls.append(Call(team=team, method="response", given=given))
        return web.Response(text="ok")

    async def grant(self, request: web.Request) -> web.Response:
        given = await _given(request)
        found = self.grants.pop(given.get("refresh_token") or given.get("code") or "", None)
        if found is None:
            return web.json_response({"ok": False, "error": "invalid_code"})
        self.calls.append(Call(team="", method="oauth.v2.access", given=given))
        return web.json_response({"ok": True, **found})

    async def method(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given, method = await _given(request), request.match_info["method"]
        owner = self.tokens.get(token)
        if word := self.refuses.get(token) or (None if owner else "invalid_auth"):
            self.bad_tokens.append(token)
            return web.json_response({"ok": False, "error": word})
        team = str(owner)
        self.calls.append(Call(team=team, method=method, given=given))
        if word := self.fails.get(method):
            return web.json_response({"ok": False, "error": word})
        return web.json_response({"ok": True, **self._answer(team, method, given)})

    def _answer(self, team: str, method: str, given: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": team, "team": team, "user_id": "UBOT", "bot_id": "B1"}
            case "users.info":
                return {"user": self._person(given["user"], team)}
            case "users.conversations":
                return {"channels": [{"id": f"C{given.get('team_id') or team}"}]}
            case "conversations.info":
                return {"channel": {"id": given["channel"], "is_ext_shared": False}}
            case "views.open" | "views.push" | "views.update" | "views.publish":
                return {"view": {"id": f"V{len(self.calls)}", "hash": "1"}}
            case _:
                return {"channel": given.get("channel", ""), "ts": f"{len(self.calls)}.1"}

    def _person(self, user: str, team: str) -> dict[str, Any]:
        """Describe somebody; people of an organization are at home in all its workspaces."""
        homes = [self.people[user]] if user in self.people else ORG.get(team, [team])
        is_admin = user in self.admins
        home = {"team_id": homes[0], "enterprise_user": {"teams": homes}}
        return {"id": user, "is_admin": is_admin, **home}


async def _given(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return {**given, **(await request.json())}
    form = parse_qs(await request.text())
    return given | {name: values[0] for name, values in form.items()}


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """The bot as many workspaces have installed it; requests come from Slack, signed.

    `store` is the database as another process sees it.
    """

    bot: Bot
    teams: Teams
    session: ClientSession
    url: str
    clock: Clock
    store: Store

    async def send(self, body: str, kind: str, *, secret: str = "") -> tuple[int, str]:
        """Send what Slack sends, and let the bot finish."""
        found = await self.deliver(body, kind, secret=secret)
        await self.settled()
        return found

    async def deliver(self, body: str, kind: str, *, secret: str = "") -> tuple[int, str]:
        """Send what Slack sends."""
        timestamp = str(int(datetime.now(UTC).timestamp()))
        verifier = SignatureVerifier(secret or SECRET)
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": verifier.generate_signature(timestamp=timestamp, body=body) or "",
        }
        url = f"{self.url}/slack/events"
        async with self.session.post(url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def command(
        self, team: str, user: str, text: str, *, enterprise: str = "", secret: str = ""
    ) -> tuple[int, str]:
        """Type a command."""
        fields = {
            "command": "/webcast",
            "text": text,
            "team_id": team,
            "user_id": user,
            "channel_id": f"C{team}",
            "trigger_id": "1.2",
            "response_url": f"{self.teams.url}/response/{team}",
            **(
                {"enterprise_id": enterprise, "is_enterprise_install": "true"} if enterprise else {}
            ),
        }
        return await self.send(urlencode(fields), _FORM, secret=secret)

    async def click(
        self, team: str, user: str, action: str, value: str, *, more: dict[str, Any] | None = None
    ) -> tuple[int, str]:
        """Press a button of a message; `more` puts it elsewhere."""
        payload = {
            "type": "block_actions",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "trigger_id": "1.2",
            "actions": [{"action_id": action, "block_id": "b", "type": "button", "value": value}],
            "channel": {"id": f"C{team}"},
            "response_url": f"{self.teams.url}/response/{team}",
            **(more or {}),
        }
        return await self.send(urlencode({"payload": json.dumps(payload)}), _FORM)

    async def submit(
        self, team: str, user: str, view: dict[str, Any], values: dict[str, Any]
    ) -> tuple[int, str]:
        """Press the button of a modal."""
        shown = {"id": "V1", "hash": "1", "type": "modal", **view, "state": {"values": values}}
        payload = {
            "type": "view_submission",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "trigger_id": "1.2",
            "view": shown,
        }
        return await self.send(urlencode({"payload": json.dumps(payload)}), _FORM)

    async def event(
        self, team: str, event: dict[str, Any], *, at: datetime | None = None, **more: object
    ) -> tuple[int, str]:
        """Tell of something that happened."""
        told = {
            "type": "event_callback",
            "team_id": team,
            "event": event,
            "event_id": "Ev1",
            "event_time": int((at or self.clock.now).timestamp()),
            **more,
        }
        return await self.send(json.dumps(told), "application/json")

    async def settled(self) -> None:
        """Wait until nothing is under way in any workspace."""
        await self.bot.lobby.idle()
        await self.bot.tenants.idle()
        await self.bot.tenants.alarm.idle()

    async def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.now += by
        await self.settled()


_FORM = "application/x-www-form-urlencoded"


def installation(team: str, *, token: str = "", **more: Any) -> Installation:  # noqa: ANN401  (fields)
    """Make an installation in a workspace."""
    return Installation(
        **{
            "team": team,
            "name": team,
            "app": "A1",
            "bot_id": "B1",
            "bot_user": "UBOT",
            "installed_at": NOW - timedelta(days=1),
            "token": token or f"xoxb-{team}",
            **more,
        }
    )


def account(team: str, username: str = "svc", password: str = PASSWORD) -> Account:
    """Make the platform account of a workspace."""
    login = Login(username=username, password=password)
    return Account(workspace=team, login=login, by="U1", at=NOW)


def config(teams: Teams, folder: Path, platform: str = "http://localhost:9", **more: str) -> Config:
    """Make the settings of a bot that is installed by OAuth."""
    return Config.from_env(
        {
            "SLACK_CLIENT_ID": "111.222",
            "SLACK_CLIENT_SECRET": "shh-client-secret",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{teams.url}/api/",
            "WEBCASTS_API_URL": f"{platform}/api",
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "ENCRYPTION_KEY": KEY,
            **more,
        }
    )


@asynccontextmanager
async def slack() -> AsyncIterator[Teams]:
    """Serve a Slack without any workspace."""
    teams = Teams()
    async with listening(teams.app(), host="127.0.0.1", port=0) as url:
        teams.url = url
        yield teams


@asynccontextmanager
async def store_of(settings: Config) -> AsyncIterator[Store]:
    """Open the database of a bot, as another process would."""
    async with await open_store(settings.database_url, Cipher(settings.encryption_keys)) as store:
        yield store


@asynccontextmanager
async def house(
    folder: Path, *, installed: tuple[Installation, ...], clock: Clock | None = None
) -> AsyncIterator[House]:
    """Open the bot with workspaces that installed it, each with an account of the platform."""
    clock = clock or Clock()
    platform = sandbox.make_app(sandbox.Settings(username="svc", password=PASSWORD))
    async with (
        slack() as teams,
        listening(platform, host="127.0.0.1", port=0) as platform_url,
        ClientSession() as session,
    ):
        settings = config(teams, folder, platform_url)
        async with store_of(settings) as store:
            for each in installed:
                await store.keep_installation(each)
                teams.tokens[each.token] = each.team or each.enterprise
            async with (
                open_bot(settings, clock=clock) as bot,
                listening(make_web_app(bot.door, bot.flow), host="127.0.0.1", port=0) as url,
            ):
                yield House(bot, teams, session, url, clock, store)
