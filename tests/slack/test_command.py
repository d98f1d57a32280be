"""The words after `/webcast`."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.rules import Kind
from bot.slack.ids import Verb
from bot.slack.payloads.command import read_create, read_line


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    [
        pytest.param("", None, "", id="nothing"),
        pytest.param("help create", Verb.HELP, "create", id="a verb"),
        pytest.param("CREATE x", Verb.CREATE, "x", id="capitals"),
        pytest.param("1890012", Verb.SHOW, "1890012", id="an id means show"),
        pytest.param(
            "<https://goto.webcasts.com/starthere.jsp?ei=1890012&amp;tp_key=9f1c2a7b44>",
            Verb.SHOW,
            "<https://goto.webcasts.com/starthere.jsp?ei=1890012&amp;tp_key=9f1c2a7b44>",
            id="a viewer link means show",
        ),
        pytest.param('"town hall"', Verb.SHOW, '"town hall"', id="a quoted title means show"),
        pytest.param("next", Verb.SHOW, "next", id="next means show"),
    ],
)
def test_the_first_word_decides(typed: str, verb: Verb | None, rest: str) -> None:
    line = read_line(typed)

    assert (line.verb, line.rest) == (verb, rest)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("creat x", Verb.CREATE), ("lst", Verb.LIST), ("hlep", Verb.HELP), ("bananas", None)],
)
def test_an_unknown_word_has_the_nearest_verb(typed: str, nearest: Verb | None) -> None:
    assert read_line(typed).nearest is nearest


@pytest.mark.parametrize(
    ("typed", "title", "words"),
    [
        pytest.param('"Q4 town hall" friday 3pm', "Q4 town hall", "friday 3pm", id="straight"),
        pytest.param("“Q4 town hall” friday 3pm", "Q4 town hall", "friday 3pm", id="curly"),
        pytest.param("„Q4“ friday 3pm", "Q4", "friday 3pm", id="low and high"),
        pytest.param('friday 3pm "Q4"', "Q4", "friday 3pm", id="title last"),
        pytest.param('title:"Q4" when:"friday 3pm"', "Q4", "friday 3pm", id="keys"),
        pytest.param("friday 15:00", "", "friday 15:00", id="a clock is no key"),
        pytest.param('"unclosed friday', "", '"unclosed friday', id="an open quote is a word"),
        pytest.param('"5 &lt; 6 &amp; 7" friday', "5 < 6 & 7", "friday", id="escapes"),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_title_and_time_are_told_apart(typed: str, title: str, words: str) -> None:
    found = read_create(typed)

    assert (found.title, found.words) == (title, words)


def test_the_kind_comes_first() -> None:
    assert read_create('ondemand "Demo"').kind is Kind.ON_DEMAND
    assert read_create('live "Demo"').kind is Kind.LIVE


def test_keys_take_quoted_values() -> None:
    assert read_create('"Q4" cost:"IR 7" cap:500').keys == {"cost": "IR 7", "cap": "500"}


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(Invalid, match="colour:"):
        read_create('"Q4" colour:blue')


@given(st.text())
def test_any_words_are_read_or_refused(words: str) -> None:
    read_line(words)
    with suppress(Invalid):
        read_create(words)
