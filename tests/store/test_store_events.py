from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot.domain import Event, HistoryEntry, Post, PostKind, Progress, Wish
from bot.errors import Forbidden, NotFound
from tests.claims import UNTIL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain import Edit, EventFilter
    from bot.store import Store

    Keep = Callable[..., Awaitable[Event]]

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSTILE = [
    pytest.param("'; DROP TABLE events; --", id="sql"),
    pytest.param("a\"b'c`d", id="quotes"),
    pytest.param("100 % _ \\ ? :id", id="wildcards"),
    pytest.param("\u202eerutuf\u202c", id="right to left"),
    pytest.param("a\ud800b", id="surrogate"),
    pytest.param("a\x00b", id="nul"),
    pytest.param("🎥" * 200, id="emoji"),
]


@pytest.fixture
def keep(store: Store, wish: Wish, event: Event) -> Keep:
    async def keep_one(
        event_id: str,
        *,
        title: str = "Q4 town hall",
        starts_at: datetime = NOON,
        owner: str = "U1",
        workspace: str = "T1",
        created_at: datetime = NOON,
    ) -> Event:
        webcast = replace(event.webcast, id=event_id, title=title, starts_at=starts_at)
        kept = replace(
            event, webcast=webcast, owner=owner, workspace=workspace, created_at=created_at
        )
        theirs = replace(wish, key=event_id, workspace=workspace)
        await store.record_created(theirs, kept, progress=Progress.CREATED, reason="", posts=())
        return kept

    return keep_one


async def ids(store: Store, workspace: str = "T1", **which: object) -> list[str]:
    asked: EventFilter = which  # type: ignore[assignment]  # the tests pass filters by name
    found = await store.events(workspace, **asked)
    assert await store.count_events(workspace, **asked) == len(found)
    return [event.id for event in found]


async def test_an_event_comes_back_as_it_was(store: Store, keep: Keep) -> None:
    kept = await keep("1")

    assert await store.event("T1", "1") == kept


async def test_presenter_access_comes_back_as_it_was(
    store: Store, keep: Keep, event: Event
) -> None:
    await keep("1")

    found = await store.event("T1", "1")
    assert found is not None
    assert found.webcast.portals == event.webcast.portals


async def test_an_unknown_event_is_none(store: Store) -> None:
    assert await store.event("T1", "404") is None


async def test_nothing_of_a_workspace_is_visible_to_another(
    store: Store, keep: Keep, post: Post
) -> None:
    await keep("1", workspace="T2")
    theirs = replace(post, workspace="T2", event_id="1")
    await store.begin_post(theirs, until=UNTIL)
    await store.record_posted(theirs, channel="C1", ts="1.2")

    assert await store.event("T1", "1") is None
    assert await ids(store) == []
    assert await ids(store, owner="U1") == []
    assert await ids(store, channel="C1") == []
    assert await ids(store, text="town hall") == []
    assert await ids(store, text="1") == []
    assert await store.last_created("T1", owner="U1") == ()
    assert await store.posts("T1", "1") == ()
    assert await store.history("T1", "1") == ()


async def test_the_same_event_may_be_known_to_two_workspaces(store: Store, keep: Keep) -> None:
    ours, theirs = await keep("1"), await keep("1", workspace="T2", owner="U2")

    assert await store.event("T1", "1") == ours
    assert await store.event("T2", "1") == theirs


async def test_a_card_in_a_channel_of_another_workspace_does_not_count(
    store: Store, keep: Keep, post: Post
) -> None:
    await keep("1")
    await keep("1", workspace="T2")
    theirs = replace(post, workspace="T2", event_id="1")
    await store.begin_post(theirs, until=UNTIL)
    await store.record_posted(theirs, channel="C1", ts="1.2")

    assert await ids(store, "T1", channel="C1") == []
    assert await ids(store, "T2", channel="C1") == ["1"]


async def test_events_are_listed_by_start(store: Store, keep: Keep) -> None:
    await keep("1", starts_at=NOON + HOUR)
    await keep("2", starts_at=NOON)
    await keep("3", starts_at=NOON + 2 * HOUR)

    assert await ids(store) == ["2", "1", "3"]
    assert await ids(store, newest_first=True) == ["3", "1", "2"]


