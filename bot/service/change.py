"""Change, cancel and restore an event; what the platform did is kept before anyone is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

from bot import rules
from bot.domain import (
    Changes,
    Difference,
    Event,
    HistoryEntry,
    WebcastRequest,
    changes_back,
    changes_between,
)
from bot.errors import Invalid
from bot.language import say
from bot.service.doubt import note_doubt, send_change
from bot.service.news import news_of, unsaid

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.domain import Edit, Person, Receipt, Webcast
    from bot.plans import Job
    from bot.service.news import Line
    from bot.service.ports import Clock, Store, Updates

    Edited = tuple[Event, list[HistoryEntry]]

CANCELLED = "CANCELLED – "  # noqa: RUF001  (the dash that the product asks for)
"""What a cancelled webcast's title begins with on the platform, which cannot delete."""
_READ = ("title", "starts_at", "duration", "capacity", "player_closes_at")
"""What `status` tells of what somebody may have edited in the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An event after a change and before it.

    `lost_portals` tells that presenter PINs stopped working, `drift` what the portal had changed.
    """

    event: Event
    before: Event
    lost_portals: bool = False
    drift: tuple[Difference, ...] = ()


async def change_event(
    event: Event,
    changes: Changes,
    *,
    person: Person,
    webcasts: Updates,
    store: Store,
    clock: Clock,
    line: Line = unsaid,
    spared: Collection[str] = (),
) -> Changed:
    """Send what changes, and nothing else; raises `PlatformError` where it was not done.

    For `line` and `spared` see `news_of`.
    """
    if event.cancelled_at:
        message = say("That webcast is cancelled. Restore it before you change it.")
        raise Invalid(message, field="event")
    if not changes:
        raise Invalid(say("There is nothing to change."), field="changes")
    doubt = await note_doubt(event, person, store=store, clock=clock)
    receipt = await send_change(event, changes, doubt, webcasts=webcasts, store=store)

    def edit(kept: Event) -> Edited:
        after = replace(_after(kept, event, changes, receipt), before=kept.request)
        return after, _lines(kept, changes, person, clock, "changed")

    return await _kept(event, doubt, edit, store, clock, line, spared)


async def undo_event(
    event: Event,
    revision: int,
    *,
    person: Person,
    webcasts: Updates,
    store: Store,
    clock: Clock,
    line: Line = unsaid,
) -> Changed:
    """Take the last change back, as long as nothing else came after it; an undo is for good."""
    changes = _changes_back(event, revision, now=clock())
    doubt = await note_doubt(event, person, store=store, clock=clock)
    receipt = await send_change(event, changes, doubt, webcasts=webcasts, store=store)

    def edit(kept: Event) -> Edited:
        lines = _lines(kept, changes, person, clock, "undid")
        return _after(kept, event, changes, receipt), lines

    return await _kept(event, doubt, edit, store, clock, line)


async def cancel_event(
    event: Event,
    reason: str,
    *,
    person: Person,
    webcasts: Updates,
    store: Store,
    clock: Clock,
    line: Line = unsaid,
) -> Changed:
    """Mark an event as cancelled: the platform keeps it, under a title that says so."""
    if event.cancelled_at:
        raise Invalid(say("That webcast is cancelled already."), field="event")
    changes: Changes = {"title": cancelled_title(event.request.title)}
    doubt = await note_doubt(event, person, store=store, clock=clock)
    receipt = await send_change(event, changes, doubt, webcasts=webcasts, store=store)

    def edit(kept: Event) -> Edited:
        after = replace(
            _answered(kept, event, changes, receipt), cancelled_at=clock(), cancel_reason=reason
        )
        return after, [_line(kept, person, clock, "cancelled", reason)]

    return await _kept(event, doubt, edit, store, clock, line)


async def restore_event(
    event: Event,
    *,
    person: Person,
    webcasts: Updates,
    store: Store,
    clock: Clock,
    line: Line = unsaid,
) -> Changed:
    """Give a cancelled event its title back."""
    if not event.cancelled_at:
        raise Invalid(say("That webcast is not cancelled."), field="event")
    changes: Changes = {"title": event.request.title}
    doubt = await note_doubt(event, person, store=store, clock=clock)
    receipt = await send_change(event, changes, doubt, webcasts=webcasts, store=store)

    def edit(kept: Event) -> Edited:
        after = replace(
            _answered(kept, event, changes, receipt), cancelled_at=None, cancel_reason=""
        )
        return after, [_line(kept, person, clock, "restored", "")]

    return await _kept(event, doubt, edit, store, clock, line)


async def refresh_event(
    event: Event,
    *,
    webcasts: Updates,
    store: Store,
    clock: Clock,
    line: Callable[[tuple[Difference, ...]], str] = unsaid,
) -> Changed:
    """Read an event from the platform; what was edited in its portal is taken over and recorded.

    `line` says it below the cards.
    """
    webcast = await webcasts.status(event.id)
    drift = _drift(event.webcast, webcast)
    if not drift:
        return Changed(event=event, before=event)

    def edit(kept: Event) -> Edited:
        if kept.revision != event.revision:  # changed from here since the platform was asked
            return kept, []
        after = replace(
            kept,
            request=_taken_over(kept, drift),
            webcast=_merged(kept.webcast, webcast),
            revision=kept.revision + 1,
            before=None,
            drifted_at=kept.drifted_at or clock(),
        )
        return after, _drift_lines(kept, drift, clock)

    news = news_of(lambda _before, _after: line(drift), clock())
    before, after = await store.revise(event.workspace, event.id, edit, now=clock(), news=news)
    seen = () if after.revision == before.revision else drift
    return Changed(event=after, before=before, drift=seen)


