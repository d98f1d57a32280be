"""One event in a list: a single block, with a button or a menu beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.language import say, to_say
from bot.plans import Stage, stage_of
from bot.slack import text
from bot.slack.ids import Action, Choice
from bot.slack.views.message import button, plain
from bot.slack.views.words import brief, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block, ButtonElement
    from slack_sdk.models.blocks.block_elements import InteractiveElement

    from bot.domain import Event

TITLE_IN_LIST = 100
_MENU = {
    Choice.SHOW: to_say("Show"),
    Choice.EDIT: to_say("Edit"),
    Choice.SHARE: to_say("Share"),
    Choice.PRESENTERS: to_say("Presenters"),
    Choice.COPY: to_say("Copy to a new webcast"),
    Choice.CALENDAR: to_say("Calendar file (.ics)"),
    Choice.REMIND: to_say("Remind me"),
    Choice.CANCEL: to_say("Cancel webcast"),
}
IN_LIST = (Choice.SHOW, Choice.EDIT, Choice.SHARE, Choice.PRESENTERS, Choice.CANCEL)
"""What the menu beside an event offers to those who may change it; Slack takes five at most."""
_STAGES = {
    Stage.SOON: to_say("Starts soon"),
    Stage.LIVE: to_say("On now, by schedule"),
    Stage.CANCELLED: to_say("Cancelled"),
}
_MARKS = re.compile(r"[*_~`\n]|:[\w+'-]+:")
"""What Slack's mrkdwn would take for formatting or an emoji; nothing escapes it."""


def row(event: Event, now: datetime, beside: InteractiveElement, *, owner: bool = False) -> Block:
    """Show an event: title, the reader's time, the event's own, its id and maybe its owner."""
    start = event.webcast.starts_at
    facts = [
        *_stage(event, now),
        text.date(start, fallback=schedule(event), style=say("{date_short_pretty} at {time}")),
        brief(start, event.request.zone),
        text.length(event.webcast.duration),
        say("id {id}", id=event.id),
        *([text.mention(event.owner)] if owner else []),
    ]
    return titled(event.webcast.title, " · ".join(facts), beside)


def titled(title: str, mrkdwn: str, beside: InteractiveElement | None = None) -> Block:
    """Show a title in bold with a line below; one that Slack would format stands as it is."""
    shown = text.title(title, TITLE_IN_LIST)
    if _MARKS.search(shown):
        return SectionBlock(text=plain(shown), fields=[_marked(mrkdwn)], accessory=beside)
    return SectionBlock(text=_marked(f"*{text.escape(shown)}*\n{mrkdwn}"), accessory=beside)


def show_button(event: Event) -> ButtonElement:
    """Offer the details of an event."""
    label = say("Show webcast {id}", id=event.id)
    return button(say("Show"), Action.SHOW_EVENT, event.id, label=label)


def menu(event: Event, choices: Sequence[Choice] = IN_LIST) -> OverflowMenuElement:
    """Offer what can be done with an event; each is checked when it is chosen."""
    offered = [Choice.SHOW] if event.cancelled_at else choices
    return OverflowMenuElement(
        action_id=Action.EVENT_MENU,
        options=[
            Option(value=f"{choice} {event.id}", text=plain(say(_MENU[choice])))
            for choice in offered
        ],
    )


def chosen(action: dict[str, str]) -> tuple[Choice, str]:
    """Read from a menu or a button what was chosen for which event."""
    value = action.get("value") or action["selected_option"]["value"]  # type: ignore[index]
    choice, _, event_id = value.partition(" ")
    return Choice(choice), event_id


def _stage(event: Event, now: datetime) -> list[str]:
    words = _STAGES.get(stage_of(event, now))
    return [f"*{say(words)}*"] if words else []


def _marked(mrkdwn: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=mrkdwn, verbatim=True)
