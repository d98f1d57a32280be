"""Coercion and reading as pure functions: what holds for any input."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import reference, rules
from bot.sandbox.reading import (
    has_tags,
    json_object,
    plain_text,
    whole_number,
    without_lone_surrogates,
)
from bot.sandbox.rules import Refusal
from bot.sandbox.switches import PRESETS, Switches

QUARTER = 900_000
EVENT = {
    "event_title": "Q1 All Hands",
    "type": "live",
    "scheduled_start_time": 1805378400000,
    "scheduled_duration": 60,
    "timezone": "US/Eastern",
    "region": 1,
    "acquisition_type": 0,
    "audience_capacity": 1000,
    "event_expiration_months": 12,
}
TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=1100)
GOOD = st.fixed_dictionaries(
    {
        "event_title": TITLES.filter(lambda title: title.strip() and not has_tags(title)),
        "type": st.just("live"),
        "scheduled_start_time": st.integers(0, rules.LATEST_MS),
        "scheduled_duration": st.integers(-(10**6), 10**6),
        "timezone": st.sampled_from([*reference.TIMEZONES, "Europe/Berlin", "nonsense"]),
        "region": st.sampled_from(list(reference.REGIONS)),
        "acquisition_type": st.sampled_from([0, 2]),
        "audience_capacity": st.integers(50, 10_000),
        "event_expiration_months": st.integers(3, 12),
    }
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=6,
)


@given(st.integers(0, 10**15))
def test_a_start_moves_less_than_a_quarter_hour_and_never_back(start: int) -> None:
    rounded = rules.round_start(start)

    assert rounded % QUARTER == 0
    assert 0 <= rounded - start < QUARTER


@given(st.integers())
def test_a_duration_is_always_one_that_the_platform_offers(minutes: int) -> None:
    assert rules.round_duration(minutes) in range(30, 481, 30)


@given(st.integers(30, 480))
def test_a_duration_in_range_grows_by_less_than_half_an_hour(minutes: int) -> None:
    assert 0 <= rules.round_duration(minutes) - minutes < 30


@given(TITLES, st.sampled_from(["codepoints", "utf16"]))
def test_a_title_keeps_its_beginning(title: str, unit: str) -> None:
    cut = rules.cut_title(title, unit)

    assert title.startswith(cut.removesuffix("?"))
    assert len(cut) <= 1000


@given(TITLES)
def test_a_title_cut_by_utf16_fits_in_1000_units(title: str) -> None:
    assert len(rules.cut_title(title, "utf16").encode("utf-16-le")) <= 2000


@given(GOOD)
def test_what_was_stored_once_is_stored_unchanged_again(sent: dict[str, object]) -> None:
    facts = rules.read_facts(sent, Switches())

    assert rules.read_facts(rules.merged(facts, {}), Switches()) == facts


@given(GOOD)
def test_only_title_start_duration_and_zone_change_in_silence(sent: dict[str, object]) -> None:
    facts = rules.read_facts(sent, Switches())

    changeable = {"event_title", "scheduled_start_time", "scheduled_duration", "timezone"}
    assert {name for name, value in sent.items() if getattr(facts, name) != value} <= changeable


@given(st.sampled_from(list(EVENT)), JSON, st.sampled_from(list(PRESETS)))
def test_any_value_is_stored_or_refused_and_never_breaks(
    name: str, value: object, preset: str
) -> None:
    with suppress(Refusal):
        rules.read_facts({**EVENT, name: value}, PRESETS[preset])


@given(JSON)
def test_any_value_for_portals_is_read_or_refused(value: object) -> None:
    masks: tuple[int, ...] = ()
    with suppress(Refusal):
        masks = rules.read_masks({"guest_presenter_types": value})

    assert all(1 <= mask <= 31 for mask in masks)


@given(JSON)
def test_tags_are_found_at_any_depth(value: object) -> None:
    assert has_tags([{"a": [value, "<b>"]}])


@given(st.text("<>ab", max_size=12))
def test_tags_are_a_bracket_with_its_closing_one_behind(text: str) -> None:
    opening = text.find("<")

    assert has_tags(text) == (opening >= 0 and ">" in text[opening:])


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_read_from_numbers_and_strings_alike(number: int) -> None:
    assert whole_number(number) == whole_number(str(number)) == whole_number(f" {number} ")


@pytest.mark.parametrize(
    "value",
    [True, None, "", "1.0", "1e3", "--1", "+", "٣", "0x10", 1.5, float("inf"), 2**63, "9" * 30, []],
    ids=repr,
)
def test_what_is_no_whole_number_is_not_read_as_one(value: object) -> None:
    assert whole_number(value) is None


@given(st.text())
def test_text_can_always_be_written_in_utf8(text: str) -> None:
    written = without_lone_surrogates(text).encode("utf-8")

    assert bool(written) == bool(text)


@given(st.text(st.characters(codec="utf-8")))
def test_text_without_lone_surrogates_stays_as_it_is(text: str) -> None:
    assert without_lone_surrogates(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (7, "7"), (1.5, "1.5"), (True, None), ([], None), (None, None)],
)
def test_numbers_may_stand_for_text(value: object, text: str | None) -> None:
    assert plain_text(value) == text


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=4))
def test_an_object_is_read_without_its_nulls(value: dict[str, object]) -> None:
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError:
        return
    kept = {name: each for name, each in value.items() if each is not None}

    assert json_object(text) == kept


@given(st.text())
def test_any_text_is_a_json_object_or_none(text: str) -> None:
    value = json_object(text)

    assert value is None or isinstance(value, dict)


@pytest.mark.parametrize("zone", reference.TIMEZONES)
def test_every_zone_of_the_list_is_known_here(zone: str) -> None:
    assert ZoneInfo(zone).utcoffset(datetime(2027, 1, 1, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    ("switches", "start"),
    [
        pytest.param(Switches(), "2027-03-18T14:00:00+00:00", id="an instant"),
        pytest.param(Switches(start="wall_clock"), "2027-03-18T18:00:00+00:00", id="wall clock"),
    ],
)
def test_a_start_is_read_as_the_switch_says(switches: Switches, start: str) -> None:
    facts = rules.read_facts(EVENT, switches)

    assert rules.instant(facts, switches).isoformat() == start


@pytest.mark.parametrize("code", reference.RETURN_CODES)
def test_every_code_has_a_sentence(code: int) -> None:
    assert reference.sentence(code)
