"""The form as a value: what stands in it, what it means, and whether it can be sent.

A `Draft` is what a person sees and types, unchecked. `read` understands its times, `judge` says
whether it makes a `WebcastRequest`. What is sent is what was read back: a time that the person has
not seen in full yet is shown first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot import rules
from bot.domain import (
    Encoder,
    Live,
    OnDemand,
    Production,
    Source,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    WebcastRequest,
)
from bot.errors import Invalid, NotUnderstood
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
from bot.when.zones import listed_zone

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

WORDS_LIMIT = 200
"""Characters of a time in words: what `bot.when` reads, and what private_metadata has room for."""

_HALF_A_YEAR = timedelta(days=182)

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
    words name, unrounded.
    """

    words: str
    zone: str | None
    start: datetime | None = None
    rounded: bool = False
    length: timedelta | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChoice:
    """A folder picked from the list, with the path it was shown by."""

    id: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that stands in the form; `zone_of_reader` is the person's own IANA zone.

    `portals` has one entry per row, an empty one for a row not filled in. `when_read` and
    `close_read` are what stands under the two time fields. `revision` names the last time that
    fields were filled in from words: Slack keeps what was chosen as long as a block keeps its id.
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
    when_read: Reading | None = None
    close_read: Reading | None = None
    revision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do with a submitted form.

    Exactly one holds: `errors` by block id to correct, `request` to send, or neither, when the
    `draft` has to be shown once more because its times were not read back yet.
    """

    draft: Draft
    errors: dict[str, str] = field(default_factory=dict)
    request: WebcastRequest | None = None


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
    """Name the block of a field; a name changes only when the field is to be filled in anew."""
    if field is Field.PORTALS:
        return f"{field}~{row}"
    if field in {Field.ZONE, Field.DURATION} and draft.revision:
        return f"{field}~{draft.revision}"
    return str(field)


def with_portal_row(draft: Draft) -> Draft:
    """Add an empty row for one more presenter portal, up to the limit."""
    return replace(draft, portals=(*draft.portals, Access(0))[: rules.PORTAL_LIMIT])


def read(draft: Draft, *, now: datetime) -> Draft:
    """Understand the times of a draft; zone and duration that the words name go to their fields."""
    when_read = _read_when(draft, now=now)
    fresh = replace(draft, when_read=when_read)
    if when_read and when_read != draft.when_read and when_read.start:
        fresh = _filled_from_words(fresh, when_read)
    return replace(fresh, close_read=_read_close(fresh, now=now))


def judge(draft: Draft, *, now: datetime) -> Verdict:
    """Decide whether a submitted form can be sent, has to be corrected, or read once more."""
    understood = replace(draft, when_read=_read_when(draft, now=now))
    understood = replace(understood, close_read=_read_close(understood, now=now))
    check = _Check()
    request = _request(understood, check, now=now)
    if check.errors:
        return Verdict(draft=understood, errors=_by_block(check.errors, understood))
    if (understood.when_read, understood.close_read) != (draft.when_read, draft.close_read):
        return Verdict(draft=understood)
    return Verdict(draft=understood, request=request)


class _Check:
    """Collects the sentence of every field that cannot be used, so that all show at once."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def take(self, check: Callable[[], T]) -> T | None:
        try:
            return check()
        except Invalid as error:
            self.errors.setdefault(error.field, str(error))
            return None


def _request(draft: Draft, check: _Check, *, now: datetime) -> WebcastRequest | None:
    title = check.take(lambda: rules.title(draft.title))
    start = check.take(lambda: _start(draft, now=now))
    zone = check.take(lambda: _zone(draft))
    length = check.take(lambda: _length(draft))
    production = check.take(lambda: _production(draft))
    capacity = check.take(lambda: rules.capacity(_whole(draft.capacity)))
    cost_center = check.take(lambda: rules.cost_center(draft.cost_center))
    folder_from = check.take(lambda: _folder_from(draft))
    portals = check.take(lambda: _portals(draft))
    closes_at = check.take(lambda: _closes_at(draft, start, length))
    if check.errors or not (title and start and zone and length and production and capacity):
        return None
    return check.take(
        lambda: WebcastRequest(
            title=title,
            starts_at=start,
            duration=length,
            zone=zone,
            production=production,
            capacity=capacity,
            expiration_months=draft.expiration,
            folder_id=draft.folder.id if draft.folder else None,
            folder_from_event=folder_from,
            cost_center=cost_center or "",
            portals=portals or (),
            player_closes_at=closes_at,
        )
    )


def _read_when(draft: Draft, *, now: datetime) -> Reading | None:
    return _reading(draft.when, draft.zone, draft, draft.when_read, now=now)


def _read_close(draft: Draft, *, now: datetime) -> Reading | None:
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
    )


