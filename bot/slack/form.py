"""The form as a value: what stands in it, and what its times mean.

A `Draft` is what a person sees and types, unchecked; `read` understands its times. Words are read
again only when they change, so that what is sent is what was read back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import TYPE_CHECKING

from bot import rules
from bot.channels import Obstacle, Prospect
from bot.errors import NotUnderstood
from bot.language import say
from bot.plans import DEFAULT_LEADS
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
from bot.slack.ids import Field
from bot.when import read_start
from bot.when.leads import write_leads
from bot.when.zones import listed_zone

if TYPE_CHECKING:
    from bot.preferences import Given, Name
    from bot.when.start import Start

WORDS_LIMIT = 200
"""Characters of a time in words: what `bot.when` reads, and what private_metadata has room for."""

_HALF_A_YEAR = timedelta(days=182)
_DOUBTS = {"(which one)", "(which night)"}
"""What `bot.when` adds where people differ: "next friday", "friday midnight"."""

_REGIONS = {
    "US": Region.NORTH_AMERICA,
    "America": Region.SOUTH_AMERICA,
    "Europe": Region.EUROPE,
    "CET": Region.EUROPE,
    "EET": Region.EUROPE,
    "Asia": Region.ASIA_PACIFIC,
    "Japan": Region.ASIA_PACIFIC,
    "Australia": Region.ASIA_PACIFIC,
    "Pacific": Region.ASIA_PACIFIC,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Words as they were understood and read back: on which clock, and which moment.

    `start` is None while the words name no moment; `problem` then says why. It stands on a
    15-minute mark; `rounded` tells whether the words did not. `length` is the duration that the
    words name, unrounded. `hint` names the other day that the words could have meant.
    """

    words: str
    zone: str | None
    start: datetime | None = None
    rounded: bool = False
    length: timedelta | None = None
    hint: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChoice:
    """A folder picked from the list, with the path it was shown by."""

    id: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Which event a form changes: its revision and start when the form was opened.

    `reviewed` names the changes that the person was shown, from before to after. `drift` is what
    the portal changed and the form has not taken over: pairs of a field's name and its line.
    """

    event_id: str
    revision: int
    start: datetime
    reviewed: str = ""
    drift: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that stands in the form; `zone_of_reader` is the person's own IANA zone.

    `portals` has one entry per row, an empty one for a row not filled in. `reminders` is as typed:
    "1d,15m,0", nothing for none. `when_read` and `close_read` are what stands under the two time
    fields, `seen` what is said of the channels that the announcement would go to. `revision` names
    the last time that fields were filled in from words: Slack keeps what was chosen as long as a
    block keeps its id. `given` is what was filled in from settings.
    """

    zone_of_reader: str
    zone_is_known: bool = True
    title: str = ""
    kind: Kind = Kind.LIVE
    when: str = ""
    zone: str | None = None
    duration: int = 60
    source: AcquisitionType = AcquisitionType.WEBCAM
    region: Region = Region.NORTH_AMERICA
    vcu_address: str = ""
    vcu_connection: VcuConnectionType | None = None
    telephony: TelephonyType | None = None
    video_bridge: VideoBridgeType | None = None
    media: MediaType = MediaType.VIDEO
    capacity: str = "1000"
    expiration: int = 12
    folder: FolderChoice | None = None
    folder_from: str = ""
    portals: tuple[Access, ...] = (Access(0),)
    cost_center: str = ""
    player_close: str = ""
    channels: tuple[str, ...] = ()
    reminders: str = write_leads(DEFAULT_LEADS)
    when_read: Reading | None = None
    close_read: Reading | None = None
    seen: tuple[Prospect, ...] = ()
    revision: str = ""
    editing: Editing | None = None
    given: dict[Name, Given] = field(default_factory=dict)


def blank(
    zone_of_reader: str,
    *,
    now: datetime,
    zone_is_known: bool = True,
    channels: tuple[str, ...] = (),
) -> Draft:
    """Make an empty form on the person's own clock, if the platform has that clock."""
    zone = _same_all_year(zone_of_reader, now) if zone_is_known else None
    return Draft(
        zone_of_reader=zone_of_reader,
        zone_is_known=zone_is_known,
        zone=zone,
        region=region_of(zone),
        channels=channels,
    )


