"""What is to happen at a moment: the stages of a card, and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Event

SOON = timedelta(minutes=15)
"""How long before its start a webcast is said to start soon."""
LONGEST_LEAD = timedelta(days=30)
MOST_LEADS = 5


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
