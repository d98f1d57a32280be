"""German is complete: every sentence, in words and lengths that Slack and its readers take."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession
from babel.messages.pofile import read_po

from bot.language import catalogue, speaking
from bot.showcase import open_demo
from bot.slack.views import sharing
from tests.slack import (
    test_views,
    test_views_home,
    test_views_presenters,
    test_views_reminders,
    test_views_settings,
    test_views_sharing,
)
from tests.stage import COMMS, CREATE, INVESTOR, NOW, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from babel.messages.catalog import Message

TEMPLATE = Path(__file__).parent.parent / "bot/language/catalogues/messages.pot"
INVESTORS_DM = "D0IRMANAGER"
SAME = {
    # names and words that German has too
    "/webcast share {id} #channel",
    "Analyst",
    "Host",
    "Moderator",
    "Outlook",
    "Slack",
    "Webcast",
    "Webcasts",
    "{channel}: {reason}",
    "{field}: {detail}",
    "{person} · {part}",
    "{person} · {part} · {state}",
    "{role} ({access})",
    "{time} UTC",
    "{title}, {schedule}. {stage}.",
    "{who} · {role}",
    "{workspace}: {verdict}",
    "Audio",
    "Channels",
    "H.323",
    "Link: {link}",
    "Live",
    "Live Studio",
    "OD Studio",
    "PIN: {pin}",
    "Region",
    "SIP",
    "Standard",
    "Video",
    "Webcam",
    "Webcast {id}",
    # patterns without a day of the month
    "EEE HH:mm",
    "EEE HH:mm:ss",
    "EEEE",
    "HH:mm",
    "HH:mm:ss",
    "MMMM",
    "y-MM-dd HH:mm 'UTC'",
}
"""What is the same in both languages."""
END = re.compile(r"[.:?…]$")
TYPED = {"Q4 town hall", "town hall"}
"""What looks like a sentence and is a title that somebody gave."""
MODULES: list[Any] = [
    test_views,
    test_views_home,
    test_views_presenters,
    test_views_reminders,
    test_views_settings,
    test_views_sharing,
]
MESSAGES = {
    f"{module.__name__.rpartition('_')[2]}: {name}": make
    for module in MODULES
    for name, make in getattr(module, "MESSAGES", {}).items()
}
VIEWS = {
    f"{module.__name__.rpartition('_')[2]}: {name}": make
    for module in MODULES
    for name, make in getattr(module, "VIEWS", {}).items()
}
FAMILIAR = re.compile(r"(?i)\b(?:du|dir|dich|dein\w*|euch|euer|eure\w*)\b")


def sentences() -> list[Message]:
    with TEMPLATE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def pairs() -> list[tuple[str, str]]:
    """Pair every form of every sentence with its German, empty where there is none."""
    found = [(message, catalogue("de").get(message.id)) for message in sentences()]
    return [
        pair
        for english, german in found
        for pair in zip_longest(forms(english.id), forms(german and german.string), fillvalue="")
    ]


def forms(words: Any) -> tuple[str, ...]:  # noqa: ANN401  (Babel's type is either)
    """Return a sentence as one form, and one that goes with numbers as its two."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def gaps(sentence: str) -> Counter[str]:
    return Counter(gap for _, gap, _, _ in Formatter().parse(sentence) if gap is not None)


def english_in(text: str) -> list[str]:
    """Find sentences of several words that were left in English."""
    said = {form for message in sentences() for form in forms(message.id)} - SAME - TYPED
    return [form for form in said if " " in form and not gaps(form) and form in text]


def test_every_sentence_is_told_in_german() -> None:
    assert [english for english, german in pairs() if not german] == []


def test_a_sentence_is_left_as_it_is_only_where_german_says_the_same() -> None:
    assert {english for english, german in pairs() if german == english} == SAME


def test_a_german_sentence_has_every_gap_as_often() -> None:
    assert [english for english, german in pairs() if gaps(german) != gaps(english)] == []


def test_german_quotes_are_used_and_closed() -> None:
    quotes = [(english, re.sub('[^„“”"]', "", german)) for english, german in pairs()]

    assert [english for english, marks in quotes if marks.replace("„“", "")] == []
    assert [english for english, marks in quotes if "“" in english and not marks] == []


def test_a_german_sentence_ends_like_the_english_one() -> None:
    assert [
        english for english, german in pairs() if END.findall(german) != END.findall(english)
    ] == []


def test_words_stand_one_space_apart() -> None:
    assert [german for _, german in pairs() if german != " ".join(german.split())] == []


def test_people_are_addressed_formally() -> None:
    assert [german for _, german in pairs() if FAMILIAR.search(german)] == []


def test_the_catalogue_holds_what_is_said_and_nothing_else() -> None:
    german = catalogue("de")

    assert {message.id for message in german if message.id} == {m.id for m in sentences()}
    assert not german.obsolete
    assert not [message.id for message in german if message.id and message.fuzzy]


@pytest.fixture
def _in_german() -> Iterator[None]:
    with speaking("de"):
        yield


