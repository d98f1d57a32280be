"""What the platform does with event properties: cut, round, ignore, require, refuse. Pure.

Silent changes and ranges are the reference's; what it leaves open follows the switches.
"""

from __future__ import annotations

import ipaddress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypedDict
from zoneinfo import ZoneInfo

from bot.sandbox import reference as ref
from bot.sandbox.reading import (
    Problem,
    Sheet,
    has_tags,
    whole_number,
    without_lone_surrogates,
)
from bot.sandbox.values import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sandbox.switches import Switches

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_MS: Final = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp()) * 1000
MOST_PORTALS: Final = 100
TEXT_LIMIT: Final = 256
UNLOCKED: Final = frozenset(
    {"event_title", "scheduled_duration", "audience_capacity", "scheduled_player_close_time"}
)


class Refusal(Exception):
    """The platform says no: a return code, and what the sandbox knows about the reason."""

    def __init__(self, code: int, *problems: Problem) -> None:
        super().__init__(code, *problems)
        self.code = code
        self.problems = problems


def cut_title(title: str, unit: str) -> str:
    """Return the first 1000 characters, in code points or (`utf16`) in UTF-16 units."""
    if unit != "utf16":
        return title[: ref.TITLE_LIMIT]
    units = title.encode("utf-16-le")[: 2 * ref.TITLE_LIMIT]
    return without_lone_surrogates(units.decode("utf-16-le", "surrogatepass"))


