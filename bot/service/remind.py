"""Who is reminded of an event, and when: its channels, or somebody who asked for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import HistoryEntry
from bot.errors import Invalid
from bot.language import say
from bot.people import Deed, Wants, may, standing_of
from bot.plans import REMINDERS, JobKind, JobState, Stage, stage_of
from bot.when.leads import write_leads

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.domain import Event, Person
    from bot.plans import Job
    from bot.service.ports import Clock, Store


def check_ahead(event: Event, now: datetime) -> None:
    """Raise `Invalid` where there is nothing to be reminded of."""
    stage = stage_of(event, now)
    if stage is Stage.CANCELLED:
        message = say("That webcast is cancelled, so nobody is reminded of it.")
        raise Invalid(message, field="event")
    if stage is Stage.ENDED:
        raise Invalid(say("That webcast is over, by schedule."), field="event")


async def set_reminders(
    event: Event, leads: tuple[timedelta, ...], *, person: Person, store: Store, clock: Clock
) -> Event:
    """Keep when the channels of an event are reminded; what was given up is tried again."""
    await _take_up(event, store, clock)

    def edit(kept: Event) -> tuple[Event, list[HistoryEntry]]:
        old, new = (write_leads(each) or "none" for each in (kept.reminders, leads))
        detail = f"from {old} to {new}"
        line = HistoryEntry.of(
            kept, who=person.id, what="changed reminders", at=clock(), detail=detail
        )
        return replace(kept, reminders=leads), [] if leads == kept.reminders else [line]

    return (await store.revise(event.workspace, event.id, edit, now=clock())).after


async def set_personal(event: Event, person: Person, *, wanted: bool, store: Store) -> None:
    """Note whether somebody wants to be reminded."""
    change = store.want if wanted else store.unwant
    await change(event.workspace, event.id, person.id, Wants.REMINDERS)


async def reminders_of(event: Event, person: Person, *, store: Store) -> tuple[Job, ...]:
    """Return the reminders that somebody may know of.

    Those of channels, their own, and the presenters' where they may name presenters.
    """
    may_see = may(Deed.PRESENT, person.role, standing_of(person, event))
    jobs = await store.jobs(event.workspace, event.id)
    return tuple(
        job
        for job in jobs
        if job.kind in REMINDERS
        and (job.kind is not JobKind.PERSONAL or job.target == person.id)
        and (job.kind is not JobKind.PRESENTER or may_see or job.target == person.id)
    )


async def _take_up(event: Event, store: Store, clock: Clock) -> None:
    for job in await store.jobs(event.workspace, event.id):
        is_given_up = job.kind is JobKind.REMINDER and job.state is JobState.FAILED
        if is_given_up and job.due_at > clock():
            await store.finish_job(job, JobState.PLANNED)
