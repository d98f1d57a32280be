from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.errors import NotUnderstood
from bot.when import Start, read_start
from bot.when.examples import EXAMPLES, NOW, REFUSED, ZONE, Example, Refusal
from bot.when.spelling import length_words


def in_words(start: Start) -> str:
    local = start.start
    year = "" if local.year == NOW.year else f" {local.year}"
    words = f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"
    zone = f" {start.zone}" if start.zone_was_said else ""
    return words + zone + (f" for {length_words(start.duration)}" if start.duration else "")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.phrase)
def test_an_example_reads_as_it_says(example: Example) -> None:
    assert in_words(read_start(example.phrase, now=NOW, zone=ZONE)) == example.reads


REASONS = {
    "no time of day": "At what time",
    "morning or evening?": "in the morning or in the evening",
    "it is past": "time is past",
    "two times": "more than one time",
    "a webcast happens once": "happens once",
    "that day is a Friday": "is a Friday",
    "no such day": "There is no",
    "the clocks skip that time": "skip that time",
    "no zone of that name": "not a time zone",
    "words left over": "do not understand",
}


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda refusal: refusal.phrase)
def test_a_phrase_said_to_be_refused_is_refused_for_that_reason(refusal: Refusal) -> None:
    with pytest.raises(NotUnderstood, match=REASONS[refusal.why]):
        read_start(refusal.phrase, now=NOW, zone=ZONE)


def test_the_groups_stand_together() -> None:
    groups = [example.group for example in EXAMPLES]

    assert sorted(groups, key=list(dict.fromkeys(groups)).index) == groups


def test_the_table_fits_into_one_message() -> None:
    lines = [example.phrase + example.reads for example in EXAMPLES]
    lines += [refusal.phrase + refusal.why for refusal in REFUSED]

    assert sum(map(len, lines)) < 2_500
    assert not any(sign in line for line in lines for sign in "<>&|`*_~")


TABLE = Path(__file__).parents[2] / "benchmarks" / "when" / "phrases.jsonl"


def test_no_phrase_of_the_benchmark_is_read_wrong_and_few_are_refused_that_are_clear() -> None:
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    refused = 0
    for row in rows:
        now, text = datetime.fromisoformat(row["now"]), row["text"]
        try:
            found = read_start(text, now=now, zone=row["tz"])
        except NotUnderstood:
            refused += row["start"] is not None
            continue
        assert row["start"] is not None, text
        assert found.start == datetime.fromisoformat(row["start"]), text
        assert found.duration_min == row.get("duration_min"), text

    assert refused <= len(rows) / 50
