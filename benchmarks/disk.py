"""What a webcast takes on the disk, with all that it leaves behind, in each database.

Run: .venv/bin/python -m benchmarks.disk [--events 50000] [--write]

A webcast is its wish, its card and its owner's message, three changes of its card, three reminders
in one channel, and one line of history; indexes count. What is on record later adds to it.
"""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import TYPE_CHECKING

import psycopg

from benchmarks import figures
from benchmarks.filling import Filling, filled, filled_sqlite, postgresql

if TYPE_CHECKING:
    from benchmarks.figures import Run
    from tests.postgres import Server

FEW = 100


async def in_sqlite(run: Run, events: int) -> int:
    """Return the bytes of a SQLite file."""
    path = await filled_sqlite(run.folder, Filling(events=events, is_whole=True))
    return path.stat().st_size


async def in_postgresql(server: Server, events: int) -> int:
    """Return the bytes of a database of PostgreSQL's."""
    name = await filled(server, Filling(events=events, is_whole=True))
    with psycopg.connect(server.url(name)) as db:
        [(size,)] = db.execute("SELECT pg_database_size(current_database())").fetchall()
    return int(size)


async def main(events: int, run: Run) -> None:
    """Fill both with few and with many, and print what one more takes."""
    sqlite = [await in_sqlite(run, each) for each in (FEW, events)]
    with postgresql(run.folder) as server:
        postgres = [await in_postgresql(server, each) for each in (FEW, events)]
    found = {
        name: (many - few) / (events - FEW)
        for name, (few, many) in (("SQLite", sqlite), ("PostgreSQL", postgres))
    }
    for name, each in found.items():
        print(f"{name:12}{each:7.0f} bytes a webcast")
    run.note("disk", found)


if __name__ == "__main__":
    parser = ArgumentParser(description="What a webcast takes on the disk.")
    parser.add_argument("--events", type=int, default=50_000)
    figures.add_options(parser)
    wanted = parser.parse_args()
    with figures.running(wanted) as begun:
        asyncio.run(main(wanted.events, begun))
