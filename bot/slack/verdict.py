"""Whether a submitted form can be sent: a request, errors on their fields, or one more look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot import rules, typed
from bot.channels import MOST, Obstacle
from bot.domain import (
    Encoder,
    Live,
    OnDemand,
    Production,
    Rest,
    Source,
    Telephone,
    Vcu,
    VideoBridge,
    Webcam,
    WebcastRequest,
)
from bot.errors import Invalid
from bot.language import say
from bot.rules import Access, AcquisitionType, Kind
from bot.slack.form import Draft, block_id, read_close, read_when, unseen
from bot.slack.ids import Field
from bot.when.leads import read_reminders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do with a submitted form.

    Exactly one holds: `errors` by block id to correct, `request` to send, or a `question`, with
    which the `draft` has to be shown once more: because its times were not read back yet, or
    because it was not told yet who would see the announcement. `reminders` go with the request.
    """

    draft: Draft
    errors: dict[str, str] = field(default_factory=dict)
    request: WebcastRequest | None = None
    question: str = ""
    reminders: tuple[timedelta, ...] = ()


def judge(draft: Draft, *, now: datetime) -> Verdict:
    """Decide whether a submitted form can be sent, has to be corrected, or read once more.

    A time that the person has not seen in full yet is shown before anything is sent.
    """
    understood = replace(draft, when_read=read_when(draft, now=now))
    understood = replace(understood, close_read=read_close(understood, now=now))
    check = _Check()
    request = _request(understood, check, now=now)
    reminders = check.take(lambda: read_reminders(draft.reminders, field=Field.REMINDERS))
    check.take(lambda: _channels(draft))
    if check.errors:
        return Verdict(draft=understood, errors=_by_block(check.errors, understood))
    if question := _question(understood, draft):
        return Verdict(draft=understood, question=question)
    return Verdict(draft=understood, request=request, reminders=reminders or ())


def _question(understood: Draft, shown: Draft) -> str:
    """Ask to look at what was not shown yet; empty if all of it was."""
    if (understood.when_read, understood.close_read) != (shown.when_read, shown.close_read):
        if shown.editing:
            return say("This is how I understood the time. Press Save again if it is right.")
        return say("This is how I understood the time. Press Create again if it is right.")
    if unseen(shown):
        return say("This is who will see the announcement. Press Create again if it is right.")
    return ""


def judge_rest(draft: Draft) -> tuple[dict[str, str], Rest | None]:
    """Judge what the platform does not tell of a webcast: errors by block id, or what was said."""
    check = _Check()
    zone = check.take(lambda: _zone(draft))
    production = check.take(lambda: _production(draft))
    months = check.take(lambda: rules.expiration_months(draft.expiration))
    if check.errors or not (zone and production and months):
        return _by_block(check.errors, draft), None
    return {}, Rest(zone=zone, production=production, expiration_months=months)


