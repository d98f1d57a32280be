"""What stands after each verb, and the lines that help offers."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.service.find import Scope
from bot.slack.ids import Verb
from bot.slack.payloads.command import SCOPES, CreateWords, Line, read_line
from bot.slack.payloads.verbs import read_words
from bot.slack.payloads.words import (
    CancelWords,
    CopyWords,
    DoctorWords,
    FoldersWords,
    HelpWords,
    ImportWords,
    ListWords,
    MoveWords,
    OwnerWords,
    PresenterWords,
    RefWords,
    RemindWords,
    SettingsWords,
    ShareWords,
    UpdateWords,
)
from bot.slack.text import plain
from bot.slack.views.finding import USAGE, usage_of
from bot.when.leads import read_leads, write_leads

if TYPE_CHECKING:
    from bot.slack.payloads.words import Words

LINK = "https://goto.webcasts.com/starthere.jsp?ei=1890012&tp_key=9f1c2a7b44"
SENT_LINK = f"<{LINK.replace('&', '&amp;')}>"
DAY, QUARTER, START = timedelta(days=1), timedelta(minutes=15), timedelta(0)
LINES = [usage.line for usages in USAGE.values() for usage in usages]


def read(line: str) -> Words:
    return read_words(read_line(line))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("list", ListWords()),
        ("list PAST", ListWords(scope="past")),
        ('list all "town hall"', ListWords(scope="all", text="town hall")),
        ("list mine\ntown hall", ListWords(scope="mine", text="town hall")),
        ("list town hall", ListWords(scope="all", text="town hall")),
        ("show 1890012", RefWords(ref="1890012")),
        ("1890012", RefWords(ref="1890012")),
        ("next", RefWords(ref="next")),
        (f"show {SENT_LINK}", RefWords(ref=LINK)),
        ("show town hall", RefWords(ref="town hall")),
        ("«town hall»", RefWords(ref="town hall")),
        ("history last", RefWords(ref="last")),
        ("ics \u2018town hall\u2019", RefWords(ref="town hall")),
        ("move next", MoveWords(ref="next", when="")),
        ("move next +1h", MoveWords(ref="next", when="+1h")),
        ("move next \u22121d", MoveWords(ref="next", when="-1d")),
        ("move town hall +1h", MoveWords(ref="town hall", when="+1h")),
        ("move town hall to friday 3pm", MoveWords(ref="town hall", when="friday 3pm")),
        ('move "town hall" "friday 3pm"', MoveWords(ref="town hall", when="friday 3pm")),
        ("move next when:friday 3pm", MoveWords(ref="next", when="friday 3pm")),
        ("move hall friday 3pm", MoveWords(ref="hall", when="friday 3pm")),
        ("cancel next", CancelWords(ref="next", reason="")),
        ("cancel 1890012 snow &amp; ice", CancelWords(ref="1890012", reason="snow & ice")),
        ('cancel "town hall" it\'s snowing', CancelWords(ref="town hall", reason="it's snowing")),
        ('cancel next "snow"', CancelWords(ref="next", reason="snow")),
        ("cancel next 'tis snowing", CancelWords(ref="next", reason="'tis snowing")),
        ("cancel town hall", CancelWords(ref="town hall", reason="")),
        ("share next", ShareWords(ref="next", channels=(), at="")),
        ("share next <#C1|a> <#G2>", ShareWords(ref="next", channels=("C1", "G2"), at="")),
        ("share town hall to <#C1|a>, <#C2|b>",
         ShareWords(ref="town hall", channels=("C1", "C2"), at="")),
        ("share next <#C1|a> at friday 9am",
         ShareWords(ref="next", channels=("C1",), at="friday 9am")),
        ('share next at "friday 9am" <#C1|a>',
         ShareWords(ref="next", channels=("C1",), at="friday 9am")),
        ("share town hall at friday 9am",
         ShareWords(ref="town hall", channels=(), at="friday 9am")),
        ("presenters next", PresenterWords(ref="next", people=())),
        ("presenters next <@U1|ann>:Host <@W2>: live+qa, <@U3|x y>",
         PresenterWords(ref="next", people=(("U1", "host"), ("W2", "live+qa"), ("U3", "speaker")))),
        ("presenters town hall <@U1> moderator <@U2>:q&amp;a+LIVE",
         PresenterWords(ref="town hall", people=(("U1", "moderator"), ("U2", "live+qa")))),
        ("owner next", OwnerWords(ref="next", user_id=None)),
        ("owner next <@U1|ann>", OwnerWords(ref="next", user_id="U1")),
        ("owner town hall to <@W1>", OwnerWords(ref="town hall", user_id="W1")),
        ("remind next", RemindWords(ref="next")),
        ("remind next 1d,15m,0", RemindWords(ref="next", leads=(DAY, QUARTER, START))),
        ("remind town hall 1 day and 15 min", RemindWords(ref="town hall", leads=(DAY, QUARTER))),
        ("remind next OFF", RemindWords(ref="next", off=True)),
        ("remind next me", RemindWords(ref="next", me=True)),
        ("remind next me 15m", RemindWords(ref="next", me=True, leads=(QUARTER,))),
        ("remind next me off", RemindWords(ref="next", me=True, off=True)),
        (f"import {SENT_LINK}", ImportWords(what=LINK)),
        ("folders", FoldersWords(text="")),
        ("folders Investor relations", FoldersWords(text="Investor relations")),
        ("settings", SettingsWords()),
        ("settings Channel cap:500 remind:1d, 0",
         SettingsWords(scope="channel", keys={"cap": "500", "remind": "1d, 0"})),
        ("settings tz:new york", SettingsWords(keys={"tz": "new york"})),
        ("doctor", DoctorWords()),
        ("help", HelpWords()),
        ("help Speakers", HelpWords(topic="presenters")),
        ("help when", HelpWords(topic="times")),
        ("help bananas", HelpWords(topic="bananas")),
        ("update next", UpdateWords(ref="next", fields=CreateWords())),
        ("update town hall CAP:5",
         UpdateWords(ref="town hall", fields=CreateWords(keys={"cap": "5"}))),
        ('update next live "Q5"',
         UpdateWords(ref="next", fields=CreateWords(title="Q5", words="live"))),
        ('copy "Q4" friday title:"Q5" cap:5',
         CopyWords(ref="Q4", fields=CreateWords(title="Q5", words="friday", keys={"cap": "5"}))),
        ("copy town hall to friday 3pm",
         CopyWords(ref="town hall", fields=CreateWords(words="friday 3pm"))),
        ("copy last", CopyWords(ref="last", fields=CreateWords())),
    ],
)  # fmt: skip
def test_every_verb_is_read_into_its_value(typed: str, words: Words) -> None:
    assert read(typed) == words


def test_a_copy_tells_its_time_and_title() -> None:
    asked = read('copy last friday 3pm title:"Q5"')

    assert isinstance(asked, CopyWords)
    assert (asked.when, asked.title) == ("friday 3pm", "Q5")


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("show", "Say which webcast"),
        ("move", "Say which webcast"),
        ("show last week", "“week”"),
        ('show "town', '"town'),
        ('list "town', '"town'),
        ('move next "friday', '"friday'),
        ("update next colour:blue", "“colour:”"),
        ("update town hall colour:blue", "“colour:”"),
        ("share next general", "“general”"),
        ("share next <#C1|a> at", "“at”"),
        ("presenters next <@U1|ann>:boss", "“boss”"),
        ("presenters next <@U1|ann>:live+x", "“live+x”"),
        ("presenters next @ann", "“@ann”"),
        ("presenters next <!subteam^S1|@ir>", "“@ir” is a group"),
        ("presenters next <@U1|ann> <@U1|ann>, <@U2|ben>", "“@ann” is named twice"),
        ("owner next ann", "“ann”"),
        ("owner next <@U1|ann> <@U2|ben>", "“@ben”"),
        ("owner next <!subteam^S1|@ir>", "“@ir” is a group"),
        ("remind next sometimes", "“sometimes”"),
        ("import 1890012 1890013", "“1890013”"),
        ("settings mine", "“mine”"),
        ("settings channel loud", "“loud”"),
        ("doctor who", "“who”"),
    ],
)
def test_what_makes_no_sense_is_named(typed: str, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(typed)

    assert named in str(refused.value)
    assert refused.value.field == "command"


def test_lists_have_the_scopes_that_can_be_found() -> None:
    assert set(SCOPES) == set(Scope) - {Scope.MINE_AHEAD}


def test_every_verb_has_a_line_of_usage() -> None:
    assert set(USAGE) == set(Verb)


@pytest.mark.parametrize("line", LINES)
def test_every_line_of_usage_can_be_sent_as_it_is(line: str) -> None:
    sent = re.sub(r"([#@])([\w.-]*\w)", lambda m: f"<{m[1]}{'CU'[m[1] == '@']}1|{m[2]}>", line)
    verb = next(verb for verb, usages in USAGE.items() if line in {each.line for each in usages})

    read_as = read_line(sent.removeprefix("/webcast "))

    assert read_as.verb is verb
    read_words(read_as)


@pytest.mark.parametrize("verb", list(Verb))
def test_the_line_that_is_offered_names_nobody(verb: Verb) -> None:
    assert usage_of(verb).startswith(f"/webcast {verb}")
    assert "@" not in usage_of(verb)


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("1d,15m,0", [DAY, QUARTER, START]),
        ("0, 15 min; 1 day", [DAY, QUARTER, START]),
        ("2h", [timedelta(hours=2)]),
        ("30 Minutes before and at the start", [timedelta(minutes=30), START]),
        ("1h30, 1 hr 5 min", [timedelta(minutes=90), timedelta(minutes=65)]),
        ("a week, an hour", [timedelta(weeks=1), timedelta(hours=1)]),
        ("30d", [timedelta(days=30)]),
    ],
)
def test_reminders_are_read_in_words(text: str, leads: list[timedelta]) -> None:
    assert read_leads(text) == tuple(leads)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1d,soon", "“soon”"),
        ("15", "“15”"),
        ("-5m", "“-5m”"),
        ("1d 15m", "“1d 15m”"),
        ("31d", "“31d”"),
        ("99999w", "“99999w”"),
        ("60m,1h", "“1h”"),
        ("1m,2m,3m,4m,5m,6m", "“6m”"),
        (" , ", "Say when to remind"),
    ],
)
def test_reminders_that_cannot_be_are_named(text: str, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_leads(text, field="reminders")

    assert named in str(refused.value)
    assert refused.value.field == "reminders"


@given(st.sets(st.integers(0, 30 * 24 * 60), min_size=1, max_size=5))
def test_reminders_that_are_written_are_read(minutes: set[int]) -> None:
    leads = tuple(sorted((timedelta(minutes=each) for each in minutes), reverse=True))

    assert read_leads(write_leads(leads)) == leads


PIECES = st.sampled_from(
    ["“q4 call”", '"a b"', "'c d'", "„e", "title:", "when:", "cap:", "cost:", "guests:", "tz:",
     "x:y", " ", "\n", "\u00a0", ",", "+", "-", "it's", "friday", "3pm", "15:00", "new york",
     "1 h 30 min", "<#C1|a b>", "<@U1|ann>", ":host", "<!subteam^S1|@ir>", SENT_LINK, "&amp;", "<",
     ">", "next", "1890012", "off", "me", "1d", "15m,0", "live", "ein größerer", "株主総会",
     "channel", "past"]
)  # fmt: skip
RESTS = st.lists(PIECES, max_size=12).map("".join) | st.text()


@given(st.sampled_from(list(Verb)), RESTS)
def test_any_words_after_a_verb_are_read_or_refused(verb: Verb, rest: str) -> None:
    with suppress(Invalid):
        read_words(Line(verb=verb, rest=rest))


KEEPING = [Verb.LIST, Verb.SHOW, Verb.UPDATE, Verb.CANCEL, Verb.MOVE, Verb.FOLDERS, Verb.SETTINGS]


@given(st.sampled_from(KEEPING), RESTS)
def test_no_word_is_lost(verb: Verb, rest: str) -> None:
    try:
        words = read_words(Line(verb=verb, rest=rest))
    except Invalid:
        return
    lost = Counter(spelled(plain(rest))) - Counter(spelled(flat(asdict(words))))
    assert not lost.keys() - {"title", "when"}


def flat(value: object) -> str:
    if isinstance(value, dict):
        return flat([*value.items()])
    return " ".join(map(flat, value)) if isinstance(value, list | tuple) else str(value)


def spelled(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
