"""The words for the platform's closed sets, and for moments and differences."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytz

from bot.domain import differences
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
from bot.slack.text import length

if TYPE_CHECKING:
    from enum import Enum

    from bot.domain import Difference, Event

LABELS: dict[Enum, str] = {
    Kind.LIVE: "Live",
    Kind.ON_DEMAND: "On demand",
    AcquisitionType.WEBCAM: "Webcam",
    AcquisitionType.VCU: "VCU / Telepresence",
    AcquisitionType.ENCODER: "Your encoder",
    AcquisitionType.TELEPHONE: "Telephone (sound only)",
    AcquisitionType.VIDEO_BRIDGE: "Video bridge",
    Region.NORTH_AMERICA: "North America",
    Region.SOUTH_AMERICA: "South America",
    Region.EUROPE: "Europe",
    Region.AFRICA: "Africa",
    Region.ASIA_PACIFIC: "Asia/Pacific",
    VcuConnectionType.H323: "H.323",
    VcuConnectionType.SIP: "SIP",
    TelephonyType.DIRECT_DIAL: "Direct dial (no bridge)",
    TelephonyType.BRIDGE: "Bridge (primary and backup)",
    VideoBridgeType.STANDARD: "Standard",
    VideoBridgeType.ADVANCED: "Advanced",
    MediaType.VIDEO: "Video",
    MediaType.AUDIO: "Audio",
    Access.LIVE_STUDIO: "Live Studio",
    Access.OD_STUDIO: "OD Studio",
    Access.REPORTS: "Reports",
    Access.CONTENT: "Content",
    Access.Q_AND_A: "Q&A Only",
}

FIELDS = {
    "title": "title",
    "starts_at": "start",
    "duration": "duration",
    "capacity": "audience capacity",
    "player_closes_at": "player close time",
    "portals": "presenter portals",
    "zone": "time zone",
    "expiration_months": "months it is kept",
    "folder_id": "folder",
    "cost_center": "cost center",
}


def access(value: Access) -> str:
    """Name everything that a portal opens: `Live Studio, Content`."""
    return ", ".join(LABELS[part] for part in value)


def moment(value: datetime, zone: str) -> str:
    """Write a moment on an event's clock: `Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5)`."""
    local = value.astimezone(pytz.timezone(zone))
    name, offset = local.strftime("%Z"), _offset(local)
    told = f"{name}, {offset}" if name.isalpha() and name != "UTC" else offset
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} {zone} ({told})"


def schedule(event: Event) -> str:
    """Write when an event takes place, on its own clock, and how long."""
    webcast = event.webcast
    return f"{moment(webcast.starts_at, event.request.zone)}, {length(webcast.duration)}"


def notes(event: Event) -> list[str]:
    """Say in words whatever the platform did differently from what was asked."""
    told = [_difference(found, event) for found in differences(event.request, event.webcast)]
    if event.partial:
        told.insert(0, "The platform reported only partial success. Check this in its portal.")
    return told


def _difference(found: Difference, event: Event) -> str:
    zone = event.request.zone
    name = FIELDS[found.field]
    asked, got = value(found.asked, zone), value(found.got, zone)
    return f"The {name} differs: asked {asked}, scheduled {got}."


def value(thing: object, zone: str) -> str:
    """Write a value of a request in words; moments on the clock of the zone."""
    match thing:
        case datetime():
            return moment(thing, zone)
        case timedelta():
            return length(thing)
        case tuple():
            return " + ".join(access(part) for part in thing) or "none"
        case None | "":
            return "none"
        case _:
            return f"“{thing}”" if isinstance(thing, str) else f"{thing:,}"


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
