"""A million mutated phrases: none may break the parser of times, mislead it or hold it up.

Run: .venv/bin/python benchmarks/when/fuzz.py [--count 1000000] [--seed 1] [--processes 2]

Phrases of phrases.jsonl are cut, joined, repeated and peppered with other characters. Reported are
exceptions other than NotUnderstood, starts that are not ahead or beyond the horizon, zones that are
not among the 18, and the slowest phrase in milliseconds of CPU; any of the first three, or a phrase
over 50 ms, ends the run with 1. The same seed and number of processes give the same phrases.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.errors import NotUnderstood
from bot.rules import HORIZON, ZONES
from bot.when import Start, read_start, warm_up

TOO_LONG = 50.0
"""Milliseconds of CPU that no phrase may take."""
SIGNS = "0123456789 :.,-/+()'\"@#<>&|_*~apmhzAPMHZ\x00\n\u2013\u2014\u00a0\u202f\u200b\u00bd\u00e9"
WORDS = """
at on in from to until for and or the next this last of am pm noon midnight today tomorrow monday
fri dec 4th 2026 2027 1 3 12 15:00 0930 9am 3.30 12/4 2026-12-04 half quarter past hour minutes 2h
week month ET UTC+2 London Sydney morning evening tonight every first 99999
""".split()  # noqa: SIM905  (a list with quotes would fill a page)


@dataclass
class Report:
    """What came of many phrases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slow: list[tuple[float, str]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: Report) -> None:
        """Take in what another process found."""
        self.outcomes += other.outcomes
        self.faults += other.faults
        self.slow += other.slow
        self.slowest = max(self.slowest, other.slowest)


def mutated(source: random.Random, texts: list[str]) -> str:
    """Return a phrase with one change, or a few."""
    text = source.choice(texts)[:220]
    for _ in range(source.choice((1, 1, 1, 2, 3, 5))):
        at, size = source.randint(0, len(text)), source.randint(1, 6)
        words = text.split(" ")
        source.shuffle(words)
        text = source.choice(
            [
                text[:at] + text[at + size :],
                text[:at] + source.choice(SIGNS) + text[at:],
                text[:at] + source.choice(SIGNS) + text[at + 1 :],
                text[:at] + source.choice(WORDS) + text[at:],
                f"{text[:at]} {source.choice(WORDS)} {text[at:]}",
                text[:at] + source.choice(texts)[:60],
                f"{text} {source.choice(texts)[:60]}",
                " ".join(words),
                text[:at] + text[max(0, at - size) : at] * source.randint(2, 30) + text[at:],
                text.upper(),
            ]
        )
    return text


def attempt(report: Report, text: str, now: datetime, zone: str) -> None:
    """Read one phrase and note what is wrong with the outcome."""
    begun = time.process_time()
    try:
        found: Start | None = read_start(text, now=now, zone=zone)
    except NotUnderstood:
        found = None
    except Exception as caught:  # noqa: BLE001  (this is what the run looks for)
        report.faults.append(f"{type(caught).__name__}: {text!r} {now.isoformat()} {zone}")
        return
    spent = 1e3 * (time.process_time() - begun)
    report.slowest = max(report.slowest, (spent, text))
    if spent > TOO_LONG:
        report.slow.append((spent, text))
    report.outcomes["read" if found else "refused"] += 1
    if found and not now < found.start <= now + HORIZON:
        report.faults.append(f"not ahead, or too far: {text!r} {now.isoformat()} {zone}")
    if found and found.zone not in ZONES:
        report.faults.append(f"{found.zone} is not listed: {text!r} {now.isoformat()} {zone}")


def run(seed: int, count: int) -> Report:
    """Try so many phrases."""
    table = (Path(__file__).parent / "phrases.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in table.splitlines()]
    texts = [row["text"] for row in rows]
    asked = [(datetime.fromisoformat(row["now"]), row["tz"]) for row in rows]
    source, report = random.Random(seed), Report()  # noqa: S311  (no secret)
    warm_up()
    for _ in range(count):
        attempt(report, mutated(source, texts), *source.choice(asked))
    return report


def main() -> int:
    """Share the phrases among processes and print what they found."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--count", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = options.parse_args()
    share, total = -(-asked.count // asked.processes), Report()
    seeds = [asked.seed * 1000 + number for number in range(asked.processes)]
    with ProcessPoolExecutor(asked.processes) as pool:
        for report in pool.map(run, seeds, [share] * len(seeds)):
            total.add(report)
    milliseconds, text = total.slowest
    print(
        f"{share * len(seeds)} phrases: {total.outcomes['read']} read, "
        f"{total.outcomes['refused']} refused; {len(total.faults)} faults; "
        f"slowest {milliseconds:.1f} ms of CPU, {len(total.slow)} over {TOO_LONG:.0f} ms"
    )
    print(f"slowest: {text!r}")
    for fault in total.faults[:20]:
        print(fault)
    for milliseconds, text in sorted(total.slow, reverse=True)[:20]:
        print(f"{milliseconds:.1f} ms: {text!r}")
    return 1 if total.faults or total.slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
