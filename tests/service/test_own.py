"""Whose an event is: offers, taking over and co-owners, on the real store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain import (
    Event,
    Person,
    Role,
)
from bot.errors import Forbidden, Invalid, NotFound
from bot.people import Facts
from bot.preferences import Name, Owner, Scope
from bot.service import own
from bot.service.leavers import has_left, is_back
from bot.service.members import Members
from bot.service.roles import give_role, named_admins
from bot.service.settings import change_settings, confirm_from, settings_for
from tests.samples import EVENT, OWNER, clock, keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.store import Store

OTHER = replace(OWNER, id="U2")
THIRD = replace(OWNER, id="U3")
ADMIN = replace(OWNER, id="U9", role=Role.ADMIN)
VIEWER = replace(OWNER, id="U4", role=Role.VIEWER)
FOREIGN = replace(OWNER, id="U5", role=Role.NOBODY)


@pytest.fixture
async def store(store: Store) -> Store:
    await keep(store)
    return store


async def now_is(store: Store) -> Event:
    event = await store.event("T1", EVENT.id)
    assert event
    return event


async def offered(store: Store, to: Person = OTHER, by: Person = OWNER) -> None:
    await own.offer_event(EVENT, to, person=by, store=store, clock=clock)


async def accept(store: Store, who: Person) -> own.Accepted:
    return await own.accept_offer(await now_is(store), person=who, store=store, clock=clock)


async def test_an_accepted_offer_makes_it_theirs_and_leaves_the_old_owner_out(
    store: Store,
) -> None:
    await offered(store)

    done = await accept(store, OTHER)

    event = await now_is(store)
    assert done.before.owner == "U1"
    assert (event.owner, event.co_owners) == ("U2", ())
    trail = [(line.who, line.what, line.detail) for line in await store.history("T1", EVENT.id)]
    assert trail[1:] == [("U1", "offered it", "U2"), ("U2", "accepted the offer", "U1")]


async def test_a_second_click_finds_no_offer(store: Store) -> None:
    await offered(store)
    await accept(store, OTHER)

    with pytest.raises(NotFound, match="not open"):
        await accept(store, OTHER)


async def test_a_newer_offer_replaces_the_one_before(store: Store) -> None:
    await offered(store)
    await offered(store, THIRD)

    with pytest.raises(NotFound, match="not open"):
        await accept(store, OTHER)
    await accept(store, THIRD)

    assert (await now_is(store)).owner == "U3"


@pytest.mark.parametrize("who", [OWNER, THIRD, ADMIN], ids=["owner", "another", "admin"])
async def test_only_whom_it_was_offered_to_answers(store: Store, who: Person) -> None:
    await offered(store)

    with pytest.raises(NotFound):
        await accept(store, who)
    with pytest.raises(NotFound):
        await own.decline_offer(EVENT, person=who, store=store, clock=clock)

    assert await store.offer("T1", EVENT.id)


async def test_somebody_who_lost_their_role_meanwhile_cannot_accept(store: Store) -> None:
    await offered(store)

    with pytest.raises(Forbidden, match="cannot own"):
        await accept(store, replace(OTHER, role=Role.VIEWER))

    assert (await now_is(store)).owner == "U1"


async def test_a_declined_offer_is_closed_and_changes_nothing(store: Store) -> None:
    await offered(store)

    await own.decline_offer(EVENT, person=OTHER, store=store, clock=clock)

    with pytest.raises(NotFound):
        await accept(store, OTHER)
    assert (await now_is(store)).owner == "U1"


async def test_an_offer_taken_back_cannot_be_accepted(store: Store) -> None:
    await offered(store)

    assert await own.withdraw_offer(EVENT, person=OWNER, store=store, clock=clock) == "U2"

    with pytest.raises(NotFound):
        await accept(store, OTHER)


@pytest.mark.parametrize("to", [VIEWER, FOREIGN], ids=["viewer", "foreign or deactivated"])
async def test_it_is_offered_only_to_somebody_who_can_own_it(store: Store, to: Person) -> None:
    with pytest.raises(Forbidden, match="cannot own"):
        await offered(store, to)
    assert await store.offer("T1", EVENT.id) is None


@pytest.mark.parametrize("by", [OTHER, VIEWER, FOREIGN], ids=["another", "viewer", "foreign"])
async def test_only_owners_and_admins_offer(store: Store, by: Person) -> None:
    with pytest.raises(Forbidden):
        await offered(store, THIRD, by)


async def test_a_co_owner_can_neither_offer_nor_add_others(store: Store) -> None:
    event = replace(EVENT, co_owners=("U2",))

    with pytest.raises(Forbidden, match="Only the owner"):
        await own.offer_event(event, THIRD, person=OTHER, store=store, clock=clock)
    with pytest.raises(Forbidden, match="Only the owner"):
        await own.add_co_owner(event, THIRD, person=OTHER, store=store, clock=clock)


async def test_an_admin_hands_over_what_is_somebody_elses(store: Store) -> None:
    await offered(store, THIRD, ADMIN)

    done = await accept(store, THIRD)

    assert (done.before.owner, done.offer.by) == ("U1", "U9")


async def test_an_admin_takes_over_with_a_reason_and_voids_an_open_offer(
    store: Store,
) -> None:
    await offered(store)

    await own.take_over(EVENT, " owner left ", person=ADMIN, store=store, clock=clock)

    assert (await now_is(store)).owner == "U9"
    assert await store.offer("T1", EVENT.id) is None
    trail = [(line.what, line.detail) for line in await store.history("T1", EVENT.id)]
    assert trail[-2:] == [("took it over", "U1"), ("gave a reason", "owner left")]


async def test_taking_over_takes_an_admin_and_a_reason(store: Store) -> None:
    with pytest.raises(Forbidden):
        await own.take_over(EVENT, "because", person=OTHER, store=store, clock=clock)
    with pytest.raises(Invalid, match="Say why"):
        await own.take_over(EVENT, "  ", person=ADMIN, store=store, clock=clock)
    assert (await now_is(store)).owner == "U1"


async def test_co_owners_come_and_go_on_record(store: Store) -> None:
    event = await own.add_co_owner(EVENT, OTHER, person=OWNER, store=store, clock=clock)
    assert (await now_is(store)).co_owners == ("U2",)

    with pytest.raises(Invalid, match="already"):
        await own.add_co_owner(event, OTHER, person=OWNER, store=store, clock=clock)
    with pytest.raises(Forbidden):
        await own.remove_co_owner(event, "U2", person=THIRD, store=store, clock=clock)
    await own.remove_co_owner(event, "U2", person=OTHER, store=store, clock=clock)

    assert (await now_is(store)).co_owners == ()


class Slack:
    """People, user groups and channels, and what admins are told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def facts(self, user: str) -> Facts:
        return Facts(id=user, is_admin=user == "U0")

    async def group(self, group: str) -> frozenset[str]:
        return frozenset({"S1": {"U7", "U8"}}.get(group, set()))

    async def channels_of(self, user: str) -> frozenset[str]:
        return frozenset({"C1"} if user == "U1" else ())

    async def tell_owner_left(self, admin: str, user: str, events: Sequence[Event]) -> None:
        self.told.append(f"{admin}: {user} left {len(events)}")


