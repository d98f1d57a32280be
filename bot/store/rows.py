"""Our values as rows of a database, and back.

A document (request, webcast, portals) is a dict of plain JSON values; where a value is one of
several kinds, "is" names which. `dumps` writes documents as pure ASCII, so any text survives in any
database. A row is a dict from column to text, whole number or None; text in a column of its own
loses what databases cannot hold: NUL and lone surrogates become U+FFFD.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from bot.domain import (
    Encoder,
    Event,
    HistoryEntry,
    Live,
    OnDemand,
    Portal,
    Post,
    PostKind,
    PostState,
    Production,
    Progress,
    Source,
    Telephone,
    Turnout,
    Vcu,
    VideoBridge,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.errors import StoreFailed
from bot.language import Unsaid, say
from bot.rules import (
    Access,
    MediaType,
    Region,
    TelephonyType,
    VcuConnectionType,
    VideoBridgeType,
)

Document: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_UNKNOWN_SOURCE = Unsaid(
    lambda: say("The database holds a source that this version of the bot does not know.")
)
_UNKNOWN_KIND = Unsaid(
    lambda: say("The database holds a kind of webcast that this version of the bot does not know.")
)
"""Said where they are read: in the database's thread nobody's language is known."""
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def millis(moment: datetime) -> int:
    """Return whole milliseconds since 1970 in UTC; what is finer is cut off."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(number: int) -> datetime:
    """Return the moment, in UTC."""
    return _EPOCH + number * _MILLISECOND


def dumps(document: object) -> str:
    """Write JSON in ASCII."""
    return json.dumps(document, separators=(",", ":"))


def loads(text: str) -> Any:  # noqa: ANN401 - JSON may be anything; the unpacking functions judge it
    """Read JSON."""
    return json.loads(text)


