"""Installing by OAuth, as a browser does it, and tokens that Slack rotates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession
from slack_bolt.error import BoltError

from bot.errors import NotDelivered, StoreFailed
from bot.metrics import Metrics
from bot.slack.client import SlackClient
from bot.slack.ids import SCOPES
from bot.slack.installing import Installing, Rotation, read_installation, slack_installation
from tests.teams import House, Teams, house, installation, slack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.tenancy import Installation

GRANT = {
    "app_id": "A1",
    "authed_user": {"id": "U1"},
    "team": {"id": "T3", "name": "Acme & <Sons>"},
    "enterprise": None,
    "is_enterprise_install": False,
    "token_type": "bot",
    "access_token": "xoxb-T3",
    "bot_user_id": "UBOT",
    "scope": "commands,chat:write",
}
ORG_GRANT = {
    **GRANT,
    "team": None,
    "enterprise": {"id": "E1", "name": "Acme Group"},
    "is_enterprise_install": True,
    "access_token": "xoxb-E1",
}
ROTATED = {
    "token_type": "bot",
    "access_token": "xoxe.xoxb-2",
    "refresh_token": "xoxe-2",
    "expires_in": 43200,
}


@dataclass
class Page:
    """What the browser got."""

    status: int
    text: str
    headers: Any


@dataclass
class Browser:
    """Somebody's browser: it follows no redirect by itself."""

    house: House
    cookie: str = ""
    language: str = "en-US,en;q=0.9"

    async def get(self, path: str) -> Page:
        headers = {"Cookie": self.cookie, "Accept-Language": self.language}
        url = f"{self.house.url}{path}"
        async with self.house.session.get(url, headers=headers, allow_redirects=False) as answer:
            page = Page(answer.status, await answer.text(), answer.headers)
        await self.house.settled()
        return page

    async def begin(self) -> str:
        """Open the link of the installation; return the state that goes to Slack."""
        page = await self.get("/slack/install")
        assert page.status == 302
        found: SimpleCookie = SimpleCookie(page.headers["Set-Cookie"])
        [(name, morsel)] = found.items()
        self.cookie = f"{name}={morsel.value}"
        asked: dict[str, list[str]] = parse_qs(urlsplit(page.headers["Location"]).query)
        return asked["state"][0]

    async def finish(self, state: str, code: str = "good") -> Page:
        """Come back from Slack."""
        return await self.get(f"/slack/oauth_redirect?code={code}&state={state}")


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """Open the bot without any workspace; Slack has somebody's consent."""
    async with house(tmp_path, installed=()) as opened:
        opened.teams.grants["good"] = GRANT
        opened.teams.tokens |= {"xoxb-T3": "T3", "xoxb-E1": "E1"}
        yield Browser(opened)


async def test_the_link_leads_to_slack_with_what_the_bot_asks_for(browser: Browser) -> None:
    page = await browser.get("/slack/install")

    to = urlsplit(page.headers["Location"])
    asked = parse_qs(to.query)
    assert f"{to.scheme}://{to.netloc}{to.path}" == (
        f"{browser.house.teams.url}/oauth/v2/authorize"
    )
    assert asked["client_id"] == ["111.222"]
    assert set(asked["scope"][0].split(",")) == SCOPES
    assert not asked.get("user_scope")


async def test_the_state_is_in_a_cookie_that_only_the_server_reads(browser: Browser) -> None:
    page = await browser.get("/slack/install")

    cookie = page.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Max-Age=600"))


async def test_a_workspace_that_installs_it_is_served_at_once(browser: Browser) -> None:
    page = await browser.finish(await browser.begin())

    assert page.status == 200
    assert "Webcasts is installed in Acme &amp; &lt;Sons&gt;" in page.text
    assert "app_redirect?app=A1&amp;team=T3" in page.text
    assert "/webcast settings admin" in page.text
    await browser.house.command("T3", "U1", "help")
    assert "/webcast create" in browser.house.teams.told("T3")


async def test_no_page_keeps_or_shows_a_token(browser: Browser) -> None:
    page = await browser.finish(await browser.begin())

    assert "xox" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_an_organization_installs_it_for_all_of_its_workspaces(browser: Browser) -> None:
    browser.house.teams.grants["good"] = ORG_GRANT

    page = await browser.finish(await browser.begin())

    assert "Acme Group" in page.text
    assert "adds it to the workspaces" in page.text
    assert "manage/E1" in page.text
    await browser.house.command("T5", "U1", "help", enterprise="E1")
    assert "/webcast create" in browser.house.teams.told("T5")


