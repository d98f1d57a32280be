"""What the client sends: forms, byte for byte."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Changes,
    Encoder,
    Live,
    OnDemand,
    Telephone,
    Vcu,
    VideoBridge,
)
from bot.errors import Invalid
from bot.rules import (
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.webcasts import full_set, protocol
from tests.webcasts.examples import START, START_MS, TOWN_HALL, requests

if TYPE_CHECKING:
    from bot.domain import Source, WebcastRequest
    from bot.webcasts.protocol import Call

LATER = datetime(2027, 4, 18, 14, 5, tzinfo=UTC)


def form_of(call: Call, token: str | None = None) -> dict[str, str]:
    return dict(parse_qsl(call.body(token).decode("ascii"), keep_blank_values=True))


def data_of(call: Call) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(form_of(call)["event_data"])
    return data


def test_a_login_sends_name_and_password_as_form_fields() -> None:
    call = protocol.log_in("svc-webcast-bot", "correct horse")

    assert call.body() == b"username=svc-webcast-bot&password=correct+horse"
    assert call.endpoint == "authenticate"


def test_a_create_sends_json_inside_a_form_field_next_to_the_token() -> None:
    body = protocol.create(TOWN_HALL).body("tok")

    assert body.startswith(b"token=tok&event_data=%7B%22event_title%22%3A%22Q1+All+Hands%22%2C")


def test_a_live_create_sends_exactly_the_required_properties() -> None:
    assert data_of(protocol.create(TOWN_HALL)) == {
        "event_title": "Q1 All Hands",
        "type": "live",
        "scheduled_start_time": START_MS,
        "scheduled_duration": 60,
        "timezone": "US/Eastern",
        "region": 1,
        "acquisition_type": 0,
        "audience_capacity": 1000,
        "event_expiration_months": 12,
    }


def test_an_on_demand_create_sends_its_media_and_no_source() -> None:
    request = replace(
        TOWN_HALL, production=OnDemand(media=MediaType.AUDIO), folder_from_event="1890001"
    )
    data = data_of(protocol.create(request))

    assert data["type"] == "ondemand"
    assert data["media_type"] == "audio"
    assert data["folder_from_event"] == 1890001
    assert not data.keys() & {"region", "acquisition_type"}


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        pytest.param(
            Vcu(address="203.0.113.20", connection=VcuConnectionType.H323),
            {
                "acquisition_type": 1,
                "vcu_address": "203.0.113.20",
                "vcu_connection_type": "H.323",
            },
            id="vcu",
        ),
        pytest.param(Encoder(), {"acquisition_type": 2}, id="encoder"),
        pytest.param(
            Telephone(telephony=TelephonyType.DIRECT_DIAL),
            {"acquisition_type": 3, "telephony_type": "directdial"},
            id="telephone",
        ),
        pytest.param(
            VideoBridge(bridge=VideoBridgeType.ADVANCED),
            {"acquisition_type": 4, "video_bridge_type": "advanced"},
            id="video bridge",
        ),
    ],
)
def test_each_source_sends_its_own_properties_and_always_the_region(
    source: Source, sent: dict[str, object]
) -> None:
    request = replace(TOWN_HALL, production=Live(source=source, region=Region.ASIA_PACIFIC))
    data = data_of(protocol.create(request))
    usual = data_of(protocol.create(TOWN_HALL))

    assert {name: data[name] for name in data if data[name] != usual.get(name)} == {
        **sent,
        "region": 5,
    }


def test_every_optional_property_is_sent_in_the_type_of_the_reference() -> None:
    request = replace(
        TOWN_HALL,
        folder_id="5120",
        cost_center="CC-4711",
        portals=(Access(31), Access.Q_AND_A),
        player_closes_at=LATER,
    )
    data = data_of(protocol.create(request))

    assert data["folder_id"] == 5120
    assert data["cost_center"] == "CC-4711"
    assert data["guest_presenter_types"] == "31,16"
    assert data["scheduled_player_close_time"] == 1_808_057_100_000


def test_a_start_in_any_zone_is_sent_as_the_same_instant() -> None:
    elsewhere = START.astimezone(datetime.strptime("+0530", "%z").tzinfo)

    call = protocol.create(replace(TOWN_HALL, starts_at=elsewhere))

    assert data_of(call)["scheduled_start_time"] == START_MS


@settings(deadline=None)
@given(requests())
def test_any_request_is_sent_as_ascii_that_reads_back_the_same(request: WebcastRequest) -> None:
    call = protocol.create(request)
    data = data_of(call)

    assert form_of(call)["event_data"].isascii()
    assert data["event_title"] == request.title
    assert data["scheduled_duration"] * timedelta(minutes=1) == request.duration
    assert datetime.fromtimestamp(data["scheduled_start_time"] / 1000, UTC) == request.starts_at
    assert ("guest_presenter_types" in data) == bool(request.portals)
    assert ("scheduled_player_close_time" in data) == bool(request.player_closes_at)
    assert data.get("region") in (
        {1, 2, 3, 4, 5} if isinstance(request.production, Live) else {None}
    )


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_name_and_password_can_be_sent(name: str, password: str) -> None:
    assert protocol.log_in(name, password).body().isascii()


def test_an_update_sends_the_id_as_text_and_only_what_changes() -> None:
    changes: Changes = {"duration": timedelta(minutes=150)}

    call = protocol.update("1890012", changes)

    assert call.endpoint == "event/update"
    assert data_of(call) == {"event_id": "1890012", "scheduled_duration": 150}


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        pytest.param({"title": " New  name "}, {"event_title": "New  name"}, id="title"),
        pytest.param({"starts_at": START}, {"scheduled_start_time": START_MS}, id="start"),
        pytest.param({"zone": "CET"}, {"timezone": "CET"}, id="zone"),
        pytest.param({"capacity": 50}, {"audience_capacity": 50}, id="capacity"),
        pytest.param({"expiration_months": 3}, {"event_expiration_months": 3}, id="expiration"),
        pytest.param({"folder_id": "5120"}, {"folder_id": 5120}, id="folder"),
        pytest.param({"folder_from_event": "7"}, {"folder_from_event": 7}, id="folder of another"),
        pytest.param({"cost_center": ""}, {"cost_center": ""}, id="cost center emptied"),
        pytest.param({"portals": ()}, {"guest_presenter_types": ""}, id="portals emptied"),
        pytest.param(
            {"player_closes_at": LATER},
            {"scheduled_player_close_time": 1_808_057_100_000},
            id="close time",
        ),
        pytest.param(
            {"player_closes_at": None},
            {"scheduled_player_close_time": 0},
            id="close time taken off",
        ),
        pytest.param(
            {"production": OnDemand(media=MediaType.VIDEO)},
            {"type": "ondemand", "media_type": "video"},
            id="kind",
        ),
    ],
)
def test_each_change_is_sent_under_the_name_of_the_reference(
    changes: Changes, sent: dict[str, object]
) -> None:
    assert data_of(protocol.update("1890012", changes)) == {"event_id": "1890012", **sent}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({}, "changes", id="none at all"),
        pytest.param({"title": "<b>Hi</b>"}, "title", id="tags"),
        pytest.param({"title": "x" * 1001}, "title", id="a title that would be cut"),
        pytest.param({"starts_at": START + timedelta(minutes=1)}, "when", id="an odd minute"),
        pytest.param(
            {"starts_at": START.replace(tzinfo=None)}, "when", id="a start without a zone"
        ),
        pytest.param({"duration": timedelta(minutes=45)}, "duration", id="an odd duration"),
        pytest.param({"zone": "Europe/Paris"}, "zone", id="a zone that would become UTC"),
        pytest.param({"capacity": 49}, "capacity", id="capacity"),
        pytest.param({"expiration_months": 13}, "expiration", id="expiration"),
        pytest.param({"folder_id": "x"}, "folder", id="folder"),
        pytest.param({"folder_from_event": "x"}, "folder_from", id="folder of another"),
        pytest.param({"folder_id": "1", "folder_from_event": "2"}, "folder", id="two folders"),
        pytest.param({"portals": (Access(0),)}, "portals", id="a portal to nothing"),
        pytest.param(
            {"player_closes_at": LATER.replace(tzinfo=None)},
            "player_close",
            id="close without zone",
        ),
    ],
)
def test_a_change_that_the_platform_would_alter_or_refuse_is_not_sent(
    changes: Changes, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        protocol.update("1890012", changes)

    assert caught.value.field == field


def test_the_full_set_of_a_request_updates_everything_a_create_sends() -> None:
    created = data_of(protocol.create(TOWN_HALL))
    updated = data_of(protocol.update("1890012", full_set(TOWN_HALL)))

    assert created.items() <= updated.items()
    assert updated.keys() - created.keys() == {
        "event_id",
        "cost_center",
        "guest_presenter_types",
    }


def test_a_status_call_sends_the_id_as_a_form_field() -> None:
    assert protocol.status(" 0001890012 ").body("tok") == b"token=tok&event_id=1890012"


def test_the_home_folder_is_asked_for_without_an_id() -> None:
    assert protocol.folder_tree().body("tok") == b"token=tok"


def test_another_root_folder_is_asked_for_by_its_id() -> None:
    assert protocol.folder_tree("5122").body("tok") == b"token=tok&folder_id=5122"


@pytest.mark.parametrize("wrong", ["", "abc", "12a", "-1", "²", "1" * 19])
def test_an_id_that_is_no_number_is_not_sent(wrong: str) -> None:
    with pytest.raises(Invalid):
        protocol.status(wrong)
    with pytest.raises(Invalid):
        protocol.folder_tree(wrong)


def test_a_call_shows_no_form_field() -> None:
    call = protocol.log_in("svc-webcast-bot", "sekret-password")

    assert "sekret" not in repr(call)
    assert "svc" not in repr(call)
