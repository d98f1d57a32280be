"""The folders that the form offers while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.views.inputs import valued

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain import Folder

_OPTIONS_LIMIT = 100
_OPTION_TEXT = 75


def folder_options(tree: Folder, query: str) -> dict[str, Any]:
    """Offer the folders whose path contains every word typed, at most 100, in tree order."""
    wanted = query.lower().split()
    found = []
    for folder, path in tree.walk():
        if all(word in " / ".join(path).lower() for word in wanted):
            found.append(valued(folder.id, _path(path)).to_dict())
    return {"options": found[:_OPTIONS_LIMIT]}


def _path(path: Sequence[str]) -> str:
    """Show the end of a long path: its beginning is what folders share."""
    whole = " / ".join(path)
    return whole if len(whole) <= _OPTION_TEXT else f"…{whole[-(_OPTION_TEXT - 1) :]}"
