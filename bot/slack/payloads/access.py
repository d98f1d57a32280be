"""Roles of presenters, and what a portal opens, by the names that people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import Invalid
from bot.language import say
from bot.people import Preset
from bot.rules import Access
from bot.typed import chosen, folded

if TYPE_CHECKING:
    from bot.rules import Kind

ACCESS = {
    "live": Access.LIVE_STUDIO,
    "od": Access.OD_STUDIO,
    "reports": Access.REPORTS,
    "content": Access.CONTENT,
    "qa": Access.Q_AND_A,
}

ROLES = tuple(preset.value for preset in Preset)
"""Whoever is named without one is a speaker."""

_OTHER_NAMES = {
    "livestudio": "live",
    "odstudio": "od",
    "ondemand": "od",
    "report": "reports",
    "qaonly": "qa",
    "qanda": "qa",
}


def read_access(text: str) -> Access | None:
    """Read what one portal opens, such as `live+qa`; None where a name is unknown."""
    access = Access(0)
    for name in text.split("+"):
        part = chosen(ACCESS, _OTHER_NAMES.get(folded(name), name))
        if part is None:
            return None
        access |= part
    return access


def write_access(access: Access) -> str:
    """Write what one portal opens so that `read_access` reads it: `live+qa`."""
    return "+".join(name for name, part in ACCESS.items() if part in access)


def read_role(word: str) -> str:
    """Read the role of a presenter: one of `ROLES`, or access as `write_access` writes it."""
    if not word:
        return "speaker"
    if (role := word.lower()) in ROLES:
        return role
    if (access := read_access(word)) is not None:
        return write_access(access)
    told = say(
        "“{word}” is no role. Roles are: {roles}; or access by name, such as live+qa.",
        word=word[:40],
        roles=", ".join(ROLES),
    )
    raise Invalid(told, field="command")


def part_of(role: str, kind: Kind) -> tuple[str, Access]:
    """Return the preset of a role, empty for access by name, and what it opens in a webcast."""
    if role in ROLES:
        return role, Preset(role).opens(kind)
    return "", read_access(read_role(role)) or Access(0)