async def give(store: Store, subject: str, role: Role | None, by: Person = ADMIN) -> None:
    members = Members("T1", Slack(), store)
    await give_role([subject], role, person=by, members=members, store=store, clock=clock)


async def test_roles_are_given_and_taken_on_record(store: Store) -> None:
    slack_admin = replace(ADMIN, id="U0")
    await give(store, "S1", Role.ADMIN, slack_admin)
    await give(store, "U2", Role.VIEWER, slack_admin)
    await give(store, "U2", None, slack_admin)

    assert await store.roles("T1") == (("S1", Role.ADMIN),)
    entries = await store.workspace_history("T1", 20)
    assert [(e.subject, e.before, e.after) for e in entries] == [
        ("U2", "viewer", ""),
        ("U2", "", "viewer"),
        ("S1", "", "admin"),
    ]


async def test_nobody_takes_the_last_way_in_from_themselves(store: Store) -> None:
    await store.set_role("T1", "U9", Role.ADMIN)

    with pytest.raises(Forbidden, match="another admin"):
        await give(store, "U9", None)
    with pytest.raises(Forbidden, match="another admin"):
        await give(store, "U9", Role.VIEWER)

    assert await store.roles("T1") == (("U9", Role.ADMIN),)


async def test_only_admins_give_roles(store: Store) -> None:
    with pytest.raises(Forbidden):
        await give(store, "U2", Role.ADMIN, OTHER)


