from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import Event, Post, PostKind, PostState, Progress, Wish
from bot.plans import CLAIM
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Store

    Opener = Callable[[], Awaitable[Store]]


@pytest.fixture
async def planned(store: Store, wish: Wish, event: Event, post: Post) -> Post:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=[post])
    return post


async def test_a_planned_post_is_begun_once(store: Store, planned: Post) -> None:
    assert await store.begin_post(planned, until=UNTIL)

    assert not await store.begin_post(planned, until=UNTIL)
    assert await store.posts("T1", planned.event_id) == (replace(planned, state=PostState.POSTING),)


async def test_two_stores_on_one_database_race_for_a_post_and_one_wins(
    open_store: Opener, planned: Post
) -> None:
    one, other = await open_store(), await open_store()

    for number in range(20):
        same = replace(planned, target=f"C{number}")
        begun = await asyncio.gather(
            one.begin_post(same, until=UNTIL), other.begin_post(same, until=UNTIL)
        )
        assert sorted(begun) == [False, True]


async def test_each_lost_post_is_recovered_by_one_of_several(
    open_store: Opener, planned: Post
) -> None:
    one, other = await open_store(), await open_store()
    channels = [f"C{number:02}" for number in range(20)]
    for channel in channels:
        await one.begin_post(replace(planned, target=channel), until=UNTIL)

    found = await asyncio.gather(*(each.recover_posts(UNTIL) for each in (one, other) * 4))

    assert sorted(post.target for posts in found for post in posts) == channels


async def test_a_posted_message_is_kept_with_slacks_ids_and_not_begun_again(
    store: Store, planned: Post
) -> None:
    await store.begin_post(planned, until=UNTIL)
    await store.record_posted(planned, channel="C1", ts="1764600000.000100")

    assert not await store.begin_post(planned, until=UNTIL)
    assert await store.posts("T1", planned.event_id) == (
        replace(planned, state=PostState.POSTED, channel="C1", ts="1764600000.000100"),
    )


async def test_a_failed_post_says_why_and_may_be_begun_again(store: Store, planned: Post) -> None:
    await store.begin_post(planned, until=UNTIL)
    await store.record_post_failed(planned, reason="The channel is archived.")

    assert await store.posts("T1", planned.event_id) == (
        replace(planned, state=PostState.FAILED, reason="The channel is archived."),
    )
    assert await store.begin_post(planned, until=UNTIL)
    assert await store.posts("T1", planned.event_id) == (replace(planned, state=PostState.POSTING),)


async def test_a_post_that_was_not_planned_can_be_begun(store: Store, planned: Post) -> None:
    assert await store.begin_post(replace(planned, target="C2"), until=UNTIL)


async def test_what_is_posted_never_becomes_failed(store: Store, planned: Post) -> None:
    await store.begin_post(planned, until=UNTIL)
    await store.record_posted(planned, channel="C1", ts="1.2")
    await store.record_post_failed(planned, reason="late")

    assert [p.state for p in await store.posts("T1", planned.event_id)] == [PostState.POSTED]


async def test_the_card_and_the_owners_message_are_two_posts(store: Store, planned: Post) -> None:
    owners = replace(planned, kind=PostKind.OWNER)

    assert await store.begin_post(planned, until=UNTIL)
    assert await store.begin_post(owners, until=UNTIL)
    await store.record_posted(owners, channel="D1", ts="1.2")
    assert [p.state for p in await store.posts("T1", planned.event_id)] == [
        PostState.POSTING,
        PostState.POSTED,
    ]


async def test_planned_posts_are_resumed_after_a_restart(open_store: Opener, planned: Post) -> None:
    restarted = await open_store()

    assert await restarted.planned_posts(UNTIL) == (planned,)
    await restarted.begin_post(planned, until=UNTIL)
    assert await restarted.planned_posts(UNTIL) == ()


async def test_a_post_that_was_under_way_at_a_restart_has_failed_and_says_what_is_not_known(
    open_store: Opener, planned: Post
) -> None:
    before = await open_store()
    await before.begin_post(planned, until=UNTIL)
    restarted = await open_store()

    recovered = await restarted.recover_posts(UNTIL)

    assert [post.state for post in recovered] == [PostState.FAILED]
    assert "not known whether it arrived" in recovered[0].reason
    assert await restarted.posts("T1", planned.event_id) == recovered
    assert await restarted.recover_posts(UNTIL) == ()


async def test_posts_are_left_to_whoever_posts_them_while_the_claim_holds(
    store: Store, planned: Post
) -> None:
    earlier = UNTIL - timedelta(milliseconds=1)
    await store.begin_post(replace(planned, target="C2"), until=UNTIL)

    assert await store.recover_posts(earlier) == ()
    assert await store.planned_posts(UNTIL) == (planned,)


async def test_a_planned_post_is_left_to_whoever_planned_it_for_a_while(
    store: Store, event: Event, planned: Post
) -> None:
    over = event.created_at + CLAIM

    assert await store.planned_posts(over - timedelta(milliseconds=1)) == ()
    assert await store.planned_posts(over) == (planned,)


async def test_a_restart_leaves_other_posts_alone(store: Store, planned: Post) -> None:
    posted = replace(planned, target="C2")
    await store.begin_post(posted, until=UNTIL)
    await store.record_posted(posted, channel="C2", ts="1.2")

    assert await store.recover_posts(UNTIL) == ()
    assert [p.state for p in await store.posts("T1", planned.event_id)] == [
        PostState.PLANNED,
        PostState.POSTED,
    ]


async def test_a_post_about_an_unknown_event_cannot_be_kept(store: Store, post: Post) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await store.begin_post(replace(post, event_id="404"), until=UNTIL)


async def test_a_removed_post_is_removed_once_and_may_be_posted_anew(
    store: Store, planned: Post
) -> None:
    await store.begin_post(planned, until=UNTIL)
    await store.record_posted(planned, channel="C1", ts="1.1")

    assert await store.record_post_removed(planned, reason="")
    assert not await store.record_post_removed(planned, reason="")
    assert await store.begin_post(planned, until=UNTIL)


async def test_what_never_stood_there_is_not_removed(store: Store, planned: Post) -> None:
    assert not await store.record_post_removed(planned, reason="")
