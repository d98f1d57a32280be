"""What a phrase leaves open, with all that it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.when.parts import Clock


class Open(Exception):
    """The words fit more than one moment, or miss one narrowly: a person has to choose.

    The message asks; the clocks, areas, dates or moments are what could be meant.
    """

    def __init__(
        self,
        message: str,
        *,
        clocks: tuple[Clock, ...] = (),
        areas: tuple[str, ...] = (),
        dates: tuple[date, ...] = (),
        moments: tuple[datetime, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.clocks = clocks
        self.areas = areas
        self.dates = dates
        self.moments = moments
