"""What the platform accepts: closed sets, limits and rounding.

Every fact is from the Event Management API reference unless a line says otherwise. A check returns
the value it accepts and raises `Invalid`, with the name of the field, for all others: whatever the
platform would cut, round or replace in silence is settled here, before anyone confirms.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, Flag, IntEnum, StrEnum
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.errors import Invalid
from bot.language import say, say_number, to_say

ZONES = (
    "US/Hawaii",
    "US/Alaska",
    "US/Pacific",
    "US/Mountain",
    "US/Central",
    "US/Eastern",
    "Europe/London",
    "CET",
    "EET",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Hong_Kong",
    "Japan",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Pacific/Auckland",
    "Etc/UTC",
)
"""The 18 time zone ids; the platform turns any other into UTC without a word."""


class Kind(StrEnum):
    """`type`: broadcast at its start time, or published to be watched at any time."""

    LIVE = "live"
    ON_DEMAND = "ondemand"


class Region(IntEnum):
    """`region`: where a live webcast's audience and encoders mostly are."""

    NORTH_AMERICA = 1
    SOUTH_AMERICA = 2
    EUROPE = 3
    AFRICA = 4
    ASIA_PACIFIC = 5


class AcquisitionType(IntEnum):
    """`acquisition_type`: where the picture and sound of a live webcast come from."""

    WEBCAM = 0
    VCU = 1
    ENCODER = 2
    TELEPHONE = 3
    VIDEO_BRIDGE = 4


class VcuConnectionType(StrEnum):
    """`vcu_connection_type`: the protocol of a VCU or telepresence unit."""

    H323 = "H.323"
    SIP = "SIP"


class TelephonyType(StrEnum):
    """`telephony_type`: `bridge` makes a primary and a backup bridge, `directdial` none."""

    DIRECT_DIAL = "directdial"
    BRIDGE = "bridge"


class VideoBridgeType(StrEnum):
    """`video_bridge_type`."""

    STANDARD = "standard"
    ADVANCED = "advanced"


class MediaType(StrEnum):
    """`media_type` of an on-demand webcast."""

    VIDEO = "video"
    AUDIO = "audio"


class Access(Flag):
    """`guest_presenter_types`: what one guest presenter portal lets its holder do.

    One portal may combine any of them; the value is the bitmask that goes on the wire.
    """

    LIVE_STUDIO = 1
    OD_STUDIO = 2
    REPORTS = 4
    CONTENT = 8
    Q_AND_A = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """An inclusive range of whole numbers; `step` is what the platform rounds up to."""

    low: int
    high: int
    step: int = 1

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high and value % self.step == 0

    def choices(self) -> range:
        """Every value in the range."""
        return range(self.low, self.high + 1, self.step)


DURATION = Limits(30, 480, 30)
"""`scheduled_duration`, in minutes."""
CAPACITY = Limits(50, 10_000)
"""`audience_capacity`, in viewers."""
EXPIRATION = Limits(3, 12)
"""`event_expiration_months`, counted from archiving (live) or first publishing (on demand)."""
TITLE_LIMIT = 1_000
"""`event_title`: the platform cuts the rest off. That it counts UTF-16 units is an assumption."""
TEXT_LIMIT = 256
"""`cost_center` and `vcu_address`, in characters: undocumented; the registration API's limit."""
ID_DIGITS = 18
"""Digits of an id: real ones have 7; more than 18 would not fit the platform's integers."""
PORTAL_LIMIT = 10
"""Guest presenter portals per webcast: ours, the reference names none."""
START_STEP = timedelta(minutes=15)
"""`scheduled_start_time` is rounded up to a multiple of this."""
HORIZON = timedelta(days=2 * 366)
"""How far ahead a webcast may be scheduled: ours, against slips of the year."""
LAST_YEAR = 9000
"""Starts after it leave no room in the calendar for rounding up and a duration."""

_TAG = re.compile(r"<[^>]*>")
# Control characters, and lone surrogates, which no database stores.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
# Spaces and what has no width: joiners, direction marks, the byte order mark.
_BLANK = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaints:
    """What is said about text that the platform would refuse or cut."""

    tags: str
    length: str


_OF_THE_TITLE = _Complaints(
    tags=to_say("The platform refuses text in angle brackets. Take the < > out of the title."),
    length=to_say(
        "The title has {length} characters, the platform keeps {limit}. Take out {excess}."
    ),
)
_OF_THE_COST_CENTER = _Complaints(
    tags=to_say(
        "The platform refuses text in angle brackets. Take the < > out of the cost center."
    ),
    length=to_say(
        "The cost center has {length} characters, the platform keeps {limit}. Take out {excess}."
    ),
)


def title(text: str) -> str:
    """Return a title the platform stores unchanged: 1 to 1,000 characters without tags."""
    clean = _seen(text)
    if _BLANK.fullmatch(clean):
        raise Invalid(say("Give the webcast a title."), field="title")
    return _text(clean, field="title", limit=TITLE_LIMIT, complaints=_OF_THE_TITLE)


def cost_center(text: str) -> str:
    """Return a cost center, which may be empty."""
    complaints = _OF_THE_COST_CENTER
    return _text(_seen(text), field="cost_center", limit=TEXT_LIMIT, complaints=complaints)


def vcu_address(text: str) -> str:
    """Return the IP address of a VCU in its canonical spelling, without an IPv6 scope."""
    if "%" in text:  # a scope is free text, and means nothing on another machine
        raise _no_address()
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError as error:
        raise _no_address() from error


def zone(text: str) -> str:
    """Return one of the 18 time zone ids."""
    if text not in ZONES:
        raise Invalid(say("Choose one of the platform's 18 time zones."), field="zone")
    return text


