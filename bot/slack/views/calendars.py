"""The messages that calendar files come with, and the answers to who asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.calendar import google_link, outlook_link
from bot.language import say
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.message import (
    Parts,
    button,
    lines,
    local_time,
    message,
    only_you,
    paragraph,
    rich,
    woven,
)
from bot.slack.views.words import schedule

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.domain import Event

_TITLE = 150


def file_message(event: Event, *, is_first: bool) -> dict[str, Any]:
    """Say what the calendar file that follows is good for, and how to get no more of them."""
    sentence = _sentence(event, is_first=is_first)
    title = text.title(event.title, _TITLE)
    start, when = event.webcast.starts_at, schedule(event)
    row = woven(sentence, title=title, local_time=local_time(start, when))
    told = sentence.format(title=text.escape(title), local_time=text.date(start, fallback=when))
    return message(told, [lines([row]), _stop(event)])


def not_sent_message(event: Event, reason: str) -> dict[str, Any]:
    """Say, in place of that, that the file did not arrive.

    Slack changes no block of rich text into one of another kind.
    """
    told = say(
        "The calendar file of “{title}” may not have arrived: {reason} "
        "Ask for it with /webcast ics {id}.",
        title=text.title(event.title, _TITLE),
        reason=reason,
        id=event.id,
    )
    return message(text.escape(told), [lines([rich(told)])])


def offer(event: Event) -> dict[str, Any]:
    """Ask which calendar it is; each entry holds the viewer link only."""
    told = say("Add “{title}” to which calendar?", title=text.title(event.title, _TITLE))
    google, outlook = google_link(event), outlook_link(event)
    buttons = [
        button(say("Google Calendar"), Action.GOOGLE_CALENDAR, url=google),
        button(say("Outlook"), Action.OUTLOOK_CALENDAR, url=outlook),
        button(say("Calendar file (.ics)"), Action.CALENDAR_FILE, event.id),
    ]
    return only_you(text.escape(told), [paragraph(told), ActionsBlock(elements=buttons)])


def sent(event: Event) -> dict[str, Any]:
    """Say where the file went, with links for the calendars that open no file."""
    told = say("The calendar file is in your direct messages with me.")
    if event.cancelled_at:
        return only_you(told)
    google = Parts.Link(url=google_link(event), text=say("Add to Google Calendar"))
    outlook = Parts.Link(url=outlook_link(event), text=say("Add to Outlook"))
    return only_you(told, [lines([rich(told), rich(google, " · ", outlook)])])


def sent_before(event: Event) -> dict[str, Any]:
    """Say that the file is there already, and offer it once more."""
    told = say("The calendar file is in your direct messages with me already. It is still right.")
    again = button(say("Send it again"), Action.CALENDAR_AGAIN, event.id)
    return only_you(told, [paragraph(told), ActionsBlock(elements=[again])])


def stopped(event_id: str) -> dict[str, Any]:
    """Say that no more files come, and the way back."""
    told = say(
        "I send you no more calendar files of webcast {id}, even if it changes. "
        "To have them again, type /webcast ics {id}.",
        id=event_id,
    )
    return message(told, [lines([rich(told)])])


def _sentence(event: Event, *, is_first: bool) -> str:
    if event.cancelled_at:
        return say(
            "“{title}” is cancelled. Open this file: it takes the webcast out of your calendar."
        )
    if is_first:
        return say(
            "“{title}”, {local_time}: open this file to put it into your calendar. "
            "If the webcast changes, I send you a new one."
        )
    return say(
        "“{title}” has changed, it is now {local_time}. Open this file: it updates the entry in "
        "your calendar."
    )


def _stop(event: Event) -> Block:
    label = say("Send no more calendar files of webcast {id}", id=event.id)
    stop = button(say("Stop sending updates"), Action.CALENDAR_STOP, event.id, label=label)
    return ActionsBlock(elements=[stop], block_id="calendar")
