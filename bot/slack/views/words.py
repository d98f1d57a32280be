"""The words for the platform's closed sets, and for moments and differences."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytz

from bot.domain import differences
from bot.language import say, say_count, say_moment, say_number, to_say
from bot.people import Preset
from bot.plans import Stage
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
    from collections.abc import Iterable
    from enum import Enum

    from bot.domain import Difference, Event

LABELS: dict[Enum, str] = {
    Kind.LIVE: to_say("Live"),
    Kind.ON_DEMAND: to_say("On demand"),
    AcquisitionType.WEBCAM: to_say("Webcam"),
    AcquisitionType.VCU: to_say("VCU / Telepresence"),
    AcquisitionType.ENCODER: to_say("Your encoder"),
    AcquisitionType.TELEPHONE: to_say("Telephone (sound only)"),
    AcquisitionType.VIDEO_BRIDGE: to_say("Video bridge"),
    Region.NORTH_AMERICA: to_say("North America"),
    Region.SOUTH_AMERICA: to_say("South America"),
    Region.EUROPE: to_say("Europe"),
    Region.AFRICA: to_say("Africa"),
    Region.ASIA_PACIFIC: to_say("Asia/Pacific"),
    VcuConnectionType.H323: to_say("H.323"),
    VcuConnectionType.SIP: to_say("SIP"),
    TelephonyType.DIRECT_DIAL: to_say("Direct dial (no bridge)"),
    TelephonyType.BRIDGE: to_say("Bridge (primary and backup)"),
    VideoBridgeType.STANDARD: to_say("Standard"),
    VideoBridgeType.ADVANCED: to_say("Advanced"),
    MediaType.VIDEO: to_say("Video"),
    MediaType.AUDIO: to_say("Audio"),
    Access.LIVE_STUDIO: to_say("Live Studio"),
    Access.OD_STUDIO: to_say("OD Studio"),
    Access.REPORTS: to_say("Reports"),
    Access.CONTENT: to_say("Content"),
    Access.Q_AND_A: to_say("Q&A Only"),
}

PRESETS = {
    Preset.HOST: to_say("Host"),
    Preset.SPEAKER: to_say("Speaker"),
    Preset.MODERATOR: to_say("Moderator"),
    Preset.ANALYST: to_say("Analyst"),
    Preset.CONTENT: to_say("Content editor"),
}

STAGES = {
    Stage.SCHEDULED: to_say("Scheduled"),
    Stage.SOON: to_say("Starts soon"),
    Stage.LIVE: to_say("Live now, by schedule"),
    Stage.ENDED: to_say("Ended, by schedule"),
    Stage.CANCELLED: to_say("Cancelled"),
}
"""A table of its own: `Stage.LIVE` equals `Kind.LIVE`, as members of a StrEnum do."""

_BRIEF = to_say("EEE d MMM, HH:mm")

FIELDS = {
    "title": to_say("title"),
    "starts_at": to_say("start"),
    "duration": to_say("duration"),
    "capacity": to_say("audience capacity"),
    "player_closes_at": to_say("player close time"),
    "portals": to_say("presenter portals"),
    "zone": to_say("time zone"),
    "expiration_months": to_say("months it is kept"),
    "folder_id": to_say("folder"),
    "cost_center": to_say("cost center"),
    "reminders": to_say("reminders"),
}


def said_anew(reason: str) -> str:
    """Say a reason that was recorded, whoever it was recorded for: often the bot by itself."""
    return say(reason)


def label(member: Enum) -> str:
    """Name a member of a closed set."""
    return say(LABELS[member])


def stage_words(event: Event, stage: Stage) -> str:
    """Name where an event is in its life; an on-demand webcast does not end by schedule."""
    if event.request.kind is Kind.ON_DEMAND and stage in {Stage.LIVE, Stage.ENDED}:
        return say("Can be watched now, by schedule")
    return say(STAGES[stage])


def field_name(name: str, *, begins: bool = False) -> str:
    """Name a field of a request inside a sentence, or where the sentence `begins` with it."""
    told = say(FIELDS[name])
    return told[:1].upper() + told[1:] if begins else told


def access(value: Access) -> str:
    """Name everything that a portal opens: `Live Studio, Content`."""
    return ", ".join(label(part) for part in value)


def preset_name(preset: Preset) -> str:
    """Name what a presenter does."""
    return say(PRESETS[preset])


def part(preset: str, opens: Access) -> str:
    """Name what somebody does and what they can open: `Speaker (Live Studio)`."""
    if preset not in set(Preset):
        return access(opens)
    does = preset_name(Preset(preset))
    return say("{role} ({access})", role=does, access=access(opens))


def turnout(event: Event) -> str:
    """Say how many presenters of an event are ready."""
    counted = event.turnout
    if counted.declined:
        return say(
            "Presenters: {ready} of {named} ready, {declined} cannot",
            ready=counted.ready,
            named=counted.named,
            declined=counted.declined,
        )
    return say("Presenters: {ready} of {named} ready", ready=counted.ready, named=counted.named)


def moment(value: datetime, zone: str) -> str:
    """Write a moment on an event's clock: `Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5)`."""
    local = value.astimezone(pytz.timezone(zone))
    name, offset = local.strftime("%Z"), _offset(local)
    told = f"{name}, {offset}" if name.isalpha() and name != "UTC" else offset
    return f"{say_moment(local)} {zone} ({told})"


def brief(value: datetime, zone: str) -> str:
    """Write a moment on an event's clock in a list: `Tue 1 Dec, 15:00 US/Eastern`."""
    local = value.astimezone(pytz.timezone(zone))
    return f"{say_moment(local, _BRIEF)} {zone}"


def schedule(event: Event) -> str:
    """Write when an event takes place, on its own clock, and how long."""
    webcast = event.webcast
    return f"{moment(webcast.starts_at, event.request.zone)}, {length(webcast.duration)}"


def leads(before: Iterable[timedelta]) -> str:
    """Name reminders by how long before the start they come: `1 day before, at the start`."""
    return ", ".join(map(_lead, before)) or say("none")


def _lead(before: timedelta) -> str:
    if not before:
        return say("at the start")
    return say("{length} before", length=span(before))


def span(duration: timedelta) -> str:
    """Write a duration with whole days as days: `2 days`, `36 hours`."""
    if duration and not duration % timedelta(days=1):
        return say_count("{number} day", "{number} days", duration // timedelta(days=1))
    return length(duration)


def notes(event: Event) -> list[str]:
    """Say in words whatever the platform did differently from what was asked."""
    told = [_difference(found, event) for found in differences(event.request, event.webcast)]
    if event.partial:
        words = say("The platform reported only partial success. Check this in its portal.")
        told.insert(0, words)
    return told


def _difference(found: Difference, event: Event) -> str:
    zone = event.request.zone
    return say(
        "The {field} differs: asked {asked}, scheduled {got}.",
        field=field_name(found.field),
        asked=value(found.asked, zone),
        got=value(found.got, zone),
    )


def value(thing: object, zone: str) -> str:
    """Write a value of a request in words; moments on the clock of the zone."""
    match thing:
        case datetime():
            return moment(thing, zone)
        case timedelta():
            return length(thing)
        case tuple():
            return " + ".join(access(part) for part in thing) or say("none")
        case None | "":
            return say("none")
        case int():
            return say_number(thing)
        case _:
            return say("“{words}”", words=thing)


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
