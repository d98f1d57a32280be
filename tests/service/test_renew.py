"""Tokens that Slack rotates, on a real database: renewed once, in time, by one process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotDelivered, StoreFailed
from bot.service.renew import LEASE, Renewal
from tests.teams import NOW, Clock, installation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Store
    from bot.tenancy import Installation

SOON = installation(
    "T1", token="xoxe.xoxb-1", refresh_token="xoxe-1", expires_at=NOW + timedelta(hours=2)
)
LATER = replace(SOON, team="T2", expires_at=NOW + timedelta(hours=3))
NEVER = installation("T3")


class Slack:
    """Gives new tokens, each refresh token being good once."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.used: list[str] = []
        self.refuses = False

    async def __call__(self, installation: Installation) -> Installation:
        await asyncio.sleep(0)
        if self.refuses or installation.refresh_token in self.used:
            raise NotDelivered("no new token", code="no_answer")
        self.used.append(installation.refresh_token)
        return replace(
            installation,
            token=f"xoxe.xoxb-new{len(self.used)}",
            refresh_token=f"xoxe-new{len(self.used)}",
            expires_at=self.clock.now + timedelta(hours=12),
        )


class Refreshed:
    """Counts how often the workspaces at hand were told to look."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Slack:
    return Slack(clock)


def renewal(
    store: Store,
    slack: Callable[[Installation], Awaitable[Installation]],
    clock: Clock,
    *,
    holder: str = "one",
    refreshed: Refreshed | None = None,
) -> Renewal:
    return Renewal(holder, store=store, renew=slack, refresh=refreshed or Refreshed(), clock=clock)


async def test_a_token_is_renewed_two_hours_before_its_end(
    store: Store, slack: Slack, clock: Clock
) -> None:
    for each in (SOON, LATER, NEVER):
        await store.keep_installation(each)

    await renewal(store, slack, clock).look()

    kept = {each.team: each.token for each in await store.installations()}
    assert kept == {"T1": "xoxe.xoxb-new1", "T2": LATER.token, "T3": NEVER.token}


async def test_an_organizations_token_is_renewed_too(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await store.keep_installation(replace(SOON, enterprise="E1", team=""))

    await renewal(store, slack, clock).look()

    kept = await store.org_installation("E1")
    assert kept
    assert kept.token == "xoxe.xoxb-new1"


async def test_of_several_processes_one_renews_and_all_take_the_new_token(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await store.keep_installation(SOON)
    told = [Refreshed() for _ in range(5)]

    await asyncio.gather(
        *(
            renewal(store, slack, clock, holder=f"process {number}", refreshed=each).look()
            for number, each in enumerate(told)
        )
    )

    assert slack.used == ["xoxe-1"]
    assert [each.times for each in told] == [1] * 5


async def test_another_process_takes_over_when_the_lease_of_a_dead_one_ends(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await store.keep_installation(SOON)
    await store.take_lease("tokens", "the dead", now=clock(), until=clock() + LEASE)
    mine = renewal(store, slack, clock)

    await mine.look()
    assert not slack.used

    clock.now += LEASE
    await mine.look()
    assert slack.used == ["xoxe-1"]


async def test_a_token_that_slack_does_not_renew_is_tried_again_later(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await store.keep_installation(SOON)
    mine, slack.refuses = renewal(store, slack, clock), True

    await mine.look()
    assert (await store.installations())[0].token == SOON.token

    slack.refuses = False
    await mine.look()
    assert (await store.installations())[0].token == "xoxe.xoxb-new1"


async def test_one_that_is_refused_does_not_stop_the_others(
    store: Store, slack: Slack, clock: Clock
) -> None:
    slack.used.append("xoxe-0")
    await store.keep_installation(replace(SOON, team="T0", refresh_token="xoxe-0"))
    await store.keep_installation(SOON)

    await renewal(store, slack, clock).look()

    kept = await store.team_installation("T1")
    assert kept
    assert kept.token == "xoxe.xoxb-new2"


async def test_new_tokens_that_could_not_be_kept_are_kept_by_the_next_look(
    store: Store, slack: Slack, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_installation: Installation) -> bool:
        raise StoreFailed("lost")

    await store.keep_installation(SOON)
    mine = renewal(store, slack, clock)
    with monkeypatch.context() as broken:
        broken.setattr(store, "renew_installation", fails)
        await mine.look()
    assert (await store.installations())[0].token == SOON.token

    await mine.look()

    assert (await store.installations())[0].token == "xoxe.xoxb-new1"
    assert slack.used == ["xoxe-1"]


async def test_a_refresh_token_is_used_once_while_what_it_brought_cannot_be_kept(
    store: Store, slack: Slack, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    async def fails(_installation: Installation) -> bool:
        raise StoreFailed("lost")

    async def watched(installation: Installation) -> Installation:
        asked.append(installation.refresh_token)
        return await slack(installation)

    await store.keep_installation(SOON)
    monkeypatch.setattr(store, "renew_installation", fails)
    mine = renewal(store, watched, clock)
    for _ in range(3):
        await mine.look()

    assert asked == ["xoxe-1"]


async def test_an_installation_made_meanwhile_is_not_overwritten(
    store: Store, slack: Slack, clock: Clock
) -> None:
    again = replace(SOON, installed_at=NOW, token="xoxe.xoxb-again")
    await store.keep_installation(SOON)

    async def installed_meanwhile(installation: Installation) -> Installation:
        await store.keep_installation(again)
        return await slack(installation)

    await renewal(store, installed_meanwhile, clock).look()

    assert await store.installations() == (again,)


async def test_it_looks_at_the_start_and_finishes_what_is_under_way_at_a_stop(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await store.keep_installation(SOON)
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def slow(installation: Installation) -> Installation:
        under_way.set()
        await go_on.wait()
        return await slack(installation)

    mine = renewal(store, slow, clock)
    mine.start()
    await under_way.wait()
    stopping = asyncio.create_task(mine.close(patience=10))
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert (await store.installations())[0].token == "xoxe.xoxb-new1"


async def test_trouble_with_the_database_does_not_end_it(
    store: Store, slack: Slack, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tried = asyncio.Event()

    async def fails() -> None:
        tried.set()
        raise StoreFailed("lost")

    mine = Renewal("one", store=store, renew=slack, refresh=fails, clock=clock)
    mine.start()
    await tried.wait()
    await mine.close(patience=10)

    assert "tried again" in caplog.text


async def test_one_that_never_began_is_closed_at_once(
    store: Store, slack: Slack, clock: Clock
) -> None:
    await renewal(store, slack, clock).close(patience=10)
