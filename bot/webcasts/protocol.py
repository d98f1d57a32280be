"""The Event Management API as values: calls to send, answers to read.

Source: https://www.webcasts.com/apis/eventcreation/ (the reference). Every request is a POST of
form fields, every answer an envelope around a return code, errors included, with HTTP 200.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from bot import rules
from bot.domain import (
    Changes,
    Folder,
    Live,
    Portal,
    Production,
    Receipt,
    Telephone,
    Vcu,
    VideoBridge,
    Webcast,
    WebcastRequest,
)
from bot.errors import Invalid
from bot.language import say
from bot.rules import Access
from bot.webcasts import failures, wire
from bot.webcasts.codes import PARTIAL_SUCCESS, SUCCESS, Effect, Endpoint
from bot.webcasts.wire import Json, Unusable

if TYPE_CHECKING:
    from datetime import datetime

FOLDER_TREE_LIMIT: Final = 5_000_000
ANSWER_LIMIT: Final = 1_000_000
"""Bytes of an answer that are read; a longer one is none of the platform's."""
DEPTH_LIMIT: Final = 50
"""Levels of the folder tree that are read; what lies below is left out."""
ALL_ACCESS: Final = 31
"""The highest `guest_presenter_type`: all five kinds of access."""
UNTOLD_LIFETIME: Final = 30 * 60.0
"""Seconds a token is taken to live where the answer does not tell; the example shows two hours."""
HTTP_SUCCESS: Final = range(200, 300)
LONGEST_WAIT: Final = 24 * 3600.0
"""Seconds that a Retry-After header is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request but for its token; `about` is the id of the event or folder it names."""

    endpoint: Endpoint
    form: tuple[tuple[str, str], ...] = field(repr=False)
    about: str | None = None

    def body(self, token: str | None = None) -> bytes:
        """Return the form as it is sent, with the token as one of its fields."""
        form = self.form if token is None else (("token", token), *self.form)
        return urlencode(form, errors="surrogatepass").encode()

    @property
    def limit(self) -> int:
        """Bytes of the answer that are worth reading."""
        return FOLDER_TREE_LIMIT if self.endpoint is Endpoint.FOLDER_TREE else ANSWER_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response as it came; header names are lower-case, or found whatever their case."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a login gives: the token and the seconds it lives from now."""

    text: str = field(repr=False)
    lifetime: float


def log_in(username: str, password: str) -> Call:
    """Ask for a token."""
    form = (("username", username), ("password", password))
    return Call(endpoint=Endpoint.AUTHENTICATE, form=form)


def create(request: WebcastRequest) -> Call:
    """Create a webcast; what was left empty is left out."""
    wanted = {name: value for name, value in full_set(request).items() if value not in ("", ())}
    return Call(endpoint=Endpoint.CREATE, form=_event_data(_properties(wanted)))


def update(event_id: str, changes: Changes) -> Call:
    """Change what is given and nothing else.

    The reference lists every property of a create as required, its example sends two. A platform
    that means it answers with code 72; `full_set` then makes the changes that hold everything.
    """
    if not changes:
        raise Invalid(say("There is nothing to change."), field="changes")
    number = rules.event_id(event_id)
    data = {"event_id": number, **_properties(changes)}
    return Call(endpoint=Endpoint.UPDATE, form=_event_data(data), about=number)


def status(event_id: str) -> Call:
    """Read a webcast."""
    number = rules.event_id(event_id)
    return Call(endpoint=Endpoint.STATUS, form=(("event_id", number),), about=number)


def folder_tree(folder_id: str | None = None) -> Call:
    """Read a folder and all below it; without an id the account's home folder."""
    number = None if folder_id is None else rules.folder_id(folder_id)
    form = (("folder_id", number),) if number else ()
    return Call(endpoint=Endpoint.FOLDER_TREE, form=form, about=number)


def full_set(request: WebcastRequest) -> Changes:
    """Return everything that a request says, for an update that must be complete."""
    values = {each.name: getattr(request, each.name) for each in fields(request)}
    return cast("Changes", {name: value for name, value in values.items() if value is not None})


