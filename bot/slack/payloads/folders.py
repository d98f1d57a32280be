"""A folder that somebody names by its path, or by the end of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import Invalid
from bot.language import say
from bot.slack.form import FolderChoice
from bot.slack.text import folder_path, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain import Folder

_BETWEEN = re.compile(r"\s*[/>\\]\s*")
_OFFERED = 5


def folder_named(tree: Folder, words: str) -> FolderChoice:
    """Find the one folder that is meant; raises `Invalid` where there is none, or several."""
    wanted = _parts(words)
    found = [(each, path) for each, path in tree.walk() if _ends_with(path, wanted)]
    exact = [(each, path) for each, path in found if len(path) == len(wanted)]
    if len(exact) == 1 or len(found) == 1:
        [(folder, path)] = exact if len(exact) == 1 else found
        return FolderChoice(id=folder.id, path=folder_path(path))
    raise _several(words, found) if found else _none(words)


def _ends_with(path: Sequence[str], wanted: Sequence[str]) -> bool:
    return bool(wanted) and [_folded(name) for name in path[-len(wanted) :]] == list(wanted)


def _parts(words: str) -> list[str]:
    return [_folded(part) for part in _BETWEEN.split(words.strip()) if part]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _none(words: str) -> Invalid:
    told = say(
        "No folder is called “{words}”. Type /webcast folders to see them.",
        words=shorten(words, 60),
    )
    return Invalid(told, field="command")


def _several(words: str, found: Sequence[tuple[Folder, Sequence[str]]]) -> Invalid:
    paths = [
        say("{path} (id {id})", path=folder_path(path), id=each.id)
        for each, path in found[:_OFFERED]
    ]
    told = say(
        "Several folders are called “{words}”: {paths}. Name one by its path or its id.",
        words=shorten(words, 60),
        paths="; ".join(paths),
    )
    return Invalid(told, field="command")
