"""What is to happen at a moment: the stages of a card, and reminders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.domain import Event

SOON = timedelta(minutes=15)
"""How long before its start a webcast is said to start soon."""
DEFAULT_LEADS = (timedelta(days=1), timedelta(minutes=15), timedelta(0))
"""When channels and people are reminded, before the start, unless they chose otherwise."""
PRESENTER_LEADS = (timedelta(hours=48), timedelta(hours=1), timedelta(minutes=15))
"""When presenters are reminded; the vendor's help asks for a system test two days ahead."""
LONGEST_LEAD = timedelta(days=30)
"""The earliest reminder, before the start."""
MOST_LEADS = 5
"""Reminders that the channels of one webcast may have."""
CLAIM = timedelta(minutes=2)
"""How long a claim to create or to post holds: after it nobody knows what became of it.

That is longer than whoever has it waits for the platform (its turn, a login and a create, as
`bot.webcasts.retry.Patience` allows) or for Slack. An answer that comes later all the same counts.
"""
GRACE = timedelta(minutes=1)
"""How long whoever changed an event has for everything to follow, before the alarm does it."""
SNOOZE = timedelta(minutes=5)
LAST_SNOOZE = timedelta(minutes=15)
"""How long after the start somebody may still be reminded once more."""
LATE = timedelta(minutes=10)
"""A reminder that is later than this, or than half its lead, says nothing useful any more."""

_SECOND = timedelta(seconds=1)


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
    """What a job does: redraw the cards, remind a channel or a person, announce, follow a change.

    A `FOLLOW` is for the case that whoever changed an event is gone before everything followed. One
    with a target only plans ahead: something was about to be posted there, or the whole workspace
    came back.
    """

    STAGE = "stage"
    REMINDER = "reminder"
    PERSONAL = "personal"
    PRESENTER = "presenter"
    SHARE = "share"
    FOLLOW = "follow"


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
    seconds, who asked), `channel` and `ts` Slack's id of the message that it posted. A reminder's
    moment and its lead add up to the start that it was planned for. `holder` is a token of the
    claim by which a process has it; it tells nothing of the job itself.
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
    holder: str = field(default="", compare=False)


REMINDERS = (JobKind.REMINDER, JobKind.PERSONAL, JobKind.PRESENTER)
PLANNED_ANEW = (JobKind.STAGE, *REMINDERS)
"""What follows from an event, so that it is planned anew when the event changes."""


def jobs_ahead(
    event: Event,
    *,
    channels: Iterable[str],
    people: Collection[str],
    presenters: Iterable[str],
    planned: Iterable[Job] = (),
    now: datetime,
) -> tuple[Job, ...]:
    """Plan what is to happen about an event from now on; nothing, while it is cancelled.

    What is `planned` already stays, if it still fits, even where it is due this very moment. What
    would have been due before now and was not planned is not made up for.
    """
    if event.cancelled_at:
        return ()
    start, end = event.webcast.starts_at, event.webcast.ends_at
    stages = [_job(event, JobKind.STAGE, "", due) for due in (start - SOON, start, end)]
    to_channels = _reminders(event, JobKind.REMINDER, channels, event.reminders)
    to_people = _reminders(event, JobKind.PERSONAL, people, DEFAULT_LEADS)
    to_presenters = _reminders(event, JobKind.PRESENTER, presenters, PRESENTER_LEADS)
    known = {_name(job): job for job in planned}
    snoozes = {
        name: job
        for name, job in known.items()
        if job.kind is JobKind.PERSONAL and job.target in people and is_about(job, event)
    }
    wanted = {_name(job): job for job in [*stages, *to_channels, *to_people, *to_presenters]}
    ahead = {name: job for name, job in wanted.items() if job.due_at > now or name in known}
    return tuple((snoozes | ahead).values())


def snoozed(event: Event, user: str, now: datetime) -> Job | None:
    """Plan to remind somebody once more, in a few minutes; None if that comes too late."""
    lead = (event.webcast.starts_at - now - SNOOZE) // _SECOND * _SECOND
    if event.cancelled_at or lead < -LAST_SNOOZE:
        return None
    return _job(event, JobKind.PERSONAL, user, event.webcast.starts_at - lead, lead)


def lead_of(job: Job) -> timedelta:
    """Return how long before the start a reminder was meant to come; negative after the start."""
    return int(job.detail or 0) * _SECOND


def is_about(job: Job, event: Event) -> bool:
    """Tell whether a reminder was planned for the start that the event has now."""
    return job.due_at + lead_of(job) == event.webcast.starts_at


def is_true(job: Job, event: Event, now: datetime) -> bool:
    """Tell whether the message of a reminder may still stand: it takes place, then, and is ahead.

    While it runs the message may stand, too.
    """
    return not event.cancelled_at and is_about(job, event) and now < event.webcast.ends_at


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
    event: Event, kind: JobKind, targets: Iterable[str], leads: Sequence[timedelta]
) -> list[Job]:
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
        detail="" if lead is None else str(lead // _SECOND),
    )


def _name(job: Job) -> tuple[JobKind, str, datetime, str]:
    """Return what tells one job of an event from another."""
    return job.kind, job.target, job.due_at, job.detail
