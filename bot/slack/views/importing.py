"""Taking over a webcast that was made elsewhere: what is known of it, and what has to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import DividerBlock
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_number
from bot.slack import text
from bot.slack.ids import View
from bot.slack.memory import memory
from bot.slack.views.form import expiration_input, kind_input, zone_input
from bot.slack.views.message import (
    Parts,
    bold,
    code,
    lines,
    local_time,
    modal,
    paragraph,
    rich,
    woven,
)
from bot.slack.views.production import production
from bot.slack.views.uncertain import portals_unknown
from bot.slack.views.words import moment, schedule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Webcast
    from bot.slack.form import Draft

_TOLD = 2
"""Blocks that tell of the webcast; they stand first, and stay when the form is drawn anew."""


def form(webcast: Webcast, draft: Draft, *, now: datetime) -> dict[str, Any]:
    """Show what the platform tells of a webcast, and ask for the rest."""
    asked = say("The platform does not tell the rest. Say it as it was set there:")
    told = [lines(_facts(webcast)).to_dict(), paragraph(asked).to_dict()]
    return _form(told, draft, now=now)


def again(
    view: Mapping[str, Any], draft: Draft, *, now: datetime, problem: str = ""
) -> dict[str, Any]:
    """Draw the form anew with what it tells already, and what went wrong if something did."""
    told = [block for block in view["blocks"] if block["type"] != "divider"][:_TOLD]
    if problem:
        told[1] = paragraph(text.shorten(problem, 2900)).to_dict()
    return _form(told, draft, now=now)


def imported(event: Event) -> dict[str, Any]:
    """Show that a webcast was taken over, and what to do next."""
    share = code(say("/webcast share {id} #channel", id=event.id))
    blocks = [
        lines(
            [
                rich(bold(text.title(event.webcast.title, limit=1500))),
                rich(schedule(event)),
                woven(say("I took it over as webcast {id}. It is yours."), id=code(event.id)),
                woven(say("Announce it with {command}"), command=share),
            ]
        ),
        paragraph(portals_unknown()),
    ]
    return modal(View.PROGRESS, say("Imported"), blocks)


def _form(told: Sequence[dict[str, Any]], draft: Draft, *, now: datetime) -> dict[str, Any]:
    blocks: list[Block | dict[str, Any]] = [
        *told,
        DividerBlock(),
        kind_input(draft),
        *production(draft),
        zone_input(draft, now),
        expiration_input(draft),
    ]
    return SlackView(
        type="modal",
        callback_id=View.IMPORT,
        title=say("Import webcast"),
        submit=say("Import"),
        close=say("Cancel"),
        private_metadata=memory(draft),
        blocks=blocks,
    ).to_dict()


def _facts(webcast: Webcast) -> list[Any]:
    start = moment(webcast.starts_at, "Etc/UTC")
    link = Parts.Link(url=webcast.viewer_link, text=webcast.viewer_link)
    return [
        rich(bold(text.title(webcast.title, limit=1500))),
        rich(start, " · ", local_time(webcast.starts_at, start)),
        rich(
            say(
                "{length} · capacity {capacity} · folder {folder}",
                length=text.length(webcast.duration),
                capacity=say_number(webcast.capacity),
                folder=text.title(webcast.folder_name),
            )
        ),
        woven(say("Viewer link: {link}"), link=link),
        woven(say("Event id: {id}"), id=code(webcast.id)),
    ]
