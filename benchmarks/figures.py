"""What was measured, in `docs/capacity.json`: each measurement writes its own part of it."""

from __future__ import annotations

import json
import math
import os
import platform
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    Figures = dict[str, Any]

FILE = Path(__file__).parents[1] / "docs" / "capacity.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a measurement: the folder for filled databases, and whether its figures stay."""

    folder: Path
    write: bool

    def note(self, part: str, figures: Figures) -> None:
        """Write one part of what was measured, if that is wanted."""
        if self.write:
            known = json.loads(FILE.read_text()) if FILE.exists() else {}
            known |= {"machine": machine(), part: figures}
            FILE.write_text(json.dumps(rounded(known), indent=1, sort_keys=True) + "\n")


def add_options(parser: ArgumentParser) -> None:
    """Add where filled databases are kept, and whether the figures are."""
    parser.add_argument("--keep", type=Path, help="where filled databases stay for the next time")
    parser.add_argument("--write", action="store_true", help=f"write docs/{FILE.name}")


@contextmanager
def running(wanted: Namespace) -> Iterator[Run]:
    """Begin a run by its options; nothing is kept where no folder is named."""
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        yield Run(folder=wanted.keep.resolve(), write=wanted.write)
    else:
        with TemporaryDirectory(prefix="filled-") as folder:
            yield Run(folder=Path(folder), write=wanted.write)


def machine() -> Figures:
    """Describe the machine, and when it was measured."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "day": datetime.now(UTC).date().isoformat(),
    }


def rounded(figures: object) -> object:
    """Keep four significant digits of each figure."""
    match figures:
        case dict():
            return {name: rounded(each) for name, each in figures.items()}
        case list():
            return [rounded(each) for each in figures]
        case float():
            return float(f"{figures:.4g}")
        case _:
            return figures


def processor_seconds(pid: int) -> float:
    """Return what a process, and all that it started, have used of the processors so far."""
    process = psutil.Process(pid)
    gone = process.cpu_times()
    living = sum(map(_own_seconds, (process, *process.children(recursive=True))))
    return float(living + gone.children_user + gone.children_system)


def _own_seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(spent.user + spent.system)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else 0.0
