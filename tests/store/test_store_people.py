"""Presenters, offers, wants, roles, preferences: kept as they are, one workspace apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.domain import Progress, Role, Turnout
from bot.people import Offer, Presenter, PresenterState, Wants, WorkspaceEntry
from bot.rules import Access
from tests.claims import UNTIL
from tests.stage import overwrite

if TYPE_CHECKING:
    from bot.domain import Event, Wish
    from bot.store import Store

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _event(store: Store, wish: Wish, event: Event) -> None:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())


def presenter(
    event: Event, user: str = "U2", state: PresenterState = PresenterState.NAMED
) -> Presenter:
    return Presenter(
        workspace=event.workspace,
        event_id=event.id,
        user=user,
        access=Access.LIVE_STUDIO | Access.Q_AND_A,
        preset="speaker",
        by="U1",
        named_at=NOW,
        state=state,
    )


async def test_a_presenter_is_kept_as_they_are_now(store: Store, event: Event) -> None:
    named = presenter(event)
    assert await store.keep_presenter(named)
    ready = replace(named, state=PresenterState.READY, channel="D1", ts="1.2", tries=1)

    assert await store.keep_presenter(ready, before=named)

    assert await store.presenters(event.workspace, event.id) == (ready,)
    assert await store.presenters("T-other", event.id) == ()


async def test_a_presenter_who_changed_meanwhile_is_not_overwritten(
    store: Store, event: Event
) -> None:
    named = presenter(event)
    revoked = replace(named, state=PresenterState.REVOKED)
    await store.keep_presenter(named)
    await store.keep_presenter(revoked, before=named)

    assert not await store.keep_presenter(named)
    assert not await store.keep_presenter(replace(named, state=PresenterState.READY), before=named)
    assert await store.presenters(event.workspace, event.id) == (revoked,)


async def test_an_event_counts_its_presenters(store: Store, event: Event) -> None:
    for number, state in enumerate(PresenterState):
        await store.keep_presenter(presenter(event, user=f"U{number}", state=state))

    found = await store.event(event.workspace, event.id)

    assert found
    assert found.turnout == Turnout(named=4, ready=1, declined=1)


async def test_an_offer_is_answered_once(store: Store, event: Event) -> None:
    offer = Offer(workspace=event.workspace, event_id=event.id, to="U2", by="U1", at=NOW)
    await store.keep_offer(replace(offer, to="U3"))
    await store.keep_offer(offer)

    assert await store.offer(event.workspace, event.id) == offer
    assert await store.withdraw_offer(event.workspace, event.id)
    assert not await store.withdraw_offer(event.workspace, event.id)
    assert await store.offer(event.workspace, event.id) is None


async def test_wanting_is_noted_once_and_taken_back(store: Store, event: Event) -> None:
    of = (event.workspace, event.id, "U2", Wants.REMINDERS)

    assert await store.want(*of)
    assert not await store.want(*of)
    assert await store.wanting(event.workspace, event.id, Wants.REMINDERS) == ("U2",)
    assert await store.wanting(event.workspace, event.id, Wants.CALENDAR) == ()
    assert await store.unwant(*of)
    assert not await store.unwant(*of)


async def test_a_revision_of_a_calendar_file_is_claimed_once(store: Store, event: Event) -> None:
    of = (event.workspace, event.id)
    await store.want(*of, "U2", Wants.CALENDAR)
    await store.want(*of, "U2", Wants.REMINDERS)
    [new] = await store.entries(*of)
    first = replace(new, revision=0, fingerprint="a")

    assert await store.claim_entry(first)
    assert not await store.claim_entry(first)
    assert not await store.claim_entry(replace(first, revision=1))
    assert await store.claim_entry(replace(first, revision=2, fingerprint="b"))
    assert not await store.claim_entry(replace(first, revision=1, fingerprint="c"))


async def test_where_a_file_came_is_kept_unless_a_later_one_was_claimed(
    store: Store, event: Event
) -> None:
    of = (event.workspace, event.id)
    await store.want(*of, "U2", Wants.CALENDAR)
    [new] = await store.entries(*of)
    sent = replace(new, revision=0, fingerprint="a", channel="D1", ts="1.2")
    await store.claim_entry(sent)

    assert await store.keep_entry(sent, claimed=0)
    assert await store.entries(*of) == (sent,)
    assert not await store.keep_entry(new, claimed=3)
    assert await store.unwant(*of, "U2", Wants.CALENDAR)
    assert await store.entries(*of) == ()


async def test_a_role_is_given_changed_and_taken_away(store: Store) -> None:
    await store.set_role("T1", "U2", Role.VIEWER)
    await store.set_role("T1", "U2", Role.ADMIN)
    await store.set_role("T1", "S1", Role.CREATOR)
    await store.set_role("T2", "U2", Role.VIEWER)

    assert await store.roles("T1") == (("S1", Role.CREATOR), ("U2", Role.ADMIN))

    await store.set_role("T1", "U2", None)
    assert await store.roles("T1") == (("S1", Role.CREATOR),)


async def test_a_preference_belongs_to_its_scope(store: Store) -> None:
    await store.set_preference("T1", "user", "U1", "zone", "CET")
    await store.set_preference("T1", "workspace", "", "zone", "EET")

    assert await store.preferences("T1", "user", "U1") == {"zone": "CET"}
    assert await store.preferences("T1", "workspace", "") == {"zone": "EET"}
    assert await store.preferences("T2", "user", "U1") == {}

    await store.set_preference("T1", "user", "U1", "zone", None)
    assert await store.preferences("T1", "user", "U1") == {}


async def test_leavers_may_come_back(store: Store) -> None:
    await store.note_left("T1", "U1", NOW)
    await store.note_left("T1", "U1", NOW)

    assert await store.leavers("T1") == ("U1",)

    await store.note_back("T1", "U1")
    assert await store.leavers("T1") == ()


async def test_who_opened_home_is_remembered(store: Store) -> None:
    await store.note_home("T1", "U1", NOW)

    assert await store.has_home("T1", "U1")
    assert not await store.has_home("T2", "U1")


async def test_co_owners_find_the_event_as_theirs(store: Store, event: Event) -> None:
    await overwrite(store, replace(event, co_owners=("U7",), owner="U8"))

    assert await store.count_events(event.workspace, hand="U7") == 1
    assert await store.count_events(event.workspace, hand="U8") == 1
    assert await store.count_events(event.workspace, owner="U8") == 1
    assert await store.count_events(event.workspace, hand="U1") == 0


async def test_an_event_of_another_workspace_is_known_as_such(store: Store, event: Event) -> None:
    assert await store.is_known_elsewhere("T-other", event.id)
    assert not await store.is_known_elsewhere(event.workspace, event.id)


async def test_an_uncertain_wish_is_claimed_again_once(store: Store, wish: Wish) -> None:
    doubtful = replace(wish, key="V-lost", reference="r")
    await store.claim(doubtful, until=UNTIL)
    again = {"reference": "r", "fresh": "s"}
    assert not await store.claim_again(wish.workspace, "V-lost", **again, until=UNTIL)
    await store.record_uncertain(wish.workspace, "V-lost", reason="lost", reference="r")

    assert await store.claim_again(wish.workspace, "V-lost", **again, until=UNTIL)
    assert not await store.claim_again(wish.workspace, "V-lost", **again, until=UNTIL)


async def test_who_decided_by_an_old_reference_comes_too_late(store: Store, wish: Wish) -> None:
    of = wish.workspace, "V-lost"
    await store.claim(replace(wish, key="V-lost", reference="r"), until=UNTIL)
    await store.record_uncertain(*of, reason="lost", reference="r")
    await store.claim_again(*of, reference="r", fresh="s", until=UNTIL)
    await store.record_uncertain(*of, reason="lost again", reference="s")

    assert not await store.claim_again(*of, reference="r", fresh="t", until=UNTIL)
    assert not await store.forget(*of, reference="r")
    assert await store.claim_again(*of, reference="s", fresh="t", until=UNTIL)


async def test_a_forgotten_wish_is_never_claimed_again(store: Store, wish: Wish) -> None:
    doubtful = replace(wish, key="V-lost", reference="r")
    await store.claim(doubtful, until=UNTIL)
    await store.record_uncertain(wish.workspace, "V-lost", reason="lost", reference="r")

    assert await store.forget(wish.workspace, "V-lost", reference="r")
    assert not await store.forget(wish.workspace, "V-lost", reference="r")
    assert not await store.claim(doubtful, until=UNTIL)
    assert await store.uncertain(wish.workspace) == ()


async def test_a_drift_that_was_looked_at_is_none_any_more(store: Store, event: Event) -> None:
    await overwrite(store, replace(event, drifted_at=NOW))

    await store.drift_seen(event.workspace, event.id)

    assert await store.event(event.workspace, event.id) == event


async def test_an_offer_is_closed_only_for_whom_it_was_made(store: Store, event: Event) -> None:
    offer = Offer(workspace=event.workspace, event_id=event.id, to="U2", by="U1", at=NOW)
    await store.keep_offer(offer)

    assert not await store.withdraw_offer(event.workspace, event.id, to="U3")
    assert await store.withdraw_offer(event.workspace, event.id, to="U2")


async def test_leaving_and_coming_back_are_each_noted_once(store: Store) -> None:
    assert await store.note_left("T1", "U1", NOW)
    assert not await store.note_left("T1", "U1", NOW)
    assert await store.note_back("T1", "U1")
    assert not await store.note_back("T1", "U1")


async def test_settings_at_hand_are_read_in_one_go(store: Store) -> None:
    await store.set_preference("T1", "workspace", "", "zone", "CET")
    await store.set_preference("T1", "channel", "C1", "zone", "EET")
    await store.set_preference("T1", "channel", "C2", "zone", "Japan")
    await store.set_preference("T1", "user", "U1", "capacity", "70")
    await store.set_preference("T2", "user", "U1", "capacity", "80")

    assert await store.preferences_at_hand("T1", "U1", "C1") == {
        "workspace": {"zone": "CET"},
        "channel": {"zone": "EET"},
        "user": {"capacity": "70"},
    }


async def test_changes_to_a_workspace_are_kept_the_latest_first(store: Store) -> None:
    first = WorkspaceEntry(workspace="T1", at=NOW, who="U1", what="role", subject="U2")
    for each in (first, replace(first, after="admin"), replace(first, workspace="T2")):
        await store.note_change(each)

    assert await store.workspace_history("T1", 20) == (replace(first, after="admin"), first)
    assert len(await store.workspace_history("T1", 1)) == 1


async def test_a_database_that_is_open_lacks_no_step(store: Store) -> None:
    assert await store.missing_steps() == ()
    await store.check_key()
