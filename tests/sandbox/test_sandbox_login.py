"""authenticate: tokens, their lifetime, and what a missing or dead one comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener

NOW_MS = 1803999845120
HOUR = 3600


async def test_a_login_has_the_shape_of_the_vendors_example(api: Caller) -> None:
    answer = await api.login()

    assert list(answer.envelope) == ["result", "current_timestamp", "version"]
    assert list(answer.result) == ["authenticationData", "returnCode"]
    assert list(answer.result["authenticationData"]) == ["token_expiration", "token"]


async def test_a_token_is_a_very_long_string(api: Caller) -> None:
    assert len(api.token) > 200


async def test_a_token_lasts_two_hours(api: Caller) -> None:
    answer = await api.login()

    data = answer.result["authenticationData"]
    assert data["token_expiration"] - answer.envelope["current_timestamp"] == 2 * HOUR * 1000


async def test_every_login_gives_another_token(api: Caller) -> None:
    first = api.token

    await api.login()

    assert api.token != first


async def test_an_earlier_token_stays_good(api: Caller) -> None:
    first = api.token
    await api.login()

    answer = await api.post("folder/tree", token=first)

    assert answer.code == 1


async def test_with_single_session_a_login_ends_earlier_tokens(api: Caller) -> None:
    await api.control("POST", "mode", {"single_session": True})
    first = api.token
    await api.login()

    answer = await api.post("folder/tree", token=first)

    assert answer.code == 12


async def test_with_single_session_other_accounts_keep_theirs(api: Caller) -> None:
    await api.control("POST", "mode", {"single_session": True})
    first = api.token
    await api.login("neighbour", "neighbour")

    answer = await api.post("folder/tree", token=first)

    assert answer.code == 1


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("sandbox", "wrong", id="password"),
        pytest.param("nobody", "sandbox", id="user name"),
        pytest.param("sandbox", "sandböx", id="not ASCII"),
        pytest.param("Sandbox", "sandbox", id="case"),
    ],
)
async def test_a_wrong_login_is_code_11_over_http_200(
    api: Caller, username: str, password: str
) -> None:
    answer = await api.login(username, password)

    assert answer.response.status == 200
    assert answer.result == {"returnCode": 11, "error": "The User ID or Session ID is invalid."}


async def test_the_code_of_a_wrong_login_can_be_set(api: Caller) -> None:
    await api.control("POST", "mode", {"wrong_password_code": 0})

    answer = await api.login(password="wrong")

    assert answer.result == {"returnCode": 0, "error": "General Error"}


@pytest.mark.parametrize("missing", ["username", "password"])
async def test_half_a_login_is_refused(api: Caller, missing: str) -> None:
    form = {"username": "sandbox", "password": "sandbox"}
    del form[missing]

    answer = await api.post("authenticate", **form)

    assert answer.code == 72
    assert answer.hint == f"{missing}: is missing"


@pytest.mark.parametrize(
    "token",
    [pytest.param("", id="empty"), pytest.param("x" * 300, id="unknown")],
)
async def test_a_token_that_is_none_is_code_12(api: Caller, token: str) -> None:
    answer = await api.post("folder/tree", token=token)

    assert answer.result == {"returnCode": 12, "error": "The Token is invalid or expired."}


async def test_a_call_without_a_token_is_code_12(api: Caller) -> None:
    answer = await api.post("folder/tree")

    assert answer.code == 12


async def test_a_token_in_the_query_string_does_not_count(api: Caller) -> None:
    response = await api.http.post("/api/folder/tree", params={"token": api.token}, data={"a": "b"})

    assert (await response.json())["convey_api"]["result"]["returnCode"] == 12


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        pytest.param(2 * HOUR - 1, 1, id="a second before its end"),
        pytest.param(2 * HOUR, 12, id="at its end"),
    ],
)
async def test_a_token_ends_on_time(api: Caller, seconds: int, code: int) -> None:
    await api.control("POST", "clock", {"advance": seconds})

    assert (await api.tree()).code == code


async def test_the_lifetime_can_be_set_at_the_start(opened: Opener) -> None:
    api = await opened(token_lifetime=60)

    await api.control("POST", "clock", {"advance": 60})

    assert (await api.tree()).code == 12


async def test_the_lifetime_can_be_set_later_for_tokens_to_come(api: Caller) -> None:
    await api.control("POST", "limits", {"token_lifetime": 1.5})

    answer = await api.login()

    assert answer.result["authenticationData"]["token_expiration"] == NOW_MS + 1500


async def test_tokens_can_be_ended_at_once(api: Caller) -> None:
    answer = await api.control("POST", "expire_tokens")

    assert answer == {"expired": 1}
    assert (await api.tree()).code == 12


async def test_after_a_new_login_the_same_call_goes_through(api: Caller) -> None:
    await api.control("POST", "expire_tokens")
    refused = await api.create()
    await api.login()

    repeated = await api.create()

    assert (refused.code, repeated.code) == (12, 1)
    assert len((await api.control("GET", "state"))["events"]) == 1


async def test_the_token_is_checked_before_the_input(api: Caller) -> None:
    answer = await api.post("event/create", token="x", event_data="<b>")

    assert answer.code == 12


async def test_accounts_can_have_other_names(opened: Opener) -> None:
    api = await opened(username="service", password="correct horse")

    answer = await api.login("service", "correct horse")

    assert answer.code == 1
