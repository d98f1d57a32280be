"""The tables of docs/capacity.md, computed from what was measured: docs/capacity.json.

Run: .venv/bin/python -m benchmarks.capacity [--write]

The page holds each table between two comments that name it; whatever stands there is replaced.
"""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import FILE
from bot.service.alarm import ROOM
from bot.store.postgres import CONNECTIONS
from bot.webcasts.budget import LIMITS, Budget
from bot.webcasts.codes import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Figures = dict[str, Any]

PAGE = Path(__file__).parents[1] / "docs" / "capacity.md"
PROCESSES = (1, 2, 4, 8)
IN_TIME = 5
"""Seconds after which a reminder is called late."""
SLACK = 0.15
"""Seconds that Slack is taken to need for a call."""
CALLS = 14 / 6
"""Calls to Slack for a job, in the mean: two for a change of the card and of its owner's message,
two for the first reminder, three for those that take the one before away."""
REMINDER_CALLS = 3
"""Calls for a reminder: who reads the channel, the message, and the one before taken away."""
BUSY = 600
"""Interactions of a busy workspace in its busiest hour."""
SHARE = 0.5
"""What of its processor a process is planned to use, so that nobody waits for a turn."""
SERVER_CONNECTIONS = 97
"""What PostgreSQL lets in unless it is told otherwise, less those kept for its superuser."""
TIER_3, TIER_4 = 50, 100
"""Calls a minute that Slack takes at least of a method, for each workspace.
https://docs.slack.dev/apis/web-api/rate-limits/"""
_TABLE = re.compile(r"(<!-- table: (.+?) -->\n).*?(<!-- /table -->)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What one thing takes, in milliseconds, of the processor of a process and of PostgreSQL's."""

    processor: float
    database: float

    def per_second(self, processes: int) -> float:
        """Compute how many a second so many processes do, each with a core of its own."""
        return processes * 1000 / self.processor

    def database_cores(self, per_second: float) -> float:
        """Compute how many cores PostgreSQL needs for that."""
        return per_second * self.database / 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What so many processes carry, each with a core of its own, computed."""

    interactions: float
    workspaces: float
    reminders: float
    at_one_moment: float
    database_cores: float
    connections: int


def costs(one: Figures) -> Costs:
    """Take what was measured of one thing."""
    return Costs(processor=one["processor_ms"], database=one["database_ms"])


def carried(processes: int, figures: Figures) -> Carried:
    """Compute what so many processes carry."""
    interaction = costs(_asked(figures)["PostgreSQL, 1"])
    reminder = costs(figures["reminders"]["reminded"][0])
    interactions = interaction.per_second(processes)
    reminders = min(processes * ROOM / (REMINDER_CALLS * SLACK), reminder.per_second(processes))
    job = costs(figures["day"]["days"][0])
    at_once = min(processes * ROOM / (CALLS * SLACK), job.per_second(processes))
    return Carried(
        interactions=interactions,
        workspaces=SHARE * interactions * 3600 / BUSY,
        reminders=60 * reminders,
        at_one_moment=IN_TIME * at_once,
        database_cores=max(
            interaction.database_cores(SHARE * interactions), reminder.database_cores(reminders)
        ),
        connections=processes * CONNECTIONS,
    )


def table(head: Iterable[str], rows: Iterable[Iterable[object]], *, words: int = 1) -> str:
    """Write a table: so many columns of words to the left, then figures to the right."""
    names = list(head)
    sides = ["---"] * words + ["---:"] * (len(names) - words)
    lines = [names, sides, *([*map(str, row)] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def machine(figures: Figures) -> str:
    """Say where it was measured."""
    found = figures["machine"]
    events = figures["day"]["events"]
    return (
        f"Measured on {found['day']} with Python {found['python']} on {found['cores']} cores. The "
        "bot's processes, PostgreSQL, the stand-ins for Slack\nand the platform and whoever asks "
        f"share them. The simulated day had {events:,} webcasts in its database.\n"
    )


def interactions(figures: Figures) -> str:
    """Write how commands were acknowledged, and how many were worked off."""
    rows = [
        (
            each["name"],
            f"{each['p50']:.1f} ms",
            f"{each['p99']:.1f} ms",
            f"{each['per_second']:.0f}",
            f"{each['processor_ms']:.2f} ms",
            f"{each['database_ms']:.2f} ms",
        )
        for each in figures["interactions"]["asked"]
    ]
    rate = f"acknowledged, {figures['interactions']['rate']:.0f}/s, p50"
    return table(("", rate, "p99", "worked off a second", "processor", "PostgreSQL's"), rows)


def reminders(figures: Figures) -> str:
    """Write how soon reminders of many channels were out."""
    found = figures["reminders"]
    rows = [
        (
            f"{each['processes']} on PostgreSQL",
            f"{each['reminders']:,}",
            f"{each['seconds']:.1f} s",
            f"{each['per_minute']:,.0f}",
            f"{each['p50']:.1f} s",
            f"{each['p99']:.1f} s",
            f"{each['processor_ms']:.2f} ms",
            f"{each['database_ms']:.2f} ms",
        )
        for each in found["reminded"]
    ]
    bare = ("a bare client that posts", "", "", f"{found['bare_per_minute']:,.0f}", *[""] * 4)
    head = ("", "due at once", "all out after", "a minute", "late p50", "p99", "processor")
    return table((*head, "PostgreSQL's"), [*rows, bare])


def day(figures: Figures) -> str:
    """Write what came of the simulated day."""
    rows = [
        (
            each["workers"],
            f"{each['planned']:,}",
            f"{each['missed']} / {each['wrong']}",
            f"{each['peak']:,} in {each['peak_seconds']:.1f} s",
            f"{each['p99_seconds']:.1f} s",
            f"{each['late_p50']:.1f} s",
            f"{each['in_time']:,}",
            f"{each['processor_ms']:.2f} ms",
            f"{each['database_ms']:.2f} ms",
        )
        for each in figures["day"]["days"]
    ]
    head = ("processes", "reminders", "missed / twice", "busiest moment", "p99 of moments")
    more = ("late p50", f"most at once in {IN_TIME} s", "processor a job", "PostgreSQL's")
    return table((*head, *more), rows)


def million(figures: Figures) -> str:
    """Write what a million webcasts cost, beside a thousand."""
    kinds = [figures[name] for name in ("scale SQLite", "scale PostgreSQL")]
    rows = [
        (
            few_many[0]["name"].replace("_", " "),
            *(f"{each[size]:.1f} ms" for each in few_many for size in ("few", "many")),
        )
        for few_many in zip(*(kind["timings"] for kind in kinds), strict=True)
    ]
    many = f"{kinds[0]['events']:,}"
    return table(("", "SQLite, 1,000", many, "PostgreSQL, 1,000", many), rows)


def sizes(figures: Figures) -> str:
    """Write what is kept for each webcast, each workspace, and each process."""
    ours, bare = (figures[f"memory {each}"] for each in ("this bot", "bare Bolt"))
    disk, each = figures["disk"], figures["workspaces"]
    return table(
        ("what", "measured"),
        [
            ("disk, a webcast in SQLite", f"{disk['SQLite'] / 1024:.1f} KiB"),
            ("disk, a webcast in PostgreSQL", f"{disk['PostgreSQL'] / 1024:.1f} KiB"),
            ("memory, a process", f"{ours['mib'][-1]:.0f} MiB"),
            ("memory, each workspace in each process", f"{1024 * each['mib']:.0f} KiB"),
            ("time at the start, each workspace", f"{1000 * each['seconds']:.0f} ms"),
            _gained("this bot", ours),
            _gained("a bare Bolt app", bare),
        ],
    )


def _gained(name: str, memory: Figures) -> tuple[str, str]:
    """Tell how much memory was gained after the second tenth."""
    done, sizes = memory["interactions"], memory["mib"]
    first = done * 2 // (len(sizes) - 1)
    what = f"memory that {name} gained from interaction {first:,} to {done:,}"
    return what, f"{sizes[-1] - sizes[2]:.1f} MiB"


def processes(figures: Figures) -> str:
    """Write what N processes carry: measured on the machine, and computed."""
    asked = {each["processes"]: each for each in _asked(figures).values() if each["database_ms"]}
    reminded = {each["processes"]: each for each in figures["reminders"]["reminded"]}
    days = {each["workers"]: each for each in figures["day"]["days"]}
    rows = []
    for number in PROCESSES:
        computed = carried(number, figures)
        rows.append(
            (
                f"**{number}**",
                _measured(asked, number, "per_second"),
                _measured(reminded, number, "per_minute"),
                _measured(days, number, "in_time"),
                f"{computed.interactions:,.0f}",
                f"{computed.reminders:,.0f}",
                f"{computed.at_one_moment:,.0f}",
                f"{computed.workspaces:,.0f}",
                f"{computed.database_cores:.1f}",
                computed.connections,
            )
        )
    head = ["processes"]
    measured = ("interactions/s", "reminders/min", f"due at once, out in {IN_TIME} s")
    head += [f"*measured:* {each}" for each in measured]
    head += [f"*computed:* {each}" for each in (*measured, "busy workspaces")]
    return table((*head, "PostgreSQL's cores", "connections"), rows)


def limits(figures: Figures) -> str:
    """Write what gives, and at how much."""
    budget, one = Budget(), carried(1, figures)
    create, status = (budget.calls(each) for each in (Endpoint.CREATE, Endpoint.STATUS))
    interaction = costs(_asked(figures)["PostgreSQL, 1"])
    disk = figures["disk"]["PostgreSQL"]
    return table(
        ("what", "gives at", "so that"),
        [
            ("Slack, a channel", "1 message/s", "reminders into one channel follow each other"),
            (
                "Slack, a workspace: `conversations.info`",
                f"{TIER_3}/min",
                f"{TIER_3} channels are reminded a minute",
            ),
            (
                "Slack, a workspace: `chat.update`",
                f"{TIER_3}/min",
                f"the cards of {TIER_3 // 2} webcasts change a minute, and their owners' messages",
            ),
            (
                "Slack, a workspace: `views.open`, `views.publish`",
                f"{TIER_4}/min each",
                f"{TIER_4} forms, and {TIER_4} Homes, are drawn a minute",
            ),
            (
                "the platform, an account",
                f"{LIMITS[Endpoint.CREATE]} creates, {LIMITS[Endpoint.STATUS]} looks an hour",
                f"the bot uses {create} and {status}; what is more is refused",
            ),
            (
                "a core, a process",
                f"{one.interactions:.0f} interactions/s",
                "acknowledgements wait for their turn",
            ),
            (
                "a process, at 40 things at once and 150 ms a call",
                f"{one.reminders:,.0f} reminders/min",
                "reminders wait for their turn",
            ),
            (
                "PostgreSQL's connections",
                f"{SERVER_CONNECTIONS} as it comes",
                f"{SERVER_CONNECTIONS // CONNECTIONS} processes with {CONNECTIONS} each",
            ),
            (
                "PostgreSQL, a core",
                f"{1000 / interaction.database:,.0f} interactions/s",
                f"{1000 / interaction.database / one.interactions:.0f} processes at their most",
            ),
            (
                "the disk, 100 GB",
                f"{100e9 / disk / 1e6:,.0f} million webcasts",
                "`RETENTION_MONTHS` is what takes them away",
            ),
        ],
        words=3,
    )


def _asked(figures: Figures) -> dict[str, Figures]:
    return {each["name"]: each for each in figures["interactions"]["asked"]}


def _measured(found: dict[int, Figures], number: int, name: str) -> str:
    return f"{found[number][name]:,.0f}" if number in found else ""


TABLES: dict[str, Callable[[Figures], str]] = {
    each.__name__: each
    for each in (machine, processes, limits, interactions, reminders, day, million, sizes)
}


def render(page: str, figures: Figures) -> str:
    """Put the tables into a page."""

    def put(found: re.Match[str]) -> str:
        return f"{found[1]}{TABLES[found[2]](figures)}{found[3]}"

    return _TABLE.sub(put, page)


def main(*, write: bool) -> None:
    """Print the page, or write it."""
    made = render(PAGE.read_text(), json.loads(FILE.read_text()))
    if write:
        PAGE.write_text(made)
    else:
        print(made)


if __name__ == "__main__":
    parser = ArgumentParser(description="Compute the tables of docs/capacity.md.")
    parser.add_argument("--write", action="store_true", help="write them into the page")
    main(write=parser.parse_args().write)
