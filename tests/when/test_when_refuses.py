from __future__ import annotations

from datetime import datetime

import pytest

from bot.errors import NotUnderstood
from bot.when import read_start

NOW = datetime.fromisoformat("2026-11-18T10:20-05:00")
LIMIT = 200

REFUSED = [
    ("tomorrow", "At what time", "a day alone"),
    ("Friday evening", "At what time", "a part of the day alone"),
    ("December 4 2026", "At what time", "a date alone"),
    ("for 90 minutes", "Say when it starts", "a length alone"),
    ("Berlin", "no day and no time", "a zone alone"),
    ("today 9am", "past", "earlier today"),
    ("this morning at 9", "past", "this morning"),
    ("yesterday at 3pm", "past", "yesterday"),
    ("2 hours ago", "past", "ago"),
    ("last Friday 3pm", "past", "last weekday"),
    ("4 Dec 2025 15:00", "past", "an explicit past date"),
    ("in 0 minutes", "past", "no time at all from now"),
    ("now", "lead time", "now"),
    ("Nov 10 9am", "8 days ago", "a date just over, which may be a slip"),
    ("bananas", "do not understand", "gibberish"),
    ("march on", "do not understand", "a month that is a verb"),
    ("room 5 at 3pm", "do not understand", "words before"),
    ("tomorrow 3pm with Mark", "with mark", "words left over"),
    ("#1234", "do not understand", "a number sign"),
    ("'; DROP TABLE events; --", "do not understand", "an injection"),
    ("<!channel> tomorrow 3pm", "do not understand", "a mention"),
    ("30 February 3pm", "no 30 February", "the 30th of February"),
    ("29 Feb 2027 3pm", "no 29 February 2027", "a leap day in a common year"),
    ("32 December 3pm", "no 32 December", "the 32nd"),
    ("the 32nd at 3pm", "No month has a day 32", "the 32nd of no month"),
    ("the fifth Monday of February 2027 at 9", "There is no", "a fifth Monday"),
    ("the 30th of this month 3pm in a month", "two different days", "two days far apart"),
    ("the 31st of this month at 3pm", "no day 31 in that month", "a day the month lacks"),
    ("tomorrow 12-6am", "not clear", "a range that starts at noon or at midnight"),
    ("2010 3 jan", "time of day", "a number that could be the year"),
    ("@here tomorrow 3pm", "do not understand", "a mention of everybody here"),
    ("5pm tomorrow in 24 hours", "do not understand", "a day and a while from now"),
    ("13/13/2027 10:00", "not a date", "no month at all"),
    ("2027-13-01 10:00", "no month 13", "a thirteenth month"),
    ("tomorrow 25:00", "no time of day", "25 o'clock"),
    ("tomorrow 24:00", "no time of day", "24 o'clock"),
    ("tomorrow 13pm", "no time of day", "13 pm"),
    ("12:60", "no time of day", "60 minutes"),
    ("Monday 4 December 2026 3pm", "is a Friday, not a Monday", "the wrong weekday"),
    ("Monday 27 at 3pm", "is a Friday, not a Monday", "the wrong weekday for a day of the month"),
    ("tomorrow Friday 3pm", "is a Thursday, not a Friday", "the wrong weekday for tomorrow"),
    ("tomorrow today 3pm", "two different days", "two days"),
    ("monday, tuesday 3pm", "two different days", "two weekdays"),
    ("tomorrow 3pm 4pm", "more than one time", "two times"),
    ("tomorrow 3pm and 5pm", "more than one time", "two times with and"),
    ("tomorrow 3pm or 4pm", "more than one time", "or"),
    ("every Monday at 9am", "happens once", "every"),
    ("Mondays at 9am", "happens once", "a plural weekday"),
    ("weekdays at 10am", "happens once", "weekdays"),
    ("tomorrow at 6", "morning or in the evening", "a bare 6"),
    ("tomorrow at 7:30", "morning or in the evening", "half past a bare 7"),
    ("3", "time of day", "a lone digit"),
    ("Friday 3", "time of day", "a digit after a weekday"),
    ("Tuesday 12.09", "time of day", "a dotted number that is a date"),
    ("2027", "time of day", "a year"),
    ("tomorrow morning at 3pm", "not in the morning", "a clock out of its part of the day"),
    ("tonight at 4", "not in the night", "four at night"),
    ("Friday night at 1", "the next day", "the small hours of a named night"),
    ("tomorrow 3pm XYZ", "not a time zone", "an unknown abbreviation"),
    ("tomorrow 3pm Springfield", "not a time zone", "a city not known"),
    ("tomorrow 3pm EST PST", "Two time zones", "two zones"),
    ("tomorrow 3pm UTC+15", "do not understand", "an offset beyond 14 hours"),
    ("next week", "not one moment", "a week"),
    ("weekend at 3pm", "not one moment", "a weekend"),
    ("in a few minutes", "not one moment", "a few"),
    ("by 5pm tomorrow", "limit", "a limit"),
    ("after 5pm", "limit", "an open range"),
    ("9am - 9am", "are 24 hours", "a range that ends where it starts"),
    ("9pm - 10am tomorrow", "are 13 hours", "a range through the night"),
    ("5 to 3", "time of day|not clear", "a range or ten minutes"),
    ("tomorrow 5 to 3", "not clear", "five to three, or from five"),
    ("tomorrow 15h - 1", "not clear", "an end that may be tomorrow's"),
    ("2 hours time", "how long", "a length that is no distance"),
    ("tomorrow, no earlier than 3pm", "a limit", "a limit from below"),
    ("in 2 hours tomorrow", "the same thing twice", "a while from now and a day"),
    ("8 March 2026 2:30am", "past", "a past time that was skipped as well"),
    ("2:30 hours", "time of day", "a length that looks like a clock"),
    ("10.1 - 10.12", "time of day", "a dotted number beside a dotted date"),
    ("monday 9am - wednesday 5pm", "two different days", "an end days later"),
    ("a month before 25 Dec 10am", "not clear", "a month back from a date"),
    ("tomorrow 3pm ET / 1pm PT", "not the same moment", "two zones that disagree"),
    ("tomorrow 3-4pm ET / 12-2pm PT", "not the same moment", "two ends that disagree"),
    ("tomorrow 3pm ET / 12-1pm PT", "not the same moment", "an end on one of two clocks"),
    ("tomorrow 5pm ET / Saturday 9am AEDT", "not the same moment", "another day elsewhere"),
    ("tomorrow 2pm UTC-20", "do not understand", "an offset beyond 14 hours behind"),
    ("tomorrow 9:00 UTC - 10:00", "more than one time", "an offset or the end of a range"),
    ("tomorrow 3pm to 4pm for 2 hours", "twice", "an end and a length"),
    ("2 hours from noon tomorrow", "do not understand", "a distance from a clock"),
    ("in 3 years at 9am", "ahead", "three years ahead"),
    ("4 Dec 2029 15:00", "two years ahead", "a far year"),
    ("in 9999 months at 3pm", "too far", "a far month"),
    ("demain à 15h", "English", "French"),
    ("morgen um 15 Uhr", "English", "German"),
    ("明日午後3時", "English", "Japanese"),
    ("", "Say when", "nothing"),
    (" \n\t", "Say when", "blanks"),
    ("3pm," * 60, "too long", "more than 200 characters"),
    ("\ufdfa" * 100, "too long", "more than 200 characters once unfolded"),
]


