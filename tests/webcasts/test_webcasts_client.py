"""The client against a platform that says what each test needs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, TCPConnector

from bot.errors import (
    Invalid,
    LoginRefused,
    Misconfigured,
    NoAccess,
    Throttled,
    Unanswered,
    Unavailable,
    Unreachable,
)
from bot.webcasts import Patience, WebcastsClient
from tests.webcasts.examples import START_MS, TOWN_HALL
from tests.webcasts.scripted import (
    HANG_UP,
    ScriptedPlatform,
    event_data,
    http,
    page,
    refusal,
    success,
    token,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.webcasts.conftest import Clock

CREATED = success(event_data=event_data())
TREE = success(folder_tree={"folder_name": "Acme", "folder_id": "5100"})


async def test_a_create_logs_in_and_sends_one_request(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/create", CREATED)

    receipt = await client.create(TOWN_HALL)

    assert receipt.webcast.id == "1890012"
    assert [heard.path for heard in platform.heard] == ["/api/authenticate", "/api/event/create"]
    assert platform.heard[0].form == {"username": "svc-webcast-bot", "password": "sekret-password"}
    assert platform.heard[1].form["token"] == "sekret-token-1"
    assert platform.heard[1].event_data["scheduled_start_time"] == START_MS


async def test_every_request_is_a_form_sent_by_post(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/status", CREATED)
    platform.will("folder/tree", TREE)
    platform.will("event/update", CREATED)

    await client.status("1890012")
    await client.folder_tree()
    await client.update("1890012", {"capacity": 1000})

    assert {heard.method for heard in platform.heard} == {"POST"}
    assert {heard.headers["content-type"] for heard in platform.heard} == {
        "application/x-www-form-urlencoded"
    }


async def test_one_login_serves_all_calls(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/status", *[CREATED] * 50)

    await asyncio.gather(*(client.status("1890012") for _ in range(50)))

    assert len(platform.calls("authenticate")) == 1
    assert len(platform.calls("event/status")) == 50


async def test_fifty_callers_with_a_rejected_token_make_one_new_login(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/status", *[refusal(12)] * 50, *[CREATED] * 50)

    await asyncio.gather(*(client.status("1890012") for _ in range(50)))

    assert len(platform.calls("authenticate")) == 2


async def test_a_token_is_renewed_ahead_of_its_end(
    client: WebcastsClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    platform.will("event/status", CREATED, CREATED)
    await client.status("1890012")
    clock.now += 7200 - 299

    await client.status("1890012")

    assert [heard.form["token"] for heard in platform.calls("event/status")] == [
        "sekret-token-1",
        "sekret-token-2",
    ]


@pytest.mark.parametrize("code", [11, 12])
async def test_a_rejected_token_repeats_the_same_create_once_with_a_new_one(
    client: WebcastsClient, platform: ScriptedPlatform, code: int
) -> None:
    platform.will("event/create", refusal(code), CREATED)

    await client.create(TOWN_HALL)

    first, second = platform.calls("event/create")
    assert first.event_data == second.event_data
    assert (first.form["token"], second.form["token"]) == ("sekret-token-1", "sekret-token-2")


async def test_a_token_rejected_twice_ends_the_create(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/create", refusal(12), refusal(12))

    with pytest.raises(LoginRefused, match="Nothing was created"):
        await client.create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 2
    assert len(platform.calls("authenticate")) == 2


async def test_a_wrong_password_stops_instead_of_hammering(
    client: WebcastsClient, platform: ScriptedPlatform, clock: Clock
) -> None:
    platform.will("authenticate", refusal(11))
    for _ in range(5):
        with pytest.raises(LoginRefused, match="Your request was not sent"):
            await client.create(TOWN_HALL)
        with pytest.raises(LoginRefused):
            await client.status("1890012")
    assert len(platform.heard) == 1

    clock.now += 300
    platform.will("event/create", CREATED)
    await client.create(TOWN_HALL)
    assert len(platform.calls("authenticate")) == 2


async def test_check_login_says_whether_the_platform_accepts_the_account(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    await client.check_login()
    assert [heard.path for heard in platform.heard] == ["/api/authenticate"]


async def test_check_login_fails_as_a_login_does(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("authenticate", refusal(72))

    with pytest.raises(LoginRefused):
        await client.check_login()


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(page(502), id="a gateway's page"),
        pytest.param(HANG_UP, id="a dropped connection"),
        pytest.param(http("<html>"), id="HTML"),
        pytest.param(success(), id="no token"),
    ],
)
async def test_a_create_behind_a_lost_login_surely_was_not_sent(
    client: WebcastsClient, platform: ScriptedPlatform, reply: object
) -> None:
    platform.will("authenticate", reply)  # type: ignore[arg-type]  # parametrize knows no type

    with pytest.raises(Unreachable, match="Your request was not sent"):
        await client.create(TOWN_HALL)

    assert not platform.calls("event/create")


async def test_a_lost_login_after_a_rejected_token_leaves_nothing_created(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("authenticate", token(1), HANG_UP)
    platform.will("event/create", refusal(12))

    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 1


@pytest.mark.parametrize("reply", [page(502), HANG_UP, refusal(60), refusal(0), http("")])
async def test_a_read_is_repeated_with_growing_pauses(
    client: WebcastsClient, platform: ScriptedPlatform, clock: Clock, reply: object
) -> None:
    platform.will("event/status", reply, reply, CREATED)  # type: ignore[arg-type]  # as above

    webcast = await client.status("1890012")

    assert webcast.id == "1890012"
    assert clock.slept == [0.5, 1.0]


async def test_a_read_gives_up_after_three_attempts(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("folder/tree", *[refusal(60)] * 3)

    with pytest.raises(Unavailable):
        await client.folder_tree()

    assert len(platform.calls("folder/tree")) == 3


async def test_a_login_that_was_lost_under_a_read_is_tried_again_with_it(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("authenticate", HANG_UP, token(1))
    platform.will("event/status", CREATED)

    await client.status("1890012")

    assert len(platform.calls("authenticate")) == 2


@pytest.mark.parametrize("reply", [page(502), HANG_UP, refusal(60), refusal(0), refusal(62)])
async def test_a_create_is_sent_once_whatever_happens(
    client: WebcastsClient, platform: ScriptedPlatform, clock: Clock, reply: object
) -> None:
    platform.will("event/create", reply)  # type: ignore[arg-type]  # as above

    with pytest.raises((Unanswered, Throttled)):
        await client.create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 1
    assert clock.slept == []


async def test_a_used_up_budget_is_not_waited_for(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/status", refusal(61))

    with pytest.raises(Throttled) as caught:
        await client.status("1890012")

    assert caught.value.retry_after == 3600


async def test_a_refusal_that_stays_is_not_repeated(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/status", refusal(10))

    with pytest.raises(NoAccess):
        await client.status("1000001")

    assert len(platform.calls("event/status")) == 1


async def test_what_cannot_be_sent_is_not_sent(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    with pytest.raises(Invalid):
        await client.status("no id")
    with pytest.raises(Invalid):
        await client.update("1890012", {"title": ""})

    assert not platform.heard


async def test_a_client_without_settings_reads_a_real_clock(
    platform: ScriptedPlatform, session: ClientSession
) -> None:
    platform.will("event/status", CREATED)

    client = WebcastsClient(session, platform.url, "svc-webcast-bot", "sekret-password")

    assert (await client.status("1890012")).id == "1890012"


async def test_a_session_that_raises_for_status_changes_nothing(
    platform: ScriptedPlatform,
) -> None:
    connector = TCPConnector(force_close=True)
    async with ClientSession(connector=connector, raise_for_status=True) as strict:
        platform.will("event/create", page(429))
        client = WebcastsClient(strict, platform.url, "svc-webcast-bot", "sekret-password")

        with pytest.raises(Throttled):
            await client.create(TOWN_HALL)


async def test_a_slash_at_the_end_of_the_address_is_tolerated(
    make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform
) -> None:
    platform.will("folder/tree", TREE)

    await make_client(f" {platform.url}// ").folder_tree()

    assert platform.heard[-1].path == "/api/folder/tree"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.webcasts.com/api",
        "ftp://api.webcasts.com/api",
        "https://",
        "https://:443/api",
        "https://api.webcasts.com:0/api",
        "https://api.webcasts.com:99999/api",
        "https://[api/",
        "https://svc:sekret@api.webcasts.com/api",
        "https://api.webcasts.com/api?x=1",
        "https://api.webcasts.com/api#x",
    ],
)
async def test_an_address_that_cannot_work_is_refused_at_once(
    make_client: Callable[..., WebcastsClient], url: str
) -> None:
    with pytest.raises(Misconfigured, match="must look like https://") as caught:
        make_client(url)

    assert "sekret" not in str(caught.value)


async def test_the_time_for_a_repeated_read_ends_with_the_deadline(
    make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform, clock: Clock
) -> None:
    client = make_client(platform.url, patience=Patience(deadline=1.2))
    platform.will("event/status", *[refusal(60)] * 2)

    with pytest.raises(Unavailable):
        await client.status("1890012")

    assert clock.slept == [0.5]