class _Check:
    """Collects the sentence of every field that cannot be used, so that all show at once."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def take(self, check: Callable[[], T]) -> T | None:
        try:
            return check()
        except Invalid as error:
            self.errors.setdefault(error.field, str(error))
            return None


def _request(draft: Draft, check: _Check, *, now: datetime) -> WebcastRequest | None:
    title = check.take(lambda: rules.title(draft.title))
    start = check.take(lambda: _start(draft, now=now))
    zone = check.take(lambda: _zone(draft))
    length = check.take(lambda: _length(draft))
    production = check.take(lambda: _production(draft))
    capacity = check.take(lambda: rules.capacity(typed.whole(draft.capacity)))
    cost_center = check.take(lambda: rules.cost_center(draft.cost_center))
    folder_from = check.take(lambda: _folder_from(draft))
    portals = check.take(lambda: _portals(draft))
    closes_at = check.take(lambda: _closes_at(draft, start, length))
    if check.errors or not (title and start and zone and length and production and capacity):
        return None
    return check.take(
        lambda: WebcastRequest(
            title=title,
            starts_at=start,
            duration=length,
            zone=zone,
            production=production,
            capacity=capacity,
            expiration_months=draft.expiration,
            folder_id=draft.folder.id if draft.folder else None,
            folder_from_event=folder_from,
            cost_center=cost_center or "",
            portals=portals or (),
            player_closes_at=closes_at,
        )
    )


def _start(draft: Draft, *, now: datetime) -> datetime:
    reading = draft.when_read
    if reading is None:
        raise Invalid(say("Say when it starts, such as: next tuesday 3pm."), field=Field.WHEN)
    if reading.start is None:
        raise Invalid(reading.problem, field=Field.WHEN)
    if draft.editing and reading.start == draft.editing.start:
        return reading.start
    return rules.upcoming(reading.start, now=now)


def _zone(draft: Draft) -> str:
    if draft.zone is None:
        message = say("Choose the time zone that the webcast is announced in.")
        raise Invalid(message, field=Field.ZONE)
    said = draft.when_read.zone if draft.when_read and draft.when_read.start else None
    if said and said != draft.zone:
        message = say(
            "When names the time zone {zone}. Choose it here, or take it out of When.", zone=said
        )
        raise Invalid(message, field=Field.ZONE)
    return rules.zone(draft.zone)


def _length(draft: Draft) -> timedelta:
    chosen = rules.duration(timedelta(minutes=draft.duration))
    said = draft.when_read.length if draft.when_read else None
    if said and rules.round_duration(said) != chosen:
        minutes = int(rules.round_duration(said).total_seconds()) // 60
        message = say(
            "When says {minutes} minutes. Choose that here, or take it out of When.",
            minutes=minutes,
        )
        raise Invalid(message, field=Field.DURATION)
    return chosen


def _production(draft: Draft) -> Production:
    if draft.kind is Kind.ON_DEMAND:
        return OnDemand(media=draft.media)
    return Live(source=_source(draft), region=draft.region)


def _source(draft: Draft) -> Source:
    match draft.source:
        case AcquisitionType.VCU:
            words = say("Choose H.323 or SIP.")
            connection = _chosen(draft.vcu_connection, Field.VCU_CONNECTION, words)
            return Vcu(address=draft.vcu_address, connection=connection)
        case AcquisitionType.TELEPHONE:
            words = say("Choose direct dial or a bridge.")
            return Telephone(telephony=_chosen(draft.telephony, Field.TELEPHONY, words))
        case AcquisitionType.VIDEO_BRIDGE:
            words = say("Choose standard or advanced.")
            return VideoBridge(bridge=_chosen(draft.video_bridge, Field.VIDEO_BRIDGE, words))
        case AcquisitionType.ENCODER:
            return Encoder()
        case AcquisitionType.WEBCAM:
            return Webcam()


def _chosen(value: T | None, field: Field, message: str) -> T:
    if value is None:
        raise Invalid(message, field=field)
    return value


def _folder_from(draft: Draft) -> str | None:
    if not draft.folder_from.strip():
        return None
    if draft.folder:
        message = say("Choose a folder or the folder of another webcast, not both.")
        raise Invalid(message, field=Field.FOLDER_FROM)
    try:
        return rules.event_id(rules.event_id_in(draft.folder_from))
    except Invalid as error:
        raise Invalid(str(error), field=Field.FOLDER_FROM) from error


def _portals(draft: Draft) -> tuple[Access, ...]:
    filled = [(row, access) for row, access in enumerate(draft.portals) if access]
    seen: set[Access] = set()
    for row, access in filled:
        if access in seen:
            message = say("Another row gives the same access. Change one of the two.")
            raise Invalid(message, field=block_id(Field.PORTALS, draft, row))
        seen.add(access)
    return rules.portals(tuple(access for _, access in filled))


def _closes_at(draft: Draft, start: datetime | None, length: timedelta | None) -> datetime | None:
    reading = draft.close_read
    if reading is None:
        return None
    if reading.start is None:
        raise Invalid(reading.problem, field=Field.PLAYER_CLOSE)
    if reading.length:
        message = say("Give the time only, without a duration.")
        raise Invalid(message, field=Field.PLAYER_CLOSE)
    if start and length:
        rules.player_close(reading.start, end=start + length)
    return reading.start


def _channels(draft: Draft) -> None:
    """Refuse channels that the announcement must not go to, by name as far as that is known."""
    if len(draft.channels) > MOST:
        message = say("At most {most} channels at a time.", most=MOST)
        raise Invalid(message, field=Field.CHANNELS)
    if refused := " ".join(_refusals(draft)):
        raise Invalid(refused, field=Field.CHANNELS)


def _refusals(draft: Draft) -> Iterable[str]:
    for each in draft.seen:
        if each.channel not in draft.channels or each.obstacle in {None, Obstacle.NO_ANSWER}:
            continue
        if each.name:
            yield say("Take out #{channel}: {reason}", channel=each.name, reason=each.reason)
        else:
            yield say("Take out the channel that I cannot see: {reason}", reason=each.reason)


def _by_block(errors: dict[str, str], draft: Draft) -> dict[str, str]:
    fields = {str(field): field for field in Field}
    return {
        block_id(fields[name], draft) if name in fields else name: message
        for name, message in errors.items()
    }
