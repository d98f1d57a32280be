from __future__ import annotations

from datetime import datetime

import pytest

from bot.when import read_start

NOW = datetime.fromisoformat("2026-11-18T10:20-05:00")
"""A Wednesday morning."""

DAYS = [
    ("today 3pm", "2026-11-18 15:00"),
    ("3pm today", "2026-11-18 15:00"),
    ("later today at 5", "2026-11-18 17:00"),
    ("tomorrow 3pm", "2026-11-19 15:00"),
    ("tmrw 9am", "2026-11-19 09:00"),
    ("9 tomorrow", "2026-11-19 09:00"),
    ("the day after tomorrow at noon", "2026-11-20 12:00"),
    ("thursday 9am", "2026-11-19 09:00"),
    ("Thurs. 9am", "2026-11-19 09:00"),
    ("9am on thu", "2026-11-19 09:00"),
    ("Wednesday 4pm", "2026-11-18 16:00"),
    ("Wednesday 9am", "2026-11-25 09:00"),
    ("this Friday 3pm", "2026-11-20 15:00"),
    ("coming Friday 3pm", "2026-11-20 15:00"),
    ("next Friday 3pm", "2026-11-27 15:00"),
    ("Friday next week 3pm", "2026-11-27 15:00"),
    ("next week on Friday, 3pm", "2026-11-27 15:00"),
    ("next Monday 3pm", "2026-11-23 15:00"),
    ("next Wednesday 3pm", "2026-11-25 15:00"),
    ("Friday week at 3pm", "2026-11-27 15:00"),
    ("Monday after next at 3pm", "2026-11-30 15:00"),
    ("a week from Friday at noon", "2026-11-27 12:00"),
    ("a week on Tuesday at 4pm", "2026-12-01 16:00"),
    ("a week today at 4pm", "2026-11-25 16:00"),
    ("two weeks from tomorrow, 4pm", "2026-12-03 16:00"),
    ("tomorrow week at 4pm", "2026-11-26 16:00"),
    ("next week's Friday at 4pm", "2026-11-27 16:00"),
    ("the day after Dec 4 at 3pm", "2026-12-05 15:00"),
    ("the day before Dec 4 at 3pm", "2026-12-03 15:00"),
    ("2 days before Christmas at noon", "2026-12-23 12:00"),
    ("in two weeks at 10", "2026-12-02 10:00"),
    ("in 3 days at noon", "2026-11-21 12:00"),
    ("3 days from now at 8am", "2026-11-21 08:00"),
    ("in 10 days' time at 8am", "2026-11-28 08:00"),
    ("in a fortnight at 8am", "2026-12-02 08:00"),
    ("in 3 months at 9:00", "2027-02-18 09:00"),
    ("4 December 15:00", "2026-12-04 15:00"),
    ("Dec 4th, 3pm", "2026-12-04 15:00"),
    ("the fourth of December at three pm", "2026-12-04 15:00"),
    ("Friday, Dec 4, 2026 at 3 pm", "2026-12-04 15:00"),
    ("4-Dec-2026 15:00", "2026-12-04 15:00"),
    ("Dec 4 '26 15:00", "2026-12-04 15:00"),
    ("4 Dec 26 15:00", "2026-12-04 15:00"),
    ("2026 Dec 4th 9am", "2026-12-04 09:00"),
    ("March 3 at 9am", "2027-03-03 09:00"),
    ("Nov 18 11:00", "2026-11-18 11:00"),
    ("Feb 29 10:00", "2028-02-29 10:00"),
    ("the 20th at 3pm", "2026-11-20 15:00"),
    ("the 10th at 3pm", "2026-12-10 15:00"),
    ("Friday the 27th at 3pm", "2026-11-27 15:00"),
    ("the 3rd of next month at 3pm", "2026-12-03 15:00"),
    ("2026-12-04 15:00", "2026-12-04 15:00"),
    ("2026-12-04T15:00", "2026-12-04 15:00"),
    ("2026/12/4 3pm", "2026-12-04 15:00"),
    ("20261204T1500", "2026-12-04 15:00"),
    ("12/4/2026 3pm", "2026-12-04 15:00"),
    ("12/4 3pm", "2026-12-04 15:00"),
    ("25/12 3pm", "2026-12-25 15:00"),
    ("4.12.2026 15:00", "2026-12-04 15:00"),
    ("4.12. 15:00", "2026-12-04 15:00"),
    ("12-04-26 3pm", "2026-12-04 15:00"),
    ("Friday 27 at 3pm", "2026-11-27 15:00"),
    ("fri 27 15:00", "2026-11-27 15:00"),
    ("tomorrow at 12:30 in the morning", "2026-11-19 00:30"),
    ("in 2 days and 3 hours", "2026-11-20 13:20"),
    ("second tuesday next month at 10am", "2026-12-08 10:00"),
    ("3pm 12/25/2026", "2026-12-25 15:00"),
    ("the first Monday of March at 14:00", "2027-03-01 14:00"),
    ("third thursday in january 2027, 1pm", "2027-01-21 13:00"),
    ("last Friday of November at 3pm", "2026-11-27 15:00"),
    ("first monday of next month 9am", "2026-12-07 09:00"),
    ("last day of the month at 5pm", "2026-11-30 17:00"),
    ("last day of the year at 5pm", "2026-12-31 17:00"),
    ("Thurday 9am", "2026-11-19 09:00"),
    ("Fri Dec  4 15:00:00 2026", "2026-12-04 15:00"),
    ("Friday 12 noon", "2026-11-20 12:00"),
    ("4 Dec 2030 hours", "2026-12-04 20:30"),
    ("Christmas at 5pm", "2026-12-25 17:00"),
    ("new year's eve 11pm", "2026-12-31 23:00"),
]

