"""The page on capacity says what its script computes from what was measured."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import all as everything
from benchmarks.capacity import CALLS, IN_TIME, PAGE, SLACK, TABLES, Costs, carried, render
from benchmarks.figures import FILE
from bot.service.alarm import ROOM
from bot.store.postgres import CONNECTIONS

if TYPE_CHECKING:
    Figures = dict[str, Any]


@pytest.fixture
def figures() -> Figures:
    found: Figures = json.loads(FILE.read_text())
    return found


def test_the_page_tells_what_was_measured(figures: Figures) -> None:
    page = PAGE.read_text()

    assert render(page, figures) == page


def test_every_table_is_on_the_page() -> None:
    assert set(re.findall(r"<!-- table: (\w+) -->", PAGE.read_text())) == set(TABLES)


def test_other_figures_make_another_page(figures: Figures) -> None:
    figures["interactions"]["asked"][0]["p99"] = 987.6

    assert "987.6 ms" in render(PAGE.read_text(), figures)


def test_twice_the_processes_carry_twice_as_much(figures: Figures) -> None:
    one, two = carried(1, figures), carried(2, figures)

    assert two.interactions == pytest.approx(2 * one.interactions)
    assert two.reminders == pytest.approx(2 * one.reminders)
    assert two.connections == 2 * CONNECTIONS


def test_what_is_out_in_time_is_bounded_by_slacks_own_time(figures: Figures) -> None:
    figures["day"]["days"][0]["processor_ms"] = 0.001

    assert carried(1, figures).at_one_moment == pytest.approx(IN_TIME * ROOM / (CALLS * SLACK))


def test_a_core_does_as_much_as_its_time_allows() -> None:
    costs = Costs(processor=4, database=1)

    assert costs.per_second(2) == pytest.approx(500)
    assert costs.database_cores(500) == pytest.approx(0.5)


@pytest.mark.parametrize("part", everything.PARTS)
def test_each_part_is_named_with_its_command_on_the_page(part: str) -> None:
    assert f"benchmarks.{part}`" in PAGE.read_text()
