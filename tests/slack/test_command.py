"""The words after `/webcast`: the verb, and a title, a time and keys."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.rules import Kind
from bot.slack.ids import Verb
from bot.slack.payloads.command import read_create, read_line, read_reference
from bot.slack.payloads.tokens import KEYS

LINK = "<https://goto.webcasts.com/starthere.jsp?ei=1890012&amp;tp_key=9f1c2a7b44>"

QUOTES = ['""', "“”", "””", "„“", "„”", "«»", "»«", "''", "\u2018\u2019", "\u2019\u2019"]


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    [
        pytest.param("", None, "", id="nothing"),
        pytest.param("help create", Verb.HELP, "create", id="a verb"),
        pytest.param("CREATE x", Verb.CREATE, "x", id="capitals"),
        pytest.param("create\n x", Verb.CREATE, "x", id="a new line"),
        pytest.param("create\u00a0x", Verb.CREATE, "x", id="a space that was pasted"),
        pytest.param("1890012", Verb.SHOW, "1890012", id="an id means show"),
        pytest.param(LINK, Verb.SHOW, LINK, id="a viewer link means show"),
        pytest.param('"town hall"', Verb.SHOW, '"town hall"', id="a quoted title means show"),
        pytest.param("\u2018town\u2019", Verb.SHOW, "\u2018town\u2019", id="single quotes"),
        pytest.param("next", Verb.SHOW, "next", id="next means show"),
        pytest.param("LAST", Verb.SHOW, "LAST", id="last means show"),
    ],
)  # fmt: skip
def test_the_first_word_decides(typed: str, verb: Verb | None, rest: str) -> None:
    line = read_line(typed)

    assert (line.verb, line.rest) == (verb, rest)


@pytest.mark.parametrize(
    ("typed", "nearest", "rest"),
    [
        ("creat x", Verb.CREATE, "x"),
        ("lst", Verb.LIST, ""),
        ("hlep", Verb.HELP, ""),
        ("pdate next", Verb.UPDATE, "next"),
        ("bananas", None, ""),
        ("town hall", None, "hall"),
        ("new x", Verb.CREATE, "x"),
        ("add x", Verb.CREATE, "x"),
        ("Schedule x", Verb.CREATE, "x"),
        ("edit next", Verb.UPDATE, "next"),
        ("change next", Verb.UPDATE, "next"),
        ("delete next", Verb.CANCEL, "next"),
        ("remove next", Verb.CANCEL, "next"),
        ("reschedule next +1h", Verb.MOVE, "next +1h"),
        ("postpone next +1h", Verb.MOVE, "next +1h"),
        ("find town", Verb.LIST, "town"),
        ("search town", Verb.LIST, "town"),
        ("speakers next", Verb.PRESENTERS, "next"),
        ("guests next", Verb.PRESENTERS, "next"),
        ("calendar next", Verb.ICS, "next"),
        ("prefs", Verb.SETTINGS, ""),
        ("duplicate last", Verb.COPY, "last"),
        ("clone last", Verb.COPY, "last"),
        ("transfer next <@U1>", Verb.OWNER, "next <@U1>"),
        ("announce next", Verb.SHARE, "next"),
        ("post next", Verb.SHARE, "next"),
        ("reminder next off", Verb.REMIND, "next off"),
        ("reminders next off", Verb.REMIND, "next off"),
        ("past", Verb.LIST, "past"),
        ('ondemand "Demo"', Verb.CREATE, 'ondemand "Demo"'),
    ],
)  # fmt: skip
def test_an_unknown_word_has_the_nearest_verb_and_what_belongs_after_it(
    typed: str, nearest: Verb | None, rest: str
) -> None:
    line = read_line(typed)

    assert (line.verb, line.nearest, line.rest) == (None, nearest, rest)


@pytest.mark.parametrize(
    ("typed", "title", "words"),
    [
        pytest.param('friday 3pm "Q4"', "Q4", "friday 3pm", id="title last"),
        pytest.param('title:"Q4" when:"friday 3pm"', "Q4", "friday 3pm", id="keys"),
        pytest.param('when: "friday 3pm" TITLE: Q4', "Q4", "friday 3pm",
                     id="a space after the colon"),
        pytest.param("when:next tuesday 3pm title:Q4 call", "Q4 call", "next tuesday 3pm",
                     id="a time and a title run on to the next key"),
        pytest.param('when:next tuesday 3pm "Q4"', "Q4", "next tuesday 3pm",
                     id="a time runs on to the next quote"),
        pytest.param('title:The "big" day when:friday', 'The "big" day', "friday",
                     id="a title keeps its quotes"),
        pytest.param("Q4 town hall when:friday", "Q4 town hall", "friday",
                     id="a title without quotes"),
        pytest.param('"Q4" "friday 3pm"', "Q4", "friday 3pm", id="two quotes"),
        pytest.param("friday 15:00", "", "friday 15:00", id="a clock is no key"),
        pytest.param("Keynote: the future", "", "Keynote: the future", id="a colon ends a word"),
        pytest.param("Ann's talk friday", "", "Ann's talk friday", id="an apostrophe in a word"),
        pytest.param("'Ann's talk' friday", "Ann's talk", "friday", id="an apostrophe in quotes"),
        pytest.param("the bosses\u2019 talk", "", "the bosses\u2019 talk", id="an apostrophe last"),
        pytest.param('"Q4” friday', "Q4", "friday", id="straight and curly"),
        pytest.param("kickoff \u201926 friday", "", "kickoff \u201926 friday", id="a year"),
        pytest.param('"5 &lt; 6 &amp; 7" friday', "5 < 6 & 7", "friday", id="escapes"),
        pytest.param('"&amp;lt;" friday', "&lt;", "friday", id="escapes, once"),
        pytest.param("<http://example.com|example.com> day", "", "example.com day",
                     id="words that Slack made a link of"),
        pytest.param("", "", "", id="nothing"),
    ],
)  # fmt: skip
def test_title_and_time_are_told_apart(typed: str, title: str, words: str) -> None:
    found = read_create(typed)

    assert (found.title, found.words) == (title, words)


@pytest.mark.parametrize("pair", QUOTES)
def test_every_kind_of_quotes_stands_around_a_value(pair: str) -> None:
    opening, closing = pair[0], pair[1]

    found = read_create(
        f"{opening}Q4 town hall{closing} friday 3pm cost:{opening}IR 7{closing} cap:50"
    )

    assert (found.title, found.words) == ("Q4 town hall", "friday 3pm")
    assert found.keys == {"cost": "IR 7", "cap": "50"}


@pytest.mark.parametrize("quote", list("\"“”„«»'\u2018\u2019"))
def test_a_quote_without_an_end_is_named(quote: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_create(f"friday 3pm {quote}Q4 town hall")

    assert f"{quote}Q4 town hall" in str(refused.value)
    assert refused.value.field == "command"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ('ondemand "Demo"', Kind.ON_DEMAND),
        ('On-Demand "Demo"', Kind.ON_DEMAND),
        ('on demand "Demo"', Kind.ON_DEMAND),
        ('live "Demo"', Kind.LIVE),
        ('"Demo"', Kind.LIVE),
    ],
)
def test_the_kind_comes_first(typed: str, kind: Kind) -> None:
    found = read_create(typed)

    assert (found.kind, found.title, found.words) == (kind, "Demo", "")


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("CAP:500, guests:live, qa friday", {"cap": "500", "guests": "live, qa"}),
        ("guests:live + content , qa friday", {"guests": "live + content , qa"}),
        ("guests:q&amp;a friday", {"guests": "q&a"}),
        ("dur:90 friday", {"dur": "90"}),
        ("dur:1 h 30 min friday", {"dur": "1 h 30 min"}),
        ("dur:90 min: friday", {"dur": "90"}),
        ("tz:new york friday", {"tz": "new york"}),
        ("tz:central european time friday", {"tz": "central european time"}),
        ("tz:US/Eastern friday", {"tz": "US/Eastern"}),
        ("region:north america friday", {"region": "north america"}),
        ("acq:video bridge bridge:standard friday", {"acq": "video bridge", "bridge": "standard"}),
        ("expire:6 months friday", {"expire": "6 months"}),
        ("announce:<#C1|a>, <#C2|b b> <#C3> friday",
         {"announce": "<#C1|a>, <#C2|b b> <#C3>"}),
        ("vcu:<mailto:room@example.com|room@example.com> friday", {"vcu": "room@example.com"}),
        ('cost:"" friday', {"cost": ""}),
    ],
)  # fmt: skip
def test_a_value_goes_as_far_as_it_makes_sense(typed: str, keys: dict[str, str]) -> None:
    found = read_create(typed)

    assert found.keys == keys
    assert found.words.removeprefix("min: ") == "friday"


@pytest.mark.parametrize("before", ["", '"Q4" friday 3pm '])
@pytest.mark.parametrize("after", ["", ' "Q4" friday 3pm'])
@pytest.mark.parametrize(
    "key", [key for key in KEYS if key not in {"title", "when", "close", "remind"}]
)
def test_every_key_is_read_in_every_place(key: str, before: str, after: str) -> None:
    assert read_create(f"{before}{key.upper()}:5{after}").keys == {key: "5"}


@pytest.mark.parametrize(
    ("typed", "reminders"),
    [
        ("friday", None),
        ("remind:off friday", ()),
        ("remind:1d,15m,0 friday", (timedelta(days=1), timedelta(minutes=15), timedelta(0))),
        ("remind:1 day, 15 min and start friday",
         (timedelta(days=1), timedelta(minutes=15), timedelta(0))),
    ],
)  # fmt: skip
def test_reminders_are_read(typed: str, reminders: tuple[timedelta, ...] | None) -> None:
    found = read_create(typed)

    assert found.reminders == reminders
    assert (found.words, found.keys) == ("friday", {})


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        pytest.param('"Q4" colour:blue', "“colour:”", id="unknown"),
        pytest.param('"Q4" capa:5', "“capa:”. Did you mean “cap:”", id="nearly known"),
        pytest.param('"Q4" Timezone:CET', "“Timezone:”. Did you mean “tz:”", id="another name"),
        pytest.param("cost-center:7", "“cost-center:”", id="with a hyphen"),
        pytest.param("cap:5 CAP:6", "“cap:” stands there twice", id="repeated"),
        pytest.param("friday cap:", "“cap:” has no value", id="empty at the end"),
        pytest.param("cap: tz:CET", "“cap:” has no value", id="empty before a key"),
        pytest.param("cap:, friday", "“cap:” has no value", id="only a comma"),
        pytest.param('"Q4" monday when:friday', "“monday”", id="two times"),
        pytest.param("remind:soon", "“soon”", id="no reminder"),
    ],
)
def test_what_makes_no_sense_is_named(typed: str, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_create(typed)

    assert named in str(refused.value)
    assert refused.value.field == "command"


def test_a_reference_is_one_word_or_quoted() -> None:
    assert read_reference("1890012, snow") == ("1890012", "snow")
    assert read_reference("“town hall” snow") == ("town hall", "snow")
    assert read_reference("") == ("", "")


def test_a_link_is_read_for_where_it_leads() -> None:
    assert read_reference("<https://a.webcasts.com/?ei=18900|a.webcasts.com> x") == (
        "https://a.webcasts.com/?ei=18900",
        "x",
    )


WORDS = st.text(
    st.characters(categories=["L", "N"], include_characters=" '&<>!"), min_size=1
).filter(lambda text: text == text.strip())
PAIRS = st.sampled_from(['""', "“”", "„“", "«»"])


def quoted(value: str, pair: str) -> str:
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{pair[0]}{escaped}{pair[1]}"


@given(
    st.fixed_dictionaries(
        {"title": WORDS, "when": WORDS}, optional=dict.fromkeys(KEYS[2:-2], WORDS)
    ),
    PAIRS,
    st.data(),
)
def test_what_is_quoted_comes_back_in_any_order(
    values: dict[str, str], pair: str, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(values)))
    cases = data.draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    line = " ".join(
        f"{key.upper() if upper else key}:{quoted(values[key], pair)}"
        for key, upper in zip(order, cases, strict=True)
    )

    found = read_create(line)

    assert {"title": found.title, "when": found.words, **found.keys} == values


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), max_size=6))
def test_words_without_quotes_come_back(words: list[str]) -> None:
    found = read_create(f"live {' '.join(words)}")

    assert found.words == " ".join(words)


PIECES = st.sampled_from(
    [*chain.from_iterable(QUOTES), *(f"{key}:" for key in KEYS), " ", "\n", "\u00a0", ",",
     "+", ":", "q4", "Ann's", "friday", "3pm", "15:00", "<#C1|a b>", "<@U1|ann>:host", LINK,
     "&amp;", "<", ">", "next", "1890012", "to", "at", "off", "me", "1d", "15m,0", "live",
     "ein größerer", "株主総会"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text())
def test_any_words_are_read_or_refused(words: str) -> None:
    read_line(words)
    with suppress(Invalid):
        read_create(words)
