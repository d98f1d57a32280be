"""The thin card below a viewer link that somebody posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.language import say
from bot.plans import Stage, stage_of
from bot.slack import text
from bot.slack.views.card import watch
from bot.slack.views.message import Line, bold, byline, lines, local_time, rich, struck
from bot.slack.views.words import schedule, stage_words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Event

_TITLE = 150


def unfurl(event: Event, now: datetime) -> dict[str, Any]:
    """Show what a viewer link leads to: title, when, stage, and how to watch it."""
    stage, when = stage_of(event, now), schedule(event)
    title = text.title(event.title, _TITLE)
    blocks = [
        lines([rich(bold(title)), *_when(event, stage)]),
        *([] if event.cancelled_at else [ActionsBlock(elements=[watch(event)])]),
        byline(say("by {owner}", owner=text.mention(event.owner))),
    ]
    told = say(
        "{title}, {schedule}. {stage}.", title=title, schedule=when, stage=stage_words(event, stage)
    )
    return {"fallback": told, "blocks": [block.to_dict() for block in blocks]}


def _when(event: Event, stage: Stage) -> list[Line]:
    told, when = bold(stage_words(event, stage)), schedule(event)
    if event.cancelled_at:
        return [rich(told, " · ", struck(when))]
    return [rich(told, " · ", local_time(event.webcast.starts_at, when)), rich(when)]
