"""Reminders: of channels, of people, of presenters, and what is planned of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.language import say, say_count
from bot.plans import JobKind, JobState, snoozed
from bot.rules import Kind
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.card import links, remind_button, watch
from bot.slack.views.message import (
    Line,
    Parts,
    about_channel,
    bold,
    button,
    byline,
    lines,
    local_time,
    message,
    only_you,
    rich,
    woven,
)
from bot.slack.views.words import leads, said_anew, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import ButtonElement, RichTextElement

    from bot.domain import Event
    from bot.plans import Job

SYSTEM_TEST = "https://event.webcasts.com/test"
"""Where the vendor lets presenters test their computer and network."""
STATUS = "reminders"
PERSONAL, STOPPED = "personal", "reminders_stopped"
"""Blocks of buttons by which a click tells what it belongs to, and so what it draws anew."""

_TITLE = 150
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def to_channel(event: Event, now: datetime) -> dict[str, Any]:
    """Remind a channel."""
    words = say("by {owner} · id {id}", owner=text.mention(event.owner), id=event.id)
    buttons = ActionsBlock(elements=links(event), block_id="reminder")
    told = _starting(event, now)
    return message(_sentence(told, event), [_told(told, event), buttons, byline(words)])


def to_person(event: Event, job: Job, now: datetime) -> dict[str, Any]:
    """Remind somebody who asked for it."""
    again = [_snooze(event)] if snoozed(event, job.target, now) else []
    buttons = ActionsBlock(elements=[watch(event), *again, _stop(event)], block_id=PERSONAL)
    told = _starting(event, now)
    return message(_sentence(told, event), [_told(told, event), buttons])


def to_presenter(event: Event, now: datetime) -> dict[str, Any]:
    """Remind somebody who presents; their link and PIN open in a window for them alone."""
    left, title = event.webcast.starts_at - now, text.title(event.webcast.title, _TITLE)
    told = say("You present “{title}” {when}.", title=title, when=_when(left))
    test = woven(
        say("Test your system: {link}"), link=Parts.Link(url=SYSTEM_TEST, text=SYSTEM_TEST)
    )
    mine = button(
        say("My presenter access"),
        Action.REVEAL_MINE,
        event.id,
        label=say("Show my presenter access of webcast {id}", id=event.id),
    )
    blocks = [_told(told, event, test), ActionsBlock(elements=[mine], block_id="presenter")]
    tested = say("Test your system: {link}", link=SYSTEM_TEST)
    return message(f"{_sentence(told, event)} {tested}", blocks)


def snoozing(event: Event) -> dict[str, Any]:
    """Say that somebody is reminded again in a few minutes."""
    title = text.title(event.webcast.title, _TITLE)
    told = say("I will remind you of “{title}” again in 5 minutes.", title=title)
    buttons = ActionsBlock(elements=[watch(event), _stop(event)], block_id=PERSONAL)
    return message(text.escape(told), [lines([rich(told)]), buttons])


def stopped(event: Event) -> dict[str, Any]:
    """Say that somebody is reminded no more."""
    told = forgotten(event)
    buttons = ActionsBlock(elements=[remind_button(event)], block_id=STOPPED)
    return message(text.escape(told), [lines([rich(told)]), buttons])


def remembered(event: Event) -> str:
    """Say that somebody is reminded from now on."""
    title = text.title(event.webcast.title, _TITLE)
    return say("I will remind you of “{title}” in direct messages.", title=title)


def forgotten(event: Event) -> str:
    """Say that somebody is not reminded."""
    title = text.title(event.webcast.title, _TITLE)
    return say("I will not remind you of “{title}”.", title=title)


def changed(before: Sequence[timedelta], after: Sequence[timedelta]) -> str:
    """Say what the reminders of channels turn into."""
    if tuple(before) == tuple(after):
        return say("Its channels are reminded as before: {leads}.", leads=leads(after))
    if not after:
        return say("Its channels are reminded no more. Until now: {old}.", old=leads(before))
    return say(
        "Its channels are reminded: {new}. Until now: {old}.", new=leads(after), old=leads(before)
    )


def unreminded(event: Event, job: Job) -> dict[str, Any]:
    """Tell the owner that a channel was not reminded."""
    sentence = say("No reminder of webcast {id} in {channel}: {reason}")
    told, row = about_channel(sentence, event, job.target, job.reason)
    return message(told, [lines([row])])


def status(
    event: Event, jobs: Sequence[Job], *, reader: str, is_wanted: bool, told: str = ""
) -> dict[str, Any]:
    """Show who is reminded of an event, where and when, and offer to be among them.

    `jobs` are those that the reader may know of. `told` is what was just done.
    """
    planned = [job for job in jobs if job.state is JobState.PLANNED]
    failed = [job for job in jobs if job.state is JobState.FAILED]
    refused = {job.target: job for job in failed if job.kind is JobKind.REMINDER}
    heading = say("Reminders of {title}", title=text.title(event.webcast.title, _TITLE))
    rows = [_moment(due, list(group), event, reader) for due, group in groupby(planned, _due_at)]
    first = [rich(told)] if told else []
    none = [] if rows else [rich(_none(event))]
    blocks = [
        lines([rich(bold(heading)), *first, *rows, *none, *map(_refused, refused.values())]),
        ActionsBlock(elements=[_toggle(event, is_wanted=is_wanted)], block_id=STATUS),
    ]
    summary = say_count(
        "{number} reminder is planned.", "{number} reminders are planned.", len(planned)
    )
    return only_you(text.escape(f"{heading}. {told or summary}"), blocks)


def _none(event: Event) -> str:
    if event.reminders:
        return say("Nobody is reminded. Its channels are, once they have its card.")
    return say("Nobody is reminded.")


def _due_at(job: Job) -> datetime:
    return job.due_at


def _moment(due: datetime, jobs: Sequence[Job], event: Event, reader: str) -> Line:
    """Say who is reminded at a moment, and how long before the start that is."""
    lead = leads([max(event.webcast.starts_at - due, timedelta(0))])
    parts: list[RichTextElement | str] = [local_time(due, lead), f" ({lead}): "]
    for number, job in enumerate(jobs):
        parts += [*([", "] if number else []), _target(job, reader)]
    return rich(*parts)


def _target(job: Job, reader: str) -> RichTextElement | str:
    if job.kind is JobKind.REMINDER:
        return Parts.Channel(channel_id=job.target)
    if job.target == reader and job.kind is JobKind.PERSONAL:
        return say("you")
    return Parts.User(user_id=job.target)


def _refused(job: Job) -> Line:
    channel = Parts.Channel(channel_id=job.target)
    return woven(say("Not in {channel}: {reason}"), channel=channel, reason=said_anew(job.reason))


def _toggle(event: Event, *, is_wanted: bool) -> ButtonElement:
    if not is_wanted:
        return remind_button(event)
    return button(
        say("Do not remind me"),
        Action.REMIND_ME_NOT,
        event.id,
        label=say("Do not remind me of webcast {id}", id=event.id),
    )


def _snooze(event: Event) -> ButtonElement:
    return button(say("Snooze 5 minutes"), Action.SNOOZE, event.id)


def _stop(event: Event) -> ButtonElement:
    return button(say("Turn off reminders"), Action.REMIND_ME_NOT, event.id)


def _told(told: str, event: Event, *more: Line) -> Any:  # noqa: ANN401  (any block)
    moment = local_time(event.webcast.starts_at, schedule(event))
    your_time = rich(bold(say("Your time:")), " ", moment)
    return lines([rich(bold(told)), your_time, rich(schedule(event)), *more])


def _sentence(told: str, event: Event) -> str:
    start = text.date(event.webcast.starts_at, fallback=schedule(event))
    begins = say("It begins {start}.", start=start)
    return f"{text.escape(told)} {begins}"


def _starting(event: Event, now: datetime) -> str:
    """Say how soon it starts, as it is now and not as it was meant to be."""
    left, title = event.webcast.starts_at - now, text.title(event.webcast.title, _TITLE)
    if event.request.kind is Kind.ON_DEMAND:
        return say("“{title}” can be watched {when}.", title=title, when=_when(left))
    if left <= -2 * _MINUTE:
        return say("“{title}” has started, by schedule.", title=title)
    return say("“{title}” starts {when}.", title=title, when=_when(left))


def _when(left: timedelta) -> str:
    """Say how far away something is: now, in 15 minutes, in 3 hours, tomorrow, in 2 days."""
    if left < 2 * _MINUTE:
        return say("now")
    if left < 59.5 * _MINUTE:
        return say_count("in {number} minute", "in {number} minutes", round(left / _MINUTE))
    if abs(left - _DAY) <= _HOUR:
        return say("tomorrow")
    if left < _DAY:
        return say_count("in {number} hour", "in {number} hours", round(left / _HOUR))
    return say_count("in {number} day", "in {number} days", round(left / _DAY))
