"""Guests, people of another company, user groups: who is who for the app."""

import pytest

from bot.demo import people
from bot.demo.errors import DriverError
from tests.demo.conftest import SCOPES, Staging
from tests.demo.listener import ME, OTHER, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, modal
from tests.demo.refusing import refusal

GUEST, AGENCY = people.GUEST.id, people.AGENCY.id
PARTNERS = "C0PARTNERS1"


def channels_of(stage: Stage, user: str) -> list[str]:
    return [each["id"] for each in stage.slack.state(user)["channels"]]


# Outsiders


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        pytest.param(GUEST, [TOWN_HALL, "D0GUESTUSER"], id="guest"),
        pytest.param(AGENCY, [PARTNERS, "D0AGENCYREP"], id="another company"),
    ],
)
async def test_an_outsider_sees_only_where_they_are_a_member(
    stage: Stage, user: str, seen: list[str]
) -> None:
    assert channels_of(stage, user) == seen
    with pytest.raises(DriverError):
        await stage.slack.command(user, "C0GENERAL01", "Hello")


async def test_a_guest_is_told_apart(stage: Stage) -> None:
    user = (await stage.client.users_info(user=GUEST))["user"]

    assert (user["is_restricted"], user["is_ultra_restricted"]) == (True, True)
    assert (user["team_id"], user["deleted"], user["is_admin"]) == (people.TEAM_ID, False, False)


async def test_somebody_of_another_company_is_known_but_not_listed(stage: Stage) -> None:
    user = (await stage.client.users_info(user=AGENCY))["user"]
    listed = (await stage.client.users_list())["members"]

    assert user["team_id"] == user["profile"]["team"] == people.GUEST_TEAM
    assert AGENCY not in [each["id"] for each in listed]
    assert "is_stranger" not in user


async def test_without_a_channel_in_common_they_are_a_stranger(stage: Stage) -> None:
    stage.slack.member(PARTNERS, people.BOT_USER, member=False)

    user = (await stage.client.users_info(user=AGENCY))["user"]

    assert user["is_stranger"]


async def test_a_command_from_another_company_carries_its_team(stage: Stage) -> None:
    await stage.slack.command(AGENCY, PARTNERS, "/webcast list")

    fields = stage.app.command
    assert (fields["team_id"], fields["team_domain"]) == (people.GUEST_TEAM, people.GUEST_DOMAIN)


async def test_a_click_from_another_company_carries_its_team(stage: Stage) -> None:
    ts = await stage.post(actions(button()), channel=PARTNERS)

    await stage.slack.action(AGENCY, "row", "press", channel=PARTNERS, ts=ts)

    payload = stage.app.last
    assert payload["team"] == {"id": people.GUEST_TEAM, "domain": people.GUEST_DOMAIN}
    assert payload["user"]["team_id"] == people.GUEST_TEAM


async def test_a_form_from_another_company_names_where_the_app_is_installed(stage: Stage) -> None:
    await stage.slack.command(AGENCY, PARTNERS, "/webcast")
    trigger = stage.app.command["trigger_id"]
    view = (await stage.client.views_open(trigger_id=trigger, view=modal()))["view"]

    await stage.slack.submit(AGENCY, view["id"], {"title": {"value": "Q4"}})

    payload = stage.app.last
    assert (payload["team"]["id"], payload["user"]["team_id"]) == (people.GUEST_TEAM,) * 2
    assert payload["view"]["app_installed_team_id"] == people.TEAM_ID


async def test_words_from_another_company_carry_its_team(stage: Stage) -> None:
    await stage.slack.command(AGENCY, PARTNERS, "Hello")

    assert stage.messages(PARTNERS)[0]["team"] == people.GUEST_TEAM


# User groups


async def test_the_groups_are_listed_with_members_on_request(staging: Staging) -> None:
    stage = await staging(scopes=SCOPES | {"usergroups:read"})

    bare = (await stage.client.usergroups_list())["usergroups"]
    full = (await stage.client.usergroups_list(include_users=True, include_count=True))[
        "usergroups"
    ]

    assert [(each["id"], each["handle"]) for each in bare] == [
        ("S0EVENTS001", "events-team"),
        ("S0EXECS0001", "execs"),
    ]
    assert "users" not in bare[0]
    assert (full[0]["users"], full[0]["user_count"]) == ([ME, OTHER], 2)


async def test_the_members_of_a_group_are_those_with_an_open_account(staging: Staging) -> None:
    stage = await staging(scopes=SCOPES | {"usergroups:read"})
    await stage.slack.deactivate(OTHER)

    users = (await stage.client.usergroups_users_list(usergroup="S0EVENTS001"))["users"]

    assert users == [ME]


async def test_an_unknown_group_is_refused(staging: Staging) -> None:
    stage = await staging(scopes=SCOPES | {"usergroups:read"})

    answer = await refusal(stage.client.usergroups_users_list(usergroup="S0"))

    assert answer["error"] == "no_such_subteam"


@pytest.mark.parametrize("method", ["usergroups.list", "usergroups.users.list"])
async def test_groups_need_their_scope(stage: Stage, method: str) -> None:
    assert (await refusal(stage.client.api_call(method)))["needed"] == "usergroups:read"


async def test_a_group_in_a_command_arrives_by_its_id(stage: Stage) -> None:
    await stage.command("/webcast settings @events-team, @execs")

    assert stage.app.command["text"] == (
        "settings <!subteam^S0EVENTS001|@events-team>, <!subteam^S0EXECS0001|@execs>"
    )
