"""The one place where presenter links and PINs are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import DividerBlock

from bot.language import say
from bot.slack import text
from bot.slack.ids import View
from bot.slack.views.message import Parts, bold, code, lines, modal, remark, rich, woven
from bot.slack.views.words import access

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from bot.domain import Event


def presenters(event: Event) -> dict[str, Any]:
    """Show every portal of an event with its link and PIN, in a modal for one person."""
    title = lines([rich(bold(text.title(event.webcast.title, limit=1500)))])
    blocks: list[Block] = [title, DividerBlock()]
    for portal in event.webcast.portals:
        rows = [
            rich(bold(access(portal.access))),
            woven(say("Link: {link}"), link=Parts.Link(url=portal.link, text=portal.link)),
            woven(say("PIN: {pin}"), pin=code(portal.pin)),
        ]
        blocks.append(lines(rows))
    blocks.append(
        remark(
            say(
                "Whoever has a link and its PIN can present. Give each person only their own, and "
                "never post them in a channel. This reveal is on record."
            )
        )
    )
    return modal(View.PRESENTERS, say("Presenter access"), blocks)