def cancelled_title(title: str) -> str:
    """Mark a title as cancelled, within the platform's limit."""
    room = rules.TITLE_LIMIT - rules.utf16_length(CANCELLED)
    while rules.utf16_length(title) > room:
        title = title[:-1]
    return f"{CANCELLED}{title}"


def pending_changes(event: Event, wanted: WebcastRequest) -> Changes:
    """Tell what would have to be sent for an event to become what a form says.

    Raises `Invalid` where a presenter portal would be taken away: the reference does not say that
    an update can do that, and a portal thought closed would still let its holder in.
    """
    if set(event.request.portals) - set(wanted.portals):
        message = say(
            "A presenter portal cannot be taken away or changed from here, only added. Put it "
            "back as it was, and close it in the platform's portal."
        )
        raise Invalid(message, field="portals")
    return changes_between(event.request, wanted)


def _changes_back(event: Event, revision: int, *, now: datetime) -> Changes:
    changes = changes_back(event)
    if event.cancelled_at:
        message = say("That webcast is cancelled. Restore it before you change it.")
        raise Invalid(message, field="event")
    if event.revision != revision or not changes:
        message = say("That cannot be undone any more: the webcast was changed again since.")
        raise Invalid(message, field="event")
    if min(event.request.starts_at, changes.get("starts_at", event.request.starts_at)) <= now:
        message = say("That cannot be undone any more: the start is past.")
        raise Invalid(message, field="event")
    return changes


async def _kept(
    event: Event,
    doubt: Job,
    edit: Edit,
    store: Store,
    clock: Clock,
    line: Line,
    spared: Collection[str] = (),
) -> Changed:
    """Keep what the platform did; while it worked, somebody may have changed the event, too."""
    news = news_of(line, clock(), spared=spared)
    before, after = await store.revise(event.workspace, event.id, edit, now=clock(), news=news)
    await store.drop_job(doubt)
    return Changed(event=after, before=before, lost_portals=_lost(before, after))


def _after(kept: Event, asked: Event, changes: Changes, receipt: Receipt) -> Event:
    after = _answered(kept, asked, changes, receipt)
    return replace(after, request=replace(kept.request, **changes), partial=receipt.partial)


def _answered(kept: Event, asked: Event, changes: Changes, receipt: Receipt) -> Event:
    """Take over what the platform answered.

    `asked` is the event for which it was asked. Where another change came in between, only what
    was asked for now is taken over: the answer may be older than the rest.
    """
    webcast = _merged(kept.webcast, receipt.webcast)
    if kept.revision != asked.revision:
        told = {name: getattr(webcast, name) for name in _READ if name in changes}
        webcast = replace(kept.webcast, portals=webcast.portals, **told)
    return replace(kept, webcast=webcast, revision=kept.revision + 1, before=None)


def _merged(before: Webcast, after: Webcast) -> Webcast:
    """Keep the portals we know where an answer names none: `status` never does."""
    return after if after.portals else replace(after, portals=before.portals)


def _drift(known: Webcast, now: Webcast) -> tuple[Difference, ...]:
    """Compare what `status` tells with what the platform said last, not with what was asked."""
    told = [name for name in _READ if name != "player_closes_at" or now.tells_player_close]
    pairs = [(name, getattr(known, name), getattr(now, name)) for name in told]
    return tuple(Difference(field=n, asked=was, got=got) for n, was, got in pairs if was != got)


def _drift_lines(event: Event, drift: tuple[Difference, ...], clock: Clock) -> list[HistoryEntry]:
    return [
        HistoryEntry(
            workspace=event.workspace,
            event_id=event.id,
            who="platform",
            what=f"{found.field} was edited in the portal",
            at=clock(),
            detail=_from_to(found.asked, found.got),
        )
        for found in drift
    ]


def _taken_over(event: Event, drift: tuple[Difference, ...]) -> WebcastRequest:
    """Make the request say what the portal says, as far as it can; a cancelled title stays."""
    got = {each.field: each.got for each in drift}
    if event.cancelled_at:
        got.pop("title", None)
    try:
        return replace(event.request, **cast("Changes", got))
    except Invalid:
        return event.request


def _lost(before: Event, after: Event) -> bool:
    kept = {portal.pin for portal in after.webcast.portals}
    return any(portal.pin not in kept for portal in before.webcast.portals)


def _from_to(old: object, new: object) -> str:
    return f"from {_plain(old)} to {_plain(new)}"


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="minutes")
        case timedelta():
            return f"{value // timedelta(minutes=1)} minutes"
        case tuple():
            return f"{len(value)} portals"
        case None | "":
            return "none"
        case _:
            return str(value)


def _lines(
    event: Event, changes: Changes, person: Person, clock: Clock, verb: str
) -> list[HistoryEntry]:
    return [
        _line(event, person, clock, f"{verb} {name}", _from_to(getattr(event.request, name), new))
        for name, new in changes.items()
    ]


def _line(event: Event, person: Person, clock: Clock, what: str, detail: str) -> HistoryEntry:
    return HistoryEntry(
        workspace=event.workspace,
        event_id=event.id,
        who=person.id,
        what=what,
        at=clock(),
        detail=detail,
    )
