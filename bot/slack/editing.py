"""An event, put back into the form it came from, and what the form then changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from bot.domain import Live, OnDemand, Telephone, Vcu, VideoBridge
from bot.language import ENGLISH, speaking
from bot.rules import Access, Kind
from bot.slack.form import Draft, Editing, Reading, blank
from bot.when import describe
from bot.when.leads import write_leads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.domain import Event, Production, Source, Webcast


def draft_of(event: Event, zone_of_reader: str, *, now: datetime) -> Draft:
    """Make a form that changes an event, filled in with what it is."""
    request = event.request
    when = _read_as(request.starts_at, request.zone, now=now)
    closes_at = request.player_closes_at
    close = _read_as(closes_at, request.zone, now=now) if closes_at else None
    return replace(
        _like(event, zone_of_reader),
        when=when.words,
        when_read=when,
        player_close=close.words if close else "",
        close_read=close,
        editing=Editing(event_id=event.id, revision=event.revision, start=request.starts_at),
    )


def copy_of(event: Event, zone_of_reader: str, *, channels: tuple[str, ...]) -> Draft:
    """Make a form that creates a webcast like this one, in its folder, at a time not said yet."""
    like = _like(event, zone_of_reader)
    return replace(like, folder_from=event.id, channels=channels)


def taken_over(draft: Draft, fresh: Draft) -> Draft:
    """Put what the portal changed into a form; `fresh` is the form as it would be opened now.

    All else stays as it was typed. The new revision gives every field a new block, so that Slack
    fills it in anew.
    """
    if draft.editing is None or fresh.editing is None:
        return draft
    changed = [each for name, _ in draft.editing.drift for each in _FIELDS.get(name, ())]
    values: dict[str, Any] = {name: getattr(fresh, name) for name in changed}
    return replace(draft, **values, editing=fresh.editing)


_FIELDS = {
    "title": ("title",),
    "starts_at": ("when", "when_read"),
    "duration": ("duration",),
    "capacity": ("capacity",),
    "player_closes_at": ("player_close", "close_read"),
}
"""What stands in the form for what the portal can change."""


def _like(event: Event, zone_of_reader: str) -> Draft:
    request = event.request
    return Draft(
        zone_of_reader=zone_of_reader,
        title=request.title,
        zone=request.zone,
        duration=int(request.duration.total_seconds()) // 60,
        capacity=str(request.capacity),
        expiration=request.expiration_months,
        portals=request.portals or (Access(0),),
        cost_center=request.cost_center,
        reminders=write_leads(event.reminders),
        **_production_of(request.production),
    )


def import_draft(
    webcast: Webcast, zone_of_reader: str, *, now: datetime, zone_is_known: bool = True
) -> Draft:
    """Make a form that asks for what the platform does not tell of a webcast."""
    draft = blank(zone_of_reader, now=now, zone_is_known=zone_is_known)
    return replace(draft, editing=Editing(event_id=webcast.id, revision=0, start=webcast.starts_at))


def _read_as(moment: datetime, zone: str, *, now: datetime) -> Reading:
    """Put a moment into words that are read as that moment."""
    words = words_for(moment, zone, now=now)
    return Reading(words=words, zone=zone, start=moment.astimezone(UTC))


def words_for(moment: datetime, zone: str, *, now: datetime) -> str:
    """Write a moment the way `bot.when` reads it, which is English."""
    with speaking(ENGLISH):
        return describe(moment, zone=zone, reader_zone=zone, now=now).partition(" · ")[0]


def _production_of(production: Production) -> dict[str, Any]:
    match production:
        case OnDemand(media=media):
            return {"kind": Kind.ON_DEMAND, "media": media}
        case Live(source=source, region=region):
            return {"source": source.acquisition, "region": region, **_source_of(source)}


def _source_of(source: Source) -> dict[str, Any]:
    match source:
        case Vcu(address=address, connection=connection):
            return {"vcu_address": address, "vcu_connection": connection}
        case Telephone(telephony=telephony):
            return {"telephony": telephony}
        case VideoBridge(bridge=bridge):
            return {"video_bridge": bridge}
        case _:
            return {}


def token_of(changes: Mapping[str, object], reminders: tuple[timedelta, ...] | None = None) -> str:
    """Name a set of changes, so that what was shown can be told from what is sent.

    `reminders` are those of the channels, where they change.
    """
    told = repr((sorted(changes.items(), key=lambda item: item[0]), reminders))
    return sha256(told.encode()).hexdigest()[:12]
