from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import (
    Event,
    HistoryEntry,
    Post,
    PostKind,
    PostState,
    Progress,
    WebcastRequest,
    Wish,
)
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Store

    Opener = Callable[[], Awaitable[Store]]


async def created(store: Store, wish: Wish, event: Event, *posts: Post) -> None:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=posts)


async def refuse(store: Store, wish: Wish) -> None:
    await store.record_refused(
        wish.workspace, wish.key, reason="Bad title.", reference=wish.reference
    )


async def doubt(store: Store, wish: Wish) -> None:
    await store.record_uncertain(
        wish.workspace, wish.key, reason="No answer.", reference=wish.reference
    )


async def test_a_new_wish_is_claimed_and_kept_as_being_sent(store: Store, wish: Wish) -> None:
    assert await store.claim(wish, until=UNTIL)

    assert await store.wish("T1", "V1") == wish


async def test_whatever_a_new_wish_says_of_its_progress_it_is_being_sent(
    store: Store, wish: Wish
) -> None:
    await store.claim(
        replace(wish, progress=Progress.CREATED, event_id="1", reason="why"), until=UNTIL
    )

    assert await store.wish("T1", "V1") == wish


async def test_a_double_click_is_claimed_once(store: Store, wish: Wish) -> None:
    assert await store.claim(wish, until=UNTIL)

    assert not await store.claim(wish, until=UNTIL)


async def test_the_second_click_changes_nothing(
    store: Store, wish: Wish, request_: WebcastRequest
) -> None:
    await store.claim(wish, until=UNTIL)
    await store.claim(
        replace(wish, owner="U2", request=replace(request_, title="Other")), until=UNTIL
    )

    assert await store.wish("T1", "V1") == wish


async def test_the_same_key_in_another_workspace_is_another_wish(store: Store, wish: Wish) -> None:
    assert await store.claim(wish, until=UNTIL)

    assert await store.claim(replace(wish, workspace="T2"), until=UNTIL)


async def test_two_stores_on_one_database_race_for_a_claim_and_one_wins(
    open_store: Opener, wish: Wish
) -> None:
    one, other = await open_store(), await open_store()

    for number in range(20):
        same = replace(wish, key=f"V{number}")
        racing = (each.claim(same, until=UNTIL) for each in (one, other))
        assert sorted(await asyncio.gather(*racing)) == [False, True]


async def test_a_refused_wish_can_be_claimed_again_with_what_was_corrected(
    store: Store, wish: Wish, request_: WebcastRequest
) -> None:
    corrected = replace(wish, request=replace(request_, title="Better"), reference="later")
    await store.claim(wish, until=UNTIL)
    await refuse(store, wish)

    assert await store.claim(corrected, until=UNTIL)
    assert await store.wish("T1", "V1") == corrected


async def test_a_refused_wish_is_claimed_again_only_once(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)
    await refuse(store, wish)

    assert await store.claim(wish, until=UNTIL)
    assert not await store.claim(wish, until=UNTIL)


async def test_a_refusal_that_comes_too_late_does_not_free_the_next_attempt(
    store: Store, wish: Wish
) -> None:
    await store.claim(wish, until=UNTIL)
    await doubt(store, wish)
    assert await store.claim_again(
        wish.workspace, wish.key, reference=wish.reference, fresh="f1e5", until=UNTIL
    )

    await refuse(store, wish)

    again = replace(wish, reference="f1e5")
    assert await store.wish(wish.workspace, wish.key) == again
    assert not await store.claim(again, until=UNTIL)


async def test_a_refusal_is_kept_with_its_reason_and_reference(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)
    await refuse(store, wish)

    refused = replace(wish, progress=Progress.REFUSED, reason="Bad title.")
    assert await store.wish("T1", "V1") == refused


async def test_an_uncertain_wish_is_never_claimed_again(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)
    await doubt(store, wish)

    assert not await store.claim(wish, until=UNTIL)


async def test_a_created_wish_is_never_claimed_again(
    store: Store, wish: Wish, event: Event
) -> None:
    await store.claim(wish, until=UNTIL)
    await created(store, wish, event)

    assert not await store.claim(wish, until=UNTIL)


