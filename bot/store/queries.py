"""What several topics ask of the database, and how lists of events are narrowed: pure text."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot import rules
from bot.store import rows
from bot.store.asking import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.domain import EventFilter
    from bot.store.rows import Row


class Condition(NamedTuple):
    """A condition in SQL with named values."""

    sql: str
    values: Row


LAST_CREATED = "created_at DESC, rowid DESC"

EVENTS = """
  workspace, owner, webcast, request, portals, created_at, life, version,
  (SELECT count(*) FROM presenters
   WHERE presenters.workspace = events.workspace AND presenters.event_id = events.event_id
     AND presenters.state <> 'revoked') AS named,
  (SELECT count(*) FROM presenters
   WHERE presenters.workspace = events.workspace AND presenters.event_id = events.event_id
     AND presenters.state = 'ready') AS ready,
  (SELECT count(*) FROM presenters
   WHERE presenters.workspace = events.workspace AND presenters.event_id = events.event_id
     AND presenters.state = 'declined') AS declined
"""
"""The columns of an event, and how far its presenters are."""

WISHES = """
  workspace, key, owner, request, channels, reminders, asked_at, progress, event_id, reason,
  reference
"""
POSTS = "workspace, event_id, target, kind, state, channel, ts, reason, by"
"""Columns are named, since a newer version may add some while this one runs."""

LONGEST = timedelta(minutes=rules.DURATION.high)
"""No webcast lasts longer, so one that ends after a moment starts at most this long before it:
that keeps the search for upcoming ones away from all that are over."""

KEEP_EVENT = """
INSERT INTO events
  (workspace, event_id, owner, created_at, starts_at, ends_at, title_folded, webcast, request,
   portals, life)
VALUES
  (:workspace, :event_id, :owner, :created_at, :starts_at, :ends_at, :title_folded, :webcast,
   :request, :portals, :life)
ON CONFLICT (workspace, event_id) DO NOTHING
"""

PLAN_POST = """
INSERT INTO posts (workspace, event_id, target, kind, state, channel, ts, reason, by, lease_until)
VALUES (:workspace, :event_id, :target, :kind, :state, :channel, :ts, :reason, :by, :until)
ON CONFLICT (workspace, event_id, target, kind) DO NOTHING
"""

_PLAN_FOLLOW = """
INSERT INTO jobs
  (workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts, reason)