def round_start(milliseconds: int) -> int:
    """Up to the next 15-minute mark; a millisecond past a mark counts."""
    return -(-milliseconds // ref.QUARTER_HOUR_MS) * ref.QUARTER_HOUR_MS


def round_duration(minutes: int) -> int:
    """Up to the next 30 minutes, within 30 to 480."""
    rounded = -(-minutes // ref.DURATION_STEP) * ref.DURATION_STEP
    return min(ref.LONGEST, max(ref.SHORTEST, rounded))


def settle_timezone(timezone: object) -> str:
    """One of the 18 ids as it is, anything else Etc/UTC."""
    return str(timezone) if timezone in ref.TIMEZONES else ref.FALLBACK_TIMEZONE


def instant(facts: Facts, switches: Switches) -> datetime:
    """When the event starts; with `start=wall_clock` the number is read in the event's zone."""
    moment = EPOCH + timedelta(milliseconds=facts.scheduled_start_time)
    if switches.start == "wall_clock":
        return moment.replace(tzinfo=ZoneInfo(facts.timezone)).astimezone(UTC)
    return moment


def refuse_tags(sent: Mapping[str, object]) -> None:
    """Code 70 for markup in any string value."""
    tagged = [Problem(name, "has tags") for name, value in sent.items() if has_tags(value)]
    if tagged:
        raise Refusal(ref.INSECURE_TAGS, *tagged)


def read_facts(sent: Mapping[str, object], switches: Switches) -> Facts:
    """Return the properties as the platform would store them; Refusal 72 if it would not."""
    sheet = Sheet(sent)
    facts = Facts(
        event_title=cut_title(sheet.text("event_title"), switches.title),
        scheduled_start_time=round_start(sheet.number("scheduled_start_time", 0, LATEST_MS)),
        scheduled_duration=_duration(sheet),
        timezone=_timezone(sheet),
        audience_capacity=sheet.number(
            "audience_capacity", *ref.CAPACITY, clamp=switches.capacity == "clamp"
        ),
        event_expiration_months=sheet.number(
            "event_expiration_months",
            *ref.EXPIRATION_MONTHS,
            clamp=switches.expiration == "clamp",
        ),
        cost_center=_limited(sheet, "cost_center", switches, needed=False),
        scheduled_player_close_time=_close_time(sheet),
        **_kind(sheet, switches),
    )
    if sheet.problems:
        raise Refusal(ref.BAD_INPUT, *sheet.problems)
    return facts


def _duration(sheet: Sheet) -> int:
    name = "scheduled_duration"
    any_number = sheet.number(name, -ref.LONGEST, ref.LONGEST, clamp=True)
    return round_duration(any_number)


def _timezone(sheet: Sheet) -> str:
    if not sheet.has("timezone"):
        sheet.wrong("timezone", "is missing")
    return settle_timezone(sheet.sent.get("timezone"))


def _close_time(sheet: Sheet) -> int:
    name = "scheduled_player_close_time"
    return sheet.number(name, 0, LATEST_MS) if sheet.has(name) else 0


def _limited(sheet: Sheet, name: str, switches: Switches, *, needed: bool = True) -> str:
    text = sheet.text(name, needed=needed)
    if switches.text_limit != "none" and len(text) > TEXT_LIMIT:
        sheet.wrong(name, f"is longer than {TEXT_LIMIT} characters")
    return text


class _Kind(TypedDict):
    type: str
    region: int | None
    acquisition_type: int | None
    vcu_address: str | None
    vcu_connection_type: str | None
    telephony_type: str | None
    video_bridge_type: str | None
    media_type: str | None


def _kind(sheet: Sheet, switches: Switches) -> _Kind:
    kind = _Kind(
        type=sheet.choice("type", tuple(ref.TYPES)),
        region=None,
        acquisition_type=None,
        vcu_address=None,
        vcu_connection_type=None,
        telephony_type=None,
        video_bridge_type=None,
        media_type=None,
    )
    if kind["type"] == ref.ONDEMAND:
        kind["media_type"] = sheet.choice("media_type", ref.MEDIA_TYPES)
    else:
        _add_source(kind, sheet, switches)
    return kind


def _add_source(kind: _Kind, sheet: Sheet, switches: Switches) -> None:
    sources, regions = ref.ACQUISITION_TYPES, ref.REGIONS
    source = sheet.number("acquisition_type", min(sources), max(sources))
    kind["acquisition_type"] = source
    if source not in ref.REGION_IGNORED_BY:
        kind["region"] = sheet.number("region", min(regions), max(regions))
    if source == ref.VCU:
        kind["vcu_address"] = _vcu_address(sheet, switches)
        kind["vcu_connection_type"] = sheet.choice("vcu_connection_type", ref.VCU_CONNECTION_TYPES)
    elif source == ref.TELEPHONE:
        kind["telephony_type"] = _telephony_type(sheet, switches)
    elif source == ref.VIDEO_BRIDGE:
        kind["video_bridge_type"] = sheet.choice("video_bridge_type", ref.VIDEO_BRIDGE_TYPES)


def _vcu_address(sheet: Sheet, switches: Switches) -> str:
    name = "vcu_address"
    address = _limited(sheet, name, switches)
    if switches.vcu_address == "ip" and address.strip():
        try:
            ipaddress.ip_address(address.strip())
        except ValueError:
            sheet.wrong(name, "is not an IP address")
    return address


def _telephony_type(sheet: Sheet, switches: Switches) -> str:
    name = "telephony_type"
    if switches.telephony_type == "optional" and not sheet.has(name):
        return ref.TELEPHONY_TYPES[0]
    return sheet.choice(name, ref.TELEPHONY_TYPES)


def read_masks(sent: Mapping[str, object]) -> tuple[int, ...]:
    """Return the portals asked for, in the order sent; the same mask twice asks for two (Q27)."""
    name = "guest_presenter_types"
    value = sent.get(name, "")
    parts = [part.strip() for part in str(value).split(",")] if value != "" else []
    masks = [whole_number(part) or 0 for part in parts]
    if isinstance(value, list | dict) or not all(1 <= mask <= ref.ALL_PORTALS for mask in masks):
        raise Refusal(ref.BAD_INPUT, Problem(name, f"takes 1 to {ref.ALL_PORTALS}, by commas"))
    if len(masks) > MOST_PORTALS:
        raise Refusal(ref.BAD_INPUT, Problem(name, f"takes at most {MOST_PORTALS} portals"))
    return tuple(masks)


def refuse_past(facts: Facts, now: datetime, switches: Switches) -> None:
    """Code 72 for a start that is over, where the switches say so (Q43)."""
    if switches.past_start == "refuse" and instant(facts, switches) < now:
        raise Refusal(ref.BAD_INPUT, Problem("scheduled_start_time", "is in the past"))


def refuse_gaps(sent: Mapping[str, object]) -> None:
    """Code 72 for an update that leaves out what the text requires (Q30, `update=full`)."""
    sheet = Sheet(sent)
    missing = [name for name in needed_for(sent) if not sheet.has(name)]
    if missing:
        raise Refusal(ref.BAD_INPUT, *(Problem(name, "is missing") for name in missing))


def needed_for(sent: Mapping[str, object]) -> tuple[str, ...]:
    """Return the properties that the reference requires for this type and source."""
    always = (
        "event_title",
        "type",
        "scheduled_start_time",
        "scheduled_duration",
        "timezone",
        "audience_capacity",
        "event_expiration_months",
    )
    if sent.get("type") == ref.ONDEMAND:
        return (*always, "media_type")
    acquisition = whole_number(sent.get("acquisition_type"))
    region = () if acquisition in ref.REGION_IGNORED_BY else ("region",)
    return (*always, "acquisition_type", *region, *_SUBTYPES.get(acquisition, ()))


_SUBTYPES: Final[Mapping[int | None, tuple[str, ...]]] = {
    ref.VCU: ("vcu_address", "vcu_connection_type"),
    ref.TELEPHONE: ("telephony_type",),
    ref.VIDEO_BRIDGE: ("video_bridge_type",),
}


def refuse_locked(old: Facts, new: Facts, now: datetime, switches: Switches) -> None:
    """Code 72 for changes that come too late, where the switches say so (Q31)."""
    if switches.lock_after_start != "on" or now < instant(old, switches):
        return
    before, after = asdict(old), asdict(new)
    late = [name for name in before if before[name] != after[name] and name not in UNLOCKED]
    if late:
        raise Refusal(ref.BAD_INPUT, *(Problem(name, "is fixed after the start") for name in late))


def merged(old: Facts, sent: Mapping[str, object]) -> dict[str, object]:
    """Return what was stored, with what was sent over it."""
    stored = {name: value for name, value in asdict(old).items() if value is not None}
    return {**stored, **sent}
