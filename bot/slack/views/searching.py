"""Finding a webcast in a window: a word to look for, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import DividerBlock, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_count, say_number
from bot.overview import MOST_COUNTED
from bot.slack.ids import Action, Field, View
from bot.slack.views.finding import row
from bot.slack.views.message import paragraph, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Event

_LONGEST = 200


def search(words: str = "", *, found: Sequence[Block] = ()) -> dict[str, Any]:
    """Ask what to look for, with what was found the last time below it."""
    element = PlainTextInputElement(
        action_id=Action.FORM_INPUT,
        initial_value=words or None,
        placeholder=plain(say("town hall")),
        max_length=_LONGEST,
        focus_on_load=not words,
    )
    asked = InputBlock(
        block_id=Field.FIND_TEXT,
        label=say("Title"),
        element=element,
        hint=say("A part of the title, the event id or the viewer link."),
    )
    return SlackView(
        type="modal",
        callback_id=View.FIND,
        title=say("Find a webcast"),
        submit=say("Find"),
        close=say("Close"),
        blocks=[asked, *found],
    ).to_dict()


def results(words: str, events: Sequence[Event], total: int) -> dict[str, Any]:
    """Show what goes by the words, the latest first."""
    more = total - len(events)
    told = say_count("{number} webcast found.", "{number} webcasts found.", total)
    if total > MOST_COUNTED:
        told = say("More than {most} webcasts found.", most=say_number(MOST_COUNTED))
    blocks: list[Block] = [DividerBlock(), paragraph(told), *map(row, events)]
    if more > 0:
        blocks.append(paragraph(say("Add a word of the title to see the others.")))
    return search(words, found=blocks)


def nothing(words: str, why: str) -> dict[str, Any]:
    """Say that nothing goes by the words."""
    return search(words, found=[DividerBlock(), paragraph(why)])


def read_search(view: Mapping[str, Any]) -> str:
    """Read what to look for."""
    [element] = view["state"]["values"][Field.FIND_TEXT].values()
    return str(element.get("value") or "")
