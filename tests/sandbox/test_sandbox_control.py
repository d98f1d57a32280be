"""The control API: state, reset, clock, journal, events as edited in the portal, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.sandbox.journal import LENGTH, Entry, Journal

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller, Opener

NOW_MS = 1803999845120
NOW = "2027-03-02T15:04:05.120+00:00"


async def test_the_state_shows_stored_values_that_the_api_never_tells(api: Caller) -> None:
    await api.create(cost_center="CC-4711", guest_presenter_types="17")

    (event,) = (await api.control("GET", "state"))["events"]

    assert event["timezone"] == "US/Eastern"
    assert event["cost_center"] == "CC-4711"
    assert event["portals"][0]["allows"] == ["Live Studio", "Q&A Only"]


async def test_the_state_shows_the_pins_that_the_api_gave(api: Caller) -> None:
    created = await api.create(guest_presenter_types="31")

    (event,) = (await api.control("GET", "state"))["events"]

    assert event["portals"][0]["pin"] == created.event["guest_presenter_links"][0]["pin"]


async def test_the_state_shows_no_token_or_password(opened: Opener) -> None:
    api = await opened(password="correct horse")
    await api.login("sandbox", "correct horse")

    async with api.http.get("/_sandbox/state") as response:
        text = await response.text()

    assert api.token not in text
    assert "correct horse" not in text


async def test_a_reset_forgets_everything(api: Caller) -> None:
    await api.create()
    await api.fault(kind="code", nth=9)
    await api.control("POST", "mode", {"preset": "strict"})
    await api.control("POST", "clock", {"advance": 60})

    await api.control("POST", "reset")

    state = await api.control("GET", "state")
    assert (state["events"], state["tokens"], state["faults"]) == ([], [], [])
    assert state["switches"]["update"] == "merge"
    assert state["clock"]["now"] == NOW
    assert (await api.control("GET", "journal"))["entries"] == []


async def test_after_a_reset_the_same_calls_give_the_same_answers(api: Caller) -> None:
    first = (await api.create(guest_presenter_types="31,16")).body
    await api.control("POST", "reset")
    await api.login()

    assert (await api.create(guest_presenter_types="31,16")).body == first


async def test_another_start_value_gives_other_ids_keys_and_pins(api: Caller) -> None:
    first = (await api.create(guest_presenter_types="31")).event
    await api.control("POST", "reset", {"seed": 2})
    await api.login()

    second = (await api.create(guest_presenter_types="31")).event

    assert first["event_id"] != second["event_id"]
    assert first["viewer_link"][-10:] != second["viewer_link"][-10:]


async def test_a_reset_can_bring_other_folders(api: Caller) -> None:
    tree = {"folder_name": "Acme", "folder_id": "7"}

    await api.control("POST", "reset", {"folders": tree})
    await api.login()

    assert (await api.tree()).result["folder_tree"] == tree


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"seed": "one"}, "seed"),
        ({"seed": True}, "seed"),
        ({"folders": []}, "folders"),
        ({"sead": 1}, "sead"),
    ],
)
async def test_a_reset_that_cannot_be_is_refused(
    api: Caller, wish: dict[str, object], field: str
) -> None:
    answer = await api.control("POST", "reset", wish)

    assert answer["field"] == field


async def test_the_clock_is_the_real_one_by_default(api: Caller) -> None:
    assert await api.control("GET", "clock") == {
        "now_ms": NOW_MS,
        "now": NOW,
        "running": True,
        "shift_ms": 0,
    }


@pytest.mark.parametrize(
    "moment",
    [1805378400000, "1805378400000", "2027-03-18T14:00:00Z", "2027-03-18T10:00:00-04:00"],
)
async def test_the_clock_can_be_set_and_stands_still(api: Caller, moment: object) -> None:
    answer = await api.control("POST", "clock", {"set": moment})

    assert (answer["now_ms"], answer["running"]) == (1805378400000, False)


async def test_the_clock_can_be_advanced_while_it_runs(api: Caller) -> None:
    answer = await api.control("POST", "clock", {"advance": 1.5})

    assert (answer["now_ms"], answer["running"]) == (NOW_MS + 1500, True)


async def test_the_clock_can_be_advanced_while_it_stands(api: Caller) -> None:
    await api.control("POST", "clock", {"set": 1805378400000})

    answer = await api.control("POST", "clock", {"advance": -60})

    assert answer["now_ms"] == 1805378340000


async def test_a_stopped_clock_can_go_on_from_where_it_stands(opened: Opener) -> None:
    seconds = [NOW_MS / 1000]
    api = await opened(clock=lambda: seconds[0])
    await api.control("POST", "clock", {"set": 1805378400000})
    await api.control("POST", "clock", {"run": True})

    seconds[0] += 5

    assert (await api.control("GET", "clock"))["now_ms"] == 1805378405000


async def test_the_clock_can_become_real_again(api: Caller) -> None:
    await api.control("POST", "clock", {"set": 0})

    answer = await api.control("POST", "clock", {"real": True})

    assert answer["now_ms"] == NOW_MS


async def test_answers_carry_the_clocks_time(api: Caller) -> None:
    await api.control("POST", "clock", {"advance": 60})

    assert (await api.tree()).envelope["current_timestamp"] == NOW_MS + 60_000


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"set": "tomorrow"},
        {"set": "2027-03-18T14:00:00"},
        {"set": -1},
        {"set": None},
        {"advance": "60"},
        {"advance": True},
        {"advance": 1e300},
        {"advance": -(10**12)},
        {"set": 1, "run": True},
        {"stop": True},
    ],
    ids=str,
)
async def test_a_time_that_cannot_be_is_refused(api: Caller, wish: dict[str, object]) -> None:
    answer = await api.control("POST", "clock", wish)

    assert answer["error"]
    assert (await api.control("GET", "clock"))["now_ms"] == NOW_MS


async def test_the_journal_lists_calls_with_code_and_hint(api: Caller) -> None:
    await api.create(audience_capacity=1)

    entry = (await api.control("GET", "journal"))["entries"][-1]

    assert (entry["method"], entry["path"]) == ("POST", "/api/event/create")
    assert (entry["endpoint"], entry["account"]) == ("event/create", "sandbox")
    assert (entry["status"], entry["return_code"]) == (200, 72)
    assert entry["hint"] == "audience_capacity: must be 50 to 10000"
    assert entry["at"] == NOW


async def test_the_journal_redacts_token_and_password(api: Caller) -> None:
    await api.tree()

    login, call = (await api.control("GET", "journal"))["entries"]

    assert login["form"] == {"username": "sandbox", "password": "[redacted]"}
    assert call["form"] == {"token": "[redacted]"}


async def test_the_journal_redacts_the_query_string_too(api: Caller) -> None:
    await api.http.get("/api/authenticate", params={"password": "correct horse"})

    entry = (await api.control("GET", "journal"))["entries"][-1]

    assert entry["query"] == {"password": "[redacted]"}


async def test_the_journal_can_be_narrowed(api: Caller) -> None:
    await api.tree()
    await api.create()
    await api.create()

    journal = await api.control("GET", "journal?since=3&endpoint=event/create")

    assert [entry["number"] for entry in journal["entries"]] == [4]


async def test_the_journal_keeps_its_numbers_when_it_is_cleared(api: Caller) -> None:
    await api.tree()

    removed = await api.control("DELETE", "journal")
    await api.tree()

    assert removed == {"removed": 2}
    assert [each["number"] for each in (await api.control("GET", "journal"))["entries"]] == [3]


def test_the_journal_forgets_the_oldest_when_it_is_full() -> None:
    journal = Journal()
    for _ in range(LENGTH + 1):
        journal.keep(Entry(at=NOW_MS, method="POST", path="/api/folder/tree", query={}))

    assert [journal.entries[0].number, journal.entries[-1].number] == [2, LENGTH + 1]


async def test_an_event_can_be_edited_as_in_the_portal(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]

    await api.control("PATCH", f"events/{event_id}", {"event_title": "Moved in the portal"})

    assert (await api.status(event_id)).event["event_title"] == "Moved in the portal"


async def test_an_edit_that_the_platform_would_refuse_says_why(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]

    answer = await api.control("PATCH", f"events/{event_id}", {"audience_capacity": 1})

    assert (
        answer["error"] == "The platform would answer 72: audience_capacity: must be 50 to 10000."
    )
    assert answer["field"] == "audience_capacity"


async def test_an_event_can_be_removed_as_in_the_portal(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]

    await api.control("DELETE", f"events/{event_id}")

    assert (await api.status(event_id)).code == 10


async def test_the_id_of_a_removed_event_is_not_used_again(api: Caller) -> None:
    event_id = (await api.create()).event["event_id"]
    await api.control("DELETE", f"events/{event_id}")

    assert (await api.create()).event["event_id"] > event_id


@pytest.mark.parametrize("event_id", ["1000001", "abc"])
async def test_control_of_an_unknown_event_is_refused(api: Caller, event_id: str) -> None:
    answer = await api.control("GET", f"events/{event_id}")

    assert answer["field"] == "event_id"


async def test_the_index_lists_every_control_with_what_it_does(api: Caller) -> None:
    index = await api.control("GET", "")

    assert index["POST /_sandbox/expire_tokens"] == "End every token at once."
    assert all(index.values())


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "stat", 404), ("DELETE", "state", 405)]
)
async def test_a_control_that_does_not_exist_is_told_what_does(
    api: Caller, method: str, path: str, status: int
) -> None:
    async with api.http.request(method, f"/_sandbox/{path}") as response:
        answer = await response.json()

    assert response.status == status
    assert "GET /_sandbox/state" in answer["allowed"]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe"], ids=repr)
async def test_a_body_that_is_no_json_object_is_refused(api: Caller, body: bytes) -> None:
    async with api.http.post("/_sandbox/mode", data=body) as response:
        answer = await response.json()

    assert response.status == 400
    assert answer["error"]


@pytest.mark.parametrize("query", ["journal?since=x", "journal?since=1.5"])
async def test_a_number_that_is_none_is_refused(api: Caller, query: str) -> None:
    answer = await api.control("GET", query)

    assert answer["error"] == "since must be a whole number."


async def test_a_bad_switch_is_answered_with_what_is_allowed(api: Caller) -> None:
    answer = await api.control("POST", "mode", {"capacity": "squeeze"})

    assert answer == {
        "error": "capacity cannot be 'squeeze'.",
        "field": "capacity",
        "allowed": ["refuse", "clamp"],
    }
