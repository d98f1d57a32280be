"""How often our parser of times is right, beside others, on phrases.jsonl.

Run: python benchmarks/when/compare.py [--markdown] [--failures N] [parser ...]

in an environment that has the project and `-r benchmarks/when/requirements.txt`; parsers that are
not installed are named and left out. Each runs in its own process, where a phrase may take 2
seconds: some never return. A phrase is right if the moment is; one that names no single moment is
right if it is refused. Times are those of the phrase, in the middle of three, after a warm-up.
"""

from __future__ import annotations

import argparse
import json
import selectors
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from parsers import PARSERS, installed

HERE = Path(__file__).parent
PATIENCE = 2.0
"""Seconds for one phrase, or for three times the same one."""
START_UP = 60.0


class Worker:
    """A parser in a process of its own, started again after a phrase on which it hung."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._process = self._started()

    def ask(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer to a row of the table; None if it did not come in time."""
        assert self._process.stdin is not None  # noqa: S101  (it was opened with a pipe)
        self._process.stdin.write(json.dumps(row) + "\n")
        self._process.stdin.flush()
        answer = self._line(self._process, PATIENCE)
        if answer is None:
            self.stop()
            self._process = self._started()
        return answer

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _started(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, HERE / "parsers.py", self._name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if self._line(process, START_UP) is None:
            raise SystemExit(f"{self._name} did not start")
        return process

    @staticmethod
    def _line(process: subprocess.Popen[str], seconds: float) -> dict[str, Any] | None:
        assert process.stdout is not None  # noqa: S101  (it was opened with a pipe)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            line = process.stdout.readline() if selector.select(seconds) else ""
        return json.loads(line) if line else None


@dataclass
class Score:
    """What one parser made of the table."""

    name: str
    version: str
    right: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    answers: int = 0
    wrong: int = 0
    hung: int = 0
    raised: int = 0
    durations: list[bool] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, row: dict[str, Any], answer: dict[str, Any] | None) -> None:
        """Judge one answer."""
        found = answer["start"] if answer else None
        right = answer is not None and not answer["error"] and _same(row["start"], found)
        self.right[row["group"]].append(right)
        self.hung += answer is None
        self.raised += bool(answer and answer["error"])
        self.answers += found is not None
        self.wrong += found is not None and not right
        if "duration_min" in row:
            minutes = answer["minutes"] if answer else None
            self.durations.append(right and minutes == row["duration_min"])
        if answer:
            self.times.append(answer["ms"])
        if not right:
            self.failures.append(f"{row['group']}: {row['text'][:60]!r} {row['start']} got {found}")

    def percent(self, *, refusals: bool) -> float:
        """Return the share of right answers, or of right refusals."""
        told = [right for group, right in self._all() if group.startswith("refuse") == refusals]
        return 100 * sum(told) / len(told)

    @property
    def silently_wrong(self) -> float:
        """The share of answers that are wrong, or should not have been given."""
        return 100 * self.wrong / max(1, self.answers)

    def _all(self) -> list[tuple[str, bool]]:
        return [(group, right) for group, rights in self.right.items() for right in rights]


def _same(wanted: str | None, found: str | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    return datetime.fromisoformat(wanted) == datetime.fromisoformat(found)


def measured(name: str, version: str, rows: list[dict[str, Any]]) -> Score:
    """Ask one parser everything."""
    score, worker = Score(name, version), Worker(name)
    for row in rows:
        score.add(row, worker.ask(row))
    worker.stop()
    return score


def groups_table(scores: list[Score]) -> str:
    """Write the share of right answers, per group, in percent."""
    head = f"{'right %':20} {'n':>4} " + " ".join(f"{score.name:>15}" for score in scores)
    lines = [head]
    for group, rights in scores[0].right.items():
        shares = [100 * sum(score.right[group]) / len(rights) for score in scores]
        cells = " ".join(f"{share:15.0f}" for share in shares)
        lines.append(f"{group:20} {len(rights):4} {cells}")
    return "\n".join(lines)


def totals(scores: list[Score]) -> list[list[str]]:
    """Return the rows of the table of totals, the heading first."""
    plain = next((median(score.times) for score in scores if score.name == "dateparser"), None)
    rows = [
        [
            "parser",
            "clear phrases right",
            "refusals right",
            "silently wrong answers",
            "durations right",
            "median ms",
            "p95 ms",
            "max ms",
            "median / dateparser",
        ]
    ]
    for score in scores:
        middle = median(score.times)
        rows.append(
            [
                f"{score.name} {score.version}",
                f"{score.percent(refusals=False):.1f} %",
                f"{score.percent(refusals=True):.1f} %",
                f"{score.silently_wrong:.1f} %",
                f"{sum(score.durations)} of {len(score.durations)}",
                f"{middle:.2f}",
                f"{quantiles(score.times, n=20)[18]:.2f}",
                f"{max(score.times):.1f}" + (f" ({score.hung} hung)" if score.hung else ""),
                f"{middle / plain:.2f}" if plain else "-",
            ]
        )
    return rows


def aligned(rows: list[list[str]]) -> str:
    """Write a table for the terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def markdown(rows: list[list[str]]) -> str:
    """Write a table for README."""
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "| --- |" + " ---: |" * (len(rows[0]) - 1), *rest])


def main() -> None:
    """Measure those that are installed, ours first."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("parser", nargs="*", help=", ".join(PARSERS))
    options.add_argument("--markdown", action="store_true", help="only the totals, for README")
    options.add_argument("--failures", type=int, default=0, metavar="N")
    asked = options.parse_args()
    text = (HERE / "phrases.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    names = asked.parser or list(PARSERS)
    versions = {name: installed(name) for name in names}
    there = {name: version for name, version in versions.items() if version}
    scores = [measured(name, version, rows) for name, version in there.items()]
    if missing := sorted(versions.keys() - there.keys()):
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
    if not scores:
        raise SystemExit(1)
    if asked.markdown:
        print(markdown(totals(scores)))
        return
    refusals = sum(row["start"] is None for row in rows)
    print(f"{len(rows)} phrases, {refusals} of them to refuse\n")
    print(groups_table(scores), aligned(totals(scores)), sep="\n\n")
    for score in scores:
        if score.raised:
            print(f"{score.name} raised on {score.raised} phrases")
        for failure in score.failures[: asked.failures]:
            print(f"{score.name}  {failure}")


if __name__ == "__main__":
    main()
