"""The folders that the form offers while somebody types, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.language import say, say_count, say_moment
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.inputs import valued
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    button,
    code,
    lines,
    only_you,
    remark,
    rich,
    woven,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from slack_sdk.models.blocks import Block, RichTextElement

    from bot.domain import Folder

_OPTIONS_LIMIT = 100
_MOST_ROWS = 25
_NAME = 60
_STEP = "\u2003"
_DEEPEST = 8


def folder_options(tree: Folder, query: str) -> dict[str, Any]:
    """Offer the folders whose path contains every word typed, at most 100, in tree order."""
    found = [
        valued(folder.id, text.folder_path(path)).to_dict()
        for folder, path in tree.walk()
        if _matches(path, query)
    ]
    return {"options": found[:_OPTIONS_LIMIT]}


def folder_list(tree: Folder, query: str, read_at: datetime) -> dict[str, Any]:
    """Show the folders whose path contains every word, below those they lie in, with their ids."""
    found = [each for each, path in tree.walk() if _matches(path, query)]
    rows = _rows(tree, {each.id for each in found[:_MOST_ROWS]})
    none = say("No folder has “{words}” in its path.", words=text.shorten(query, 60))
    heading, age = say("Folders"), say("{heading}, as of {time}")
    top = woven(age, heading=bold(heading), time=_clock(read_at))
    shown = [row.line for row in rows] if rows else [rich(none)]
    blocks = [lines([top, *shown]), *_rest(len(found) - _MOST_ROWS), _refresh(query)]
    token = text.date(read_at, fallback=_utc(read_at), style="{time}")
    told = [row.told for row in rows] if rows else [none]
    whole = [age.format(heading=heading, time=token), *map(text.escape, told)]
    return only_you(text.joined(whole), blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A folder, indented by how deep it lies, and the same in words."""

    line: Line
    told: str


def _rows(tree: Folder, wanted: AbstractSet[str]) -> list[_Row]:
    """Show these folders and all that they lie in, so that each can be found from the top."""
    kept: list[_Row] = []
    for folder, path in tree.walk():
        if wanted & {each.id for each, _ in folder.walk()}:
            kept.append(_row(folder, path))
    return kept


def _row(folder: Folder, path: Sequence[str]) -> _Row:
    indent = _STEP * min(len(path) - 1, _DEEPEST)
    name = text.title(folder.name, _NAME)
    told = say("{path}, id {id}", path=text.folder_path(path), id=folder.id)
    return _Row(line=rich(f"{indent}{name}  ", code(folder.id)), told=told)


def _rest(more: int) -> list[Block]:
    if more <= 0:
        return []
    words = say_count(
        "{number} more folder. Add a word of its path, as in /webcast folders marketing.",
        "{number} more folders. Add a word of the path, as in /webcast folders marketing.",
        more,
    )
    return [remark(words)]


def _refresh(query: str) -> Block:
    label = say("Read the folders from the platform again")
    again = button(say("Refresh"), Action.FOLDERS_REFRESH, text.shorten(query, 200), label=label)
    return ActionsBlock(elements=[again], block_id="folders")


def _clock(moment: datetime) -> RichTextElement:
    return Parts.Date(timestamp=int(moment.timestamp()), format="{time}", fallback=_utc(moment))


def _utc(moment: datetime) -> str:
    told = say_moment(moment.astimezone(UTC), "HH:mm")
    return say("{time} UTC", time=told)


def _matches(path: Sequence[str], query: str) -> bool:
    whole = " / ".join(path).lower()
    return all(word in whole for word in query.lower().split())
