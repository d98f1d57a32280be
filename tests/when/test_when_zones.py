from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotUnderstood
from bot.rules import ZONES
from bot.when import read_start, zones

NOW = datetime.fromisoformat("2026-11-18T10:20-05:00")
WINTER = datetime(2027, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2027, 7, 15, 12, tzinfo=UTC)

SPOKEN = [
    ("tomorrow 3pm PT", "US/Pacific", 23),
    ("tomorrow 3pm pst", "US/Pacific", 23),
    ("tomorrow 3pm Pacific", "US/Pacific", 23),
    ("tomorrow 3pm Pacific Standard Time", "US/Pacific", 23),
    ("tomorrow 3pm Los Angeles time", "US/Pacific", 23),
    ("tomorrow 3pm San Francisco", "US/Pacific", 23),
    ("tomorrow 3pm US/Pacific", "US/Pacific", 23),
    ("tomorrow 3pm America/Los_Angeles", "US/Pacific", 23),
    ("3pm PT tomorrow", "US/Pacific", 23),
    ("tomorrow 3pm (PST)", "US/Pacific", 23),
    ("tomorrow 3pm CT", "US/Central", 21),
    ("tomorrow 3pm ET", "US/Eastern", 20),
    ("tomorrow 3pm in New York", "US/Eastern", 20),
    ("tomorrow 3pm my time", "US/Eastern", 20),
    ("tomorrow 3pm GMT", "Etc/UTC", 15),
    ("tomorrow 15:00Z", "Etc/UTC", 15),
    ("tomorrow 3pm London", "Europe/London", 15),
    ("tomorrow 3pm UK time", "Europe/London", 15),
    ("tomorrow 3pm BST", "Europe/London", 15),
    ("tomorrow 3pm Berlin", "CET", 14),
    ("tomorrow 3pm CET", "CET", 14),
    ("tomorrow 3pm central european time", "CET", 14),
    ("tomorrow 3pm Athens", "EET", 13),
    ("tomorrow 3pm UTC+2", "EET", 13),
    ("tomorrow 3pm Dubai", "Asia/Dubai", 11),
    ("tomorrow 3pm PKT", "Asia/Karachi", 10),
    ("tomorrow 3pm IST", "Asia/Kolkata", 9.5),
    ("tomorrow 3pm +05:30", "Asia/Kolkata", 9.5),
    ("tomorrow 3pm Mumbai", "Asia/Kolkata", 9.5),
    ("tomorrow 3pm Singapore", "Asia/Hong_Kong", 7),
    ("tomorrow 3pm JST", "Japan", 6),
    ("tomorrow 3pm Seoul", "Japan", 6),
    ("tomorrow 3pm Sydney time", "Australia/Sydney", 4),
    ("tomorrow 3pm AEDT", "Australia/Sydney", 4),
    ("tomorrow 3pm NZT", "Pacific/Auckland", 2),
    ("tomorrow 3pm Sao Paulo", "America/Sao_Paulo", 18),
    ("tomorrow 3pm Honolulu", "US/Hawaii", 25),
    ("tomorrow 3pm Alaska time", "US/Alaska", 24),
    ("tomorrow 3pm Denver", "US/Mountain", 22),
    ("tomorrow 3pm Etc/GMT+5", "US/Eastern", 20),
    ("tomorrow 3pm EST5EDT", "US/Eastern", 20),
    ("tomorrow 3pm America/Port-au-Prince", "US/Eastern", 20),
    ("tomorrow 3pm PST/PDT", "US/Pacific", 23),
    ("tomorrow 3pm UTC+5:45", "Etc/UTC", 9.25),
    ("tomorrow 3pm UTC - 5", "US/Eastern", 20),
    ("tomorrow 15:00 UTC - 16:00 UTC", "Etc/UTC", 15),
    ("tomorrow 15:00 GMT-16:00", "Etc/UTC", 15),
    ("tomorrow 3pm -0500", "US/Eastern", 20),
    ("2026-11-19T15:00-05", "US/Eastern", 20),
    ("tomorrow 3pmET", "US/Eastern", 20),
    ("tomorrow 15:00ET", "US/Eastern", 20),
    ("tomorrow 3 p.m. E.T.", "US/Eastern", 20),
    ("tomorrow 3pm US East Coast", "US/Eastern", 20),
    ("tomorrow 3pm eastern standard", "US/Eastern", 20),
    ("tomorrow 3pm (UTC-05:00) Eastern Time (US & Canada)", "US/Eastern", 20),
    ("tomorrow 3pm Washington, DC", "US/Eastern", 20),
    ("tomorrow 3pm LA time", "US/Pacific", 23),
    ("tomorrow 3pm São Paulo", "America/Sao_Paulo", 18),
    ("tomorrow 3pm Zürich", "CET", 14),
    ("tomorrow 3pm Belgium time", "CET", 14),
    ("tomorrow 3pm China time", "Asia/Hong_Kong", 7),
    ("tomorrow 3pm ET / 12pm PT", "US/Eastern", 20),
    ("tomorrow 3pm ET/12pm PT", "US/Eastern", 20),
    ("tomorrow 3pm ET (12 PT) for 1h", "US/Eastern", 20),
    ("tomorrow 12pm PT, 3pm ET, 8pm London", "US/Pacific", 20),
    ("tomorrow 3-4pm ET / 12-1pm PT", "US/Eastern", 20),
    ("tomorrow 5pm ET / Friday 9am AEDT", "US/Eastern", 22),
    ("2026-11-19T15:00:00-08:00", "US/Pacific", 23),
    ("Thu, 19 Nov 2026 15:00:00 -0800 (PST)", "US/Pacific", 23),
]


