"""Settings: which there are for whom, what they may be, and which one counts.

A value is kept as text that `read` gives back unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import rules, typed
from bot.domain import Role
from bot.errors import Invalid
from bot.language import LANGUAGES, say
from bot.when.leads import read_leads, write_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from enum import Enum


class Scope(StrEnum):
    """Whose setting it is."""

    USER = "user"
    CHANNEL = "channel"
    WORKSPACE = "workspace"


class Name(StrEnum):
    """What can be set; most are fields of the form, by the names of these."""

    ZONE = "zone"
    DURATION = "duration"
    CAPACITY = "capacity"
    EXPIRATION = "expiration"
    SOURCE = "source"
    REGION = "region"
    FOLDER = "folder"
    ANNOUNCE = "announce"
    REMINDERS = "reminders"
    CONFIRM_FROM = "confirm_from"
    LANGUAGE = "language"
    DEFAULT_ROLE = "default_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value that was set, as text, and whose setting it is."""

    text: str
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting before and after a change, as kept text; None where it is not set."""

    name: Name
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose settings are meant: a person's, a channel's, or (subject "") the workspace's."""

    scope: Scope
    subject: str = ""


OF_WORKSPACE = (Name.CONFIRM_FROM, Name.LANGUAGE, Name.DEFAULT_ROLE)
OF_FORM = tuple(name for name in Name if name not in OF_WORKSPACE)
NO_REMINDERS = "off"
CONFIRM_FROM = 100
"""Members of a channel from which announcing asks for confirmation, unless a workspace says."""
DEFAULT_ROLES = (Role.NOBODY, Role.VIEWER, Role.CREATOR)
"""What everybody without a role of their own may be."""

_NEAREST_FIRST = (Scope.CHANNEL, Scope.USER, Scope.WORKSPACE)
_MOST_MEMBERS = 1_000_000
_MOST_CHANNELS = 10
_LONGEST_PATH = 75
_CHANNEL = re.compile(r"(?<![A-Z0-9])[CG][A-Z0-9]{6,}")


def names(scope: Scope) -> tuple[Name, ...]:
    """Return what can be set in a scope, in the order it is asked for."""
    return (*OF_FORM, *OF_WORKSPACE) if scope is Scope.WORKSPACE else OF_FORM


def read(name: Name, text: str, *, now: datetime) -> str:
    """Read a value as people type it; raises `Invalid`, whose field is the name."""
    return _READERS[name](text, now)


def resolve(
    stored: Mapping[str, Mapping[str, str]],
    *,
    now: datetime,
    within: tuple[Scope, ...] = tuple(Scope),
) -> dict[Name, Given]:
    """Tell which value counts for each name: the channel's before the person's before the rest.

    `stored` is by scope and name. A value that can no longer be used counts as not set.
    """
    found: dict[Name, Given] = {}
    for scope in reversed(_NEAREST_FIRST):
        known = stored.get(scope, {}) if scope in within else {}
        for name in names(scope):
            if name in known and _holds(name, known[name], now):
                found[name] = Given(text=known[name], scope=scope)
    return found


def leads(text: str) -> tuple[timedelta, ...]:
    """Return the reminders that a kept text stands for."""
    return () if text == NO_REMINDERS else read_leads(text)


def channels(text: str) -> tuple[str, ...]:
    """Return the ids of the channels that a kept text names."""
    return tuple(_CHANNEL.findall(text))


def folder(text: str) -> tuple[str, str]:
    """Return the id of a folder, and the path it was picked by, empty if it was typed."""
    number, _, path = text.partition(" ")
    return number, path


def offered(choices: Mapping[str, object]) -> tuple[str, ...]:
    """Return the first name of each value: the one it is kept by."""
    first = {value: key for key, value in reversed(list(choices.items()))}
    return tuple(key for key, value in choices.items() if first[value] == key)


def _holds(name: Name, text: str, now: datetime) -> bool:
    try:
        return read(name, text, now=now) == text
    except Invalid:
        return False


def _zone(text: str, now: datetime) -> str:
    if (found := typed.zone(text, now)) is None:
        raise Invalid(say("That is none of the platform's 18 time zones."), field=Name.ZONE)
    return found


def _duration(text: str, _now: datetime) -> str:
    """Read a duration that needs no rounding: nobody would see, later, that it was rounded."""
    if (found := typed.length(text)) is None:
        raise Invalid(say("That is no duration. Try 90 or 1h30."), field=Name.DURATION)
    return str(rules.duration(found) // timedelta(minutes=1))


def _capacity(text: str, _now: datetime) -> str:
    return str(rules.capacity(typed.whole(text)))


def _expiration(text: str, _now: datetime) -> str:
    return str(rules.expiration_months(typed.months(text)))


def _folder(text: str, _now: datetime) -> str:
    number, path = folder(text.strip())
    return f"{rules.folder_id(number)} {path[:_LONGEST_PATH]}".strip()


def _reminders(text: str, _now: datetime) -> str:
    if typed.folded(text) in {"off", "none", "no"}:
        return NO_REMINDERS
    return write_leads(read_leads(text, field=Name.REMINDERS))


def _announce(text: str, _now: datetime) -> str:
    found = dict.fromkeys(channels(text))
    if not found:
        raise Invalid(say("That names no channel I can see."), field=Name.ANNOUNCE)
    if len(found) > _MOST_CHANNELS:
        message = say("At most {most} channels at a time.", most=_MOST_CHANNELS)
        raise Invalid(message, field=Name.ANNOUNCE)
    return ",".join(found)


def _confirm_from(text: str, _now: datetime) -> str:
    number = typed.whole(text)
    if not 1 <= number <= _MOST_MEMBERS:
        message = say("Give a number of members, such as 100.")
        raise Invalid(message, field=Name.CONFIRM_FROM)
    return str(number)


def _one_of(name: Name, choices: Mapping[str, Enum | str]) -> Callable[[str, datetime], str]:
    """Make a reader of a closed set; a value is kept by the first of its names."""

    def read_choice(text: str, _now: datetime) -> str:
        if (found := typed.chosen(choices, text)) is None:
            offered = ", ".join(choices)
            message = say("That is not one of the values offered: {offered}.", offered=offered)
            raise Invalid(message, field=name)
        return next(key for key, value in choices.items() if value is found)

    return read_choice


_READERS: dict[Name, Callable[[str, datetime], str]] = {
    Name.ZONE: _zone,
    Name.DURATION: _duration,
    Name.CAPACITY: _capacity,
    Name.EXPIRATION: _expiration,
    Name.SOURCE: _one_of(Name.SOURCE, typed.SOURCES),
    Name.REGION: _one_of(Name.REGION, typed.REGIONS),
    Name.FOLDER: _folder,
    Name.ANNOUNCE: _announce,
    Name.REMINDERS: _reminders,
    Name.CONFIRM_FROM: _confirm_from,
    Name.LANGUAGE: _one_of(Name.LANGUAGE, {language: language for language in LANGUAGES}),
    Name.DEFAULT_ROLE: _one_of(Name.DEFAULT_ROLE, {role.value: role for role in DEFAULT_ROLES}),
}
