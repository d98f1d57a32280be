"""Updates whose answer is lost: read back, and only then maybe sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Webcast
from bot.errors import BadInput, NoAccess, Throttled, Unanswered
from bot.rules import Access
from bot.webcasts import Patience
from bot.webcasts.readback import Fate, fate
from tests.webcasts.examples import START, TOWN_HALL
from tests.webcasts.scripted import HANG_UP, ScriptedPlatform, event_data, page, refusal, success

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Changes
    from bot.webcasts import WebcastsClient
    from tests.webcasts.conftest import Clock

BEFORE = Webcast(
    id="1890012",
    title=TOWN_HALL.title,
    starts_at=START,
    duration=TOWN_HALL.duration,
    capacity=1000,
    folder_name="Marketing",
    viewer_link="https://event.webcasts.com/starthere.jsp?ei=1890012",
)
LATER = START + timedelta(hours=1)
CLOSES = START + timedelta(days=9, microseconds=7)
OLD, NEW = success(event_data=event_data()), success(event_data=event_data(audience_capacity=50))
OTHER = success(event_data=event_data(audience_capacity=700))


@pytest.fixture
def once(make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform) -> WebcastsClient:
    return make_client(platform.url, patience=Patience(attempts=1))


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        pytest.param({"capacity": 50}, replace(BEFORE, capacity=50), id="capacity"),
        pytest.param({"title": " New "}, replace(BEFORE, title="New"), id="title as it is sent"),
        pytest.param({"starts_at": LATER}, replace(BEFORE, starts_at=LATER), id="start"),
        pytest.param(
            {"player_closes_at": CLOSES},
            replace(BEFORE, player_closes_at=CLOSES.replace(microsecond=0)),
            id="close time as it is sent",
        ),
        pytest.param({"player_closes_at": None}, BEFORE, id="close time taken off"),
        pytest.param(
            {"duration": timedelta(minutes=90), "capacity": 50},
            replace(BEFORE, duration=timedelta(minutes=90), capacity=50),
            id="several",
        ),
    ],
)
def test_changes_that_are_all_there_were_applied(changes: Changes, now: Webcast) -> None:
    assert fate(changes, now) is Fate.APPLIED
    assert fate(changes, now, before=BEFORE) is Fate.APPLIED


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"capacity": 50}, id="one"),
        pytest.param({"capacity": 50, "title": "New"}, id="several"),
        pytest.param({"capacity": 50, "zone": "CET"}, id="one of them hidden"),
    ],
)
def test_a_webcast_that_still_is_as_it_was_was_not_changed(changes: Changes) -> None:
    assert fate(changes, BEFORE) is Fate.NOT_APPLIED
    assert fate(changes, BEFORE, before=BEFORE) is Fate.NOT_APPLIED


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        pytest.param({"zone": "CET"}, BEFORE, id="a zone is never echoed"),
        pytest.param({"portals": (Access(31),)}, BEFORE, id="portals are never echoed"),
        pytest.param(
            {"capacity": 50, "cost_center": "CC"},
            replace(BEFORE, capacity=50),
            id="one seen, one hidden",
        ),
        pytest.param(
            {"capacity": 50, "title": "New"}, replace(BEFORE, capacity=50), id="one of two"
        ),
        pytest.param(
            {"player_closes_at": CLOSES},
            replace(BEFORE, tells_player_close=False),
            id="a close time that is not told",
        ),
    ],
)
def test_what_cannot_be_read_back_is_unknown(changes: Changes, now: Webcast) -> None:
    assert fate(changes, now) is Fate.UNKNOWN


def test_what_somebody_else_wrote_is_seen_if_it_is_known_how_it_was() -> None:
    now = replace(BEFORE, capacity=700)

    assert fate({"capacity": 50}, now, before=BEFORE) is Fate.UNKNOWN
    assert fate({"capacity": 50}, now) is Fate.NOT_APPLIED


def test_a_full_set_in_which_little_changes_is_judged_by_what_it_was() -> None:
    everything: Changes = {"title": BEFORE.title, "capacity": 50, "starts_at": START}

    assert fate(everything, BEFORE) is Fate.UNKNOWN
    assert fate(everything, BEFORE, before=BEFORE) is Fate.NOT_APPLIED
    assert fate(everything, replace(BEFORE, capacity=50), before=BEFORE) is Fate.APPLIED


@settings(deadline=None)
@given(was=st.integers(50, 60), asked=st.integers(50, 60), got=st.integers(50, 60))
def test_only_what_is_untouched_and_not_there_may_be_sent_again(
    was: int, asked: int, got: int
) -> None:
    before, now = replace(BEFORE, capacity=was), replace(BEFORE, capacity=got)
    expected = Fate.UNKNOWN if got != was else Fate.NOT_APPLIED

    assert fate({"capacity": asked}, now, before=before) is (
        Fate.APPLIED if got == asked else expected
    )


@pytest.mark.parametrize("reply", [page(502), HANG_UP, refusal(60), refusal(0), success()])
async def test_an_update_that_was_made_is_told_by_reading_it_back(
    once: WebcastsClient, platform: ScriptedPlatform, reply: object
) -> None:
    platform.will("event/update", reply)  # type: ignore[arg-type]  # parametrize knows no type
    platform.will("event/status", NEW)

    receipt = await once.update("1890012", {"capacity": 50})

    assert receipt.read_back
    assert receipt.webcast.capacity == 50
    assert len(platform.calls("event/update")) == 1


async def test_an_update_that_was_not_made_is_sent_once_more(
    once: WebcastsClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    platform.will("event/update", HANG_UP, NEW)
    platform.will("event/status", OLD)

    receipt = await once.update("1890012", {"capacity": 50})

    assert not receipt.read_back
    assert [heard.path for heard in platform.heard[1:]] == [
        "/api/event/update",
        "/api/event/status",
        "/api/event/update",
    ]
    assert clock.slept == []


async def test_an_update_that_is_lost_twice_is_not_sent_a_third_time(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/update", HANG_UP, HANG_UP)
    platform.will("event/status", OLD, OLD)

    with pytest.raises(Unanswered, match="may be made or not"):
        await once.update("1890012", {"capacity": 50})

    assert len(platform.calls("event/update")) == 2


async def test_an_update_that_is_lost_twice_may_have_been_made_the_second_time(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/update", HANG_UP, HANG_UP)
    platform.will("event/status", OLD, NEW)

    assert (await once.update("1890012", {"capacity": 50})).read_back


async def test_an_update_that_cannot_be_read_back_is_not_sent_again(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/update", HANG_UP)
    platform.will("event/status", OLD)

    with pytest.raises(Unanswered):
        await once.update("1890012", {"zone": "CET"})

    assert len(platform.calls("event/update")) == 1


async def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/update", HANG_UP)
    platform.will("event/status", OTHER)

    with pytest.raises(Unanswered):
        await once.update("1890012", {"capacity": 50}, before=BEFORE)

    assert len(platform.calls("event/update")) == 1


async def test_an_update_is_not_sent_again_if_the_webcast_cannot_be_read(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/update", HANG_UP)
    platform.will("event/status", refusal(10))

    with pytest.raises(Unanswered, match="may be made or not"):
        await once.update("1890012", {"capacity": 50})


@pytest.mark.parametrize(
    ("code", "error"), [(10, NoAccess), (62, Throttled), (70, BadInput), (72, BadInput)]
)
async def test_an_update_that_is_refused_is_neither_read_back_nor_repeated(
    once: WebcastsClient, platform: ScriptedPlatform, code: int, error: type[Exception]
) -> None:
    platform.will("event/update", refusal(code))

    with pytest.raises(error, match="Nothing was changed"):
        await once.update("1890012", {"capacity": 50})

    assert len(platform.heard) == 2
