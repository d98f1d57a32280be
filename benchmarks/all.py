"""Measure everything that docs/capacity.md tells, and write the page.

Run: .venv/bin/python -m benchmarks.all --keep DIR [--only PART ...]

It takes most of an hour on a quiet machine of two cores, less where the databases were filled
before; `--keep` needs some 10 GB. Each part can be measured on its own; the page is computed anew
from what is known of all.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("disk", "workspaces", "processes", "memory", "scale", "day")


def run(part: str, *options: str) -> None:
    """Run one of the scripts; raises where it ends with anything but 0."""
    print(f"== {part}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{part}", *options], check=True, cwd=ROOT)


if __name__ == "__main__":
    parser = ArgumentParser(description="Measure everything that docs/capacity.md tells.")
    parser.add_argument("--keep", type=Path, required=True, help="where filled databases stay")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    wanted = parser.parse_args()
    for each in wanted.only:
        run(each, "--keep", str(wanted.keep.resolve()), "--write")
    run("capacity", "--write")
