"""The front: who sent a request, whom it is for, and what becomes of workspaces that leave."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from bot.plans import JobKind
from bot.slack.installing import slack_installation
from tests.teams import NOW, House, account, house, installation
from tests.test_tenants import IDS, furnish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from bot.tenancy import Installation

T1 = installation("T1")
ORG = installation("", enterprise="E1", token="xoxb-E1", name="Acme Group")
UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}
REFUSAL = "not installed in this workspace"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[House]:
    """Open the bot in a workspace and in an organization."""
    async with house(tmp_path, installed=(T1, ORG)) as opened:
        yield opened


def answered(opened: House, team: str) -> str:
    return str([call.given for call in opened.teams.of(team, "response")])


async def test_a_workspace_is_served_with_its_own_token(opened: House) -> None:
    await opened.command("T1", "U1", "list")

    assert "none. Create one" in answered(opened, "T1")
    assert opened.teams.of("T1", "users.info")
    assert not opened.teams.of("E1")


async def test_a_workspace_of_an_organization_is_served_with_the_organizations_token(
    opened: House,
) -> None:
    await opened.command("T5", "U1", "list", enterprise="E1")

    assert answered(opened, "T5")
    assert opened.teams.of("E1", "users.info")


async def test_a_workspaces_own_installation_goes_before_its_organizations(
    tmp_path: Path,
) -> None:
    own = replace(installation("T5"), enterprise="E1")
    async with house(tmp_path, installed=(ORG, own)) as opened:
        await opened.command("T5", "U1", "list", enterprise="E1")

        assert opened.teams.of("T5", "users.info")
        assert not opened.teams.of("E1")


async def test_a_click_without_a_team_is_for_the_workspace_of_whoever_clicked(
    opened: House,
) -> None:
    organization = {"team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}
    await opened.click("T5", "U1", "show_help", "", more=organization)

    assert "/webcast create" in answered(opened, "T5")


async def test_a_call_for_an_organization_says_for_which_workspace(opened: House) -> None:
    tenant = await opened.bot.tenants.tenant("T5", "E1")
    assert tenant

    assert await tenant.parts.chat.channels_of("U1") == {"CT5"}


async def test_a_workspace_where_it_is_not_installed_is_told_so(opened: House) -> None:
    status, _ = await opened.command("T9", "U1", "list all")

    assert status == 200
    assert REFUSAL in answered(opened, "T9")


async def test_another_organization_is_not_served(opened: House) -> None:
    await opened.command("T5", "U1", "list all", enterprise="E9")

    assert REFUSAL in answered(opened, "T5")


async def test_a_forged_request_opens_nothing_and_is_not_logged(
    opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    status, _ = await opened.command("T5", "U1", "sekret words", enterprise="E1", secret="other")

    assert status == 401
    assert not opened.teams.calls
    assert "T5 is open" not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "\u0663", "X-Slack-Signature": "v0=0"},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=0"},
    ],
    ids=["none", "no number", "other digits", "no ASCII", "old"],
)
async def test_what_is_no_signature_is_refused_without_trouble(
    opened: House, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    form = {"team_id": "T1", "command": "/webcast", "text": "help"}
    url = f"{opened.url}/slack/events"
    async with opened.session.post(url, data=form, headers=headers) as answer:
        assert answer.status == 401

    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_slack_may_check_the_address(opened: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"})

    status, told = await opened.send(body, "application/json")

    assert (status, json.loads(told)) == (200, {"challenge": "abc"})


async def test_slack_may_check_the_certificate(opened: House) -> None:
    body = urlencode({"ssl_check": "1", "token": "t"})

    status, _ = await opened.send(body, "application/x-www-form-urlencoded")

    assert status == 200


async def test_however_many_ask_at_once_a_workspace_is_opened_once(
    opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    asking = [opened.bot.tenants.tenant("T5", "E1") for _ in range(20)]
    found = await asyncio.gather(*asking)

    assert len(set(map(id, found))) == 1
    assert caplog.text.count("workspace T5 is open") == 1


async def test_every_workspace_is_opened_at_the_start_without_asking_slack(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with house(tmp_path, installed=(T1, ORG)) as opened:
        await opened.command("T5", "U1", "list", enterprise="E1")

    caplog.clear()
    async with house(tmp_path, installed=()) as again:
        await again.settled()

        assert "workspace T1 is open" in caplog.text
        assert "workspace T5 is open" in caplog.text
        assert not again.teams.calls


async def test_trouble_with_the_database_is_answered_so_that_slack_tries_again(
    opened: House, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("ALTER TABLE installations RENAME TO lost")

    body = urlencode({"command": "/webcast", "team_id": "T9", "user_id": "U1", "text": ""})

    status, _ = await opened.deliver(body, "application/x-www-form-urlencoded")

    assert status == 503


@pytest.mark.parametrize("event", [UNINSTALLED, REVOKED], ids=["uninstalled", "revoked"])
async def test_a_workspace_that_leaves_is_closed_and_forgets_its_tokens(
    opened: House, event: dict[str, object]
) -> None:
    tenant = await opened.bot.tenants.tenant("T1")
    assert tenant
    await tenant.parts.store.keep_account(account("T1"))

    status, _ = await opened.event("T1", event)

    assert status == 200
    assert await tenant.parts.store.account("T1") is None
    assert await opened.bot.tenants.tenant("T1") is None
    await opened.command("T1", "U1", "list")
    assert REFUSAL in answered(opened, "T1")


async def test_the_tokens_of_people_are_none_of_ours(opened: House) -> None:
    await opened.event("T1", {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})

    assert await opened.bot.tenants.tenant("T1")


async def test_late_news_of_an_end_leaves_a_new_installation_alone(opened: House) -> None:
    await opened.event("T1", UNINSTALLED, at=T1.installed_at - timedelta(minutes=1))

    assert await opened.bot.tenants.tenant("T1")


async def test_an_organization_leaves_with_all_of_its_workspaces(opened: House) -> None:
    await opened.command("T5", "U1", "list", enterprise="E1")
    org = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}

    await opened.event("T5", UNINSTALLED, enterprise_id="E1", authorizations=[org])

    assert await opened.bot.tenants.tenant("T5", "E1") is None
    assert await opened.bot.tenants.tenant("T1")


async def planned(opened: House, team: str) -> list[tuple[JobKind, datetime]]:
    """List what is planned for a webcast at which moment."""
    found = await opened.store.jobs(team, IDS["mine"])
    return [(job.kind, job.due_at) for job in found if job.kind is not JobKind.FOLLOW]


async def test_a_workspace_that_comes_back_has_its_webcasts_and_its_reminders(
    opened: House,
) -> None:
    tenant = await opened.bot.tenants.tenant("T1")
    assert tenant
    await furnish(tenant.parts, "mine")
    before = await planned(opened, "T1")
    await opened.event("T1", UNINSTALLED)
    assert not await opened.store.jobs("T1", IDS["mine"])

    flow = opened.bot.flow
    assert flow
    again = slack_installation(replace(T1, installed_at=NOW))
    await flow.settings.installation_store.async_save(again)
    await opened.settled()

    assert before
    assert await planned(opened, "T1") == before


async def test_it_has_them_even_if_the_process_that_installed_it_ended_right_then(
    opened: House,
) -> None:
    tenant = await opened.bot.tenants.tenant("T1")
    assert tenant
    await furnish(tenant.parts, "mine")
    before = await planned(opened, "T1")
    await opened.event("T1", UNINSTALLED)

    await opened.store.keep_installation(replace(T1, installed_at=NOW))
    await opened.settled()

    assert before
    assert await planned(opened, "T1") == before


async def test_so_has_a_workspace_of_an_organization_that_comes_back(opened: House) -> None:
    tenant = await opened.bot.tenants.tenant("T5", "E1")
    assert tenant
    await furnish(tenant.parts, "mine")
    before = await planned(opened, "T5")
    org = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}
    await opened.event("T5", UNINSTALLED, enterprise_id="E1", authorizations=[org])
    assert not await opened.store.jobs("T5", IDS["mine"])

    await opened.store.keep_installation(replace(ORG, installed_at=NOW))
    await opened.command("T5", "U1", "list", enterprise="E1")
    await opened.settled()

    assert before
    assert await planned(opened, "T5") == before


async def test_a_workspace_that_leaves_while_it_is_opened_is_closed(opened: House) -> None:
    await opened.settled()
    opening = asyncio.create_task(opened.bot.tenants.tenant("T5", "E1"))
    await asyncio.sleep(0)

    await opened.store.uninstall("E1", "", before=NOW)
    await opened.bot.tenants.refresh()
    await opening

    assert await opened.bot.tenants.tenant("T5", "E1") is None


async def test_a_workspace_that_leaves_is_told_nothing_any_more(opened: House) -> None:
    await opened.event("T1", UNINSTALLED)

    assert await opened.bot.tenants.chat_of("T1") is None


async def test_a_token_that_another_process_renewed_is_used_from_then_on(opened: House) -> None:
    assert await opened.bot.tenants.tenant("T1")
    await opened.store.renew_installation(replace(T1, token="xoxb-T1new"))
    opened.teams.tokens["xoxb-T1new"] = "T1"
    opened.teams.refuses["xoxb-T1"] = "token_expired"

    await opened.command("T1", "U1", "list")

    assert "none. Create one" in answered(opened, "T1")


async def test_a_token_that_nobody_renewed_is_tried_once(opened: House) -> None:
    opened.teams.refuses["xoxb-T1"] = "token_expired"
    tenant = await opened.bot.tenants.tenant("T1")
    assert tenant

    await tenant.parts.chat.facts("U1")

    assert opened.teams.bad_tokens == ["xoxb-T1"]


async def test_a_look_at_the_installations_takes_new_tokens_and_closes_what_left(
    opened: House,
) -> None:
    tenant = await opened.bot.tenants.tenant("T1")
    assert tenant
    await opened.store.renew_installation(replace(T1, token="xoxb-T1new"))

    await opened.bot.tenants.refresh()
    assert tenant.client.token == "xoxb-T1new"

    await opened.store.uninstall("", "T1", before=NOW)
    await opened.bot.tenants.refresh()
    assert await opened.bot.tenants.tenant("T1") is None


async def test_a_look_that_comes_late_leaves_a_workspace_that_is_back_by_now(
    opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenants, store = opened.bot.tenants, opened.bot.shared.store
    assert await tenants.tenant("T1")
    find, looked, go_on = opened.store.team_installation, asyncio.Event(), asyncio.Event()

    async def slow(team: str) -> Installation | None:
        found = await find(team)
        if team == "T1" and not looked.is_set():
            looked.set()
            await go_on.wait()
        return found

    await opened.store.uninstall("", "T1", before=NOW)
    monkeypatch.setattr(store, "team_installation", slow)
    late = asyncio.create_task(tenants.refresh())
    await looked.wait()
    await tenants.refresh()
    await opened.store.keep_installation(replace(T1, installed_at=NOW))
    back = await tenants.tenant("T1")

    go_on.set()
    await late

    assert back
    assert await tenants.tenant("T1") is back


async def test_a_bot_that_is_another_one_now_is_opened_anew(opened: House) -> None:
    before = await opened.bot.tenants.tenant("T1")
    assert before
    await opened.store.keep_installation(replace(T1, bot_id="B2", bot_user="UBOT2"))

    await opened.bot.tenants.refresh()

    after = await opened.bot.tenants.tenant("T1")
    assert after
    assert after is not before
    assert after.installation.bot_user == "UBOT2"