SELECT workspace, event_id, 'follow', :target, :due_at, '' || version, 'planned', 0, '', '', ''
FROM events WHERE workspace = :workspace AND {which}
ON CONFLICT (workspace, event_id, kind, target, due_at, detail) DO NOTHING
"""
"""Written with what is to be followed, so that neither is kept without the other."""
_AHEAD = "starts_at >= :earliest AND ends_at > :due_at"

ADD_HISTORY = """
INSERT INTO history (workspace, event_id, at, who, what, detail)
VALUES (:workspace, :event_id, :at, :who, :what, :detail)
"""


def select(columns: str, table: str, where: Condition, *, order: str = "") -> Ask:
    """Return a query of what meets a condition."""
    sql = f"SELECT {columns} FROM {table} WHERE {where.sql}"  # noqa: S608  (our own text)
    return Ask(f"{sql} ORDER BY {order}" if order else sql, where.values)


def page(where: Condition, *, order: str, limit: int, offset: int = 0) -> Ask:
    """Return a query of some of the events that meet a condition."""
    sql, values = select(EVENTS, "events", where, order=order)
    return Ask(f"{sql} LIMIT :limit OFFSET :offset", {**values, "limit": limit, "offset": offset})


def count(where: Condition, *, most: int) -> Ask:
    """Return a query of how many events meet a condition; it stops counting at the most."""
    sql = f"SELECT 1 FROM events WHERE {where.sql} LIMIT :most"  # noqa: S608  (our own text)
    return Ask(f"SELECT count(*) AS number FROM ({sql}) AS found", {**where.values, "most": most})  # noqa: S608  (likewise)


def events(workspace: str, which: EventFilter) -> Condition:
    """Return the condition for the events of a workspace that pass a filter."""
    sql = ["workspace = :workspace"]
    values = rows.texts(workspace=workspace)
    for part in (*_whose(which), *_when(which), *_named(which)):
        sql.append(part.sql)
        values |= part.values
    return Condition(" AND ".join(sql), values)


def order(which: EventFilter, *, newest_first: bool) -> str:
    """Return the order of a list of events: by start."""
    start = _start(which)
    return f"{start} DESC, event_id DESC" if newest_first else f"{start}, event_id"


def uncertain(workspace: str, owner: str | None) -> Condition:
    """Return the condition for the wishes of which nobody knows whether they came true."""
    sql, values = (
        "progress = 'uncertain' AND workspace = :workspace",
        rows.texts(workspace=workspace),
    )
    if owner is None:
        return Condition(sql, values)
    return Condition(f"{sql} AND owner = :owner", values | rows.texts(owner=owner))


def of_event(workspace: str, event_id: str) -> Condition:
    """Return the condition for what belongs to one event."""
    values = rows.texts(workspace=workspace, event_id=event_id)
    return Condition("workspace = :workspace AND event_id = :event_id", values)


def follow(workspace: str, event_id: str, due_at: datetime, *, target: str = "") -> Ask:
    """Return the statement that has everything follow an event, or a plan a card of its."""
    of = rows.texts(workspace=workspace, event_id=event_id, target=target)
    sql = _PLAN_FOLLOW.format(which="event_id = :event_id")
    return Ask(sql, of | {"due_at": rows.millis(due_at)})


def follow_ahead(workspace: str, now: datetime) -> Ask:
    """Return the statement that has what lies ahead of a whole workspace planned anew."""
    of = rows.texts(workspace=workspace, target="plan")
    sql = _PLAN_FOLLOW.format(which=_AHEAD)
    return Ask(sql, of | {"due_at": rows.millis(now), "earliest": rows.millis(now - LONGEST)})


def _is_walked(which: EventFilter) -> bool:
    """Tell whether the events of the workspace may be walked by an index.

    The cards of a channel and the events in somebody's hands are few, so they are looked up first
    and their events one by one. A column that something is added to keeps the database from
    walking all events instead.
    """
    return which.get("channel") is None and which.get("hand") is None


def _start(which: EventFilter) -> str:
    return "starts_at" if _is_walked(which) else "starts_at + 0"


def _whose(which: EventFilter) -> Iterator[Condition]:
    if (owner := which.get("owner")) is not None:
        column = "owner" if _is_walked(which) else "owner || ''"
        yield Condition(f"{column} = :owner", rows.texts(owner=owner))
    if (hand := which.get("hand")) is not None:
        yield Condition(_IN_HAND, rows.texts(hand=hand))
    if (channel := which.get("channel")) is not None:
        yield Condition(_CARD_IN_CHANNEL, rows.texts(channel=channel))


def _when(which: EventFilter) -> Iterator[Condition]:
    start = _start(which)
    if after := which.get("ending_after"):
        values = {"after": rows.millis(after), "earliest": rows.millis(after - LONGEST)}
        yield Condition(f"{start} >= :earliest AND ends_at > :after", values)
    if before := which.get("ending_before"):
        values = {"before": rows.millis(before)}
        yield Condition(f"{start} <= :before AND ends_at <= :before", values)


def _named(which: EventFilter) -> Iterator[Condition]:
    text = which.get("text", "")
    if part := rows.folded(text):
        values = {"part": f"%{_LITERALLY.sub(_ESCAPED, part)}%", "id": rows.storable(text.strip())}
        yield Condition("(title_folded LIKE :part ESCAPE '\\' OR event_id = :id)", values)


_LITERALLY = re.compile(r"[\\%_]")
_ESCAPED = r"\\\g<0>"
"""What LIKE would take for a pattern, made to stand for itself."""

_IN_HAND = """event_id IN (
  SELECT own.event_id FROM events AS own WHERE own.workspace = :workspace AND own.owner = :hand
  UNION
  SELECT co_owners.event_id FROM co_owners
  WHERE co_owners.workspace = :workspace AND co_owners."user" = :hand
)"""

_CARD_IN_CHANNEL = """event_id IN (
  SELECT posts.event_id FROM posts
  WHERE posts.workspace = :workspace AND posts.channel = :channel
    AND posts.kind = 'card' AND posts.state = 'posted'
)"""