async def test_creating_keeps_wish_event_posts_and_history(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    owners = replace(post, target="U1", kind=PostKind.OWNER)
    done = Progress.CREATED_WITH_WARNINGS
    await store.claim(wish, until=UNTIL)
    await store.record_created(wish, event, progress=done, reason="Rounded.", posts=[owners, post])

    assert await store.wish("T1", "V1") == replace(
        wish, progress=done, event_id=event.id, reason="Rounded."
    )
    assert await store.event("T1", event.id) == event
    assert await store.posts("T1", event.id) == (owners, post)
    assert await store.history("T1", event.id) == (
        HistoryEntry(
            workspace="T1",
            event_id=event.id,
            who="U1",
            what="created",
            at=event.created_at,
            detail="Rounded.",
        ),
    )


async def test_creating_keeps_all_or_nothing(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await store.claim(wish, until=UNTIL)
    of_unknown_event = replace(post, event_id="404")

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await created(store, wish, event, post, of_unknown_event)

    assert await store.wish("T1", "V1") == wish
    assert await store.event("T1", event.id) is None
    assert await store.posts("T1", event.id) == ()
    assert await store.history("T1", event.id) == ()


async def test_a_webcast_is_kept_even_where_its_claim_is_gone(
    store: Store, wish: Wish, event: Event
) -> None:
    await created(store, wish, event)

    done = replace(wish, progress=Progress.CREATED, event_id=event.id)
    assert await store.wish("T1", "V1") == done


async def test_recording_the_same_event_twice_changes_nothing(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await created(store, wish, event, post)
    await store.record_posted(post, channel="C1", ts="1.2")
    await created(store, wish, replace(event, owner="U9"), post)

    assert await store.event("T1", event.id) == event
    assert len(await store.history("T1", event.id)) == 1
    assert await store.posts("T1", event.id) == (
        replace(post, state=PostState.POSTED, channel="C1", ts="1.2"),
    )


@pytest.mark.parametrize("later", [refuse, doubt])
async def test_what_is_created_stays_created(
    store: Store,
    wish: Wish,
    event: Event,
    later: Callable[[Store, Wish], Awaitable[None]],
) -> None:
    await store.claim(wish, until=UNTIL)
    await created(store, wish, event)
    await later(store, wish)

    kept = await store.wish("T1", "V1")
    assert kept is not None
    assert kept.progress is Progress.CREATED


async def test_an_answer_that_comes_after_all_ends_the_doubt(
    store: Store, wish: Wish, event: Event
) -> None:
    await store.claim(wish, until=UNTIL)
    await store.recover(UNTIL)
    await created(store, wish, event)

    assert await store.uncertain("T1") == ()


async def test_a_claim_left_as_being_sent_is_uncertain_after_a_restart(
    open_store: Opener, wish: Wish
) -> None:
    await (await open_store()).claim(wish, until=UNTIL)
    restarted = await open_store()

    recovered = await restarted.recover(UNTIL)

    assert [(w.key, w.progress, w.reference) for w in recovered] == [
        ("V1", Progress.UNCERTAIN, "a1b2c3")
    ]
    assert "nobody knows" in recovered[0].reason
    assert await restarted.uncertain("T1") == recovered
    assert not await restarted.claim(wish, until=UNTIL)


async def test_a_wish_is_left_to_whoever_sends_it_while_the_claim_holds(
    store: Store, wish: Wish
) -> None:
    await store.claim(wish, until=UNTIL)

    assert await store.recover(UNTIL - timedelta(milliseconds=1)) == ()


async def test_each_lost_wish_is_recovered_by_one_of_several(
    open_store: Opener, wish: Wish
) -> None:
    one, other = await open_store(), await open_store()
    keys = [f"V{number}" for number in range(20)]
    for key in keys:
        await one.claim(replace(wish, key=key), until=UNTIL)

    found = await asyncio.gather(*(each.recover(UNTIL) for each in (one, other)))

    assert sorted(each.key for some in found for each in some) == sorted(keys)


async def test_a_restart_recovers_every_workspace_and_only_what_was_being_sent(
    store: Store, wish: Wish, event: Event
) -> None:
    other = replace(wish, workspace="T2", asked_at=wish.asked_at + timedelta(seconds=1))
    refused = replace(wish, key="refused")
    done = replace(wish, key="done")
    for each in (wish, other, refused, done):
        await store.claim(each, until=UNTIL)
    await refuse(store, refused)
    await created(store, done, event)

    recovered = await store.recover(UNTIL)
    assert [(w.workspace, w.key) for w in recovered] == [("T1", "V1"), ("T2", "V1")]
    assert await store.recover(UNTIL) == ()


async def test_uncertain_wishes_are_listed_by_workspace_and_owner_oldest_first(
    store: Store, wish: Wish
) -> None:
    later = replace(wish, key="V2", asked_at=wish.asked_at + timedelta(hours=1))
    others = replace(wish, key="V3", owner="U2", asked_at=wish.asked_at + timedelta(hours=2))
    elsewhere = replace(wish, workspace="T2")
    for each in (others, later, wish, elsewhere):
        await store.claim(each, until=UNTIL)
        await doubt(store, each)

    assert [w.key for w in await store.uncertain("T1")] == ["V1", "V2", "V3"]
    assert [w.key for w in await store.uncertain("T1", owner="U1")] == ["V1", "V2"]
    assert await store.uncertain("T1", owner="U3") == ()


async def test_a_wish_is_not_visible_to_another_workspace(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)

    assert await store.wish("T2", "V1") is None


async def test_another_workspace_cannot_settle_a_wish(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)
    await refuse(store, replace(wish, workspace="T2"))

    assert await store.wish("T1", "V1") == wish
