"""The workspace's clock: it runs by itself, and people may move it forward, never back."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.demo.errors import DriverError

END = datetime(2100, 1, 1, tzinfo=UTC)


class Clock:
    """Seconds since 1970 from `source`, and what people added; `watchers` hear of each move."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self.ahead = 0.0
        self.watchers: list[Callable[[], None]] = []

    def __call__(self) -> float:
        """Tell the time in seconds since 1970."""
        return self._source() + self.ahead

    @property
    def now(self) -> datetime:
        """The time as an aware moment in UTC."""
        return datetime.fromtimestamp(self(), UTC)

    def advance(self, by: timedelta) -> None:
        """Move forward; refused backwards, or beyond the year 2100."""
        if by < timedelta(0):
            raise DriverError("The clock only moves forward.")
        if by > END - self.now:
            raise DriverError("The clock of the demo ends with the year 2099.")
        self.ahead += by.total_seconds()
        for watcher in self.watchers:
            watcher()

    def jump(self, to: datetime) -> None:
        """Move forward to an aware moment."""
        self.advance(to - self.now)
