"""What can happen to bytes on their way, and what must never leave the client."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, TCPConnector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import (
    BotError,
    Misrouted,
    PlatformError,
    Throttled,
    Unanswered,
    Unavailable,
    Unreachable,
)
from bot.webcasts import Patience, WebcastsClient
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.scripted import (
    HANG_UP,
    RESET,
    SILENCE,
    Raw,
    ScriptedPlatform,
    event_data,
    http,
    page,
    refusal,
    success,
    token,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ONCE = Patience(attempts=1)
IMPATIENT = Patience(attempts=1, read=0.4, write=0.2)
CREATED = success(event_data=event_data())
WHOLE = json.dumps(CREATED)
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(WHOLE)}\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ZIPPED = "Content-Encoding: gzip\r\n"

LOST = [
    pytest.param(HANG_UP, id="hangs up"),
    pytest.param(RESET, id="resets"),
    pytest.param(SILENCE, id="says nothing"),
    pytest.param(Raw(b"HTTP/1.1 200"), id="hangs up in the status line"),
    pytest.param(Raw(HEAD.encode() + WHOLE[:96].encode()), id="hangs up in the body"),
    pytest.param(Raw(HEAD.encode() + WHOLE[:96].encode(), reset=True), id="resets in the body"),
    pytest.param(Raw(HEAD.encode() + WHOLE[:96].encode(), hold=True), id="stops in the body"),
    pytest.param(Raw(CHUNKED + b"sekret-pin\r\n"), id="breaks the chunks"),
    pytest.param(Raw(b"sekret-pin\r\n\r\n"), id="speaks no HTTP"),
    pytest.param(Raw(b"HTTP/1.1 200 OK\r\nsekret-pin\r\n\r\n"), id="breaks a header"),
    pytest.param(http("sekret-pin", extra=ZIPPED), id="zips badly"),
    pytest.param(http(gzip.compress(WHOLE.encode())[:60], extra=ZIPPED), id="zips half"),
    pytest.param(http("x" * 1_000_001), id="sends a megabyte"),
    pytest.param(http(gzip.compress(b" " * 20_000_000), extra=ZIPPED), id="sends a zip bomb"),
    pytest.param(http(""), id="sends nothing"),
    pytest.param(page(200), id="sends a page"),
    pytest.param(page(500), id="breaks"),
    pytest.param(page(302, extra="Location: /api/event/create\r\n"), id="redirects"),
    pytest.param(page(307, extra="Location: /api/event/create\r\n"), id="redirects the form"),
]


@pytest.fixture
def once(make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform) -> WebcastsClient:
    """Make a client that reads once."""
    return make_client(platform.url, patience=ONCE)


@pytest.fixture
def fitting(
    make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform
) -> Callable[[Raw], WebcastsClient]:
    """Make a client that is impatient only where the platform keeps it waiting."""
    return lambda reply: make_client(platform.url, patience=IMPATIENT if reply.hold else ONCE)


@pytest.fixture
def free_port() -> Iterator[int]:
    """Hold a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize("reply", LOST)
async def test_a_create_whose_answer_is_lost_is_an_unknown_outcome(
    fitting: Callable[[Raw], WebcastsClient],
    platform: ScriptedPlatform,
    reply: Raw,
    caplog: pytest.LogCaptureFixture,
) -> None:
    platform.will("event/create", reply)

    with caplog.at_level(logging.DEBUG), pytest.raises(Unanswered) as caught:
        await fitting(reply).create(TOWN_HALL)

    assert len(platform.calls("event/create")) == 1
    assert "sekret" not in "".join(traceback.format_exception(caught.value)) + caplog.text


@pytest.mark.parametrize("reply", LOST)
async def test_a_read_whose_answer_is_lost_is_one_of_our_errors(
    fitting: Callable[[Raw], WebcastsClient], platform: ScriptedPlatform, reply: Raw
) -> None:
    platform.will("event/status", reply)

    with pytest.raises((Unanswered, Unavailable, Misrouted)):
        await fitting(reply).status("1890012")


@pytest.mark.parametrize("reply", LOST)
async def test_a_login_whose_answer_is_lost_sends_nothing_after_it(
    fitting: Callable[[Raw], WebcastsClient], platform: ScriptedPlatform, reply: Raw
) -> None:
    platform.will("authenticate", reply)

    with pytest.raises((Unreachable, Misrouted), match="Your request was not sent"):
        await fitting(reply).create(TOWN_HALL)

    assert not platform.calls("event/create")


async def test_a_redirect_is_not_followed(once: WebcastsClient, platform: ScriptedPlatform) -> None:
    platform.will("event/status", page(307, extra=f"Location: {platform.url}/event/status\r\n"))

    with pytest.raises(Misrouted):
        await once.status("1890012")

    assert len(platform.calls("event/status")) == 1


async def test_a_zipped_answer_is_read(once: WebcastsClient, platform: ScriptedPlatform) -> None:
    platform.will("event/create", http(gzip.compress(WHOLE.encode()), extra=ZIPPED))

    assert (await once.create(TOWN_HALL)).webcast.id == "1890012"


