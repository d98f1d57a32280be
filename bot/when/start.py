"""A phrase → one moment, or a sentence that says why not and what to type instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.errors import NotUnderstood
from bot.language import say
from bot.rules import HORIZON
from bot.when import refusals, zones
from bot.when.days import Calendar
from bot.when.grammar import Wish, understand
from bot.when.hours import certain, halves
from bot.when.moment import ends_on, is_again, length_of, minute_of, moment_of
from bot.when.open import Open
from bot.when.parts import HOUR, Clock, FromNow, SaidZone
from bot.when.phrase import LIMIT, normalise
from bot.when.place import Place, place_of
from bot.when.spelling import spell
from bot.when.understood import notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One moment that is ahead.

    `start` is on the clock of `zone`, which is one of the platform's 18, and is not rounded.
    `understood` pairs the words of each part with what they were taken to mean.
    """

    start: datetime
    zone: str
    duration: timedelta | None
    zone_was_said: bool
    understood: tuple[tuple[str, str], ...]

    @property
    def duration_min(self) -> int | None:
        """The duration in minutes, rounded up to whole ones."""
        return None if self.duration is None else -(-self.duration // timedelta(minutes=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: when, and in which zone."""

    now: datetime
    zone: str

    def can_have(self, moment: datetime) -> bool:
        """Tell whether a moment is ahead and not too far."""
        return self.now < moment <= self.now + HORIZON


def read_start(text: str, *, now: datetime, zone: str) -> Start:
    """Return the one moment that the words name.

    `now` is aware; `zone` is the person's, any IANA name. Raises NotUnderstood, with phrases that
    would be accepted as its `choices` where there are some, and nothing else.
    """
    line = _line(text)
    zones.load(zone)
    asker = Asker(now=now, zone=zone)
    understanding = understand(line)
    try:
        if understanding.wish:
            return _start(understanding.wish, asker)
        if understanding.doubtful:
            raise _doubtful(understanding.doubtful, asker)
        if understanding.timeless:
            raise _timeless(understanding.timeless, asker)
    except OverflowError as error:
        message = say("That date is out of reach. Check the year.")
        raise NotUnderstood(message) from error
    raise refusals.not_covered(line, understanding.reached)


def _line(text: str) -> str:
    if len(text) > LIMIT:
        raise refusals.too_long(LIMIT)
    line = normalise(text)
    if len(line) > LIMIT:
        raise refusals.too_long(LIMIT)
    if not line:
        raise refusals.nothing_said()
    return line


def _start(wish: Wish, asker: Asker) -> Start:
    """Settle a wish; where something is open, refuse with all that it could be."""
    try:
        return _settled(wish, asker)
    except Open as question:
        choices = _choices(question, wish, asker)
        if question.moments and not choices:
            raise refusals.past(()) from question
        raise NotUnderstood(question.message, choices=choices) from question


def _choices(question: Open, wish: Wish, asker: Asker) -> tuple[str, ...]:
    """Return a phrase for each thing the question leaves open, if it can be had."""
    if question.moments:
        place = place_of(wish.zones, asker.zone)
        return _spelled(question.moments, place, length_of(wish), asker)
    return _phrases(_alternatives(question, wish), asker)


def _alternatives(question: Open, wish: Wish) -> list[Wish]:
    if question.clocks:
        return [replace(wish, clock=clock) for clock in question.clocks]
    if question.areas:
        zones_said = [SaidZone(said=area.lower(), area=area) for area in question.areas]
        return [replace(wish, zones=(said,)) for said in zones_said]
    if wish.clock is None:
        return []
    settled = replace(wish, part_of_day=None, clock=certain(wish.clock, minute_of(wish)))
    days = [
        Calendar(said="", day=day.day, month=day.month, year=day.year) for day in question.dates
    ]
    return [replace(settled, days=(day,)) for day in days]


def _phrases(wishes: list[Wish], asker: Asker) -> tuple[str, ...]:
    phrases = []
    for wish in wishes:
        try:
            start = _settled(wish, asker)
        except (NotUnderstood, Open):
            continue
        phrases.append(spell(start.start, start.zone, start.duration))
    return tuple(dict.fromkeys(phrases))


def _settled(wish: Wish, asker: Asker) -> Start:
    place = place_of(wish.zones, asker.zone)
    length = length_of(wish)
    moment = moment_of(wish, place, asker.now)
    _refuse_contradictions(wish, moment, length, asker)
    if wish.until and length:
        length = place.elapsed(moment, length)
    _refuse_out_of_reach(moment, place, length, asker)
    listed = place.listed(moment)
    if listed is None:
        raise _unlisted(moment, place, length)
    start = moment.astimezone(zones.load(listed))
    return Start(
        start=start,
        zone=listed,
        duration=length,
        zone_was_said=bool(wish.zones),
        understood=notes(wish, start, listed, length, asker.now),
    )


def _refuse_contradictions(
    wish: Wish, moment: datetime, length: timedelta | None, asker: Asker
) -> None:
    end_day = wish.until.day if wish.until else None
    if end_day and not ends_on(end_day, moment, length, asker.zone, asker.now):
        raise refusals.two_days()
    for again in wish.again:
        if not is_again(again, moment, length, asker.zone, asker.now):
            raise refusals.other_moment(again.said)


def _unlisted(moment: datetime, place: Place, length: timedelta | None) -> NotUnderstood:
    area = place.area or place.own
    same = zones.same_offset_choices(area, moment)
    return refusals.unlisted(area, tuple(spell(moment, zone, length) for zone in same))


def _refuse_out_of_reach(
    moment: datetime, place: Place, length: timedelta | None, asker: Asker
) -> None:
    if moment > asker.now + HORIZON:
        raise refusals.too_far()
    if moment > asker.now:
        return
    here, then = asker.now.astimezone(place.clock), moment.astimezone(place.clock)
    if here.date() != then.date():
        raise refusals.past(())
    tomorrow = datetime.combine(here.date() + timedelta(days=1), then.time())
    moments: tuple[datetime, ...]
    try:
        moments = (place.at(tomorrow),)
    except Open as question:
        moments = question.moments[:1]
    raise refusals.past(_spelled(moments, place, length, asker))


def _spelled(
    moments: tuple[datetime, ...], place: Place, length: timedelta | None, asker: Asker
) -> tuple[str, ...]:
    possible = [moment for moment in moments if asker.can_have(moment)]
    return tuple(spell(at, place.listed(at) or zones.UNIVERSAL, length) for at in possible)


def _doubtful(wish: Wish, asker: Asker) -> NotUnderstood:
    if wish.clock is None:
        return refusals.said_twice()
    clear = [replace(wish, clock=clock) for clock in halves(wish.clock)]
    return refusals.doubtful_clock(wish.clock, _phrases(clear, asker))


def _timeless(wish: Wish, asker: Asker) -> NotUnderstood:
    if not wish.days and not wish.part_of_day:
        return _without_a_start(wish, asker)
    clocks = [_on_the_hour(hour) for hour in refusals.usual_hours(wish.part_of_day)]
    wishes = [replace(wish, clock=clock) for clock in clocks]
    _start(wishes[-1], asker)
    return refusals.timeless(_phrases(wishes, asker))


def _without_a_start(wish: Wish, asker: Asker) -> NotUnderstood:
    if wish.length is None:
        return refusals.only_a_zone()
    amount = wish.length.amount
    from_now = Wish(parts=(), from_now=FromNow(said=amount.said, amount=amount))
    choices = (f"in {amount.said}",) if _phrases([from_now], asker) else ()
    return refusals.only_a_length(amount.said, choices)


def _on_the_hour(hour: int) -> Clock:
    return Clock(said=f"{time(hour):%H:%M}", minute=hour * HOUR, sure=True)
