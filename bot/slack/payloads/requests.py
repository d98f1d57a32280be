"""What a request is, in words that a log and a metric may hold, and which workspace it is for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.slack.ids import Action, Happening, Shortcut, Verb, View
from bot.slack.payloads.command import read_line

if TYPE_CHECKING:
    from collections.abc import Mapping

OTHER = "other"
"""Said of what this version has no name for."""

_OURS: frozenset[str] = frozenset({*Verb, *Action, *View, *Shortcut, *Happening})


class Kind(StrEnum):
    """The kinds of requests that Slack sends."""

    COMMAND = "command"
    ACTION = "action"
    VIEW = "view"
    OPTIONS = "options"
    EVENT = "event"
    SHORTCUT = "shortcut"
    OTHER = OTHER


def told_of(body: Mapping[str, Any]) -> tuple[Kind, str]:
    """Tell the kind of a request, and its verb, or the id of its action, form or event."""
    name: str | None = None
    match body:
        case {"command": str()}:
            kind, name = Kind.COMMAND, read_line(str(body.get("text") or "")).verb
        case {"type": "block_actions", "actions": [{"action_id": str(name)}, *_]}:
            kind = Kind.ACTION
        case {"type": "view_submission" | "view_closed", "view": {"callback_id": str(name)}}:
            kind = Kind.VIEW
        case {"type": "block_suggestion", "action_id": str(name)}:
            kind = Kind.OPTIONS
        case {"type": "shortcut" | "message_action", "callback_id": str(name)}:
            kind = Kind.SHORTCUT
        case {"type": "event_callback", "event": {"type": str(name)}}:
            kind = Kind.EVENT
        case _:
            kind = Kind.OTHER
    return kind, name if name in _OURS else OTHER


def workspace_of(body: Mapping[str, Any], named: str | None) -> str:
    """Tell the workspace that a request is for; nothing where only an organization is named.

    `named` is what Bolt finds. Where an organization installed the bot, Slack leaves the workspace
    out of the authorization of an event, and out of a click, for which Bolt takes the one where
    the person is at home: the message that has the button says better where it stands.
    """
    places: tuple[object, ...]
    match body:
        case {"type": "block_actions", "team": None, "message": {"bot_id": str(), "team": team}}:
            places = (team, named)
        case {"view": {"team_id": team}, "user": {"team_id": home}}:
            places = (named, team, home)
        case {"is_ext_shared_channel": True}:
            places = (named,)  # the other one may be that of another company
        case _:
            places = (named, body.get("team_id"))
    named_ones = (each for each in places if isinstance(each, str))
    return next((each for each in named_ones if each and not each.startswith("E")), "")
