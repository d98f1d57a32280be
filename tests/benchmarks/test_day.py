"""The simulated day, small: an hour of a hundred webcasts, by two processes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from benchmarks.day import Hours, Played, Reminder, play, report
from benchmarks.filling import DAY, KEY, Filling, fill_postgresql
from bot.store import Cipher

if TYPE_CHECKING:
    from tests.postgres import Server

BEGIN = DAY + timedelta(hours=14, minutes=40)
FILLING = Filling(events=100, workspaces=5, daily=40, is_whole=True, since=BEGIN)
FIRST, SECOND = (
    Reminder(workspace="T1", event_id=each, target="C1", due_at=0, detail="0") for each in "12"
)


async def test_every_reminder_comes_once_and_the_clock_skips_what_is_idle(
    postgres: Server,
) -> None:
    with postgres.migrated() as url:
        fill_postgresql(url, FILLING, Cipher([KEY]))
        hour = Hours(begin=BEGIN, end=BEGIN + timedelta(hours=1), workers=2, slack=0.001)

        played = await play(url, hour)

    assert played.planned
    assert (played.missed, played.wrong) == (set(), set())
    assert played.seconds < timedelta(hours=1).total_seconds()
    assert report(played, 2).moments > 1


@pytest.mark.parametrize(
    ("came", "missed", "wrong"),
    [
        pytest.param([FIRST], {SECOND}, set(), id="one is missing"),
        pytest.param([FIRST, SECOND, SECOND], set(), {SECOND}, id="one came twice"),
        pytest.param(
            [FIRST, SECOND, FIRST._replace(target="C2")],
            set(),
            {FIRST._replace(target="C2")},
            id="nobody planned one",
        ),
    ],
)
def test_what_is_missing_or_came_twice_is_found(
    came: list[Reminder], missed: set[Reminder], wrong: set[Reminder]
) -> None:
    played = Played(planned={FIRST, SECOND}, due={0: 2})

    for each in came:
        played.note([*each, 0.5])

    assert (played.missed, played.wrong) == (missed, wrong)
