"""A day of reminders in a database with a million webcasts, on a clock that skips what is idle.

Run: .venv/bin/python -m benchmarks.day [--events 1000000] [--daily 4000] [--keep DIR] [--write]

Workers, processes of their own, run the bot's alarm on one PostgreSQL. Their clock runs as usual
while anything is due and jumps to the next moment when nothing is. Besides the webcasts of twelve
years, so many start on the day, and on the day after, most on the full hour of the busy hours. Each
has three changes of its card and three reminders in its channel: a day and 15 minutes before, and
at the start. Slack is a wait. Ends with 1 if a reminder was missed or came twice.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg

from benchmarks import figures
from benchmarks.filling import DAY, KEY, Filling, copied, filled, postgresql
from bot.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.figures import Run
    from tests.postgres import Server

ROOT = Path(__file__).parents[1]
IN_TIME = 5.0
"""Seconds after which a reminder is called late."""
SLOW = 200
"""Milliseconds after which a statement is called slow."""
LOOK_AGAIN = 0.02
PLANNED = """
SELECT workspace, event_id, target, due_at, detail FROM jobs
WHERE kind = 'reminder' AND state = 'planned' AND due_at > %s AND due_at <= %s
"""
DUE = """
SELECT due_at, count(*) FROM jobs WHERE state = 'planned' AND due_at > %s AND due_at <= %s
GROUP BY due_at
"""
NEXT = "SELECT min(due_at) FROM jobs WHERE state = 'planned'"
LEFT = """
SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'planned' AND due_at <= %s)
  OR EXISTS (SELECT 1 FROM jobs WHERE state = 'firing')
"""


class Reminder(NamedTuple):
    """What tells one reminder from another; `due_at` is in milliseconds since 1970."""

    workspace: str
    event_id: str
    target: str
    due_at: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Which part of the day is played, by how many workers; Slack takes `slack` seconds a call."""

    begin: datetime = DAY
    end: datetime = DAY + timedelta(days=1)
    workers: int = 1
    slack: float = 0.15

    @property
    def span(self) -> tuple[int, int]:
        """From when to when, in milliseconds since 1970."""
        return rows.millis(self.begin), rows.millis(self.end)


