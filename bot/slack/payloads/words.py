"""What a command asks for: one value per verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.slack.payloads.command import CreateWords

if TYPE_CHECKING:
    from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWords:
    """Which events to list: one of `command.SCOPES`, or empty for what lies ahead of oneself."""

    scope: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefWords:
    """Which event to show, to tell the history of, or to make a calendar file of."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWords:
    """Which event to change, and what; `fields.kind` means nothing here."""

    ref: str
    fields: CreateWords


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveWords:
    """Which event to move, and to when: words for a time, a span such as `+1h`, or nothing yet."""

    ref: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWords:
    """Which event to cancel, and why, if that is said."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWords:
    """Which event to copy, and what differs; `fields` also holds further keys."""

    ref: str
    fields: CreateWords

    @property
    def when(self) -> str:
        """The time of the copy in words, empty if none is said."""
        return self.fields.words

    @property
    def title(self) -> str:
        """The title of the copy, empty if none is said."""
        return self.fields.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareWords:
    """Which event to announce, in which channels (ids), and when in words; empty is now."""

    ref: str
    channels: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenterWords:
    """Who presents which event: pairs of a user id and a role as `access.read_role` gives it."""

    ref: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerWords:
    """Who shall own which event: a user id; None asks who owns it."""

    ref: str
    user_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindWords:
    """When to remind of which event, its channels or `me` alone; no leads are None."""

    ref: str
    leads: tuple[timedelta, ...] | None = None
    off: bool = False
    me: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWords:
    """Which event of the platform to take over: its id or viewer link."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldersWords:
    """Which folders to show: those with this in their path, all if empty."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsWords:
    """Whose settings: `me`, `channel` or `admin`, and what to set at once, by key as typed."""

    scope: str = "me"
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpWords:
    """What help is about: a verb, `times`, nothing, or a word that is none of these."""

    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorWords:
    """Nothing: `doctor` looks at everything."""


Words = (
    CreateWords
    | ListWords
    | RefWords
    | UpdateWords
    | MoveWords
    | CancelWords
    | CopyWords
    | ShareWords
    | PresenterWords
    | OwnerWords
    | RemindWords
    | ImportWords
    | FoldersWords
    | SettingsWords
    | HelpWords
    | DoctorWords
)
