"""Messages into one channel follow each other a second apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.slack.pace import Pace

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


async def test_each_channel_has_a_turn_a_second() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    pace = Pace(lambda: NOW, sleep)
    for channel in ("C1", "C2", "C1", "C1"):
        await pace.turn(channel)

    assert waits == [1.0, 2.0]


async def test_nobody_waits_for_a_turn_that_is_long_ago() -> None:
    now = [NOW]
    pace = Pace(lambda: now[0], _never)
    await pace.turn("C1")
    now[0] += timedelta(seconds=1)

    await pace.turn("C1")


async def test_many_channels_are_not_remembered_for_ever() -> None:
    now = [NOW]
    pace = Pace(lambda: now[0], _never)
    for number in range(1002):
        await pace.turn(f"C{number}")
        now[0] += timedelta(seconds=2)

    assert len(pace._next) < 10  # noqa: SLF001  (nothing else shows it)


async def _never(_seconds: float) -> None:
    raise AssertionError("it waits")
