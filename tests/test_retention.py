"""How long ago so many months are, and how what was removed is written down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.retention import Removed, earliest_kept, read_removed


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ("2026-11-24", 1, "2026-10-24"),
        ("2026-11-24", 11, "2025-12-24"),
        ("2026-11-24", 120, "2016-11-24"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
    ],
)
def test_months_are_those_of_the_calendar(now: str, months: int, then: str) -> None:
    moment = datetime.fromisoformat(f"{now}T15:30:00+00:00")

    assert earliest_kept(moment, months) == datetime.fromisoformat(f"{then}T15:30:00+00:00")


def test_what_was_removed_is_read_as_it_was_written() -> None:
    removed = Removed(webcasts=12, wishes=3, lines=40)

    assert read_removed(removed.write()) == removed


def test_a_month_before_january_is_december() -> None:
    assert earliest_kept(datetime(2026, 1, 15, tzinfo=UTC), 1).year == 2025
