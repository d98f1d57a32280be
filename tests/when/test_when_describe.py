from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotUnderstood
from bot.when import as_json, batch_line, describe, explain, read_moment, read_start, warm_up

NOW = datetime.fromisoformat("2026-11-23T10:20-05:00")
START = datetime(2026, 12, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "zone", "reader", "words"),
    [
        pytest.param(
            START,
            "US/Eastern",
            "CET",
            "Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5) · 21:00 your time · in 8 days",
            id="another clock",
        ),
        pytest.param(
            START,
            "US/Eastern",
            "America/New_York",
            "Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5) · in 8 days",
            id="the same clock",
        ),
        pytest.param(
            START,
            "US/Eastern",
            "Asia/Kolkata",
            "Tue 1 Dec 2026, 15:00 US/Eastern (EST, UTC-5) · Wed 01:30 your time · in 9 days",
            id="another day for the reader",
        ),
        pytest.param(
            START,
            "Asia/Dubai",
            "Asia/Dubai",
            "Wed 2 Dec 2026, 00:00 Asia/Dubai (UTC+4) · in 9 days",
            id="a zone without an abbreviation",
        ),
        pytest.param(
            START,
            "Etc/UTC",
            "Etc/UTC",
            "Tue 1 Dec 2026, 20:00 Etc/UTC (UTC) · in 8 days",
            id="UTC",
        ),
        pytest.param(
            NOW + timedelta(minutes=45),
            "US/Eastern",
            "US/Eastern",
            "Mon 23 Nov 2026, 11:05 US/Eastern (EST, UTC-5) · in 45 minutes",
            id="within the hour",
        ),
        pytest.param(
            NOW + timedelta(hours=1, seconds=5),
            "US/Eastern",
            "US/Eastern",
            "Mon 23 Nov 2026, 11:20:05 US/Eastern (EST, UTC-5) · in 1 hour",
            id="with seconds",
        ),
        pytest.param(
            NOW + timedelta(days=200),
            "US/Eastern",
            "US/Eastern",
            "Fri 11 Jun 2027, 11:20 US/Eastern (EDT, UTC-4) · in 7 months",
            id="months ahead",
        ),
        pytest.param(
            NOW - timedelta(days=1),
            "US/Eastern",
            "US/Eastern",
            "Sun 22 Nov 2026, 10:20 US/Eastern (EST, UTC-5) · in the past",
            id="already over",
        ),
    ],
)
def test_a_start_is_read_back_in_its_zone_and_on_the_readers_clock(
    start: datetime, zone: str, reader: str, words: str
) -> None:
    assert describe(start, zone, reader, NOW) == words


def test_an_explanation_names_each_part() -> None:
    assert explain("next tuesday 3pm PT for 90 minutes", NOW, "US/Eastern").splitlines() == [
        "Tue 1 Dec 2026, 15:00 US/Pacific (PST, UTC-8) · 18:00 your time · in 8 days",
        "  next tuesday    Tue 1 Dec 2026",
        "  3pm             15:00",
        "  pt              US/Pacific, UTC-8 on that day",
        "  for 90 minutes  lasts 90 minutes",
        "  (which one)     Tue 24 Nov 2026 comes before it",
    ]


def test_an_explanation_of_a_refusal_says_what_to_type() -> None:
    assert explain("today 9am", NOW, "US/Eastern").splitlines() == [
        "That time is past. Give a time that is still ahead.",
        '  try "Tue 24 Nov 2026 09:00 US/Eastern"',
    ]


def test_json_has_the_start_its_zone_and_its_parts() -> None:
    answer = json.loads(as_json("tomorrow 3pm PT for 90 minutes", NOW, "US/Eastern"))

    assert answer["start"] == "2026-11-24T15:00:00-08:00"
    assert (answer["zone"], answer["zone_was_said"]) == ("US/Pacific", True)
    assert (answer["duration_min"], answer["reason"]) == (90, None)
    assert answer["understood"][0] == ["tomorrow", "Tue 24 Nov 2026"]


def test_json_of_a_refusal_has_the_reason_and_the_choices() -> None:
    answer = json.loads(as_json("tomorrow at 6", NOW, "US/Eastern"))

    assert answer["start"] is None
    assert "morning" in answer["reason"]
    assert len(answer["choices"]) == 2


def test_a_line_of_a_batch_is_answered_by_a_line() -> None:
    line = json.dumps({"text": "tomorrow 4-5pm", "now": NOW.isoformat(), "tz": "US/Eastern"})

    assert json.loads(batch_line(line)) == {
        "start": "2026-11-24T16:00:00-05:00",
        "duration_min": 60,
        "reason": None,
    }


def test_a_now_without_an_offset_is_on_the_clock_of_the_zone() -> None:
    line = json.dumps({"text": "in 1 hour", "now": "2026-11-23T10:20", "tz": "Japan"})

    assert json.loads(batch_line(line))["start"] == "2026-11-23T11:20:00+09:00"


def test_a_wrong_iso_time_is_refused_on_its_own_field() -> None:
    with pytest.raises(NotUnderstood, match="not an ISO time") as caught:
        read_moment("yesterday", "Japan")

    assert caught.value.field == "now"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("", id="empty"),
        pytest.param("not json", id="not JSON"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no keys"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param('{"text": 5, "now": "2026-11-23T10:20", "tz": "Japan"}', id="a number"),
        pytest.param('{"text": "3pm", "now": "yesterday", "tz": "Japan"}', id="a wrong now"),
        pytest.param('{"text": "3pm", "now": 5, "tz": "Japan"}', id="a number for now"),
        pytest.param('{"text": "3pm", "now": "2026-11-23T10:20", "tz": "Mars"}', id="a wrong zone"),
        pytest.param('{"text": "3pm", "now": "2026-11-23T10:20", "tz": null}', id="no zone"),
        pytest.param(
            '{"text": "3pm", "now": "9999-12-31T23:59", "tz": "Japan"}', id="the last day"
        ),
        pytest.param(
            '{"text": "\\ud800", "now": "2026-11-23T10:20", "tz": "Japan"}', id="half a letter"
        ),
    ],
)
def test_a_malformed_line_has_no_start_but_a_reason(line: str) -> None:
    answer = json.loads(batch_line(line))

    assert answer["start"] is None
    assert answer["reason"]


def test_after_warming_up_the_first_phrase_needs_nothing_loaded() -> None:
    warm_up()

    assert read_start("4 Dec 15:00", now=NOW, zone="US/Eastern").zone == "US/Eastern"
