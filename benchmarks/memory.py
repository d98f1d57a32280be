"""Whether the bot's memory stays what it is over a hundred thousand interactions.

Run: .venv/bin/python -m benchmarks.memory [--interactions 100000] [--keep DIR] [--write]

One process of the bot on SQLite, with a thousand webcasts, is sent a mix: help, a list, a webcast,
forms that are opened and drawn anew, Homes, and now and then a webcast is created. Each is worked
off before its person sends the next. After each tenth the resident memory of the process is
printed. A bare Bolt app is sent as many commands.
"""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import psutil

from benchmarks import figures
from benchmarks.filling import Filling, copied_sqlite, filled_sqlite
from benchmarks.house import TOWN_HALL, bare, bots, opened
from bot.demo.people import STAFF, TEAM_ID
from bot.slack.ids import View

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from benchmarks.figures import Run
    from benchmarks.house import House, Served

KNOWN = Filling(events=1000, workspace=TEAM_ID)
AT_ONCE = 32
PARTS = 10
SELDOM = 200
"""Of so many interactions of one person, one creates a webcast."""
PATIENCE = 10.0
VERBS = ("help", "list all", "show next", "help form", "list", "history next")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many interactions, and whether the figures stay."""

    interactions: int
    run: Run


class Somebody:
    """One person, who sends one thing after the other."""

    def __init__(self, user: str, served: Served, numbers: Iterator[int]) -> None:
        self._user = user
        self._slack = served.house.slack
        self._slack.events_url = served.url
        self._served = served
        self._numbers = numbers

    async def work(self, turns: int) -> None:
        """Send so many."""
        done = 0
        while done < turns:
            if done % SELDOM == SELDOM - 1:
                done += await self._create()
            elif done % 20 == 0:
                done += await self._form() + await self._home()
            else:
                await self._served.command(next(self._numbers), VERBS[done % len(VERBS)])
                done += 1

    async def _home(self) -> int:
        """Open Home."""
        homes = self._slack.world.modals.homes
        before = homes.get(self._user)
        hash_before = before.hash if before else ""
        await self._slack.open_home(self._user)
        await until(lambda: self._user in homes and homes[self._user].hash != hash_before)
        return 1

    async def _form(self) -> int:
        """Open the form, and have it drawn anew for another kind of webcast."""
        await self._open_form()
        [view] = self._slack.views(self._user)
        block = next(each for each in view["blocks"] if each.get("block_id", "") == "kind")
        element = block.get("element") or block["elements"][0]
        await self._slack.action(
            self._user, "kind", element["action_id"], view_id=view["id"], value="ondemand"
        )
        await until(lambda: self._slack.views(self._user)[-1]["hash"] != view["hash"])
        self._slack.reload(self._user)
        return 2

    async def _create(self) -> int:
        """Create a webcast; the form may ask once more who shall see it."""
        await self._open_form()
        turns = 1
        while views := self._slack.views(self._user):
            if views[-1]["callback_id"] != View.FORM:
                break
            await self._slack.submit(self._user, views[-1]["id"], {})
            turns += 1
            await asyncio.sleep(0.05)
        self._slack.reload(self._user)
        return turns

    async def _open_form(self) -> None:
        self._slack.reload(self._user)
        words = f'/webcast create "Webcast {next(self._numbers)}" in 3 days at 15:00'
        await self._slack.command(self._user, TOWN_HALL, words)
        await until(lambda: bool(self._slack.views(self._user)))


class Commands:
    """One person who sends nothing but commands."""

    def __init__(self, served: Served, numbers: Iterator[int]) -> None:
        self._served = served
        self._numbers = numbers

    async def work(self, turns: int) -> None:
        """Send so many."""
        for _ in range(turns):
            await self._served.command(next(self._numbers), "help")


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something shows in Slack."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  (another process brings it about)
            await asyncio.sleep(0.002)


async def grow(
    name: str, served: Served, work: Callable[[int], Awaitable[object]], wanted: Wanted
) -> None:
    """Send everything, and tell the memory in MiB at the start and after each tenth."""
    process = psutil.Process(served.processes[0].pid)
    sizes = [process.memory_info().rss / 2**20]
    for part in range(1, PARTS + 1):
        await work(wanted.interactions // PARTS)
        sizes.append(process.memory_info().rss / 2**20)
        done = part * wanted.interactions // PARTS
        print(f"{name:10}{done:9,}{sizes[-1]:8.1f} MiB", flush=True)
        wanted.run.note(f"memory {name}", {"interactions": done, "mib": sizes})
    print(f"{name:10} grew by {sizes[-1] - sizes[2]:.1f} MiB since the second tenth", flush=True)


async def of_the_bot(house: House, wanted: Wanted) -> None:
    """Measure one process of the bot, with its people at work side by side."""
    database = await filled_sqlite(wanted.run.folder, KNOWN)
    with copied_sqlite(database) as url:
        async with bots(house, url, 1) as bot:
            numbers = count()
            people = [Somebody(each.id, bot, numbers) for each in STAFF]

            async def work(turns: int) -> None:
                await asyncio.gather(*(each.work(turns // len(people)) for each in people))

            await grow("this bot", bot, work, wanted)


async def of_a_bare_app(house: House, wanted: Wanted) -> None:
    """Measure a bare app."""
    async with bare(house) as app:
        numbers = count()
        people = [Commands(app, numbers) for _ in range(AT_ONCE)]

        async def work(turns: int) -> None:
            await asyncio.gather(*(each.work(turns // AT_ONCE) for each in people))

        await grow("bare Bolt", app, work, wanted)


async def main(wanted: Wanted) -> None:
    """Measure both."""
    async with opened() as house:
        await of_a_bare_app(house, wanted)
        await of_the_bot(house, wanted)


if __name__ == "__main__":
    parser = ArgumentParser(description="Whether memory stays what it is.")
    parser.add_argument("--interactions", type=int, default=100_000)
    figures.add_options(parser)
    options = parser.parse_args()
    with figures.running(options) as begun:
        asyncio.run(main(Wanted(interactions=options.interactions, run=begun)))
