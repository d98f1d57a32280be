"""One of each value that tests of use cases share, and how it comes into a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain import Event, Live, Person, Progress, Role, Webcam, Webcast, WebcastRequest, Wish
from bot.rules import Region

if TYPE_CHECKING:
    from bot.store import Store

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
OWNER = Person(workspace="T1", id="U1", zone="Etc/UTC", role=Role.CREATOR)
REQUEST = WebcastRequest(
    title="Q4 town hall",
    starts_at=NOW + timedelta(days=7),
    duration=timedelta(minutes=90),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=1000,
    expiration_months=12,
)


def clock() -> datetime:
    return NOW


def webcast_of(request: WebcastRequest, event_id: str = "1890001") -> Webcast:
    """Make what the platform makes of a request."""
    return Webcast(
        id=event_id,
        title=request.title,
        starts_at=request.starts_at,
        duration=request.duration,
        capacity=request.capacity,
        folder_name="Home",
        viewer_link=f"https://goto.webcasts.com/starthere.jsp?ei={event_id}",
    )


EVENT = Event(
    workspace="T1", owner="U1", request=REQUEST, created_at=NOW, webcast=webcast_of(REQUEST)
)
WISH = Wish(
    key="V1",
    workspace="T1",
    owner="U1",
    request=REQUEST,
    channels=(),
    asked_at=NOW,
    reference="abc123",
)


async def keep(store: Store) -> None:
    """Keep the event, and that it was wished for."""
    await store.record_created(WISH, EVENT, progress=Progress.CREATED, reason="", posts=())
