"""The pieces that every message and modal is made of."""

from __future__ import annotations

from itertools import groupby
from string import Formatter
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.views import View as SlackView

from bot.language import say
from bot.slack import text as texts
from bot.slack.views.words import said_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from slack_sdk.models.blocks import RichTextElement

    from bot.domain import Event
    from bot.slack.ids import Action, View

LABEL_LIMIT = 75
"""Characters that Slack takes of a label for screen readers."""

Parts = RichTextElementParts
Line = tuple["RichTextElement", ...]


def message(text: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """Make a message; `text` is the whole of it in a sentence, for screen readers."""
    return {"text": text, "blocks": [block.to_dict() for block in blocks]}


def only_you(text: str, blocks: Sequence[Block] = ()) -> dict[str, Any]:
    """Make an answer to a command or button that only the person who asked can see."""
    blocks = blocks or [paragraph(text)]
    return {**message(text, blocks), "response_type": "ephemeral"}


def modal(
    view: View,
    title: str,
    blocks: Sequence[Block | dict[str, Any]],
    *,
    metadata: str = "",
) -> dict[str, Any]:
    """Make a modal that only tells something."""
    return SlackView(
        type="modal",
        callback_id=view,
        title=title,
        close=say("Close"),
        private_metadata=metadata,
        blocks=blocks,
    ).to_dict()


def plain(text: str) -> PlainTextObject:
    """Make text that Slack shows exactly as it is."""
    return PlainTextObject(text=text, emoji=False)


def paragraph(text: str) -> Block:
    """Make a paragraph that Slack shows exactly as it is."""
    return SectionBlock(text=plain(text))


def remark(text: str) -> Block:
    """Make a line in small print."""
    return ContextBlock(elements=[plain(text)])


def byline(mrkdwn: str) -> Block:
    """Make a line in small print that may mention people; its user text is escaped already."""
    return ContextBlock(elements=[MarkdownTextObject(text=mrkdwn, verbatim=True)])


def rich(*parts: RichTextElement | str) -> Line:
    """Make one line of rich text, in which text needs no escaping."""
    return tuple(Parts.Text(text=part) if isinstance(part, str) else part for part in parts)


def woven(sentence: str, **parts: RichTextElement | str) -> Line:
    """Make one line of a sentence that was said with its gaps open; elements or text fill them."""
    found: list[RichTextElement | str] = []
    for words, gap, _, _ in Formatter().parse(sentence):
        found += [words, *([parts[gap]] if gap else [])]
    grouped = [list(group) for _, group in groupby(found, key=lambda part: isinstance(part, str))]
    return rich(*(part for group in grouped for part in _together(group) if part))


def about_channel(sentence: str, event: Event, channel: str, reason: str) -> tuple[str, Line]:
    """Fill in a webcast, a channel and a recorded reason: in plain words, and in rich ones."""
    again, place = said_anew(reason), Parts.Channel(channel_id=channel)
    told = sentence.format(id=event.id, channel=texts.channel(channel), reason=texts.escape(again))
    return told, woven(sentence, id=event.id, channel=place, reason=again)


def _together(group: list[RichTextElement | str]) -> list[RichTextElement | str]:
    texts = [part for part in group if isinstance(part, str)]
    return ["".join(texts)] if texts else group


def lines(stacked: Iterable[Line]) -> Block:
    """Stack lines of rich text into one block, without space between them."""
    elements: list[RichTextElement] = []
    for line in stacked:
        elements += [*([Parts.Text(text="\n")] if elements else []), *line]
    return RichTextBlock(elements=[RichTextSectionElement(elements=elements)])


def bold(text: str) -> RichTextElement:
    """Make bold text."""
    return Parts.Text(text=text, style=Parts.TextStyle(bold=True))


def struck(text: str) -> RichTextElement:
    """Make text that is struck through."""
    return Parts.Text(text=text, style=Parts.TextStyle(strike=True))


def code(text: str) -> RichTextElement:
    """Make text in a fixed-width face."""
    return Parts.Text(text=text, style=Parts.TextStyle(code=True))


def local_time(moment: datetime, fallback: str) -> RichTextElement:
    """Make a moment that each reader sees on their own clock."""
    return Parts.Date(
        timestamp=int(moment.timestamp()),
        format=say("{date_long_pretty} at {time}"),
        fallback=fallback,
    )


def button(
    text: str,
    action: Action,
    value: str | None = None,
    *,
    url: str | None = None,
    style: str | None = None,
    label: str | None = None,
) -> ButtonElement:
    """Make a button; `label` is what a screen reader says where the text alone is not enough."""
    return ButtonElement(
        text=plain(text),
        action_id=action,
        value=value,
        url=url,
        style=style,
        accessibility_label=label and texts.shorten(label, LABEL_LIMIT),
    )
