"""Values that cannot be built wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import (
    Changes,
    Difference,
    Encoder,
    Event,
    Folder,
    Live,
    OnDemand,
    Portal,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    Webcast,
    WebcastRequest,
    differences,
)
from bot.errors import Invalid, NotUnderstood
from bot.rules import (
    Access,
    AcquisitionType,
    Kind,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from tests.webcasts.examples import START, TOWN_HALL, requests

if TYPE_CHECKING:
    from bot.domain import Source


def as_created(request: WebcastRequest) -> Webcast:
    """Make the webcast that a platform without whims would make of a request."""
    return Webcast(
        id="1890012",
        title=request.title,
        starts_at=request.starts_at.astimezone(UTC),
        duration=request.duration,
        capacity=request.capacity,
        folder_name="Marketing",
        viewer_link="https://event.webcasts.com/starthere.jsp?ei=1890012",
        portals=tuple(
            Portal(access=access, link="https://a.test", pin="A") for access in request.portals
        ),
        player_closes_at=request.player_closes_at,
    )


def test_a_request_knows_its_end_and_kind() -> None:
    assert TOWN_HALL.ends_at == START + timedelta(hours=1)
    assert TOWN_HALL.kind is Kind.LIVE
    assert replace(TOWN_HALL, production=OnDemand(media=MediaType.VIDEO)).kind is Kind.ON_DEMAND


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"title": ""}, "title", id="no title"),
        pytest.param({"title": "<b>"}, "title", id="tags"),
        pytest.param({"starts_at": START.replace(tzinfo=None)}, "when", id="no zone"),
        pytest.param({"starts_at": START + timedelta(minutes=1)}, "when", id="odd minute"),
        pytest.param({"starts_at": datetime.max.replace(tzinfo=UTC)}, "when", id="end of time"),
        pytest.param({"duration": timedelta(minutes=45)}, "duration", id="odd duration"),
        pytest.param({"zone": "Europe/Paris"}, "zone", id="unknown zone"),
        pytest.param({"capacity": 49}, "capacity", id="small"),
        pytest.param({"expiration_months": 2}, "expiration", id="short"),
        pytest.param({"folder_id": "home"}, "folder", id="no folder id"),
        pytest.param({"folder_from_event": "that one"}, "folder_from", id="no event id"),
        pytest.param({"folder_id": "1", "folder_from_event": "2"}, "folder", id="two folders"),
        pytest.param({"cost_center": "x" * 257}, "cost_center", id="long cost center"),
        pytest.param({"portals": (Access(1), Access(1))}, "portals", id="same portals"),
        pytest.param({"player_closes_at": START}, "player_close", id="closes at the start"),
        pytest.param(
            {"player_closes_at": START + timedelta(hours=1)}, "player_close", id="closes at the end"
        ),
        pytest.param(
            {"player_closes_at": datetime(2028, 1, 1)},  # noqa: DTZ001 # that is the case
            "player_close",
            id="closes at no moment",
        ),
    ],
)
def test_a_request_that_the_platform_would_alter_cannot_be_built(
    change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        replace(TOWN_HALL, **change)

    assert caught.value.field == field


def test_a_request_holds_the_canonical_spelling_of_what_it_was_given() -> None:
    request = replace(TOWN_HALL, title=" Q4\n", folder_id=" 0007 ", cost_center="\tCC ")

    assert (request.title, request.folder_id, request.cost_center) == ("Q4", "7", "CC")
    assert replace(TOWN_HALL, folder_from_event="007").folder_from_event == "7"


def test_an_empty_folder_is_none() -> None:
    request = replace(TOWN_HALL, folder_id="", folder_from_event="")

    assert (request.folder_id, request.folder_from_event) == (None, None)


def test_a_close_time_is_held_as_the_wire_counts_it() -> None:
    closes = TOWN_HALL.ends_at + timedelta(microseconds=5700)

    held = replace(TOWN_HALL, player_closes_at=closes).player_closes_at

    assert held == TOWN_HALL.ends_at + timedelta(milliseconds=5)


@settings(deadline=None)
@given(requests())
def test_a_request_built_from_a_request_is_the_same(request: WebcastRequest) -> None:
    assert replace(request) == request
    assert hash(replace(request)) == hash(request)
    assert request.ends_at - request.starts_at == request.duration


def test_a_request_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        TOWN_HALL.title = "Other"  # type: ignore[misc]  # that is the claim


def test_changes_name_every_field_of_a_request() -> None:
    assert Changes.__annotations__.keys() == {each.name for each in fields(WebcastRequest)}


@pytest.mark.parametrize(
    ("source", "acquisition"),
    [
        (Webcam(), AcquisitionType.WEBCAM),
        (Vcu(address="203.0.113.20", connection=VcuConnectionType.SIP), AcquisitionType.VCU),
        (Encoder(), AcquisitionType.ENCODER),
        (Telephone(telephony=TelephonyType.BRIDGE), AcquisitionType.TELEPHONE),
        (VideoBridge(bridge=VideoBridgeType.STANDARD), AcquisitionType.VIDEO_BRIDGE),
    ],
)
def test_each_source_is_one_acquisition_type(source: Source, acquisition: AcquisitionType) -> None:
    assert source.acquisition is acquisition
    assert Live(source=source, region=Region.EUROPE).kind is Kind.LIVE


def test_a_vcu_needs_an_ip_address() -> None:
    with pytest.raises(Invalid, match="IP address"):
        Vcu(address="vcu.example.com", connection=VcuConnectionType.SIP)


def test_a_portal_never_shows_its_link_or_pin() -> None:
    portal = Portal(access=Access.REPORTS, link="https://sekret.test", pin="SEKRET")
    webcast = replace(as_created(TOWN_HALL), portals=(portal,))
    event = Event(workspace="T1", owner="U1", webcast=webcast, request=TOWN_HALL, created_at=START)

    assert "sekret" not in f"{portal} {portal!r} {webcast} {event}".lower()
    assert event.id == "1890012"


@settings(deadline=None)
@given(requests())
def test_a_webcast_made_as_asked_differs_in_nothing(request: WebcastRequest) -> None:
    webcast = as_created(request)

    assert differences(request, webcast) == ()
    assert webcast.ends_at == request.ends_at


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Q1"}, "title"),
        ({"starts_at": START + timedelta(minutes=15)}, "starts_at"),
        ({"duration": timedelta(minutes=90)}, "duration"),
        ({"capacity": 500}, "capacity"),
        ({"player_closes_at": START + timedelta(days=9)}, "player_closes_at"),
        ({"portals": (Portal(access=Access(1), link="", pin=""),)}, "portals"),
    ],
)
def test_whatever_came_out_different_is_named_with_both_values(
    change: dict[str, Any], field: str
) -> None:
    webcast = replace(as_created(TOWN_HALL), **change)

    (found,) = differences(TOWN_HALL, webcast)

    assert isinstance(found, Difference)
    assert found.field == field
    assert found.asked != found.got


def test_the_same_instant_in_another_zone_is_no_difference() -> None:
    elsewhere = START.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert differences(TOWN_HALL, replace(as_created(TOWN_HALL), starts_at=elsewhere)) == ()


@settings(deadline=None)
@given(st.permutations([Access(1), Access(2), Access(31)]))
def test_the_order_of_portals_is_no_difference(order: list[Access]) -> None:
    asked = replace(TOWN_HALL, portals=(Access(31), Access(1), Access(2)))
    made = replace(asked, portals=tuple(order))

    assert differences(asked, as_created(made)) == ()


def test_a_missing_portal_is_a_difference() -> None:
    asked = replace(TOWN_HALL, portals=(Access(31), Access(1)))

    (found,) = differences(asked, as_created(replace(asked, portals=(Access(1),))))

    assert found == Difference(field="portals", asked=(Access(1), Access(31)), got=(Access(1),))


def test_a_tree_is_walked_from_the_root_with_its_paths() -> None:
    demos = Folder(id="3", name="Demos")
    tree = Folder(
        id="1",
        name="Acme",
        children=(
            Folder(id="2", name="Marketing", children=(demos,)),
            Folder(id="4", name="Demos"),
        ),
    )

    assert [(folder.id, path) for folder, path in tree.walk()] == [
        ("1", ("Acme",)),
        ("2", ("Acme", "Marketing")),
        ("3", ("Acme", "Marketing", "Demos")),
        ("4", ("Acme", "Demos")),
    ]


def test_a_moment_that_is_not_understood_names_its_field_and_choices() -> None:
    error = NotUnderstood("Which one?", choices=("3 am", "3 pm"))

    assert isinstance(error, ValueError)
    assert (error.field, error.choices) == ("when", ("3 am", "3 pm"))
