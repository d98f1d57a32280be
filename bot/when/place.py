"""Where the clock hangs: in the zone spoken of, or in the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

import pytz

from bot.errors import NotUnderstood
from bot.language import say
from bot.when import zones
from bot.when.open import Open
from bot.when.zonewords import meanings

if TYPE_CHECKING:
    from bot.when.parts import SaidZone


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A clock on a wall: an IANA `area`, or a fixed `offset` where only that was said."""

    own: str
    area: str | None
    offset: timedelta = timedelta()
    said: tuple[SaidZone, ...] = ()

    @property
    def clock(self) -> tzinfo:
        """The time zone to read the clock in."""
        return timezone(self.offset) if self.area is None else zones.load(self.area)

    def at(self, wall: datetime) -> datetime:
        """Return the one moment at which the clock shows that time; raises Open if there is none.

        Open carries the moments just before and after a gap, or both of a repeated time.
        """
        moment = self._exactly(wall, self.area)
        if not all(_agrees(said, moment) for said in self.said):
            message = say("Two time zones are named that differ at that time. Name one of them.")
            raise NotUnderstood(message)
        return moment

    def elapsed(self, start: datetime, length: timedelta) -> timedelta:
        """Return how long it is until the clock shows so much more, if it changes in between."""
        try:
            end = self._exactly(start.replace(tzinfo=None) + length, self.area)
        except Open:
            return length
        return end - start

    def listed(self, moment: datetime) -> str | None:
        """Return the platform's zone that shows the same clock on that day."""
        if self.area is not None:
            return zones.listed_zone(self.area, moment)
        return zones.listed_for_offset(self.offset, moment, own=self.own)

    def _exactly(self, wall: datetime, area: str | None) -> datetime:
        if area is None:
            return wall.replace(tzinfo=self.clock)
        clock = zones.load(area)
        try:
            return clock.localize(wall, is_dst=None)
        except pytz.NonExistentTimeError as error:
            raise _skipped(zones.both(clock, wall)) from error
        except pytz.AmbiguousTimeError as error:
            return self._the_one_meant(zones.both(clock, wall), error)

    def _the_one_meant(self, moments: tuple[datetime, ...], error: Exception) -> datetime:
        """Return the moment with the offset that was said, else of the season that was said."""
        offsets = [timedelta(minutes=said.offset) for said in self.said if said.offset is not None]
        seasons = [said.summer for said in self.said if said.summer is not None]
        for moment in moments:
            if offsets and moment.utcoffset() == offsets[-1]:
                return moment
            if seasons and not offsets and bool(moment.dst()) == seasons[-1]:
                return moment
        message = say("The clocks go back then and show that time twice. Which of the two?")
        raise Open(message, moments=moments) from error


def place_of(said: tuple[SaidZone, ...], own: str) -> Place:
    """Return where the clock hangs. The first area named decides; all others have to agree."""
    if len(said) == 1 and len(either := meanings(said[0], own)) > 1:
        one, other = either
        name = said[0].said.upper()
        message = say(
            '"{name}" can mean {one} or {other}. Which one?', name=name, one=one, other=other
        )
        raise Open(message, areas=either)
    areas = tuple(zone.area for zone in said if zone.area is not None)
    offsets = [zone.offset for zone in said if zone.offset is not None]
    if offsets and not areas:
        return Place(own=own, area=None, offset=timedelta(minutes=offsets[0]), said=said)
    return Place(own=own, area=areas[0] if areas else own, said=said)


def _skipped(moments: tuple[datetime, ...]) -> Open:
    message = say(
        "The clocks go forward then and skip that time. Give a time before or after the change."
    )
    return Open(message, moments=moments)


def _agrees(said: SaidZone, moment: datetime) -> bool:
    if said.offset is not None:
        return moment.utcoffset() == timedelta(minutes=said.offset)
    if said.area is None:
        return True
    return moment.astimezone(zones.load(said.area)).utcoffset() == moment.utcoffset()