def _event_data(data: Json) -> tuple[tuple[str, str], ...]:
    """Put the properties into a form field as a JSON string.

    In ASCII, with everything else escaped by JSON: then no reader of forms can take one charset
    for another, and a lone surrogate is sent as it came.
    """
    return (("event_data", json.dumps(data, separators=(",", ":"))),)


def _properties(changes: Mapping[str, object]) -> dict[str, object]:
    if "folder_id" in changes and "folder_from_event" in changes:
        message = say("Choose a folder or the folder of another webcast, not both.")
        raise Invalid(message, field="folder")
    data: dict[str, object] = {}
    for name, write in _WRITERS.items():
        if name in changes:
            data |= write(changes[name])
    return data


def _production(production: Production) -> Json:
    if not isinstance(production, Live):
        return {"type": production.kind, "media_type": production.media}
    return {
        "type": production.kind,
        "region": int(production.region),
        "acquisition_type": int(production.source.acquisition),
        **_source(production),
    }


def _source(production: Live) -> Json:
    match production.source:
        case Vcu(address=address, connection=connection):
            return {"vcu_address": address, "vcu_connection_type": connection}
        case Telephone(telephony=telephony):
            return {"telephony_type": telephony}
        case VideoBridge(bridge=bridge):
            return {"video_bridge_type": bridge}
        case _:
            return {}


def _portals(portals: tuple[Access, ...]) -> Json:
    masks = ",".join(str(access.value) for access in rules.portals(portals))
    return {"guest_presenter_types": masks}


def _player_close(moment: datetime | None) -> Json:
    """Write a close time; that 0 removes one is an assumption, as answers show 0 for none."""
    if moment is not None and moment.tzinfo is None:
        raise Invalid(say("A player close time needs a time zone."), field="player_close")
    return {"scheduled_player_close_time": wire.milliseconds(moment) if moment else 0}


