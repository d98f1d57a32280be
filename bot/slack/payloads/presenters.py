"""Whom to invite, as the modal and the buttons of the list send it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.people import Candidate, Preset
from bot.rules import Access
from bot.slack.ids import Field
from bot.slack.payloads.access import part_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.rules import Kind


def candidates(people: Iterable[tuple[str, str]], kind: Kind) -> tuple[Candidate, ...]:
    """Make pairs of a user and a role into candidates for a webcast."""
    return tuple(_candidate(user, *part_of(role, kind)) for user, role in people)


def read_people(view: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Read who is chosen in the modal, and the role."""
    values = view["state"]["values"]
    [people] = values[Field.PEOPLE].values()
    [preset] = values[Field.PRESET].values()
    option = preset.get("selected_option") or {"value": Preset.SPEAKER.value}
    return tuple(people.get("selected_users") or ()), str(option["value"])


def read_packed(value: str) -> tuple[str, list[list[Any]]]:
    """Read what `inviting.packed` wrote: the event, and whom to invite to it."""
    event_id, people = json.loads(value)
    return str(event_id), people


def unpacked(people: Iterable[list[Any]], kind: Kind) -> tuple[Candidate, ...]:
    """Make what was packed into candidates again; access by name travels as a number."""
    return tuple(
        _candidate(
            str(user),
            *(("", Access(part)) if isinstance(part, int) else part_of(part, kind)),
            tries,
        )
        for user, part, tries in people
    )


def read_turn(value: str) -> tuple[str, int]:
    """Read which page of an event's list to show."""
    event_id, skip = json.loads(value)
    return str(event_id), int(skip)


def read_choice(value: str) -> tuple[str, str, str, int]:
    """Read what is to be done to whom: the deed, the event, the person, and the tries seen."""
    deed, event_id, user, tries = value.split(" ")
    return deed, event_id, user, int(tries)


def _candidate(user: str, preset: str, access: Access, tries: int = 0) -> Candidate:
    return Candidate(user=user, preset=preset, access=access, tries=tries)
