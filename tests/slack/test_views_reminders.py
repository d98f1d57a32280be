"""Reminders and the stages of cards, at their extremes, are what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import limits
from bot.domain import OnDemand, PostState
from bot.plans import Job, JobKind, JobState, Stage
from bot.rules import MediaType
from bot.slack.views import card, reminders, sharing
from tests.slack.test_views import FAILED, NOW, TITLES, event
from tests.stage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Event

LEADS = tuple(timedelta(days=number) for number in (30, 20, 10, 1, 0))


def reminded(title: str) -> Event:
    return replace(event(title), reminders=LEADS)


def on_demand(title: str) -> Event:
    asked = replace(event(title).request, production=OnDemand(media=MediaType.VIDEO))
    return replace(event(title), request=asked)


def job(number: int = 0, kind: JobKind = JobKind.REMINDER, **fields: Any) -> Job:  # noqa: ANN401  (fields by name)
    made = Job(
        workspace="T1",
        event_id="1" * 18,
        kind=kind,
        target=f"C{number:08}" if kind is JobKind.REMINDER else f"U{number:08}",
        due_at=NOW + timedelta(hours=number // 25),
        reason="r" * 300,
    )
    return replace(made, **fields)


JOBS = [
    *(job(number) for number in range(100)),
    *(job(number, JobKind.PRESENTER) for number in range(100, 120)),
    job(121, JobKind.PERSONAL, target="U1"),
    job(122, state=JobState.FAILED),
]

MESSAGES: dict[str, Callable[[str], dict[str, Any]]] = {
    "soon": lambda title: card.card(event(title), Stage.SOON),
    "live": lambda title: card.card(event(title), Stage.LIVE),
    "ended": lambda title: card.card(event(title), Stage.ENDED),
    "on demand": lambda title: card.card(on_demand(title), Stage.LIVE),
    "owner, reminded": lambda title: card.owner_message(reminded(title)),
    "owner, ended": lambda title: card.owner_message(event(title), Stage.ENDED),
    "to a channel": lambda title: reminders.to_channel(event(title), NOW),
    "to a person": lambda title: reminders.to_person(event(title), job(), NOW),
    "to a presenter": lambda title: reminders.to_presenter(event(title), NOW),
    "snoozing": lambda title: reminders.snoozing(event(title)),
    "stopped": lambda title: reminders.stopped(event(title)),
    "unreminded": lambda title: reminders.unreminded(event(title), job()),
    "lost": lambda title: sharing.lost(event(title), replace(FAILED, state=PostState.REMOVED)),
    "status": lambda title: reminders.status(
        reminded(title), JOBS, reader="U1", is_wanted=True, told=reminders.changed(LEADS, ())
    ),
    "empty status": lambda title: reminders.status(
        reminded(title), [], reader="U1", is_wanted=False
    ),
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_slack_takes_every_message(make: Callable[[str], dict[str, Any]], title: str) -> None:
    message = make(title)

    assert not limits.message_problems(message["blocks"])
    assert not limits.blocks_are_too_long(message["blocks"])
    assert 0 < len(message["text"]) <= limits.UPDATED_TEXT


@pytest.mark.parametrize("make", MESSAGES.values(), ids=MESSAGES)
def test_no_message_holds_a_pin_or_a_portal_link(make: Callable[[str], dict[str, Any]]) -> None:
    words = text_of(make("Q4"))

    assert "P" * 64 not in words
    assert "https://x.example/" not in words


@pytest.mark.parametrize("stage", Stage)
def test_a_card_is_no_taller_than_five_blocks_in_any_stage(stage: Stage) -> None:
    assert len(card.card(event("Q4"), stage)["blocks"]) <= 5


def test_a_reminder_is_no_taller_than_three_blocks() -> None:
    assert len(reminders.to_channel(event("Q4"), NOW)["blocks"]) <= 3


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        pytest.param(Stage.SOON, "Starts soon. Webcast “", id="soon"),
        pytest.param(Stage.LIVE, "Live now, by schedule. Webcast “", id="live"),
        pytest.param(Stage.ENDED, "Ended, by schedule.", id="ended"),
    ],
)
def test_a_card_says_its_stage_in_words(stage: Stage, says: str) -> None:
    message = card.card(event("Q4"), stage)

    assert message["text"].startswith(says)
    assert says.partition(".")[0] in text_of(message["blocks"])


def test_a_webcast_that_is_over_offers_its_page_but_does_not_push_it() -> None:
    [actions] = [
        block for block in card.card(event("Q4"), Stage.ENDED)["blocks"]
        if block["type"] == "actions"
    ]  # fmt: skip

    assert "primary" not in str(actions)
    assert "Open viewer page" in text_of(actions)
    assert "calendar" not in str(actions)


def test_an_on_demand_webcast_does_not_end_by_schedule() -> None:
    for stage in (Stage.LIVE, Stage.ENDED):
        assert "Can be watched now" in text_of(card.card(on_demand("Q4"), stage)["blocks"])


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (timedelta(days=30), "starts in 30 days."),
        (timedelta(days=2), "starts in 2 days."),
        (timedelta(days=1), "starts tomorrow."),
        (timedelta(hours=13), "starts in 13 hours."),
        (timedelta(minutes=60), "starts in 1 hour."),
        (timedelta(minutes=15), "starts in 15 minutes."),
        (timedelta(minutes=6, seconds=20), "starts in 6 minutes."),
        (timedelta(0), "starts now."),
        (timedelta(minutes=-5), "has started, by schedule."),
    ],
)
def test_a_reminder_says_how_soon_it_is_when_it_is_read(left: timedelta, says: str) -> None:
    of = event("Q4")

    assert f"“Q4…” {says}" in reminders.to_channel(of, of.webcast.starts_at - left)["text"]


def test_a_presenter_is_told_when_and_where_to_test_and_how_to_get_in() -> None:
    of = event("Q4")

    words = text_of(reminders.to_presenter(of, of.webcast.starts_at - timedelta(hours=1)))

    assert "You present “Q4…” in 1 hour." in words
    assert "https://event.webcasts.com/test" in words
    assert "My presenter access" in words


def test_somebody_is_offered_no_snooze_long_after_the_start() -> None:
    of = event("Q4")
    late = of.webcast.starts_at + timedelta(minutes=11)

    assert "Snooze" in text_of(reminders.to_person(of, job(), NOW))
    assert "Snooze" not in text_of(reminders.to_person(of, job(), late))