CLOCKS = [
    ("3pm", "15:00"),
    ("3 p.m.", "15:00"),
    ("3 P M", "15:00"),
    ("3p", "15:00"),
    ("3.30 pm", "15:30"),
    ("3:30pm", "15:30"),
    ("3:30:20 pm", "15:30:20"),
    ("330pm", "15:30"),
    ("1140 a.m.", "11:40"),
    ("15:30", "15:30"),
    ("15h30", "15:30"),
    ("15h", "15:00"),
    ("16.29h", "16:29"),
    ("at 10.30", "10:30"),
    ("0900", "09:00"),
    ("1730 hours", "17:30"),
    ("fifteen hundred hours", "15:00"),
    ("8:30 hrs", "08:30"),
    ("at 930", "09:30"),
    ("at 12 15", "12:15"),
    ("noon", "12:00"),
    ("12 noon", "12:00"),
    ("12 o'clock noon", "12:00"),
    ("3pm-ish", "15:00"),
    ("midday", "12:00"),
    ("noonish", "12:00"),
    ("12pm", "12:00"),
    ("12am", "00:00"),
    ("00:00", "00:00"),
    ("midnight", "00:00"),
    ("half past three", "15:30"),
    ("half-past three", "15:30"),
    ("quarter to nine", "08:45"),
    ("a quarter past 3 pm", "15:15"),
    ("20 past 8", "08:20"),
    ("five to nine", "08:55"),
    ("ten to two", "13:50"),
    ("ten to noon", "11:50"),
    ("half an hour past noon", "12:30"),
    ("3pm on the dot", "15:00"),
    ("twenty five to four", "15:35"),
    ("10 minutes to 8 pm", "19:50"),
    ("a quarter to noon", "11:45"),
    ("quarter to 12 pm", "11:45"),
    ("five past midnight", "00:05"),
    ("four thirty pm", "16:30"),
    ("five oh five pm", "17:05"),
    ("3 o'clock", "15:00"),
    ("11 o clock", "11:00"),
    ("8 in the evening", "20:00"),
    ("at three in the afternoon", "15:00"),
    ("9 in the morning", "09:00"),
    ("11 at night", "23:00"),
    ("at 1", "13:00"),
    ("at 5", "17:00"),
    ("at 8", "08:00"),
    ("at 11", "11:00"),
    ("at 12", "12:00"),
    ("2:30", "14:30"),
    ("03:00", "03:00"),
    ("9:30", "09:30"),
]

