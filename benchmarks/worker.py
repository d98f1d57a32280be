"""One process of a simulated day: the bot's own alarm, with a Slack that posts nowhere.

Arguments: the URL of the database, its key, and the seconds that Slack takes for each call. Each
line of its input is a moment of the day and one of the machine's own clock, in nanoseconds, from
which on time runs as it does. It prints a line for each reminder, and at last how long it worked.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self, cast

from bot.service.alarm import Alarm
from bot.store import Cipher, open_store, rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from bot.domain import Event, Post
    from bot.plans import Job
    from bot.service.ports import Chats

PATIENCE = 10.0


class DayClock:
    """The time of the day, which everybody is told alike; it runs, and it jumps."""

    def __init__(self) -> None:
        self._at = self._since = 0

    def __call__(self) -> datetime:
        """Tell the time."""
        passed = self._at + time.monotonic_ns() - self._since
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=passed // 1000)

    def jump(self, at: int, since: int) -> None:
        """Go to a moment of the day, which it was at a moment of the machine's clock."""
        self._at, self._since = at, since


class Nowhere:
    """The Slack of every workspace: it takes its time, and tells of reminders."""

    def __init__(self, seconds: float, clock: DayClock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._posted = 0

    async def chat_of(self, _workspace: str) -> Self:
        """Return itself."""
        return self

    async def draw_homes(self, _workspace: str, _users: Collection[str]) -> None:
        """Draw nothing: nobody has opened theirs."""

    async def is_shared_outside(self, _channel: str) -> bool:
        """Say of every channel that it is not."""
        await asyncio.sleep(self._seconds)
        return False

    async def edit_post(self, _post: Post, _event: Event) -> None:
        """Take the change of a card."""
        await asyncio.sleep(self._seconds)

    async def remove(self, _channel: str, _ts: str) -> None:
        """Take a message away."""
        await asyncio.sleep(self._seconds)

    async def remind(self, job: Job, _event: Event) -> tuple[str, str]:
        """Take a reminder, and print which and how late."""
        await asyncio.sleep(self._seconds)
        self._posted += 1
        late = (self._clock() - job.due_at).total_seconds()
        due = rows.millis(job.due_at)
        said = [job.workspace, job.event_id, job.target, due, job.detail, late]
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        return job.target, f"2.{self._posted}"


async def lines() -> AsyncIterator[bytes]:
    """Read the input, line by line."""
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    async for line in reader:
        yield line


async def main(url: str, key: str, seconds: float) -> None:
    """Do what is due, whatever the time is said to be."""
    clock = DayClock()
    chats = cast("Chats", Nowhere(seconds, clock))
    async with await open_store(url, Cipher([key])) as store:
        alarm = Alarm(chats=chats, store=store, clock=clock)
        is_begun = False
        sys.stdout.write('"ready"\n')
        sys.stdout.flush()
        async for line in lines():
            clock.jump(*map(int, line.split()))
            if not is_begun:
                alarm.start()
            is_begun = True
            alarm.wake()
        await alarm.close(patience=PATIENCE)
    sys.stdout.write(json.dumps({"processor": time.process_time()}) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
