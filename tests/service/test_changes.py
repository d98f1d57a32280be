"""Changes of one webcast that meet: whichever is kept last, none undoes another."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain import (
    Event,
    Receipt,
    Webcast,
)
from bot.errors import NotFound
from bot.service.change import cancel_event, change_event, refresh_event
from bot.service.own import add_co_owner
from bot.service.remind import set_reminders
from tests.samples import EVENT, NOW, OWNER, clock, keep

if TYPE_CHECKING:
    from bot.domain import Changes
    from bot.store import Store


class Platform:
    """Changes the webcast at once, and answers when it is let."""

    def __init__(self) -> None:
        self.webcast = EVENT.webcast
        self.answers: dict[str, asyncio.Event] = {}

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt:
        assert event_id == EVENT.id
        assert before
        self.webcast = replace(self.webcast, **changes)  # type: ignore[misc, arg-type]  # fields they share
        answer = Receipt(webcast=self.webcast)
        await self._let(next(iter(changes)))
        return answer

    async def status(self, event_id: str) -> Webcast:
        assert event_id == EVENT.id
        answer = self.webcast
        await self._let("status")
        return answer

    async def _let(self, what: str) -> None:
        await self.answers.setdefault(what, asyncio.Event()).wait()

    def let(self, what: str) -> None:
        self.answers.setdefault(what, asyncio.Event()).set()


@pytest.fixture
async def store(store: Store) -> Store:
    await keep(store)
    return store


@pytest.fixture
def platform() -> Platform:
    return Platform()


def change(changes: Changes, platform: Platform, store: Store) -> asyncio.Task[object]:
    saved = change_event(EVENT, changes, person=OWNER, webcasts=platform, store=store, clock=clock)
    return asyncio.create_task(saved)


async def kept(store: Store) -> Event:
    event = await store.event("T1", EVENT.id)
    assert event
    return event


async def told(store: Store) -> list[str]:
    return [entry.what for entry in await store.history("T1", EVENT.id)]


@pytest.mark.parametrize(
    "order", [("title", "capacity"), ("capacity", "title")], ids=["in order", "crossed"]
)
async def test_two_saves_at_once_are_both_kept(
    platform: Platform, store: Store, order: tuple[str, str]
) -> None:
    saves = {
        "title": change({"title": "Q4 all hands"}, platform, store),
        "capacity": change({"capacity": 3000}, platform, store),
    }
    await asyncio.sleep(0)
    for name in order:
        platform.let(name)
        await saves[name]

    event = await kept(store)
    assert (event.request.title, event.request.capacity) == ("Q4 all hands", 3000)
    assert event.webcast == platform.webcast
    assert event.revision == 2
    assert sorted(await told(store)) == ["changed capacity", "changed title", "created"]


async def test_what_is_kept_meanwhile_outlasts_a_save(platform: Platform, store: Store) -> None:
    saved = change({"title": "Q4 all hands"}, platform, store)
    await asyncio.sleep(0)
    leads = (timedelta(hours=1),)
    helper = replace(OWNER, id="U2")
    await asyncio.gather(
        set_reminders(EVENT, leads, person=OWNER, store=store, clock=clock),
        add_co_owner(EVENT, helper, person=OWNER, store=store, clock=clock),
        add_co_owner(EVENT, replace(OWNER, id="U3"), person=OWNER, store=store, clock=clock),
    )
    platform.let("title")
    await saved

    event = await kept(store)
    assert (event.reminders, set(event.co_owners)) == (leads, {"U2", "U3"})
    assert event.request.title == "Q4 all hands"


async def test_an_older_look_at_the_platform_does_not_undo_a_change(
    platform: Platform, store: Store
) -> None:
    look = refresh_event(EVENT, webcasts=platform, store=store, clock=clock)
    platform.webcast = replace(platform.webcast, capacity=2000)
    looking = asyncio.create_task(look)
    await asyncio.sleep(0)
    platform.let("title")
    await change({"title": "Q4 all hands"}, platform, store)
    platform.let("status")

    assert (await looking).drift == ()
    event = await kept(store)
    assert event.webcast.title == event.request.title == "Q4 all hands"
    assert "title was edited in the portal" not in await told(store)


async def test_a_cancellation_keeps_a_change_that_came_in_between(
    platform: Platform, store: Store
) -> None:
    cancel = cancel_event(EVENT, "snow", person=OWNER, webcasts=platform, store=store, clock=clock)
    saved = change({"capacity": 3000}, platform, store)
    cancelled = asyncio.create_task(cancel)
    await asyncio.sleep(0)
    for name in ("title", "capacity"):
        platform.let(name)
    await asyncio.gather(cancelled, saved)

    event = await kept(store)
    assert event.cancelled_at
    assert event.request.capacity == event.webcast.capacity == 3000
    assert event.title == "Q4 town hall"


async def test_a_webcast_that_is_gone_is_not_made_anew(store: Store) -> None:
    with pytest.raises(NotFound, match="not here any more"):
        await store.revise("T2", EVENT.id, lambda event: (event, []), now=NOW)

    assert await store.events("T2") == ()