AROUND = [
    ("let's say tomorrow at 3pm", "2026-11-19 15:00"),
    ("how about tomorrow, around 3pm?", "2026-11-19 15:00"),
    ("tomorrow @ 3pm please!", "2026-11-19 15:00"),
    ('"tomorrow 3pm"', "2026-11-19 15:00"),
    ("“tomorrow 3pm”", "2026-11-19 15:00"),
    ("  TOMORROW\u00a0\u202f3\u200bPM ", "2026-11-19 15:00"),
    ("tomorrow 3pm", "2026-11-19 15:00"),
    ("*tomorrow* 3pm", "2026-11-19 15:00"),
    ("_tomorrow_ at _3pm_", "2026-11-19 15:00"),
    ("tomorrow | 3pm", "2026-11-19 15:00"),
    ("Date: Nov 19, 2026 Time: 3pm", "2026-11-19 15:00"),
    ("tomorrow 3pm onwards", "2026-11-19 15:00"),
    ("the evening of December 4 at 6", "2026-12-04 18:00"),
    ("tomorrow - 3pm", "2026-11-19 15:00"),
    ("tomorrow morning at 9", "2026-11-19 09:00"),
    ("friday evening at 8:30", "2026-11-20 20:30"),
    ("thursday night at 11", "2026-11-19 23:00"),
    ("tonight 8", "2026-11-18 20:00"),
    ("this afternoon at 4", "2026-11-18 16:00"),
    ("later this afternoon at 4", "2026-11-18 16:00"),
    ("in two weeks 17h00 (45 min)", "2026-12-02 17:00"),
    ("tonight at midnight", "2026-11-19 00:00"),
    ("midnight today", "2026-11-19 00:00"),
    ("tonight at 1am", "2026-11-19 01:00"),
    ("3 at night", "2026-11-19 03:00"),
    ("Friday midnight", "2026-11-20 00:00"),
    ("at 14.30 on Friday", "2026-11-20 14:30"),
    ("Friday 14.30", "2026-11-20 14:30"),
    ("Friday 1430", "2026-11-20 14:30"),
    ("Dec 4 at 2030", "2026-12-04 20:30"),
]

LENGTHS = [
    ("tomorrow 3pm for 90 minutes", "15:00", 90),
    ("tomorrow 3pm for an hour", "15:00", 60),
    ("tomorrow 3pm for half an hour", "15:00", 30),
    ("tomorrow 3pm for an hour and a half", "15:00", 90),
    ("tomorrow 3pm for two and a half hours", "15:00", 150),
    ("tomorrow 3pm for 1h30", "15:00", 90),
    ("tomorrow 3pm 1h 30m", "15:00", 90),
    ("tomorrow 3pm, 90 min", "15:00", 90),
    ("tomorrow 3pm (2 hours)", "15:00", 120),
    ("tomorrow 3pm for 1.5 hours", "15:00", 90),
    ("tomorrow 3pm for ¾ hour", "15:00", 45),
    ("tomorrow 3pm lasting 2 hrs", "15:00", 120),
    ("tomorrow 3pm, 2 hours long", "15:00", 120),
    ("for 2 hours tomorrow from 3pm", "15:00", 120),
    ("tomorrow 4-5pm", "16:00", 60),
    ("tomorrow 11-1pm", "11:00", 120),
    ("tomorrow 12-3pm", "12:00", 180),
    ("tomorrow from 9 to 10:30", "09:00", 90),
    ("tomorrow 9am until noon", "09:00", 180),
    ("tomorrow between 3 and 4pm", "15:00", 60),
    ("between 3pm tomorrow and 4pm", "15:00", 60),
    ("tomorrow 9 to 5", "09:00", 480),
    ("tomorrow 10am till 1", "10:00", 180),
    ("tomorrow 2205-0455", "22:05", 410),
    ("tomorrow 13.30 \N{EN DASH} 15.00", "13:30", 90),
    ("tomorrow 6-8 in the evening", "18:00", 120),
    ("tomorrow 3pm ET - 4pm ET", "15:00", 60),
    ("tomorrow 3pm - tomorrow 5pm", "15:00", 120),
    ("tomorrow 3 to 3:45", "15:00", 45),
    ("tomorrow 8am to 10pm", "08:00", 840),
    ("Thursday, November 19 · 3:00 - 4:00pm", "15:00", 60),
    ("tomorrow 14h30-16h", "14:30", 90),
    ("tomorrow 3pm / 60 minutes", "15:00", 60),
    ("tomorrow 3pm, runs 60 minutes", "15:00", 60),
    ("tomorrow 3pm for an hour & a half", "15:00", 90),
    ("tomorrow 3pm - 4pm (1 hour)", "15:00", 60),
    ("tomorrow 3 pm \N{RIGHTWARDS ARROW} 4 pm", "15:00", 60),
    ("tomorrow start 3pm finish 4pm", "15:00", 60),
    ("Thursday, November 19\N{DOT OPERATOR}3:00 - 4:00pm", "15:00", 60),
    ("Nov 19 3-4", "15:00", 60),
    ("tomorrow 10pm - Friday 1am", "22:00", 180),
    ("Nov 19 10pm to Nov 20 1am", "22:00", 180),
    ("from five to nine tomorrow", "17:00", 240),
]