@dataclass(slots=True, kw_only=True)
class Played:
    """What came of it: how much was due at each moment, and how late each reminder was."""

    planned: set[Reminder]
    due: dict[int, int]
    late: dict[Reminder, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    processor: float = 0.0

    def note(self, said: Any) -> None:  # noqa: ANN401  (a line of a worker's)
        """Take note of what a worker says."""
        match said:
            case [*which, late]:
                self.late.setdefault(Reminder(*which), []).append(late)
            case {"processor": seconds}:
                self.processor += seconds

    @property
    def missed(self) -> set[Reminder]:
        """The reminders that never came."""
        return self.planned - self.late.keys()

    @property
    def wrong(self) -> set[Reminder]:
        """The reminders that came twice, or that nobody planned."""
        twice = {each for each, late in self.late.items() if len(late) > 1}
        return twice | (self.late.keys() - self.planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a day: how long its moments took, from due to the last reminder's arrival.

    in_time: the most that was due at one moment of which no reminder was late.
    """

    workers: int
    planned: int
    missed: int
    wrong: int
    moments: int
    peak: int
    peak_seconds: float
    p99_seconds: float
    late_p50: float
    late_p99: float
    in_time: int
    seconds: float
    processor_ms: float
    database_ms: float


class Workers:
    """The processes, and what they say."""

    def __init__(self, played: Played) -> None:
        self._played = played
        self._processes: list[asyncio.subprocess.Process] = []
        self._reading: list[asyncio.Task[None]] = []

    async def start(self, url: str, hours: Hours) -> None:
        """Start one, and wait until it can be told the time."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.worker", url, KEY, str(hours.slack)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        self._processes.append(process)
        if process.stdout is None or not await process.stdout.readline():
            raise SystemExit("A worker did not start.")
        self._reading.append(asyncio.create_task(self._read(process.stdout)))

    def jump(self, to: int) -> None:
        """Tell all that the time is `to`, in milliseconds since 1970."""
        line = f"{to * 1_000_000} {time.monotonic_ns()}\n".encode()
        for process in self._processes:
            if process.stdin:
                process.stdin.write(line)

    async def stop(self) -> None:
        """Let them finish, and hear them out."""
        for process in self._processes:
            if process.stdin:
                process.stdin.close()
        await asyncio.gather(*self._reading)
        for process in self._processes:
            await process.wait()

    def kill(self) -> None:
        """End those that are still there."""
        for process in self._processes:
            if process.returncode is None:
                process.kill()

    async def _read(self, said: asyncio.StreamReader) -> None:
        async for line in said:
            self._played.note(json.loads(line))


async def play(url: str, hours: Hours) -> Played:
    """Play hours of a database's day."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
        asked = await db.execute(PLANNED, hours.span)
        planned = {Reminder(*row) for row in await asked.fetchall()}
        asked = await db.execute(DUE, hours.span)
        played = Played(planned=planned, due=dict(await asked.fetchall()))
        workers = Workers(played)
        try:
            await asyncio.gather(*(workers.start(url, hours) for _ in range(hours.workers)))
            began = time.perf_counter()
            await pass_through(db, workers, hours)
            played.seconds = time.perf_counter() - began
            await workers.stop()
        finally:
            workers.kill()
    return played


async def pass_through(db: psycopg.AsyncConnection, workers: Workers, hours: Hours) -> None:
    """Let the time jump to the next moment whenever nothing is due or under way."""
    while True:
        [(due,)] = await (await db.execute(NEXT)).fetchall()
        if due is None or due > hours.span[1]:
            return
        began = time.monotonic()
        workers.jump(due)
        while True:
            now = due + int((time.monotonic() - began) * 1000)
            [(is_left,)] = await (await db.execute(LEFT, [now])).fetchall()
            if not is_left:
                break
            await asyncio.sleep(LOOK_AGAIN)


def report(played: Played, workers: int, database: float = 0.0) -> Report:
    """Put the figures of a day together."""
    took: dict[int, float] = {}
    for which, late in played.late.items():
        took[which.due_at] = max(took.get(which.due_at, 0.0), *late)
    peak = max(took, key=lambda due: played.due.get(due, 0))
    every = [each for late in played.late.values() for each in late]
    number = sum(played.due.values())
    in_time = [played.due.get(due, 0) for due, seconds in took.items() if seconds < IN_TIME]
    return Report(
        workers=workers,
        planned=len(played.planned),
        missed=len(played.missed),
        wrong=len(played.wrong),
        moments=len(took),
        peak=played.due[peak],
        peak_seconds=took[peak],
        p99_seconds=figures.percentile(list(took.values()), 99),
        late_p50=figures.percentile(every, 50),
        late_p99=figures.percentile(every, 99),
        in_time=max(in_time, default=0),
        seconds=played.seconds,
        processor_ms=1000 * played.processor / number,
        database_ms=1000 * database / number,
    )


def told(day: Report) -> str:
    """Write the report of a day as a line."""
    return (
        f"{day.workers} workers: {day.planned:,} reminders planned, {day.missed} missed, "
        f"{day.wrong} twice or unplanned; {day.moments} moments in {day.seconds:.0f} s; peak of "
        f"{day.peak:,} took {day.peak_seconds:.1f} s (p99 of moments {day.p99_seconds:.1f} s); "
        f"late p50 {day.late_p50:.2f} s, p99 {day.late_p99:.2f} s; up to {day.in_time:,} at once "
        f"in {IN_TIME:.0f} s; processor {day.processor_ms:.2f} ms each, "
        f"PostgreSQL's {day.database_ms:.2f} ms"
    )


_SLOW = re.compile(r"duration: ([\d.]+) ms +[^:]+: (.+?)(?=\n\d{4}-\d\d-\d\d |\Z)", re.DOTALL)


class Log:
    """The log of a server, as far as it tells which statements were slow."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "postgresql" / "log"
        self._read = self._path.stat().st_size if self._path.exists() else 0

    def slow(self) -> Iterable[str]:
        """Return the slowest of each statement, and how often that was slow."""
        with self._path.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._read)
            found = _SLOW.findall(log.read())
        longest: dict[str, float] = {}
        often: Counter[str] = Counter()
        for took, statement in found:
            short = " ".join(statement.split())[:100]
            longest[short] = max(longest.get(short, 0.0), float(took))
            often[short] += 1
        return [
            f"{longest[each]:7.0f} ms, {number} times: {each}" for each, number in often.items()
        ]


async def played_by(server: Server, name: str, hours: Hours, run: Run) -> Report:
    """Play the day in a copy of a database."""
    pid = int((run.folder / "postgresql" / "postmaster.pid").read_text().split()[0])
    with copied(server, name) as url:
        log, before = Log(run.folder), figures.processor_seconds(pid)
        played = await play(url, hours)
        spent = figures.processor_seconds(pid) - before
    found = report(played, hours.workers, spent)
    print(told(found), *log.slow(), sep="\n  ", flush=True)
    return found


async def main(filling: Filling, workers: list[int], slack: float, run: Run) -> bool:
    """Play the day with each number of workers; tell whether all went well."""
    with postgresql(run.folder) as server:
        server.run(psycopg.sql.SQL(f"ALTER SYSTEM SET log_min_duration_statement = {SLOW}"))
        name = await filled(server, filling)
        server.run(psycopg.sql.SQL("SELECT pg_reload_conf()"))
        days = []
        for number in workers:
            days.append(await played_by(server, name, Hours(workers=number, slack=slack), run))
            found = {"events": filling.total, "slack": slack, "days": list(map(asdict, days))}
            run.note("day", found)
    return not any(each.missed or each.wrong for each in days)


if __name__ == "__main__":
    parser = ArgumentParser(description="A day of reminders among a million webcasts.")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--workspaces", type=int, default=200)
    parser.add_argument("--daily", type=int, default=4000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--slack", type=float, default=0.15, help="seconds that each call takes")
    figures.add_options(parser)
    wanted = parser.parse_args()
    size = Filling(
        events=wanted.events,
        workspaces=wanted.workspaces,
        daily=wanted.daily,
        is_whole=True,
        since=DAY,
    )
    with figures.running(wanted) as begun:
        is_well = asyncio.run(main(size, wanted.workers, wanted.slack, begun))
    sys.exit(not is_well)
