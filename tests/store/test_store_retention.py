"""What is past its time is removed whole; all else stays."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import HistoryEntry, PostState, Progress
from bot.people import Offer, Presenter, Wants, WorkspaceEntry
from bot.plans import Job, JobKind
from bot.retention import Removed
from bot.rules import Access
from bot.store.asking import Ask
from bot.store.retention import OF_EVENT
from bot.store.topic import found
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Event, Post, Wish
    from bot.store import Store

ENDED = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
"""When the event of these tests is over."""
LATER = ENDED + timedelta(days=400)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


async def keep(
    store: Store, wish: Wish, event: Event, progress: Progress = Progress.CREATED
) -> None:
    wish = replace(wish, key=f"V{event.id}", workspace=event.workspace)
    await store.record_created(wish, event, progress=progress, reason="", posts=())


def numbered(event: Event, number: int, *, ahead: timedelta = timedelta()) -> Event:
    starts_at = event.webcast.starts_at + ahead
    return replace(event, webcast=replace(event.webcast, id=str(number), starts_at=starts_at))


async def furnish(store: Store, event: Event, post: Post) -> None:
    """Give an event all that may belong to one."""
    of: dict[str, Any] = {"workspace": event.workspace, "event_id": event.id}
    await store.revise(**of, edit=lambda kept: (replace(kept, co_owners=("U2",)), []), now=UNTIL)
    await store.begin_post(replace(post, state=PostState.PLANNED), until=UNTIL)
    await store.add_job(Job(**of, kind=JobKind.STAGE, target="", due_at=ENDED, detail=""))
    presenter = Presenter(
        **of, user="U3", access=Access.REPORTS, preset="", by="U1", named_at=ENDED
    )
    await store.keep_presenter(presenter)
    await store.keep_offer(Offer(**of, to="U4", by="U1", at=ENDED))
    await store.want(**of, user="U5", what=Wants.REMINDERS)
    await store.add_history(HistoryEntry(**of, who="U1", what="changed", at=ENDED))


async def count(store: Store, table: str) -> int:
    ask = Ask(f"SELECT count(*) AS n FROM {table}", {})  # noqa: S608  (our own names)
    [row] = await store._db.read(lambda: found(ask))  # noqa: SLF001  (every table)
    return int(row["n"])


async def test_an_event_goes_with_all_that_belongs_to_it(
    store: Store, wish: Wish, event: Event, post: Post
) -> None:
    await keep(store, wish, event)
    await furnish(store, event, post)
    assert all([await count(store, table) for table in OF_EVENT])

    assert await store.remove_past(ENDED + SECOND, at=LATER)

    assert not await store.count_events("T1")
    assert not any([await count(store, table) for table in OF_EVENT])
    assert not await store.remove_past(ENDED + SECOND, at=LATER)


@pytest.mark.parametrize("kind", ["ahead", "just over", "uncertain", "sending"])
async def test_what_is_not_past_its_time_stays(
    store: Store, wish: Wish, event: Event, post: Post, kind: str
) -> None:
    moved = numbered(event, 1890012, ahead=DAY) if kind == "ahead" else event
    doubtful = kind in {"uncertain", "sending"}
    await keep(store, wish, moved, Progress(kind) if doubtful else Progress.CREATED)
    await furnish(store, moved, post)

    before = ENDED if kind == "just over" else ENDED + SECOND
    assert not await store.remove_past(before, at=LATER)

    assert await store.event("T1", moved.id)
    assert await store.count_past(before) == {}
    assert await store.workspace_history("T1", 10) == ()


@pytest.mark.parametrize(
    ("progress", "goes"),
    [
        (Progress.REFUSED, True),
        (Progress.FORGOTTEN, True),
        (Progress.UNCERTAIN, False),
        (Progress.SENDING, False),
    ],
)
async def test_only_creates_that_came_to_nothing_are_forgotten(
    store: Store, wish: Wish, progress: Progress, *, goes: bool
) -> None:
    await store.claim(wish, until=UNTIL)
    if progress is Progress.REFUSED:
        await store.record_refused("T1", "V1", reason="no", reference=wish.reference)
    if progress in {Progress.UNCERTAIN, Progress.FORGOTTEN}:
        await store.record_uncertain("T1", "V1", reason="", reference=wish.reference)
    if progress is Progress.FORGOTTEN:
        await store.forget("T1", "V1", reference=wish.reference)

    assert not await store.remove_past(wish.asked_at, at=LATER)
    assert await store.remove_past(wish.asked_at + SECOND, at=LATER) is goes

    assert (await store.wish("T1", "V1") is None) is goes


async def test_old_lines_of_a_workspace_go_and_one_line_says_what_went(
    store: Store, wish: Wish, event: Event
) -> None:
    for number in range(5):
        await keep(store, wish, numbered(event, number))
    elsewhere = replace(event, workspace="T2")
    await keep(store, wish, elsewhere)
    old = WorkspaceEntry(workspace="T1", at=ENDED, who="U1", what="duration", after="60")
    for entry in (old, old, replace(old, at=LATER)):
        await store.note_change(entry)
    expected = {"T1": Removed(webcasts=5, lines=2), "T2": Removed(webcasts=1)}
    assert await store.count_past(ENDED + SECOND) == expected

    while await store.remove_past(ENDED + SECOND, at=LATER, limit=2):
        pass

    noted, kept = await store.workspace_history("T1", 10)
    assert kept.after == "60"
    assert (noted.what, noted.who, noted.at) == ("retention", "", LATER)
    assert noted.after == "webcasts=5 wishes=0 lines=2"
    [noted] = await store.workspace_history("T2", 10)
    assert noted.after == "webcasts=1 wishes=0 lines=0"


async def test_what_would_go_is_named_and_stays(store: Store, wish: Wish, event: Event) -> None:
    await keep(store, wish, event)
    await keep(store, wish, numbered(event, 7, ahead=-DAY))
    await keep(store, wish, numbered(event, 8, ahead=DAY))

    named = [each async for batch in store.past_events(ENDED + SECOND) for each in batch]

    assert [(each.event_id, each.title) for each in named] == [
        ("7", "Q4 town hall"),
        ("1890012", "Q4 town hall"),
    ]
    assert named[1].ended_at == ENDED
    assert await store.count_events("T1") == 3


async def test_of_several_processes_one_has_the_round_of_a_day(
    open_store: Callable[[], Awaitable[Store]],
) -> None:
    stores = [await open_store() for _ in range(3)]

    async def begun(at: datetime) -> list[bool]:
        return sorted(
            await asyncio.gather(*(each.begin_round("retention", at, DAY) for each in stores))
        )

    assert await begun(LATER) == [False, False, True]
    assert await begun(LATER + DAY - SECOND) == [False, False, False]
    assert await begun(LATER + DAY) == [False, False, True]
    assert await stores[0].begin_round("another", LATER, DAY)


async def test_an_event_is_removed_once_by_several(
    open_store: Callable[[], Awaitable[Store]], wish: Wish, event: Event
) -> None:
    one, other = await open_store(), await open_store()
    for number in range(20):
        await keep(one, wish, numbered(event, number))

    await asyncio.gather(*(each.remove_past(ENDED + SECOND, at=LATER) for each in (one, other)))

    entries = await one.workspace_history("T1", 10)
    assert sum(int(entry.after.split()[0].removeprefix("webcasts=")) for entry in entries) == 20
