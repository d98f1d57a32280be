"""event/update and event/status: merging, portals, access, and what is never told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

START = 1805378400000
CLOSE = 1808106300000


async def event_of(api: Caller, **changes: object) -> int:
    event_id = (await api.create(**changes)).event["event_id"]
    assert isinstance(event_id, int)
    return event_id


async def test_an_update_changes_what_is_sent_and_keeps_the_rest(api: Caller) -> None:
    event_id = await event_of(api, folder_id=5110)

    answer = await api.update(event_id, scheduled_duration=150)

    assert answer.event["scheduled_duration"] == 150
    assert answer.event["event_title"] == "Q1 All Hands"
    assert answer.event["folder_name"] == "Town Halls"


@pytest.mark.parametrize("as_type", [int, str], ids=["number", "string"])
async def test_an_update_takes_the_event_id_as(api: Caller, as_type: type) -> None:
    event_id = await event_of(api)

    answer = await api.update(as_type(event_id), event_title="New")

    assert answer.event["event_id"] == event_id


async def test_an_update_returns_portals_and_pins_though_none_were_sent(api: Caller) -> None:
    created = await api.create(guest_presenter_types="31,16")

    answer = await api.update(created.event["event_id"], event_title="New")

    assert answer.event["guest_presenter_links"] == created.event["guest_presenter_links"]


async def test_an_update_keeps_the_viewer_link(api: Caller) -> None:
    created = await api.create()

    answer = await api.update(created.event["event_id"], event_title="New")

    assert answer.event["viewer_link"] == created.event["viewer_link"]


async def test_an_update_rounds_like_a_create(api: Caller) -> None:
    event_id = await event_of(api)

    answer = await api.update(event_id, scheduled_start_time=START + 1, scheduled_duration=31)

    assert answer.event["scheduled_start_time"] == START + 900_000
    assert answer.event["scheduled_duration"] == 60


async def test_an_update_turns_a_bad_zone_into_utc_without_a_word(api: Caller) -> None:
    event_id = await event_of(api)

    answer = await api.update(event_id, timezone="Europe/Berlin")

    assert answer.code == 1
    assert (await api.stored(event_id))["timezone"] == "Etc/UTC"


async def test_nulls_are_as_good_as_not_sent(api: Caller) -> None:
    event_id = await event_of(api)

    answer = await api.update(event_id, event_title=None)

    assert answer.event["event_title"] == "Q1 All Hands"


async def test_a_close_time_of_zero_removes_it(api: Caller) -> None:
    event_id = await event_of(api, scheduled_player_close_time=CLOSE)

    answer = await api.update(event_id, scheduled_player_close_time=0)

    assert answer.event["scheduled_player_close_time"] == 0


async def test_an_update_can_move_an_event_to_another_folder(api: Caller) -> None:
    event_id = await event_of(api)

    answer = await api.update(event_id, folder_id="5131")

    assert answer.event["folder_name"] == "Earnings Calls"


async def test_another_source_asks_for_what_it_needs(api: Caller) -> None:
    event_id = await event_of(api)

    answer = await api.update(event_id, acquisition_type=1)

    assert answer.code == 72
    assert answer.hint == "vcu_address: is missing; vcu_connection_type: is missing"


async def test_a_refused_update_changes_nothing(api: Caller) -> None:
    event_id = await event_of(api)
    before = await api.stored(event_id)

    await api.update(event_id, event_title="New", audience_capacity=1)

    assert await api.stored(event_id) == before


async def test_an_update_without_an_event_id_is_refused(api: Caller) -> None:
    answer = await api.call("event/update", event_data='{"event_title": "x"}')

    assert answer.code == 72
    assert answer.hint.startswith("event_id")


@pytest.mark.parametrize("endpoint", ["update", "status"])
@pytest.mark.parametrize("whose", ["nobody's", "the neighbour's"])
async def test_unknown_and_foreign_events_get_the_same_code_10(
    api: Caller, endpoint: str, whose: str
) -> None:
    event_id = 1000001
    if whose == "the neighbour's":
        await api.login("neighbour", "neighbour")
        event_id = await event_of(api)
        await api.login()

    call = api.update if endpoint == "update" else api.status
    answer = await call(event_id)

    sentence = "You are not authorized to run a report on this event."
    assert answer.result == {"returnCode": 10, "error": sentence}
    assert answer.hint == "event_id: is not an event of this account"


async def test_the_code_of_unknown_events_can_be_set(api: Caller) -> None:
    await api.control("POST", "mode", {"unknown_event_code": 72})

    assert (await api.status(1000001)).code == 72


async def test_portals_sent_in_an_update_are_added(api: Caller) -> None:
    created = await api.create(guest_presenter_types="31")

    answer = await api.update(created.event["event_id"], guest_presenter_types="16")

    portals = answer.event["guest_presenter_links"]
    assert [each["guest_presenter_type"] for each in portals] == [31, 16]
    assert portals[0] == created.event["guest_presenter_links"][0]


async def test_portals_that_are_there_are_not_added_again(api: Caller) -> None:
    created = await api.create(guest_presenter_types="31,16")

    answer = await api.update(created.event["event_id"], guest_presenter_types="16,31")

    assert answer.event["guest_presenter_links"] == created.event["guest_presenter_links"]


async def test_with_portals_replace_the_others_vanish_and_the_kept_keep_their_pin(
    api: Caller,
) -> None:
    await api.control("POST", "mode", {"portals": "replace"})
    created = await api.create(guest_presenter_types="31,16")

    answer = await api.update(created.event["event_id"], guest_presenter_types="16,8")

    kept, new = answer.event["guest_presenter_links"]
    assert kept == created.event["guest_presenter_links"][1]
    assert new["guest_presenter_type"] == 8


async def test_with_portals_replace_an_empty_list_removes_all(api: Caller) -> None:
    await api.control("POST", "mode", {"portals": "replace"})
    event_id = await event_of(api, guest_presenter_types="31")

    answer = await api.update(event_id, guest_presenter_types="")

    assert "guest_presenter_links" not in answer.event


async def test_with_portals_reissue_every_pin_is_new(api: Caller) -> None:
    await api.control("POST", "mode", {"portals": "reissue"})
    created = await api.create(guest_presenter_types="31")

    answer = await api.update(created.event["event_id"], guest_presenter_types="31")

    (old,) = created.event["guest_presenter_links"]
    (new,) = answer.event["guest_presenter_links"]
    assert new["pin"] != old["pin"]


async def test_status_gives_seven_fields_and_never_a_portal(api: Caller) -> None:
    event_id = await event_of(api, guest_presenter_types="31")

    answer = await api.status(event_id)

    assert list(answer.event) == [
        "scheduled_duration",
        "event_id",
        "audience_capacity",
        "viewer_link",
        "event_title",
        "folder_name",
        "scheduled_start_time",
        "scheduled_player_close_time",
    ]


async def test_status_agrees_with_create(api: Caller) -> None:
    created = await api.create(scheduled_player_close_time=CLOSE)

    answer = await api.status(created.event["event_id"])

    assert answer.event == created.event


@pytest.mark.parametrize("event_id", ["", "abc", "1.5", "²"])
async def test_status_of_what_is_no_id_is_refused(api: Caller, event_id: str) -> None:
    assert (await api.status(event_id)).code == 72


async def test_status_of_tags_is_code_70(api: Caller) -> None:
    assert (await api.status("<b>")).code == 70


async def test_with_close_unit_minutes_status_gives_minutes(api: Caller) -> None:
    await api.control("POST", "mode", {"close_unit": "minutes"})
    created = await api.create(scheduled_player_close_time=CLOSE)

    answer = await api.status(created.event["event_id"])

    assert created.event["scheduled_player_close_time"] == CLOSE
    assert answer.event["scheduled_player_close_time"] == CLOSE // 60_000
