"""Announce an event in more channels: look first, post or plan after a click, take away again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels import MOST, Obstacle, Prospect, prospect_of
from bot.domain import HistoryEntry, Post, PostKind, PostState
from bot.errors import Invalid, NotDelivered
from bot.language import say
from bot.people import Deed
from bot.plans import Job, JobKind, JobState
from bot.service.deliver import deliver
from bot.service.find import check

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain import Event, Person
    from bot.service.ports import Announces, Clock, Looks, Removes, Store

_UNSEEN = {"channel_not_found", "not_in_channel"}


async def look(channels: Iterable[str], user: str, *, chat: Looks) -> tuple[Prospect, ...]:
    """Look at channels before anything is posted there; what Slack does not tell is in the way."""
    channels = tuple(channels)
    try:
        theirs = await chat.channels_of(user)
    except NotDelivered:
        return tuple(Prospect(channel=channel, obstacle=Obstacle.NO_ANSWER) for channel in channels)
    found = [_prospect(channel, is_theirs=channel in theirs, chat=chat) for channel in channels]
    return tuple(await asyncio.gather(*found))


async def prospects(
    event: Event, channels: tuple[str, ...], *, person: Person, chat: Looks, store: Store
) -> tuple[Prospect, ...]:
    """Look at the channels that somebody wants to announce an event in."""
    check_shareable(event, channels)
    posts = await store.posts(event.workspace, event.id)
    there = {post.target for post in posts if post.state is PostState.POSTED}
    return tuple(
        replace(found, obstacle=Obstacle.THERE) if found.channel in there else found
        for found in await look(channels, person.id, chat=chat)
    )


async def share(
    event: Event,
    channels: tuple[str, ...],
    *,
    person: Person,
    chat: Announces,
    store: Store,
    clock: Clock,
) -> tuple[Post, ...]:
    """Announce an event in channels; one card per channel, however often it is shared."""
    check_shareable(event, channels)
    cards = [_card(channel, event, by=person.id) for channel in channels]
    return tuple(
        [await deliver(card, event, chat=chat, store=store, clock=clock) for card in cards]
    )


async def plan_share(
    event: Event,
    channels: tuple[str, ...],
    due_at: datetime,
    *,
    person: Person,
    store: Store,
    clock: Clock,
) -> tuple[Job, ...]:
    """Plan to announce an event in channels at a moment."""
    check_shareable(event, channels)
    check_due(event, due_at, now=clock())
    jobs = tuple(
        Job(
            workspace=event.workspace,
            event_id=event.id,
            kind=JobKind.SHARE,
            target=channel,
            due_at=due_at,
            detail=person.id,
        )
        for channel in channels
    )
    for job in jobs:
        if await store.add_job(job):
            what = "planned an announcement"
            await store.add_history(_line(event, person, clock, what, _where_and_when(job)))
    return jobs


async def planned_shares(event: Event, *, store: Store) -> tuple[Job, ...]:
    """Return the announcements of an event that are planned, in the order they are due."""
    return tuple(
        job
        for job in await store.jobs(event.workspace, event.id)
        if job.kind is JobKind.SHARE and job.state is JobState.PLANNED
    )


async def drop_share(
    event: Event,
    channel: str,
    due_at: datetime | None,
    *,
    person: Person,
    store: Store,
    clock: Clock,
) -> None:
    """Give up an announcement that is planned; for whoever planned it, and who may share."""
    for job in await planned_shares(event, store=store):
        if (job.target, job.due_at) == (channel, due_at):
            _check_hand(event, person, by=job.detail)
            if await store.drop_job(job):
                what = "dropped a planned announcement"
                await store.add_history(_line(event, person, clock, what, _where_and_when(job)))


async def remove_card(
    event: Event, channel: str, *, person: Person, chat: Removes, store: Store, clock: Clock
) -> None:
    """Take an event's card out of a channel; for whoever wanted it there, and who may share."""
    for post in await store.posts(event.workspace, event.id):
        is_meant = (post.target, post.kind) == (channel, PostKind.CARD)
        if is_meant and post.state is PostState.POSTED:
            _check_hand(event, person, by=post.by)
            await _taken_away(post, chat)
            if await store.record_post_removed(post, reason=""):
                what = "removed the announcement"
                await store.add_history(_line(event, person, clock, what, channel))


def check_shareable(event: Event, channels: tuple[str, ...]) -> None:
    """Raise `Invalid` where an event is cancelled, or goes to too many channels at a time."""
    if event.cancelled_at:
        message = say("That webcast is cancelled. Restore it before you share it.")
        raise Invalid(message, field="event")
    if len(channels) > MOST:
        raise Invalid(say("At most {most} channels at a time.", most=MOST), field="channels")


def check_due(event: Event, due_at: datetime, *, now: datetime) -> None:
    """Raise `Invalid` unless a moment is ahead, and the webcast is not over by then."""
    if due_at <= now:
        message = say("That time is past. Choose a time that is still ahead.")
        raise Invalid(message, field="at")
    if due_at >= event.webcast.ends_at:
        message = say("The webcast is over by then. Choose an earlier time for the announcement.")
        raise Invalid(message, field="at")


def _card(channel: str, event: Event, *, by: str) -> Post:
    return Post(
        workspace=event.workspace, event_id=event.id, target=channel, kind=PostKind.CARD, by=by
    )


def _check_hand(event: Event, person: Person, *, by: str) -> None:
    if person.id != by:
        check(Deed.SHARE, person, event)


async def _prospect(channel: str, *, is_theirs: bool, chat: Looks) -> Prospect:
    try:
        return prospect_of(await chat.room(channel), is_theirs=is_theirs)
    except NotDelivered as error:
        unseen = Obstacle.UNSEEN if error.code in _UNSEEN else Obstacle.NO_ANSWER
        return Prospect(channel=channel, obstacle=unseen)


async def _taken_away(post: Post, chat: Removes) -> None:
    """Delete a message; one that somebody else deleted is gone as well."""
    try:
        await chat.remove(post.channel, post.ts)
    except NotDelivered as error:
        if error.code != "message_not_found":
            raise


def _line(event: Event, person: Person, clock: Clock, what: str, detail: str) -> HistoryEntry:
    return HistoryEntry.of(event, who=person.id, what=what, at=clock(), detail=detail)


def _where_and_when(job: Job) -> str:
    return f"{job.target} {job.due_at:%Y-%m-%d %H:%M} UTC"
