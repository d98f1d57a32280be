"""A process of its own for the tests: does what is due in a database, then tells or dies.

Arguments: what to do, the URL, the key, the moment in ISO 8601. It prints a line per reminder.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

from bot.service.due import run_due
from bot.store import Cipher, open_store

if TYPE_CHECKING:
    from bot.domain import Event, Post
    from bot.plans import Job
    from bot.service.ports import Chats


class Printing:
    """A Slack that prints whom it reminds, or during which the process is killed."""

    def __init__(self, *, deadly: bool) -> None:
        self.deadly = deadly

    async def chat_of(self, _workspace: str) -> Self:
        return self

    async def is_shared_outside(self, channel: str) -> bool:
        return channel == "nowhere"

    async def edit_post(self, post: Post, event: Event) -> None: ...

    async def remind(self, job: Job, _event: Event) -> tuple[str, str]:
        sys.stdout.write(f"{job.target}\n")
        sys.stdout.flush()
        if self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0)
        return job.target, "1.1"


async def main(task: str, url: str, key: str, now: str) -> None:
    chats = cast("Chats", Printing(deadly=task == "die"))
    async with await open_store(url, Cipher([key])) as store:
        while await run_due(chats=chats, store=store, clock=lambda: datetime.fromisoformat(now)):
            pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
