"""The form's state, as Slack sends it with every click, read into a draft."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot.rules import (
    Access,
    AcquisitionType,
    Kind,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.slack.form import Draft, FolderChoice
from bot.slack.ids import Field
from bot.slack.memory import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def read_draft(view: Mapping[str, Any]) -> Draft:
    """Read a form with everything typed and chosen so far."""
    draft = replace(remembered(view["private_metadata"]), portals=())
    for block_id, actions in sorted(view["state"]["values"].items(), key=_row):
        for element in actions.values():
            draft = _with_input(draft, block_id.partition("~")[0], element)
    return draft if draft.portals else replace(draft, portals=(Access(0),))


def submission_of(body: Mapping[str, Any]) -> str:
    """Name a form as it was sent, the same for each delivery; nothing for what is no form.

    The name is a digest: it is remembered for a while, and what was typed may be a password.
    """
    if body.get("type") != "view_submission":
        return ""
    view = body["view"]
    sent = json.dumps([view["id"], view.get("hash"), view["state"]["values"]])
    return sha256(sent.encode()).hexdigest()


def read_reason(view: Mapping[str, Any]) -> str:
    """Read why a webcast is cancelled."""
    return read_text(view, Field.REASON)


def read_text(view: Mapping[str, Any], field: Field) -> str:
    """Read what was typed into a field; nothing, where the view has none such."""
    elements = view["state"]["values"].get(field, {}).values()
    return next((str(element.get("value") or "") for element in elements), "")


def _row(block: tuple[str, Any]) -> int:
    suffix = [*block[0].split("~"), ""][1]
    return int(suffix) if suffix.isdecimal() else 0


def _with_input(draft: Draft, stem: str, element: Mapping[str, Any]) -> Draft:
    reader = _READERS.get(Field(stem)) if stem in set(Field) else None
    return replace(draft, **reader(element, draft)) if reader else draft


def _text(name: str) -> Callable[[Mapping[str, Any], Draft], dict[str, Any]]:
    return lambda element, _draft: {name: element.get("value") or ""}


def _option(
    name: str, kind: Callable[[str], Any]
) -> Callable[[Mapping[str, Any], Draft], dict[str, Any]]:
    def read(element: Mapping[str, Any], _draft: Draft) -> dict[str, Any]:
        option = element.get("selected_option")
        return {name: kind(option["value"])} if option else {}

    return read


def _folder(element: Mapping[str, Any], _draft: Draft) -> dict[str, Any]:
    option = element.get("selected_option")
    if not option:
        return {"folder": None}
    return {"folder": FolderChoice(id=option["value"], path=option["text"]["text"])}


def _portal(element: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    access = Access(0)
    for option in element.get("selected_options") or ():
        access |= Access(int(option["value"]))
    return {"portals": (*draft.portals, access)}


def _channels(element: Mapping[str, Any], _draft: Draft) -> dict[str, Any]:
    return {"channels": tuple(element.get("selected_conversations") or ())}


_READERS: dict[Field, Callable[[Mapping[str, Any], Draft], dict[str, Any]]] = {
    Field.TITLE: _text("title"),
    Field.KIND: _option("kind", Kind),
    Field.WHEN: _text("when"),
    Field.ZONE: _option("zone", str),
    Field.DURATION: _option("duration", int),
    Field.SOURCE: _option("source", lambda value: AcquisitionType(int(value))),
    Field.REGION: _option("region", lambda value: Region(int(value))),
    Field.VCU_ADDRESS: _text("vcu_address"),
    Field.VCU_CONNECTION: _option("vcu_connection", VcuConnectionType),
    Field.TELEPHONY: _option("telephony", TelephonyType),
    Field.VIDEO_BRIDGE: _option("video_bridge", VideoBridgeType),
    Field.MEDIA: _option("media", MediaType),
    Field.CAPACITY: _text("capacity"),
    Field.EXPIRATION: _option("expiration", int),
    Field.FOLDER: _folder,
    Field.FOLDER_FROM: _text("folder_from"),
    Field.PORTALS: _portal,
    Field.COST_CENTER: _text("cost_center"),
    Field.PLAYER_CLOSE: _text("player_close"),
    Field.CHANNELS: _channels,
    Field.REMINDERS: _text("reminders"),
}
