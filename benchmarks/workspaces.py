"""What a process takes for each workspace that it serves: memory, and time at its start.

Run: .venv/bin/python -m benchmarks.workspaces [--workspaces 500] [--write]

So many workspaces have installed the bot, which opens each at its start. Nobody is asked but the
database, a SQLite file.
"""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psutil

from benchmarks import figures
from benchmarks.filling import KEY
from bot.assembly import open_bot
from bot.config import Config
from bot.store import Cipher, open_store
from bot.tenancy import Installation

if TYPE_CHECKING:
    from benchmarks.figures import Run


async def install(url: str, number: int) -> None:
    """Install the bot in so many workspaces."""
    async with await open_store(url, Cipher([KEY])) as store:
        for each in range(number):
            await store.keep_installation(
                Installation(
                    enterprise="",
                    team=f"T{each}",
                    name=f"Workspace {each}",
                    bot_id=f"B{each}",
                    bot_user=f"U{each}",
                    installed_at=datetime.now(UTC),
                    token=f"xoxb-{each}",
                )
            )


async def opened(url: str) -> tuple[float, float]:
    """Start the bot, and open every workspace; return the memory in MiB and the seconds."""
    settings = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "benchmark",
        "SLACK_SIGNING_SECRET": "benchmark",
        "DATABASE_URL": url,
        "ENCRYPTION_KEY": KEY,
    }
    began = time.perf_counter()
    async with open_bot(Config.from_env(settings)) as bot:
        await bot.tenants.idle()
        return psutil.Process().memory_info().rss / 2**20, time.perf_counter() - began


async def main(number: int, run: Run) -> None:
    """Start with one workspace, then with all of them."""
    sizes, spans = [], []
    for installed in (1, number):
        url = f"sqlite:///{run.folder / f'{installed}.workspaces.db'}"
        await install(url, installed)
        size, seconds = await opened(url)
        sizes.append(size)
        spans.append(seconds)
    found = {
        "workspaces": number,
        "mib": (sizes[1] - sizes[0]) / (number - 1),
        "seconds": (spans[1] - spans[0]) / (number - 1),
    }
    print(
        f"each of {number} workspaces: {1024 * found['mib']:.0f} KiB, "
        f"{1000 * found['seconds']:.1f} ms at the start"
    )
    run.note("workspaces", found)


if __name__ == "__main__":
    parser = ArgumentParser(description="What a process takes for each workspace.")
    parser.add_argument("--workspaces", type=int, default=500)
    figures.add_options(parser)
    wanted = parser.parse_args()
    with figures.running(wanted) as begun:
        asyncio.run(main(wanted.workspaces, begun))