async def test_admins_by_name_and_by_group_are_told_once_that_an_owner_left(
    store: Store,
) -> None:
    slack = Slack()
    members = Members("T1", slack, store)
    await store.set_role("T1", "S1", Role.ADMIN)
    await store.set_role("T1", "U8", Role.ADMIN)
    assert set(await named_admins(workspace="T1", members=members, store=store)) == {"U7", "U8"}

    for _ in range(2):
        await has_left("U1", workspace="T1", members=members, chat=slack, store=store, clock=clock)

    assert sorted(slack.told) == ["U7: U1 left 1", "U8: U1 left 1"]
    assert await store.leavers("T1") == ("U1",)
    await is_back("U1", workspace="T1", store=store)
    assert await store.leavers("T1") == ()


async def change(
    store: Store, owner: Owner, values: dict[Name, str | None], by: Person
) -> list[tuple[str | None, str | None]]:
    changed = await change_settings(
        owner, values, person=by, chat=Slack(), store=store, clock=clock
    )
    return [(each.before, each.after) for each in changed]


MINE, CHANNEL, WORKSPACE = (
    Owner(scope=Scope.USER, subject="U1"),
    Owner(scope=Scope.CHANNEL, subject="C1"),
    Owner(scope=Scope.WORKSPACE),
)


async def test_a_change_tells_before_and_after(store: Store) -> None:
    assert await change(store, MINE, {Name.DURATION: "1h"}, OWNER) == [(None, "60")]
    assert await change(store, MINE, {Name.DURATION: "60"}, OWNER) == []
    assert await change(store, MINE, {Name.DURATION: None}, OWNER) == [("60", None)]


async def test_one_bad_value_keeps_all_from_being_set(store: Store) -> None:
    with pytest.raises(Invalid):
        await change(store, MINE, {Name.DURATION: "60", Name.CAPACITY: "7"}, OWNER)

    assert await store.preferences("T1", "user", "U1") == {}


@pytest.mark.parametrize(
    ("owner", "who"),
    [
        pytest.param(MINE, OTHER, id="somebody else's"),
        pytest.param(MINE, replace(FOREIGN, id="U1"), id="a foreign person"),
        pytest.param(CHANNEL, replace(VIEWER, id="U1"), id="a viewer in the channel"),
        pytest.param(CHANNEL, OTHER, id="not in the channel"),
        pytest.param(WORKSPACE, OWNER, id="no admin"),
    ],
)
async def test_settings_are_changed_only_by_those_who_may(
    store: Store, owner: Owner, who: Person
) -> None:
    with pytest.raises(Forbidden):
        await change(store, owner, {Name.DURATION: "60"}, who)


async def test_what_concerns_others_is_on_record(store: Store) -> None:
    await change(store, MINE, {Name.DURATION: "60"}, OWNER)
    await change(store, CHANNEL, {Name.DURATION: "90"}, OWNER)
    await change(store, WORKSPACE, {Name.CONFIRM_FROM: "30"}, ADMIN)

    entries = await store.workspace_history("T1", 20)

    assert [(e.who, e.what, e.subject, e.after) for e in entries] == [
        ("U9", "confirm_from", "", "30"),
        ("U1", "duration", "C1", "90"),
    ]
    assert await confirm_from("T1", store=store, clock=clock) == 30


async def test_settings_are_read_for_a_person_in_a_channel(store: Store) -> None:
    await change(store, MINE, {Name.DURATION: "60", Name.CAPACITY: "70"}, OWNER)
    await change(store, CHANNEL, {Name.DURATION: "90"}, OWNER)

    found = await settings_for("U1", "C1", workspace="T1", store=store, clock=clock)
    elsewhere = await settings_for("U2", "C2", workspace="T1", store=store, clock=clock)

    assert {name: each.text for name, each in found.items()} == {"duration": "90", "capacity": "70"}
    assert elsewhere == {}
