"""What Slack makes of what a person types: escapes, mentions and links. Pure."""

import re

from bot.demo import people
from bot.demo.workspace import Workspace

_TOKEN = re.compile(r"(?P<url>https?://[^\s<>\"“”]+)|(?P<sign>[#@])(?P<name>[\w][\w.\-]*)")
_TRAILING = ".,;:!?)'"


def escape(text: str) -> str:
    """Escape the three characters that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def _group(handle: str) -> people.Group | None:
    return next((each for each in people.GROUPS if each.handle == handle.lower()), None)
