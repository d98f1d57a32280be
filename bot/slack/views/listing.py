"""A page of a list of events, and of those that may or may not exist."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.language import say, say_count
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views import uncertain
from bot.slack.views.finding import told_of
from bot.slack.views.message import bold, lines, only_you, paragraph, remark, rich
from bot.slack.views.paging import Span, Turn, turns
from bot.slack.views.rows import row, show_button

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Wish

_MOST_TEXT = 500


def listing(
    heading: str,
    events: Sequence[Event],
    wishes: Sequence[Wish] = (),
    *,
    span: Span,
    asked: tuple[str, str],
    reader: str,
    now: datetime,
    more_doubtful: int = 0,
) -> dict[str, Any]:
    """Show a page; `asked` is the scope and the text that its buttons ask for again.

    `span` counts the events, or the wishes where there are no others; `more_doubtful` tells how
    many wishes are not shown above the events.
    """
    if not (events or wishes):
        none = say("{heading}: none. Create one with /webcast create.", heading=heading)
        return only_you(text.escape(none), [paragraph(none)])
    counted = [] if span.is_whole else [f" · {span.counted()}"]
    blocks: list[Block] = [lines([rich(bold(heading), *counted)])]
    for wish in wishes:
        blocks += uncertain.rows(wish, owner=wish.owner != reader)
    if more_doubtful:
        words = say_count(
            "{number} more is not certain: /webcast list uncertain",
            "{number} more are not certain: /webcast list uncertain",
            more_doubtful,
        )
        blocks.append(remark(words))
    blocks += [_row(event, reader, now) for event in events]
    back = Turn(words=say("Back"), action=Action.LIST_BACK)
    more = Turn(words=say("More"), action=Action.LIST_MORE)
    blocks += turns(span, back, more, lambda offset: _value(*asked, offset), block_id="pages")
    told = [uncertain.told(wish) for wish in wishes] + [told_of(event) for event in events]
    begin = text.escape("".join([heading, *counted]))
    return only_you(text.joined([f"{begin}: {told[0]}", *told[1:]]), blocks)


def page_of(value: str) -> tuple[str, str, int]:
    """Read from a button of a list the scope, the text and where its page begins."""
    scope, words, offset = json.loads(value)
    return str(scope), str(words), int(offset)


def _value(scope: str, words: str, offset: int) -> str:
    return json.dumps([scope, words[:_MOST_TEXT], offset])


def _row(event: Event, reader: str, now: datetime) -> Block:
    return row(event, now, show_button(event), owner=event.owner != reader)
