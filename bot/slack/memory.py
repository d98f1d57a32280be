"""What the form remembers in Slack's private_metadata: ids, choices and readings, never secrets."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels import MOST, Obstacle, Prospect
from bot.preferences import Given, Name, Scope
from bot.rules import (
    AcquisitionType,
    Kind,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)
from bot.slack.form import Draft, Editing, Reading
from bot.slack.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KEPT = [
    "zone_of_reader",
    "zone_is_known",
    "kind",
    "duration",
    "source",
    "region",
    "vcu_address",
    "vcu_connection",
    "telephony",
    "video_bridge",
    "media",
    "revision",
]
"""What travels in private_metadata: context, and choices that may be hidden just now."""

_NAME = 40
"""Characters of a channel's name that are remembered."""


def memory(draft: Draft) -> str:
    """Write what the form must remember beside its inputs."""
    kept = {name: getattr(draft, name) for name in _KEPT}
    readings = {"when": _packed(draft.when_read), "close": _packed(draft.close_read)}
    beside = {
        "editing": _packed_editing(draft.editing),
        "given": {name: [each.text, each.scope] for name, each in draft.given.items()},
        "seen": [_packed_prospect(each) for each in draft.seen[:MOST]],
    }
    return json.dumps({**kept, **readings, **beside}, separators=(",", ":"), ensure_ascii=False)


def remembered(text: str) -> Draft:
    """Read what `memory` wrote into a draft that has nothing typed yet."""
    kept = json.loads(text)
    return Draft(
        when_read=_unpacked(kept.pop("when")),
        close_read=_unpacked(kept.pop("close")),
        editing=_unpacked_editing(kept.pop("editing")),
        given=_unpacked_given(kept.pop("given", {})),
        seen=tuple(map(_unpacked_prospect, kept.pop("seen"))),
        **_typed_choices(kept),
    )


def _unpacked_given(packed: Mapping[str, list[str]]) -> dict[Name, Given]:
    return {
        Name(name): Given(text=text, scope=Scope(scope)) for name, (text, scope) in packed.items()
    }


def _typed_choices(kept: Mapping[str, Any]) -> dict[str, Any]:
    kinds: dict[str, Callable[[Any], Any]] = {
        "kind": Kind,
        "source": AcquisitionType,
        "region": Region,
        "vcu_connection": VcuConnectionType,
        "telephony": TelephonyType,
        "video_bridge": VideoBridgeType,
        "media": MediaType,
    }
    return {
        name: kinds[name](value) if name in kinds and value is not None else value
        for name, value in kept.items()
    }


def _packed(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    packed = asdict(reading)
    packed["start"] = reading.start.isoformat() if reading.start else None
    packed["length"] = reading.length.total_seconds() if reading.length else None
    return packed


def _unpacked(packed: dict[str, Any] | None) -> Reading | None:
    if packed is None:
        return None
    start, length = packed["start"], packed["length"]
    return Reading(
        words=packed["words"],
        zone=packed["zone"],
        start=datetime.fromisoformat(start) if start else None,
        rounded=packed["rounded"],
        length=timedelta(seconds=length) if length else None,
        hint=packed["hint"],
        problem=packed["problem"],
    )


def _packed_editing(editing: Editing | None) -> dict[str, Any] | None:
    return {**asdict(editing), "start": editing.start.isoformat()} if editing else None


def _unpacked_editing(packed: dict[str, Any] | None) -> Editing | None:
    if packed is None:
        return None
    drift = tuple((name, line) for name, line in packed["drift"])
    start = datetime.fromisoformat(packed["start"])
    return Editing(**{**packed, "start": start, "drift": drift})


def _packed_prospect(found: Prospect) -> list[Any]:
    """Pack it tightly: ten channels have to fit, and a name is needed for what is refused only."""
    name = shorten(found.name, _NAME) if found.obstacle else ""
    return [found.channel, found.members, found.is_private, found.obstacle, name]


def _unpacked_prospect(packed: list[Any]) -> Prospect:
    channel, members, is_private, obstacle, name = packed
    return Prospect(
        channel=channel,
        members=members,
        is_private=is_private,
        obstacle=Obstacle(obstacle) if obstacle else None,
        name=name,
    )
