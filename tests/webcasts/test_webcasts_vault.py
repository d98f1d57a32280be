"""One login for several processes, by whatever keeps the token for them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.errors import LoginRefused, StoreFailed
from bot.webcasts.protocol import Token
from bot.webcasts.session import LOOKS, PAUSE, SharedLogin

if TYPE_CHECKING:
    from tests.webcasts.conftest import Clock


@dataclass
class Shelf:
    """Keeps a token for all who know it; `claimed` by somebody else, nobody gets the claim."""

    kept: Token | None = None
    claimed: bool = False
    fails: bool = False

    async def find(self) -> Token | None:
        return self.kept

    async def keep(self, token: Token) -> None:
        self._fail()
        self.kept = token

    async def claim(self) -> bool:
        self._fail()
        if self.claimed:
            return False
        self.claimed = True
        return True

    async def give_up(self) -> None:
        self._fail()
        self.claimed = False

    def _fail(self) -> None:
        if self.fails:
            raise StoreFailed("The database is away.")


@dataclass
class Platform:
    """Gives a new token for each login."""

    given: list[str] = field(default_factory=list)
    refuses: bool = False
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def log_in(self) -> Token:
        self.given.append(f"token-{len(self.given) + 1}")
        await self.may_answer.wait()
        if self.refuses:
            raise LoginRefused("No.", code=11)
        return Token(text=self.given[-1], lifetime=7200.0)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def platform() -> Platform:
    platform = Platform()
    platform.may_answer.set()
    return platform


def login(platform: Platform, shelf: Shelf, clock: Clock) -> SharedLogin:
    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        await asyncio.sleep(0)

    return SharedLogin(platform.log_in, clock=clock, cool_down=300.0, vault=shelf, sleep=sleep)


async def test_the_token_of_another_process_is_used(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    first = await login(platform, shelf, clock).token()

    assert await login(platform, shelf, clock).token() == first
    assert platform.given == ["token-1"]
    assert not shelf.claimed


async def test_it_is_used_as_long_as_it_would_be_where_it_came_from(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    shelf.kept = Token(text="theirs", lifetime=60.0)
    ours = login(platform, shelf, clock)
    clock.now += 10.0
    assert await ours.token() == "theirs"

    shelf.kept = None
    clock.now += 60.1
    assert await ours.token() == "token-1"


async def test_a_login_under_way_in_another_process_is_waited_for(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    platform.may_answer.clear()
    theirs = asyncio.create_task(login(platform, shelf, clock).token())
    await asyncio.sleep(0)
    ours = asyncio.create_task(login(platform, shelf, clock).token())
    for _ in range(10):
        await asyncio.sleep(0)
    platform.may_answer.set()

    assert await ours == await theirs == "token-1"
    assert platform.given == ["token-1"]


async def test_a_process_that_does_not_end_its_login_is_not_waited_for_for_ever(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    shelf.claimed = True

    assert await login(platform, shelf, clock).token() == "token-1"
    assert clock.slept == [PAUSE] * LOOKS


async def test_a_rejected_token_is_not_found_again_but_the_one_after_it_is(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    one, two = login(platform, shelf, clock), login(platform, shelf, clock)
    rejected = await one.token()
    assert await two.token() == rejected

    assert await one.token_instead_of(rejected) == "token-2"
    assert await two.token_instead_of(rejected) == "token-2"
    assert platform.given == ["token-1", "token-2"]


async def test_a_refused_login_leaves_the_next_one_to_others(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    platform.refuses = True
    with pytest.raises(LoginRefused):
        await login(platform, shelf, clock).token()

    assert not shelf.claimed
    assert shelf.kept is None


async def test_without_its_database_a_process_logs_in_by_itself(
    platform: Platform, shelf: Shelf, clock: Clock
) -> None:
    shelf.fails = True

    assert await login(platform, shelf, clock).token() == "token-1"