@pytest.mark.parametrize(("text", "zone", "hour"), SPOKEN, ids=[text for text, _, _ in SPOKEN])
def test_a_spoken_zone_is_mapped_and_its_moment_is_right(text: str, zone: str, hour: float) -> None:
    start = read_start(text, now=NOW, zone="US/Eastern")

    assert start.zone == zone
    assert start.start == datetime(2026, 11, 19, tzinfo=UTC) + timedelta(hours=hour)
    assert start.zone_was_said


@pytest.mark.parametrize("zone", ZONES)
def test_each_of_the_18_zones_loads_and_is_its_own_listed_zone(zone: str) -> None:
    start = read_start(f"tomorrow 3pm {zone}", now=NOW, zone="US/Eastern")

    assert (start.zone, start.start.hour) == (zone, 15)
    assert zones.listed_zone(zone, WINTER) == zone


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_is_read_in_the_persons_zone_if_none_is_said(zone: str) -> None:
    start = read_start("Saturday 15:00", now=NOW, zone=zone)

    assert (start.zone, start.start.hour, start.zone_was_said) == (zone, 15, False)


@pytest.mark.parametrize(
    ("zone", "at", "listed"),
    [
        pytest.param("Europe/Paris", WINTER, "CET", id="Paris"),
        pytest.param("Europe/Paris", SUMMER, "CET", id="Paris in summer"),
        pytest.param("America/New_York", WINTER, "US/Eastern", id="New York"),
        pytest.param("America/Toronto", SUMMER, "US/Eastern", id="Toronto"),
        pytest.param("America/Phoenix", WINTER, "US/Mountain", id="Phoenix in winter"),
        pytest.param("America/Phoenix", SUMMER, "US/Pacific", id="Phoenix in summer"),
        pytest.param("Asia/Shanghai", WINTER, "Asia/Hong_Kong", id="Shanghai"),
        pytest.param("Africa/Johannesburg", WINTER, "EET", id="Johannesburg in our winter"),
        pytest.param("Africa/Johannesburg", SUMMER, "CET", id="Johannesburg in our summer"),
        pytest.param("Africa/Abidjan", WINTER, "Etc/UTC", id="Abidjan is UTC, not London"),
        pytest.param("Europe/Lisbon", WINTER, "Europe/London", id="Lisbon is London, not UTC"),
        pytest.param("Asia/Calcutta", WINTER, "Asia/Kolkata", id="an old name"),
        pytest.param("Asia/Kathmandu", WINTER, None, id="Kathmandu has no equal"),
        pytest.param("Europe/Moscow", WINTER, None, id="Moscow in winter has no equal"),
        pytest.param("Europe/Moscow", SUMMER, "EET", id="Moscow in summer"),
    ],
)
def test_a_zone_outside_the_list_maps_to_the_same_clock_on_that_day(
    zone: str, at: datetime, listed: str | None
) -> None:
    assert zones.listed_zone(zone, at) == listed


