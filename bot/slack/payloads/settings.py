"""What somebody typed or chose in the settings, read into values by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.preferences import Name, Scope, names, read
from bot.slack.page import NOT_SET, block_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.slack.page import Page

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
