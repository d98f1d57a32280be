"""The words of `create`, put into the form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytz

from bot import rules, typed
from bot.channels import MOST
from bot.errors import Invalid, NotUnderstood
from bot.language import say
from bot.rules import MediaType, TelephonyType, VcuConnectionType, VideoBridgeType
from bot.slack.editing import words_for
from bot.slack.form import WORDS_LIMIT, Draft, FolderChoice, read
from bot.slack.payloads.access import ACCESS, read_access
from bot.slack.payloads.command import channels_in
from bot.slack.text import plain
from bot.typed import chosen
from bot.when import read_start
from bot.when.leads import write_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from enum import Enum

    from bot.slack.payloads.command import CreateWords

_MOST_WORDS = 40
_FIXED = {"acq", "region", "vcu", "vcutype", "tel", "bridge", "media", "announce"}
_SHIFT = re.compile(
    r"([+-])\s*(\d{1,4})\s*(m|h|d|w)"
    r"(?:(?<=m)in(?:ute)?s?|(?<=h)(?:ou)?rs?|(?<=d)ays?|(?<=w)(?:ee)?ks?)?"
)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def prefill(draft: Draft, words: CreateWords, *, now: datetime) -> Draft:
    """Fill an empty form from a command; raises `Invalid`, naming the word, for a bad value."""
    filled = replace(draft, kind=words.kind, title=words.title, when=words.words)
    for key, value in words.keys.items():
        filled = replace(filled, **_SETTERS[key](value, filled, now))
    filled = _reminded(filled, words)
    split = _split_title(filled, now=now)
    return read(replace(split, when=split.when[:WORDS_LIMIT]), now=now)


def prefill_copy(draft: Draft, words: CreateWords, *, now: datetime) -> Draft:
    """Put what differs into the form of a copy; a folder that is named takes the other's place."""
    filled = _filled(draft, words, now=now)
    return read(replace(filled, folder_from="") if filled.folder else filled, now=now)


def prefill_changes(draft: Draft, words: CreateWords, *, now: datetime) -> Draft:
    """Put what a command changes into a form that changes an event."""
    for key in words.keys:
        if key in _FIXED:
            message = say("{key}: cannot be changed once the webcast exists.", key=key)
            raise Invalid(message, field="command")
    return read(_filled(draft, words, now=now), now=now)


def _filled(draft: Draft, words: CreateWords, *, now: datetime) -> Draft:
    """Put the words of a command over what stands in a form."""
    filled = draft
    for key, value in words.keys.items():
        filled = replace(filled, **_SETTERS[key](value, filled, now))
    filled = _reminded(filled, words)
    return replace(
        filled,
        title=words.title or filled.title,
        when=words.words[:WORDS_LIMIT] or filled.when,
    )


def moved(draft: Draft, words: str, *, now: datetime) -> Draft:
    """Put a new start into a form that changes an event: a time in words, or `+1h`, `-1d`."""
    match = _SHIFT.fullmatch(words.strip().lower())
    if match and draft.editing and draft.zone:
        start = _shifted(draft.editing.start, draft.zone, match)
        words = words_for(start, draft.zone, now=now)
    return read(replace(draft, when=words[:WORDS_LIMIT]), now=now)


def _reminded(draft: Draft, words: CreateWords) -> Draft:
    if words.reminders is None:
        return draft
    return replace(draft, reminders=write_leads(words.reminders))


def _shifted(start: datetime, zone: str, match: re.Match[str]) -> datetime:
    """Move a start: days and weeks on the event's clock, hours and minutes as they pass."""
    step = _UNITS[match.group(3)] * int(f"{match.group(1)}{match.group(2)}")
    if step % timedelta(days=1):
        return start + step
    clock = pytz.timezone(zone)
    return clock.localize(start.astimezone(clock).replace(tzinfo=None) + step)


def _split_title(draft: Draft, *, now: datetime) -> Draft:
    """Where no title is quoted, the longest ending that reads as a time is the time."""
    if draft.title or not draft.when:
        return draft
    words = draft.when.split()[:_MOST_WORDS]
    for cut in range(len(words)):
        if is_time(" ".join(words[cut:]), draft, now=now):
            return replace(draft, title=" ".join(words[:cut]), when=" ".join(words[cut:]))
    return replace(draft, title=draft.when, when="")


def is_time(text: str, draft: Draft, *, now: datetime) -> bool:
    """Tell whether words name one moment, on the clock of the form."""
    try:
        read_start(text, now=now, zone=draft.zone or draft.zone_of_reader)
    except NotUnderstood:
        return False
    return True


def _duration(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
    if (found := typed.minutes(value)) is None:
        message = say("dur:{value} is no duration. Try dur:90 or dur:1h30.", value=value)
        raise Invalid(message, field="command")
    return {"duration": found}


def _zone(value: str, _draft: Draft, now: datetime) -> dict[str, Any]:
    if (zone := typed.zone(value, now)) is None:
        message = say("tz:{value} is none of the platform's 18 time zones.", value=value)
        raise Invalid(message, field="command")
    return {"zone": zone}


def _guests(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
    """Read `guests:live+content,qa`: a portal per comma, its access joined by plus signs."""
    portals = tuple(read_access(portal) for portal in value.split(","))
    if None in portals:
        raise _not_offered("guests", ACCESS, value)
    return {"portals": portals}


def _channels(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
    found = channels_in(value)
    if not found:
        message = say("announce:{value} names no channel I can see.", value=plain(value))
        raise Invalid(message, field="command")
    if len(found) > MOST:
        raise Invalid(say("At most {most} channels at a time.", most=MOST), field="command")
    return {"channels": found}


def _folder(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
    number = rules.folder_id(value)
    return {"folder": FolderChoice(id=number, path=say("Folder {number}", number=number))}


def _expiration(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
    return {"expiration": rules.expiration_months(typed.months(value))}


def _text(name: str) -> Callable[[str, Draft, datetime], dict[str, Any]]:
    return lambda value, _draft, _now: {name: value}


def _member(
    key: str, name: str, kind: type[Enum]
) -> Callable[[str, Draft, datetime], dict[str, Any]]:
    return _named(key, name, {str(member.value): member for member in kind})


def _named(
    key: str, name: str, choices: Mapping[str, Enum]
) -> Callable[[str, Draft, datetime], dict[str, Any]]:
    def read(value: str, _draft: Draft, _now: datetime) -> dict[str, Any]:
        if (found := chosen(choices, value)) is None:
            raise _not_offered(key, choices, value)
        return {name: found}

    return read


def _not_offered(key: str, choices: Mapping[str, Enum], value: str) -> Invalid:
    message = say(
        "{key}:{value} is not one of the values offered: {offered}.",
        key=key,
        value=value,
        offered=", ".join(choices),
    )
    return Invalid(message, field="command")


_SETTERS: dict[str, Callable[[str, Draft, datetime], dict[str, Any]]] = {
    "tz": _zone,
    "dur": _duration,
    "cap": _text("capacity"),
    "folder": _folder,
    "region": _named("region", "region", typed.REGIONS),
    "acq": _named("acq", "source", typed.SOURCES),
    "vcu": _text("vcu_address"),
    "vcutype": _member("vcutype", "vcu_connection", VcuConnectionType),
    "tel": _member("tel", "telephony", TelephonyType),
    "bridge": _member("bridge", "video_bridge", VideoBridgeType),
    "media": _member("media", "media", MediaType),
    "expire": _expiration,
    "close": _text("player_close"),
    "guests": _guests,
    "cost": _text("cost_center"),
    "announce": _channels,
}
