"""Exchanges with the platform, as its reference documents or implies them: what is sent, answered,
and made of both by the client.

One table for two tests, so that the sandbox and the client can only be right together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.domain import Live, OnDemand, Telephone, Vcu
from bot.errors import BadInput, NoAccess, Throttled, Unanswered, Unavailable
from bot.rules import Access, MediaType, Region, TelephonyType, VcuConnectionType
from tests.webcasts.examples import START_MS, TOWN_HALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import WebcastRequest
    from bot.errors import PlatformError

QUARTER_MS = 900_000
LONG_TITLE = "Quarterly results " * 60
LIVE: dict[str, object] = {
    "event_title": "Q1 All Hands",
    "type": "live",
    "scheduled_start_time": START_MS,
    "scheduled_duration": 60,
    "timezone": "US/Eastern",
    "region": 1,
    "acquisition_type": 0,
    "audience_capacity": 1000,
    "event_expiration_months": 12,
}


def live(*left_out: str, **changed: object) -> dict[str, object]:
    """Return the properties of the town hall, some of them changed or left out."""
    return {name: each for name, each in {**LIVE, **changed}.items() if name not in left_out}


@dataclass(frozen=True, kw_only=True)
class Create:
    """A create.

    sent: the properties. code: what the platform answers. told, stored: what it says then, and what
    it keeps, as far as it matters. fault, limits: how the sandbox is prepared.
    asks: builds what the client is asked for; refused: the field on which it says no by itself.
    adjusted: the fields in which the answer differs from `asked`. error: what the client raises.
    """

    name: str
    sent: dict[str, object]
    code: int = 1
    told: dict[str, object] = field(default_factory=dict)
    stored: dict[str, object] = field(default_factory=dict)
    fault: dict[str, object] | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    asks: Callable[[], WebcastRequest] = lambda: TOWN_HALL
    refused: str | None = None
    asked: WebcastRequest = TOWN_HALL
    adjusted: tuple[str, ...] = ()
    masks: tuple[int, ...] = ()
    error: type[PlatformError] | None = None


TELEPHONE = replace(
    TOWN_HALL,
    production=Live(
        source=Telephone(telephony=TelephonyType.DIRECT_DIAL), region=Region.NORTH_AMERICA
    ),
)
WITH_GUESTS = replace(
    TOWN_HALL,
    portals=(Access(31), Access.Q_AND_A),
    cost_center="CC-4711",
    folder_id="5120",
)
RECORDED = replace(
    TOWN_HALL, title="Product demo", production=OnDemand(media=MediaType.VIDEO), folder_id="5121"
)

CREATES = [
    Create(
        name="a live webcast",
        sent=live(),
        told={"event_title": "Q1 All Hands", "folder_name": "Webcasts"},
    ),
    Create(
        name="the example of the reference: by telephone, region 0, no telephony type",
        sent=live(acquisition_type=3, region=0),
        told={"scheduled_player_close_time": 0},
        stored={"telephony_type": "directdial", "region": None},
    ),
    Create(
        name="by telephone, as the client sends it: region and telephony type are there",
        sent=live(acquisition_type=3, telephony_type="directdial"),
        stored={"telephony_type": "directdial"},
        asks=lambda: TELEPHONE,
        asked=TELEPHONE,
    ),
    Create(
        name="two presenter portals, a cost center and a folder",
        sent=live(guest_presenter_types="31,16", cost_center="CC-4711", folder_id=5120),
        told={"folder_name": "Marketing"},
        stored={"cost_center": "CC-4711", "folder_id": 5120},
        asks=lambda: WITH_GUESTS,
        asked=WITH_GUESTS,
        masks=(31, 16),
    ),
    Create(
        name="seven past and 45 minutes are rounded up",
        sent=live(scheduled_start_time=START_MS + 420_000, scheduled_duration=45),
        told={"scheduled_start_time": START_MS + QUARTER_MS, "scheduled_duration": 60},
        asks=lambda: replace(TOWN_HALL, starts_at=TOWN_HALL.starts_at + timedelta(minutes=7)),
        refused="when",
        adjusted=("starts_at",),
    ),
    Create(
        name="600 minutes become 480",
        sent=live(scheduled_duration=600),
        told={"scheduled_duration": 480},
        asks=lambda: replace(TOWN_HALL, duration=timedelta(minutes=600)),
        refused="duration",
        adjusted=("duration",),
    ),
    Create(
        name="a zone outside the list becomes UTC without a word",
        sent=live(timezone="America/New_York"),
        stored={"timezone": "Etc/UTC"},
        asks=lambda: replace(TOWN_HALL, zone="America/New_York"),
        refused="zone",
    ),
    Create(
        name="a title of 1080 characters is cut",
        sent=live(event_title=LONG_TITLE),
        told={"event_title": LONG_TITLE[:1000]},
        asks=lambda: replace(TOWN_HALL, title=LONG_TITLE),
        refused="title",
        adjusted=("title",),
    ),
    Create(
        name="on demand, without region and source",
        sent=live(
            "region",
            "acquisition_type",
            type="ondemand",
            media_type="video",
            event_title="Product demo",
            folder_id=5121,
        ),
        told={"folder_name": "Demos"},
        stored={"media_type": "video", "acquisition_type": None, "region": None},
        asks=lambda: RECORDED,
        asked=RECORDED,
    ),
    Create(
        name="a partial success: the portals are missing",
        sent=live(guest_presenter_types="31,16", cost_center="CC-4711", folder_id=5120),
        code=2,
        fault={"kind": "partial", "drop": "portals"},
        asks=lambda: WITH_GUESTS,
        asked=WITH_GUESTS,
        adjusted=("portals",),
    ),
    Create(
        name="a VCU without an address",
        sent=live(acquisition_type=1, vcu_connection_type="SIP"),
        code=72,
        asks=lambda: replace(
            TOWN_HALL,
            production=Live(
                source=Vcu(address="", connection=VcuConnectionType.SIP), region=Region.EUROPE
            ),
        ),
        refused="vcu_address",
        error=BadInput,
    ),
    Create(
        name="a capacity of 49",
        sent=live(audience_capacity=49),
        code=72,
        asks=lambda: replace(TOWN_HALL, capacity=49),
        refused="capacity",
        error=BadInput,
    ),
    Create(
        name="a mention pasted into the title",
        sent=live(event_title="Ask me anything with <@U02ABCDEF>"),
        code=70,
        asks=lambda: replace(TOWN_HALL, title="Ask me anything with <@U02ABCDEF>"),
        refused="title",
        error=BadInput,
    ),
    Create(
        name="a folder of somebody else",
        sent=live(folder_id=6100),
        code=10,
        asks=lambda: replace(TOWN_HALL, folder_id="6100"),
        error=NoAccess,
    ),
    Create(
        name="a budget that is used up",
        sent=live(),
        code=62,
        limits={"limits": {"event/create": 0}},
        error=Throttled,
    ),
    Create(
        name="a general error",
        sent=live(),
        code=0,
        fault={"kind": "code", "code": 0},
        error=Unanswered,
    ),
    Create(
        name="a token that has ended",
        sent=live(),
        code=12,
        fault={"kind": "expire_tokens"},
    ),
]


@dataclass(frozen=True, kw_only=True)
class Read:
    """A status call: how the sandbox is prepared, its code, what the client reads or raises."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    fault: dict[str, object] | None = None
    foreign: bool = False
    code: int | str | None = 1
    closes: bool = False
    error: type[PlatformError] | None = None


READS = [
    Read(name="a webcast"),
    Read(name="with a player close time", closes=True),
    Read(
        name="the spelling of the framework blocks",
        settings={"switches": {"envelope": "framework"}},
        code="1",
    ),
    Read(name="a webcast of nobody here", foreign=True, code=10, error=NoAccess),
    Read(
        name="too many calls for one webcast",
        settings={"per_event_limit": 0},
        code=61,
        error=Throttled,
    ),
    Read(
        name="a service that is away",
        fault={"kind": "code", "code": 60},
        code=60,
        error=Unavailable,
    ),
    Read(
        name="a gateway's page",
        fault={"kind": "html", "status": 502},
        code=None,
        error=Unavailable,
    ),
    Read(name="half an answer", fault={"kind": "truncate"}, code=None, error=Unavailable),
]