def _same_all_year(zone: str, now: datetime) -> str | None:
    """Find the listed zone with a person's clock; none if they differ in summer or in winter.

    A zone that fits on one date only is found once the date is known, when the words are read.
    """
    listed = listed_zone(zone, now)
    return listed if listed == listed_zone(zone, now + _HALF_A_YEAR) else None


def region_of(zone: str | None) -> Region:
    """Guess the region of a listed zone, to save a choice; the person can change it."""
    return _REGIONS.get((zone or "").split("/", maxsplit=1)[0], Region.NORTH_AMERICA)


def block_id(field: Field, draft: Draft, row: int = 0) -> str:
    """Name the block of a field; a name changes only when the field is to be filled in anew.

    That is so for zone and duration when words name them, and for all when an event that is being
    edited turns out to have changed.
    """
    parts = [str(field)]
    if field is Field.PORTALS:
        parts.append(str(row))
    if field in {Field.ZONE, Field.DURATION} and draft.revision:
        parts.append(draft.revision)
    if draft.editing and draft.editing.revision:
        parts.append(f"e{draft.editing.revision}")
    return "~".join(parts)


def unseen(draft: Draft) -> bool:
    """Tell whether it was not said yet of every channel who would see an announcement there."""
    told = {each.channel for each in draft.seen if each.obstacle is not Obstacle.NO_ANSWER}
    return not told.issuperset(draft.channels)


def with_portal_row(draft: Draft) -> Draft:
    """Add an empty row for one more presenter portal, up to the limit."""
    return replace(draft, portals=(*draft.portals, Access(0))[: rules.PORTAL_LIMIT])


def read(draft: Draft, *, now: datetime) -> Draft:
    """Understand the times of a draft; zone and duration that the words name go to their fields."""
    when_read = read_when(draft, now=now)
    fresh = replace(draft, when_read=when_read)
    if when_read and when_read != draft.when_read and when_read.start:
        fresh = _filled_from_words(fresh, when_read)
    return replace(fresh, close_read=read_close(fresh, now=now))


def read_when(draft: Draft, *, now: datetime) -> Reading | None:
    """Understand the start."""
    return _reading(draft.when, draft.zone, draft, draft.when_read, now=now)


def read_close(draft: Draft, *, now: datetime) -> Reading | None:
    """Understand the player close time."""
    return _reading(draft.player_close, draft.zone, draft, draft.close_read, now=now)


def _reading(
    words: str, zone: str | None, draft: Draft, before: Reading | None, *, now: datetime
) -> Reading | None:
    """Read words again only if they or their clock changed: "in an hour" must not creep on."""
    if not words.strip():
        return None
    if before and before.start and (before.words, before.zone) == (words, zone):
        return before
    try:
        found = read_start(words, now=now, zone=zone or draft.zone_of_reader)
    except NotUnderstood as error:
        return Reading(words=words, zone=zone, problem=_with_choices(error))
    said = found.zone if found.zone_was_said or zone is None else zone
    start = rules.round_start(found.start).astimezone(UTC)
    return Reading(
        words=words,
        zone=said,
        start=start,
        rounded=start != found.start,
        length=found.duration,
        hint=hint_of(found),
    )


def hint_of(found: Start) -> str:
    """Name the other day that words could have meant, if people differ there."""
    return ", ".join(told for part, told in found.understood if part in _DOUBTS)


def _with_choices(error: NotUnderstood) -> str:
    if not error.choices:
        return str(error)
    offered = reduce(
        lambda one, other: say("{one} or {other}", one=one, other=other), error.choices
    )
    return say("{problem} Try: {choices}.", problem=error, choices=offered)


def _filled_from_words(draft: Draft, reading: Reading) -> Draft:
    zone = reading.zone or draft.zone
    length = reading.length and rules.round_duration(reading.length)
    duration = int(length.total_seconds()) // 60 if length else draft.duration
    if (zone, duration) == (draft.zone, draft.duration):
        return draft
    count = int(draft.revision.partition(".")[0] or 0) + 1
    revision = f"{count}.{duration}.{zone}"  # two redraws that cross must not share an id
    return replace(draft, zone=zone, duration=duration, revision=revision)
