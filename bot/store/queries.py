"""What the store asks SQLite, as pure text and values."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot import rules
from bot.store import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain import EventFilter
    from bot.store.rows import Row


class Condition(NamedTuple):
    """A condition in SQL with named values."""

    sql: str
    values: Row


LAST_CREATED = "created_at DESC, rowid DESC"

EVENTS = """*, (
  SELECT json_group_array(presenters.state) FROM presenters
  WHERE presenters.workspace = events.workspace AND presenters.event_id = events.event_id
) AS presenters"""
"""The columns of an event, and the states of its presenters."""

LONGEST = timedelta(minutes=rules.DURATION.high)
"""No webcast lasts longer, so one that ends after a moment starts at most this long before it:
that keeps the search for upcoming ones away from all that are over."""

CLAIM = """
INSERT INTO wishes
  (workspace, key, owner, request, channels, reminders, asked_at, progress, event_id, reason,
   reference)
VALUES
  (:workspace, :key, :owner, :request, :channels, :reminders, :asked_at, 'sending', NULL, '',
   :reference)
ON CONFLICT (workspace, key) DO UPDATE SET
  owner = excluded.owner, request = excluded.request, channels = excluded.channels,
  reminders = excluded.reminders,
  asked_at = excluded.asked_at, progress = excluded.progress, event_id = excluded.event_id,
  reason = excluded.reason, reference = excluded.reference
WHERE wishes.progress = 'refused'
"""

CREATED = """
INSERT INTO wishes
  (workspace, key, owner, request, channels, reminders, asked_at, progress, event_id, reason,
   reference)
VALUES
  (:workspace, :key, :owner, :request, :channels, :reminders, :asked_at, :progress, :event_id,
   :reason, :reference)
ON CONFLICT (workspace, key) DO UPDATE SET
  progress = excluded.progress, event_id = excluded.event_id, reason = excluded.reason
"""

CLAIM_AGAIN = """
UPDATE wishes SET progress = 'sending', reason = '', reference = :fresh
WHERE workspace = :workspace AND key = :key AND progress = 'uncertain' AND reference = :reference
"""

FORGET = """
UPDATE wishes SET progress = 'forgotten'
WHERE workspace = :workspace AND key = :key AND progress = 'uncertain' AND reference = :reference
"""

DRIFT_SEEN = """
UPDATE events SET life = json_set(life, '$.drifted_at', NULL)
WHERE workspace = :workspace AND event_id = :event_id
"""

NOT_CREATED = """
UPDATE wishes SET progress = :progress, reason = :reason, reference = :reference
WHERE workspace = :workspace AND key = :key AND progress IN ('sending', 'uncertain')
"""

NTH_CALL = """
SELECT at FROM calls WHERE account = :account AND endpoint = :endpoint
ORDER BY at DESC LIMIT 1 OFFSET :before
"""

NOTE_CALL = "INSERT INTO calls (account, endpoint, at) VALUES (:account, :endpoint, :at)"

FORGET_CALLS = "DELETE FROM calls WHERE account = :account AND endpoint = :endpoint AND at < :at"

DROP_CALL = """
DELETE FROM calls WHERE rowid IN (
  SELECT rowid FROM calls WHERE account = :account AND endpoint = :endpoint AND at = :at LIMIT 1
)
"""

RESTS = "SELECT topic, until FROM rests WHERE account = :account AND topic = :topic"

REST = """
INSERT INTO rests (account, topic, until) VALUES (:account, :topic, :until)
ON CONFLICT (account, topic) DO UPDATE SET until = max(until, excluded.until)
"""

KEEP_EVENT = """
INSERT INTO events
  (workspace, event_id, owner, created_at, starts_at, ends_at, title_folded, webcast, request,
   portals, life)
VALUES
  (:workspace, :event_id, :owner, :created_at, :starts_at, :ends_at, :title_folded, :webcast,
   :request, :portals, :life)
ON CONFLICT (workspace, event_id) DO NOTHING
"""

CHANGE_EVENT = """
UPDATE events
SET owner = :owner, starts_at = :starts_at, ends_at = :ends_at, title_folded = :title_folded,
    webcast = :webcast, request = :request, portals = :portals, life = :life
