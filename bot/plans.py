"""What is to happen at a moment: the stages of a card, and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.domain import Event

SOON = timedelta(minutes=15)
"""How long before its start a webcast is said to start soon."""
DEFAULT_LEADS = (timedelta(days=1), timedelta(minutes=15), timedelta(0))
"""When channels and people are reminded, before the start, unless they chose otherwise."""
PRESENTER_LEADS = (timedelta(hours=48), timedelta(hours=1), timedelta(minutes=15))
"""When presenters are reminded; the vendor's help asks for a system test two days ahead."""
LONGEST_LEAD = timedelta(days=30)
MOST_LEADS = 5
LATE = timedelta(minutes=10)
"""A reminder that is later than this, or than half its lead, says nothing useful any more."""


class Stage(StrEnum):
    """Where an event is in its life, by schedule."""

    SCHEDULED = "scheduled"
    SOON = "soon"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


def stage_of(event: Event, now: datetime) -> Stage:
    """Tell the stage of an event at a moment; the platform never tells whether it is on air."""
    if event.cancelled_at:
        return Stage.CANCELLED
    webcast = event.webcast
    if now >= webcast.ends_at:
        return Stage.ENDED
    if now >= webcast.starts_at:
        return Stage.LIVE
    return Stage.SOON if now >= webcast.starts_at - SOON else Stage.SCHEDULED


class JobKind(StrEnum):
    """What a job does: redraw the cards, remind a channel or a person, announce."""

    STAGE = "stage"
    REMINDER = "reminder"
    PERSONAL = "personal"
    PRESENTER = "presenter"
    SHARE = "share"


class JobState(StrEnum):
    """How far a job is; `FIRING` found after its lease means nobody knows whether it was done."""

    PLANNED = "planned"
    FIRING = "firing"
    DONE = "done"
    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to be done about an event at a moment, once.

    `target` is the channel or person it is for, `detail` what else the job has to know (a lead in
    seconds, who asked), `channel` and `ts` Slack's id of the message that it posted.
    """

    workspace: str
    event_id: str
    kind: JobKind
    target: str
    due_at: datetime
    detail: str = ""
    state: JobState = JobState.PLANNED
    channel: str = ""
    ts: str = ""
    reason: str = ""


PLANNED_ANEW = (JobKind.STAGE, JobKind.REMINDER, JobKind.PERSONAL, JobKind.PRESENTER)
"""What follows from an event, so that it is planned anew when the event changes."""


def jobs_ahead(
    event: Event,
    *,
    channels: Iterable[str],
    people: Iterable[str],
    presenters: Iterable[str],
    now: datetime,
) -> tuple[Job, ...]:
    """Plan what is to happen about an event from now on; nothing, while it is cancelled."""
    if event.cancelled_at:
        return ()
    start, end = event.webcast.starts_at, event.webcast.ends_at
    stages = [_job(event, JobKind.STAGE, "", due) for due in (start - SOON, start, end)]
    to_channels = _reminders(event, JobKind.REMINDER, channels, event.reminders)
    to_people = _reminders(event, JobKind.PERSONAL, people, DEFAULT_LEADS)
    to_presenters = _reminders(event, JobKind.PRESENTER, presenters, PRESENTER_LEADS)
    planned = [*stages, *to_channels, *to_people, *to_presenters]
    return tuple(job for job in planned if job.due_at > now)


def lead_of(job: Job) -> timedelta:
    """Return how long before the start a reminder was meant to come."""
    return timedelta(seconds=int(job.detail or 0))


def is_too_late(job: Job, event: Event, now: datetime) -> bool:
    """Tell whether a job that was not done in time, by a stop or a jump, is better left undone."""
    match job.kind:
        case JobKind.STAGE:
            return False
        case JobKind.SHARE:
            return now >= event.webcast.ends_at
        case _:
            return now - job.due_at > max(LATE, lead_of(job) / 2)


def superseded(jobs: Sequence[Job]) -> frozenset[Job]:
    """Tell which of several due jobs a later one of the same kind and target makes pointless."""
    latest: dict[tuple[str, str, JobKind, str], Job] = {}
    for job in sorted(jobs, key=lambda job: job.due_at):
        latest[job.workspace, job.event_id, job.kind, job.target] = job
    kept = {*latest.values(), *(job for job in jobs if job.kind is JobKind.SHARE)}
    return frozenset(job for job in jobs if job not in kept)


def _reminders(
    event: Event, kind: JobKind, targets: Iterable[str], leads: Iterable[timedelta]
) -> list[Job]:
    leads = tuple(leads)
    return [
        _job(event, kind, target, event.webcast.starts_at - lead, lead)
        for target in targets
        for lead in leads
    ]


def _job(
    event: Event, kind: JobKind, target: str, due_at: datetime, lead: timedelta | None = None
) -> Job:
    return Job(
        workspace=event.workspace,
        event_id=event.id,
        kind=kind,
        target=target,
        due_at=due_at,
        detail="" if lead is None else str(lead // timedelta(seconds=1)),
    )
