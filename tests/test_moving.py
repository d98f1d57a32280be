"""Enterprise Grid: an organization adds and takes away workspaces, and names them in its way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.slack.payloads.requests import workspace_of
from tests.teams import NOW, House, account, house, installation
from tests.test_front import answered, planned
from tests.test_tenants import IDS, TITLES, furnish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.slack.parts import Parts

ORG = installation("", enterprise="E1", token="xoxb-E1", name="Acme Group")
OF_ALL = {"enterprise_id": "E1", "team_id": None, "user_id": "UBOT", "is_enterprise_install": True}
"""Slack's authorization of an event, where an organization installed the bot."""


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[House]:
    """Open the bot in an organization; its workspace T5 is served and has a webcast."""
    async with house(tmp_path, installed=(ORG,)) as opened:
        opened.teams.admins.add("U1")
        await furnish(await parts_of(opened, "T5"), "mine")
        yield opened


async def parts_of(opened: House, team: str) -> Parts:
    tenant = await opened.bot.tenants.tenant(team, "E1")
    assert tenant
    return tenant.parts


async def tell(opened: House, event: dict[str, Any], *, team: str | None, **more: Any) -> None:  # noqa: ANN401  (as in `House.event`)
    status, _ = await opened.event(team or "", event, enterprise_id="E1", team_id=team, **more)
    assert status == 200


def access(kind: str, *teams: str) -> dict[str, Any]:
    return {"type": f"team_access_{kind}", "team_ids": list(teams)}


async def test_an_event_that_names_its_workspace_beside_the_authorization_reaches_it(
    opened: House,
) -> None:
    home = {"type": "app_home_opened", "user": "U2", "tab": "home"}

    await tell(opened, home, team="T5", authorizations=[OF_ALL])

    [published] = opened.teams.of("E1", "views.publish")
    assert TITLES["mine"] in str(published.given)


async def test_an_event_that_names_no_workspace_is_taken_and_ends_there(
    opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    home = {"type": "app_home_opened", "user": "U2", "tab": "home"}

    await tell(opened, home, team=None, authorizations=[OF_ALL])

    assert not opened.teams.of("E1", "views.publish")
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_a_click_belongs_to_the_workspace_of_its_message(opened: House) -> None:
    at_home_elsewhere = {"id": "U1", "team_id": "T6"}
    message = {"ts": "1.1", "team": "T5", "bot_id": "B1"}
    await opened.click(
        "T5",
        "U1",
        "show_event",
        IDS["mine"],
        more={
            "team": None,
            "enterprise": {"id": "E1"},
            "is_enterprise_install": True,
            "user": at_home_elsewhere,
            "message": message,
        },
    )

    assert TITLES["mine"] in answered(opened, "T5")


@pytest.mark.parametrize(
    ("body", "named", "workspace"),
    [
        pytest.param({"team_id": "T5"}, None, "T5", id="an event"),
        pytest.param({"team_id": "E1"}, "E1", "", id="an organization"),
        pytest.param({"team_id": "T9"}, "T5", "T5", id="what Bolt finds goes first"),
        pytest.param({"team_id": None}, None, "", id="nothing"),
        pytest.param(
            {"team_id": "T9", "is_ext_shared_channel": True}, None, "", id="another company's"
        ),
        pytest.param({"team_id": ["T5"]}, None, "", id="no word"),
        pytest.param(
            {"view": {"team_id": "T5"}, "user": {"team_id": "T6"}}, "E1", "T5", id="a window"
        ),
        pytest.param(
            {"view": {"team_id": "E1"}, "user": {"team_id": "T6"}}, "E1", "T6", id="its person"
        ),
        pytest.param(
            {"type": "block_actions", "team": None, "message": {"team": "T9"}},
            "T5",
            "T5",
            id="somebody else's message",
        ),
        pytest.param(
            {"type": "block_actions", "team": None, "message": {"team": "E1", "bot_id": "B1"}},
            "T5",
            "T5",
            id="a message that names the organization",
        ),
    ],
)
def test_a_request_is_for_the_workspace_that_it_names(
    body: dict[str, Any], named: str | None, workspace: str
) -> None:
    assert workspace_of(body, named) == workspace


async def test_a_workspace_that_an_organization_adds_is_served_before_anybody_asks(
    opened: House, caplog: pytest.LogCaptureFixture
) -> None:
    await tell(opened, access("granted", "T6"), team=None)

    assert "workspace T6 is open" in caplog.text
    assert (await opened.store.served())["T6"] == "E1"


async def test_a_workspace_of_a_stranger_is_not_added(opened: House) -> None:
    await opened.event("", access("granted", "T7"), enterprise_id="E9", team_id=None)

    assert await opened.bot.tenants.tenant("T7") is None


async def test_a_workspace_that_an_organization_takes_it_from_is_closed(opened: House) -> None:
    await opened.store.keep_account(account("T6"))
    await parts_of(opened, "T6")

    await tell(opened, access("revoked", "T5"), team=None, at=NOW + timedelta(minutes=1))

    assert await opened.bot.tenants.tenant("T5") is None
    assert await opened.store.account("T5") is None
    assert not await opened.store.jobs("T5", IDS["mine"])
    assert await opened.bot.tenants.tenant("T6")
    assert await opened.store.account("T6")


async def test_it_ends_whichever_workspace_the_news_is_addressed_to(opened: House) -> None:
    await tell(opened, access("revoked", "T5"), team="T6", at=NOW + timedelta(minutes=1))

    assert await opened.bot.tenants.tenant("T5") is None


async def test_a_workspace_that_is_added_again_has_its_reminders_again(opened: House) -> None:
    before = await planned(opened, "T5")
    await tell(opened, access("revoked", "T5"), team=None, at=NOW + timedelta(minutes=1))
    assert not await planned(opened, "T5")

    await tell(opened, access("granted", "T5"), team=None)

    assert before
    assert await planned(opened, "T5") == before


@pytest.mark.parametrize("team", [None, "E1"], ids=["names none", "names the organization"])
async def test_an_account_that_is_closed_for_all_is_noted_in_every_workspace(
    opened: House, team: str | None
) -> None:
    await parts_of(opened, "T6")
    closed = {"type": "user_change", "user": {"id": "U2", "deleted": True}}

    await tell(opened, closed, team=team, authorizations=[OF_ALL])
    await opened.settled()

    assert await opened.store.leavers("T5") == ("U2",)
    assert await opened.store.leavers("T6") == ("U2",)


async def test_an_account_that_is_closed_in_one_workspace_is_open_in_the_others(
    opened: House,
) -> None:
    await parts_of(opened, "T6")
    closed = {"type": "user_change", "user": {"id": "U2", "deleted": True}}

    await tell(opened, closed, team="T5", authorizations=[OF_ALL])

    assert await opened.store.leavers("T5") == ("U2",)
    assert await opened.store.leavers("T6") == ()
