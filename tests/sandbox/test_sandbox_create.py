"""event/create: what is stored, changed in silence, required and refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sandbox.conftest import Caller

START = 1805378400000
MINUTE = 60_000


async def test_an_event_is_echoed_in_the_vendors_key_order(api: Caller) -> None:
    answer = await api.create(guest_presenter_types="31")

    assert list(answer.event) == [
        "scheduled_duration",
        "event_id",
        "audience_capacity",
        "viewer_link",
        "event_title",
        "folder_name",
        "guest_presenter_links",
        "scheduled_start_time",
        "scheduled_player_close_time",
    ]


async def test_an_event_without_portals_has_no_key_for_them(api: Caller) -> None:
    answer = await api.create()

    assert "guest_presenter_links" not in answer.event


async def test_the_return_code_comes_before_the_event(api: Caller) -> None:
    answer = await api.create()

    assert list(answer.result) == ["returnCode", "event_data"]


async def test_values_come_back_as_the_vendor_types_them(api: Caller) -> None:
    answer = await api.create(scheduled_player_close_time=START + 1)

    assert answer.event["event_title"] == "Q1 All Hands"
    assert answer.event["scheduled_start_time"] == START
    assert answer.event["scheduled_duration"] == 60
    assert answer.event["audience_capacity"] == 1000
    assert answer.event["scheduled_player_close_time"] == START + 1
    assert isinstance(answer.event["event_id"], int)


async def test_a_viewer_link_has_the_shape_of_real_ones(api: Caller) -> None:
    answer = await api.create()

    base = str(api.http.make_url("/")).rstrip("/")
    event_id = answer.event["event_id"]
    pattern = rf"{re.escape(base)}/starthere\.jsp\?ei={event_id}&tp_key=[0-9a-f]{{10}}"
    assert re.fullmatch(r"\d{7}", str(event_id))
    assert re.fullmatch(pattern, answer.event["viewer_link"])


async def test_event_ids_grow(api: Caller) -> None:
    ids = [(await api.create()).event["event_id"] for _ in range(20)]

    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        pytest.param(START, START, id="on a mark"),
        pytest.param(START + 1, START + 15 * MINUTE, id="a millisecond past a mark"),
        pytest.param(START + 7 * MINUTE, START + 15 * MINUTE, id="10:07 becomes 10:15"),
        pytest.param(1805413800000, 1805414400000, id="23:50 becomes midnight"),
        pytest.param(1541674800000, 1541674800000, id="in the past, as the vendor's example"),
        pytest.param(str(START), START, id="as a string"),
        pytest.param(float(START), START, id="as a float"),
    ],
)
async def test_a_start_is_rounded_up_to_a_quarter_hour(
    api: Caller, sent: object, stored: int
) -> None:
    answer = await api.create(scheduled_start_time=sent)

    assert answer.event["scheduled_start_time"] == stored


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        pytest.param(30, 30, id="shortest"),
        pytest.param(45, 60, id="45 becomes 60"),
        pytest.param(31, 60, id="31 becomes 60"),
        pytest.param(480, 480, id="longest"),
        pytest.param(600, 480, id="600 becomes 480"),
        pytest.param(0, 30, id="zero becomes 30"),
        pytest.param(-90, 30, id="negative becomes 30"),
        pytest.param("90", 90, id="as a string"),
        pytest.param(10**15, 480, id="absurd"),
    ],
)
async def test_a_duration_is_rounded_up_to_half_hours_within_30_and_480(
    api: Caller, sent: object, stored: int
) -> None:
    answer = await api.create(scheduled_duration=sent)

    assert answer.event["scheduled_duration"] == stored


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "US/Arizona", "us/eastern", "EST", "nonsense"],
)
async def test_a_zone_outside_the_list_becomes_utc_without_a_word(api: Caller, zone: str) -> None:
    answer = await api.create(timezone=zone)

    assert "timezone" not in answer.event
    assert (await api.stored(answer.event["event_id"]))["timezone"] == "Etc/UTC"


async def test_a_listed_zone_is_kept(api: Caller) -> None:
    answer = await api.create(timezone="Asia/Kolkata")

    assert (await api.stored(answer.event["event_id"]))["timezone"] == "Asia/Kolkata"


async def test_a_long_title_is_cut_at_1000_characters(api: Caller) -> None:
    title = "Quarterly results " * 60

    answer = await api.create(event_title=title)

    assert answer.event["event_title"] == title[:1000]


async def test_an_emoji_counts_as_one_character_of_a_title(api: Caller) -> None:
    answer = await api.create(event_title="📣" * 1001)

    assert answer.event["event_title"] == "📣" * 1000


async def test_with_title_utf16_an_emoji_counts_as_two_and_is_never_left_in_half(
    api: Caller,
) -> None:
    await api.control("POST", "mode", {"title": "utf16"})

    answer = await api.create(event_title="a" + "📣" * 600)

    assert answer.event["event_title"] == "a" + "📣" * 499 + "?"


ONDEMAND = {"type": "ondemand", "region": None, "acquisition_type": None, "media_type": "video"}
VCU = {"acquisition_type": 1, "vcu_address": "203.0.113.9", "vcu_connection_type": "SIP"}
TELEPHONE = {"acquisition_type": 3, "region": None, "telephony_type": "bridge"}
VIDEO_BRIDGE = {"acquisition_type": 4, "region": None, "video_bridge_type": "advanced"}


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param(ONDEMAND, id="on demand without region and source"),
        pytest.param({**ONDEMAND, "region": 99, "acquisition_type": "x"}, id="ignored on demand"),
        pytest.param(VCU, id="VCU"),
        pytest.param({**VCU, "vcu_connection_type": "H.323"}, id="VCU by H.323"),
        pytest.param({"acquisition_type": 2}, id="own encoder"),
        pytest.param(TELEPHONE, id="telephone"),
        pytest.param({**TELEPHONE, "region": 0}, id="telephone with region 0"),
        pytest.param({**TELEPHONE, "telephony_type": None}, id="telephone as in the example"),
        pytest.param(VIDEO_BRIDGE, id="video bridge"),
        pytest.param({"media_type": "film"}, id="media type ignored when live"),
        pytest.param({"telephony_type": "pigeon"}, id="telephony type ignored for webcam"),
        pytest.param({"region": "5", "acquisition_type": "0"}, id="numbers as strings"),
        pytest.param({"cost_center": "CC-4711"}, id="cost center"),
        pytest.param({"cost_center": "x" * 5000}, id="long cost center"),
        pytest.param({"scheduled_player_close_time": 0}, id="no close time"),
        pytest.param({"audience_capacity": 50}, id="least capacity"),
        pytest.param({"audience_capacity": 10000}, id="most capacity"),
        pytest.param({"event_expiration_months": 3}, id="fewest months"),
        pytest.param({"guest_presenter_types": ""}, id="no portals"),
        pytest.param({"unheard_of": {"deep": [1]}}, id="unknown property"),
        pytest.param({"event_title": "a < b"}, id="a lone bracket"),
        pytest.param({"event_title": "a > b < c"}, id="brackets the wrong way round"),
        pytest.param({"vcu_address": "pigeon", "acquisition_type": 0}, id="VCU address ignored"),
    ],
)
async def test_these_are_accepted(api: Caller, properties: dict[str, object]) -> None:
    answer = await api.create(**properties)

    assert (answer.code, answer.hint) == (1, "")


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        pytest.param({"event_title": None}, "event_title", id="no title"),
        pytest.param({"event_title": "  "}, "event_title", id="blank title"),
        pytest.param({"event_title": ["a"]}, "event_title", id="a list for a title"),
        pytest.param({"type": None}, "type", id="no type"),
        pytest.param({"type": "Live"}, "type", id="unknown type"),
        pytest.param({"type": ["live"]}, "type", id="a list for a type"),
        pytest.param({"scheduled_start_time": None}, "scheduled_start_time", id="no start"),
        pytest.param({"scheduled_start_time": "soon"}, "scheduled_start_time", id="start in words"),
        pytest.param({"scheduled_start_time": -1}, "scheduled_start_time", id="before 1970"),
        pytest.param({"scheduled_start_time": 10**18}, "scheduled_start_time", id="after 9999"),
        pytest.param({"scheduled_start_time": True}, "scheduled_start_time", id="start true"),
        pytest.param({"scheduled_duration": None}, "scheduled_duration", id="no duration"),
        pytest.param({"scheduled_duration": 45.5}, "scheduled_duration", id="half minutes"),
        pytest.param({"scheduled_duration": "1h"}, "scheduled_duration", id="duration in words"),
        pytest.param({"timezone": None}, "timezone", id="no zone"),
        pytest.param({"region": None}, "region", id="no region"),
        pytest.param({"region": 0}, "region", id="region 0"),
        pytest.param({"region": 6}, "region", id="region 6"),
        pytest.param({"acquisition_type": None}, "acquisition_type", id="no source"),
        pytest.param({"acquisition_type": 5}, "acquisition_type", id="unknown source"),
        pytest.param({**VCU, "vcu_address": None}, "vcu_address", id="VCU without address"),
        pytest.param({**VCU, "region": None}, "region", id="VCU without region"),
        pytest.param(
            {**VCU, "vcu_connection_type": "sip"}, "vcu_connection_type", id="unknown VCU type"
        ),
        pytest.param({**TELEPHONE, "telephony_type": "x"}, "telephony_type", id="unknown bridge"),
        pytest.param(
            {**VIDEO_BRIDGE, "video_bridge_type": None}, "video_bridge_type", id="bridge type"
        ),
        pytest.param({**ONDEMAND, "media_type": None}, "media_type", id="no media type"),
        pytest.param({**ONDEMAND, "media_type": "film"}, "media_type", id="unknown media type"),
        pytest.param({"audience_capacity": 49}, "audience_capacity", id="too few"),
        pytest.param({"audience_capacity": 10001}, "audience_capacity", id="too many"),
        pytest.param({"audience_capacity": None}, "audience_capacity", id="no capacity"),
        pytest.param({"event_expiration_months": 2}, "event_expiration_months", id="2 months"),
        pytest.param({"event_expiration_months": 13}, "event_expiration_months", id="13 months"),
        pytest.param({"guest_presenter_types": "0"}, "guest_presenter_types", id="mask 0"),
        pytest.param({"guest_presenter_types": "32"}, "guest_presenter_types", id="mask 32"),
        pytest.param({"guest_presenter_types": "1,,2"}, "guest_presenter_types", id="empty mask"),
        pytest.param({"guest_presenter_types": "x"}, "guest_presenter_types", id="mask in words"),
        pytest.param({"guest_presenter_types": [1]}, "guest_presenter_types", id="list of masks"),
        pytest.param(
            {"guest_presenter_types": ",".join(["1"] * 101)}, "guest_presenter_types", id="101"
        ),
        pytest.param(
            {"scheduled_player_close_time": "never"}, "scheduled_player_close_time", id="close"
        ),
        pytest.param({"cost_center": {"a": 1}}, "cost_center", id="an object for a cost center"),
        pytest.param({"folder_id": "home"}, "folder_id", id="folder in words"),
    ],
)
async def test_these_are_refused_with_72_and_a_hint(
    api: Caller, properties: dict[str, object], field: str
) -> None:
    answer = await api.create(**properties)

    assert answer.code == 72
    assert answer.hint.startswith(f"{field}: ")


async def test_a_refusal_names_no_field_in_its_body(api: Caller) -> None:
    answer = await api.create(audience_capacity=49)

    sentence = "There were missing or invalid input parameters in your request."
    assert answer.result == {"returnCode": 72, "error": sentence}


async def test_a_hint_names_every_field_that_is_wrong(api: Caller) -> None:
    answer = await api.create(audience_capacity=49, region=9)

    assert "audience_capacity: must be 50 to 10000" in answer.hint
    assert "region: must be 1 to 5" in answer.hint


async def test_a_refused_create_stores_nothing(api: Caller) -> None:
    await api.create(audience_capacity=49)

    assert (await api.control("GET", "state"))["events"] == []


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"event_title": "Ask <@U02ABCDEF>"}, id="title"),
        pytest.param({"cost_center": "<b>"}, id="cost center"),
        pytest.param({"unheard_of": [{"deep": "<i>"}]}, id="deep in an unknown property"),
        pytest.param({"event_title": "<>", "audience_capacity": 1}, id="before other problems"),
        pytest.param({"event_title": "x" * 2000 + "<b>"}, id="in what would be cut"),
    ],
)
async def test_tags_are_refused_with_70(api: Caller, properties: dict[str, object]) -> None:
    answer = await api.create(**properties)

    assert answer.code == 70
    assert answer.result["error"].startswith("Oops!! Please remove any insecure tags")


@pytest.mark.parametrize(
    "event_data",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut"),
        pytest.param("[]", id="a list"),
        pytest.param('{"event_id": 0000000}', id="the vendor's own example id"),
        pytest.param('{"audience_capacity": NaN}', id="NaN"),
        pytest.param('{"a":' * 20_000, id="too deep"),
        pytest.param('{"scheduled_start_time": 1' + "0" * 5000 + "}", id="too many digits"),
    ],
)
async def test_event_data_that_is_no_json_object_is_refused(api: Caller, event_data: str) -> None:
    answer = await api.call("event/create", event_data=event_data)

    assert answer.code == 72
    assert answer.hint == "event_data: must be a JSON object"


async def test_missing_event_data_is_refused(api: Caller) -> None:
    answer = await api.call("event/create")

    assert answer.code == 72


async def test_half_a_character_is_stored_as_java_would(api: Caller) -> None:
    answer = await api.create(event_title="half \ud83d of it")

    assert answer.event["event_title"] == "half ? of it"


async def test_characters_are_sent_as_they_are(api: Caller) -> None:
    answer = await api.create(event_title="Überblick für 東京 📣")

    assert "Überblick für 東京 📣".encode() in answer.body


async def test_portals_come_in_the_order_sent_with_a_pin_and_a_link_each(api: Caller) -> None:
    answer = await api.create(guest_presenter_types="31, 16")

    event_id, portals = answer.event["event_id"], answer.event["guest_presenter_links"]
    base = str(api.http.make_url("/")).rstrip("/")
    assert [list(portal) for portal in portals] == [["guest_presenter_type", "pin", "link"]] * 2
    assert [portal["guest_presenter_type"] for portal in portals] == [31, 16]
    assert [portal["link"] for portal in portals] == [
        f"{base}/guest?ei={event_id}&gp=31",
        f"{base}/guest?ei={event_id}&gp=16",
    ]
    assert all(re.fullmatch("[A-Z0-9]{5,8}", portal["pin"]) for portal in portals)


async def test_the_same_mask_twice_makes_two_portals_that_differ(api: Caller) -> None:
    answer = await api.create(guest_presenter_types="16,16")

    first, second = answer.event["guest_presenter_links"]
    assert first["pin"] != second["pin"]
    assert first["link"] != second["link"]


async def test_a_single_mask_may_be_a_number(api: Caller) -> None:
    answer = await api.create(guest_presenter_types=8)

    assert [each["guest_presenter_type"] for each in answer.event["guest_presenter_links"]] == [8]


async def test_without_a_folder_an_event_goes_to_the_home_folder(api: Caller) -> None:
    answer = await api.create()

    assert answer.event["folder_name"] == "Webcasts"


@pytest.mark.parametrize("folder_id", [5121, "5121"], ids=["number", "string"])
async def test_a_folder_is_given_by_id(api: Caller, folder_id: object) -> None:
    answer = await api.create(folder_id=folder_id)

    assert answer.event["folder_name"] == "Demos"
    assert "folder_id" not in answer.event


async def test_a_folder_can_be_that_of_another_event(api: Caller) -> None:
    other = await api.create(folder_id=5141)

    answer = await api.create(folder_from_event=other.event["event_id"])

    stored = await api.stored(answer.event["event_id"])
    assert stored["folder_path"] == ["Webcasts", "Training", "Demos"]


async def test_folder_id_wins_over_another_events_folder(api: Caller) -> None:
    answer = await api.create(folder_id=5110, folder_from_event="nonsense")

    assert answer.event["folder_name"] == "Town Halls"


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        pytest.param({"folder_id": 9999}, "folder_id", id="unknown folder"),
        pytest.param({"folder_id": 6100}, "folder_id", id="another account's folder"),
        pytest.param({"folder_from_event": 1000001}, "folder_from_event", id="unknown event"),
    ],
)
async def test_what_the_account_may_not_see_is_code_10(
    api: Caller, properties: dict[str, object], field: str
) -> None:
    answer = await api.create(**properties)

    assert answer.code == 10
    assert answer.hint.startswith(field)
