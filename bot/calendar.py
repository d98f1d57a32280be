"""Calendar files and links for a webcast: where to watch it, never how to present it.

Times are written in UTC (RFC 5545 3.3.5, form 2): an instant means the same everywhere and needs
no VTIMEZONE, which clients read differently for legacy names such as `US/Eastern` or `CET`. The
event's own clock is told in words. There is no VALARM: the bot reminds.

Words are in the language at hand. Nothing here reads the portals of a webcast, so neither their
links nor their PINs can get out.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bot.language import ENGLISH, say, speaking, to_say
from bot.rules import Kind
from bot.slack.text import length, shorten
from bot.when.told import told_moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain import Event

LINK_LIMIT = 2_000
"""Characters of a calendar link: Outlook on the web takes about 2,048, a Slack button 3,000."""
LINE_LIMIT = 75
"""Octets of a line without its break (RFC 5545 3.1)."""

_GOOGLE = "https://calendar.google.com/calendar/render"
_OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"
_PRODUCT = "-//webcast-bot//webcast-bot//EN"
_HOST = "webcast-bot.invalid"  # RFC 2606 2: nobody will ever own it, and no mail goes there
_TITLE_ROOM = 300
_REASON_LIMIT = 250
_KINDS = {
    Kind.LIVE: to_say("Live webcast, {length}, id {id}"),
    Kind.ON_DEMAND: to_say("On-demand webcast, {length}, id {id}"),
}
_STAYS = to_say("If it changes, its announcement in Slack says so; this entry stays as it is.")
_FOLLOWS = to_say(
    "If it changes, whoever asked for this file gets a new one in Slack, which updates the entry."
)
# What TEXT may not hold (RFC 5545 3.3.11), other line breaks, and lone surrogates.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ESCAPES = str.maketrans({mark: f"\\{mark}" for mark in "\\;,"})
_URI_MARKS = "%:/?#[]@!$&'()*+,;=~"


def invitation(event: Event, *, sequence: int, now: datetime, cancelled: bool = False) -> str:
    """Write the calendar file of an event; save it as UTF-8, without changing its line breaks.

    `sequence` starts at 0 and rises with every change, a cancellation and its undoing included:
    the highest one with the same UID is the valid one (RFC 5546 2.1.5). `now` is an aware
    datetime. `cancelled` withdraws the entry; that of a cancelled event always is.
    """
    withdrawn = cancelled or event.cancelled_at is not None
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        f"METHOD:{'CANCEL' if withdrawn else 'PUBLISH'}",
        "BEGIN:VEVENT",
        *_identity(event, sequence, now),
        *(_withdrawn(event) if withdrawn else _confirmed(event)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def file_name(event: Event) -> str:
    """Name the calendar file, such as `q4-town-hall-1890012.ics`: ASCII, at most 65 characters."""
    return f"{_slug(event.title, 40) or 'webcast'}-{_slug(event.id, 20)}.ics"


def fingerprint(event: Event) -> str:
    """Name what a calendar file tells of an event: it differs where a file has to be sent anew."""
    with speaking(ENGLISH):
        told = invitation(event, sequence=0, now=datetime.fromtimestamp(0, UTC))
    return sha256(told.encode(errors="replace")).hexdigest()[:16]


def google_link(event: Event) -> str:
    """Link to a new entry in Google Calendar.

    `action`, `text`, `dates`, `details` and `location` are the parameters of Google's former guide
    to event buttons (event_publisher_guide_detail.html); its current help does not name them.
    """
    webcast = event.webcast
    rest = {
        "action": "TEMPLATE",
        "dates": f"{_instant(webcast.starts_at)}/{_instant(webcast.ends_at)}",
        "location": _address(webcast.viewer_link),
        "details": "\n".join([*_words(event), say(_STAYS)]),
    }
    return _link(_GOOGLE, rest, title=_summary(event), key="text")


def outlook_link(event: Event) -> str:
    """Link to a new entry in Outlook on the web, for work and school accounts.

    Microsoft has no reference for it. `path`, `subject`, `body`, `location`, `startdt` and `enddt`
    are from its staff's blog (blogs.msdn, "How to compose a new message or event and populate
    fields in Office365"); `rru` is what links in use carry too. The body is HTML.
    """
    webcast = event.webcast
    rest = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "startdt": f"{webcast.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{webcast.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "location": _address(webcast.viewer_link),
        "body": "<br>".join(escape(line) for line in [*_words(event), say(_STAYS)]),
    }
    return _link(_OUTLOOK, rest, title=_summary(event), key="subject")


def _identity(event: Event, sequence: int, now: datetime) -> list[str]:
    """Say which event this is, which revision, when, and by whom.

    The UID (RFC 5545 3.8.4.7) holds nothing that changes. RFC 5546 3.2.1 and 3.2.5 require an
    ORGANIZER: it is the bot, since a file for everyone should not give away the owner's address.
    """
    return [
        f"UID:{_text(f'webcast-{event.workspace}-{event.id}@{_HOST}')}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_instant(now)}",
        f"DTSTART:{_instant(event.webcast.starts_at)}",
        f"DTEND:{_instant(event.webcast.ends_at)}",
        f"ORGANIZER;CN=Webcasts:mailto:noreply@{_HOST}",
    ]


def _confirmed(event: Event) -> list[str]:
    """Say what takes place and where to watch it; on demand, nobody's time is taken."""
    link = _address(event.webcast.viewer_link)
    return [
        f"SUMMARY:{_text(_summary(event))}",
        f"DESCRIPTION:{_text(*_words(event), say(_FOLLOWS))}",
        f"LOCATION:{_text(link)}",
        f"URL:{link}",
        "STATUS:CONFIRMED",
        f"TRANSP:{'OPAQUE' if event.request.kind is Kind.LIVE else 'TRANSPARENT'}",
    ]


