"""Words → one moment, a duration and a zone; or a sentence that says why not.

`read_start` reads, `describe` reads back; `explain`, `as_json` and `batch_line` are what
`webcast-bot when` prints. Everything here is pure: now and the zone are arguments.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.when.explain import as_json, batch_line, describe, explain, read_moment
from bot.when.start import Start, read_start

__all__ = [
    "Start",
    "as_json",
    "batch_line",
    "describe",
    "explain",
    "read_moment",
    "read_start",
    "warm_up",
]


def warm_up() -> None:
    """Read one phrase, so that the first person does not wait for dateparser to load English."""
    read_start("4 December 2027 15:00", now=datetime(2027, 1, 1, tzinfo=UTC), zone="Etc/UTC")
