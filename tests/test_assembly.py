"""The bot as it is run: over HTTP, in Socket Mode, through restarts and crashes."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, WSMsgType, web
from slack_sdk.signature import SignatureVerifier

from bot import sandbox
from bot.assembly import examine, listening, open_bot
from bot.config import Config
from bot.domain import Live, Progress, Webcam, WebcastRequest, Wish
from bot.errors import Misconfigured, Throttled
from bot.health import About
from bot.rules import Region
from bot.serving import run
from bot.store import Cipher, open_store
from bot.web import make_web_app
from tests import teams
from tests.test_main import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
REQUEST = WebcastRequest(
    title="Q4 town hall",
    starts_at=datetime(2036, 12, 1, 20, tzinfo=UTC),
    duration=timedelta(minutes=90),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=1000,
    expiration_months=12,
)


class FakeSlack:
    """Answers the Web API, remembers what was called, and speaks Socket Mode."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.url = ""
        self.token_is_good = True
        self.team = "T1"
        self.speaks_of_people = asyncio.Event()
        self.speaks_of_people.set()
        self.sends: list[dict[str, Any]] = []
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/{method}", self.method)
        app.router.add_get("/api/users.info", self.person)
        app.router.add_get("/socket", self.socket)
        return app

    async def method(self, request: web.Request) -> web.Response:
        is_json = request.content_type == "application/json"
        method = request.match_info["method"]
        form = await request.json() if is_json else dict(await request.post())
        self.calls.append((method, form))
        if not self.token_is_good:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        facts = {
            "auth.test": {"team_id": self.team, "user_id": "UBOT", "bot_id": "B1"},
            "apps.connections.open": {"url": f"{self.url.replace('http', 'ws', 1)}/socket"},
            "chat.postMessage": {"channel": "D1", "ts": "1.1"},
        }
        return web.json_response({"ok": True, **facts.get(method, {})})

    async def person(self, request: web.Request) -> web.Response:
        await self.speaks_of_people.wait()
        facts = {"id": request.query["user"], "team_id": "T1", "tz": "Etc/UTC", "locale": "en-US"}
        return web.json_response({"ok": True, "user": facts})

    def answers_to_people(self) -> list[str]:
        return [form["text"] for method, form in self.calls if method == "response"]

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "hello"})
        for envelope in self.sends:
            await connection.send_json(envelope)
        async for message in connection:
            if message.type is WSMsgType.TEXT:
                self.answers.put_nowait(json.loads(message.data))
        return connection


@asynccontextmanager
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack()
    async with listening(fake.app(), host="127.0.0.1", port=0) as url:
        fake.url = url
        yield fake


def config(fake: FakeSlack, folder: Path, **more: str) -> Config:
    return Config.from_env(
        {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{fake.url}/api/",
            "WEBCASTS_API_URL": "http://localhost:9/api",
            "WEBCASTS_USERNAME": "svc",
            "WEBCASTS_PASSWORD": "secret",
            "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
            "ENCRYPTION_KEY": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=",
            **more,
        }
    )


def command(text: str, *, team: str = "T1", slack_url: str = "") -> dict[str, str]:
    return {
        "command": "/webcast",
        "text": text,
        "user_id": "U1",
        "team_id": team,
        "channel_id": "C1",
        "trigger_id": "1.2",
        "response_url": f"{slack_url or 'http://localhost:9'}/api/response",
    }