def _withdrawn(event: Event) -> list[str]:
    """Say that it does not take place.

    The link is left out: the platform cannot delete, so it would still open.
    """
    cancelled = say("This webcast is cancelled.")
    reason = shorten(_line(event.cancel_reason), _REASON_LIMIT)
    why = [say("Reason: {reason}", reason=reason)] if reason else []
    summary = say("Cancelled: {title}", title=_summary(event))
    return [
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(cancelled, *why)}",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]


def _words(event: Event) -> list[str]:
    """Describe an event line by line; what each line holds is ours or has no line breaks."""
    webcast, kind = event.webcast, event.request.kind
    return [
        say("Watch: {link}", link=_address(webcast.viewer_link)),
        say("When: {moment}", moment=told_moment(webcast.starts_at, event.request.zone)),
        say(_KINDS[kind], length=length(webcast.duration), id=event.id),
    ]


def _summary(event: Event) -> str:
    return _line(event.title) or say("Webcast {id}", id=event.id)


def _line(text: str) -> str:
    """Make text one line that a calendar can hold, without marks that override its direction."""
    return _UNSEEN.sub(" ", _OVERRIDES.sub("", text)).strip()


def _text(*lines: str) -> str:
    """Write lines as one TEXT value (RFC 5545 3.3.11)."""
    return "\\n".join(_line(line).translate(_ESCAPES) for line in lines)


def _address(link: str) -> str:
    """Write a link as a URI, all ASCII (RFC 3986); what is encoded already stays as it is."""
    return quote(_line(link), safe=_URI_MARKS)


def _instant(moment: datetime) -> str:
    """Write a moment as DATE-TIME in UTC (RFC 5545 3.3.5, form 2), to the second."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """Break a line so that no part exceeds 75 octets (RFC 5545 3.1) and no character is split."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE_LIMIT:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts)


def _slug(text: str, limit: int) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:limit].strip("-")


def _link(address: str, rest: Mapping[str, str], *, title: str, key: str) -> str:
    """Build a link of at most `LINK_LIMIT` characters.

    Where it is too long, the last of `rest` gives way, then the one before; then the title is cut.
    """
    kept = dict(rest)
    while (room := LINK_LIMIT - len(_url(address, kept | {key: ""}))) < _TITLE_ROOM:
        kept.popitem()
    return _url(address, kept | {key: _cut(title, room)})


def _url(address: str, parameters: Mapping[str, str]) -> str:
    """Add parameters to an address; spaces become %20, as Outlook shows a plus sign as one."""
    return f"{address}?{urlencode(parameters, quote_via=quote, safe='')}"


def _cut(title: str, room: int) -> str:
    """Cut a title, if need be, to what takes up `room` characters of a link."""
    sizes = list(accumulate(len(quote(character, safe="")) for character in title))
    if not sizes or sizes[-1] <= room:
        return title
    fitting = sum(size <= room - len(quote("…")) for size in sizes)
    return f"{title[:fitting].rstrip()}…"
