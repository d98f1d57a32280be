"""What one process on SQLite carries, and several on one PostgreSQL, beside a bare Bolt app.

Run: .venv/bin/python -m benchmarks.processes [--rate 20] [--reminders 1000] [--keep DIR] [--write]

Real processes over HTTP on loopback, each asked in turn, all in one run: how soon commands are
acknowledged at a moderate rate; how many of them a second are acknowledged and worked off when as
many as they like are sent; and how soon reminders of as many channels are out that are due at one
moment, beside a bare client that posts as many messages to the same Slack. PostgreSQL waits for
the disk. The machine's processors are shared with Slack, the database and whoever asks.
"""

from __future__ import annotations

import asyncio
import time
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from typing import TYPE_CHECKING

import psycopg
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks import figures
from benchmarks.figures import percentile
from benchmarks.filling import (
    KEY,
    QUARTER,
    Filling,
    card,
    copied,
    copied_sqlite,
    copy,
    drop,
    event,
    filled,
    filled_sqlite,
    postgresql,
)
from benchmarks.house import Served, bare, bots, opened
from bot.demo.people import BOT_USER, COMMS, TEAM_ID, Channel
from bot.plans import JobKind, JobState
from bot.store import Cipher, migrate, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Run
    from benchmarks.house import House
    from tests.postgres import Server

VERBS = ("help", "list all", "show next")
KNOWN = Filling(events=1000, workspace=TEAM_ID)
AT_ONCE = 32
WARM_UP = 30
HEAD_START = timedelta(seconds=20)
"""For the reminders to be known to all processes, which look again after 15 seconds."""
SENDERS = 20
IN_TIME = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How commands were acknowledged, in milliseconds, and what each took of the processors."""

    name: str
    processes: int
    p50: float
    p99: float
    per_second: float
    processor_ms: float
    database_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """How soon reminders were out that were due at one moment, in seconds, and what each took."""

    processes: int
    reminders: int
    seconds: float
    in_time: int
    p50: float
    p99: float
    per_minute: float
    processor_ms: float
    database_ms: float


class Meter:
    """What PostgreSQL has used of the processors."""

    def __init__(self, run: Run) -> None:
        self._pid = int((run.folder / "postgresql" / "postmaster.pid").read_text().split()[0])

    def seconds(self) -> float:
        """Return the seconds so far."""
        return figures.processor_seconds(self._pid)


async def at_a_rate(served: Served, seconds: float, rate: float) -> list[float]:
    """Send commands evenly, whether or not the ones before were answered."""
    began, tasks = time.perf_counter(), []
    for number, verb in zip(range(int(seconds * rate)), cycle(VERBS), strict=False):
        await asyncio.sleep(max(began + number / rate - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(served.command(number, verb)))
    return await asyncio.gather(*tasks)


async def at_once(served: Served, seconds: float) -> int:
    """Let many people send command after command; return how many were worked off."""
    numbers, until, done = count(), time.perf_counter() + seconds, 0

    async def somebody() -> None:
        nonlocal done
        for number in numbers:
            if time.perf_counter() >= until:
                return
            await served.command(number, VERBS[number % len(VERBS)])
            done += 1

    await asyncio.gather(*(somebody() for _ in range(AT_ONCE)))
    return done


async def ask(
    all_served: dict[str, Served], rate: float, seconds: float, meter: Meter
) -> list[Asked]:
    """Measure all, taking turns at the moderate rate."""
    times: dict[str, list[float]] = {name: [] for name in all_served}
    for served in all_served.values():
        for number in range(WARM_UP):
            await served.command(number, VERBS[number % len(VERBS)])
    for _ in range(3):
        for name, served in all_served.items():
            times[name] += await at_a_rate(served, seconds, rate)
    found = []
    for name, served in all_served.items():
        ours, theirs, began = served.processor_seconds(), meter.seconds(), time.perf_counter()
        done = await at_once(served, 2 * seconds)
        took = time.perf_counter() - began
        found.append(
            Asked(
                name=name,
                processes=len(served.processes),
                p50=1000 * percentile(times[name], 50),
                p99=1000 * percentile(times[name], 99),
                per_second=done / took,
                processor_ms=1000 * (served.processor_seconds() - ours) / done,
                database_ms=1000 * (meter.seconds() - theirs) / done,
            )
        )
    return found


async def interactions(
    house: House, server: Server, rate: float, seconds: float, run: Run
) -> list[Asked]:
    """Start everything side by side, and ask."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        url = stack.enter_context(copied(server, await filled(server, KNOWN)))
        sqlite = stack.enter_context(copied_sqlite(await filled_sqlite(run.folder, KNOWN)))
        all_served = {
            "bare Bolt": await enter(bare(house)),
            "SQLite": await enter(bots(house, sqlite, 1)),
            "PostgreSQL, 1": await enter(bots(house, url, 1)),
            "PostgreSQL, 4": await enter(bots(house, url, 4)),
        }
        return await ask(all_served, rate, seconds, Meter(run))


def add_channels(house: House, number: int) -> list[str]:
    """Add channels to the workspace, as many as there are reminders."""
    place = house.slack.world.workspace
    ids = [f"C9{each:08}" for each in range(number)]
    for each in ids:
        place.channels[each] = Channel(id=each, name=each.lower(), members=[COMMS.id, BOT_USER])
        place.messages[each] = []
    return ids


