"""The permission matrix: every command, button and modal, sent by everybody.

What is sent was never offered to them: a forged or stale payload. Who may not do something is told
who may, and nothing changes: not in the database, not on the platform, not on their screen.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

from bot.demo import people
from bot.domain import Person, Role
from bot.errors import Forbidden
from bot.people import Deed, Standing
from bot.service.find import check
from bot.showcase import open_demo
from bot.slack.ids import Action, Verb, View
from bot.slack.page import NOT_SET
from tests.slack.forged import Forger, make_event
from tests.slack.permissions import (
    ACTIONS,
    ACTORS,
    AGENCY,
    VERBS,
    VIEWS,
    Actor,
    Row,
    Theirs,
)
from tests.stage import NOW, PRESENTER, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.domain import Event

OPTIONS = {
    Action.FORM_FOLDER: Deed.CREATE,
    Action.SETTINGS_FOLDER: Deed.CREATE,
    Action.ROLE_GROUPS: Deed.ADMINISTER,
}
"""What offers options as somebody types, and who is offered any."""


def refusal(row: Row, actor: Actor, event: Event) -> str:
    """Return the sentence that the gate says to somebody, empty if they may."""
    if actor.user == AGENCY:
        return "This bot serves another workspace. Ask whoever runs it to set one up for yours."
    person = Person(workspace=people.TEAM_ID, id=actor.user, zone="Etc/UTC", role=actor.role)
    if row.deed is Theirs.WISH and actor.role is Role.ADMIN:
        return ""
    if row.deed is Theirs.OFFERED and actor.role is Role.NOBODY:
        return refused(Deed.FIND, person, event)
    if isinstance(row.deed, Theirs):
        return row.deed
    return refused(row.deed, person, event) if row.deed else ""


def refused(deed: Deed, person: Person, event: Event | None) -> str:
    """Return what somebody is told who may not do something, empty if they may."""
    try:
        check(deed, person, event)
    except Forbidden as error:
        return str(error)
    return ""


def sentences() -> set[str]:
    """List whatever anybody is told who may not do something."""
    people_ = [Person(workspace="T", id="U", zone="Etc/UTC", role=role) for role in Role]
    return {refused(deed, each, None) for deed in Deed for each in people_} - {""}


REFUSALS = sentences()


async def play(forger: Forger, row: Row) -> None:
    """Send a row, and check that it was refused as it should be, or not at all."""
    await forger.cast(forger.event)
    await forger.approach(row)
    said, before = refusal(row, forger.actor, forger.event), await forger.state()
    await forger.send(row)
    told, where = forger.told(), f"{forger.actor}: {row}"
    if not said:
        assert not any(sentence in told for sentence in REFUSALS), (where, told)
        if row.deed is None:
            assert before == await forger.state(), where
        return
    assert before == await forger.state(), where
    if forger.actor.user == AGENCY and forger.shown:  # Bolt cannot answer in a foreign window
        assert not forger.windows(), where
        return
    assert said in told, (where, told)
    assert all(said in window for window in forger.windows()), (where, forger.windows())


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Open the curtain, with everything kept in a folder."""
    async with (
        open_demo(port=0, data=tmp_path, clock=lambda: NOW) as show,
        ClientSession() as session,
    ):
        yield Stage(show, session)


@pytest.fixture
async def forger(stage: Stage, tmp_path: Path, request: pytest.FixtureRequest) -> Forger:
    """Make an event and what belongs to it, and the actor who wants something of it."""
    actor = getattr(request, "param", Actor(role=Role.ADMIN))
    forger = Forger(stage, actor, tmp_path / "webcasts.db")
    event = await make_event(stage)
    forger.event = event
    forger.event = await forger.cast(event)
    await forger.furnish()
    return forger


everybody = pytest.mark.parametrize("forger", ACTORS, ids=str, indirect=True)


@everybody
async def test_every_command(forger: Forger) -> None:
    for row in VERBS:
        await play(forger, row)


@everybody
async def test_every_button(forger: Forger) -> None:
    for row in ACTIONS:
        await play(forger, row)


@everybody
async def test_every_modal(forger: Forger) -> None:
    for row in VIEWS:
        await play(forger, row)


@everybody
async def test_every_menu_that_is_filled_as_somebody_types(forger: Forger) -> None:
    for menu, deed in OPTIONS.items():
        answer = await forger.options(menu)
        person = Person(
            workspace=people.TEAM_ID, id=PRESENTER, zone="Etc/UTC", role=forger.actor.role
        )
        is_theirs = forger.actor.user != AGENCY and not refused(deed, person, None)
        offered = json.loads(answer)["options"] if answer.startswith("{") else []
        named = [each for each in offered if each["value"] != NOT_SET]
        assert bool(named) is is_theirs, (menu, answer)


async def test_nothing_reaches_an_event_of_another_workspace(forger: Forger) -> None:
    elsewhere = await forger.in_another_workspace()
    for row in (*VERBS, *ACTIONS, *VIEWS):
        if not any(gap in row.text + str(row.inside) for gap in ("{id}", "{wish}")):
            continue
        await forger.cast(forger.event)
        await forger.approach(row)
        before = await forger.state()

        await forger.send_astray(row)

        assert before == await forger.state(), row
        assert elsewhere.webcast.title not in forger.told(), row


@pytest.mark.parametrize(
    "forger", [Actor(role=Role.NOBODY, standing=Standing.OWNER)], indirect=True
)
async def test_the_tray_tells_nobody_without_access_of_a_webcast(forger: Forger) -> None:
    await forger.command("")

    assert forger.told()
    assert forger.event.webcast.title not in forger.told()


@pytest.mark.parametrize("forger", [Actor(role=Role.VIEWER)], indirect=True)
async def test_a_stale_click_shows_no_announcements_that_others_planned(forger: Forger) -> None:
    value = forger.filled('["{id}", ["C0TOWNHALL1"], {later}]')

    await forger.click(Action.DROP_SHARE, value)

    assert "C0GENERAL01" not in forger.told()


def test_the_matrix_is_complete() -> None:
    assert {row.name for row in VERBS} == set(Verb)
    assert {row.name for row in ACTIONS} == set(Action)
    assert {row.name for row in VIEWS} == set(View)
