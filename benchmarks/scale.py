"""What a million webcasts cost: list, Home, show and create, beside the same with a thousand.

Run: .venv/bin/python -m benchmarks.scale [--events 1000000] [--rounds 200] [--keep DIR] [--write]

Both databases of a kind are filled with webcasts of one workspace, fifty for each owner, over ten
years that are past and two that are ahead; then one person's work is timed in both, taking turns.
The platform is not asked: it answers at once.
"""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import figures
from benchmarks.filling import (
    KEY,
    NOW,
    REQUEST,
    Filling,
    copied,
    copied_sqlite,
    filled,
    filled_sqlite,
    postgresql,
)
from bot.domain import Person, Receipt, Role, WebcastRequest, Wish
from bot.service.create import create_webcast
from bot.service.find import Scope, find_events, list_events
from bot.service.overview import overview
from bot.store import Cipher, open_store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from benchmarks.figures import Run
    from bot.service.ports import Store

    Timed = Callable[[Store], Awaitable[object]]

FEW = 1000
PERSON = Person(workspace="T1", id="U3", zone="US/Eastern", role=Role.CREATOR)


def wish(key: str) -> Wish:
    """Make a wish for a webcast."""
    return Wish(
        key=key,
        workspace="T1",
        owner=PERSON.id,
        request=REQUEST,
        channels=("C1",),
        asked_at=NOW,
        reference="abc123",
    )


class Platform:
    """Creates at once."""

    def __init__(self) -> None:
        self.number = 5_000_000

    async def create(self, request: WebcastRequest) -> Receipt:
        """Answer as the platform does."""
        self.number += 1
        webcast = replace(
            Filling(events=FEW).event(0).webcast, id=str(self.number), title=request.title
        )
        return Receipt(webcast=webcast)


class Work:
    """What one person does, in any of the databases."""

    def __init__(self, count: int) -> None:
        self._platform = Platform()
        self._made = 0
        self.id = str(1_000_000 + count - 5)

    async def list_mine(self, store: Store) -> object:
        """`/webcast list`."""
        return await self._list(Scope.MINE_AHEAD, store)

    async def list_here(self, store: Store) -> object:
        """`/webcast list here`."""
        return await self._list(Scope.HERE, store)

    async def list_all(self, store: Store) -> object:
        """`/webcast list all`."""
        return await self._list(Scope.ALL, store)

    async def home(self, store: Store) -> object:
        """Open Home: what needs attention, what is ahead, what was."""
        return await overview(PERSON, mine=True, ahead=0, recent=0, store=store, clock=now)

    async def home_of_all(self, store: Store) -> object:
        """Open Home, turned to everybody's webcasts."""
        return await overview(PERSON, mine=False, ahead=0, recent=0, store=store, clock=now)

    async def show(self, store: Store) -> object:
        """`/webcast show ID`."""
        found = await find_events(self.id, person=PERSON, store=store, clock=now)
        await store.posts("T1", found[0].id)
        return found

    async def show_next(self, store: Store) -> object:
        """`/webcast show next`."""
        return await find_events("next", person=PERSON, store=store, clock=now)

    async def create(self, store: Store) -> object:
        """Create a webcast, as far as the database is asked."""
        self._made += 1
        return await create_webcast(
            wish(f"W{self._made}"), webcasts=self._platform, store=store, clock=now
        )

    async def _list(self, scope: Scope, store: Store) -> object:
        return await list_events(scope, "", person=PERSON, channel="CU7", store=store, clock=now)


def now() -> datetime:
    """Tell the same time to everybody."""
    return NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds of one thing with few webcasts and with many, medians."""

    name: str
    few: float
    many: float


async def measure(few: Store, many: Store, count: int, rounds: int) -> list[Timing]:
    """Time everything in both databases, taking turns."""
    places = [(few, Work(FEW)), (many, Work(count))]
    seldom = max(rounds // 10, 3)
    often = ("list_mine", "home", "show", "show_next", "create", "list_here")
    rarely = ("list_all", "home_of_all")
    of_one = [await compare(name, places, rounds) for name in often]
    return of_one + [await compare(name, places, seldom) for name in rarely]


async def compare(name: str, places: list[tuple[Store, Work]], rounds: int) -> Timing:
    """Time one thing."""
    spent: list[list[float]] = [[], []]
    for turn in range(rounds + 3):
        for (store, work), times in zip(places, spent, strict=True):
            began = time.perf_counter()
            await getattr(work, name)(store)
            if turn >= 3:  # the first ones fill caches  # noqa: PLR2004
                times.append((time.perf_counter() - began) * 1000)
    return Timing(name=name, few=median(spent[0]), many=median(spent[1]))


async def compare_databases(
    kind: str, urls: Iterable[str], count: int, rounds: int, run: Run
) -> None:
    """Time the small and the large database of a kind, and print."""
    async with AsyncExitStack() as stack:
        few, many = [
            await stack.enter_async_context(await open_store(url, Cipher([KEY]))) for url in urls
        ]
        timings = await measure(few, many, count, rounds)
    print(f"{'':24}{FEW:>12,}{count:>12,}    ratio")
    for each in timings:
        ratio = each.many / each.few
        print(f"{kind + ' ' + each.name:24}{each.few:9.2f} ms{each.many:9.2f} ms{ratio:9.2f}")
    run.note(f"scale {kind}", {"events": count, "timings": list(map(asdict, timings))})


async def in_sqlite(run: Run, count: int, rounds: int) -> None:
    """Measure SQLite, in copies of what is kept."""
    files = [await filled_sqlite(run.folder, Filling(events=size)) for size in (FEW, count)]
    with copied_sqlite(files[0]) as few, copied_sqlite(files[1]) as many:
        await compare_databases("SQLite", (few, many), count, rounds, run)


async def in_postgresql(run: Run, count: int, rounds: int) -> None:
    """Measure PostgreSQL, in copies of what is kept."""
    with postgresql(run.folder) as server:
        names = [await filled(server, Filling(events=size)) for size in (FEW, count)]
        with copied(server, names[0]) as few, copied(server, names[1]) as many:
            await compare_databases("PostgreSQL", (few, many), count, rounds, run)


async def main(count: int, rounds: int, run: Run) -> None:
    """Measure both kinds of database."""
    await in_sqlite(run, count, rounds)
    await in_postgresql(run, count, rounds)


if __name__ == "__main__":
    parser = ArgumentParser(description="What a million webcasts cost.")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=200)
    figures.add_options(parser)
    wanted = parser.parse_args()
    with figures.running(wanted) as begun:
        asyncio.run(main(wanted.events, wanted.rounds, begun))
