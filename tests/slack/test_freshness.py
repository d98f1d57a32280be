"""What other processes were told of counts here within a minute, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import people
from bot.domain import Role
from bot.errors import StoreFailed
from tests.stage import COMMS, INVESTOR, PRESENTER

if TYPE_CHECKING:
    from tests.stage import Stage

MINUTE = timedelta(minutes=1)
EVENTS_TEAM = people.GROUPS[0]


async def role(stage: Stage, user: str) -> Role:
    return (await stage.show.bot.parts.person(user)).role


@pytest.mark.parametrize(
    ("before", "after", "user"),
    [
        pytest.param(Role.CREATOR, {"is_ultra_restricted": True}, INVESTOR, id="a guest now"),
        pytest.param(Role.CREATOR, {"deleted": True}, PRESENTER, id="left"),
        pytest.param(Role.ADMIN, {"is_admin": False}, COMMS, id="no admin any more"),
    ],
)
async def test_who_somebody_became_counts_within_a_minute_without_news_of_it(
    stage: Stage, before: Role, after: dict[str, Any], user: str
) -> None:
    assert await role(stage, user) is before
    users = stage.show.slack.world.workspace.users
    users[user] = replace(users[user], **after)

    assert await role(stage, user) is before
    await stage.advance(MINUTE)

    assert await role(stage, user) is not before


async def test_whoever_left_a_group_has_its_role_for_a_minute_at_most(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, EVENTS_TEAM.id, Role.ADMIN)
    assert await role(stage, INVESTOR) is Role.ADMIN
    monkeypatch.setattr(people, "GROUPS", (replace(EVENTS_TEAM, members=(COMMS,)),))

    await stage.advance(MINUTE)

    assert await role(stage, INVESTOR) is Role.CREATOR


async def test_where_slack_does_not_tell_of_groups_the_members_it_told_last_count(
    stage: Stage,
) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, EVENTS_TEAM.id, Role.ADMIN)
    assert await role(stage, INVESTOR) is Role.ADMIN
    stage.show.slack.fault(method="usergroups.list", error="internal_error", times=99)

    await stage.advance(MINUTE)
    assert await role(stage, INVESTOR) is Role.ADMIN

    await stage.advance(9 * MINUTE)
    assert await role(stage, INVESTOR) is Role.CREATOR


async def test_a_language_that_another_process_set_is_spoken_at_once(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "language", "de")

    assert await parts.chat.channel_language() == "de"


async def test_without_the_database_the_language_spoken_last_is_spoken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "language", "de")
    await parts.chat.channel_language()

    async def broken(*_: object) -> dict[str, str]:
        raise StoreFailed("The database is away.")

    monkeypatch.setattr(parts.store, "preferences", broken)

    assert await parts.chat.channel_language() == "de"
