"""The audit trail as a table: what stands in it, and what never does."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from bot.audit import HIDDEN, AuditLine, heading, hidden, table
from bot.domain import Portal
from bot.rules import Access

LINE = AuditLine(
    at=datetime(2026, 11, 24, 15, 0, 1, 20_900, tzinfo=UTC),
    workspace="T1",
    event_id="1890012",
    title="Q4 town hall",
    who="U1",
    what="cancelled",
    detail="snow",
)
PORTAL = Portal(access=Access.REPORTS, link="https://portal.example/reports?x=1", pin="48151623")


def with_cell(column: str, text: str) -> AuditLine:
    cell: dict[str, Any] = {column: text}
    return replace(LINE, **cell)


def cells(line: AuditLine) -> dict[str, str]:
    [row] = csv.DictReader(StringIO(heading() + table([line]), newline=""))
    return row


def test_a_line_names_the_moment_in_utc_and_all_that_is_known() -> None:
    assert cells(LINE) == {
        "at": "2026-11-24T15:00:01.020Z",
        "workspace": "T1",
        "event_id": "1890012",
        "title": "Q4 town hall",
        "who": "U1",
        "what": "cancelled",
        "subject": "",
        "detail": "snow",
        "before": "",
        "after": "",
    }


def test_lines_end_as_the_standard_says() -> None:
    assert heading().endswith("\r\n")
    assert table([LINE, LINE]).count("\r\n") == 2


@pytest.mark.parametrize("title", ['a "quoted", one', "two\nlines", "two\r\nlines", "é ü 会 🎉"])
def test_any_title_comes_back_as_it_was(title: str) -> None:
    assert cells(replace(LINE, title=title))["title"] == title


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"], ids=repr)
@pytest.mark.parametrize("column", ["title", "detail", "before", "after", "who", "subject"])
def test_no_cell_is_run_by_a_spreadsheet(column: str, start: str) -> None:
    text = f"{start}HYPERLINK(A1)"

    assert cells(with_cell(column, text))[column] == f"'{text}"


@pytest.mark.parametrize("column", ["title", "subject", "detail", "before", "after"])
@pytest.mark.parametrize(
    "secret",
    [
        PORTAL.pin,
        PORTAL.link,
        "xoxb-1-2-abc",
        "xoxe.xoxp-1-abc",
        "xapp-1-A0-abc",
        "https://guest.example/guest?ei=1&gp=2",
    ],
)
def test_no_secret_is_told_that_somebody_typed(secret: str, column: str) -> None:
    typed = with_cell(column, f"It is {secret}, they say")

    told = cells(hidden(typed, [PORTAL]))[column]

    assert told.startswith(f"It is {HIDDEN}")
    assert secret not in told


def test_a_pin_within_a_longer_number_is_none() -> None:
    line = replace(LINE, detail="148151623 people")

    assert hidden(line, [PORTAL]) == line
