"""Use cases on small fakes: what the real stage cannot easily bring about."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain import (
    Event,
    Folder,
    PostKind,
    PostState,
    Progress,
    Receipt,
    WebcastRequest,
    Wish,
)
from bot.errors import Forbidden, NotDelivered, NotFound, StoreFailed, Unanswered, Unreachable
from bot.plans import CLAIM
from bot.rules import Access
from bot.service.create import create_webcast
from bot.service.deliver import deliver_posts
from bot.service.find import Scope, event_for_owner, find_events, list_events
from bot.service.folders import FRESH_FOR, LEAST_AGE, Folders
from bot.service.recover import recover
from tests.chats import Only
from tests.samples import NOW, OWNER, REQUEST, WISH, clock, webcast_of

if TYPE_CHECKING:
    from bot.domain import Post
    from bot.store import Store


class Platform:
    """Creates webcasts, or does what it is told instead."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.created: list[WebcastRequest] = []
        self.readings = 0

    async def create(self, request: WebcastRequest) -> Receipt:
        await asyncio.sleep(0)
        if self.troubles:
            raise self.troubles.pop(0)
        self.created.append(request)
        event_id = str(1890000 + len(self.created))
        return Receipt(webcast=webcast_of(request, event_id))

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        self.readings += 1
        await asyncio.sleep(0)
        if self.troubles:
            raise self.troubles.pop(0)
        return Folder(id=folder_id or "1", name="Home")


class Talk:
    """A Slack that takes everything, unless told otherwise."""

    def __init__(self, *, refuses: str = "", outside: bool = False) -> None:
        self.refuses = refuses
        self.outside = outside
        self.said: list[str] = []

    async def channels_of(self, user: str) -> frozenset[str]:
        return frozenset({"C1"} if user == "U1" else ())

    async def is_shared_outside(self, channel: str) -> bool:
        return self.outside and channel == "C1"

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]:
        return self._say(f"card of {event.id} in {channel}", channel)

    async def post_to_owner(self, event: Event) -> tuple[str, str]:
        return self._say(f"message about {event.id}", "D1")

    async def tell_uncertain(self, wish: Wish) -> None:
        self._say(f"uncertain {wish.reference}", "D1")

    async def tell_undelivered(self, event: Event, post: Post) -> None:
        self._say(f"undelivered {event.id} in {post.target}", "D1")

    def _say(self, words: str, where: str) -> tuple[str, str]:
        if self.refuses and self.refuses in words:
            raise NotDelivered("that channel is archived.", code="is_archived")
        self.said.append(words)
        return where, "1.1"


def wish(key: str = "V1", **more: object) -> Wish:
    return replace(WISH, key=key, **{"channels": ("C1",), **more})  # type: ignore[arg-type]  # fields by name


def later() -> datetime:
    return NOW + CLAIM


async def created(store: Store, key: str = "V1", **more: object) -> Event:
    outcome = await create_webcast(wish(key, **more), webcasts=Platform(), store=store, clock=clock)
    assert outcome.event
    return outcome.event


async def test_many_clicks_at_once_create_one_webcast(store: Store) -> None:
    platform = Platform()

    await asyncio.gather(
        *(create_webcast(wish(), webcasts=platform, store=store, clock=clock) for _ in range(20))
    )

    assert len(platform.created) == 1


async def test_a_late_click_is_told_what_the_first_one_made(store: Store) -> None:
    first = await created(store)

    again = await create_webcast(wish(), webcasts=Platform(), store=store, clock=clock)

    assert again.event == first


async def test_an_unreachable_platform_leaves_the_wish_free_to_be_sent_again(
    store: Store,
) -> None:
    platform = Platform(Unreachable("The platform cannot be reached."))
    with pytest.raises(Unreachable):
        await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    outcome = await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    assert outcome.wish.progress is Progress.CREATED


async def test_a_lost_answer_is_never_sent_again(store: Store) -> None:
    platform = Platform(Unanswered("No answer came back."))
    await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    outcome = await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    assert outcome.wish.progress is Progress.UNCERTAIN
    assert not platform.created


