"""Call budgets as the callers of a client meet them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import LoginRefused, StoreFailed, Throttled, Unanswered, Unreachable
from bot.webcasts import Budget, MemoryLedger, Patience
from bot.webcasts.codes import Endpoint
from bot.webcasts.gate import Gate
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.exchanges import CREATE, STATUS
from tests.webcasts.scripted import (
    HANG_UP,
    ScriptedPlatform,
    event_data,
    page,
    refusal,
    success,
)
from tests.webcasts.timeline import Timeline, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.health import Allowance
    from bot.webcasts import WebcastsClient
    from tests.webcasts.conftest import Clock

    MakeClient = Callable[..., WebcastsClient]

CREATED = success(event_data=event_data())
OTHER = success(event_data=event_data(event_id=1890013, viewer_link="https://a.test/?ei=1890013"))
NARROW = Budget(share=1, limits={Endpoint.CREATE: 1, Endpoint.STATUS: 2})
AT_ONCE = Patience(turn=0)


class BrokenLedger(MemoryLedger):
    """A ledger whose disk is full."""

    async def reserve(self, *_: object, **__: object) -> object:  # type: ignore[override]  # it gives nothing
        raise StoreFailed("Full.")


async def test_a_create_without_a_turn_is_refused_before_anything_is_sent(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/create", CREATED)
    await client.create(TOWN_HALL)
    heard = len(platform.heard)
    clock.now += 600

    with pytest.raises(Throttled) as caught:
        await client.create(TOWN_HALL)

    assert str(caught.value) == (
        "The bot has used up its calls to the platform for now. Nothing was created. "
        "Try again in 50 minutes."
    )
    assert caught.value.retry_after == 3000
    assert len(platform.heard) == heard


async def test_a_refused_create_does_not_even_log_in(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    ledger = MemoryLedger()
    platform.will("event/create", CREATED)
    await make_client(platform.url, budget=NARROW, ledger=ledger).create(TOWN_HALL)

    with pytest.raises(Throttled):
        await make_client(platform.url, budget=NARROW, ledger=ledger).create(TOWN_HALL)

    assert len(platform.calls("authenticate")) == 1


async def test_a_turn_comes_back_when_the_window_is_over(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/create", CREATED, CREATED)
    await client.create(TOWN_HALL)
    clock.now += 3600

    await client.create(TOWN_HALL)

    assert clock.slept == []


async def test_a_turn_that_is_near_is_waited_for(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/create", CREATED, CREATED)
    await client.create(TOWN_HALL)
    clock.now += 3597

    await client.create(TOWN_HALL)

    assert clock.slept == [3.0]


async def test_each_account_has_a_budget_of_its_own(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    ledger = MemoryLedger()
    platform.will("event/create", CREATED, CREATED)

    await make_client(platform.url, budget=NARROW, ledger=ledger).create(TOWN_HALL)
    await make_client(f"{platform.url}/", budget=NARROW).create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 2


def gate(ledger: MemoryLedger, time: Timeline, *, patience: float = 10) -> Gate:
    budget = Budget(window=2, share=1, limits={Endpoint.STATUS: 1, Endpoint.CREATE: 1})
    return Gate("svc", budget=budget, ledger=ledger, patience=patience, timing=time.timing)


async def test_callers_go_in_the_order_in_which_they_asked() -> None:
    time, ledger = Timeline(), MemoryLedger()
    one, other = gate(ledger, time), gate(ledger, time)
    went: list[tuple[int, float]] = []

    async def go(number: int) -> None:
        await (one if number % 2 else other).enter(STATUS)
        went.append((number, time.now))

    callers = []
    for number in range(5):
        callers.append(asyncio.create_task(go(number)))
        await settle()
    await time.go_on(10)
    await asyncio.gather(*callers)

    assert went == [(0, 1000), (1, 1002), (2, 1004), (3, 1006), (4, 1008)]


async def test_nobody_is_kept_waiting_for_a_turn_that_comes_too_late() -> None:
    time, ledger = Timeline(), MemoryLedger()
    entering = gate(ledger, time, patience=3)
    await entering.enter(STATUS)
    second = asyncio.create_task(entering.enter(STATUS))
    await settle()

    with pytest.raises(Throttled) as caught:
        await entering.enter(STATUS)

    assert caught.value.retry_after == 4
    await time.go_on(2)
    assert await second == 1_002_000


async def test_whoever_waits_is_stopped_if_the_platform_says_no_meanwhile() -> None:
    time, ledger = Timeline(), MemoryLedger()
    entering = gate(ledger, time)
    await entering.enter(CREATE)
    waiting = asyncio.create_task(entering.enter(CREATE))
    await time.go_on(1)
    await entering.heed(CREATE, Throttled("Enough.", code=62, retry_after=3600))

    await time.go_on(1)

    with pytest.raises(Throttled, match="Nothing was created"):
        await waiting


async def test_code_62_leaves_that_endpoint_alone_and_no_other(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, patience=AT_ONCE)
    platform.will("event/create", refusal(62), CREATED)
    platform.will("event/status", CREATED)
    with pytest.raises(Throttled, match="Try again in an hour"):
        await client.create(TOWN_HALL)

    clock.now += 1200
    with pytest.raises(Throttled, match="Nothing was created"):
        await client.create(TOWN_HALL)
    await client.status("1890012")
    assert len(platform.calls("event/create")) == 1

    clock.now += 2400
    await client.create(TOWN_HALL)
    assert len(platform.calls("event/create")) == 2


async def test_code_61_leaves_that_webcast_alone_and_no_other(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    client = make_client(platform.url)
    platform.will("event/status", refusal(61), OTHER)
    for _ in range(3):
        with pytest.raises(Throttled, match="takes no more calls for this webcast now"):
            await client.status("1890012")
    with pytest.raises(Throttled, match="Nothing was changed"):
        await client.update("1890012", {"capacity": 50})

    assert (await client.status("1890013")).id == "1890013"
    assert len(platform.calls("event/status")) == 2
    assert not platform.calls("event/update")


async def test_what_the_platform_wants_left_alone_outlives_the_client(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    ledger = MemoryLedger()
    platform.will("event/create", refusal(62))
    with pytest.raises(Throttled):
        await make_client(platform.url, ledger=ledger).create(TOWN_HALL)

    with pytest.raises(Throttled):
        await make_client(platform.url, ledger=ledger).create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 1


async def test_another_window_is_also_how_long_the_platform_is_left_alone(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/create", refusal(62))

    with pytest.raises(Throttled, match="Try again in 2 hours") as caught:
        await make_client(platform.url, budget=Budget(window=7200)).create(TOWN_HALL)

    assert caught.value.retry_after == 7200


async def test_a_gateways_429_is_no_used_up_budget(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    client = make_client(platform.url)
    platform.will("event/create", page(429), CREATED)
    with pytest.raises(Throttled):
        await client.create(TOWN_HALL)

    await client.create(TOWN_HALL)


async def test_a_call_that_was_not_sent_gives_its_turn_back(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, budget=NARROW, patience=AT_ONCE)
    platform.will("authenticate", HANG_UP, refusal(11))
    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)
    with pytest.raises(LoginRefused):
        await client.create(TOWN_HALL)
    clock.now += 300

    platform.will("event/create", CREATED)
    await client.create(TOWN_HALL)


async def test_a_call_that_never_arrived_gives_its_turn_back(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    ledger = MemoryLedger()
    async with ScriptedPlatform() as gone:
        client = make_client(gone.url, budget=NARROW, ledger=ledger, patience=AT_ONCE)
        await client.check_login()
    for _ in range(2):
        with pytest.raises(Unreachable):
            await client.create(TOWN_HALL)
    assert not platform.heard


async def test_a_call_whose_answer_is_lost_has_used_its_turn(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/create", HANG_UP)
    with pytest.raises(Unanswered):
        await client.create(TOWN_HALL)

    with pytest.raises(Throttled):
        await client.create(TOWN_HALL)


async def test_a_call_that_cannot_be_counted_is_not_sent(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    client = make_client(platform.url, ledger=BrokenLedger())

    with pytest.raises(Unreachable, match="could not use its database"):
        await client.create(TOWN_HALL)

    assert not platform.heard


async def test_what_is_left_is_told_without_a_call(
    make_client: MakeClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/status", CREATED)
    await client.status("1890012")
    heard = len(platform.heard)

    assert left(await client.allowances()) == {"event/create": (1, 1), "event/status": (1, 2)}
    assert len(platform.heard) == heard
    clock.now += 3600
    assert left(await client.allowances())["event/status"] == (2, 2)


async def test_nothing_is_left_of_what_the_platform_declared_used_up(
    make_client: MakeClient, platform: ScriptedPlatform
) -> None:
    client = make_client(platform.url, budget=NARROW)
    platform.will("event/create", refusal(62))
    with pytest.raises(Throttled):
        await client.create(TOWN_HALL)

    assert left(await client.allowances())["event/create"] == (0, 1)


def left(allowances: Iterable[Allowance]) -> dict[str, tuple[int, int]]:
    return {each.endpoint: (each.left, each.most) for each in allowances}