async def test_pages_of_events_with_one_start_neither_repeat_nor_skip(
    store: Store, keep: Keep
) -> None:
    for number in range(5):
        await keep(str(number))

    pages = [await store.events("T1", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [event.id for page in pages for event in page] == ["0", "1", "2", "3", "4"]
    assert await store.count_events("T1") == 5


async def test_more_events_than_anybody_pages_through_are_not_counted(
    store: Store, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.events.MOST_COUNTED", 2)
    for number in range(2):
        await keep(str(number))
    assert await store.count_events("T1") == 2

    for number in range(2, 5):
        await keep(str(number))
    assert await store.count_events("T1") == 3


async def test_mine_are_those_of_the_owner(store: Store, keep: Keep) -> None:
    await keep("1", owner="U1")
    await keep("2", owner="U2")

    assert await ids(store, owner="U2") == ["2"]


async def test_upcoming_are_those_that_end_later(store: Store, keep: Keep) -> None:
    await keep("over", starts_at=NOON - 2 * HOUR)
    await keep("ending now", starts_at=NOON - 1.5 * HOUR)
    await keep("running", starts_at=NOON - HOUR)
    await keep("ahead", starts_at=NOON + HOUR)

    assert await ids(store, ending_after=NOON) == ["running", "ahead"]
    assert await ids(store, ending_before=NOON) == ["over", "ending now"]


async def test_the_longest_webcast_is_upcoming_until_it_ends(
    store: Store, wish: Wish, event: Event
) -> None:
    length = timedelta(hours=8)
    long = replace(event, webcast=replace(event.webcast, starts_at=NOON, duration=length))
    await store.record_created(wish, long, progress=Progress.CREATED, reason="", posts=())
    end = NOON + length

    assert await ids(store, ending_after=end - timedelta(milliseconds=1)) == [long.id]
    assert await ids(store, ending_after=end) == []


async def test_a_span_holds_what_ends_in_it(store: Store, keep: Keep) -> None:
    for number in range(4):
        await keep(str(number), starts_at=NOON + number * HOUR)

    end = NOON + 1.5 * HOUR
    assert await ids(store, ending_after=end, ending_before=end + 2 * HOUR) == ["1", "2"]


async def test_a_moment_in_another_zone_is_the_same_moment(store: Store, keep: Keep) -> None:
    eastern = datetime.fromisoformat("2026-12-01T07:00:00-05:00")
    await keep("1", starts_at=eastern)

    found = await store.event("T1", "1")
    assert found is not None
    assert found.webcast.starts_at == eastern
    assert found.webcast.starts_at.utcoffset() == timedelta(0)


async def test_here_are_those_with_a_card_posted_in_the_channel(
    store: Store, keep: Keep, post: Post
) -> None:
    for event_id in ("carded", "planned", "elsewhere", "direct"):
        await keep(event_id)
    await store.begin_post(replace(post, event_id="planned"), until=UNTIL)
    for event_id, channel, kind in [
        ("carded", "C1", PostKind.CARD),
        ("elsewhere", "C2", PostKind.CARD),
        ("direct", "C1", PostKind.OWNER),
    ]:
        one = replace(post, event_id=event_id, target=channel, kind=kind)
        await store.begin_post(one, until=UNTIL)
        await store.record_posted(one, channel=channel, ts="1.2")

    assert await ids(store, channel="C1") == ["carded"]


async def test_here_can_be_narrowed_by_owner_and_time(store: Store, keep: Keep, post: Post) -> None:
    await keep("1")
    await keep("2", owner="U2")
    await keep("3", starts_at=NOON - 5 * HOUR)
    for event_id in "123":
        one = replace(post, event_id=event_id)
        await store.begin_post(one, until=UNTIL)
        await store.record_posted(one, channel="C1", ts="1.2")

    assert await ids(store, channel="C1") == ["3", "1", "2"]
    assert await ids(store, channel="C1", newest_first=True) == ["2", "1", "3"]
    assert await ids(store, channel="C1", owner="U1", ending_after=NOON) == ["1"]
    assert await ids(store, channel="C1", owner="U1", ending_before=NOON) == ["3"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("Q4 Town Hall", "town h", id="case"),
        pytest.param("Große Straße", "GROSSE STRASSE", id="sharp s"),
        pytest.param("Café", "cafe\u0301", id="composition"),
        pytest.param("\uff34own", "town", id="width"),
        pytest.param("Town   Hall", "  town hall ", id="spaces"),
        pytest.param("Up 100% again", "100%", id="percent"),
        pytest.param("team_call", "M_C", id="underscore"),
        pytest.param("C:\\temp", "\\t", id="backslash"),
    ],
)
async def test_text_finds_a_part_of_a_title(
    store: Store, keep: Keep, title: str, text: str
) -> None:
    await keep("1", title=title)
    await keep("2", title="Something else")

    assert await ids(store, text=text) == ["1"]


@pytest.mark.parametrize("text", ["%", "_", "t_wn", "town%hall", "\\", "*"])
async def test_no_character_stands_for_others(store: Store, keep: Keep, text: str) -> None:
    await keep("1", title="town hall")

    assert await ids(store, text=text) == []


async def test_text_finds_a_whole_event_id_but_no_part_of_one(store: Store, keep: Keep) -> None:
    await keep("1890012")

    assert await ids(store, text=" 1890012 ") == ["1890012"]
    assert await ids(store, text="189001") == []


async def test_blank_text_does_not_filter(store: Store, keep: Keep) -> None:
    await keep("1")

    assert await ids(store, text="  ") == ["1"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_titles_come_back_as_they_were_and_are_found(
    store: Store, keep: Keep, text: str
) -> None:
    kept = await keep("1", title=text)
    await keep("2")

    assert await store.event("T1", "1") == kept
    assert await ids(store, text=text) == ["1"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_values_find_nothing_and_break_nothing(
    store: Store, keep: Keep, text: str
) -> None:
    await keep("1")

    assert await ids(store, workspace=text) == []
    assert await ids(store, owner=text) == []
    assert await ids(store, channel=text) == []
    assert await store.event("T1", text) is None
    assert await store.wish(text, text) is None
    assert await ids(store) == ["1"]


async def test_the_last_created_is_not_the_last_to_start(store: Store, keep: Keep) -> None:
    await keep("1", starts_at=NOON + HOUR, created_at=NOON)
    newest = await keep("2", starts_at=NOON, created_at=NOON + HOUR)
    await keep("3", owner="U2", created_at=NOON + 2 * HOUR)

    assert await store.last_created("T1", owner="U1") == (newest,)
    assert await store.last_created("T1", owner="U3") == ()


async def test_history_is_told_in_the_order_it_was_written(store: Store, keep: Keep) -> None:
    await keep("1")
    line = HistoryEntry(
        workspace="T1", event_id="1", who="U2", what="revealed presenter access", at=NOON - HOUR
    )
    await store.add_history(line)

    assert [entry.what for entry in await store.history("T1", "1")] == ["created", line.what]
    assert (await store.history("T1", "1"))[1] == line


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_history_breaks_nothing(store: Store, keep: Keep, text: str) -> None:
    await keep("1")
    await store.add_history(
        HistoryEntry(workspace="T1", event_id="1", who="U1", what="moved", at=NOON, detail=text)
    )

    shown = text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert (await store.history("T1", "1"))[1].detail == shown


async def test_changes_at_the_same_moment_are_all_kept(
    open_store: Callable[[], Awaitable[Store]], store: Store, keep: Keep
) -> None:
    await keep("1")
    stores = [store, await open_store()]

    def add(user: str) -> Edit:
        return lambda kept: (replace(kept, co_owners=(*kept.co_owners, user)), [])

    users = [f"U{number}" for number in range(10, 22)]
    await asyncio.gather(
        *(stores[i % 2].revise("T1", "1", add(user), now=UNTIL) for i, user in enumerate(users))
    )

    found = await store.event("T1", "1")
    assert found
    assert sorted(found.co_owners) == users
    assert [await store.count_events("T1", hand=user) for user in users] == [1] * len(users)


async def test_an_edit_that_is_refused_keeps_nothing(store: Store, keep: Keep) -> None:
    kept = await keep("1")

    def refuse(_event: Event) -> NoReturn:
        raise Forbidden("Not yours.")

    with pytest.raises(Forbidden):
        await store.revise("T1", "1", refuse, now=UNTIL)
    with pytest.raises(NotFound):
        await store.revise("T1", "404", refuse, now=UNTIL)
    assert await store.event("T1", "1") == kept
