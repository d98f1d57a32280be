"""Two workspaces in one process and one database: nothing of one reaches the other.

Each test plays twice: with an installation in each workspace, and with one in the organization of
both.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import (
    Event,
    Live,
    Portal,
    Post,
    PostKind,
    Progress,
    Role,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.people import Wants
from bot.plans import DEFAULT_LEADS
from bot.rules import Access, Region
from bot.slack.ids import Action, Verb
from tests.claims import UNTIL
from tests.slack.permissions import ACTIONS, VERBS, Row
from tests.teams import NOW, House, account, house, installation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.slack.parts import Parts

ADMIN = "U1"
"""An admin of Slack in both workspaces."""
TITLES = {"mine": "Town hall of ours", "theirs": "Merger with a secret"}
IDS = {"mine": "1890012", "theirs": "1999999"}
START = NOW + timedelta(days=7)


@dataclass
class Pair:
    """Two workspaces, and the database that both are in."""

    house: House
    database: Path
    mine: str
    theirs: str
    enterprise: str = ""

    async def parts(self, team: str) -> Parts:
        tenant = await self.house.bot.tenants.tenant(team, self.enterprise)
        assert tenant
        return tenant.parts

    async def type(self, team: str, text: str, user: str = ADMIN) -> None:
        status, _ = await self.house.command(team, user, text, enterprise=self.enterprise)
        assert status == 200

    def answers(self, team: str) -> str:
        """Gather what people of a workspace were answered."""
        calls = self.house.teams.of(team, "response")
        return str([call.given for call in calls])

    def kept(self, team: str) -> dict[str, list[Any]]:
        """Read all that is kept of a workspace."""
        with closing(sqlite3.connect(self.database)) as connection:
            tables = connection.execute(
                "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
                "WHERE m.type = 'table' AND c.name = 'workspace'"
            ).fetchall()
            return {
                table: connection.execute(
                    f"SELECT * FROM {table} WHERE workspace = ?",  # noqa: S608  (ours)
                    [team],
                ).fetchall()
                for (table,) in tables
            }


@pytest.fixture(params=["installed in each", "installed in the organization"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    is_org = request.param == "installed in the organization"
    org = installation("", enterprise="E1", token="xoxb-E1", name="Acme Group")
    each = (installation("T1"), installation("T2"))
    async with house(tmp_path, installed=(org,) if is_org else each) as opened:
        opened.teams.admins |= {ADMIN}
        names = ("T5", "T6", "E1") if is_org else ("T1", "T2", "")
        pair = Pair(opened, tmp_path / "bot.db", *names)
        for team, which in ((pair.mine, "mine"), (pair.theirs, "theirs")):
            await furnish(await pair.parts(team), which)
        yield pair


async def furnish(parts: Parts, which: str) -> None:
    """Keep an event with everything around it, and what nobody knows of."""
    event = made(parts.workspace, IDS[which], TITLES[which])
    wish = Wish(
        key="V-made",
        workspace=event.workspace,
        owner=event.owner,
        request=event.request,
        channels=(),
        asked_at=NOW,
    )
    channel = f"C{parts.workspace}"
    card = Post(
        workspace=event.workspace, event_id=event.id, target=channel, kind=PostKind.CARD, by="U2"
    )
    await parts.store.record_created(
        wish, event, progress=Progress.CREATED, reason="", posts=[card]
    )
    await parts.store.begin_post(card, until=UNTIL)
    await parts.store.record_posted(card, channel=channel, ts="1.1")
    doubt = replace(wish, key=f"V-doubt-{which}", reference="K7F2", owner="U2")
    await parts.store.claim(doubt, until=UNTIL)
    await parts.store.record_uncertain(
        event.workspace, doubt.key, reason="no answer", reference="K7F2"
    )
    await parts.store.want(event.workspace, event.id, "U2", Wants.CALENDAR)
    await parts.store.keep_account(account(event.workspace))
    await parts.plan(event)


def made(workspace: str, event_id: str, title: str) -> Event:
    request = WebcastRequest(
        title=title,
        starts_at=START,
        duration=timedelta(minutes=60),
        zone="US/Eastern",
        production=Live(source=Webcam(), region=Region.EUROPE),
        capacity=500,
        expiration_months=12,
        portals=(Access.LIVE_STUDIO,),
    )
    webcast = Webcast(
        id=event_id,
        title=title,
        starts_at=START,
        duration=request.duration,
        capacity=500,
        folder_name="Home",
        viewer_link=f"https://event.webcasts.com/starthere.jsp?ei={event_id}&tp_key=0123456789",
        portals=(
            Portal(access=Access.LIVE_STUDIO, link="https://portal.example/live", pin="48151623"),
        ),
    )
    return Event(
        workspace=workspace,
        owner="U2",
        webcast=webcast,
        request=request,
        created_at=NOW,
        reminders=DEFAULT_LEADS,
    )


def filled(row: Row) -> str:
    """Fill a row with the ids of the other workspace."""
    gaps = {
        "{id}": IDS["theirs"],
        "{later}": str(START.timestamp()),
        "{wish}": '["V-doubt-theirs", "K7F2"]',
        "{seen}": f'["V-doubt-theirs", "K7F2", "{IDS["theirs"]}", ""]',
        "{there}": IDS["theirs"],
    }
    text = row.text
    for gap, value in gaps.items():
        text = text.replace(gap, value)
    return text


async def test_no_command_reaches_the_other_workspace(pair: Pair) -> None:
    before = pair.kept(pair.theirs)
    for row in VERBS:
        assert isinstance(row.name, Verb)
        await pair.type(pair.mine, filled(row))

        assert before == pair.kept(pair.theirs), row
        assert TITLES["theirs"] not in pair.house.teams.told(pair.mine), row
        assert f"C{pair.theirs}" not in pair.house.teams.told(pair.mine), row


async def test_no_button_with_a_forged_id_reaches_the_other_workspace(pair: Pair) -> None:
    before = pair.kept(pair.theirs)
    enterprise = {"enterprise": {"id": pair.enterprise}} if pair.enterprise else {}
    for row in ACTIONS:
        assert isinstance(row.name, Action)
        action = {"action_id": row.name, "block_id": "b", "type": row.sent}
        actions = [{**action, **row.sent.chosen(filled(row))}]
        await pair.house.click(
            pair.mine, ADMIN, row.name, "", more={"actions": actions, **enterprise}
        )

        assert before == pair.kept(pair.theirs), row
        assert TITLES["theirs"] not in pair.house.teams.told(pair.mine), row


async def test_each_workspace_lists_its_own(pair: Pair) -> None:
    await pair.type(pair.mine, "list all")
    await pair.type(pair.theirs, "list all")

    assert TITLES["mine"] in pair.answers(pair.mine)
    assert TITLES["theirs"] not in pair.answers(pair.mine)
    assert TITLES["theirs"] in pair.answers(pair.theirs)
    assert TITLES["mine"] not in pair.answers(pair.theirs)


async def test_each_home_shows_its_own(pair: Pair) -> None:
    where = [{"enterprise_id": pair.enterprise or None, "team_id": pair.mine}]
    opened = {"type": "app_home_opened", "user": "U2", "tab": "home"}
    await pair.house.event(pair.mine, opened, authorizations=where)

    published = pair.house.teams.of(pair.enterprise or pair.mine, "views.publish")
    shown = str([call.given for call in published])
    assert TITLES["mine"] in shown
    assert TITLES["theirs"] not in shown


async def test_each_workspace_is_reminded_in_its_own_channel_with_its_own_token(
    pair: Pair,
) -> None:
    await pair.house.advance(START - NOW - timedelta(minutes=15))

    for team, which, other in ((pair.mine, "mine", "theirs"), (pair.theirs, "theirs", "mine")):
        posted = pair.house.teams.of(pair.enterprise or team, "chat.postMessage")
        said = str([call.given for call in posted if call.given["channel"] == f"C{team}"])
        assert TITLES[which] in said
        assert TITLES[other] not in said


async def test_settings_and_roles_of_one_are_not_the_others(pair: Pair) -> None:
    before = pair.kept(pair.theirs)
    parts = await pair.parts(pair.mine)
    await pair.type(pair.mine, "settings admin confirm:7")
    await parts.store.set_role(pair.mine, "U3", Role.ADMIN)

    assert before == pair.kept(pair.theirs)
    stranger = await (await pair.parts(pair.theirs)).person("U3")
    assert stranger.role is not Role.ADMIN


async def test_the_account_of_one_is_not_the_others(pair: Pair) -> None:
    theirs = await pair.parts(pair.theirs)
    await theirs.store.drop_account(pair.theirs)

    await pair.type(pair.mine, "folders")
    await pair.type(pair.theirs, "folders")

    assert "not connected" not in pair.answers(pair.mine)
    assert "not connected" in pair.answers(pair.theirs)


async def test_what_one_cancels_stays_with_the_other(pair: Pair) -> None:
    same = made(pair.theirs, IDS["mine"], TITLES["theirs"])
    theirs = await pair.parts(pair.theirs)
    wish = Wish(
        key="V-same",
        workspace=pair.theirs,
        owner="U2",
        request=same.request,
        channels=(),
        asked_at=NOW,
    )
    await theirs.store.record_created(wish, same, progress=Progress.CREATED, reason="", posts=[])
    before = pair.kept(pair.theirs)

    await pair.type(pair.mine, f"remind {IDS['mine']} off")

    assert before == pair.kept(pair.theirs)
    assert await theirs.store.event(pair.theirs, IDS["mine"]) == same


async def test_somebody_of_one_workspace_may_do_nothing_in_the_other(pair: Pair) -> None:
    pair.house.teams.people["U7"] = "T-elsewhere"

    await pair.type(pair.mine, "list all", user="U7")

    assert TITLES["mine"] not in pair.answers(pair.mine)
    assert "no access" in pair.answers(pair.mine)
