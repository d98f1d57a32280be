"""What checks find out about the bot and what it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.language import to_say

if TYPE_CHECKING:
    from datetime import datetime


class About(StrEnum):
    """What is checked."""

    SLACK = to_say("Slack")
    SCOPES = to_say("Permissions in Slack")
    CLOCK = to_say("Clock")
    DATABASE = to_say("Database")
    STEPS = to_say("Steps of the database")
    DATABASE_CLOCK = to_say("Clock of the database")
    KEY = to_say("Encryption key")
    DUE = to_say("What is due")
    UNCERTAIN = to_say("Uncertain creates")
    LOST = to_say("Work left behind")
    PLATFORM = to_say("Webcast platform")
    FOLDERS = to_say("Folders of the platform")
    LIMITS = to_say("Call limits of the platform")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found."""

    about: About
    is_well: bool
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What Slack grants us: in which workspace (its name, its id), which scopes, and when."""

    workspace: str
    team: str
    scopes: frozenset[str]
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many calls of an endpoint are left for now, of how many that are made at most."""

    endpoint: str
    left: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What a database is, and whether nothing was ever kept in it.

    at: the time it is there; None, where it goes by the clock of this machine.
    """

    name: str
    version: str
    at: datetime | None
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the work stands that the database keeps.

    due: jobs that are due and not done, the oldest of them since `oldest_due_at`.
    sending_since: when the oldest create was asked for that has no outcome yet.
    uncertain: creates of which nobody knows whether they came true.
    planned_posts: messages that nobody has begun to post.
    lost: jobs, creates and posts that were begun and whose lease is over.
    """

    due: int = 0
    oldest_due_at: datetime | None = None
    sending_since: datetime | None = None
    uncertain: int = 0
    planned_posts: int = 0
    lost: int = 0
