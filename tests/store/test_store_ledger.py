"""The call budget, kept: in memory for a client alone, in the database for the bot."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreFailed
from bot.store import Store, open_store
from bot.webcasts import MemoryLedger
from bot.webcasts.budget import Verdict, decide
from bot.webcasts.codes import Endpoint

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.store import Cipher
    from bot.webcasts import Ledger

NOW = 1_803_999_845_120
WINDOW = 60_000
STATUS = Endpoint.STATUS


@pytest.fixture(params=["memory", "database"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def ledger(kind: str, open_store: Callable[[], Awaitable[Store]]) -> Ledger:
    return MemoryLedger() if kind == "memory" else (await open_store()).ledger


async def ask(
    ledger: Ledger,
    *,
    now: int = NOW,
    account: str = "svc",
    endpoint: Endpoint = STATUS,
    nth: int | None = 2,
    about: str = "webcast 1",
    patience: int = 0,
) -> Verdict:
    judge = partial(decide, endpoint=endpoint, now=now, window=WINDOW, patience=patience)
    topics = (endpoint, about)
    return await ledger.reserve(account, endpoint, nth=nth, topics=topics, decide=judge)


async def test_so_many_calls_go_and_no_more(ledger: Ledger) -> None:
    found = [await ask(ledger, now=NOW + number) for number in range(4)]

    assert [each.at for each in found] == [NOW, NOW + 1, None, None]
    assert [each.wait for each in found[2:]] == [WINDOW - 2, WINDOW - 3]


async def test_a_refused_call_is_not_counted(ledger: Ledger) -> None:
    for number in range(5):
        await ask(ledger, now=NOW + number)

    assert (await ask(ledger, now=NOW + WINDOW)).at == NOW + WINDOW
    assert (await ask(ledger, now=NOW + WINDOW)).at is None


async def test_turns_ahead_are_noted_one_after_the_other(ledger: Ledger) -> None:
    found = [await ask(ledger, patience=3 * WINDOW, nth=1) for _ in range(5)]

    assert [each.at for each in found] == [
        NOW,
        NOW + WINDOW,
        NOW + 2 * WINDOW,
        NOW + 3 * WINDOW,
        None,
    ]


async def test_accounts_and_endpoints_are_counted_apart(ledger: Ledger) -> None:
    await ask(ledger, nth=1)

    assert (await ask(ledger, nth=1, account="another")).at == NOW
    assert (await ask(ledger, nth=1, endpoint=Endpoint.UPDATE)).at == NOW
    assert (await ask(ledger, nth=1)).at is None


async def test_one_call_that_was_not_made_gives_one_turn_back(ledger: Ledger) -> None:
    await ask(ledger)
    await ask(ledger)

    await ledger.give_back("svc", STATUS, NOW)

    assert (await ask(ledger)).at == NOW
    assert (await ask(ledger)).at is None


async def test_a_turn_that_nobody_holds_can_be_given_back(ledger: Ledger) -> None:
    await ledger.give_back("svc", STATUS, NOW)

    assert (await ask(ledger)).at == NOW


async def test_what_is_left_alone_is_told_by_its_topic(ledger: Ledger) -> None:
    await ledger.leave_alone("svc", "webcast 1", NOW + 900)

    assert await ask(ledger) == Verdict(at=None, wait=900, code=61)
    assert (await ask(ledger, about="webcast 2")).at == NOW
    assert (await ask(ledger, account="another")).at == NOW
    assert (await ask(ledger, now=NOW + 900)).at == NOW + 900


async def test_of_two_times_to_leave_something_alone_the_later_counts(ledger: Ledger) -> None:
    for until in (NOW + 500, NOW + 900, NOW + 100):
        await ledger.leave_alone("svc", STATUS, until)

    assert (await ask(ledger)).wait == 900


async def test_without_a_limit_calls_are_not_counted_but_still_stopped(ledger: Ledger) -> None:
    assert [(await ask(ledger, nth=None)).at for _ in range(3)] == [NOW] * 3
    assert (await ask(ledger, nth=1)).at == NOW

    await ledger.leave_alone("svc", STATUS, NOW + 900)
    assert (await ask(ledger, nth=None)).wait == 900


async def test_fifty_callers_at_once_share_the_turns(ledger: Ledger) -> None:
    found = await asyncio.gather(*(ask(ledger, nth=20) for _ in range(50)))

    assert sum(each.at is not None for each in found) == 20


async def test_callers_that_give_up_do_not_stop_the_others(ledger: Ledger) -> None:
    callers = [asyncio.create_task(ask(ledger, nth=20)) for _ in range(10)]
    await asyncio.sleep(0)
    callers[3].cancel()
    found = await asyncio.gather(*callers, return_exceptions=True)

    assert sum(isinstance(each, Verdict) for each in found) >= 9


async def test_a_database_that_fails_tells_everybody_who_asked(
    open_store: Callable[[], Awaitable[Store]],
) -> None:
    store = await open_store()
    await store._does("DROP TABLE calls", {})  # noqa: SLF001  # to break it

    found = await asyncio.gather(*(ask(store.ledger) for _ in range(3)), return_exceptions=True)

    assert [type(each) for each in found] == [StoreFailed] * 3


async def test_any_text_can_be_an_account(ledger: Ledger) -> None:
    name = "\0\ud800 svc"

    assert (await ask(ledger, account=name, nth=1)).at == NOW
    assert (await ask(ledger, account=name, nth=1)).at is None


def test_no_window_ever_holds_more_calls_than_the_limit() -> None:
    with asyncio.Runner() as runner:

        @settings(deadline=None)
        @given(
            pauses=st.lists(st.integers(0, WINDOW), max_size=60),
            most=st.integers(1, 5),
            patience=st.integers(0, WINDOW),
        )
        def any_rhythm(pauses: list[int], most: int, patience: int) -> None:
            made = runner.run(_calls_made(pauses, most, patience))
            for first, last in zip(made, made[most:], strict=False):
                assert last - first >= WINDOW

        any_rhythm()


async def _calls_made(pauses: list[int], most: int, patience: int) -> list[int]:
    ledger, now, made = MemoryLedger(), NOW, []
    for pause in pauses:
        now += pause
        verdict = await ask(ledger, now=now, nth=most, patience=patience)
        if verdict.at is not None:
            made.append(verdict.at)
    assert made == sorted(made), "turns are given out in the order in which they are asked for"
    return made


async def test_a_restart_resets_neither_calls_nor_what_is_left_alone(
    url: str, cipher: Cipher
) -> None:
    async with await open_store(url, cipher) as before:
        await ask(before.ledger, nth=1)
        await before.ledger.leave_alone("svc", "webcast 1", NOW + 2 * WINDOW)

    async with await open_store(url, cipher) as after:
        found = await ask(after.ledger, nth=1, about="webcast 2")
        assert found == Verdict(at=None, wait=WINDOW, code=62)
        assert (await ask(after.ledger, nth=1, endpoint=Endpoint.UPDATE)).code == 61


async def test_two_stores_on_one_database_count_on_together(
    open_store: Callable[[], Awaitable[Store]],
) -> None:
    stores = [await open_store(), await open_store()]

    found = await asyncio.gather(
        *(ask(store.ledger, nth=10) for _ in range(10) for store in stores)
    )

    assert sum(each.at is not None for each in found) == 10


async def test_calls_that_no_longer_matter_are_forgotten(store: Store) -> None:
    for number in range(20):
        await ask(store.ledger, now=NOW + number * WINDOW)

    kept = await store._all("SELECT at FROM calls", {})  # noqa: SLF001  # nobody else looks at them
    assert len(kept) == 3


async def test_calls_are_counted_from_a_moment_on(ledger: Ledger) -> None:
    for number in range(3):
        await ask(ledger, now=NOW + number, nth=9)
    await ask(ledger, now=NOW, nth=9, endpoint=Endpoint.CREATE)

    assert await ledger.count("svc", STATUS, after=NOW) == 2
    assert await ledger.count("svc", STATUS, after=NOW - 1) == 3
    assert await ledger.count("another", STATUS, after=0) == 0