def test_zones_that_only_share_the_offset_at_that_moment_are_offered_with_utc_last() -> None:
    assert zones.same_offset_choices("Africa/Lagos", WINTER) == ("CET", "Etc/UTC")
    assert zones.same_offset_choices("Asia/Kathmandu", WINTER) == ("Etc/UTC",)


@pytest.mark.parametrize("spoken", [True, False], ids=["spoken", "the person's own"])
def test_a_zone_without_an_equal_is_asked_about_and_the_moment_stays(*, spoken: bool) -> None:
    text, own = ("tomorrow 3pm Kathmandu", "US/Eastern") if spoken else ("tomorrow 3pm", "")
    with pytest.raises(NotUnderstood, match="Asia/Kathmandu") as caught:
        read_start(text, now=NOW, zone=own or "Asia/Kathmandu")

    (choice,) = caught.value.choices
    again = read_start(choice, now=NOW, zone="US/Eastern").start
    assert again == datetime(2026, 11, 19, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "areas"),
    [
        pytest.param(
            "tomorrow 3pm CST", "Asia/Hong_Kong", ("US/Central", "Asia/Hong_Kong"), id="CST"
        ),
        pytest.param(
            "tomorrow 3pm IST", "Europe/London", ("Asia/Kolkata", "Europe/London"), id="IST"
        ),
    ],
)
def test_an_abbreviation_with_two_meanings_near_home_is_asked_about(
    text: str, zone: str, areas: tuple[str, str]
) -> None:
    with pytest.raises(NotUnderstood, match="Which one") as caught:
        read_start(text, now=NOW, zone=zone)

    assert [choice.split()[-1] for choice in caught.value.choices] == list(areas)


def test_a_second_clock_confirms_the_first_and_does_not_choose_the_zone() -> None:
    start = read_start("tomorrow 5pm (20 Nov, 9am Sydney)", now=NOW, zone="US/Eastern")

    assert (start.zone, start.zone_was_said) == ("US/Eastern", False)
    assert ("20 nov, 9am sydney", "Thu 19 Nov 2026, 17:00") in start.understood


def test_an_abbreviation_out_of_season_means_the_clock_of_the_area() -> None:
    start = read_start("July 15 2027 3pm EST", now=NOW, zone="Europe/London")

    assert start.start == datetime(2027, 7, 15, 19, tzinfo=UTC)
    assert ("est", "US/Eastern, UTC-4 on that day") in start.understood


def test_tomorrow_is_the_persons_own_and_not_that_of_the_zone_spoken_of() -> None:
    start = read_start("tomorrow 9am Sydney", now=NOW, zone="US/Eastern")

    assert f"{NOW.astimezone(start.start.tzinfo):%a}" == "Thu"
    assert f"{start.start:%a %H:%M}" == "Thu 09:00"


def test_a_weekday_is_the_next_one_in_the_zone_spoken_of() -> None:
    start = read_start("Thursday 1am Sydney", now=NOW, zone="US/Eastern")

    assert f"{start.start:%a %d %b %H:%M}" == "Thu 26 Nov 01:00"