async def test_a_bug_on_the_way_makes_the_wish_uncertain_not_free(store: Store) -> None:
    platform = Platform(RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    outcome = await create_webcast(wish(), webcasts=platform, store=store, clock=clock)

    assert outcome.wish.progress is Progress.UNCERTAIN


async def test_a_webcast_that_cannot_be_written_down_is_told_as_uncertain(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full_disk(*_args: object, **_more: object) -> None:
        raise StoreFailed("The disk is full.")

    monkeypatch.setattr(store, "record_created", full_disk)

    outcome = await create_webcast(wish(), webcasts=Platform(), store=store, clock=clock)

    assert outcome.wish.progress is Progress.UNCERTAIN
    assert "event 1890001" in outcome.wish.reason


async def test_an_answer_that_differs_is_created_with_warnings(store: Store) -> None:
    asked = replace(REQUEST, portals=(Access.LIVE_STUDIO,))

    outcome = await create_webcast(
        wish(request=asked), webcasts=Platform(), store=store, clock=clock
    )

    assert outcome.wish.progress is Progress.CREATED_WITH_WARNINGS


async def test_posts_go_out_once(store: Store) -> None:
    event, talk = await created(store), Talk()

    await asyncio.gather(
        *(deliver_posts(event, chat=talk, store=store, clock=clock) for _ in range(5))
    )

    assert sorted(talk.said) == ["card of 1890001 in C1", "message about 1890001"]


async def test_a_post_that_slack_refuses_keeps_its_reason(store: Store) -> None:
    event = await created(store)

    posts = await deliver_posts(event, chat=Talk(refuses="card"), store=store, clock=clock)

    [card] = [post for post in posts if post.kind is PostKind.CARD]
    assert (card.state, card.reason) == (PostState.FAILED, "that channel is archived.")


@pytest.mark.parametrize(
    ("channel", "talk", "says"),
    [
        pytest.param("C2", Talk(), "not a member", id="not a member"),
        pytest.param("C1", Talk(outside=True), "outside the company", id="shared outside"),
    ],
)
async def test_a_card_goes_only_where_it_may(
    store: Store, channel: str, talk: Talk, says: str
) -> None:
    event = await created(store, channels=(channel,))

    posts = await deliver_posts(event, chat=talk, store=store, clock=clock)

    [card] = [post for post in posts if post.kind is PostKind.CARD]
    assert says in card.reason
    assert not [words for words in talk.said if words.startswith("card")]


async def test_a_start_posts_what_the_last_stop_left_planned(store: Store) -> None:
    await created(store)
    talk = Talk()

    await recover(chats=Only(talk), store=store, clock=later)
    await recover(chats=Only(talk), store=store, clock=later)

    assert sorted(talk.said) == ["card of 1890001 in C1", "message about 1890001"]


async def test_a_card_begun_before_a_crash_is_reported_not_repeated(store: Store) -> None:
    event = await created(store)
    [_, card] = await store.posts("T1", event.id)
    await store.begin_post(card, until=NOW + CLAIM)
    talk = Talk()

    await recover(chats=Only(talk), store=store, clock=later)

    assert talk.said == ["undelivered 1890001 in C1", "message about 1890001"]


async def test_an_owner_gets_a_message_that_was_begun_before_a_crash_once_more(
    store: Store,
) -> None:
    event = await created(store, channels=())
    [post] = await store.posts("T1", event.id)
    await store.begin_post(post, until=NOW + CLAIM)
    talk = Talk()

    for _ in range(2):
        await recover(chats=Only(talk), store=store, clock=later)

    assert talk.said == ["message about 1890001"]


async def test_a_wish_lost_in_a_crash_is_told_to_its_owner(store: Store) -> None:
    await store.claim(wish(), until=NOW + CLAIM)
    talk = Talk()

    await recover(chats=Only(talk), store=store, clock=later)

    assert talk.said == ["uncertain abc123"]


async def test_a_process_that_is_gone_before_it_told_of_a_lost_wish_leaves_that_to_another(
    store: Store,
) -> None:
    await store.claim(wish(), until=NOW + CLAIM)
    await store.recover(later())  # and is killed
    talk = Talk()

    await recover(chats=Only(talk), store=store, clock=later)
    assert talk.said == []
    for _ in range(2):
        await recover(chats=Only(talk), store=store, clock=lambda: later() + CLAIM)

    assert talk.said == ["uncertain abc123"]


async def test_what_another_process_has_in_hand_is_left_to_it(store: Store) -> None:
    event = await created(store)
    for post in await store.posts("T1", event.id):
        await store.begin_post(post, until=NOW + CLAIM)
    await store.claim(wish("V2"), until=NOW + CLAIM)
    await created(store, "V3")
    talk = Talk()

    await recover(chats=Only(talk), store=store, clock=clock)

    assert talk.said == []


async def test_what_breaks_over_one_that_was_left_behind_does_not_keep_back_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("V1", "V2"):
        await store.claim(wish(key, reference=key), until=NOW + CLAIM)
    await created(store, "V3", channels=("C1", "C2"))
    talk = Talk()
    post_card = talk.post_card

    class Troubled(Only):
        times = 0

        async def chat_of(self, workspace: str) -> Any:  # noqa: ANN401  (as in `Only`)
            self.times += 1
            if self.times == 1:
                raise StoreFailed("The installation cannot be read.")
            return await super().chat_of(workspace)

    async def odd(channel: str, event: Event) -> tuple[str, str]:
        if channel == "C1":
            raise ValueError("a bug")
        return await post_card(channel, event)

    monkeypatch.setattr(talk, "channels_of", lambda _user: found({"C1", "C2"}))
    monkeypatch.setattr(talk, "post_card", odd)
    await recover(chats=Troubled(talk), store=store, clock=later)

    assert sorted(talk.said) == [
        "card of 1890001 in C2",
        "message about 1890001",
        "uncertain V2",
    ]


async def found(channels: set[str]) -> frozenset[str]:
    return frozenset(channels)


async def test_an_owner_who_cannot_be_told_does_not_stop_the_start(store: Store) -> None:
    await store.claim(wish(), until=NOW + CLAIM)

    await recover(chats=Only(Talk(refuses="uncertain")), store=store, clock=later)

    assert len(await store.uncertain("T1", owner="U1")) == 1


@pytest.mark.parametrize(
    "words",
    ["1890001", "https://goto.webcasts.com/starthere.jsp?ei=1890001", "TOWN", "“town hall”",
     "next", "last"],
)  # fmt: skip
async def test_an_event_is_found_by_what_people_call_it(store: Store, words: str) -> None:
    event = await created(store)

    assert await find_events(words, person=OWNER, store=store, clock=clock) == (event,)


@pytest.mark.parametrize("words", ["1890002", "nothing like it", "", "next"])
async def test_what_is_not_there_is_said(store: Store, words: str) -> None:
    with pytest.raises(NotFound):
        await find_events(words, person=OWNER, store=store, clock=clock)


async def test_another_workspace_finds_nothing(store: Store) -> None:
    await created(store)
    stranger = replace(OWNER, workspace="T2")

    with pytest.raises(NotFound):
        await find_events("1890001", person=stranger, store=store, clock=clock)
    with pytest.raises(NotFound):
        await event_for_owner("1890001", person=stranger, store=store, clock=clock)


async def test_only_the_owner_gets_presenter_access(store: Store) -> None:
    event = await created(store)

    with pytest.raises(Forbidden, match="Only the owner"):
        await event_for_owner(event.id, person=replace(OWNER, id="U2"), store=store, clock=clock)
    assert [entry.what for entry in await store.history("T1", event.id)] == ["created"]


@pytest.mark.parametrize(
    ("scope", "person", "now", "count"),
    [
        (Scope.MINE_AHEAD, "U1", NOW, 1),
        (Scope.MINE_AHEAD, "U2", NOW, 0),
        (Scope.MINE_AHEAD, "U1", NOW + timedelta(days=30), 0),
        (Scope.UPCOMING, "U2", NOW, 1),
        (Scope.PAST, "U2", NOW, 0),
        (Scope.PAST, "U2", NOW + timedelta(days=30), 1),
        (Scope.MINE, "U1", NOW + timedelta(days=30), 1),
        (Scope.ALL, "U2", NOW, 1),
        (Scope.HERE, "U2", NOW, 1),
        (Scope.UNCERTAIN, "U1", NOW, 0),
    ],
)
async def test_every_scope_lists_what_it_says(
    store: Store, scope: Scope, person: str, now: datetime, count: int
) -> None:
    event = await created(store)
    await deliver_posts(event, chat=Talk(), store=store, clock=clock)

    listing = await list_events(
        scope,
        "",
        person=replace(OWNER, id=person),
        channel="C1",
        store=store,
        clock=lambda: now,
    )

    assert (len(listing.events), listing.total) == (count, count)


async def test_folders_are_read_once_for_everybody() -> None:
    platform = Platform()
    folders = Folders(platform, clock)

    await asyncio.gather(*(folders.tree() for _ in range(50)))

    assert platform.readings == 1


async def test_folders_are_read_again_when_they_are_old() -> None:
    platform, times = Platform(), [NOW, NOW + FRESH_FOR * 2, NOW + FRESH_FOR * 2]
    folders = Folders(platform, lambda: times.pop(0) if len(times) > 1 else times[0])

    await folders.tree()
    await folders.tree()

    assert platform.readings == 2


async def test_folders_that_could_not_be_read_are_asked_for_again() -> None:
    folders = Folders(Platform(Unreachable("The platform cannot be reached.")), clock)
    with pytest.raises(Unreachable):
        await folders.tree()

    assert (await folders.tree()).name == "Home"


async def test_a_refresh_reads_folders_that_are_a_minute_old_at_least() -> None:
    platform, times = Platform(), [NOW]
    folders = Folders(platform, lambda: times[0])
    await folders.tree()

    assert (await folders.refresh()).at == NOW
    times[0] = NOW + LEAST_AGE * 2
    assert (await folders.refresh()).at == times[0]
    assert platform.readings == 2


async def test_a_refresh_that_fails_keeps_the_folders_at_hand() -> None:
    platform, times = Platform(), [NOW]
    folders = Folders(platform, lambda: times[0])
    await folders.tree()
    times[0] = NOW + LEAST_AGE * 2
    platform.troubles.append(Unreachable("The platform cannot be reached."))

    with pytest.raises(Unreachable):
        await folders.refresh()

    assert (await folders.seen()).at == NOW
    assert platform.readings == 2


async def test_closing_stops_a_reading_under_way() -> None:
    folders = Folders(Platform(), clock)
    reading = folders.warm_up()

    await folders.close()

    assert reading.cancelled()
