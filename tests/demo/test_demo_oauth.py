"""OAuth: consent, the code that is good once, and the token that the app gets for it."""

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError

from bot.demo import SLACK, Client, Settings, make_app
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import ME, SECRET, TOWN_HALL, Stage

JSON = dict[str, Any]
CLIENT = Client(id="111.222", secret="shh")
BACK = "http://localhost:9/slack/oauth_redirect"
ASKED = {"client_id": "111.222", "scope": "commands,chat:write", "state": "s1"}


@pytest.fixture
async def stage(staging: Staging) -> Stage:
    """Open a workspace that the app is not installed in."""
    stage = await staging(client=CLIENT)
    stage.slack.install_at("http://localhost:9/slack/install", BACK)
    return stage


@pytest.fixture
async def browser(stage: Stage) -> AsyncIterator[ClientSession]:
    async with ClientSession(stage.slack.base_url) as session:
        yield session


async def decide(browser: ClientSession, decision: str) -> dict[str, list[str]]:
    """Press a button of the page; returns what the app is told, where it is."""
    form = {**ASKED, "decision": decision}
    async with browser.post("/oauth/v2/authorize", data=form, allow_redirects=False) as answer:
        assert answer.status == 303
        there = answer.headers["Location"]
    assert there.startswith(f"{BACK}?")
    return parse_qs(urlsplit(there).query)


async def exchange(browser: ClientSession, code: str, client: Client = CLIENT) -> JSON:
    said = b64encode(f"{client.id}:{client.secret}".encode()).decode()
    headers = {"Authorization": f"Basic {said}"}
    async with browser.post("/api/oauth.v2.access", data={"code": code}, headers=headers) as answer:
        told: JSON = await answer.json()
        return told


async def install(browser: ClientSession) -> JSON:
    [code] = (await decide(browser, "allow"))["code"]
    return await exchange(browser, code)


async def test_the_page_says_what_the_app_asks_for(browser: ClientSession) -> None:
    async with browser.get("/oauth/v2/authorize", params=ASKED) as answer:
        page = await answer.text()

    assert "Post messages as itself" in page
    assert "See the user groups" not in page
    assert f"form-action 'self' {BACK[:18]}" in answer.headers["Content-Security-Policy"]


async def test_what_the_app_sends_is_shown_as_words(browser: ClientSession) -> None:
    asked = {**ASKED, "state": '"><script>'}
    async with browser.get("/oauth/v2/authorize", params=asked) as answer:
        assert "<script>" not in await answer.text()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        pytest.param({"client_id": "9.9"}, "invalid_client_id", id="another app"),
        pytest.param({"scope": "commands,admin"}, "invalid_scope", id="not in its manifest"),
        pytest.param({"scope": ""}, "invalid_scope", id="nothing"),
        pytest.param({"redirect_uri": "http://evil.example"}, "bad_redirect_uri", id="elsewhere"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_wrong_with_a_link_leads_nowhere(
    browser: ClientSession, wrong: dict[str, str], word: str, method: str
) -> None:
    given = {**ASKED, "decision": "allow", **wrong}
    path = f"/oauth/v2/authorize?{urlencode(given)}" if method == "GET" else "/oauth/v2/authorize"
    form = given if method == "POST" else None
    async with browser.request(method, path, data=form, allow_redirects=False) as answer:
        assert answer.status == 400
        assert word in await answer.text()


async def test_whoever_allows_it_brings_a_code_and_the_state(browser: ClientSession) -> None:
    told = await decide(browser, "allow")

    assert told.keys() == {"code", "state"}
    assert told["state"] == ["s1"]


async def test_whoever_does_not_allow_it_brings_none(browser: ClientSession) -> None:
    assert await decide(browser, "cancel") == {"error": ["access_denied"], "state": ["s1"]}


async def test_a_code_is_exchanged_for_a_token_that_works(
    browser: ClientSession, stage: Stage
) -> None:
    told = await install(browser)

    stage.client.token = told["access_token"]
    assert (await stage.client.auth_test())["team_id"] == told["team"]["id"]
    assert set(told["scope"].split(",")) == SCOPES


async def test_who_asks_may_stand_beside_the_code(browser: ClientSession) -> None:
    [code] = (await decide(browser, "allow"))["code"]
    form = {"code": code, "client_id": CLIENT.id, "client_secret": CLIENT.secret}
    async with browser.post("/api/oauth.v2.access", data=form) as answer:
        assert (await answer.json())["ok"]


async def test_a_code_is_good_once(browser: ClientSession) -> None:
    [code] = (await decide(browser, "allow"))["code"]
    await exchange(browser, code)

    assert await exchange(browser, code) == {"ok": False, "error": "invalid_code"}


async def test_a_code_is_good_for_ten_minutes(browser: ClientSession, stage: Stage) -> None:
    [code] = (await decide(browser, "allow"))["code"]
    stage.clock.seconds += 601

    assert (await exchange(browser, code))["error"] == "invalid_code"


@pytest.mark.parametrize(
    ("client", "word"),
    [
        pytest.param(Client(id="9.9", secret="shh"), "invalid_client_id", id="another app"),
        pytest.param(Client(id="111.222", secret="no"), "bad_client_secret", id="wrong secret"),
    ],
)
async def test_a_code_is_for_its_own_app(browser: ClientSession, client: Client, word: str) -> None:
    [code] = (await decide(browser, "allow"))["code"]

    assert (await exchange(browser, code, client))["error"] == word


async def test_what_is_no_header_is_no_client(browser: ClientSession) -> None:
    headers = {"Authorization": "Basic ~"}
    async with browser.post("/api/oauth.v2.access", data={}, headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_client_id"


async def test_before_it_is_installed_there_is_nothing_of_the_app(
    browser: ClientSession, stage: Stage
) -> None:
    before = stage.slack.state(ME)
    refused = await stage.command()
    await install(browser)
    after = stage.slack.state(ME)

    assert before["invitation"] == {"url": "http://localhost:9/slack/install"}
    assert before["commands"] == []
    assert not [each for each in before["channels"] if each["kind"] == "im"]
    assert refused["error"] == "unknown_command"
    assert after["invitation"] is None
    assert after["commands"]
    assert [each for each in after["channels"] if each["kind"] == "im"]


async def test_before_it_is_installed_the_app_is_told_nothing_and_may_say_nothing(
    staging: Staging,
) -> None:
    stage = await staging(client=CLIENT, events=frozenset({"app_home_opened"}))

    assert (await stage.slack.open_home(ME))["status"] == "not_sent"
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await stage.client.chat_postMessage(channel=TOWN_HALL, text="Hello")


async def test_an_app_that_is_installed_is_so_after_a_restart(
    staging: Staging, tmp_path: Path
) -> None:
    path = tmp_path / "slack.json"
    settings = Settings(signing_secret=SECRET, client=CLIENT, scopes=SCOPES, state_file=path)
    app = make_app(settings)
    async with TestServer(app) as server:
        app[SLACK].install_at("http://localhost:9/slack/install", BACK)
        async with ClientSession(str(server.make_url("/"))) as browser:
            token = (await install(browser))["access_token"]

    again = await staging(client=CLIENT, state_file=path)

    again.client.token = token
    assert (await again.client.auth_test())["ok"]


async def test_the_apps_page_leads_back_into_the_workspace(browser: ClientSession) -> None:
    async with browser.get("/app_redirect?app=A1&team=T1", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/")