_WRITERS: Final[Mapping[str, Callable[[Any], Json]]] = {
    "title": lambda title: {"event_title": rules.title(title)},
    "production": _production,
    "starts_at": lambda at: {"scheduled_start_time": wire.milliseconds(rules.start(at))},
    "duration": lambda length: {
        "scheduled_duration": rules.duration(length) // timedelta(minutes=1)
    },
    "zone": lambda zone: {"timezone": rules.zone(zone)},
    "capacity": lambda viewers: {"audience_capacity": rules.capacity(viewers)},
    "expiration_months": lambda months: {
        "event_expiration_months": rules.expiration_months(months)
    },
    "folder_id": lambda number: {"folder_id": int(rules.folder_id(number))},
    "folder_from_event": lambda number: {
        "folder_from_event": int(rules.event_id(number, field="folder_from"))
    },
    "cost_center": lambda center: {"cost_center": rules.cost_center(center)},
    "portals": _portals,
    "player_closes_at": _player_close,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Success:
    """The envelope of an answer whose return code is success."""

    envelope: Json
    result: Json
    partial: bool


def read_token(answer: Answer, call: Call) -> Token:
    """Read the answer to a login; its lifetime is measured on the platform's own clock."""
    success = _success(answer, call)
    data = wire.properties(success.result.get("authenticationData"))
    text = data.get("token")
    if not isinstance(text, str) or not text:
        raise failures.unreadable(call.endpoint)
    return Token(text=text, lifetime=_lifetime(success.envelope, data))


def read_receipt(answer: Answer, call: Call) -> Receipt:
    """Read the answer to a create or update."""
    success = _success(answer, call)
    data = wire.properties(success.result.get("event_data"))
    try:
        return Receipt(webcast=_webcast(data, call), partial=success.partial)
    except Unusable as error:
        event_id = _event_id(data, None)
        partial = success.partial
        raise failures.undescribed(call.endpoint, partial=partial, event_id=event_id) from error


def read_webcast(answer: Answer, call: Call) -> Webcast:
    """Read the answer to a status call; it never names presenter portals."""
    data = wire.properties(_success(answer, call).result.get("event_data"))
    try:
        return _webcast(data, call)
    except Unusable as error:
        raise failures.unreadable(call.endpoint) from error


def read_folder(answer: Answer, call: Call) -> Folder:
    """Read the answer to a folder tree call."""
    tree = wire.properties(_success(answer, call).result.get("folder_tree"))
    folder = _folder(tree, above=frozenset())
    if folder is None:
        raise failures.unreadable(call.endpoint)
    return folder


def _success(answer: Answer, call: Call) -> _Success:
    """Judge the status first, then the envelope, then the return code.

    The content type is not asked: what holds the envelope is the platform's answer however a proxy
    labels it, and anything else is not.
    """
    if answer.status not in HTTP_SUCCESS:
        raise failures.gateway_error(answer.status, call.endpoint, _retry_after(answer))
    body = answer.body if len(answer.body) <= call.limit else b""
    envelope = wire.properties(wire.properties(wire.parse(body)).get("convey_api"))
    result = envelope.get("result")
    if not isinstance(result, Mapping):
        raise failures.unreadable(call.endpoint)
    code = wire.number(result.get("returnCode"))
    partial = code == PARTIAL_SUCCESS and call.endpoint.effect is not Effect.LOGIN
    if code != SUCCESS and not partial:
        raise failures.refusal(code, call.endpoint)
    return _Success(envelope=envelope, result=result, partial=partial)


def _retry_after(answer: Answer) -> float | None:
    seconds = wire.number(answer.headers.get("retry-after"))
    return min(float(seconds), LONGEST_WAIT) if seconds and seconds > 0 else None


def _lifetime(envelope: Json, data: Json) -> float:
    now = envelope.get("current_timestamp", envelope.get("currentTimestamp"))
    answered, expires = wire.number(now), wire.number(data.get("token_expiration"))
    if answered is None or expires is None or expires <= answered:
        return UNTOLD_LIFETIME
    return (expires - answered) / 1000


def _webcast(data: Json, call: Call) -> Webcast:
    event_id = _event_id(data, call.about)
    if event_id is None or call.about not in (None, event_id):
        raise Unusable("event_id")
    closes, told = wire.optional_moment(data, "scheduled_player_close_time")
    return Webcast(
        id=event_id,
        title=wire.required_text(data, "event_title"),
        starts_at=wire.moment(data, "scheduled_start_time"),
        duration=timedelta(minutes=wire.natural(data, "scheduled_duration", most=10**6)),
        capacity=wire.natural(data, "audience_capacity"),
        folder_name=wire.text(data.get("folder_name")) or "",
        viewer_link=wire.link(data, "viewer_link"),
        portals=tuple(_portals_in(data)),
        player_closes_at=closes,
        tells_player_close=told,
    )


def _event_id(data: Json, asked: str | None) -> str | None:
    """Find the id: only examples show it in an answer, but every viewer link carries it."""
    told = wire.number_id(data.get("event_id"))
    return told or wire.id_in_link(data.get("viewer_link")) or asked


def _portals_in(data: Json) -> list[Portal]:
    """Read the portals that can be used; those that were asked for and are missing show later."""
    return [
        portal
        for each in wire.items(data.get("guest_presenter_links"))
        if (portal := _portal(each)) is not None
    ]


def _portal(data: Json) -> Portal | None:
    mask = wire.number(data.get("guest_presenter_type"))
    if mask is None or not 1 <= mask <= ALL_ACCESS:
        return None
    try:
        pin, link = wire.required_text(data, "pin"), wire.link(data, "link")
    except Unusable:
        return None
    return Portal(access=Access(mask), link=link, pin=pin)


def _folder(data: Json, *, above: frozenset[str]) -> Folder | None:
    """Read a folder unless it has no id or stands below itself, down to `DEPTH_LIMIT` levels."""
    number = wire.number_id(data.get("folder_id"))
    if number is None or number in above:
        return None
    path = above | {number}
    below = wire.items(data.get("children")) if len(path) < DEPTH_LIMIT else []
    children = (_folder(child, above=path) for child in below)
    return Folder(
        id=number,
        name=wire.text(data.get("folder_name")) or number,
        children=tuple(child for child in children if child is not None),
    )
