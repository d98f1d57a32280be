"""What a channel is to an announcement: who would see it there, or why it is not posted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.language import say, to_say

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 10
"""Channels that one announcement may go to at a time."""


class Obstacle(StrEnum):
    """Why an announcement is not posted in a channel; `NO_ANSWER` may be different in a minute."""

    THERE = "there"
    NOT_A_MEMBER = "not_a_member"
    OUTSIDE = "outside"
    ARCHIVED = "archived"
    BOT_IS_OUT = "bot_is_out"
    UNSEEN = "unseen"
    NO_ANSWER = "no_answer"


_WHY = {
    Obstacle.THERE: to_say("its card is there already."),
    Obstacle.NOT_A_MEMBER: to_say(
        "you are not a member there, or I was not invited to that private channel."
    ),
    Obstacle.OUTSIDE: to_say(
        "people outside the company read it; it will not be posted there. "
        "Share the link there yourself."
    ),
    Obstacle.ARCHIVED: to_say("that channel is archived."),
    Obstacle.BOT_IS_OUT: to_say("I am not in that channel. Invite me with /invite first."),
    Obstacle.UNSEEN: to_say("I cannot see that channel. Invite me with /invite first."),
    Obstacle.NO_ANSWER: to_say("Slack did not tell who reads it. Try again in a minute."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel as Slack describes it; `has_bot` tells whether we are a member."""

    id: str
    name: str = ""
    members: int = 0
    is_private: bool = False
    is_shared_outside: bool = False
    is_archived: bool = False
    has_bot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A channel that an event could be announced in: how many would see it, or what is against it.

    `name` is told only to those who may know it.
    """

    channel: str
    name: str = ""
    members: int = 0
    is_private: bool = False
    obstacle: Obstacle | None = None

    @property
    def reason(self) -> str:
        """Say what is against it; empty if nothing is."""
        return say(_WHY[self.obstacle]) if self.obstacle else ""

    def is_large(self, confirm_from: int) -> bool:
        """Tell whether so many would see it that one asks twice."""
        return self.members >= confirm_from


def prospect_of(room: Room, *, is_theirs: bool) -> Prospect:
    """Look at a channel for somebody who is a member of it, or not; what is in doubt is refused."""
    knows_name = is_theirs or not room.is_private
    return Prospect(
        channel=room.id,
        name=room.name if knows_name else "",
        members=room.members if is_theirs else 0,
        is_private=room.is_private,
        obstacle=_obstacle(room, is_theirs=is_theirs),
    )


def why(obstacle: Obstacle) -> str:
    """Say what is against a channel."""
    return say(_WHY[obstacle])


def asks_twice(found: Iterable[Prospect], confirm_from: int) -> bool:
    """Tell whether posting there is confirmed once more: large channels and public ones."""
    return any(not each.is_private or each.is_large(confirm_from) for each in found)


def _obstacle(room: Room, *, is_theirs: bool) -> Obstacle | None:
    if not is_theirs:
        return Obstacle.NOT_A_MEMBER
    if room.is_shared_outside:
        return Obstacle.OUTSIDE
    if room.is_archived:
        return Obstacle.ARCHIVED
    return None if room.has_bot else Obstacle.BOT_IS_OUT