def _with_choices(error: NotUnderstood) -> str:
    if not error.choices:
        return str(error)
    return f"{error} Try: {' or '.join(error.choices)}."


def _filled_from_words(draft: Draft, reading: Reading) -> Draft:
    zone = reading.zone or draft.zone
    length = reading.length and rules.round_duration(reading.length)
    duration = int(length.total_seconds()) // 60 if length else draft.duration
    if (zone, duration) == (draft.zone, draft.duration):
        return draft
    count = int(draft.revision.partition(".")[0] or 0) + 1
    revision = f"{count}.{duration}.{zone}"  # two redraws that cross must not share an id
    return replace(draft, zone=zone, duration=duration, revision=revision)


def _start(draft: Draft, *, now: datetime) -> datetime:
    reading = draft.when_read
    if reading is None:
        raise Invalid("Say when it starts, such as: next tuesday 3pm.", field=Field.WHEN)
    if reading.start is None:
        raise Invalid(reading.problem, field=Field.WHEN)
    return rules.upcoming(reading.start, now=now)


def _zone(draft: Draft) -> str:
    if draft.zone is None:
        raise Invalid("Choose the time zone that the webcast is announced in.", field=Field.ZONE)
    said = draft.when_read.zone if draft.when_read and draft.when_read.start else None
    if said and said != draft.zone:
        message = f"When names the time zone {said}. Choose it here, or take it out of When."
        raise Invalid(message, field=Field.ZONE)
    return rules.zone(draft.zone)


def _length(draft: Draft) -> timedelta:
    chosen = rules.duration(timedelta(minutes=draft.duration))
    said = draft.when_read.length if draft.when_read else None
    if said and rules.round_duration(said) != chosen:
        minutes = int(rules.round_duration(said).total_seconds()) // 60
        message = f"When says {minutes} minutes. Choose that here, or take it out of When."
        raise Invalid(message, field=Field.DURATION)
    return chosen


def _production(draft: Draft) -> Production:
    if draft.kind is Kind.ON_DEMAND:
        return OnDemand(media=draft.media)
    return Live(source=_source(draft), region=draft.region)


def _source(draft: Draft) -> Source:
    match draft.source:
        case AcquisitionType.VCU:
            connection = _chosen(draft.vcu_connection, Field.VCU_CONNECTION, "H.323 or SIP")
            return Vcu(address=draft.vcu_address, connection=connection)
        case AcquisitionType.TELEPHONE:
            words = "direct dial or a bridge"
            return Telephone(telephony=_chosen(draft.telephony, Field.TELEPHONY, words))
        case AcquisitionType.VIDEO_BRIDGE:
            words = "standard or advanced"
            return VideoBridge(bridge=_chosen(draft.video_bridge, Field.VIDEO_BRIDGE, words))
        case AcquisitionType.ENCODER:
            return Encoder()
        case AcquisitionType.WEBCAM:
            return Webcam()


def _chosen(value: T | None, field: Field, words: str) -> T:
    if value is None:
        raise Invalid(f"Choose {words}.", field=field)
    return value


def _whole(text: str) -> int:
    """Read a whole number; anything else is out of every range."""
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1  # noqa: PLR2004  (more digits than any limit has)


def _folder_from(draft: Draft) -> str | None:
    if not draft.folder_from.strip():
        return None
    if draft.folder:
        message = "Choose a folder or the folder of another webcast, not both."
        raise Invalid(message, field=Field.FOLDER_FROM)
    try:
        return rules.event_id(rules.event_id_in(draft.folder_from))
    except Invalid as error:
        raise Invalid(str(error), field=Field.FOLDER_FROM) from error


def _portals(draft: Draft) -> tuple[Access, ...]:
    filled = [(row, access) for row, access in enumerate(draft.portals) if access]
    seen: set[Access] = set()
    for row, access in filled:
        if access in seen:
            message = "Another row gives the same access. Change one of the two."
            raise Invalid(message, field=block_id(Field.PORTALS, draft, row))
        seen.add(access)
    return rules.portals(tuple(access for _, access in filled))


def _closes_at(draft: Draft, start: datetime | None, length: timedelta | None) -> datetime | None:
    reading = draft.close_read
    if reading is None:
        return None
    if reading.start is None:
        raise Invalid(reading.problem, field=Field.PLAYER_CLOSE)
    if reading.length:
        message = "Give the time only, without a duration."
        raise Invalid(message, field=Field.PLAYER_CLOSE)
    if start and length:
        rules.player_close(reading.start, end=start + length)
    return reading.start


def _by_block(errors: dict[str, str], draft: Draft) -> dict[str, str]:
    fields = {str(field): field for field in Field}
    return {
        block_id(fields[name], draft) if name in fields else name: message
        for name, message in errors.items()
    }
