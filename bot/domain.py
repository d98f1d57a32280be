"""The values that travel through the house: frozen, keyword-only, impossible to build wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypedDict, cast

from bot import rules
from bot.errors import Invalid
from bot.language import say
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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime, timedelta

    Edit: TypeAlias = Callable[["Event"], tuple["Event", Sequence["HistoryEntry"]]]
    """Makes of an event what it shall be, and tells the lines for its history; pure, as it may be
    asked again. It raises a `BotError` where the event, as it is by now, does not allow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webcam:
    """One person's camera, in the browser."""

    acquisition = AcquisitionType.WEBCAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Vcu:
    """A video conferencing or telepresence unit that the platform calls."""

    address: str
    connection: VcuConnectionType

    acquisition = AcquisitionType.VCU

    def __post_init__(self) -> None:
        object.__setattr__(self, "address", rules.vcu_address(self.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """The customer's own encoder."""

    acquisition = AcquisitionType.ENCODER


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """Sound only, by telephone."""

    telephony: TelephonyType

    acquisition = AcquisitionType.TELEPHONE


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoBridge:
    """Several cameras, brought together by the platform's bridge."""

    bridge: VideoBridgeType

    acquisition = AcquisitionType.VIDEO_BRIDGE


Source = Webcam | Vcu | Encoder | Telephone | VideoBridge


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Broadcast at its start time.

    The region is always known and always sent, although the platform ignores it today for
    Telephone and Video Bridge: the reference says that this will change.
    """

    source: Source
    region: Region

    kind = Kind.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDemand:
    """Published to be watched at any time."""

    media: MediaType

    kind = Kind.ON_DEMAND


Production = Live | OnDemand


@dataclass(frozen=True, slots=True, kw_only=True)
class WebcastRequest:
    """A webcast someone wants; the platform would store it exactly as it stands here.

    `starts_at` is an aware datetime on a 15-minute mark, `duration` 30 to 480 minutes in steps of
    30, `zone` one of `rules.ZONES`, `capacity` 50 to 10,000 viewers, `expiration_months` 3 to 12.
    At most one of `folder_id` and `folder_from_event` is given: the platform ignores the second.
    Raises `Invalid`, which names the field, for everything else.
    """

    title: str
    starts_at: datetime
    duration: timedelta
    zone: str
    production: Production
    capacity: int
    expiration_months: int
    folder_id: str | None = None
    folder_from_event: str | None = None
    cost_center: str = ""
    portals: tuple[Access, ...] = ()
    player_closes_at: datetime | None = None

    def __post_init__(self) -> None:
        for name, value in self._checked().items():
            object.__setattr__(self, name, value)
        if self.folder_id and self.folder_from_event:
            message = say("Choose a folder or the folder of another webcast, not both.")
            raise Invalid(message, field="folder")
        if self.player_closes_at:
            closes = rules.player_close(self.player_closes_at, end=self.ends_at)
            object.__setattr__(self, "player_closes_at", closes)

    @property
    def ends_at(self) -> datetime:
        """When it is over by schedule."""
        return self.starts_at + self.duration

    @property
    def kind(self) -> Kind:
        """Live or on demand."""
        return self.production.kind

    def _checked(self) -> dict[str, object]:
        return {
            "title": rules.title(self.title),
            "starts_at": rules.start(self.starts_at),
            "duration": rules.duration(self.duration),
            "zone": rules.zone(self.zone),
            "capacity": rules.capacity(self.capacity),
            "expiration_months": rules.expiration_months(self.expiration_months),
            "folder_id": rules.folder_id(self.folder_id) if self.folder_id else None,
            "folder_from_event": (
                rules.event_id(self.folder_from_event, field="folder_from")
                if self.folder_from_event
                else None
            ),
            "cost_center": rules.cost_center(self.cost_center),
            "portals": rules.portals(self.portals),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What the platform never tells of a webcast, by the names of `WebcastRequest`."""

    zone: str
    production: Production
    expiration_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A guest presenter portal as the platform made it; whoever has link and PIN can present."""

    access: Access
    link: str
    pin: str

    def __repr__(self) -> str:
        """Tell the access only: link and PIN must never reach a log."""
        return f"Portal(access={self.access!r}, link=…, pin=…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webcast:
    """A webcast as the platform describes it in an answer.

    `portals` is empty in an answer to `status`, which never names them. `player_closes_at` is None
    where none is set; `tells_player_close` is false where the answer does not say: the property is
    missing, as the reference has it for a create, or its number has no known unit.
    """

    id: str
    title: str
    starts_at: datetime
    duration: timedelta
    capacity: int
    folder_name: str
    viewer_link: str
    portals: tuple[Portal, ...] = ()
    player_closes_at: datetime | None = None
    tells_player_close: bool = True

    @property
    def ends_at(self) -> datetime:
        """When it is over by schedule."""
        return self.starts_at + self.duration

    def portal(self, access: Access) -> Portal | None:
        """Return the portal that opens exactly this; the first one, if there are several."""
        return next((portal for portal in self.portals if portal.access == access), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's answer to a create or update; `partial` is its return code 2.

    `read_back` is true where the answer to an update was lost and the webcast was read to see that
    it was made: then `webcast` names no portals, whatever there are.
    """

    webcast: Webcast
    partial: bool = False
    read_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field in which the platform's answer is not what was asked."""

    field: str
    asked: object
    got: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of the platform and what lies below it."""

    id: str
    name: str
    children: tuple[Folder, ...] = ()

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[Folder, tuple[str, ...]]]:
        """Every folder from here down with its path of names, this one first."""
        path = (*above, self.name)
        yield self, path
        for child in self.children:
            yield from child.walk(path)


class Progress(StrEnum):
    """How far a create has come; only `REFUSED` may be sent again.

    `FORGOTTEN` is one that was uncertain until a person gave it up.
    """

    SENDING = "sending"
    CREATED = "created"
    CREATED_WITH_WARNINGS = "created_with_warnings"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    FORGOTTEN = "forgotten"


class Role(StrEnum):
    """What somebody may do in a workspace: nothing, look, create, or all."""

    NOBODY = "nobody"
    VIEWER = "viewer"
    CREATOR = "creator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack: who, in which workspace, on which clock (an IANA zone), in which role."""

    workspace: str
    id: str
    zone: str
    language: str = "en"
    role: Role = Role.NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A create that somebody confirmed; `key` is the same however often the click arrives."""

    key: str
    workspace: str
    owner: str
    request: WebcastRequest
    channels: tuple[str, ...]
    asked_at: datetime
    reminders: tuple[timedelta, ...] = ()
    progress: Progress = Progress.SENDING
    event_id: str | None = None
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How many are to present an event, and what they answered; those revoked do not count."""

    named: int = 0
    ready: int = 0
    declined: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A webcast that exists: what the platform says, what was asked, and whose it is.

    `partial` is true where the platform reported only partial success. `revision` counts changes.
    `cancelled_at` is set while it is cancelled: the platform cannot delete, so it is still there
    under another title, and `request.title` keeps the one it had. `before` is what was asked
    before the last change, while that can be undone. `reminders` are the leads before the start at
    which its channels are reminded. `drifted_at` is set while nobody has looked at what the portal
    changed. `turnout` and `version` are counted by the store and never written with the event;
    `version` goes up with every change of it, whatever changed.
    """

    workspace: str
    owner: str
    webcast: Webcast
    request: WebcastRequest
    created_at: datetime
    partial: bool = False
    revision: int = 0
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    co_owners: tuple[str, ...] = ()
    reminders: tuple[timedelta, ...] = ()
    before: WebcastRequest | None = None
    drifted_at: datetime | None = None
    turnout: Turnout = Turnout()
    version: int = field(default=0, compare=False)

    @property
    def id(self) -> str:
        """The platform's event id."""
        return self.webcast.id

    @property
    def title(self) -> str:
        """The title people know: the platform's own says CANCELLED once it is cancelled."""
        return self.request.title if self.cancelled_at else self.webcast.title


class Revised(NamedTuple):
    """An event as it was kept before a revision, and as it is kept now."""

    before: Event
    after: Event


class EventFilter(TypedDict, total=False):
    """Which events; what is absent or None does not matter.

    owner: the Slack user they belong to. hand: their owner or a co-owner. channel: where a card of
    theirs is posted. ending_after: ends later than that. ending_before: ends then or earlier.
    text: part of the title, without regard to case, or the whole event id.
    """

    owner: str | None
    hand: str | None
    channel: str | None
    ending_after: datetime | None
    ending_before: datetime | None
    text: str


class PostKind(StrEnum):
    """What a message of ours is for."""

    CARD = "card"
    OWNER = "owner"


class PostState(StrEnum):
    """How far a message has come; `POSTING` found at start-up means nobody knows."""

    PLANNED = "planned"
    POSTING = "posting"
    POSTED = "posted"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message about an event: one card per channel, one message to the owner.

    `target` is the channel or the person it is meant for, `channel` and `ts` are Slack's id of the
    message once it is posted, `reason` says why it could not be, `by` is who wanted it there.
    """

    workspace: str
    event_id: str
    target: str
    kind: PostKind
    state: PostState = PostState.PLANNED
    channel: str = ""
    ts: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of an event's audit trail; never a PIN or a portal link."""

    workspace: str
    event_id: str
    who: str
    what: str
    at: datetime
    detail: str = ""

    @classmethod
    def of(
        cls, event: Event, *, who: str, what: str, at: datetime, detail: str = ""
    ) -> HistoryEntry:
        """Make a line about an event."""
        return cls(
            workspace=event.workspace, event_id=event.id, who=who, what=what, at=at, detail=detail
        )


class Changes(TypedDict, total=False):
    """What an update changes, by the names of `WebcastRequest`; what is absent stays as it is."""

    title: str
    starts_at: datetime
    duration: timedelta
    zone: str
    production: Production
    capacity: int
    expiration_months: int
    folder_id: str
    folder_from_event: str
    cost_center: str
    portals: tuple[Access, ...]
    player_closes_at: datetime | None


def changes_between(before: WebcastRequest, after: WebcastRequest) -> Changes:
    """Tell what an update has to send so that a webcast becomes what `after` says.

    A folder cannot be taken away, only exchanged; the production is fixed once it exists.
    """
    fixed = {"production", "folder_from_event"}
    changed = {
        each.name: getattr(after, each.name)
        for each in fields(after)
        if each.name not in fixed and getattr(before, each.name) != getattr(after, each.name)
    }
    if changed.get("folder_id", "kept") is None:
        del changed["folder_id"]
    return cast("Changes", changed)


def changes_back(event: Event) -> Changes:
    """Tell what undoing the last change would send; an added portal cannot be taken away."""
    if event.before is None:
        return {}
    changes = changes_between(event.request, event.before)
    changes.pop("portals", None)
    return changes


def differences(request: WebcastRequest, webcast: Webcast) -> tuple[Difference, ...]:
    """Compare every field that the platform echoes with what was asked.

    The time zone, the kind, the source and the expiration are never echoed; the folder comes back
    as a name only, which `request` does not know; the player close time only sometimes.
    """
    closes = webcast.player_closes_at if webcast.tells_player_close else request.player_closes_at
    pairs: tuple[tuple[str, object, object], ...] = (
        ("title", request.title, webcast.title),
        ("starts_at", request.starts_at, webcast.starts_at),
        ("duration", request.duration, webcast.duration),
        ("capacity", request.capacity, webcast.capacity),
        ("player_closes_at", request.player_closes_at, closes),
        ("portals", _masks(request.portals), _masks(p.access for p in webcast.portals)),
    )
    return tuple(Difference(field=f, asked=a, got=g) for f, a, g in pairs if a != g)


def _masks(portals: Iterable[Access]) -> tuple[Access, ...]:
    return tuple(sorted(portals, key=lambda access: access.value))
