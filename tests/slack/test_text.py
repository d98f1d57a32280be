"""Text on its way to and from Slack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        pytest.param("&lt;b&gt; &amp; co", "<b> & co", id="escapes"),
        pytest.param("<!channel> hello", "@channel hello", id="a broadcast"),
        pytest.param("<@U0IRMANAGER|ir.manager>", "@ir.manager", id="a person"),
        pytest.param("<@U0IRMANAGER>", "@U0IRMANAGER", id="a person without a name"),
        pytest.param("<#C0GENERAL01|general>", "#general", id="a channel"),
        pytest.param("<https://example.org/a|label>", "https://example.org/a", id="a link"),
        pytest.param("&lt;!channel&gt;", "<!channel>", id="a broadcast typed by hand"),
        pytest.param("&amp;lt;", "&lt;", id="an escape typed by hand"),
    ],
)
def test_what_slack_sends_becomes_what_was_typed(sent: str, typed: str) -> None:
    assert text.plain(sent) == typed


@given(st.text())
def test_escaped_text_has_no_live_characters_and_comes_back(words: str) -> None:
    escaped = text.escape(words)

    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words


@given(st.text())
def test_isolated_text_never_turns_its_surroundings(words: str) -> None:
    shown = text.isolate(words)

    assert not any(mark in shown for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
    assert shown.count("\u2068") == shown.count("\u2069")


@given(st.text(), st.integers(min_value=3, max_value=200))
def test_a_title_never_exceeds_its_limit(words: str, limit: int) -> None:
    assert len(text.title(words, limit)) <= limit


def test_a_link_cannot_be_broken_out_of() -> None:
    assert text.link("https://a.example/?b=1&c=|>", "x|<!channel>") == (
        "<https://a.example/?b=1&amp;c=%7C%3E|x¦&lt;!channel&gt;>"
    )


def test_a_date_names_its_zone_for_clients_that_cannot_show_it() -> None:
    moment = datetime(2026, 12, 1, 20, tzinfo=UTC)

    assert text.date(moment, fallback="Tue 15:00 US/Eastern") == (
        "<!date^1796155200^{date_long_pretty} at {time}|Tue 15:00 US/Eastern>"
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (480, "8 hours"),
        (0, "0 minutes"),
    ],
)
def test_a_length_reads_like_words(minutes: int, words: str) -> None:
    assert text.length(timedelta(minutes=minutes)) == words
