"""What somebody typed or chose in the settings, read into values by name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.preferences import Name, Scope, names, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KEYS = {
    "tz": Name.ZONE,
    "dur": Name.DURATION,
    "cap": Name.CAPACITY,
    "expire": Name.EXPIRATION,
    "acq": Name.SOURCE,
    "region": Name.REGION,
    "folder": Name.FOLDER,
    "announce": Name.ANNOUNCE,
    "remind": Name.REMINDERS,
    "confirm": Name.CONFIRM_FROM,
    "language": Name.LANGUAGE,
    "role": Name.DEFAULT_ROLE,
}
SCOPES = {"me": Scope.USER, "channel": Scope.CHANNEL, "admin": Scope.WORKSPACE}
NOT_SET = "default"
"""The word, and the value of an option, that takes a setting back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which settings a window shows, where it was opened, and what was set when it was."""

    scope: Scope
    channel: str = ""
    stored: dict[Name, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The channel that the settings are of; a person and the workspace are known."""
        return self.channel if self.scope is Scope.CHANNEL else ""


def write_page(page: Page) -> str:
    """Write what a window has to remember."""
    return json.dumps([page.scope, page.channel, page.stored], ensure_ascii=False)


def read_page(text: str) -> Page:
    """Read what `write_page` wrote."""
    scope, channel, stored = json.loads(text)
    kept = {Name(name): value for name, value in stored.items()}
    return Page(scope=Scope(scope), channel=channel, stored=kept)


def read_keys(keys: Mapping[str, str], scope: Scope) -> dict[Name, str | None]:
    """Read `key:value` pairs; raises `Invalid`, naming the key, for what cannot be set there."""
    return {_name(key, scope): _text(value) for key, value in keys.items()}


def read_changes(view: Mapping[str, Any], page: Page) -> dict[Name, str | None]:
    """Read what somebody changed in a window, and nothing else: others may have changed more."""
    found = {}
    for block, actions in view["state"]["values"].items():
        name = Name(block.partition("~")[0])
        [element] = actions.values()
        found[name] = _text(_typed(element))
    return {name: text for name, text in found.items() if text != page.stored.get(name)}


def problems(page: Page, changes: Mapping[Name, str | None], *, now: datetime) -> dict[str, str]:
    """Say what cannot be kept, by the block that it stands in."""
    found = {}
    for name, text in changes.items():
        try:
            read(name, text, now=now) if text else None
        except Invalid as error:
            found[block_id(name, page)] = str(error)
    return found


def block_id(name: Name, page: Page) -> str:
    """Name the block of a setting; Slack keeps what was typed as long as a block keeps its id."""
    return f"{name}~{page.scope}"


def _name(key: str, scope: Scope) -> Name:
    name = KEYS.get(key)
    if name is None:
        offered = ", ".join(key for key, known in KEYS.items() if known in names(scope))
        told = say("“{key}:” is no setting. Settings are: {keys}.", key=key, keys=offered)
        raise Invalid(told, field="command")
    if name not in names(scope):
        told = say("“{key}:” is a setting of the workspace: /webcast settings admin.", key=key)
        raise Invalid(told, field="command")
    return name


def _typed(element: Mapping[str, Any]) -> str:
    option = element.get("selected_option")
    if option:
        is_folder = element["type"] == "external_select" and option["value"] != NOT_SET
        return f"{option['value']} {option['text']['text']}" if is_folder else str(option["value"])
    chosen = element.get("selected_conversations")
    return ",".join(chosen) if chosen else str(element.get("value") or "")


def _text(value: str) -> str | None:
    return None if value.strip().lower() in {"", NOT_SET} else value.strip()
