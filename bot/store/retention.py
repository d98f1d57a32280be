"""What is past its time: counted, named and removed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bot.people import RETENTION
from bot.retention import Removed, read_removed
from bot.store import rows
from bot.store.asking import Ask, AskEach
from bot.store.topic import Topic, is_one

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from datetime import datetime, timedelta

    from bot.store.asking import Work
    from bot.store.rows import Row

BATCH = 500
OF_EVENT = (
    "history",
    "posts",
    "jobs",
    "presenters",
    "wants",
    "co_owners",
    "offers",
    "wishes",
)
"""The tables of what belongs to an event."""

_ROUND = """
INSERT INTO rounds (name, at) VALUES (:name, :now)
ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE rounds.at <= :before
"""
_PAST_EVENTS = """
ends_at < :before AND NOT EXISTS (
  SELECT 1 FROM wishes
  WHERE wishes.workspace = events.workspace AND wishes.event_id = events.event_id
    AND wishes.progress IN ('sending', 'uncertain')
)
"""
_PAST_WISHES = "progress IN ('refused', 'forgotten') AND event_id IS NULL AND asked_at < :before"
_PAST_LINES = "at < :before"
_EVENTS = f"""
SELECT workspace, event_id FROM events WHERE {_PAST_EVENTS}
ORDER BY ends_at LIMIT :limit /* FOR UPDATE SKIP LOCKED */
"""  # noqa: S608  (no value in it)
_DROP = "DELETE FROM {table} WHERE workspace = :workspace AND event_id = :event_id"
_DROP_WISHES = f"""
DELETE FROM wishes WHERE (workspace, key) IN (
  SELECT workspace, key FROM wishes WHERE {_PAST_WISHES} LIMIT :limit
) RETURNING workspace
"""  # noqa: S608  (likewise)
_DROP_LINES = f"""
DELETE FROM workspace_history WHERE id IN (
  SELECT id FROM workspace_history WHERE {_PAST_LINES} LIMIT :limit
) RETURNING workspace
"""  # noqa: S608  (likewise)
_NOTED = """
SELECT id, after FROM workspace_history
WHERE workspace = :workspace AND at = :at AND what = :what
"""
_NOTE = """
INSERT INTO workspace_history (workspace, at, who, what, subject, before, after)
VALUES (:workspace, :at, '', :what, '', '', :after)
"""
_NOTE_MORE = "UPDATE workspace_history SET after = :after WHERE id = :id"
_COUNTS = {
    "webcasts": f"SELECT workspace FROM events WHERE {_PAST_EVENTS}",  # noqa: S608  (likewise)
    "wishes": f"SELECT workspace FROM wishes WHERE {_PAST_WISHES}",  # noqa: S608  (likewise)
    "lines": f"SELECT workspace FROM workspace_history WHERE {_PAST_LINES}",  # noqa: S608  (likewise)
}
_LIST = f"""
SELECT workspace, event_id, ends_at, webcast FROM events
WHERE {_PAST_EVENTS} AND (ends_at, workspace, event_id) > (:ends_at, :workspace, :event_id)
ORDER BY ends_at, workspace, event_id LIMIT :limit
"""  # noqa: S608  (likewise)


class PastEvent(NamedTuple):
    """A webcast that is past its time."""

    workspace: str
    event_id: str
    ended_at: datetime
    title: str


class Retention(Topic):
    """The part of the store that forgets."""

    async def begin_round(self, name: str, now: datetime, every: timedelta) -> bool:
        """Note that a round begins; False if one began less than `every` ago, in any process."""
        at = {"now": rows.millis(now), "before": rows.millis(now - every)}
        return await self._does(_ROUND, rows.texts(name=name) | at)

    async def remove_past(self, before: datetime, *, at: datetime, limit: int = BATCH) -> bool:
        """Remove some of what was over before a moment; tell whether there was any.

        Webcasts of which a create is uncertain stay. What was removed is on record in the history
        of each workspace, in one line for all that is removed `at` the same moment.
        """
        values = {"before": rows.millis(before), "limit": limit}
        return await self._db.write(lambda: _remove(values, rows.millis(at)))

    async def count_past(self, before: datetime) -> dict[str, Removed]:
        """Tell how much would be removed, by workspace."""
        return await self._db.read(lambda: _count(rows.millis(before)))

    async def past_events(self, before: datetime) -> AsyncIterator[tuple[PastEvent, ...]]:
        """Yield the webcasts that would be removed, the longest past first."""
        after: Row = {"ends_at": -1, "workspace": "", "event_id": ""}
        while found := await self._all(
            _LIST, {**after, "before": rows.millis(before), "limit": BATCH}
        ):
            after = {name: found[-1][name] for name in after}
            yield tuple(map(_read, found))


def _remove(values: Row, at: int) -> Work[bool]:
    events = (yield Ask(_EVENTS, values)).rows
    for table in (*OF_EVENT, "events"):
        yield AskEach(_DROP.format(table=table), events)
    wishes = (yield Ask(_DROP_WISHES, values)).rows
    lines = (yield Ask(_DROP_LINES, values)).rows
    removed: defaultdict[str, Removed] = defaultdict(Removed)
    _add(removed, events, Removed(webcasts=1))
    _add(removed, wishes, Removed(wishes=1))
    _add(removed, lines, Removed(lines=1))
    for workspace, each in sorted(removed.items()):
        yield from _note(workspace, at, each)
    return bool(removed)


def _add(removed: defaultdict[str, Removed], gone: Iterable[Row], one: Removed) -> None:
    for row in gone:
        removed[row["workspace"]] += one


def _note(workspace: str, at: int, removed: Removed) -> Work[None]:
    """Put it on record, in the line of the same round if there is one."""
    of = {"workspace": workspace, "at": at, "what": RETENTION}
    for row in (yield Ask(_NOTED, of)).rows:
        total = read_removed(row["after"]) + removed
        yield Ask(_NOTE_MORE, {"id": row["id"], "after": total.write()})
        return
    yield from is_one(Ask(_NOTE, of | {"after": removed.write()}))


def _count(before: int) -> Work[dict[str, Removed]]:
    found: defaultdict[str, Removed] = defaultdict(Removed)
    for name, past in _COUNTS.items():
        sql = f"SELECT workspace, count(*) AS number FROM ({past}) AS past GROUP BY workspace"  # noqa: S608  (our own text)
        for row in (yield Ask(sql, {"before": before})).rows:
            found[row["workspace"]] += Removed(**{name: int(row["number"])})
    return dict(found)


def _read(row: Row) -> PastEvent:
    return PastEvent(
        workspace=row["workspace"],
        event_id=row["event_id"],
        ended_at=rows.moment(row["ends_at"]),
        title=rows.storable(rows.loads(row["webcast"])["title"]),
    )
