"""Stored values in words: times in a zone, durations, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.sandbox import reference as ref
from bot.sandbox import rules

if TYPE_CHECKING:
    from bot.sandbox.switches import Switches
    from bot.sandbox.values import Facts

NOT_USED: Final = "Not used for this kind of event"
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When an event is, and where in its life it stands by schedule."""

    starts: datetime
    ends: datetime
    zone: str
    state: str
    until_start: timedelta

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]


STATES: Final = {
    "scheduled": "Scheduled",
    "live": "Live",
    "available": "Available",
    "ended": "Ended",
}


def schedule(facts: Facts, switches: Switches, now: datetime) -> Schedule:
    """Derive the schedule; the platform keeps no state, so it is a matter of the clock (Q35)."""
    starts = rules.instant(facts, switches)
    ends = starts + timedelta(minutes=facts.scheduled_duration)
    if now < starts:
        state = "scheduled"
    elif facts.type == ref.ONDEMAND:
        state = "available"
    else:
        state = "live" if now < ends else "ended"
    return Schedule(
        starts=starts, ends=ends, zone=facts.timezone, state=state, until_start=starts - now
    )


def day(moment: datetime, zone: str) -> str:
    """Return the date in a zone: `Tuesday, 1 December 2026`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {local.day} {local:%B %Y}"


def short_day(moment: datetime, zone: str) -> str:
    """Return the date in a zone: `Tue 1 Dec 2026`."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y}"


def clock_time(moment: datetime, zone: str) -> str:
    """Return the time of day in a zone: `15:00`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def offset(moment: datetime, zone: str) -> str:
    """Return the zone's offset at a moment: `UTC+01:00`."""
    text = f"{moment.astimezone(ZoneInfo(zone)):%z}".replace("-", MINUS)
    return "UTC" if text == "+0000" else f"UTC{text[:3]}:{text[3:5]}"


def full(moment: datetime, zone: str) -> str:
    """Return day, time, zone and offset."""
    return f"{day(moment, zone)}, {clock_time(moment, zone)} {zone} ({offset(moment, zone)})"


def in_utc(moment: datetime) -> str:
    """Return day and time in UTC."""
    utc = moment.astimezone(UTC)
    return f"{short_day(utc, 'Etc/UTC')}, {utc:%H:%M} UTC"


def length(minutes: int) -> str:
    """Return a duration: `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return " ".join(part for part in parts if part)


def region(facts: Facts) -> str:
    """Return the region's name."""
    return NOT_USED if facts.region is None else ref.REGIONS[facts.region]


def source(facts: Facts) -> str:
    """Return where the pictures or the sound come from."""
    if facts.acquisition_type is None:
        return {"video": "Recorded video", "audio": "Recorded audio"}[facts.media_type or "video"]
    name = ref.ACQUISITION_TYPES[facts.acquisition_type]
    details = {
        ref.VCU: f"{facts.vcu_connection_type}, {facts.vcu_address}",
        ref.TELEPHONE: {"directdial": "direct dial", "bridge": "bridge"}.get(
            facts.telephony_type or "", ""
        ),
        ref.VIDEO_BRIDGE: facts.video_bridge_type,
    }.get(facts.acquisition_type)
    return f"{name} ({details})" if details else name


def kept_for(facts: Facts) -> str:
    """Return how long the event stays; counted from a day that nobody knows yet (Q34)."""
    since = "its first publishing" if facts.type == ref.ONDEMAND else "archiving"
    return f"{facts.event_expiration_months} months after {since}"


def close_time(facts: Facts) -> str:
    """Return when the player closes."""
    if not facts.scheduled_player_close_time:
        return "No close time set"
    moment = rules.EPOCH + timedelta(milliseconds=facts.scheduled_player_close_time)
    done = "published" if facts.type == ref.ONDEMAND else "archived"
    return f"{full(moment, facts.timezone)}, once the event is {done}"


def countdown(left: timedelta) -> tuple[tuple[str, int], ...]:
    """Return days, hours, minutes and seconds that are left."""
    seconds = max(0, int(left.total_seconds()))
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return (("Days", days), ("Hours", hours), ("Minutes", minutes), ("Seconds", seconds))
