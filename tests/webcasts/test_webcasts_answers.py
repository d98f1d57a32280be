"""What the client reads: webcasts and receipts out of any envelope."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Portal, differences
from bot.errors import Unanswered, Unavailable
from bot.rules import Access
from bot.webcasts import protocol
from tests.webcasts.examples import START, TOWN_HALL
from tests.webcasts.exchanges import CREATE, STATUS, UPDATE, answer, portal
from tests.webcasts.scripted import event_data, success


def test_the_example_of_the_reference_becomes_a_receipt() -> None:
    receipt = protocol.read_receipt(answer(success(event_data=event_data())), CREATE)

    assert not receipt.partial
    assert receipt.webcast.id == "1890012"
    assert receipt.webcast.starts_at == START
    assert receipt.webcast.duration == timedelta(minutes=60)
    assert receipt.webcast.folder_name == "Marketing"
    assert receipt.webcast.portals == ()
    assert receipt.webcast.player_closes_at is None
    assert differences(TOWN_HALL, receipt.webcast) == ()


def test_portals_come_with_their_access_link_and_pin() -> None:
    data = event_data(guest_presenter_links=[portal(31), portal(16, "PYFE3")])
    receipt = protocol.read_receipt(answer(success(event_data=data)), CREATE)

    assert receipt.webcast.portals == (
        Portal(access=Access(31), link="https://guest.test/p?gp=1", pin="XC4T8FDE"),
        Portal(access=Access.Q_AND_A, link="https://guest.test/p?gp=1", pin="PYFE3"),
    )


def test_one_portal_may_come_without_its_array_as_one_folder_does() -> None:
    data = event_data(guest_presenter_links=portal(4))
    receipt = protocol.read_receipt(answer(success(event_data=data)), CREATE)

    assert [each.access for each in receipt.webcast.portals] == [Access.REPORTS]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(portal(0), id="mask 0"),
        pytest.param(portal(-1), id="mask -1"),
        pytest.param(portal(32), id="mask 32"),
        pytest.param(portal("x"), id="mask of letters"),
        pytest.param({"guest_presenter_type": 1, "pin": "A"}, id="no link"),
        pytest.param({**portal(), "link": "javascript:alert(1)"}, id="no web address"),
        pytest.param({**portal(), "pin": None}, id="no pin"),
        pytest.param("portal", id="no object"),
    ],
)
def test_a_portal_that_nobody_can_use_is_missing_and_so_a_difference(broken: object) -> None:
    data = event_data(guest_presenter_links=[broken, portal(16)])
    webcast = protocol.read_receipt(answer(success(event_data=data)), CREATE).webcast
    asked = replace(TOWN_HALL, portals=(Access.LIVE_STUDIO, Access.Q_AND_A))

    assert [each.access for each in webcast.portals] == [Access.Q_AND_A]
    assert [each.field for each in differences(asked, webcast)] == ["portals"]


def test_a_partial_success_is_a_receipt_that_says_so() -> None:
    body = success(returnCode=2, error="Partial Success", event_data=event_data())

    assert protocol.read_receipt(answer(body), CREATE).partial


def test_a_partial_success_of_a_read_is_used() -> None:
    body = success(returnCode=2, event_data=event_data())

    assert protocol.read_webcast(answer(body), STATUS).id == "1890012"


@pytest.mark.parametrize("data", [None, {}, [], "none", event_data(event_title=None)])
def test_a_partial_create_that_is_not_described_exists_but_is_uncertain(data: object) -> None:
    with pytest.raises(Unanswered, match="created the webcast in part"):
        protocol.read_receipt(answer(success(returnCode=2, event_data=data)), CREATE)


def test_a_created_webcast_that_is_not_described_is_told_by_its_number() -> None:
    body = success(event_data=event_data(viewer_link=None))

    with pytest.raises(Unanswered, match="as number 1890012"):
        protocol.read_receipt(answer(body), CREATE)


def test_an_update_that_is_not_described_is_uncertain() -> None:
    with pytest.raises(Unanswered, match="did not say to what"):
        protocol.read_receipt(answer(success(event_data={})), UPDATE)


def test_a_status_that_is_not_described_can_be_read_again() -> None:
    with pytest.raises(Unavailable):
        protocol.read_webcast(answer(success()), STATUS)


def test_the_spelling_of_the_framework_blocks_reads_the_same() -> None:
    body = {
        "convey_api": {
            "currentTimestamp": "1803999845120",
            "version": "3",
            "result": {
                "event_data": event_data(
                    event_id="1890012",
                    scheduled_duration="60",
                    audience_capacity="1000",
                    scheduled_start_time="1805378400000",
                    new_property={"of": "tomorrow"},
                ),
                "returnCode": "1",
            },
        }
    }

    assert protocol.read_webcast(answer(body), STATUS) == protocol.read_webcast(
        answer(success(event_data=event_data())), STATUS
    )


def test_an_answer_without_an_id_is_known_by_its_viewer_link() -> None:
    body = success(event_data=event_data(event_id=None))

    assert protocol.read_receipt(answer(body), CREATE).webcast.id == "1890012"


def test_a_create_without_any_id_is_uncertain() -> None:
    data = event_data(event_id=None, viewer_link="https://event.webcasts.com/")

    with pytest.raises(Unanswered, match="created the webcast, but"):
        protocol.read_receipt(answer(success(event_data=data)), CREATE)


def test_an_answer_about_another_webcast_is_not_believed() -> None:
    body = success(event_data=event_data(event_id=1890013))

    with pytest.raises(Unavailable):
        protocol.read_webcast(answer(body), STATUS)
    with pytest.raises(Unanswered):
        protocol.read_receipt(answer(body), UPDATE)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        pytest.param(0, None, id="0 is none"),
        pytest.param(None, None, id="missing is none"),
        pytest.param(90, None, id="minutes are no moment"),
        pytest.param(99_999_999_999, None, id="just under milliseconds"),
        pytest.param(10**18, None, id="past the calendar"),
        pytest.param("soon", None, id="words"),
        pytest.param(
            1_808_106_300_000, datetime(2027, 4, 19, 3, 45, tzinfo=UTC), id="milliseconds"
        ),
    ],
)
def test_a_player_close_time_is_read_only_in_milliseconds(
    told: object, read: datetime | None
) -> None:
    data = event_data(scheduled_player_close_time=told)

    assert protocol.read_webcast(answer(success(event_data=data)), STATUS).player_closes_at == read


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        pytest.param(None, [], id="the reference leaves it out of the answer to a create"),
        pytest.param(90, [], id="minutes are no moment"),
        pytest.param(0, ["player_closes_at"], id="0 is none"),
        pytest.param(1_808_106_300_000, ["player_closes_at"], id="another moment"),
    ],
)
def test_a_close_time_differs_only_where_the_answer_tells_one(
    told: object, fields: list[str]
) -> None:
    asked = replace(TOWN_HALL, player_closes_at=START + timedelta(days=30))
    data = event_data(scheduled_player_close_time=told)

    webcast = protocol.read_receipt(answer(success(event_data=data)), CREATE).webcast

    assert [each.field for each in differences(asked, webcast)] == fields


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"scheduled_start_time": 1_805_378_400}, id="start in seconds"),
        pytest.param({"scheduled_start_time": True}, id="start is true"),
        pytest.param({"scheduled_start_time": 10**30}, id="start past all years"),
        pytest.param({"scheduled_duration": -30}, id="negative duration"),
        pytest.param({"scheduled_duration": 30.5}, id="broken duration"),
        pytest.param({"scheduled_duration": 10**9}, id="endless duration"),
        pytest.param({"audience_capacity": "many"}, id="capacity in words"),
        pytest.param({"event_title": ["a"]}, id="title is a list"),
        pytest.param({"event_title": False}, id="title is false"),
        pytest.param({"viewer_link": "ftp://event.webcasts.com/1"}, id="link of another scheme"),
        pytest.param({"viewer_link": "https://["}, id="link that breaks the parser"),
        pytest.param({"viewer_link": "https://a.test/|x>"}, id="link that breaks out of Slack's"),
        pytest.param({"viewer_link": "https:///nowhere"}, id="link without a host"),
        pytest.param({"event_id": "12x", "viewer_link": "https://a.test/?ei=y"}, id="odd ids"),
    ],
)
def test_a_property_that_makes_no_sense_is_not_passed_on(wrong: dict[str, object]) -> None:
    with pytest.raises(Unanswered):
        protocol.read_receipt(answer(success(event_data=event_data(**wrong))), CREATE)


def test_a_title_that_arrives_as_a_number_is_text() -> None:
    body = success(event_data=event_data(event_title=2027))

    assert protocol.read_webcast(answer(body), STATUS).title == "2027"


def test_a_missing_folder_name_is_empty() -> None:
    body = success(event_data=event_data(folder_name=None))

    assert protocol.read_webcast(answer(body), STATUS).folder_name == ""


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "\x00" not in text))
def test_any_title_comes_back_as_it_was_stored(title: str) -> None:
    body = success(event_data=event_data(event_title=title))

    assert protocol.read_webcast(answer(body), STATUS).title == title


@settings(deadline=None)
@given(st.text(st.characters(categories=["Cs", "Lu", "Cc"])))
def test_whatever_a_title_holds_it_can_be_stored(title: str) -> None:
    body = success(event_data=event_data(event_title=title))
    read = protocol.read_webcast(answer(body), STATUS).title

    assert len(read.encode()) >= len(read)
    assert "\x00" not in read
