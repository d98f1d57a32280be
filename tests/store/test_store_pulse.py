"""The store tells how the work stands, and what it is kept in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain import Progress
from bot.health import Pulse
from bot.plans import Job, JobKind
from bot.store import open_store_as_it_is
from tests.claims import UNTIL

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain import Event, Post, Wish
    from bot.store import Cipher, Store
    from tests.postgres import Server

NOW = datetime(2026, 12, 1, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def job(due_at: datetime) -> Job:
    return Job(
        workspace="T1", event_id="1890012", kind=JobKind.REMINDER, target="C1", due_at=due_at
    )


async def test_a_store_with_nothing_to_do_is_at_rest(store: Store) -> None:
    assert await store.pulse(NOW) == Pulse()


async def test_what_is_due_and_not_done_is_told_with_its_age(
    store: Store, wish: Wish, event: Event
) -> None:
    await store.claim(wish, until=UNTIL)
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=[])
    await store.followed(event, NOW, "")
    for due_at in (NOW - 5 * MINUTE, NOW - MINUTE, NOW + MINUTE):
        await store.add_job(job(due_at))

    pulse = await store.pulse(NOW)

    assert (pulse.due, pulse.oldest_due_at, pulse.lost) == (2, NOW - 5 * MINUTE, 0)


async def test_a_job_that_was_begun_and_whose_lease_is_over_is_lost(
    store: Store, wish: Wish, event: Event
) -> None:
    await store.claim(wish, until=UNTIL)
    await store.record_created(wish, event, progress=Progress.CREATED, reason="", posts=[])
    await store.followed(event, NOW, "")
    await store.add_job(job(NOW))
    [claimed] = await store.claim_jobs(NOW, MINUTE, 1)
    await store.begin_job(claimed)

    assert (await store.pulse(NOW)).lost == 0
    assert (await store.pulse(NOW + MINUTE)).lost == 1


async def test_creates_and_posts_are_told_by_how_far_they_are(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    later = replace(wish, key="V2", asked_at=wish.asked_at + MINUTE)
    lost = replace(wish, key="V3", reference="f00")
    done = replace(wish, key="V4")
    for each in (wish, later, lost, done):
        await store.claim(each, until=UNTIL)
    await store.record_uncertain("T1", "V3", reason="No answer.", reference="f00")
    await store.record_created(done, event, progress=Progress.CREATED, reason="", posts=[post])

    pulse = await store.pulse(NOW)

    assert pulse.sending_since == wish.asked_at
    assert (pulse.uncertain, pulse.planned_posts) == (1, 1)


async def test_the_database_names_itself_and_its_time(store: Store, url: str) -> None:
    engine = await store.engine()

    assert engine.name.lower() == url.partition(":")[0]
    assert engine.version[0].isdecimal()
    assert engine.version[0].isdecimal()
    assert (engine.at is None) == (engine.name == "SQLite")
    assert engine.at is None or abs(engine.at - datetime.now(UTC)) < MINUTE


async def test_a_database_names_itself_before_anything_is_kept_in_it(
    tmp_path: Path, cipher: Cipher
) -> None:
    async with await open_store_as_it_is(f"sqlite:///{tmp_path / 'new.db'}", cipher) as store:
        assert (await store.engine()).name == "SQLite"


async def test_one_workspace_is_told_of_itself_alone(store: Store, wish: Wish) -> None:
    await store.claim(wish, until=UNTIL)
    await store.record_uncertain("T1", wish.key, reason="No answer.", reference=wish.reference)

    assert (await store.pulse(NOW, workspace="T1")).uncertain == 1
    assert (await store.pulse(NOW, workspace="T2")).uncertain == 0


async def test_a_database_is_new_until_it_is_migrated(
    store: Store, tmp_path: Path, cipher: Cipher
) -> None:
    assert not (await store.engine()).is_new
    async with await open_store_as_it_is(f"sqlite:///{tmp_path / 'new.db'}", cipher) as empty:
        assert (await empty.engine()).is_new


async def test_an_empty_postgresql_is_new(postgres: Server, cipher: Cipher) -> None:
    with postgres.empty() as url:
        async with await open_store_as_it_is(url, cipher) as empty:
            assert (await empty.engine()).is_new
