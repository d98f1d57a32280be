"""What Slack makes of what a person types: escapes, mentions and links. Pure."""

import re
from typing import Any

from bot.demo import people
from bot.demo.workspace import Workspace

JSON = dict[str, Any]
_TOKEN = re.compile(r"(?P<url>https?://[^\s<>\"“”]+)|(?P<sign>[#@])(?P<name>[\w][\w.\-]*)")
_MARK = re.compile(r"<(?P<sign>[@#]?)(?P<target>[^|>]+)(?:\|(?P<label>[^>]*))?>")
_TRAILING = ".,;:!?)'"


def escape(text: str) -> str:
    """Escape the three characters that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def to_wire(text: str, workspace: Workspace, user: str) -> str:
    """Turn typed text into what an app receives: `#name`, `@name` and links become `<…>`."""

    def token(found: re.Match[str]) -> str:
        if found["url"]:
            return _link(found["url"])
        return _mention(found["sign"], found["name"], workspace, user)

    parts, end = [], 0
    for found in _TOKEN.finditer(text):
        parts += [escape(text[end : found.start()]), token(found)]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def links(text: str) -> list[str]:
    """List the addresses in typed text, each once, exactly as they were typed."""
    found = (token["url"].rstrip(_TRAILING) for token in _TOKEN.finditer(text) if token["url"])
    return list(dict.fromkeys(found))


def _link(url: str) -> str:
    core = url.rstrip(_TRAILING)
    return f"<{escape(core)}>{escape(url[len(core) :])}"


def _mention(sign: str, name: str, workspace: Workspace, user: str) -> str:
    core = name.rstrip(".-")
    rest = name[len(core) :]
    if sign == "@" and (person := workspace.user_named(core)):
        return f"<@{person.id}|{person.username}>{rest}"
    if sign == "@" and (group := _group(core)):
        return f"<!subteam^{group.id}|@{group.handle}>{rest}"
    if sign == "#" and (channel := workspace.channel_named(core)) and channel.shown_to(user):
        return f"<#{channel.id}|{channel.name}>{rest}"
    return sign + name


def rich_text(wire: str, block_id: str) -> JSON:
    """Give typed text as the rich_text block that Slack keeps beside it."""
    parts, end = [], 0
    for found in _MARK.finditer(wire):
        parts += [*_plain(wire[end : found.start()]), _rich_mark(found)]
        end = found.end()
    section = {"type": "rich_text_section", "elements": [*parts, *_plain(wire[end:])]}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _plain(wire: str) -> list[JSON]:
    return [{"type": "text", "text": unescape(wire)}] if wire else []


def _rich_mark(found: re.Match[str]) -> JSON:
    if found["sign"] == "@":
        return {"type": "user", "user_id": found["target"]}
    if found["sign"] == "#":
        return {"type": "channel", "channel_id": found["target"]}
    label = {"text": unescape(found["label"])} if found["label"] else {}
    return {"type": "link", "url": unescape(found["target"]), **label}


def _group(handle: str) -> people.Group | None:
    return next((each for each in people.GROUPS if each.handle == handle.lower()), None)