@pytest.mark.usefixtures("_in_german")
@pytest.mark.parametrize("title", test_views.TITLES.values(), ids=test_views.TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_german_message(
    make: Callable[[str], dict[str, Any]], title: str
) -> None:
    test_views.test_slack_takes_every_message(make, title)


@pytest.mark.usefixtures("_in_german")
@pytest.mark.parametrize("title", test_views.TITLES.values(), ids=test_views.TITLES)
@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_slack_takes_every_german_view(make: Callable[[str], dict[str, Any]], title: str) -> None:
    test_views.test_slack_takes_every_view(make, title)


@pytest.mark.usefixtures("_in_german")
@pytest.mark.parametrize("make", [*MESSAGES.values(), *VIEWS.values()], ids=[*MESSAGES, *VIEWS])
def test_nothing_is_left_in_english(make: Callable[[str], dict[str, Any]]) -> None:
    assert english_in(text_of(make("Q4"))) == []


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Open the curtain for the investor-relations manager, who reads German."""
    async with open_demo(port=0, clock=lambda: NOW) as show, ClientSession() as session:
        yield Stage(show, session, user=INVESTOR)


async def test_the_form_is_german(stage: Stage) -> None:
    await stage.command(CREATE)

    form = stage.view()
    labels = [block["label"]["text"] for block in form["blocks"] if "label" in block]
    assert form["title"]["text"] == "Webcast anlegen"
    assert (form["submit"]["text"], form["close"]["text"]) == ("Anlegen", "Abbrechen")
    assert labels[:5] == ["Titel", "Art", "Wann", "Zeitzone", "Dauer"]
    assert "Verstanden: Di. 1. Dez. 2026, 15:00 CET" in text_of(form)
    assert "1 Stunde 30 Minuten" in text_of(form)
    assert english_in(text_of(form)) == []


async def test_what_came_of_the_form_is_german(stage: Stage) -> None:
    await stage.command(CREATE)

    await stage.submit()

    words = text_of(stage.view()["blocks"])
    assert stage.view()["title"]["text"] == "Angelegt"
    assert "Zuschauer-Link:" in words
    assert "Als Direktnachricht an Sie gesendet." in words
    assert english_in(words) == []


async def test_the_owners_message_is_german(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()

    [message] = stage.from_bot(INVESTORS_DM)
    words = text_of(message["blocks"])
    assert message["text"].startswith("Ihr Webcast ist angelegt. Webcast „Q4 town hall“, ")
    assert "Webcast absagen" in words
    assert "Di. 1. Dez. 2026, 15:00 CET" in words
    assert english_in(words) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        pytest.param("title", "   ", "Geben Sie dem Webcast einen Titel.", id="no title"),
        pytest.param("title", "x" * 1001, "Der Titel hat 1.001 Zeichen", id="a long title"),
        pytest.param("when", "morgen 15 Uhr", "nur auf Englisch verstanden", id="German words"),
        pytest.param("when", "friday", "Um wie viel Uhr?", id="no time of day"),
        pytest.param("duration", "60", "Unter „Wann“ stehen 90 Minuten.", id="another duration"),
    ],
)
async def test_an_error_on_a_field_is_german(
    stage: Stage, field: str, value: str, told: str
) -> None:
    await stage.command(CREATE)

    answer = await stage.submit({field: value})

    [error] = answer["errors"].values()
    assert told in error


async def test_whoever_cancels_is_asked_and_answered_in_german(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(INVESTOR, stage.view()["id"], everything=True)

    await stage.command("/webcast cancel next")
    asked = stage.view()
    await stage.submit({"reason": "Schnee"})

    [message] = stage.from_bot(INVESTORS_DM)
    assert (asked["title"]["text"], asked["close"]["text"]) == ("Webcast absagen", "Nicht absagen")
    assert stage.view()["title"]["text"] == "Abgesagt"
    assert "Grund: Schnee" in text_of(message["blocks"])
    assert english_in(text_of([asked, stage.view(), message["blocks"]])) == []


async def test_a_change_is_german_before_and_after_it_is_sent(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(INVESTOR, stage.view()["id"], everything=True)
    await stage.command("/webcast move next +1h")

    await stage.submit()
    asked = text_of(stage.view()["blocks"])
    await stage.submit()

    assert "Das wird geändert." in asked
    assert "Beginn: bisher Di. 1. Dez. 2026, 15:00 CET" in asked
    assert stage.view()["title"]["text"] == "Gespeichert"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("/webcast", "Bei Ihnen steht kein Webcast an.", id="the tray"),
        pytest.param("/webcast help times", "keine Uhrzeit", id="help"),
        pytest.param("/webcast list", "Ihre kommenden Webcasts: keine.", id="an empty list"),
        pytest.param("/webcast crate", "„crate“ kenne ich nicht. Meinten Sie", id="a slip"),
        pytest.param("/webcast show 99999999", "Referenz:", id="a failure"),
    ],
)
async def test_a_command_is_answered_in_german(stage: Stage, typed: str, told: str) -> None:
    await stage.command(typed)

    words = text_of(stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]["blocks"])
    assert told in words
    assert english_in(words) == []


def test_what_the_bot_recorded_by_itself_is_told_in_german() -> None:
    post = test_views_sharing.post("C0TOWNHALL1", reason="my message there was deleted.")
    with speaking("de"):
        told = sharing.lost(test_views.event("Q4"), post)

    assert "Meine Nachricht dort wurde gelöscht." in told["text"]
    assert "Meine Nachricht dort wurde gelöscht." in text_of(told["blocks"])


async def test_whoever_may_not_is_told_so_in_german(stage: Stage) -> None:
    await stage.command(CREATE, user=COMMS)
    await stage.submit(user=COMMS)

    await stage.command('/webcast cancel "town hall"')

    words = text_of(stage.from_bot(TOWN_HALL, user=INVESTOR)[-1]["blocks"])
    assert "Das können nur der Eigentümer des Webcasts, seine Miteigentümer und Admins." in words
