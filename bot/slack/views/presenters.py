"""The one place where presenter links and PINs are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import DividerBlock

from bot.language import say
from bot.slack import text
from bot.slack.ids import View
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    code,
    lines,
    modal,
    paragraph,
    remark,
    rich,
    woven,
)
from bot.slack.views.words import access, part, schedule

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Portal
    from bot.people import Presenter


def presenters(event: Event) -> dict[str, Any]:
    """Show every portal of an event with its link and PIN, in a modal for one person."""
    title = lines([rich(bold(text.title(event.webcast.title, limit=1500)))])
    blocks: list[Block] = [title, DividerBlock()]
    blocks += [lines([rich(bold(access(p.access))), *_keys(p)]) for p in event.webcast.portals]
    blocks.append(
        remark(
            say(
                "Whoever has a link and its PIN can present. Give each person only their own, and "
                "never post them in a channel. This reveal is on record."
            )
        )
    )
    return modal(View.PRESENTERS, say("Presenter access"), blocks)


def own_access(event: Event, presenter: Presenter, portal: Portal) -> dict[str, Any]:
    """Show a presenter their own link and PIN, in a modal for them alone."""
    title = rich(bold(text.title(event.webcast.title, limit=1500)))
    does = say("Your part: {part}", part=part(presenter.preset, presenter.access))
    look_alikes = say(
        "Mind what looks alike in the PIN: the letter O and the digit 0, the letter I and the "
        "digit 1."
    )
    blocks: list[Block] = [
        lines([title, rich(schedule(event)), rich(does)]),
        DividerBlock(),
        lines(_keys(portal)),
        paragraph(look_alikes),
        remark(say("They are for you alone: do not pass them on. This reveal is on record.")),
    ]
    return modal(View.PRESENTERS, say("My presenter access"), blocks)


def _keys(portal: Portal) -> list[Line]:
    return [
        woven(say("Link: {link}"), link=Parts.Link(url=portal.link, text=portal.link)),
        woven(say("PIN: {pin}"), pin=code(portal.pin)),
    ]