def capacity(number: int) -> int:
    """Return an audience capacity of 50 to 10,000 viewers."""
    sentence = to_say("The audience capacity must be {low} to {high}.")
    return _within(CAPACITY, number, field="capacity", sentence=sentence)


def expiration_months(number: int) -> int:
    """Return a number of months, 3 to 12."""
    sentence = to_say("The number of months must be {low} to {high}.")
    return _within(EXPIRATION, number, field="expiration", sentence=sentence)


def duration(length: timedelta) -> timedelta:
    """Return a duration the platform keeps: 30 to 480 minutes in steps of 30."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    if rest or minutes not in DURATION:
        raise Invalid(say("A webcast lasts 30 to 480 minutes, in steps of 30."), field="duration")
    return length


def event_id(text: str, *, field: str = "event_id") -> str:
    """Return an event id: digits, without leading zeros."""
    sentence = to_say("The id of a event is a number, such as 1890012.")
    return _number_id(text, field=field, sentence=sentence)


def event_id_in(text: str) -> str:
    """Find the event id in a viewer link (its `ei` parameter); other text comes back as it is."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:  # such as a bracket that is never closed
        return text
    if parts.scheme not in {"http", "https"}:
        return text
    return parse_qs(parts.query).get("ei", [text])[0]


def folder_id(text: str) -> str:
    """Return a folder id: digits, without leading zeros."""
    sentence = to_say("The id of a folder is a number, such as 1890012.")
    return _number_id(text, field="folder", sentence=sentence)


def portals(asked: tuple[Access, ...]) -> tuple[Access, ...]:
    """Return guest presenter portals that are all different and each open something."""
    if not all(asked):
        raise Invalid(say("A presenter portal needs at least one kind of access."), field="portals")
    if len(set(asked)) != len(asked):
        raise Invalid(say("Two presenter portals give the same access."), field="portals")
    if len(asked) > PORTAL_LIMIT:
        message = say("At most {limit} presenter portals.", limit=PORTAL_LIMIT)
        raise Invalid(message, field="portals")
    return asked


def round_start(moment: datetime) -> datetime:
    """Round up to the next 15-minute mark, as the platform does; seconds count.

    The moment must know its time zone. `Invalid` at the very ends of the calendar.
    """
    steps = -((_EPOCH - moment) // START_STEP)
    try:
        return (_EPOCH + steps * START_STEP).astimezone(moment.tzinfo)
    except OverflowError as error:
        raise _off_the_calendar("when") from error


def round_duration(length: timedelta) -> timedelta:
    """Round up to the next 30 minutes within 30 to 480, as the platform does."""
    step = timedelta(minutes=DURATION.step)
    rounded = -(-length // step) * step
    return min(max(rounded, timedelta(minutes=DURATION.low)), timedelta(minutes=DURATION.high))


def start(moment: datetime) -> datetime:
    """Return a start on a 15-minute mark; the moment must know its time zone."""
    if moment.tzinfo is None:
        raise Invalid(say("A start needs a time zone."), field="when")
    if moment.year > LAST_YEAR:
        raise _off_the_calendar("when")
    if moment != round_start(moment):
        raise Invalid(say("A webcast starts on a 15-minute mark."), field="when")
    return moment


def upcoming(moment: datetime, *, now: datetime) -> datetime:
    """Return a start that is ahead, but not more than two years.

    The reference is silent on past starts; a webcast in the past is of no use to anyone.
    """
    if moment <= now:
        raise Invalid(say("That time is past. Choose a time that is still ahead."), field="when")
    if moment - now > HORIZON:
        raise Invalid(say("That is more than two years ahead. Check the year."), field="when")
    return moment


def player_close(moment: datetime, *, end: datetime) -> datetime:
    """Return a player close time after the end; the platform enforces it only after archiving.

    The wire counts milliseconds: the rest is cut here, so that the answer can equal what was asked.
    """
    if moment.tzinfo is None:
        raise Invalid(say("A player close time needs a time zone."), field="player_close")
    if moment.year > LAST_YEAR:
        raise _off_the_calendar("player_close")
    closes = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    if closes <= end:
        message = say("The player can only close after the end of the webcast.")
        raise Invalid(message, field="player_close")
    return closes


def choice(kind: type[Choice], value: object, *, field: str) -> Choice:
    """Return the member of a closed set that has this value."""
    try:
        return kind(value)
    except ValueError as error:
        raise Invalid(say("Choose one of the values offered."), field=field) from error


def utf16_length(text: str) -> int:
    """Count UTF-16 units: characters beyond the basic plane, such as emoji, count two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _no_address() -> Invalid:
    message = say("Give the IP address of the VCU, such as 203.0.113.20.")
    return Invalid(message, field="vcu_address")


def _seen(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()


def _text(clean: str, *, field: str, limit: int, complaints: _Complaints) -> str:
    if _TAG.search(clean):
        raise Invalid(say(complaints.tags), field=field)
    if (length := utf16_length(clean)) > limit:
        message = say(
            complaints.length,
            length=say_number(length),
            limit=say_number(limit),
            excess=say_number(length - limit),
        )
        raise Invalid(message, field=field)
    return clean


def _within(limits: Limits, number: int, *, field: str, sentence: str) -> int:
    if number not in limits:
        message = say(sentence, low=say_number(limits.low), high=say_number(limits.high))
        raise Invalid(message, field=field)
    return number


def _number_id(text: str, *, field: str, sentence: str) -> str:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > ID_DIGITS:
        raise Invalid(say(sentence), field=field)
    return str(int(digits))


def _off_the_calendar(field: str) -> Invalid:
    message = say("The calendar does not reach that far. Check the year.")
    return Invalid(message, field=field)
