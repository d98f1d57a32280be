"""Take over a webcast that was made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain import Event, Post, PostKind, Progress, WebcastRequest, Wish
from bot.errors import Invalid
from bot.language import say

if TYPE_CHECKING:
    from bot.domain import Person, Production, Webcast
    from bot.service.ports import Clock, Store

IMPORTED = "imported"
"""What the audit trail says of a webcast that was taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What the platform never tells of a webcast, by the names of `WebcastRequest`."""

    zone: str
    production: Production
    expiration_months: int


def request_of(webcast: Webcast, rest: Rest) -> WebcastRequest:
    """Make the request that would have made a webcast.

    Raises `Invalid` where the bot could not have asked for it, such as a title with tags.
    """
    try:
        return WebcastRequest(
            title=webcast.title,
            starts_at=webcast.starts_at,
            duration=webcast.duration,
            capacity=webcast.capacity,
            player_closes_at=webcast.player_closes_at,
            zone=rest.zone,
            production=rest.production,
            expiration_months=rest.expiration_months,
        )
    except Invalid as error:
        message = say(
            "I cannot take over webcast {id} as it is. {problem} Change that in the platform's "
            "portal, then import it again.",
            id=webcast.id,
            problem=error,
        )
        raise Invalid(message, field=error.field) from error


async def import_event(
    webcast: Webcast, rest: Rest, *, key: str, person: Person, store: Store, clock: Clock
) -> Event:
    """Record a webcast as the person's; its presenter portals are not known."""
    request = request_of(webcast, rest)
    event = Event(
        workspace=person.workspace,
        owner=person.id,
        webcast=webcast,
        request=request,
        created_at=clock(),
    )
    wish = Wish(
        key=key,
        workspace=person.workspace,
        owner=person.id,
        request=request,
        channels=(),
        asked_at=clock(),
    )
    to_owner = Post(
        workspace=event.workspace, event_id=event.id, target=person.id, kind=PostKind.OWNER
    )
    await store.record_created(
        wish, event, progress=Progress.CREATED, reason="", posts=[to_owner], what=IMPORTED
    )
    return event
