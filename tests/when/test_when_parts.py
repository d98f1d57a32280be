from __future__ import annotations

import pytest

from bot.when.amount import read_amount
from bot.when.clock import read_clock, read_until
from bot.when.dayphrases import read_day
from bot.when.grammar import understand
from bot.when.parts import Amount
from bot.when.zonewords import read_zone


@pytest.mark.parametrize(
    ("words", "months", "days", "seconds"),
    [
        pytest.param("90 minutes", 0, 0, 5400, id="minutes"),
        pytest.param("1h30", 0, 0, 5400, id="1h30"),
        pytest.param("1:30 hours", 0, 0, 5400, id="a clock of hours"),
        pytest.param("an hour and a half", 0, 0, 5400, id="and a half"),
        pytest.param("an hour and a quarter", 0, 0, 4500, id="and a quarter"),
        pytest.param("2 1/2 hours", 0, 0, 9000, id="a fraction"),
        pytest.param("half an hour", 0, 0, 1800, id="half"),
        pytest.param("3 quarters of an hour", 0, 0, 2700, id="quarters"),
        pytest.param("a quarter hour", 0, 0, 900, id="a quarter"),
        pytest.param("a couple of hours", 0, 0, 7200, id="a couple"),
        pytest.param("1 hour, 15 minutes and 5 seconds", 0, 0, 4505, id="three terms"),
        pytest.param("2 days and 3 hours", 0, 2, 10800, id="days and hours"),
        pytest.param("a fortnight", 0, 14, 0, id="a fortnight"),
        pytest.param("a year and 2 months", 14, 0, 0, id="a year and months"),
        pytest.param("3w 2d", 0, 23, 0, id="letters"),
    ],
)
def test_an_amount_adds_up(words: str, months: int, days: int, seconds: int) -> None:
    amount = Amount(said=words, months=months, days=days, seconds=seconds)

    assert read_amount(words, 0) == (len(words), amount)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("1.5 months", id="a broken month"),
        pytest.param("1/7 minutes", id="no whole second"),
        pytest.param("5 apples", id="no unit"),
        pytest.param("am", id="am is no minute"),
        pytest.param("99999 hours", id="too many digits"),
    ],
)
def test_what_is_no_amount_is_not_read(words: str) -> None:
    assert read_amount(words, 0) is None


NO_CLOCKS = [
    *("25:00", "12:60", "13pm", "0pm", "24h", "2400", "100", "1:2", "3:30:61", "2h", "7h30"),
    *("half to 3", "quarter past 0", "half past 24", "70 past 3", "quarter past 13pm"),
]


@pytest.mark.parametrize("words", NO_CLOCKS)
def test_what_no_clock_shows_is_not_read_as_one(words: str) -> None:
    whole = [clock for end, clock in read_clock(words, 0) if end == len(words)]

    assert whole == []


@pytest.mark.parametrize(
    ("words", "minute"),
    [
        pytest.param("- 5pm", 1020, id="dash"),
        pytest.param("to noon", 720, id="to"),
        pytest.param("until 17:30", 1050, id="until"),
        pytest.param("'til midnight", 0, id="'til"),
        pytest.param("through 4.30pm", 990, id="through"),
        pytest.param("till half past 9 pm", 1290, id="till"),
        pytest.param("quarter past 14", None, id="no connecting word"),
    ],
)
def test_the_end_of_a_range_is_a_connecting_word_and_a_clock(
    words: str, minute: int | None
) -> None:
    ends = [until.clock.minute for end, until in read_until(words, 0) if end == len(words)]

    assert ends[:1] == ([] if minute is None else [minute])


@pytest.mark.parametrize(
    "words", ["march", "the", "8/32", "14.30", "1-2-3", "12.34.56.78", "monday's", "a week ago"]
)
def test_what_names_no_day_is_not_read_as_one(words: str) -> None:
    whole = [day for end, day in read_day(words, 0) if end == len(words)]

    assert whole == []


@pytest.mark.parametrize("words", ["xyz", "easter", "utc+15", "utc+1:75", "mars/olympus", "@here"])
def test_what_names_no_zone_is_not_read_as_one(words: str) -> None:
    whole = [zone for end, zone in read_zone(words, 0) if end == len(words)]

    assert whole == []


def test_a_phrase_of_many_readings_is_given_up_in_time() -> None:
    assert understand("on " * 60).wish is None
    assert understand("12.10 " * 30).wish is None
    assert understand("tomorrow at " + "15 pt " * 15 + "x").wish is None
    assert understand("monday " * 3 + "at 5 " * 20).wish is None
