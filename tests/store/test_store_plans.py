"""Jobs in the store: planned anew, leased, done once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import Progress
from bot.plans import Job, JobKind, JobState
from bot.store.asking import Ask
from bot.store.steps import SINCE
from bot.store.topic import found

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Event, Wish
    from bot.store import Store

    Opener = Callable[[], Awaitable[Store]]

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
LEASE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
async def _event(store: Store, wish: Wish, event: Event) -> None:
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=())
    await store.followed(event, NOW, "")


def job(event: Event, minutes: int = 0, **fields: str) -> Job:
    return Job(
        workspace=event.workspace,
        event_id=event.id,
        kind=JobKind.REMINDER,
        target=fields.get("target", "C1"),
        due_at=NOW + timedelta(minutes=minutes),
        detail=fields.get("detail", ""),
    )


async def plan(store: Store, event: Event, *jobs: Job) -> None:
    await store.plan_jobs(event.workspace, event.id, [JobKind.REMINDER], jobs)


async def test_planning_replaces_what_was_planned(store: Store, event: Event) -> None:
    await plan(store, event, job(event, 5), job(event, 6))

    await plan(store, event, job(event, 7))

    assert await store.jobs(event.workspace, event.id) == (job(event, 7),)
    assert await store.next_due(NOW) == NOW + timedelta(minutes=7)


async def test_jobs_of_other_kinds_stay(store: Store, event: Event) -> None:
    await plan(store, event, job(event))

    await store.plan_jobs(event.workspace, event.id, [JobKind.STAGE], ())

    assert await store.jobs(event.workspace, event.id) == (job(event),)


async def test_only_what_is_due_is_claimed_and_only_once_a_lease(
    store: Store, event: Event
) -> None:
    await plan(store, event, job(event), job(event, 1))

    assert await store.claim_jobs(NOW, LEASE, 10) == (job(event),)
    assert await store.claim_jobs(NOW, LEASE, 10) == ()
    assert await store.claim_jobs(NOW + LEASE, LEASE, 10) == (job(event), job(event, 1))


async def test_what_is_due_about_an_event_is_left_to_whoever_has_it_in_hand(
    store: Store, event: Event
) -> None:
    await plan(store, event, job(event), job(event, 1))
    [first] = await store.claim_jobs(NOW, LEASE, 10)
    soon = NOW + timedelta(seconds=59)
    await store.add_job(job(event, -1, target="C2"))

    meanwhile = await store.claim_jobs(soon, LEASE, 10)
    await store.finish_job(first, JobState.DONE)

    assert meanwhile == ()
    assert await store.claim_jobs(soon, LEASE, 10) == (job(event, -1, target="C2"),)


async def test_what_is_tried_again_later_does_not_hold_up_the_rest(
    store: Store, event: Event
) -> None:
    await plan(store, event, job(event))
    [tried] = await store.claim_jobs(NOW, LEASE, 10)
    await store.finish_job(tried, JobState.PLANNED)
    await store.add_job(job(event, target="C2"))

    assert await store.claim_jobs(NOW, LEASE, 10) == (job(event, target="C2"),)


async def test_jobs_of_busy_workspaces_are_left_for_later(store: Store, event: Event) -> None:
    await plan(store, event, job(event))

    assert await store.claim_jobs(NOW, LEASE, 10, busy=["T0", "T1"]) == ()
    assert await store.claim_jobs(NOW, LEASE, 10, busy=["T0", "T12"]) == (job(event),)


async def test_a_lease_is_renewed_by_whoever_has_it(store: Store, event: Event) -> None:
    await plan(store, event, job(event))
    claimed = await store.claim_jobs(NOW, LEASE, 10)

    await store.renew_jobs([job(event)], NOW + 3 * LEASE)
    await store.renew_jobs(claimed, NOW + 2 * LEASE)

    assert await store.next_due(NOW) == NOW + 2 * LEASE


async def test_what_somebody_holds_is_next_when_its_lease_ends_unless_something_is_due_before(
    store: Store, event: Event
) -> None:
    await plan(store, event, job(event), job(event, 5))
    await store.claim_jobs(NOW, LEASE, 10)

    held = await store.next_due(NOW)
    await store.add_job(job(event, target="C2"))

    assert held == NOW + LEASE
    assert await store.next_due(NOW) == NOW


async def test_a_job_begins_once(store: Store, event: Event) -> None:
    await plan(store, event, job(event))

    assert await store.begin_job(job(event))
    assert not await store.begin_job(job(event))
    assert await store.claim_jobs(NOW + LEASE, LEASE, 10) == ()


async def test_what_was_done_is_not_planned_again(store: Store, event: Event) -> None:
    await plan(store, event, job(event))
    await store.begin_job(job(event))
    await store.finish_job(job(event), JobState.DONE)

    await plan(store, event, job(event))

    [kept] = await store.jobs(event.workspace, event.id)
    assert kept.state is JobState.DONE
    assert await store.next_due(NOW) is None


async def test_messages_that_stand_are_found_by_target(store: Store, event: Event) -> None:
    posted = Job(**{f: getattr(job(event), f) for f in _FIELDS}, channel="C1", ts="1.2")
    await plan(store, event, job(event), job(event, target="C2"))
    await store.finish_job(posted, JobState.DONE)

    [found] = await store.posted_jobs(job(event, 9))
    assert (found.channel, found.ts) == ("C1", "1.2")
    assert await store.posted_jobs(job(event, target="C2")) == ()


_FIELDS = ("workspace", "event_id", "kind", "target", "due_at", "detail")


async def test_a_dropped_job_can_be_planned_again(store: Store, event: Event) -> None:
    await store.add_job(job(event))

    assert await store.drop_job(job(event))
    assert not await store.drop_job(job(event))
    await store.add_job(job(event))

    assert await store.jobs(event.workspace, event.id) == (job(event),)


async def test_a_job_that_is_firing_cannot_be_dropped(store: Store, event: Event) -> None:
    await store.add_job(job(event))
    await store.begin_job(job(event))

    assert not await store.drop_job(job(event))


async def test_whoever_claimed_a_job_may_begin_it_again_after_a_lost_answer(
    store: Store, event: Event
) -> None:
    await store.add_job(job(event))
    [claimed] = await store.claim_jobs(NOW, LEASE, 10)

    assert await store.begin_job(claimed)
    assert await store.begin_job(claimed)
    assert not await store.begin_job(job(event))


async def test_a_job_that_another_process_took_over_cannot_be_begun_by_the_first(
    store: Store, event: Event
) -> None:
    await store.add_job(job(event))
    [before] = await store.claim_jobs(NOW, LEASE, 10)
    [after] = await store.claim_jobs(NOW + LEASE, LEASE, 10)

    assert not await store.begin_job(before)
    assert await store.begin_job(after)
    assert not await store.begin_job(before)


async def test_a_job_that_was_done_cannot_be_begun_again(store: Store, event: Event) -> None:
    await store.add_job(job(event))
    [claimed] = await store.claim_jobs(NOW, LEASE, 10)
    await store.begin_job(claimed)
    await store.finish_job(claimed, JobState.DONE)

    assert not await store.begin_job(claimed)


async def test_stores_that_claim_at_the_same_moment_share_the_jobs(
    open_store: Opener, store: Store, event: Event
) -> None:
    stores = [store, await open_store(), await open_store()]
    channels = [f"C{number:02}" for number in range(60)]
    await plan(store, event, *(job(event, target=channel) for channel in channels))

    claims = await asyncio.gather(*(s.claim_jobs(NOW, LEASE, 7) for s in stores for _ in range(9)))

    assert sorted(job.target for claim in claims for job in claim) == channels


async def test_of_plans_made_at_the_same_moment_the_last_one_counts_whole(
    open_store: Opener, store: Store, event: Event
) -> None:
    stores = [store, await open_store()]
    plans = [[job(event, minutes, target=f"C{n}") for n in range(5)] for minutes in range(6)]

    await asyncio.gather(*(plan(stores[i % 2], event, *jobs) for i, jobs in enumerate(plans)))

    left = await store.jobs(event.workspace, event.id)
    assert sorted(left, key=lambda job: job.target) in plans


async def test_what_is_lost_is_settled_by_one_of_two_stores(
    open_store: Opener, store: Store, event: Event
) -> None:
    other = await open_store()
    await store.add_job(job(event))
    [claimed] = await store.claim_jobs(NOW, LEASE, 10)
    await store.begin_job(claimed)

    later = NOW + LEASE
    settled = await asyncio.gather(*(s.settle_jobs(later, reason="?") for s in (store, other)))

    assert sorted(map(len, settled)) == [0, 1]


async def test_what_a_newer_version_plans_is_left_to_it(store: Store, event: Event) -> None:
    for state in ("planned", "firing"):
        newer = f"""
        INSERT INTO jobs (workspace, event_id, kind, target, due_at, detail, state, lease_until,
          channel, ts, reason)
        VALUES ('T1', '{event.id}', 'newer', '{state}', 1, '', '{state}', 0, '', '', '')
        """  # noqa: S608  (ours)
        await store._db.write(lambda sql=newer: found(Ask(sql, {})))  # type: ignore[misc]  # noqa: SLF001  (as it would)
    await plan(store, event, job(event))

    assert await store.next_due(NOW) == job(event).due_at
    assert await store.claim_jobs(NOW, LEASE, 10) == (job(event),)
    assert await store.jobs(event.workspace, event.id) == (job(event),)
    assert await store.settle_jobs(NOW, reason="?") == ()


async def test_what_lies_ahead_of_known_events_is_planned_once_more_after_the_migration(
    store: Store, event: Event
) -> None:
    [step] = [step for step in SINCE if step.name == "m015_follow"]

    await store._db.write(lambda: found(Ask(step.statements[0], {})))  # noqa: SLF001  (as it migrates)

    [follow] = await store.jobs(event.workspace, event.id)
    assert (follow.kind, follow.target, follow.detail) == (JobKind.FOLLOW, "plan", "0")
    assert follow.due_at == event.webcast.starts_at - timedelta(days=31)
