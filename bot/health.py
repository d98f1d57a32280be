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
    KEY = to_say("Encryption key")
    PLATFORM = to_say("Webcast platform")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found."""

    about: About
    is_well: bool
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What Slack grants us: in which workspace, which scopes, and when it said so."""

    workspace: str
    scopes: frozenset[str]
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What a database is, its version, and its time."""

    name: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the work stands that the database keeps, of all workspaces.

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
