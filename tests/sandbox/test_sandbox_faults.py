"""Trouble on demand: what each kind does to the call and to what is stored."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientConnectionError, ClientError, ClientPayloadError

from bot.sandbox.faults import KINDS, BadFault, Faults

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener


async def events_of(api: Caller) -> list[Any]:
    events: list[Any] = (await api.control("GET", "state"))["events"]
    return events


async def last_entry(api: Caller) -> dict[str, Any]:
    entry: dict[str, Any] = (await api.control("GET", "journal"))["entries"][-1]
    return entry


async def test_html_is_a_gateways_page_and_nothing_is_done(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="html")

    answer = await api.create()

    assert answer.response.status == 502
    assert answer.response.headers["Content-Type"] == "text/html"
    assert b"<h1>502 Bad Gateway</h1>" in answer.body
    assert await events_of(api) == []


async def test_html_can_come_after_the_work(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="html", commit="after", status=504)

    answer = await api.create()

    assert answer.response.status == 504
    assert len(await events_of(api)) == 1


async def test_status_sends_any_status_and_body(api: Caller) -> None:
    await api.fault(kind="status", status=429, body='{"a": 1}', content_type="application/json")

    answer = await api.tree()

    assert answer.response.status == 429
    assert answer.response.content_type == "application/json"
    assert answer.body == b'{"a": 1}'


async def test_redirect_points_elsewhere(api: Caller) -> None:
    await api.fault(kind="redirect", location="/login")

    response = await api.http.post("/api/authenticate", data={"a": "b"}, allow_redirects=False)

    assert (response.status, response.headers["Location"]) == (302, "/login")


async def test_truncate_cuts_the_body_after_the_work(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="truncate", bytes=96)

    answer = await api.create()

    assert answer.response.status == 200
    assert len(answer.body) == 96
    assert answer.body.startswith(b'{"convey_api":{"result":{"returnCode":1')
    assert len(await events_of(api)) == 1


async def test_truncate_can_announce_the_full_length(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="truncate", length="full")

    with pytest.raises(ClientPayloadError):
        await api.create()

    assert len(await events_of(api)) == 1


async def test_empty_is_an_empty_200_after_the_work(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="empty")

    answer = await api.create()

    assert (answer.response.status, answer.body) == (200, b"")
    assert len(await events_of(api)) == 1


async def test_huge_pads_the_body(api: Caller) -> None:
    await api.fault(kind="huge", bytes=3_000_000)

    answer = await api.tree()

    assert len(answer.body) == 3_000_000
    assert answer.code == 1


async def test_huge_never_cuts(api: Caller) -> None:
    await api.fault(kind="huge", bytes=10)

    assert (await api.tree()).code == 1


async def test_charset_belies_the_header(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="charset")

    answer = await api.create()

    assert answer.response.headers["Content-Type"].endswith("charset=utf-8")
    assert json.loads(answer.body.decode("utf-16"))["convey_api"]["result"]["returnCode"] == 1


async def test_slow_sends_everything_in_the_end(api: Caller) -> None:
    await api.fault(kind="slow", seconds=0.01)

    assert (await api.tree()).code == 1


@pytest.mark.parametrize("commit", ["before", "after"])
async def test_delay_answers_as_usual_in_the_end(api: Caller, commit: str) -> None:
    await api.fault(kind="delay", seconds=0.01, commit=commit)

    assert (await api.create()).code == 1


@pytest.mark.parametrize("how", ["close", "reset"])
async def test_drop_before_commit_loses_the_request(api: Caller, how: str) -> None:
    await api.fault(endpoint="event/create", kind="drop_before_commit", how=how)

    with pytest.raises(ClientConnectionError):
        await api.create()

    assert await events_of(api) == []


@pytest.mark.parametrize("how", ["close", "reset"])
async def test_drop_after_commit_loses_the_answer_only(api: Caller, how: str) -> None:
    await api.fault(endpoint="event/create", kind="drop_after_commit", how=how)

    with pytest.raises(ClientConnectionError):
        await api.create()

    assert len(await events_of(api)) == 1


async def test_after_a_drop_the_sandbox_goes_on(api: Caller) -> None:
    await api.fault(kind="drop_before_commit")
    with pytest.raises(ClientError):
        await api.tree()

    assert (await api.tree()).code == 1


async def test_code_answers_with_the_sentence_and_does_nothing(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="code", code=60)

    answer = await api.create()

    assert answer.code == 60
    assert answer.result["error"].startswith("The reporting service is not available")
    assert await events_of(api) == []


async def test_code_can_come_after_the_work(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="code", code=0, commit="after")

    answer = await api.create()

    assert answer.code == 0
    assert len(await events_of(api)) == 1


async def test_a_code_outside_the_table_is_a_general_error_in_words(api: Caller) -> None:
    await api.fault(kind="code", code=99)

    assert (await api.tree()).result == {"returnCode": 99, "error": "General Error"}


async def test_partial_creates_the_event_without_its_portals(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="partial")

    answer = await api.create(guest_presenter_types="31")

    assert list(answer.envelope) == ["result", "current_timestamp", "version"]
    assert list(answer.result) == ["returnCode", "error", "event_data"]
    assert (answer.code, answer.result["error"]) == (2, "Partial Success")
    assert "guest_presenter_links" not in answer.event
    assert (await api.stored(answer.event["event_id"]))["portals"] == []


async def test_partial_can_put_the_event_into_the_home_folder(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="partial", drop="folder")

    answer = await api.create(folder_id=5110)

    assert answer.event["folder_name"] == "Webcasts"


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        ({"error": False}, ["returnCode", "event_data"]),
        ({"event_data": False}, ["returnCode", "error"]),
        ({"error": False, "event_data": False}, ["returnCode"]),
    ],
    ids=["without a text", "without the event", "without either"],
)
async def test_partial_comes_in_variants(
    api: Caller, parts: dict[str, object], keys: list[str]
) -> None:
    await api.fault(endpoint="event/create", kind="partial", **parts)

    answer = await api.create()

    assert list(answer.result) == keys
    assert len(await events_of(api)) == 1


async def test_partial_leaves_a_refusal_as_it_is(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="partial")

    assert (await api.create(region=9)).code == 72


async def test_an_update_in_part_adds_no_portals(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]
    await api.fault(endpoint="event/update", kind="partial")

    answer = await api.update(event_id, guest_presenter_types="1", event_title="New")

    assert answer.code == 2
    assert (await api.stored(event_id))["portals"] == []
    assert (await api.stored(event_id))["event_title"] == "New"


async def test_expire_tokens_ends_them_before_the_call(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="expire_tokens")

    assert (await api.create()).code == 12


async def test_a_fault_waits_for_the_nth_call(api: Caller) -> None:
    await api.fault(endpoint="folder/tree", kind="code", nth=3)

    assert [(await api.tree()).code for _ in range(4)] == [1, 1, 60, 1]


async def test_a_fault_spoils_as_many_calls_as_told(api: Caller) -> None:
    await api.fault(endpoint="folder/tree", kind="code", times=2)

    assert [(await api.tree()).code for _ in range(3)] == [60, 60, 1]


async def test_a_fault_for_good_stays_until_it_is_removed(api: Caller) -> None:
    await api.fault(endpoint="folder/tree", kind="code", times=0)
    spoiled = [(await api.tree()).code for _ in range(5)]

    removed = await api.control("DELETE", "faults")

    assert spoiled == [60] * 5
    assert removed == {"removed": 1}
    assert (await api.tree()).code == 1


async def test_a_fault_of_one_endpoint_spares_the_others(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="code")

    assert (await api.tree()).code == 1


async def test_faults_due_together_come_one_after_the_other(api: Caller) -> None:
    await api.control(
        "POST", "faults", [{"kind": "code", "code": 60}, {"kind": "code", "code": 50}]
    )

    assert [(await api.tree()).code for _ in range(3)] == [60, 50, 1]


async def test_one_fault_can_be_removed_by_its_number(api: Caller) -> None:
    await api.fault(kind="code", code=60)
    await api.fault(kind="code", code=50)

    await api.control("DELETE", "faults?number=1")

    assert (await api.tree()).code == 50


async def test_of_a_list_with_a_bad_fault_none_is_queued(api: Caller) -> None:
    answer = await api.control("POST", "faults", [{"kind": "code"}, {"kind": "code", "code": "x"}])

    assert answer["field"] == "code"
    assert (await api.control("GET", "faults"))["faults"] == []


async def test_the_queue_shows_what_is_to_come(api: Caller) -> None:
    await api.fault(endpoint="event/status", kind="delay", nth=2)

    (fault,) = (await api.control("GET", "faults"))["faults"]

    assert fault == {
        "number": 1,
        "endpoint": "event/status",
        "nth": 2,
        "times": 1,
        "kind": "delay",
        "seconds": 2.0,
        "commit": "after",
    }


async def test_every_kind_is_listed_with_its_parameters(api: Caller) -> None:
    kinds = (await api.control("GET", "faults"))["kinds"]

    assert set(kinds) == set(KINDS)
    assert kinds["drop_after_commit"]["parameters"]["how"] == {
        "default": "close",
        "allowed": ["close", "reset"],
    }


@pytest.mark.parametrize(
    ("kind", "status", "return_code"),
    [("drop_before_commit", None, None), ("drop_after_commit", None, 1), ("html", 502, None)],
)
async def test_the_journal_tells_what_a_fault_did(
    api: Caller, kind: str, status: int | None, return_code: int | None
) -> None:
    await api.fault(kind=kind)
    with suppress(ClientError):
        await api.create()
    entry = await last_entry(api)

    assert (entry["fault"], entry["status"], entry["return_code"]) == (kind, status, return_code)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "kind"),
        ({"kind": "flood"}, "kind"),
        ({"kind": ["code"]}, "kind"),
        ({"kind": "code", "endpoint": "event/list"}, "endpoint"),
        ({"kind": "code", "nth": 0}, "nth"),
        ({"kind": "code", "nth": True}, "nth"),
        ({"kind": "code", "times": -1}, "times"),
        ({"kind": "code", "times": 1.5}, "times"),
        ({"kind": "code", "code": 1000}, "code"),
        ({"kind": "code", "commit": "never"}, "commit"),
        ({"kind": "code", "seconds": 1}, "seconds"),
        ({"kind": "status", "status": 99}, "status"),
        ({"kind": "status", "body": 1}, "body"),
        ({"kind": "status", "content_type": "a\r\nb"}, "content_type"),
        ({"kind": "delay", "seconds": "2"}, "seconds"),
        ({"kind": "delay", "seconds": 10**6}, "seconds"),
        ({"kind": "partial", "endpoint": "event/create", "error": 1}, "error"),
        ({"kind": "partial", "endpoint": "event/status"}, "endpoint"),
        ({"kind": "partial"}, "endpoint"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wish: dict[str, object], field: str) -> None:
    with pytest.raises(BadFault) as caught:
        Faults().add(wish)

    assert caught.value.field == field


@pytest.mark.parametrize("wish", ["code", 7, ["code"]])
async def test_a_fault_that_is_no_object_is_refused(api: Caller, wish: object) -> None:
    answer = await api.control("POST", "faults", [wish])

    assert answer["error"] == "A fault is a JSON object."


async def test_a_caller_that_leaves_during_a_slow_answer_does_no_harm(
    api: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    await api.fault(endpoint="folder/tree", kind="slow", seconds=0.2)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with api.http.post("/api/folder/tree", data=b"token=x", headers=headers) as response:
        response.close()

    async with asyncio.timeout(5):
        while (await last_entry(api))["status"] is not None:
            pass

    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert (await api.tree()).code == 1


async def test_a_caller_that_gives_up_waiting_has_its_event_all_the_same(api: Caller) -> None:
    await api.fault(endpoint="event/create", kind="delay", seconds=0.1, commit="before")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await api.create()

    async with asyncio.timeout(5):
        while not await events_of(api):
            pass

    assert len(await events_of(api)) == 1


async def test_a_stop_does_not_wait_for_long_delays(opened: Opener) -> None:
    api = await opened()
    await api.fault(kind="delay", seconds=600, commit="before")
    waiting = asyncio.ensure_future(api.tree())
    while (await last_entry(api))["fault"] is None:
        pass

    async with asyncio.timeout(5):
        await api.http.server.close()

    with pytest.raises(ClientError):
        await waiting
