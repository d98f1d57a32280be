"""The whole audit trail, in order of time, however long it is."""

from __future__ import annotations

import asyncio
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import HistoryEntry, Progress
from bot.errors import Misconfigured
from bot.people import WorkspaceEntry
from bot.store import Cipher, open_store_as_it_is
from bot.store.asking import AskEach
from bot.store.audit import BATCH
from bot.store.queries import ADD_HISTORY
from bot.store.rows import millis
from tests.claims import UNTIL

if TYPE_CHECKING:
    from bot.audit import AuditLine
    from bot.domain import Event, Wish
    from bot.store import Store
    from bot.store.asking import Work

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
EVER: dict[str, Any] = {
    "since": datetime(1970, 1, 1, tzinfo=UTC),
    "until": datetime(9999, 1, 1, tzinfo=UTC),
}
SECOND = timedelta(seconds=1)


async def keep(store: Store, wish: Wish, event: Event) -> None:
    made = replace(event, created_at=NOW)
    wish = replace(wish, key=event.id + event.workspace, workspace=event.workspace)
    await store.record_created(wish, made, progress=Progress.CREATED, reason="", posts=())


@pytest.fixture(autouse=True)
async def _event(store: Store, wish: Wish, event: Event) -> None:
    await keep(store, wish, event)


async def note(store: Store, seconds: int, workspace: str = "T1") -> None:
    """Put a change of a setting on record."""
    at = NOW + seconds * SECOND
    await store.note_change(
        WorkspaceEntry(workspace=workspace, at=at, who="U2", what="duration", after=str(seconds))
    )


async def tell(store: Store, event: Event, seconds: int) -> None:
    """Put something that was done to an event on record."""
    at = NOW + seconds * SECOND
    line = HistoryEntry(
        workspace=event.workspace, event_id=event.id, who="U1", what=f"line {seconds}", at=at
    )
    await store.add_history(line)


async def lines(store: Store, workspace: str = "", **which: datetime | bool) -> list[AuditLine]:
    asked: dict[str, Any] = {**EVER, **which}
    trail = store.audit(workspace, **asked)
    return [line async for batch in trail for line in batch]


async def test_events_and_workspaces_are_told_together_in_order_of_time(
    store: Store, event: Event
) -> None:
    await note(store, 3)
    await tell(store, event, 2)
    await note(store, 1)
    await tell(store, event, 3)

    told = await lines(store)

    assert [line.what for line in told] == ["created", "duration", "line 2", "line 3", "duration"]
    assert [line.title for line in told] == ["Q4 town hall", "", "Q4 town hall", "Q4 town hall", ""]
    assert told[1].after == "1"
    assert [line.what for line in await lines(store, newest_first=True)] == [
        line.what for line in reversed(told)
    ]


async def test_only_what_is_asked_for_is_told(store: Store, wish: Wish, event: Event) -> None:
    await keep(store, wish, replace(event, workspace="T2"))
    await note(store, 1, "T2")
    await tell(store, event, 1)
    await tell(store, event, 2)

    assert {line.workspace for line in await lines(store, "T2")} == {"T2"}
    assert [line.what for line in await lines(store, "T1")] == ["created", "line 1", "line 2"]
    within = {"since": NOW + SECOND, "until": NOW + 2 * SECOND}
    for newest_first in (False, True):
        told = await lines(store, "T1", **within, newest_first=newest_first)
        assert [line.what for line in told] == ["line 1"]


@pytest.mark.parametrize("newest_first", [False, True], ids=["oldest first", "newest first"])
async def test_every_line_is_told_once_however_many_there_are(
    store: Store, event: Event, *, newest_first: bool
) -> None:
    await fill(store, event, BATCH + 20, at_once=True)
    for seconds in (*[0] * 10, 1):
        await note(store, seconds)

    told = await lines(store, newest_first=newest_first)

    assert len(told) == 1 + BATCH + 20 + 11
    assert len({(line.what, line.detail) for line in told if line.event_id}) == BATCH + 21


async def fill(store: Store, event: Event, number: int, *, at_once: bool = False) -> None:
    """Write many lines about an event."""

    def work() -> Work[None]:
        step = 0 if at_once else 1
        yield AskEach(
            ADD_HISTORY,
            [
                {
                    "workspace": event.workspace,
                    "event_id": event.id,
                    "at": millis(NOW) + n * step,
                    "who": "U1",
                    "what": "changed",
                    "detail": str(n),
                }
                for n in range(number)
            ],
        )

    await store._db.write(work)  # noqa: SLF001  (a thousand lines at once)


async def test_a_cancelled_event_goes_by_the_title_that_people_know(
    store: Store, event: Event
) -> None:
    webcast = replace(event.webcast, title="CANCELLED: Q4 town hall")
    cancelled = replace(event, webcast=webcast, cancelled_at=NOW)
    await store.revise("T1", event.id, lambda _: (cancelled, []), now=UNTIL)

    [line] = await lines(store)

    assert line.title == "Q4 town hall"


async def test_no_pin_and_no_portal_link_is_told_wherever_it_was_typed(
    store: Store, event: Event
) -> None:
    [live, reports] = event.webcast.portals
    webcast = replace(event.webcast, title=f"Town hall, PIN {live.pin} \ud800\0")
    await store.revise("T1", event.id, lambda _: (replace(event, webcast=webcast), []), now=UNTIL)
    detail = f"see {reports.link} with {reports.pin} or xoxb-123-abc"
    line = HistoryEntry(
        workspace="T1", event_id=event.id, who="U1", what="changed", at=NOW, detail=detail
    )
    await store.add_history(line)

    told = await lines(store)

    assert told[1].title == "Town hall, PIN [hidden] \ufffd\ufffd"
    assert told[1].detail == "see [hidden] with [hidden] or [hidden]"


async def test_a_key_that_does_not_fit_tells_nothing(store: Store, url: str) -> None:
    await store.ping()
    async with await open_store_as_it_is(url, Cipher([Cipher.new_key()])) as blind:
        with pytest.raises(Misconfigured, match="does not fit"):
            await lines(blind)


async def test_a_long_trail_takes_no_more_memory_than_a_short_one(
    store: Store, event: Event
) -> None:
    async def peak() -> int:
        await lines_counted(store)
        tracemalloc.reset_peak()
        await lines_counted(store)
        return tracemalloc.get_traced_memory()[1]

    await fill(store, event, 2 * BATCH)
    tracemalloc.start()
    try:
        short = await peak()
        await fill(store, event, 6 * BATCH)
        await asyncio.sleep(0)
        assert await peak() < 2 * short
    finally:
        tracemalloc.stop()


async def lines_counted(store: Store) -> int:
    return len([line.at async for batch in store.audit("", **EVER) for line in batch])
