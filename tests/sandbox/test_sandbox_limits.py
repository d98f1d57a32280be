"""Call limits: 62 per endpoint and window, 61 per event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox import Settings
from bot.sandbox.budgets import Budgets, Limits

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("endpoint", "calls"),
    [("event/create", 100), ("event/update", 100), ("event/status", 500), ("folder/tree", 60)],
)
def test_the_limits_are_the_references(endpoint: str, calls: int) -> None:
    budgets = Budgets(Limits())

    spent = [budgets.spend("account", endpoint, now=0) for _ in range(calls + 1)]

    assert spent == [True] * calls + [False]


def test_a_call_counts_for_a_whole_window() -> None:
    budgets = Budgets(Limits(endpoints={"folder/tree": 1}))
    budgets.spend("account", "folder/tree", now=0)

    assert not budgets.spend("account", "folder/tree", now=HOUR_MS - 1)
    assert budgets.spend("account", "folder/tree", now=HOUR_MS)


def test_a_refused_call_does_not_lengthen_the_wait() -> None:
    budgets = Budgets(Limits(endpoints={"folder/tree": 1}))
    budgets.spend("account", "folder/tree", now=0)
    budgets.spend("account", "folder/tree", now=HOUR_MS - 1)

    assert budgets.spend("account", "folder/tree", now=HOUR_MS)


def test_accounts_have_their_own_limits() -> None:
    budgets = Budgets(Limits(endpoints={"folder/tree": 1}))
    budgets.spend("one", "folder/tree", now=0)

    assert budgets.spend("another", "folder/tree", now=0)


def test_a_limit_for_an_unknown_endpoint_is_refused() -> None:
    with pytest.raises(ValueError, match="event/list"):
        Settings(limits={"event/list": 1})


def test_a_window_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        Settings(window=0)


async def test_beyond_the_limit_the_answer_is_62(opened: Opener) -> None:
    api = await opened(limits={"folder/tree": 2})
    codes = [(await api.tree()).code for _ in range(2)]

    answer = await api.tree()

    assert codes == [1, 1]
    assert answer.code == 62
    assert answer.result["error"].startswith("You have reached the maximum number of reports")
    assert "Retry-After" not in answer.response.headers


async def test_beyond_the_limit_nothing_is_created(opened: Opener) -> None:
    api = await opened(limits={"event/create": 0})

    await api.create()

    assert (await api.control("GET", "state"))["events"] == []


async def test_endpoints_have_their_own_limits(opened: Opener) -> None:
    api = await opened(limits={"folder/tree": 0})

    assert (await api.create()).code == 1


async def test_a_refused_input_has_used_the_limit(opened: Opener) -> None:
    api = await opened(limits={"event/create": 1})
    await api.create(audience_capacity=1)

    assert (await api.create()).code == 62


async def test_logins_are_not_limited(opened: Opener) -> None:
    api = await opened(limits=dict.fromkeys(("event/create", "folder/tree"), 0))

    codes = [(await api.login()).code for _ in range(150)]

    assert set(codes) == {1}


async def test_after_the_window_calls_go_through_again(opened: Opener) -> None:
    api = await opened(limits={"folder/tree": 1}, window=60)
    await api.tree()
    refused = await api.tree()

    await api.control("POST", "clock", {"advance": 60})

    assert (refused.code, (await api.tree()).code) == (62, 1)


async def test_limits_can_be_set_and_lifted(api: Caller) -> None:
    await api.control("POST", "limits", {"folder/tree": 0})
    refused = await api.tree()

    await api.control("POST", "limits", {"folder/tree": None})

    assert (refused.code, (await api.tree()).code) == (62, 1)


async def test_used_calls_can_be_forgotten(opened: Opener) -> None:
    api = await opened(limits={"folder/tree": 1})
    await api.tree()

    await api.control("POST", "limits", {"forget": True})

    assert (await api.tree()).code == 1


async def test_used_calls_are_shown(api: Caller) -> None:
    await api.tree()

    limits = await api.control("GET", "limits")

    assert limits["used"] == {"sandbox": {"folder/tree": 1}}


async def test_calls_for_one_event_are_not_limited_by_default(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]

    codes = {(await api.status(event_id)).code for _ in range(30)}

    assert codes == {1}


async def test_a_limit_per_event_counts_status_and_update_and_spares_other_events(
    opened: Opener,
) -> None:
    api = await opened(per_event_limit=2)
    event_id = (await api.create()).event["event_id"]
    other = (await api.create()).event["event_id"]
    await api.status(event_id)
    await api.update(event_id, event_title="New")

    answer = await api.status(event_id)

    assert answer.code == 61
    assert answer.result["error"].startswith("You have reached the limit on the number of calls")
    assert (await api.status(other)).code == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"event/list": 1}, "event/list"),
        ({"authenticate": 1}, "authenticate"),
        ({"folder/tree": -1}, "folder/tree"),
        ({"folder/tree": True}, "folder/tree"),
        ({"per_event": "3"}, "per_event"),
        ({"window": 0}, "window"),
        ({"token_lifetime": "2h"}, "token_lifetime"),
    ],
)
async def test_limits_that_make_no_sense_are_refused(
    api: Caller, wish: dict[str, object], field: str
) -> None:
    answer = await api.control("POST", "limits", wish)

    assert answer["field"] == field
