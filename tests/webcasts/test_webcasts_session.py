"""One login for everybody."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.errors import LoginRefused, Throttled, Unreachable
from bot.webcasts.protocol import Token
from bot.webcasts.session import SharedLogin

if TYPE_CHECKING:
    from tests.webcasts.conftest import Clock

HOURS_2 = 7200.0


@dataclass
class Door:
    """Logs in when it is opened; `errors` are raised first."""

    lifetime: float = HOURS_2
    errors: list[Exception] = field(default_factory=list)
    logins: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def log_in(self) -> Token:
        self.logins += 1
        number = self.logins
        await self.opened.wait()
        if self.errors:
            raise self.errors.pop(0)
        return Token(text=f"token-{number}", lifetime=self.lifetime)


@pytest.fixture
def door() -> Door:
    door = Door()
    door.opened.set()
    return door


@pytest.fixture
def login(door: Door, clock: Clock) -> SharedLogin:
    return SharedLogin(door.log_in, clock=clock, cool_down=300.0)


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_fifty_waiting_callers_make_one_login(login: SharedLogin, door: Door) -> None:
    door.opened.clear()
    callers = [asyncio.create_task(login.token()) for _ in range(50)]
    await settle()
    door.opened.set()

    assert set(await asyncio.gather(*callers)) == {"token-1"}
    assert door.logins == 1


async def test_a_caller_that_gives_up_does_not_end_the_login_of_the_others(
    login: SharedLogin, door: Door
) -> None:
    door.opened.clear()
    first, second = asyncio.create_task(login.token()), asyncio.create_task(login.token())
    await settle()
    first.cancel()
    await settle()
    door.opened.set()

    assert await second == "token-1"
    assert first.cancelled()
    assert door.logins == 1


async def test_a_failed_login_that_nobody_waits_for_any_more_is_quiet(
    login: SharedLogin, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.opened.clear()
    door.errors = [Unreachable("Away.")]
    only = asyncio.create_task(login.token())
    await settle()
    only.cancel()
    door.opened.set()
    await settle()

    assert not [record for record in caplog.records if record.name == "asyncio"]


async def test_a_token_is_kept_until_five_minutes_before_its_end(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    await login.token()
    clock.now += HOURS_2 - 300.1
    assert await login.token() == "token-1"

    clock.now += 0.2
    assert await login.token() == "token-2"
    assert door.logins == 2


async def test_a_short_token_is_kept_for_nine_tenths_of_its_life(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    door.lifetime = 60.0
    await login.token()
    clock.now += 53.9
    assert await login.token() == "token-1"

    clock.now += 0.2
    assert await login.token() == "token-2"


async def test_the_life_of_a_token_counts_from_before_it_was_asked_for(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    door.opened.clear()
    asking = asyncio.create_task(login.token())
    await settle()
    clock.now += HOURS_2
    door.opened.set()
    await asking

    assert await login.token() == "token-2"


async def test_a_rejected_token_is_replaced_once_for_all_who_held_it(
    login: SharedLogin, door: Door
) -> None:
    old = await login.token()

    new = await asyncio.gather(*(login.token_instead_of(old) for _ in range(50)))

    assert set(new) == {"token-2"}
    assert door.logins == 2


async def test_a_token_rejected_late_does_not_cost_the_new_one(
    login: SharedLogin, door: Door
) -> None:
    old = await login.token()
    await login.token_instead_of(old)

    assert await login.token_instead_of(old) == "token-2"
    assert door.logins == 2


async def test_a_refused_login_is_not_tried_again_before_the_cool_down_is_over(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    door.errors = [LoginRefused("No.", code=11)]
    for _ in range(10):
        with pytest.raises(LoginRefused, match="No"):
            await login.token()
    assert door.logins == 1

    clock.now += 300.0
    assert await login.token() == "token-2"


async def test_fifty_callers_of_a_refused_login_make_one_attempt(
    login: SharedLogin, door: Door
) -> None:
    door.errors = [LoginRefused("No.", code=11)]

    ends = await asyncio.gather(*(login.token() for _ in range(50)), return_exceptions=True)

    assert {type(end) for end in ends} == {LoginRefused}
    assert door.logins == 1


async def test_a_throttled_login_waits_as_long_as_it_was_told(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    door.errors = [Throttled("Slow.", code=429, retry_after=7.0)]
    with pytest.raises(Throttled):
        await login.token()
    clock.now += 6.9
    with pytest.raises(Throttled):
        await login.token()

    clock.now += 0.2
    assert await login.token() == "token-2"


async def test_an_unreachable_platform_is_asked_again_at_once(
    login: SharedLogin, door: Door
) -> None:
    door.errors = [Unreachable("Away.")]
    with pytest.raises(Unreachable):
        await login.token()

    assert await login.token() == "token-2"


async def test_the_next_refusal_after_a_success_stops_again(
    login: SharedLogin, door: Door, clock: Clock
) -> None:
    await login.token()
    clock.now += HOURS_2
    door.errors = [LoginRefused("No.", code=11)]
    for _ in range(2):
        with pytest.raises(LoginRefused):
            await login.token()

    assert door.logins == 2


async def test_a_refusal_is_on_record_with_its_code(
    login: SharedLogin, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.errors = [LoginRefused("No.", code=11)]
    with caplog.at_level(logging.ERROR), pytest.raises(LoginRefused):
        await login.token()

    assert "code 11" in caplog.text


async def test_nothing_shows_the_token(login: SharedLogin) -> None:
    assert "token-1" not in repr((login, vars(login), await login.token() and vars(login)))