def signed(body: str, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(datetime.now(UTC).timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature or "",
    }


async def sent_over_http(
    body: str, headers: dict[str, str], folder: Path
) -> tuple[int, dict[str, Any] | str]:
    async with (
        slack() as fake,
        open_bot(config(fake, folder)) as bot,
        listening(make_web_app(bot.door), host="127.0.0.1", port=0) as url,
        ClientSession() as session,
        session.post(f"{url}/slack/events", data=body, headers=headers) as answer,
    ):
        text = await answer.text()
        return answer.status, json.loads(text) if text.startswith("{") else text


async def test_a_signed_command_is_answered_over_http(tmp_path: Path) -> None:
    async with (
        slack() as fake,
        open_bot(config(fake, tmp_path)) as bot,
        listening(make_web_app(bot.door), host="127.0.0.1", port=0) as url,
        ClientSession() as session,
    ):
        body = urlencode(command("help", slack_url=fake.url))
        async with session.post(f"{url}/slack/events", data=body, headers=signed(body)) as answer:
            assert answer.status == 200
        await bot.parts.desk.idle()

        assert "/webcast create" in fake.answers_to_people()[0]


async def test_a_forged_signature_is_refused(tmp_path: Path) -> None:
    body = urlencode(command("help"))

    status, _ = await sent_over_http(body, signed(body, "another secret"), tmp_path)

    assert status == 401


async def test_another_workspace_is_refused(tmp_path: Path) -> None:
    async with (
        slack() as fake,
        open_bot(config(fake, tmp_path)) as bot,
        listening(make_web_app(bot.door), host="127.0.0.1", port=0) as url,
        ClientSession() as session,
    ):
        body = urlencode(command("help", team="T2", slack_url=fake.url))
        async with session.post(f"{url}/slack/events", data=body, headers=signed(body)) as answer:
            assert "/webcast create" not in await answer.text()

    assert fake.calls[-1][0] == "response"
    assert "another workspace" in str(fake.calls[-1][1])


async def test_trouble_that_cannot_even_be_told_does_not_break_the_server(tmp_path: Path) -> None:
    body = urlencode(command("help", team="T2"))

    status, _ = await sent_over_http(body, signed(body), tmp_path)

    assert status == 500


async def test_a_command_is_acknowledged_before_slack_says_who_sent_it(tmp_path: Path) -> None:
    async with (
        slack() as fake,
        open_bot(config(fake, tmp_path)) as bot,
        listening(make_web_app(bot.door), host="127.0.0.1", port=0) as url,
        ClientSession() as session,
    ):
        fake.speaks_of_people.clear()
        body = urlencode(command("help", slack_url=fake.url))
        async with session.post(f"{url}/slack/events", data=body, headers=signed(body)) as answer:
            assert answer.status == 200
            assert not fake.answers_to_people()

        fake.speaks_of_people.set()
        await bot.parts.desk.idle()

        assert fake.answers_to_people()


async def test_with_an_app_token_commands_arrive_over_a_socket(tmp_path: Path) -> None:
    async with slack() as fake:
        typed = command("help", slack_url=fake.url)
        fake.sends = [{"type": "slash_commands", "envelope_id": "e1", "payload": typed}]
        stop = asyncio.Event()
        running = asyncio.create_task(run(config(fake, tmp_path, SLACK_APP_TOKEN="xapp-1"), stop))
        answer = await asyncio.wait_for(fake.answers.get(), 10)
        stop.set()
        await running

    assert answer["envelope_id"] == "e1"
    assert "/webcast create" in fake.answers_to_people()[0]


async def test_a_token_in_the_environment_calls_for_no_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    async with slack() as fake, open_bot(config(fake, tmp_path)):
        assert "token" not in caplog.text


async def test_a_stop_over_http_is_clean(tmp_path: Path) -> None:
    async with slack() as fake:
        stop = asyncio.Event()
        stop.set()
        await run(config(fake, tmp_path, PORT="39417"), stop)


async def test_a_token_that_slack_refuses_stops_the_start(tmp_path: Path) -> None:
    async with slack() as fake:
        fake.token_is_good = False
        with pytest.raises(Misconfigured, match="invalid_auth"):
            async with open_bot(config(fake, tmp_path)):
                pass


async def test_a_slack_that_cannot_be_reached_stops_the_start(tmp_path: Path) -> None:
    nobody = FakeSlack()
    nobody.url = "http://localhost:9"
    with pytest.raises(Misconfigured, match="cannot be reached"):
        async with open_bot(config(nobody, tmp_path)):
            pass


async def test_the_token_of_an_organization_stops_the_start(tmp_path: Path) -> None:
    async with slack() as fake:
        fake.team = "E1"
        with pytest.raises(Misconfigured, match="SLACK_CLIENT_ID"):
            async with open_bot(config(fake, tmp_path)):
                pass


async def test_a_port_in_use_is_said_in_a_sentence() -> None:
    async with listening(web.Application(), host="127.0.0.1", port=0) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(Misconfigured, match=f"Port {port}"):
            async with listening(web.Application(), host="127.0.0.1", port=port):
                pass


async def test_the_call_budget_outlives_a_restart(tmp_path: Path) -> None:
    platform = sandbox.make_app(sandbox.Settings(username="svc", password="secret"))
    async with slack() as fake, listening(platform, host="127.0.0.1", port=0) as url:
        one_create = config(fake, tmp_path, WEBCASTS_API_URL=f"{url}/api", WEBCASTS_LIMIT_SHARE="1")
        async with open_bot(one_create) as bot:
            await bot.parts.webcasts.create(REQUEST)

        async with open_bot(one_create) as bot:
            with pytest.raises(Throttled, match="Nothing was created"):
                await bot.parts.webcasts.create(REQUEST)


async def test_a_create_lost_in_a_crash_is_uncertain_and_its_owner_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    async with slack() as fake:
        settings = config(fake, tmp_path)
        wish = Wish(
            key="V1",
            workspace="T1",
            owner="U1",
            request=REQUEST,
            channels=("C1",),
            asked_at=datetime(2026, 11, 24, tzinfo=UTC),
            reference="abc123",
        )
        cipher = Cipher(settings.encryption_keys)
        async with await open_store(settings.database_url, cipher) as store:
            await store.claim(wish, until=wish.asked_at)

        async with open_bot(settings) as bot:
            await bot.parts.alarm.idle()
            known = await bot.parts.store.wish("T1", "V1")

    posts = [form for method, form in fake.calls if method == "chat.postMessage"]
    assert known
    assert known.progress is Progress.UNCERTAIN
    assert posts[0]["channel"] == "U1"
    assert "abc123" in posts[0]["text"]


async def test_doctor_looks_at_everything_and_changes_nothing(tmp_path: Path) -> None:
    async with slack() as fake:
        found = {each.about: each for each in await examine(config(fake, tmp_path))}
        again = {each.about: each for each in await examine(config(fake, tmp_path))}

    assert found[About.SLACK].is_well
    assert "chat:write" in found[About.SCOPES].verdict
    assert not found[About.PLATFORM].is_well
    assert "first start" in found[About.STEPS].verdict
    assert again[About.STEPS] == found[About.STEPS]


async def test_doctor_goes_on_where_the_database_cannot_be_opened(tmp_path: Path) -> None:
    async with slack() as fake:
        nowhere = config(fake, tmp_path / "no folder")
        found = {each.about: each for each in await examine(nowhere)}

    assert not found[About.DATABASE].is_well
    assert found[About.SLACK].is_well
    assert About.LIMITS in found


async def test_doctor_tells_what_a_stopped_bot_left(tmp_path: Path) -> None:
    async with slack() as fake:
        async with open_bot(config(fake, tmp_path)):
            pass
        found = {each.about: each for each in await examine(config(fake, tmp_path))}

    well = {About.DATABASE, About.STEPS, About.KEY, About.DUE, About.UNCERTAIN, About.LOST}
    assert all(found[about].is_well for about in well)


async def test_doctor_tells_of_a_token_that_slack_does_not_accept(tmp_path: Path) -> None:
    async with slack() as fake:
        fake.token_is_good = False

        found = await examine(config(fake, tmp_path))

    assert (found[0].about, found[0].is_well) == (About.SLACK, False)


async def test_doctor_asks_for_every_installation(tmp_path: Path) -> None:
    async with teams.slack() as slacks:
        settings = teams.config(slacks, tmp_path)
        nobody = await examine(settings)
        async with teams.store_of(settings) as store:
            for team in ("T1", "T2"):
                await store.keep_installation(teams.installation(team))
        slacks.tokens["xoxb-T1"] = "T1"
        found = await examine(settings)

    assert "Nobody has installed me yet" in nobody[0].verdict
    asked = [(each.is_well, each.verdict) for each in found if each.about is About.SLACK]
    assert [is_well for is_well, _ in asked] == [True, False]
    assert asked[0][1].startswith("T1: Slack knows me")
    assert asked[1][1].startswith("T2: ")


async def test_doctor_logs_in_with_the_account_of_every_workspace(tmp_path: Path) -> None:
    platform = sandbox.make_app(sandbox.Settings(username="svc", password=teams.PASSWORD))
    async with (
        teams.slack() as slacks,
        listening(platform, host="127.0.0.1", port=0) as platform_url,
    ):
        settings = teams.config(slacks, tmp_path, platform_url)
        async with teams.store_of(settings) as store:
            for team in ("T1", "T2", "T3"):
                await store.keep_installation(teams.installation(team))
            await store.keep_account(teams.account("T1"))
            await store.keep_account(teams.account("T2", password="an old one"))
        found = await examine(settings)

    tried = [each for each in found if each.about is About.PLATFORM]
    assert [each.is_well for each in tried] == [True, False, True]
    assert tried[0].verdict == "T1: It accepts the account svc."
    assert tried[1].verdict.startswith("T2: The platform does not accept")
    assert tried[2].verdict.startswith("T3: It has no account yet.")


async def test_doctor_logs_in_with_the_account_that_goes_before_the_one_in_the_settings(
    tmp_path: Path,
) -> None:
    async with slack() as fake:
        settings = config(fake, tmp_path)
        async with teams.store_of(settings) as store:
            await store.keep_account(teams.account("T1"))
        found = await examine(settings)

    tried = [each.verdict for each in found if each.about is About.PLATFORM]
    assert len(tried) == 2
    assert tried[1].startswith("T1: ")


async def test_doctor_says_nothing_of_a_workspace_that_uses_the_account_in_the_settings(
    tmp_path: Path,
) -> None:
    async with slack() as fake:
        settings = config(fake, tmp_path)
        async with teams.store_of(settings):
            pass
        found = await examine(settings)

    assert len([each for each in found if each.about is About.PLATFORM]) == 1


async def test_installed_by_oauth_commands_arrive_over_a_socket_and_installers_over_http(
    tmp_path: Path,
) -> None:
    async with slack() as fake:
        typed = command("help", slack_url=fake.url)
        fake.sends = [{"type": "slash_commands", "envelope_id": "e1", "payload": typed}]
        slacks = teams.Teams(url=fake.url)
        settings = teams.config(slacks, tmp_path, SLACK_APP_TOKEN="xapp-1", PORT=str(free_port()))
        async with teams.store_of(settings) as store:
            await store.keep_installation(teams.installation("T1"))
        stop = asyncio.Event()
        running = asyncio.create_task(run(settings, stop))
        answer = await asyncio.wait_for(fake.answers.get(), 10)
        async with (
            ClientSession() as session,
            session.get(
                f"http://localhost:{settings.port}/slack/install", allow_redirects=False
            ) as page,
        ):
            assert page.status == 302
        stop.set()
        await running

    assert answer["envelope_id"] == "e1"
    assert "/webcast create" in fake.answers_to_people()[0]


async def test_what_bolt_would_read_in_the_environment_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "slack_bolt")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SLACK_CLIENT_ID", "111.222")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "shh")
    async with teams.house(tmp_path, installed=(teams.installation("T1"),)) as opened:
        await opened.command("T1", "U1", "help")

        assert "/webcast create" in opened.teams.told("T1")
    assert not [each for each in caplog.records if each.name.startswith("slack_bolt")]
    assert not hidden_in(tmp_path)


def hidden_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.startswith(".")]


async def test_the_language_of_channels_is_known_after_a_start(tmp_path: Path) -> None:
    async with slack() as fake:
        async with open_bot(config(fake, tmp_path)) as bot:
            await bot.parts.store.set_preference("T1", "workspace", "", "language", "de")

        async with open_bot(config(fake, tmp_path)) as bot:
            assert await bot.parts.chat.channel_language() == "de"