WHERE workspace = :workspace AND event_id = :event_id
"""

PLAN_POST = """
INSERT INTO posts (workspace, event_id, target, kind, state, channel, ts, reason, by)
VALUES (:workspace, :event_id, :target, :kind, :state, :channel, :ts, :reason, :by)
ON CONFLICT (workspace, event_id, target, kind) DO NOTHING
"""

BEGIN_POST = """
INSERT INTO posts (workspace, event_id, target, kind, state, channel, ts, reason, by)
VALUES (:workspace, :event_id, :target, :kind, 'posting', '', '', '', :by)
ON CONFLICT (workspace, event_id, target, kind) DO UPDATE SET
  state = 'posting', reason = '', by = excluded.by
WHERE posts.state IN ('planned', 'failed', 'removed')
"""

POSTED = """
UPDATE posts SET state = 'posted', channel = :channel, ts = :ts, reason = ''
WHERE workspace = :workspace AND event_id = :event_id AND target = :target AND kind = :kind
"""

POST_FAILED = """
UPDATE posts SET state = 'failed', reason = :reason
WHERE workspace = :workspace AND event_id = :event_id AND target = :target AND kind = :kind
  AND state <> 'posted'
"""

POST_REMOVED = """
UPDATE posts SET state = 'removed', reason = :reason
WHERE workspace = :workspace AND event_id = :event_id AND target = :target AND kind = :kind
  AND state = 'posted'
"""

ADD_HISTORY = """
INSERT INTO history (workspace, event_id, at, who, what, detail)
VALUES (:workspace, :event_id, :at, :who, :what, :detail)
"""


def events(workspace: str, which: EventFilter) -> Condition:
    """Return the condition for the events of a workspace that pass a filter."""
    sql = ["workspace = :workspace"]
    values = {"workspace": rows.storable(workspace)}
    for part in (*_whose(which), *_when(which), *_named(which)):
        sql.append(part.sql)
        values |= part.values
    return Condition(" AND ".join(sql), values)


def order(which: EventFilter, *, newest_first: bool) -> str:
    """Return the order of a list of events: by start."""
    start = f"{_walked(which)}starts_at"
    return f"{start} DESC, event_id DESC" if newest_first else f"{start}, event_id"


def uncertain(workspace: str, owner: str | None) -> Condition:
    """Return the condition for the wishes of which nobody knows whether they came true."""
    values = {"workspace": rows.storable(workspace)}
    sql = "progress = 'uncertain' AND workspace = :workspace"
    if owner is None:
        return Condition(sql, values)
    return Condition(f"{sql} AND owner = :owner", {**values, "owner": rows.storable(owner)})


def of_event(workspace: str, event_id: str) -> Condition:
    """Return the condition for what belongs to one event."""
    values = {"workspace": rows.storable(workspace), "event_id": rows.storable(event_id)}
    return Condition("workspace = :workspace AND event_id = :event_id", values)


def _walked(which: EventFilter) -> str:
    """Return what stands before a column whose index may be walked.

    The cards of a channel are few, so they are looked up first and their events one by one. A plus
    keeps SQLite from walking the events of the whole workspace instead.
    """
    return "" if which.get("channel") is None else "+"


def _whose(which: EventFilter) -> Iterator[Condition]:
    if (owner := which.get("owner")) is not None:
        yield Condition(f"{_walked(which)}owner = :owner", {"owner": rows.storable(owner)})
    if (hand := which.get("hand")) is not None:
        yield Condition(_IN_HAND, {"hand": rows.storable(hand)})
    if (channel := which.get("channel")) is not None:
        yield Condition(_CARD_IN_CHANNEL, {"channel": rows.storable(channel)})


def _when(which: EventFilter) -> Iterator[Condition]:
    start = f"{_walked(which)}starts_at"
    if after := which.get("ending_after"):
        values = {"after": rows.millis(after), "earliest": rows.millis(after - LONGEST)}
        yield Condition(f"{start} >= :earliest AND ends_at > :after", values)
    if before := which.get("ending_before"):
        values = {"before": rows.millis(before)}
        yield Condition(f"{start} <= :before AND ends_at <= :before", values)


def _named(which: EventFilter) -> Iterator[Condition]:
    text = which.get("text", "")
    if part := rows.folded(text):
        values = {"part": part, "id": rows.storable(text.strip())}
        yield Condition("(instr(title_folded, :part) > 0 OR event_id = :id)", values)


_IN_HAND = """(owner = :hand OR event_id IN (
  SELECT co_owners.event_id FROM co_owners
  WHERE co_owners.workspace = :workspace AND co_owners.user = :hand
))"""

_CARD_IN_CHANNEL = """event_id IN (
  SELECT posts.event_id FROM posts
  WHERE posts.workspace = :workspace AND posts.channel = :channel
    AND posts.kind = 'card' AND posts.state = 'posted'
)"""