async def test_a_second_installation_takes_the_place_of_the_first(browser: Browser) -> None:
    await browser.finish(await browser.begin())
    browser.house.teams.grants["good"] = {**GRANT, "access_token": "xoxb-T3b"}
    browser.house.teams.tokens["xoxb-T3b"] = "T3"

    await browser.finish(await browser.begin())

    tenant = await browser.house.bot.tenants.tenant("T3")
    assert tenant
    assert tenant.client.token == "xoxb-T3b"
    assert len(await browser.house.store.installations()) == 1


async def test_what_rotates_is_kept_with_its_end(browser: Browser) -> None:
    browser.house.teams.grants["good"] = {**GRANT, "refresh_token": "xoxe-1", "expires_in": 43200}

    await browser.finish(await browser.begin())

    [kept] = await browser.house.store.installations()
    assert kept.refresh_token == "xoxe-1"
    assert kept.expires_at
    assert timedelta(hours=11) < kept.expires_at - datetime.now(UTC) <= timedelta(hours=12)


async def refused(browser: Browser, page: Page) -> str:
    """Return the words of a page that says no, after which nothing is installed."""
    assert not await browser.house.store.installations()
    assert "Webcasts is not installed" in page.text
    assert 'href="/slack/install"' in page.text
    return page.text


async def test_a_state_is_good_once(browser: Browser) -> None:
    state = await browser.begin()
    await browser.finish(state, code="bad")
    browser.house.teams.grants["again"] = GRANT

    page = await browser.finish(state, code="again")

    assert page.status == 401
    assert "used before" in await refused(browser, page)


async def test_a_state_is_good_for_ten_minutes(browser: Browser) -> None:
    state = await browser.begin()
    await browser.house.advance(timedelta(minutes=11))

    assert "too long ago" in await refused(browser, await browser.finish(state))


async def test_another_browser_cannot_finish_it(browser: Browser) -> None:
    state = await browser.begin()
    browser.cookie = ""

    page = await browser.finish(state)

    assert page.status == 400
    assert "another browser" in await refused(browser, page)


async def test_a_state_that_was_never_made_is_refused(browser: Browser) -> None:
    browser.cookie = "slack-app-oauth-state=made-up"

    await refused(browser, await browser.finish("made-up"))


async def test_whoever_does_not_allow_it_is_told_so(browser: Browser) -> None:
    page = await browser.get("/slack/oauth_redirect?error=access_denied&state=x")

    assert page.status == 200
    assert "You did not allow it" in await refused(browser, page)


async def test_slacks_own_words_are_shown_as_words(browser: Browser) -> None:
    page = await browser.get("/slack/oauth_redirect?error=%3Cscript%3E&state=x")

    assert "<script>" not in await refused(browser, page)


async def test_whoever_asks_writes_no_line_of_their_own_into_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    forged = f"x%0Aforged{'y' * 500}"

    await browser.get(f"/slack/oauth_redirect?error={forged}&state=x")
    await browser.finish(await browser.begin(), code=forged)

    told = [line for line in caplog.messages if "forged" in line]
    assert all("\n" not in line and len(line) < 150 for line in told)


async def test_a_code_that_slack_does_not_take_installs_nothing(browser: Browser) -> None:
    page = await browser.finish(await browser.begin(), code="bad")

    assert "did not confirm" in await refused(browser, page)


async def test_a_return_without_a_code_installs_nothing(browser: Browser) -> None:
    page = await browser.get(f"/slack/oauth_redirect?state={await browser.begin()}")

    assert "sent nothing" in await refused(browser, page)


async def test_pages_speak_the_browsers_language_as_far_as_known(browser: Browser) -> None:
    browser.language = "de-DE,de;q=0.9"

    page = await browser.get("/slack/oauth_redirect?error=access_denied&state=x")

    assert re.search(r'<html lang="de">', page.text)