def refusal(text: str, *, now: datetime = NOW, zone: str = "US/Eastern") -> NotUnderstood:
    with pytest.raises(NotUnderstood) as caught:
        read_start(text, now=now, zone=zone)
    return caught.value


@pytest.mark.parametrize(
    ("text", "reason"),
    [pytest.param(text, reason, id=name) for text, reason, name in REFUSED],
)
def test_words_that_name_no_single_moment_ahead_are_refused_with_the_reason(
    text: str, reason: str
) -> None:
    with pytest.raises(NotUnderstood, match=reason):
        read_start(text, now=NOW, zone="US/Eastern")


@pytest.mark.parametrize("text", [text for text, _, _ in REFUSED], ids=[n for _, _, n in REFUSED])
def test_a_refusal_is_a_short_sentence_on_the_field(text: str) -> None:
    error = refusal(text)

    assert error.field == "when"
    assert str(error)[0].isupper() or str(error)[0] in "\"'12345"
    assert str(error)[-1] in ".?!"
    assert len(str(error)) <= 2 * LIMIT


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        pytest.param(
            "tomorrow at 6 for 1h",
            (
                "Thu 19 Nov 2026 06:00 US/Eastern for 60 minutes",
                "Thu 19 Nov 2026 18:00 US/Eastern for 60 minutes",
            ),
            id="both halves of the day",
        ),
        pytest.param(
            "Friday evening",
            (
                "Fri 20 Nov 2026 18:00 US/Eastern",
                "Fri 20 Nov 2026 19:00 US/Eastern",
                "Fri 20 Nov 2026 20:00 US/Eastern",
            ),
            id="hours of the evening",
        ),
        pytest.param("today 9am", ("Thu 19 Nov 2026 09:00 US/Eastern",), id="tomorrow instead"),
        pytest.param(
            "Monday 4 December 3pm",
            (
                "Fri 4 Dec 2026 15:00 US/Eastern",
                "Mon 30 Nov 2026 15:00 US/Eastern",
                "Mon 7 Dec 2026 15:00 US/Eastern",
            ),
            id="the date, or the weekdays around it",
        ),
        pytest.param(
            "Friday night at 1",
            ("Fri 20 Nov 2026 01:00 US/Eastern", "Sat 21 Nov 2026 01:00 US/Eastern"),
            id="both sides of the night",
        ),
        pytest.param(
            "Friday after next at 3pm",
            ("Fri 27 Nov 2026 15:00 US/Eastern", "Fri 4 Dec 2026 15:00 US/Eastern"),
            id="both Fridays after next",
        ),
        pytest.param("Nov 10 9am", ("Wed 10 Nov 2027 09:00 US/Eastern",), id="next year's date"),
        pytest.param("an hour", ("in an hour",), id="from now"),
    ],
)
def test_a_refusal_offers_what_could_be_meant(text: str, choices: tuple[str, ...]) -> None:
    assert refusal(text).choices == choices


@pytest.mark.parametrize("text", [text for text, _, _ in REFUSED], ids=[n for _, _, n in REFUSED])
def test_every_choice_offered_is_accepted(text: str) -> None:
    for choice in refusal(text).choices:
        assert read_start(choice, now=NOW, zone="US/Eastern").start > NOW


def test_a_bare_6_is_no_question_where_the_range_or_the_part_of_day_answers_it() -> None:
    evening = read_start("tomorrow evening at 6", now=NOW, zone="US/Eastern")
    ranged = read_start("tomorrow 6-8pm", now=NOW, zone="US/Eastern")

    assert evening.start == ranged.start
    assert evening.start.hour == 18


def test_an_unknown_zone_of_the_person_is_refused_too() -> None:
    assert "not known" in str(refusal("tomorrow 3pm", zone="Mars/Olympus"))
