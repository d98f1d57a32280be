"""The audit trail as a table for spreadsheets (RFC 4180): who did what, and when."""

from __future__ import annotations

import csv
import re
from dataclasses import astuple, dataclass, fields, replace
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.domain import Portal

HIDDEN = "[hidden]"
"""What stands in place of a secret that somebody typed into a title or a reason."""

_TOKEN = re.compile(r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+", re.IGNORECASE)
_PORTAL = re.compile(r"https?://[^\s?]+\?(?:[^\s]*&)?gp=[^\s]*", re.IGNORECASE)
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would run. https://owasp.org/www-community/attacks/CSV_Injection"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """What was done to an event, or to a role or setting of a workspace, which has no `event_id`.

    `subject` is the user, user group or channel whose role or setting it is.
    """

    at: datetime
    workspace: str
    event_id: str = ""
    title: str = ""
    who: str
    what: str
    subject: str = ""
    detail: str = ""
    before: str = ""
    after: str = ""


def heading() -> str:
    """Return the first line, which names the columns."""
    return _table([[each.name for each in fields(AuditLine)]])


def table(lines: Iterable[AuditLine]) -> str:
    """Return lines as rows, without the heading; moments are in UTC (ISO 8601)."""
    return _table(map(_row, lines))


def hidden(line: AuditLine, portals: Iterable[Portal]) -> AuditLine:
    """Hide what the line tells of portals, and Slack's tokens, wherever people typed them."""
    secrets = [secret for portal in portals for secret in (portal.link, portal.pin) if secret]
    told = "|".join(rf"(?<!\w){re.escape(secret)}(?!\w)" for secret in secrets)
    known = re.compile(told) if told else None

    def clean(text: str) -> str:
        text = known.sub(HIDDEN, text) if known else text
        return _PORTAL.sub(HIDDEN, _TOKEN.sub(HIDDEN, text))

    return replace(
        line,
        title=clean(line.title),
        subject=clean(line.subject),
        detail=clean(line.detail),
        before=clean(line.before),
        after=clean(line.after),
    )


def _row(line: AuditLine) -> list[str]:
    at, *texts = astuple(line)
    return [f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z", *map(_defused, texts)]


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _table(rows: Iterable[Sequence[str]]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()