ELAPSED = [
    ("in 45 minutes", "11:05:00"),
    ("in 5m", "10:25:00"),
    ("in an hour", "11:20:00"),
    ("in half an hour", "10:50:00"),
    ("in an hour and a half", "11:50:00"),
    ("in 1h30", "11:50:00"),
    ("in 1½ hours", "11:50:00"),
    ("in a quarter of an hour", "10:35:00"),
    ("2 hours from now", "12:20:00"),
    ("20 minutes hence", "10:40:00"),
    ("in a couple of hours", "12:20:00"),
    ("in about 20 minutes", "10:40:00"),
    ("in 90 seconds", "10:21:30"),
]


def read(text: str, zone: str = "US/Eastern") -> datetime:
    return read_start(text, now=NOW, zone=zone).start.replace(tzinfo=None)


@pytest.mark.parametrize(("text", "expected"), DAYS, ids=[text for text, _ in DAYS])
def test_a_day_is_found_and_the_clock_put_on_it(text: str, expected: str) -> None:
    assert read(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(("text", "expected"), CLOCKS, ids=[text for text, _ in CLOCKS])
def test_a_clock_is_read_in_every_common_form(text: str, expected: str) -> None:
    clock = text if text.startswith("at ") else f"at {text}"

    start = read(f"December 4 {clock}")

    assert start == datetime.fromisoformat(f"2026-12-04T{expected}")


@pytest.mark.parametrize(("text", "expected"), AROUND, ids=[text for text, _ in AROUND])
def test_words_and_signs_around_do_not_matter_and_parts_of_the_day_bound_the_clock(
    text: str, expected: str
) -> None:
    assert read(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "clock", "minutes"), LENGTHS, ids=[text for text, _, _ in LENGTHS]
)
def test_a_length_or_the_end_of_a_range_gives_the_duration(
    text: str, clock: str, minutes: int
) -> None:
    start = read_start(text, now=NOW, zone="US/Eastern")

    assert (f"{start.start:%d %H:%M}", start.duration_min) == (f"19 {clock}", minutes)


@pytest.mark.parametrize(("text", "clock"), ELAPSED, ids=[text for text, _ in ELAPSED])
def test_a_while_from_now_is_added_to_now(text: str, clock: str) -> None:
    assert f"{read(text):%d %H:%M:%S}" == f"18 {clock}"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        pytest.param("US/Pacific", "2027-03-04", id="month first in the United States"),
        pytest.param("America/New_York", "2027-03-04", id="month first in an unlisted US zone"),
        pytest.param("Europe/London", "2027-04-03", id="day first in London"),
        pytest.param("Asia/Kolkata", "2027-04-03", id="day first in India"),
    ],
)
def test_the_order_of_a_numeric_date_is_the_custom_of_the_zone(zone: str, expected: str) -> None:
    assert f"{read('3/4/2027 15:00', zone):%Y-%m-%d}" == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param("March 14 2027 1am to 4am", 120, id="an hour is skipped"),
        pytest.param("Nov 6 2027 11pm to 4am", 360, id="an hour is repeated"),
        pytest.param("March 14 2027 1am for 3 hours", 180, id="a length is what it says"),
        pytest.param("Nov 6 2027 11pm to 1:30am", 150, id="an end shown twice"),
    ],
)
def test_a_range_over_a_clock_change_lasts_as_long_as_it_does(text: str, minutes: int) -> None:
    assert read_start(text, now=NOW, zone="US/Eastern").duration_min == minutes


def test_a_duration_in_seconds_counts_as_whole_minutes_rounded_up() -> None:
    start = read_start("tomorrow 3pm for 90 seconds", now=NOW, zone="US/Eastern")

    assert start.duration_min == 2


def test_without_a_length_there_is_no_duration() -> None:
    assert read_start("tomorrow 3pm", now=NOW, zone="US/Eastern").duration_min is None


def test_each_part_says_how_it_was_understood() -> None:
    start = read_start("tomorrow 3pm Berlin for 2h", now=NOW, zone="US/Eastern")

    assert start.understood == (
        ("tomorrow", "Thu 19 Nov 2026"),
        ("3pm", "15:00"),
        ("berlin", "Europe/Berlin, scheduled in CET, UTC+1 on that day"),
        ("for 2h", "lasts 120 minutes"),
    )


def test_next_friday_names_the_friday_before_it() -> None:
    start = read_start("next Friday 3pm", now=NOW, zone="US/Eastern")

    assert ("(which one)", "Fri 20 Nov 2026 comes before it") in start.understood


def test_what_was_not_said_is_said_to_be_added() -> None:
    start = read_start("9am", now=NOW, zone="US/Eastern")

    assert [words for words, _ in start.understood] == ["9am", "(no day)", "(no zone)"]
    assert not start.zone_was_said