SKIPPED = [
    ("14 March 2027 02:30", "US/Eastern", ("01:30", "03:30")),
    ("28 March 2027 01:30", "Europe/London", ("00:30", "02:30")),
    ("28 March 2027 02:30", "CET", ("01:30", "03:30")),
    ("28 March 2027 03:30", "EET", ("02:30", "04:30")),
    ("3 October 2027 02:30", "Australia/Sydney", ("01:30", "03:30")),
    ("26 September 2027 02:30", "Pacific/Auckland", ("01:30", "03:30")),
]
REPEATED = [
    ("7 November 2027 01:30", "US/Eastern", ("(EDT, UTC-4)", "(EST, UTC-5)")),
    ("31 October 2027 01:30", "Europe/London", ("(BST, UTC+1)", "(GMT, UTC+0)")),
    ("31 October 2027 02:30", "CET", ("(CEST, UTC+2)", "(CET, UTC+1)")),
    ("31 October 2027 03:30", "EET", ("(EEST, UTC+3)", "(EET, UTC+2)")),
    ("4 April 2027 02:30", "Australia/Sydney", ("(AEDT, UTC+11)", "(AEST, UTC+10)")),
    ("4 April 2027 02:30", "Pacific/Auckland", ("(NZDT, UTC+13)", "(NZST, UTC+12)")),
]


@pytest.mark.parametrize(("text", "zone", "clocks"), SKIPPED, ids=[zone for _, zone, _ in SKIPPED])
def test_a_time_that_the_clocks_skip_is_refused_and_the_ones_around_it_offered(
    text: str, zone: str, clocks: tuple[str, str]
) -> None:
    with pytest.raises(NotUnderstood, match="skip") as caught:
        read_start(text, now=NOW, zone=zone)

    choices = caught.value.choices
    assert [choice.split()[-2] for choice in choices] == list(clocks)
    assert all(read_start(choice, now=NOW, zone=zone).zone == zone for choice in choices)


@pytest.mark.parametrize(
    ("text", "zone", "seasons"), REPEATED, ids=[zone for _, zone, _ in REPEATED]
)
def test_a_time_that_the_clocks_repeat_is_refused_and_both_are_offered(
    text: str, zone: str, seasons: tuple[str, str]
) -> None:
    with pytest.raises(NotUnderstood, match="twice") as caught:
        read_start(text, now=NOW, zone=zone)

    first, second = caught.value.choices
    assert (first.endswith(seasons[0]), second.endswith(seasons[1])) == (True, True)
    one, two = (read_start(choice, now=NOW, zone=zone).start for choice in (first, second))
    assert two - one == timedelta(hours=1)


def test_no_choice_is_offered_that_the_persons_zone_could_not_have() -> None:
    with pytest.raises(NotUnderstood, match="how long") as caught:
        read_start("an hour UTC-5", now=NOW, zone="Africa/Nairobi")

    assert caught.value.choices == ()


def test_a_repeated_time_tomorrow_is_still_offered_where_today_is_past() -> None:
    now = datetime.fromisoformat("2027-11-06T10:20-04:00")
    with pytest.raises(NotUnderstood, match="past") as caught:
        read_start("today 1:30am", now=now, zone="US/Eastern")

    assert caught.value.choices == ("Sun 7 Nov 2027 01:30 US/Eastern (EDT, UTC-4)",)


def test_the_season_said_settles_a_repeated_time() -> None:
    summer = read_start("Nov 7 2027 1:30am EDT", now=NOW, zone="US/Eastern").start
    winter = read_start("Nov 7 2027 1:30am EST", now=NOW, zone="US/Eastern").start

    assert winter - summer == timedelta(hours=1)


def test_hours_from_now_are_elapsed_time_across_a_clock_change() -> None:
    before = datetime.fromisoformat("2027-03-14T01:15-05:00")

    assert f"{read_start('in 2 hours', now=before, zone='US/Eastern').start:%H:%M}" == "04:15"
    assert f"{read_start('tomorrow 9am', now=before, zone='US/Eastern').start:%H:%M %z}" == (
        "09:00 -0400"
    )
