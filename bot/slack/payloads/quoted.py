"""A message that somebody makes a webcast of: its title, and the time that is found in it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.slack.form import WORDS_LIMIT, Draft, read
from bot.slack.payloads.prefill import is_time
from bot.slack.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_MOST_TEXT = 4_000
_TITLE = 200
_MOST_LINES = 10
_LINE_WORDS = 40
_TIME_WORDS = 10
_TRIES = 200
"""Readings of a time that are tried, each in a fraction of a millisecond."""

_MARKS = re.compile(r"(?<!\w)[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?!\w)")
_BULLET = re.compile(r"\A(?:&gt;|[>•◦▪\-–*]|\d+[.)])\s+")  # noqa: RUF001  (bullets and dashes that people type)
_QUOTED = re.compile(r"[\"“„”«]([^\"“„”«»]{2,})[\"“”»]")
_CLOCK = re.compile(r"\d|noon|midnight", re.IGNORECASE)
_EDGES = " \t,;:.!?-–—|·"  # noqa: RUF001  (likewise)


def prefill_from_message(draft: Draft, text: str, *, now: datetime) -> Draft:
    """Fill an empty form from a message; what it makes of the time is read back in the form.

    The title is what stands in quotes in the first line, or that line without its time; the time
    is the first one found.
    """
    rows = _rows(text)
    if not rows:
        return draft
    quoted = _QUOTED.search(rows[0])
    title = quoted[1].strip() if quoted else ""
    if quoted:
        rows[0] = f"{rows[0][: quoted.start()]} {rows[0][quoted.end() :]}"
    when, row, around = _time_in(rows, draft, now=now)
    title = title or (around if row == 0 else rows[0]).strip(_EDGES) or _next(rows)
    filled = replace(draft, title=shorten(title, _TITLE), when=when[:WORDS_LIMIT])
    return read(filled, now=now)


def _rows(text: str) -> list[str]:
    rows = [_BULLET.sub("", line.strip()) for line in text[:_MOST_TEXT].splitlines()]
    clean = [" ".join(_MARKS.sub("", plain(row)).split()) for row in rows]
    return [row for row in clean if row][:_MOST_LINES]


def _next(rows: list[str]) -> str:
    return rows[1].strip(_EDGES) if len(rows) > 1 else ""


def _time_in(rows: list[str], draft: Draft, *, now: datetime) -> tuple[str, int, str]:
    """Find the first time: it, the row that it stands in, and what stands before or after it."""
    tries = ((number, *span) for number, row in enumerate(rows) for span in _spans(row))
    for number, words, start, end in islice(tries, _TRIES):
        when = " ".join(words[start:end])
        if is_time(when, draft, now=now):
            around = " ".join(words[:start]).strip(_EDGES) or " ".join(words[end:])
            return when.strip(_EDGES), number, around
    return "", -1, ""


def _spans(row: str) -> Iterator[tuple[list[str], int, int]]:
    """List what could be a time: words side by side that name a clock, the longest ones first."""
    words = row.split()[:_LINE_WORDS]
    for start in range(len(words)):
        for end in range(min(len(words), start + _TIME_WORDS), start, -1):
            if _CLOCK.search(" ".join(words[start:end])):
                yield words, start, end
