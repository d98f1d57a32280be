from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.rules import HORIZON, ZONES
from bot.when import Start, batch_line, describe, read_start
from bot.when.spelling import spell

WORDS = """
today tomorrow tonight yesterday monday fri next this last week on at in the of from to until
for and or half quarter past an a 1 2 3 12 15 31 99 2026 2027 0930 9am 3pm 15:00 25:00 3.30
12/4 4.12. 2026-12-04 dec december 4th first noon midnight morning evening night minutes
hours days weeks months h m et pst cet utc+2 -0500 london sydney , . - : ( ) ' ? every
couple few 1/2 'til o'clock ish day after
""".split()  # noqa: SIM905 - a list with quotes would fill a page

moments = st.datetimes(
    min_value=datetime.fromisoformat("2026-01-01"),
    max_value=datetime.fromisoformat("2036-01-01"),
    timezones=st.just(UTC),
)
listed = st.sampled_from(ZONES)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
glued = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map("".join)


def reading(text: str, now: datetime, zone: str) -> Start | NotUnderstood:
    try:
        return read_start(text, now=now, zone=zone)
    except NotUnderstood as refusal:
        return refusal


@given(text=st.text(max_size=220) | phrases | glued, now=moments, zone=listed)
@settings(max_examples=600, deadline=None)
def test_any_text_gives_a_start_ahead_or_a_refusal_and_nothing_else(
    text: str, now: datetime, zone: str
) -> None:
    found = reading(text, now, zone)

    if isinstance(found, Start):
        assert now < found.start <= now + HORIZON
        assert found.zone in ZONES
        assert found.start.tzinfo is not None
    else:
        assert str(found)


@given(text=phrases, now=moments, zone=listed)
@settings(max_examples=200, deadline=None)
def test_every_choice_of_a_refusal_is_accepted(text: str, now: datetime, zone: str) -> None:
    found = reading(text, now, zone)

    if isinstance(found, NotUnderstood):
        for choice in found.choices:
            assert isinstance(reading(choice, now, zone), Start), choice


@given(
    now=moments,
    ahead=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=700)),
    zone=listed,
    reader=listed,
)
@settings(max_examples=200, deadline=None)
def test_what_is_read_back_is_what_is_read(
    now: datetime, ahead: timedelta, zone: str, reader: str
) -> None:
    start = (now + ahead).replace(microsecond=0) + timedelta(seconds=1)
    words = describe(start, zone, reader, now).partition(" · ")[0]

    again = read_start(words, now=now, zone=reader)
    assert (again.start, again.zone) == (start, zone)
    assert read_start(spell(start, zone), now=now, zone=reader).start == start


@given(text=st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_line_of_a_batch_is_answered_by_one_line_of_json(text: str) -> None:
    answer = batch_line(text)

    assert "\n" not in answer
    assert set(json.loads(answer)) == {"start", "duration_min", "reason"}


@pytest.mark.parametrize("unit", ["3pm ", "12:00 ", "1/", "1.", "- ", "in ", "( ", "5 ", "1 h "])
def test_a_text_that_repeats_itself_is_refused_without_delay(unit: str) -> None:
    text = (unit * 200)[:200]

    assert isinstance(reading(text, datetime(2026, 1, 1, tzinfo=UTC), "Etc/UTC"), NotUnderstood)