def storable(text: str) -> str:
    """Return text that every database can hold."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def texts(**named: str) -> Row:
    """Return texts that every database can hold, by name."""
    return {name: storable(text) for name, text in named.items()}


def folded(text: str) -> str:
    """Return text for searching: without differences of case, width, composition and spacing."""
    plain = unicodedata.normalize("NFKC", storable(text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def pack_source(source: Source) -> Document:
    """Return a source as a document."""
    match source:
        case Vcu():
            return {"is": "vcu", "address": source.address, "connection": source.connection.value}
        case Telephone():
            return {"is": "telephone", "telephony": source.telephony.value}
        case VideoBridge():
            return {"is": "video_bridge", "bridge": source.bridge.value}
        case Webcam():
            return {"is": "webcam"}
        case Encoder():
            return {"is": "encoder"}


def unpack_source(document: Document) -> Source:
    """Return the source a document tells of."""
    match document:
        case {"is": "webcam"}:
            return Webcam()
        case {"is": "encoder"}:
            return Encoder()
        case {"is": "vcu", "address": address, "connection": connection}:
            return Vcu(address=address, connection=VcuConnectionType(connection))
        case {"is": "telephone", "telephony": telephony}:
            return Telephone(telephony=TelephonyType(telephony))
        case {"is": "video_bridge", "bridge": bridge}:
            return VideoBridge(bridge=VideoBridgeType(bridge))
    raise StoreFailed(_UNKNOWN_SOURCE)


def pack_production(production: Production) -> Document:
    """Return what is particular to live or on demand as a document."""
    match production:
        case Live():
            source = pack_source(production.source)
            return {"is": "live", "source": source, "region": production.region.value}
        case OnDemand():
            return {"is": "ondemand", "media": production.media.value}


def unpack_production(document: Document) -> Production:
    """Return the production a document tells of."""
    match document:
        case {"is": "live", "source": source, "region": region}:
            return Live(source=unpack_source(source), region=Region(region))
        case {"is": "ondemand", "media": media}:
            return OnDemand(media=MediaType(media))
    raise StoreFailed(_UNKNOWN_KIND)


def pack_request(request: WebcastRequest) -> Document:
    """Return a request as a document."""
    return {
        "title": request.title,
        "starts_at": millis(request.starts_at),
        "duration": request.duration // _MILLISECOND,
        "zone": request.zone,
        "production": pack_production(request.production),
        "capacity": request.capacity,
        "expiration_months": request.expiration_months,
        "folder_id": request.folder_id,
        "folder_from_event": request.folder_from_event,
        "cost_center": request.cost_center,
        "portals": [access.value for access in request.portals],
        "player_closes_at": _millis_or_none(request.player_closes_at),
    }


def unpack_request(document: Document) -> WebcastRequest:
    """Return the request a document tells of."""
    return WebcastRequest(
        title=document["title"],
        starts_at=moment(document["starts_at"]),
        duration=document["duration"] * _MILLISECOND,
        zone=document["zone"],
        production=unpack_production(document["production"]),
        capacity=document["capacity"],
        expiration_months=document["expiration_months"],
        folder_id=document["folder_id"],
        folder_from_event=document["folder_from_event"],
        cost_center=document["cost_center"],
        portals=tuple(map(Access, document["portals"])),
        player_closes_at=_moment_or_none(document["player_closes_at"]),
    )


def pack_webcast(webcast: Webcast) -> Document:
    """Return a webcast as a document, without its portals: those are to be encrypted."""
    return {
        "id": webcast.id,
        "title": webcast.title,
        "starts_at": millis(webcast.starts_at),
        "duration": webcast.duration // _MILLISECOND,
        "capacity": webcast.capacity,
        "folder_name": webcast.folder_name,
        "viewer_link": webcast.viewer_link,
        "player_closes_at": _millis_or_none(webcast.player_closes_at),
        "tells_player_close": webcast.tells_player_close,
    }


def unpack_webcast(document: Document, portals: tuple[Portal, ...]) -> Webcast:
    """Return the webcast a document tells of, with its portals."""
    return Webcast(
        id=document["id"],
        title=document["title"],
        starts_at=moment(document["starts_at"]),
        duration=document["duration"] * _MILLISECOND,
        capacity=document["capacity"],
        folder_name=document["folder_name"],
        viewer_link=document["viewer_link"],
        portals=portals,
        player_closes_at=_moment_or_none(document["player_closes_at"]),
        tells_player_close=document.get("tells_player_close", True),
    )


def pack_portals(portals: tuple[Portal, ...]) -> list[Document]:
    """Return portals as documents; secret, so only ever stored encrypted."""
    return [{"access": p.access.value, "link": p.link, "pin": p.pin} for p in portals]


def unpack_portals(documents: list[Document]) -> tuple[Portal, ...]:
    """Return the portals that documents tell of."""
    return tuple(
        Portal(access=Access(each["access"]), link=each["link"], pin=each["pin"])
        for each in documents
    )


def event_row(event: Event, *, portals: str) -> Row:
    """Return an event as a row; `portals` are its portals, already encrypted."""
    return {
        "workspace": storable(event.workspace),
        "event_id": storable(event.id),
        "owner": storable(event.owner),
        "created_at": millis(event.created_at),
        "starts_at": millis(event.webcast.starts_at),
        "ends_at": millis(event.webcast.ends_at),
        "title_folded": folded(event.webcast.title),
        "webcast": dumps(pack_webcast(event.webcast)),
        "request": dumps(pack_request(event.request)),
        "portals": portals,
        "life": dumps(_pack_life(event)),
    }


def read_event(row: Row, portals: tuple[Portal, ...]) -> Event:
    """Return the event of a row; `portals` are its portals, already decrypted."""
    return Event(
        workspace=row["workspace"],
        owner=row["owner"],
        webcast=unpack_webcast(loads(row["webcast"]), portals),
        request=unpack_request(loads(row["request"])),
        created_at=moment(row["created_at"]),
        turnout=Turnout(named=row["named"], ready=row["ready"], declined=row["declined"]),
        version=row["version"],
        **_unpack_life(loads(row["life"])),
    )


def _pack_life(event: Event) -> Document:
    return {
        "partial": event.partial,
        "revision": event.revision,
        "cancelled_at": millis(event.cancelled_at) if event.cancelled_at else None,
        "cancel_reason": storable(event.cancel_reason),
        "co_owners": list(map(storable, event.co_owners)),
        "reminders": pack_leads(event.reminders),
        "before": pack_request(event.before) if event.before else None,
        "drifted_at": _millis_or_none(event.drifted_at),
    }


def _unpack_life(packed: Document) -> Document:
    before = packed.get("before")
    return {
        **packed,
        "cancelled_at": _moment_or_none(packed.get("cancelled_at")),
        "co_owners": tuple(packed.get("co_owners", ())),
        "reminders": unpack_leads(packed.get("reminders", [])),
        "before": unpack_request(before) if before else None,
        "drifted_at": _moment_or_none(packed.get("drifted_at")),
    }


def pack_leads(leads: tuple[timedelta, ...]) -> list[int]:
    """Return leads before a start as whole seconds."""
    return [lead // timedelta(seconds=1) for lead in leads]


def unpack_leads(seconds: list[int]) -> tuple[timedelta, ...]:
    """Return the leads that whole seconds tell of."""
    return tuple(timedelta(seconds=number) for number in seconds)


def wish_row(wish: Wish) -> Row:
    """Return a wish as a row."""
    return {
        "workspace": storable(wish.workspace),
        "key": storable(wish.key),
        "owner": storable(wish.owner),
        "request": dumps(pack_request(wish.request)),
        "channels": dumps(wish.channels),
        "reminders": dumps(pack_leads(wish.reminders)),
        "asked_at": millis(wish.asked_at),
        "progress": wish.progress.value,
        "event_id": None if wish.event_id is None else storable(wish.event_id),
        "reason": storable(wish.reason),
        "reference": storable(wish.reference),
    }


def read_wish(row: Row) -> Wish:
    """Return the wish of a row."""
    return Wish(
        key=row["key"],
        workspace=row["workspace"],
        owner=row["owner"],
        request=unpack_request(loads(row["request"])),
        channels=tuple(loads(row["channels"])),
        reminders=unpack_leads(loads(row["reminders"])),
        asked_at=moment(row["asked_at"]),
        progress=Progress(row["progress"]),
        event_id=row["event_id"],
        reason=row["reason"],
        reference=row["reference"],
    )


def post_row(post: Post) -> Row:
    """Return a post as a row."""
    return {
        "workspace": storable(post.workspace),
        "event_id": storable(post.event_id),
        "target": storable(post.target),
        "kind": post.kind.value,
        "state": post.state.value,
        "channel": storable(post.channel),
        "ts": storable(post.ts),
        "reason": storable(post.reason),
        "by": storable(post.by),
    }


def read_post(row: Row) -> Post:
    """Return the post of a row."""
    return Post(
        workspace=row["workspace"],
        event_id=row["event_id"],
        target=row["target"],
        kind=PostKind(row["kind"]),
        state=PostState(row["state"]),
        channel=row["channel"],
        ts=row["ts"],
        reason=row["reason"],
        by=row["by"],
    )


def history_row(entry: HistoryEntry) -> Row:
    """Return a line of the audit trail as a row."""
    return {
        "workspace": storable(entry.workspace),
        "event_id": storable(entry.event_id),
        "at": millis(entry.at),
        "who": storable(entry.who),
        "what": storable(entry.what),
        "detail": storable(entry.detail),
    }


def read_history(row: Row) -> HistoryEntry:
    """Return the line of the audit trail of a row."""
    return HistoryEntry(
        workspace=row["workspace"],
        event_id=row["event_id"],
        who=row["who"],
        what=row["what"],
        at=moment(row["at"]),
        detail=row["detail"],
    )


def _millis_or_none(when: datetime | None) -> int | None:
    return None if when is None else millis(when)


def _moment_or_none(number: int | None) -> datetime | None:
    return None if number is None else moment(number)
