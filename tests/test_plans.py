"""What is to happen at a moment: stages, and the reminders that follow from an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Event, Live, Webcam, WebcastRequest
from bot.plans import (
    DEFAULT_LEADS,
    Job,
    JobKind,
    Stage,
    is_about,
    is_too_late,
    is_true,
    jobs_ahead,
    snoozed,
    stage_of,
    superseded,
)
from bot.rules import Region
from tests.samples import webcast_of

START = datetime(2026, 12, 1, 20, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def event(start: datetime = START) -> Event:
    request = WebcastRequest(
        title="Q4",
        starts_at=start,
        duration=timedelta(minutes=90),
        zone="US/Eastern",
        production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
        capacity=50,
        expiration_months=3,
    )
    return Event(
        workspace="T1",
        owner="U1",
        webcast=webcast_of(request, "1890012"),
        request=request,
        created_at=START - 30 * DAY,
        reminders=DEFAULT_LEADS,
    )


def ahead(of: Event, now: datetime, planned: tuple[Job, ...] = (), **who: list[str]) -> list[Job]:
    return list(
        jobs_ahead(
            of,
            channels=who.get("channels", []),
            people=who.get("people", []),
            presenters=who.get("presenters", []),
            planned=planned,
            now=now,
        )
    )


def reminder(lead: timedelta, kind: JobKind = JobKind.REMINDER) -> Job:
    return Job(
        workspace="T1",
        event_id="1890012",
        kind=kind,
        target="C1",
        due_at=START - lead,
        detail=str(lead // timedelta(seconds=1)),
    )


@pytest.mark.parametrize(
    ("since_start", "stage"),
    [
        pytest.param(-16 * MINUTE, Stage.SCHEDULED, id="before"),
        pytest.param(-15 * MINUTE, Stage.SOON, id="a quarter before"),
        pytest.param(0 * MINUTE, Stage.LIVE, id="at the start"),
        pytest.param(89 * MINUTE, Stage.LIVE, id="just before the end"),
        pytest.param(90 * MINUTE, Stage.ENDED, id="at the end"),
    ],
)
def test_the_stage_follows_the_schedule(since_start: timedelta, stage: Stage) -> None:
    assert stage_of(event(), START + since_start) is stage


def test_a_cancelled_webcast_is_in_no_other_stage() -> None:
    assert stage_of(replace(event(), cancelled_at=START), START) is Stage.CANCELLED


def test_every_channel_person_and_presenter_has_its_leads() -> None:
    jobs = ahead(event(), START - 7 * DAY, channels=["C1", "C2"], people=["U1"], presenters=["U2"])

    due = {(job.kind, job.target, START - job.due_at) for job in jobs}
    assert len(jobs) == len(due) == 3 + 2 * 3 + 3 + 3
    assert (JobKind.REMINDER, "C2", DAY) in due
    assert (JobKind.PERSONAL, "U1", timedelta(0)) in due
    assert (JobKind.PRESENTER, "U2", 2 * DAY) in due
    assert (JobKind.STAGE, "", -90 * MINUTE) in due


def test_a_lead_that_is_past_is_not_made_up_for() -> None:
    jobs = ahead(event(), START - 10 * MINUTE, channels=["C1"])

    leads = [START - job.due_at for job in jobs if job.kind is JobKind.REMINDER]
    assert leads == [timedelta(0)]


def test_what_is_due_this_moment_and_was_planned_stays_planned() -> None:
    due = reminder(15 * MINUTE)

    assert due in ahead(event(), START - 15 * MINUTE, (due,), channels=["C1"])


def test_what_is_due_this_moment_for_a_channel_without_a_card_is_dropped() -> None:
    due = reminder(15 * MINUTE)

    assert due not in ahead(event(), START - 15 * MINUTE, (due,))


def test_nothing_is_planned_of_a_cancelled_webcast() -> None:
    cancelled = replace(event(), cancelled_at=START)

    assert ahead(cancelled, START - 7 * DAY, (reminder(DAY),), channels=["C1"]) == []


def test_a_snooze_outlives_planning_anew_and_ends_with_a_move() -> None:
    again = snoozed(event(), "U1", START - 12 * MINUTE)
    assert again

    stays = ahead(event(), START - 11 * MINUTE, (again,), people=["U1"])
    moved = ahead(event(START + HOUR), START - 11 * MINUTE, (again,), people=["U1"])
    stopped = ahead(event(), START - 11 * MINUTE, (again,))

    assert again.due_at == START - 7 * MINUTE
    assert again in stays
    assert again not in moved
    assert again not in stopped


@pytest.mark.parametrize(
    ("since_start", "may"),
    [(-DAY, True), (0 * MINUTE, True), (10 * MINUTE, True), (11 * MINUTE, False)],
)
def test_nobody_snoozes_far_beyond_the_start(since_start: timedelta, *, may: bool) -> None:
    assert (snoozed(event(), "U1", START + since_start) is not None) is may


@pytest.mark.parametrize(
    ("lead", "late", "too_late"),
    [
        pytest.param(DAY, 11 * HOUR, False, id="a day before, half a day late"),
        pytest.param(DAY, 13 * HOUR, True, id="a day before, more than half of it late"),
        pytest.param(15 * MINUTE, 9 * MINUTE, False, id="a quarter before, 9 minutes late"),
        pytest.param(15 * MINUTE, 11 * MINUTE, True, id="a quarter before, 11 minutes late"),
        pytest.param(0 * MINUTE, 11 * MINUTE, True, id="at the start, 11 minutes late"),
    ],
)
def test_a_reminder_that_says_nothing_useful_any_more_is_too_late(
    lead: timedelta, late: timedelta, *, too_late: bool
) -> None:
    job = reminder(lead)

    assert is_too_late(job, event(), job.due_at + late) is too_late


def test_a_stage_is_never_too_late_and_an_announcement_is_after_the_end() -> None:
    stage, share = reminder(DAY, JobKind.STAGE), reminder(DAY, JobKind.SHARE)

    assert not is_too_late(stage, event(), START + DAY)
    assert not is_too_late(share, event(), START + 89 * MINUTE)
    assert is_too_late(share, event(), START + 90 * MINUTE)


def test_a_later_reminder_of_the_same_channel_takes_the_place_of_an_earlier_one() -> None:
    early, late = reminder(DAY), reminder(15 * MINUTE)
    elsewhere = replace(early, target="C2")

    assert superseded([late, early, elsewhere]) == {early}


def test_announcements_do_not_take_each_others_place() -> None:
    shares = [reminder(lead, JobKind.SHARE) for lead in (DAY, HOUR)]

    assert superseded(shares) == frozenset()


def test_a_reminder_knows_which_start_it_is_about() -> None:
    assert is_about(reminder(DAY), event())
    assert not is_about(reminder(DAY), event(START + HOUR))


@pytest.mark.parametrize(
    ("of", "now"),
    [
        pytest.param(event(START + HOUR), START, id="moved"),
        pytest.param(replace(event(), cancelled_at=START), START, id="cancelled"),
        pytest.param(event(), START + 90 * MINUTE, id="over"),
    ],
)
def test_a_reminder_is_true_until_its_webcast_is_moved_cancelled_or_over(
    of: Event, now: datetime
) -> None:
    assert is_true(reminder(DAY), event(), START)
    assert not is_true(reminder(DAY), of, now)
