"""Dialogues in two languages: a person is spoken to in their own, a channel in its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog

from bot import language
from bot.people import Facts
from bot.slack.directory import read_facts
from tests.stage import COMMS, CREATE, INVESTOR, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

INVESTORS_DM = "D0IRMANAGER"
GERMAN = {
    "You have no webcast ahead.": "Sie haben keinen Webcast vor sich.",
    "Webcasts from Slack": "Webcasts aus Slack",
    "Create webcast": "Webcast anlegen",
    "Your webcast is scheduled.": "Ihr Webcast steht im Kalender.",
    "Changed. {changes}.": "Geändert. {changes}.",
    "When says {minutes} minutes. Choose that here, or take it out of When.": (
        "Unter „Wann“ stehen {minutes} Minuten."
    ),
    "I do not know “{word}”. Type /webcast help to see what I can do.": (
        "„{word}“ kenne ich nicht. Was ich kann, zeigt /webcast help."
    ),
    "EEE d MMM y, HH:mm": "EEE d. MMM y, HH:mm",
    "Saved": "Gespeichert",
    "{sentence} Reference: {reference}.": "{sentence} Kennung: {reference}.",
}


@pytest.fixture(autouse=True)
def _few_words_of_german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    catalogue = Catalog(locale="de")
    for sentence, translation in GERMAN.items():
        catalogue.add(sentence, translation)
    monkeypatch.setattr(language, "catalogue", {"de": catalogue}.__getitem__)
    yield
    assert language.spoken() == language.ENGLISH


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    """Open the curtain for the investor-relations manager, who reads German."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="de-DE")
    return replace(stage, user=INVESTOR)


def last_answer(stage: Stage, user: str = INVESTOR) -> str:
    return text_of(stage.from_bot(TOWN_HALL, user=user)[-1]["blocks"])


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/webcast", "Sie haben keinen Webcast vor sich.", id="the tray"),
        pytest.param("/webcast help", "Webcasts aus Slack", id="help"),
        pytest.param("/webcast qqqqqq", "„qqqqqq“ kenne ich nicht.", id="an unknown word"),
        pytest.param("/webcast show 99999999", "Kennung:", id="a failure"),
    ],
)
async def test_the_first_answer_is_in_the_language_of_the_person(
    stage: Stage, typed: str, answer: str
) -> None:
    await stage.command(typed)

    assert answer in last_answer(stage)


async def test_people_of_two_languages_are_each_answered_in_theirs(stage: Stage) -> None:
    await stage.command("/webcast")
    await stage.command("/webcast", user=COMMS)

    assert "Sie haben keinen Webcast" in last_answer(stage)
    assert "You have no webcast ahead" in last_answer(stage, COMMS)


async def test_the_acknowledgement_itself_speaks_the_language(stage: Stage) -> None:
    await stage.command(CREATE)

    answer = await stage.submit({"duration": "60"})

    assert stage.view()["title"]["text"] == "Webcast anlegen"
    assert "Unter „Wann“ stehen 90 Minuten." in text_of(answer)


async def test_the_owner_reads_their_language_and_the_channel_its_own(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()

    [message] = stage.from_bot(INVESTORS_DM)
    [card] = stage.from_bot(TOWN_HALL)
    assert "Ihr Webcast steht im Kalender." in message["text"]
    assert "1. Dez. 2026" in text_of(message["blocks"])
    assert "Tue 1 Dec 2026" in text_of(card["blocks"])
    assert "Watch" in text_of(card["blocks"])


async def test_channels_can_have_another_language_than_english(stage: Stage) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "language", "de")

    await stage.command(CREATE, user=COMMS)
    await stage.submit(user=COMMS)

    [card] = stage.from_bot(TOWN_HALL)
    [message] = stage.from_bot("D0COMMSLEAD", user=COMMS)
    assert "1. Dez. 2026" in text_of(card["blocks"])
    assert "Your webcast is scheduled." in message["text"]


async def test_a_change_is_told_to_a_thread_in_the_language_of_the_channel(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(INVESTOR, stage.view()["id"], everything=True)
    await stage.command("/webcast move next +1h")
    await stage.submit()

    await stage.submit()

    card, line = stage.from_bot(TOWN_HALL)
    [message] = stage.from_bot(INVESTORS_DM)
    assert stage.view()["title"]["text"] == "Gespeichert"
    assert "Changed. Start: from Tue 1 Dec 2026" in text_of(line["blocks"])
    assert "Tue 1 Dec 2026" in text_of(card["blocks"])
    assert "1. Dez. 2026" in text_of(message["blocks"])


async def test_a_time_put_into_the_form_can_be_read_again(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.show.slack.close(INVESTOR, stage.view()["id"], everything=True)

    await stage.command("/webcast update next")

    words = stage.view()["state"]["values"]["when"]["form_changed"]["value"]
    assert words.startswith("Tue 1 Dec 2026")


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param({"error": "user_not_found"}, id="an error"),
        pytest.param({"status": 502}, id="a page of a proxy"),
    ],
)
async def test_whom_slack_tells_nothing_about_may_do_nothing_and_is_told_so_in_english(
    stage: Stage, trouble: dict[str, Any]
) -> None:
    stage.show.slack.fault(method="users.info", **trouble)

    await stage.command("/webcast")

    assert "Slack did not tell me who you are" in last_answer(stage)


async def test_what_slack_says_of_a_person_is_known_to_whoever_asks(stage: Stage) -> None:
    chat = stage.show.bot.parts.chat

    facts = await chat.facts(INVESTOR)
    person = await stage.show.bot.parts.person(INVESTOR)

    assert facts == Facts(id=INVESTOR, zone="Europe/Berlin", language="de")
    assert (person.zone, person.language) == ("Europe/Berlin", "de")
    assert (await chat.facts(COMMS)).is_admin


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        pytest.param({"is_owner": True}, Facts(id="U1", is_admin=True), id="an owner"),
        pytest.param({"is_ultra_restricted": True}, Facts(id="U1", is_guest=True), id="a guest"),
        pytest.param({"deleted": True}, Facts(id="U1", is_deactivated=True), id="a closed account"),
        pytest.param({"team_id": "T2"}, Facts(id="U1", is_foreign=True), id="another company"),
        pytest.param(
            {"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}},
            Facts(id="U1"),
            id="one of us",
        ),
        pytest.param({"locale": "de-AT", "tz": None}, Facts(id="U1", language="de"), id="no clock"),
    ],
)
def test_who_somebody_is_here_is_read_from_slack(said: dict[str, Any], facts: Facts) -> None:
    assert read_facts({"id": "U1", "team_id": "T1", **said}, "T1") == facts
