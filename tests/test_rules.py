"""What the platform accepts, and what it would have changed in silence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import rules
from bot.errors import Invalid
from bot.rules import Access, AcquisitionType, Kind, MediaType, Region

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2027, 3, 18, 14, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
aware = st.datetimes(
    min_value=datetime(1980, 1, 1),  # noqa: DTZ001 # the strategy attaches the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 # likewise
    timezones=st.sampled_from([UTC, ZoneInfo("Asia/Kolkata"), timezone(timedelta(hours=-9))]),
)


def field_refused(check: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as caught:
        check()
    assert str(caught.value)
    return caught.value.field


def test_there_are_eighteen_zones_and_each_can_be_loaded() -> None:
    assert len(set(rules.ZONES)) == len(rules.ZONES) == 18
    for zone in rules.ZONES:
        assert ZoneInfo(zone).key == pytz.timezone(zone).zone == zone


@pytest.mark.parametrize("zone", ["Europe/Paris", "US/Arizona", "us/eastern", "", "UTC"])
def test_a_zone_that_would_silently_become_utc_is_refused(zone: str) -> None:
    assert field_refused(lambda: rules.zone(zone)) == "zone"


def test_the_closed_sets_have_the_values_of_the_reference() -> None:
    assert [each.value for each in Kind] == ["live", "ondemand"]
    assert [each.value for each in MediaType] == ["video", "audio"]
    assert [int(each) for each in Region] == [1, 2, 3, 4, 5]
    assert [int(each) for each in AcquisitionType] == [0, 1, 2, 3, 4]
    assert [each.value for each in Access] == [1, 2, 4, 8, 16]


@pytest.mark.parametrize("text", ["Q4 town hall", "a < b", "b > a", "AT&T", "x", "\u202eabc", "🎉"])
def test_a_title_without_tags_is_kept_as_it_is(text: str) -> None:
    assert rules.title(text) == text


def test_a_title_loses_control_characters_and_outer_blanks() -> None:
    assert rules.title("  Q4\t\r\n\x00town\x7f hall \n") == "Q4 town  hall"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \t\n", id="blanks"),
        pytest.param("\x00\x01", id="control characters"),
        pytest.param("\u200b\u2060\ufeff", id="no width"),
        pytest.param("\u202e \u2066", id="direction marks"),
        pytest.param("\ud83d", id="half an emoji"),
        pytest.param("<b>Bold</b>", id="a tag"),
        pytest.param("with <@U02ABCDEF>", id="a mention"),
        pytest.param("<>", id="an empty tag"),
        pytest.param("a < b > c", id="a comparison that looks like a tag"),
        pytest.param("<\n>", id="a tag over two lines"),
        pytest.param("x" * 1001, id="too long"),
        pytest.param("🎉" * 501, id="too long in UTF-16 units"),
    ],
)
def test_a_title_that_the_platform_would_cut_or_refuse_is_refused(text: str) -> None:
    assert field_refused(lambda: rules.title(text)) == "title"


def test_a_title_may_fill_its_thousand_units() -> None:
    assert rules.title("🎉" * 500) == "🎉" * 500


def test_a_title_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(Invalid, match=r"1,234 characters.*1,000.*Take out 234\."):
        rules.title("x" * 1234)


@settings(deadline=None)
@given(st.text())
def test_any_accepted_title_is_accepted_again_and_can_be_stored(text: str) -> None:
    try:
        title = rules.title(text)
    except Invalid:
        return
    with closing(sqlite3.connect(":memory:")) as database:
        assert database.execute("select ?", [title]).fetchone() == (title,)
    assert rules.title(title) == title
    assert rules.utf16_length(title) <= rules.TITLE_LIMIT


@settings(deadline=None)
@given(st.text())
def test_a_title_is_counted_as_java_counts(text: str) -> None:
    units = sum(2 if ord(each) > 0xFFFF else 1 for each in text)

    assert rules.utf16_length(text) == units


def test_a_cost_center_may_be_empty() -> None:
    assert rules.cost_center("  ") == ""


@pytest.mark.parametrize("text", ["<b>", "x" * 257])
def test_a_cost_center_is_plain_and_short(text: str) -> None:
    assert field_refused(lambda: rules.cost_center(text)) == "cost_center"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("203.0.113.20", "203.0.113.20"), (" 2001:DB8::0:1 ", "2001:db8::1")],
)
def test_a_vcu_address_is_an_ip_address(text: str, canonical: str) -> None:
    assert rules.vcu_address(text) == canonical


@pytest.mark.parametrize("text", ["", "vcu.example.com", "1.2.3", "1.2.3.4/24", "fe80::1%<b>"])
def test_anything_else_is_no_vcu_address(text: str) -> None:
    assert field_refused(lambda: rules.vcu_address(text)) == "vcu_address"


@pytest.mark.parametrize("number", [50, 51, 9_999, 10_000])
def test_a_capacity_in_range_is_kept(number: int) -> None:
    assert rules.capacity(number) == number


@pytest.mark.parametrize("number", [-50, 0, 49, 10_001])
def test_a_capacity_out_of_range_is_refused(number: int) -> None:
    assert field_refused(lambda: rules.capacity(number)) == "capacity"


@pytest.mark.parametrize(("number", "good"), [(2, False), (3, True), (12, True), (13, False)])
def test_a_webcast_is_kept_three_to_twelve_months(number: int, good: bool) -> None:  # noqa: FBT001 # a case
    if good:
        assert rules.expiration_months(number) == number
    else:
        assert field_refused(lambda: rules.expiration_months(number)) == "expiration"


def test_there_are_sixteen_durations() -> None:
    assert list(rules.DURATION.choices()) == list(range(30, 481, 30))


@settings(deadline=None)
@given(st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_only_the_sixteen_durations_are_accepted(length: timedelta) -> None:
    if length in [timedelta(minutes=minutes) for minutes in rules.DURATION.choices()]:
        assert rules.duration(length) == length
    else:
        assert field_refused(lambda: rules.duration(length)) == "duration"


@pytest.mark.parametrize("minutes", [-30, 0, 29, 31, 45, 481, 510])
def test_a_duration_that_would_be_rounded_or_cut_is_refused(minutes: int) -> None:
    assert field_refused(lambda: rules.duration(timedelta(minutes=minutes))) == "duration"


@settings(deadline=None)
@given(st.timedeltas(timedelta(days=-2), timedelta(days=2)))
def test_a_rounded_duration_is_accepted_and_the_nearest_not_shorter(length: timedelta) -> None:
    rounded = rules.round_duration(length)

    assert rules.duration(rounded) == rounded
    if timedelta(minutes=30) <= length <= timedelta(minutes=480):
        assert timedelta(0) <= rounded - length < timedelta(minutes=30)


@pytest.mark.parametrize(
    ("asked", "scheduled"),
    [
        pytest.param("2027-03-18T10:00:00", "2027-03-18T10:00:00", id="on the mark"),
        pytest.param("2027-03-18T10:00:01", "2027-03-18T10:15:00", id="a second past it"),
        pytest.param("2027-03-18T10:00:00.000001", "2027-03-18T10:15:00", id="a moment past it"),
        pytest.param("2027-03-18T23:50:00", "2027-03-19T00:00:00", id="over midnight"),
    ],
)
def test_a_start_is_rounded_up_to_the_quarter(asked: str, scheduled: str) -> None:
    moment = datetime.fromisoformat(asked).replace(tzinfo=UTC)

    assert rules.round_start(moment).isoformat() == f"{scheduled}+00:00"


@settings(deadline=None)
@given(aware)
def test_a_rounded_start_is_accepted_and_the_nearest_not_earlier(moment: datetime) -> None:
    rounded = rules.round_start(moment)

    assert timedelta(0) <= rounded.astimezone(UTC) - moment.astimezone(UTC) < QUARTER
    assert rules.start(rounded) == rounded == rules.round_start(rounded)
    assert rounded.tzinfo == moment.tzinfo


def test_a_start_rounded_over_a_clock_change_keeps_the_instant() -> None:
    zone = pytz.timezone("US/Eastern")
    before = zone.localize(datetime(2027, 3, 14, 1, 50), is_dst=None)  # noqa: DTZ001 # localized

    assert rules.round_start(before).isoformat() == "2027-03-14T03:00:00-04:00"


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(minute=1, tzinfo=timezone(timedelta(hours=14))),
    ],
)
def test_a_start_at_the_end_of_the_calendar_is_refused_not_an_accident(moment: datetime) -> None:
    assert field_refused(lambda: rules.round_start(moment)) == "when"
    assert field_refused(lambda: rules.start(moment)) == "when"


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(START.replace(tzinfo=None), id="without a zone"),
        pytest.param(START + timedelta(minutes=7), id="an odd minute"),
        pytest.param(START + timedelta(microseconds=1), id="an odd moment"),
        pytest.param(START.replace(year=9999), id="a year without room"),
    ],
)
def test_a_start_that_would_be_moved_is_refused(moment: datetime) -> None:
    assert field_refused(lambda: rules.start(moment)) == "when"


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=730), rules.HORIZON])
def test_a_start_ahead_within_two_years_is_upcoming(ahead: timedelta) -> None:
    assert rules.upcoming(START + ahead, now=START) == START + ahead


@pytest.mark.parametrize(
    "ahead", [timedelta(days=-1), timedelta(0), rules.HORIZON + timedelta(seconds=1)]
)
def test_a_start_in_the_past_or_too_far_ahead_is_not_upcoming(ahead: timedelta) -> None:
    assert field_refused(lambda: rules.upcoming(START + ahead, now=START)) == "when"


def test_the_player_closes_after_the_end() -> None:
    closes = START + timedelta(milliseconds=1)

    assert rules.player_close(closes, end=START) == closes


def test_a_player_close_time_is_cut_to_what_the_wire_counts() -> None:
    closes = START + timedelta(days=1, microseconds=1999)

    assert rules.player_close(closes, end=START) == START + timedelta(days=1, milliseconds=1)


@pytest.mark.parametrize(
    "moment",
    [
        START,
        START - timedelta(seconds=1),
        START + timedelta(microseconds=999),
        START.replace(tzinfo=None),
        START.replace(year=9999),
    ],
)
def test_a_player_cannot_close_before_the_end_or_at_no_moment(moment: datetime) -> None:
    assert field_refused(lambda: rules.player_close(moment, end=START)) == "player_close"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1890012", "1890012"), (" 0042 ", "42"), ("0000000", "0"), ("9" * 18,) * 2],
)
def test_an_id_is_digits_without_leading_zeros(text: str, number: str) -> None:
    assert rules.event_id(text) == number
    assert rules.folder_id(text) == number


@pytest.mark.parametrize("text", ["", " ", "-1", "1.0", "12 34", "x", "²", "٣", "9" * 19])
def test_anything_else_is_no_id(text: str) -> None:
    assert field_refused(lambda: rules.event_id(text)) == "event_id"
    assert field_refused(lambda: rules.folder_id(text)) == "folder"


def test_an_id_names_the_field_that_it_was_given_in() -> None:
    assert field_refused(lambda: rules.event_id("x", field="folder_from")) == "folder_from"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://event.webcasts.com/starthere.jsp?ei=1890012&tp_key=9f1c2a7b44", "1890012"),
        (" https://goto.webcasts.com/starthere.jsp?tp_key=9f&ei=7&sti=x ", "7"),
        ("https://event.webcasts.com/starthere.jsp?ei=1&ei=2", "1"),
        ("https://event.webcasts.com/starthere.jsp", "https://event.webcasts.com/starthere.jsp"),
        ("1890012", "1890012"),
        ("ftp://event.webcasts.com/?ei=1", "ftp://event.webcasts.com/?ei=1"),
        ("http://[broken?ei=1", "http://[broken?ei=1"),
    ],
)
def test_an_event_id_is_found_in_a_viewer_link(text: str, found: str) -> None:
    assert rules.event_id_in(text) == found


@settings(deadline=None)
@given(st.text() | st.text().map(lambda text: f"https://{text}"))
def test_looking_for_an_event_id_in_any_text_is_no_accident(text: str) -> None:
    assert isinstance(rules.event_id_in(text), str)


def test_portals_may_combine_any_access() -> None:
    asked = (Access(31), Access.Q_AND_A, Access.LIVE_STUDIO | Access.REPORTS)

    assert rules.portals(asked) == asked
    assert rules.portals(()) == ()


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param((Access(0),), id="no access"),
        pytest.param((Access.REPORTS, Access.REPORTS), id="twice the same"),
        pytest.param(tuple(Access(mask) for mask in range(1, 12)), id="more than ten"),
    ],
)
def test_portals_are_different_and_few_and_open_something(asked: tuple[Access, ...]) -> None:
    assert field_refused(lambda: rules.portals(asked)) == "portals"


def test_a_choice_is_a_member_of_its_set() -> None:
    assert rules.choice(Region, 3, field="region") is Region.EUROPE


@pytest.mark.parametrize("value", [0, 6, "3", None, []])
def test_anything_else_is_no_choice(value: object) -> None:
    assert field_refused(lambda: rules.choice(Region, value, field="region")) == "region"