async def test_a_gateway_that_throttles_says_how_long(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.will("event/create", page(429, extra="RETRY-AFTER: 7\r\n"))

    with pytest.raises(Throttled) as caught:
        await once.create(TOWN_HALL)

    assert caught.value.retry_after == 7


async def test_an_endless_answer_is_not_read_to_its_end(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    platform.will("event/create", Raw(head + b" " * 1_200_000, hold=True))

    async with asyncio.timeout(10):
        with pytest.raises(Unanswered):
            await once.create(TOWN_HALL)


async def test_the_status_of_a_gateway_counts_even_if_its_page_never_comes(
    once: WebcastsClient, platform: ScriptedPlatform
) -> None:
    head = b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 99\r\n\r\n"
    platform.will("event/create", Raw(head, hold=True))

    async with asyncio.timeout(10):
        with pytest.raises(Misrouted, match="Nothing was created"):
            await once.create(TOWN_HALL)


async def test_a_read_does_not_wait_past_its_deadline(
    make_client: Callable[..., WebcastsClient], platform: ScriptedPlatform
) -> None:
    patience = Patience(connect=0.2, read=60, deadline=0.3)
    client = make_client(platform.url, patience=patience)
    await client.check_login()
    platform.will("event/status", SILENCE, SILENCE)

    async with asyncio.timeout(10):
        with pytest.raises(Unanswered):
            await client.status("1890012")


async def test_a_refused_connection_means_that_nothing_was_sent(
    make_client: Callable[..., WebcastsClient], free_port: int
) -> None:
    client = make_client(f"http://127.0.0.1:{free_port}/api", patience=ONCE)

    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)


async def test_a_refused_connection_after_the_login_means_that_nothing_was_created(
    make_client: Callable[..., WebcastsClient],
) -> None:
    async with ScriptedPlatform() as platform:
        client = make_client(platform.url, patience=ONCE)
        await client.check_login()

    with pytest.raises(Unreachable, match="Nothing was created"):
        await client.create(TOWN_HALL)


async def test_a_name_that_does_not_exist_means_that_nothing_was_sent(
    make_client: Callable[..., WebcastsClient],
) -> None:
    client = make_client("http://platform.invalid/api", patience=ONCE)

    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)


async def test_a_server_without_tls_means_that_nothing_was_sent(
    make_client: Callable[..., WebcastsClient],
) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = make_client(f"https://127.0.0.1:{port}/api", patience=ONCE)

        with pytest.raises(Unreachable):
            await client.create(TOWN_HALL)


async def test_no_free_connection_in_time_means_that_nothing_was_sent(
    platform: ScriptedPlatform,
) -> None:
    async with ClientSession(connector=TCPConnector(limit=1, force_close=True)) as narrow:
        client = WebcastsClient(narrow, platform.url, "n", "p", patience=Patience(connect=0.3))
        await client.check_login()
        platform.will("event/status", SILENCE)
        stuck = asyncio.create_task(client.status("1890012"))
        await platform.arrived["event/status"].wait()

        with pytest.raises(Unreachable, match="Nothing was created"):
            await client.create(TOWN_HALL)

        stuck.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck


async def test_a_closed_session_means_that_nothing_was_sent(
    client: WebcastsClient, platform: ScriptedPlatform, session: ClientSession
) -> None:
    await client.check_login()
    await session.close()

    with pytest.raises(Unreachable):
        await client.create(TOWN_HALL)

    assert not platform.calls("event/create")


async def test_a_cancelled_caller_leaves_the_login_to_the_others(
    client: WebcastsClient, platform: ScriptedPlatform
) -> None:
    platform.gate.clear()
    platform.will("event/status", CREATED)
    first = asyncio.create_task(client.status("1"))
    second = asyncio.create_task(client.status("1890012"))
    await platform.arrived["authenticate"].wait()
    first.cancel()
    platform.gate.set()

    assert (await second).id == "1890012"
    assert len(platform.calls("authenticate")) == 1


async def test_no_secret_is_in_any_log_record_error_or_address(
    make_client: Callable[..., WebcastsClient],
    platform: ScriptedPlatform,
    caplog: pytest.LogCaptureFixture,
) -> None:
    link = {"guest_presenter_type": 1, "pin": "sekret-pin", "link": "https://a.test/sekret-link"}
    cut = json.dumps(success(event_data=event_data(guest_presenter_links=[link])))
    platform.will("authenticate", token(1), token(2), http("sekret-token"), refusal(11))
    platform.will("event/create", refusal(12), http(cut), http(cut[:-9]), page(403), refusal(62))
    first, second, third = (make_client(platform.url, patience=ONCE) for _ in range(3))

    with caplog.at_level(logging.DEBUG):
        told = [await outcome(each) for each in (first, first, first, first, second, third)]

    records = [record.getMessage() + str(vars(record)) for record in caplog.records]
    assert caplog.records
    assert "sekret" not in "".join([repr(first), *told, *records])
    assert not [heard.path for heard in platform.heard if "sekret" in heard.path]


async def outcome(client: WebcastsClient) -> str:
    """Create a webcast; return all that a log could show of how that ended."""
    try:
        return repr(await client.create(TOWN_HALL))
    except BotError as error:
        return "".join(traceback.format_exception(error)) + repr(error)


def test_any_bytes_from_the_network_give_a_value_or_one_of_our_errors() -> None:
    """Send whatever Hypothesis thinks of as the answer to a create."""
    starts = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", HEAD.encode(), CHUNKED, WHOLE.encode()])
    with asyncio.Runner() as runner:

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(starts, st.binary(max_size=60), st.booleans())
        def any_answer(start: bytes, rest: bytes, reset: bool) -> None:  # noqa: FBT001 # drawn
            runner.run(_meet(Raw(start + rest, reset=reset)))

        any_answer()


async def _meet(raw: Raw) -> None:
    connector = TCPConnector(force_close=True)
    async with ScriptedPlatform() as platform, ClientSession(connector=connector) as session:
        platform.will("event/create", raw)
        client = WebcastsClient(session, platform.url, "n", "p", patience=ONCE)
        with suppress(PlatformError):
            await client.create(TOWN_HALL)