def plan(url: str, channels: Sequence[str], due: datetime) -> None:
    """Plan a reminder of a webcast of its own for each channel, all due at one moment."""
    start = due - (due - datetime.min.replace(tzinfo=UTC)) % QUARTER + 2 * QUARTER
    lead = (start - due) // timedelta(seconds=1)
    nothing = Cipher([KEY]).encrypt(rows.dumps(rows.pack_portals(())))
    made = [event(TEAM_ID, COMMS.id, number, start) for number in range(1, len(channels) + 1)]
    with psycopg.connect(url) as db:
        copy(db, "events", [rows.event_row(each, portals=nothing) for each in made])
        copy(db, "posts", [rows.post_row(card(each)) for each in made])
        copy(
            db,
            "jobs",
            [
                {
                    "workspace": TEAM_ID,
                    "event_id": each.id,
                    "kind": JobKind.REMINDER.value,
                    "target": channel,
                    "due_at": rows.millis(due),
                    "detail": str(lead),
                    "state": JobState.PLANNED.value,
                    "lease_until": 0,
                    "channel": "",
                    "ts": "",
                    "reason": "",
                }
                for each, channel in zip(made, channels, strict=True)
            ],
        )


def arrivals(house: House, channels: Sequence[str]) -> list[float]:
    """Tell when the messages arrived, in seconds since 1970."""
    rooms = house.slack.world.workspace.messages
    return sorted(float(message.ts) for channel in channels for message in rooms[channel])


async def remind(house: House, server: Server, number: int, reminders: int, run: Run) -> Reminded:
    """Let so many processes send the reminders."""
    channels = add_channels(house, reminders)
    drop(server, "reminders")
    url = server.make("reminders")
    await migrate(url)
    async with bots(house, url, number) as served:
        due = datetime.now(UTC).replace(microsecond=0) + HEAD_START
        await asyncio.to_thread(plan, url, channels, due)
        meter, ours = Meter(run), served.processor_seconds()
        theirs = meter.seconds()
        while len(arrivals(house, channels)) < reminders:  # noqa: ASYNC110  (nobody sets an event)
            await asyncio.sleep(0.2)
        spent = served.processor_seconds() - ours, meter.seconds() - theirs
    late = [at - due.timestamp() for at in arrivals(house, channels)]
    if len(late) > reminders:
        raise SystemExit("Some reminders came twice.")
    return Reminded(
        processes=number,
        reminders=reminders,
        seconds=late[-1],
        in_time=sum(each < IN_TIME for each in late),
        p50=percentile(late, 50),
        p99=percentile(late, 99),
        per_minute=60 * reminders / late[-1],
        processor_ms=1000 * spent[0] / reminders,
        database_ms=1000 * spent[1] / reminders,
    )


async def post_bare(house: House, number: int) -> float:
    """Post as many messages with a bare client; return the messages per minute."""
    channels = iter(add_channels(house, number))
    client = AsyncWebClient(
        token=house.settings["SLACK_BOT_TOKEN"],
        base_url=house.settings["SLACK_API_URL"],
        session=house.session,
    )

    async def sender() -> None:
        for channel in channels:
            await client.chat_postMessage(channel=channel, text="A reminder")

    began = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(SENDERS)))
    return 60 * number / (time.perf_counter() - began)


async def main(rate: float, seconds: float, reminders: int, run: Run) -> None:
    """Measure and print."""
    with postgresql(run.folder) as server:
        async with opened() as house:
            asked = await interactions(house, server, rate, seconds, run)
            print(f"commands, {rate:.0f} a second, then {AT_ONCE} at once")
            for each in asked:
                print(
                    f"  {each.name:16} p50 {each.p50:6.2f} ms   p99 {each.p99:6.2f} ms   "
                    f"{each.per_second:5.0f}/s   processor {each.processor_ms:5.2f} ms, "
                    f"PostgreSQL's {each.database_ms:5.2f} ms each"
                )
            posted = await post_bare(house, reminders)
            print(f"{reminders} reminders due at one moment; a bare client posts {posted:.0f}/min")
            reminded = [await remind(house, server, each, reminders, run) for each in (1, 2, 4)]
        for one in reminded:
            print(
                f"  {one.processes} on PostgreSQL  out in {one.seconds:5.1f} s = "
                f"{one.per_minute:6.0f}/min   {one.in_time} in {IN_TIME:.0f} s   late p50 "
                f"{one.p50:5.2f} s, p99 {one.p99:5.2f} s   processor {one.processor_ms:5.2f} ms, "
                f"PostgreSQL's {one.database_ms:5.2f} ms each"
            )
    run.note("interactions", {"rate": rate, "asked": list(map(asdict, asked))})
    run.note("reminders", {"bare_per_minute": posted, "reminded": list(map(asdict, reminded))})


if __name__ == "__main__":
    parser = ArgumentParser(description="What several processes carry.")
    parser.add_argument("--rate", type=float, default=20, help="commands a second")
    parser.add_argument("--seconds", type=float, default=10, help="of each turn")
    parser.add_argument("--reminders", type=int, default=1000)
    figures.add_options(parser)
    wanted = parser.parse_args()
    with figures.running(wanted) as begun:
        asyncio.run(main(wanted.rate, wanted.seconds, wanted.reminders, begun))
