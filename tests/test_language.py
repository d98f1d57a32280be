"""People are spoken to in their language, and in English where there is no catalogue."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.language import language_of, say, say_count, say_moment, speaking, spoken


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-DE", "de"), ("de_AT", "de"), ("DE", "de"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en")],
)
def test_a_locale_means_a_language_that_we_have(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_gaps_are_filled_and_braces_in_values_are_left_alone() -> None:
    assert say("{title} is cancelled.", title="{x}") == "{x} is cancelled."


def test_a_sentence_without_gaps_may_hold_braces() -> None:
    assert say("a {brace}") == "a {brace}"


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_unknown_sentence_is_said_in_english(language: str) -> None:
    with speaking(language):
        assert say("No catalogue knows this.") == "No catalogue knows this."
        assert say_count("{number} gnu", "{number} gnus", 2) == "2 gnus"
        assert say_count("{number} gnu", "{number} gnus", 1) == "1 gnu"


def test_moments_are_written_the_way_of_the_language() -> None:
    moment = datetime(2026, 12, 1, 15, 0)  # noqa: DTZ001  (a time on a clock)

    assert say_moment(moment) == "Tue 1 Dec 2026, 15:00"
    with speaking("de"):
        assert say_moment(moment) == "Di. 1. Dez. 2026, 15:00"


def test_a_language_is_spoken_for_a_while_only() -> None:
    with speaking("de"):
        assert spoken() == "de"
    assert spoken() == "en"
