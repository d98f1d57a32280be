from __future__ import annotations

import pytest

from bot.when.phrase import normalise


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("  Tomorrow\t3PM\n", "tomorrow 3pm", id="case and blanks"),
        pytest.param("3\u202fpm\u00a0today", "3 pm today", id="narrow and hard spaces"),
        pytest.param("tomorrow\u200b 3pm\u202e", "tomorrow 3pm", id="unseen marks"),
        pytest.param("3pm\ud800", "3pm", id="half of a surrogate pair"),
        pytest.param("\N{FULLWIDTH DIGIT THREE}pm", "3pm", id="full width"),
        pytest.param(
            "“let\N{RIGHT SINGLE QUOTATION MARK}s say 3pm”", '"let\'s say 3pm"', id="curly quotes"
        ),
        pytest.param("4\N{EN DASH}5pm", "4-5pm", id="dashes"),
        pytest.param("2 \N{MIDDLE DOT} 3pm", "2 , 3pm", id="a middle dot"),
        pytest.param("in 1½ hours", "in 1 1\u20442 hours", id="a fraction is no date"),
        pytest.param("at seven twenty-seven", "at 7:27", id="a clock in words"),
        pytest.param("five oh five", "5:05", id="oh five"),
        pytest.param("five-thirty", "5:30", id="a hyphened clock"),
        pytest.param("may twenty nine", "may 29", id="a number in words"),
        pytest.param("the twenty-first", "the 21st", id="an ordinal in words"),
        pytest.param("the eleventh and the second", "the 11th and the 2nd", id="suffixes"),
        pytest.param("in one second", "in 1 second", id="a second of time"),
        pytest.param("twenty minutes", "20 minutes", id="tens"),
        pytest.param("two ten minute talks", "2 10 minute talks", id="minutes are no clock"),
        pytest.param("half-past three", "half past 3", id="half-past"),
        pytest.param("2026-12-04T09:30Z", "2026-12-04 09:30 utc", id="ISO in UTC"),
        pytest.param("2026-12-04T09:30-04:00", "2026-12-04 09:30 utc-04:00", id="ISO with offset"),
        pytest.param("2026-12-04 09:30-11:00", "2026-12-04 09:30-11:00", id="a range, no offset"),
        pytest.param("20261204T093000Z", "2026-12-04 09:30 utc", id="ISO without signs"),
        pytest.param("15:00:00 -0500", "15:00:00 utc-05:00", id="the offset of an e-mail"),
        pytest.param("1500Z", "1500 utc", id="Zulu"),
        pytest.param("at five to nine", "at 5 minutes to 9", id="minutes before an hour"),
        pytest.param("from five to nine", "from 5 to 9", id="a range in words"),
        pytest.param("fifteen hundred hours", "1500 hours", id="hundred hours"),
        pytest.param("3 p.m. E.S.T.", "3 p.m. est", id="dotted letters"),
        pytest.param("15:00ET", "15:00 et", id="a zone glued to a clock"),
        pytest.param("at _3pm_ US_x", "at 3pm us_x", id="emphasis"),
        pytest.param("Q & A", "q and a", id="an ampersand"),
        pytest.param("Wed Dec  9 10:00:00 UTC 2026", "wed dec 9 2026 10:00:00 utc", id="date"),
        pytest.param("9pm -0500", "9pm utc-05:00", id="an offset after pm"),
    ],
)
def test_a_phrase_is_brought_into_one_spelling(typed: str, line: str) -> None:
    assert normalise(typed) == line
