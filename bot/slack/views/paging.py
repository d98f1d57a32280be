"""Turning the pages of a list: which part of it is shown, and the buttons to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ActionsBlock

from bot.language import say, say_number
from bot.overview import MOST_COUNTED
from bot.slack.views.message import button

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.blocks import Block

    from bot.slack.ids import Action

PAGE = 10
"""Rows of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a list: how many rows lie before it, how many are shown, how many there are."""

    offset: int = 0
    shown: int
    total: int
    page: int = PAGE

    @property
    def is_whole(self) -> bool:
        """Whether all rows are shown."""
        return self.shown >= self.total

    def counted(self) -> str:
        """Say which rows are shown of how many."""
        return say(
            "{first} to {last} of {total}",
            first=say_number(self.offset + 1),
            last=say_number(self.offset + self.shown),
            total=how_many(self.total),
        )


def how_many(total: int) -> str:
    """Say how many rows a list has; beyond `MOST_COUNTED` nobody counted them."""
    if total > MOST_COUNTED:
        return say("more than {most}", most=say_number(MOST_COUNTED))
    return say_number(total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A button that turns pages: what it says, and which action it is."""

    words: str
    action: Action


def turns(
    span: Span, back: Turn, on: Turn, value: Callable[[int], str], *, block_id: str
) -> list[Block]:
    """Offer the pages before and after; `value` makes a button's value from an offset."""
    before, after = span.offset - span.page, span.offset + span.page
    found = []
    if span.offset > 0:
        found.append(button(back.words, back.action, value(max(before, 0))))
    if after < span.total:
        found.append(button(on.words, on.action, value(after)))
    return [ActionsBlock(elements=found, block_id=block_id)] if found else []
