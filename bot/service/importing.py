"""Take over a webcast that was made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import rules
from bot.domain import (
    Event,
    OnDemand,
    Post,
    PostKind,
    Progress,
    Rest,
    WebcastRequest,
    Wish,
)
from bot.errors import Invalid
from bot.language import say
from bot.rules import MediaType

if TYPE_CHECKING:
    from bot.domain import Person, Webcast
    from bot.service.ports import Clock, Store

IMPORTED = "imported"
"""What the audit trail says of a webcast that was taken over."""


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


def check_takeable(webcast: Webcast) -> None:
    """Raise `Invalid` where a webcast cannot be taken over, whatever else is said of it."""
    anything = OnDemand(media=MediaType.VIDEO)
    months = rules.EXPIRATION.high
    request_of(webcast, Rest(zone="Etc/UTC", production=anything, expiration_months=months))


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
