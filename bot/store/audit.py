"""The audit trail of events and workspaces together, in order of time, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.audit import AuditLine, hidden
from bot.store import rows
from bot.store.asking import Ask
from bot.store.topic import Topic

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.domain import Portal
    from bot.store.asking import Work
    from bot.store.rows import Row

BATCH = 500
_LAST = 2**63 - 1

_TRAIL = """
SELECT found.*, events.webcast, events.request, events.life, events.portals FROM (
  SELECT * FROM (
    SELECT at, 0 AS kind, id, workspace, event_id, who, what, '' AS subject, detail,
      '' AS before, '' AS after
    FROM history
    WHERE {whose} at {within} :bound AND (at, id) {beyond} (:at, :of_event)
    ORDER BY at {way}, id {way} LIMIT :limit
  ) AS of_events
  UNION ALL
  SELECT * FROM (
    SELECT at, 1 AS kind, id, workspace, '' AS event_id, who, what, subject, '' AS detail,
      before, after
    FROM workspace_history
    WHERE {whose} at {within} :bound AND (at, id) {beyond} (:at, :of_workspace)
    ORDER BY at {way}, id {way} LIMIT :limit
  ) AS of_workspaces
) AS found
LEFT JOIN events ON events.workspace = found.workspace AND events.event_id = found.event_id
ORDER BY found.at {way}, found.kind {way}, found.id {way} LIMIT :limit
"""
_FORWARD = {"within": "<", "beyond": ">", "way": "ASC"}
_BACKWARD = {"within": ">=", "beyond": "<", "way": "DESC"}


class _Place(NamedTuple):
    """A place in the trail: a moment, whether the line is of an event (0) or not (1), its number.

    At one moment, lines of events go before those of workspaces.
    """

    at: int
    kind: int = 0
    id: int = -1

    def values(self) -> Row:
        """Return what each of the two tables is read on from."""
        return {
            "at": self.at,
            "of_event": _LAST if self.kind else self.id,
            "of_workspace": self.id if self.kind else -1,
        }


class Audit(Topic):
    """The part of the store that reads the whole audit trail."""

    async def audit(
        self, workspace: str, *, since: datetime, until: datetime, newest_first: bool = False
    ) -> AsyncIterator[tuple[AuditLine, ...]]:
        """Yield the lines of a workspace, of all if it is empty, from `since` to before `until`."""
        start, end = rows.millis(since), rows.millis(until)
        sql = page(workspace, newest_first=newest_first)
        of = rows.texts(workspace=workspace) if workspace else {}
        of |= {"bound": start if newest_first else end, "limit": BATCH}
        place: _Place | None = _Place(end if newest_first else start)
        while place:
            lines, place = await self._page(Ask(sql, of | place.values()))
            yield lines

    async def _page(self, ask: Ask) -> tuple[tuple[AuditLine, ...], _Place | None]:
        return await self._db.read(lambda: self._lines(ask))

    def _lines(self, ask: Ask) -> Work[tuple[tuple[AuditLine, ...], _Place | None]]:
        """Read lines within the work, because decrypting takes a while."""
        found = (yield ask).rows
        about: dict[tuple[str, str], tuple[str, tuple[Portal, ...]]] = {}
        lines = []
        for row in found:
            of = row["workspace"], row["event_id"]
            if of not in about:
                about[of] = self._about(row)
            title, portals = about[of]
            lines.append(hidden(_line(row, title), portals))
        if len(found) < BATCH:
            return tuple(lines), None
        return tuple(lines), _Place(*(found[-1][name] for name in _Place._fields))

    def _about(self, row: Row) -> tuple[str, tuple[Portal, ...]]:
        """Return the title of an event, and the portals of which nothing may be told."""
        if row["webcast"] is None:
            return "", ()
        is_cancelled = rows.loads(row["life"]).get("cancelled_at") is not None
        told = rows.loads(row["request" if is_cancelled else "webcast"])
        portals = rows.unpack_portals(rows.loads(self._cipher.decrypt(row["portals"])))
        return rows.storable(told["title"]), portals


def page(workspace: str, *, newest_first: bool) -> str:
    """Return the query of a page of the trail: of a workspace, or of all."""
    whose = "workspace = :workspace AND" if workspace else ""
    return _TRAIL.format(whose=whose, **(_BACKWARD if newest_first else _FORWARD))


def _line(row: Row, title: str) -> AuditLine:
    return AuditLine(
        at=rows.moment(row["at"]),
        workspace=row["workspace"],
        event_id=row["event_id"],
        title=title,
        who=row["who"],
        what=row["what"],
        subject=row["subject"],
        detail=row["detail"],
        before=row["before"],
        after=row["after"],
    )
