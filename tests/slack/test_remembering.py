"""What Slack told holds as long as whoever asks lets it, and Slack is asked seldom."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotDelivered
from bot.slack.remembering import SILENT_FOR, Remembered

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Slack:
    """Says how often it was asked, if it may answer and is well."""

    asked: int = 0
    is_well: bool = True
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    now: datetime = datetime(2026, 11, 24, 15, tzinfo=UTC)

    async def ask(self, name: str) -> str:
        self.asked += 1
        answer = f"{name} {self.asked}"
        await self.may_answer.wait()
        if not self.is_well:
            raise NotDelivered("Slack is not well.", code="internal_error")
        return answer

    def remembered(self, *, patience: float = 10.0) -> Remembered[str]:
        return Remembered(self.ask, clock=lambda: self.now, patience=patience, good_for=HOUR)


@pytest.fixture
def slack() -> Slack:
    slack = Slack()
    slack.may_answer.set()
    return slack


async def test_whoever_wants_it_fresher_has_slack_asked_anew(slack: Slack) -> None:
    people = slack.remembered()
    assert await people.get("U1", fresh_for=MINUTE) == "U1 1"

    slack.now += MINUTE

    assert await people.get("U1", fresh_for=HOUR) == "U1 1"
    assert await people.get("U1", fresh_for=MINUTE) == "U1 2"
    assert await people.get("U1", fresh_for=HOUR) == "U1 2"


async def test_those_who_ask_at_once_share_a_call(slack: Slack) -> None:
    people = slack.remembered()

    found = await asyncio.gather(*(people.get("U1", fresh_for=MINUTE) for _ in range(9)))

    assert set(found) == {"U1 1"}
    assert slack.asked == 1


async def test_where_slack_is_not_well_what_it_said_last_holds_for_a_while(slack: Slack) -> None:
    people = slack.remembered()
    await people.get("U1", fresh_for=MINUTE)
    slack.is_well = False

    slack.now += HOUR - MINUTE
    assert await people.get("U1", fresh_for=MINUTE) == "U1 1"

    slack.now += MINUTE
    assert await people.get("U1", fresh_for=MINUTE) is None


async def test_slack_is_left_alone_for_some_seconds_after_it_did_not_answer(slack: Slack) -> None:
    people = slack.remembered()
    slack.is_well = False
    await people.get("U1", fresh_for=MINUTE)
    slack.is_well = True

    assert await people.get("U1", fresh_for=MINUTE) is None
    slack.now += SILENT_FOR
    assert await people.get("U1", fresh_for=MINUTE) == "U1 2"


async def test_an_answer_that_nobody_waited_for_is_remembered(slack: Slack) -> None:
    people = slack.remembered(patience=0.01)
    slack.may_answer.clear()
    assert await people.get("U1", fresh_for=MINUTE) is None

    slack.may_answer.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert await people.get("U1", fresh_for=MINUTE) == "U1 1"
    assert slack.asked == 1


async def test_what_was_asked_before_somebody_changed_is_not_remembered(slack: Slack) -> None:
    people = slack.remembered()
    slack.may_answer.clear()
    before = asyncio.create_task(people.get("U1", fresh_for=MINUTE))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    people.forget("U1")
    slack.may_answer.set()

    assert await before == "U1 1"
    assert people.at_hand("U1") is None
    assert await people.get("U1", fresh_for=MINUTE) == "U1 2"


async def test_a_clock_that_is_set_back_makes_nothing_fresh(slack: Slack) -> None:
    people = slack.remembered()
    await people.get("U1", fresh_for=MINUTE)

    slack.now -= HOUR

    assert await people.get("U1", fresh_for=MINUTE) == "U1 2"
