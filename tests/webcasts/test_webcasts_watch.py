"""Whoever watches the client is told of every call, and of those that were held back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.errors import NoAccess, Throttled, Unanswered, Unreachable
from bot.webcasts import Budget, WebcastsClient
from bot.webcasts.codes import Endpoint
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.scripted import (
    HANG_UP,
    SILENCE,
    ScriptedPlatform,
    event_data,
    refusal,
    success,
    token,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.webcasts.conftest import Clock
    from tests.webcasts.scripted import Reply

CREATED = success(event_data=event_data())


class Watcher:
    """Remembers what it is told: the endpoint, the error's name, the seconds."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, float]] = []
        self.held: list[str] = []

    def called(self, endpoint: Endpoint, error: BaseException | None, seconds: float) -> None:
        self.calls.append((endpoint, type(error).__name__ if error else "", seconds))

    def held_back(self, endpoint: Endpoint) -> None:
        self.held.append(endpoint)


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


@pytest.fixture
def client(
    platform: ScriptedPlatform, make_client: Callable[..., WebcastsClient], watcher: Watcher
) -> WebcastsClient:
    return make_client(platform.url, watch=watcher)


async def test_a_call_is_told_with_its_login(
    client: WebcastsClient, platform: ScriptedPlatform, watcher: Watcher
) -> None:
    platform.will("event/create", CREATED)

    await client.create(TOWN_HALL)

    assert [call[:2] for call in watcher.calls] == [("authenticate", ""), ("event/create", "")]


async def test_each_attempt_is_a_call(
    client: WebcastsClient, platform: ScriptedPlatform, watcher: Watcher
) -> None:
    platform.will("event/status", HANG_UP, HANG_UP, CREATED)

    await client.status("1890012")

    statuses = [error for endpoint, error, _ in watcher.calls if endpoint == "event/status"]
    assert statuses == ["Unanswered", "Unanswered", ""]


async def test_a_rejected_token_is_a_call_that_failed(
    client: WebcastsClient, platform: ScriptedPlatform, watcher: Watcher
) -> None:
    platform.will("authenticate", token(1), token(2))
    platform.will("event/create", refusal(12), CREATED)

    await client.create(TOWN_HALL)

    creates = [error for endpoint, error, _ in watcher.calls if endpoint == "event/create"]
    assert creates == ["LoginRefused", ""]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(refusal(10), NoAccess, id="refused"),
        pytest.param(HANG_UP, Unanswered, id="lost"),
    ],
)
async def test_a_failure_is_told_by_its_error(
    client: WebcastsClient,
    platform: ScriptedPlatform,
    watcher: Watcher,
    answer: Reply,
    error: type[Exception],
) -> None:
    platform.will("event/create", answer)

    with pytest.raises(error):
        await client.create(TOWN_HALL)

    assert watcher.calls[-1][:2] == ("event/create", error.__name__)


async def test_a_platform_that_cannot_be_reached_is_told_at_the_login(
    make_client: Callable[..., WebcastsClient], watcher: Watcher
) -> None:
    client = make_client("http://localhost:9/api", watch=watcher)

    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)

    assert [call[:2] for call in watcher.calls] == [("authenticate", "Unreachable")]


async def test_a_call_without_a_turn_is_held_back_and_not_made(
    platform: ScriptedPlatform,
    make_client: Callable[..., WebcastsClient],
    watcher: Watcher,
    clock: Clock,
) -> None:
    budget = Budget(limits={Endpoint.CREATE: 1})
    client = make_client(platform.url, watch=watcher, budget=budget)
    platform.will("event/create", CREATED)
    await client.create(TOWN_HALL)
    clock.now += 1
    watcher.calls.clear()

    with pytest.raises(Throttled):
        await client.create(TOWN_HALL)

    assert (watcher.held, watcher.calls) == (["event/create"], [])


async def test_a_call_that_is_cut_off_is_told(
    client: WebcastsClient, platform: ScriptedPlatform, watcher: Watcher
) -> None:
    platform.will("event/create", SILENCE)

    call = asyncio.create_task(client.create(TOWN_HALL))
    await platform.arrived["event/create"].wait()
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)

    assert watcher.calls[-1][:2] == ("event/create", "CancelledError")