async def test_a_slack_that_does_not_answer_installs_nothing(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = browser.house.bot.flow
    assert flow
    state = await browser.begin()
    nowhere = SlackClient(
        Metrics(), token="", base_url="http://localhost:9/api/", session=browser.house.session
    )
    monkeypatch.setattr(flow, "_async_client", nowhere)

    assert "did not confirm" in await refused(browser, await browser.finish(state))


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect?code=good&state=s"])
async def test_a_database_that_fails_is_said_on_a_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    async def fails(*_args: object, **_of: object) -> bool:
        raise StoreFailed("lost")

    flow = browser.house.bot.flow
    assert flow
    monkeypatch.setattr(flow.settings.state_store, "async_issue", fails)
    monkeypatch.setattr(flow.settings.state_store, "async_consume", fails)
    browser.cookie = "slack-app-oauth-state=s"

    page = await browser.get(path)

    assert page.status == 503
    assert "could not use its database" in await refused(browser, page)


async def test_an_installation_that_cannot_be_served_at_once_is_one_all_the_same(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise StoreFailed("lost")

    state = await browser.begin()
    monkeypatch.setattr(browser.house.bot.tenants, "refresh", fails)

    page = await browser.finish(state)

    assert page.status == 200
    assert await browser.house.store.team_installation("T3")


async def test_an_installation_that_cannot_be_kept_is_said_on_a_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_args: object) -> None:
        raise BoltError("lost")

    flow = browser.house.bot.flow
    assert flow
    state = await browser.begin()
    monkeypatch.setattr(flow.settings.installation_store, "async_save", fails)

    page = await browser.finish(state)

    assert page.status == 500
    assert "could not use its database" in await refused(browser, page)


@pytest.mark.parametrize(
    "kept",
    [
        installation("T1", scopes=("commands",), by="U1"),
        installation("", enterprise="E1", expires_at=datetime(2026, 12, 1, tzinfo=UTC)),
    ],
    ids=["workspace", "organization"],
)
def test_an_installation_survives_slacks_own_form(kept: Installation) -> None:
    assert read_installation(slack_installation(kept)) == kept


async def test_slacks_own_code_finds_and_removes_installations(browser: Browser) -> None:
    async def nothing(_installation: object) -> None: ...

    installs = Installing(browser.house.store, nothing)
    org = installation("", enterprise="E1", token="xoxb-E1")
    for each in (installation("T1"), org):
        await installs.async_save(slack_installation(each))

    own = await installs.async_find_bot(enterprise_id="E1", team_id="T1")
    orgs = await installs.async_find_bot(enterprise_id="E1", team_id="T5")
    only_orgs = await installs.async_find_installation(
        enterprise_id="E1", team_id="T1", is_enterprise_install=True
    )
    assert own
    assert orgs
    assert only_orgs
    assert (own.bot_token, orgs.bot_token, only_orgs.bot_token) == (
        "xoxb-T1",
        "xoxb-E1",
        "xoxb-E1",
    )
    await installs.async_delete_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert len(await browser.house.store.installations()) == 2
    await installs.async_delete_all(enterprise_id=None, team_id="T1")
    assert await browser.house.store.installations() == (org,)
    assert await installs.async_find_bot(enterprise_id=None, team_id="T1") is None


async def exchanged(before: Installation, teams: Teams) -> Installation:
    async with ClientSession() as session:
        client = SlackClient(Metrics(), token="", base_url=f"{teams.url}/api/", session=session)
        return await Rotation("111.222", "shh", client)(before)


async def test_a_token_is_exchanged_for_a_new_one() -> None:
    before = installation("T1", refresh_token="xoxe-1", expires_at=datetime(2036, 1, 1, tzinfo=UTC))
    async with slack() as teams:
        teams.grants["xoxe-1"] = ROTATED
        after = await exchanged(before, teams)

    assert after == replace(
        before, token="xoxe.xoxb-2", refresh_token="xoxe-2", expires_at=after.expires_at
    )
    assert after.expires_at
    assert after.expires_at - datetime.now(UTC) > timedelta(hours=11)


@pytest.mark.parametrize("grant", [None, {**ROTATED, "token_type": "user"}], ids=["no", "other"])
async def test_a_token_that_slack_does_not_exchange_stays(grant: dict[str, Any] | None) -> None:
    before = installation("T1", refresh_token="xoxe-1", expires_at=datetime(2036, 1, 1, tzinfo=UTC))
    async with slack() as teams:
        if grant:
            teams.grants["xoxe-1"] = grant
        with pytest.raises(NotDelivered, match="no new token"):
            await exchanged(before, teams)


async def test_a_call_with_a_token_that_ended_is_made_once_more_with_the_one_kept_by_now() -> None:
    async def renewed() -> str:
        return "xoxb-new"

    async with slack() as teams, ClientSession() as session:
        teams.tokens["xoxb-new"] = "T1"
        teams.refuses["xoxb-old"] = "token_expired"
        client = SlackClient(
            Metrics(),
            token="xoxb-old",
            base_url=f"{teams.url}/api/",
            session=session,
            renewed=renewed,
        )
        for _ in range(2):
            await client.chat_postMessage(channel="C1", text="Hello")

        assert teams.bad_tokens == ["xoxb-old"]
        assert len(teams.of("T1", "chat.postMessage")) == 2
