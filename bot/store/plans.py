"""What is to happen at a moment: planned, leased, done once.

A job is claimed with a lease, so that a process that dies leaves it to the next; just before it
speaks to Slack it is marked as firing, after which nobody does it again.
"""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING

from bot.plans import Job, JobKind, JobState
from bot.store import queries, rows
from bot.store.asking import Ask, AskEach
from bot.store.topic import Topic, found

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime, timedelta

    from bot.domain import Event
    from bot.store.asking import Work
    from bot.store.queries import Condition
    from bot.store.rows import Row

_COLUMNS = "workspace, event_id, kind, target, due_at, detail, state, channel, ts, reason, holder"
_KEY = (
    "workspace = :workspace AND event_id = :event_id AND kind = :kind AND target = :target "
    "AND due_at = :due_at AND detail = :detail"
)
_EVENT = """
SELECT event_id FROM events WHERE workspace = :workspace AND event_id = :event_id
/* FOR NO KEY UPDATE */
"""
"""Held while its jobs are planned, so that of two plans the later one sees the earlier."""
_PLANNED = """
SELECT workspace, event_id, kind, target, due_at, detail FROM jobs
WHERE workspace = :workspace AND event_id = :event_id AND state = 'planned'
"""
_PLAN = """
INSERT INTO jobs
  (workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts, reason)
VALUES
  (:workspace, :event_id, :kind, :target, :due_at, :detail, 'planned', 0, '', '', '')
ON CONFLICT (workspace, event_id, kind, target, due_at, detail) DO NOTHING
"""
_KNOWN = f"kind IN ({', '.join(repr(str(kind)) for kind in JobKind)})"
"""What a newer version plans while it rolls out is left to it."""
_DUE = f"state = 'planned' AND due_at <= :now AND lease_until <= :now AND {_KNOWN}"
_CLAIM = f"""
WITH oldest AS MATERIALIZED (
  SELECT workspace, event_id FROM jobs
  WHERE {_DUE} AND :busy NOT LIKE '%|' || workspace || '|%' AND NOT EXISTS (
    SELECT 1 FROM jobs AS others
    WHERE others.workspace = jobs.workspace AND others.event_id = jobs.event_id
      AND others.state IN ('planned', 'firing') AND others.holder <> ''
      AND others.lease_until > :now
  )
  ORDER BY due_at LIMIT :limit
),
free AS MATERIALIZED (
  SELECT workspace, event_id FROM events
  WHERE (workspace, event_id) IN (SELECT workspace, event_id FROM oldest)
  /* FOR NO KEY UPDATE SKIP LOCKED */
)
UPDATE jobs SET lease_until = :until, holder = :holder
WHERE (workspace, event_id) IN (SELECT workspace, event_id FROM free) AND {_DUE}
RETURNING {_COLUMNS}
"""  # noqa: S608  (no value in it)
"""By events: what is due about one is done by one process, in its order."""
_RENEW = f"""
UPDATE jobs SET lease_until = :until WHERE {_KEY} AND holder = :holder AND lease_until < :until
  AND state IN ('planned', 'firing')
"""  # noqa: S608  (likewise)
_BEGIN = f"""
UPDATE jobs SET state = 'firing' WHERE {_KEY} AND holder = :holder
  AND (state = 'planned' OR (state = 'firing' AND holder <> ''))
"""  # noqa: S608  (likewise)
_DROP = f"DELETE FROM jobs WHERE {_KEY} AND state = 'planned'"  # noqa: S608  (likewise)
_FINISH = f"""
UPDATE jobs SET state = :state, channel = :channel, ts = :ts, reason = :reason,
  holder = CASE WHEN :state = 'planned' THEN '' ELSE holder END
WHERE {_KEY}
"""  # noqa: S608  (likewise)
_VERSION = """
SELECT version FROM events WHERE workspace = :workspace AND event_id = :event_id
/* FOR NO KEY UPDATE */
"""
_FOLLOWED = """
DELETE FROM jobs
WHERE workspace = :workspace AND event_id = :event_id AND kind = 'follow' AND target = :target
  AND CASE WHEN kind = 'follow' THEN CAST(detail AS INTEGER) ELSE 0 END <= :version
"""
"""A follow's detail is the version that it follows; other details may be no numbers."""
_SETTLE = f"""
UPDATE jobs SET state = 'missed', reason = :reason
WHERE state = 'firing' AND lease_until <= :now AND {_KNOWN}
RETURNING {_COLUMNS}
"""  # noqa: S608  (likewise)
NEXT = f"""
SELECT min(due) AS due FROM (
  SELECT * FROM (
    SELECT due_at AS due FROM jobs WHERE state = 'planned' AND lease_until <= due_at AND {_KNOWN}
    ORDER BY due_at LIMIT 1
  ) AS free
  UNION ALL
  SELECT min(lease_until) AS due FROM jobs
  WHERE state = 'planned' AND due_at <= :now AND lease_until > due_at AND {_KNOWN}
) AS ahead
"""  # noqa: S608  (likewise)
"""Only what is due was ever leased, so that nobody has to look at all that lies ahead."""
_POSTED = f"""
SELECT {_COLUMNS} FROM jobs
WHERE workspace = :workspace AND event_id = :event_id AND kind = :kind AND target = :target
  AND state = 'done' AND ts <> ''
"""  # noqa: S608  (likewise)
_OF_EVENT = f"""
SELECT {_COLUMNS} FROM jobs WHERE workspace = :workspace AND event_id = :event_id AND {_KNOWN}
ORDER BY due_at, target
"""  # noqa: S608  (likewise)


class Plans(Topic):
    """The part of the store that keeps jobs."""

    async def plan_jobs(
        self, workspace: str, event_id: str, kinds: Collection[JobKind], jobs: Sequence[Job]
    ) -> None:
        """Replace what is planned of those kinds; what was done at the same moment stays done.

        What stays planned keeps its lease.
        """
        of = queries.of_event(workspace, event_id)
        await self._db.write(lambda: _plan(of, kinds, list(map(_row, jobs))))

    async def add_job(self, job: Job) -> bool:
        """Plan one job beside those that are planned; False if it was known already."""
        return await self._does(_PLAN, _row(job))

    async def claim_jobs(
        self, now: datetime, lease: timedelta, limit: int, *, busy: Iterable[str] = ()
    ) -> tuple[Job, ...]:
        """Lease jobs that are due, so that no other process takes them meanwhile.

        Those of `limit` events at most, of each all that are due, the oldest first; nothing about
        events that somebody has in hand, and nothing of `busy` workspaces.
        """
        due = {
            "busy": f"|{'|'.join(busy)}|",
            "now": rows.millis(now),
            "until": rows.millis(now + lease),
            "limit": limit,
            "holder": token_hex(8),
        }
        claimed = await self._db.write(lambda: found(Ask(_CLAIM, due)))
        return tuple(map(_read, sorted(claimed, key=lambda row: row["due_at"])))

    async def renew_jobs(self, jobs: Sequence[Job], until: datetime) -> None:
        """Lease jobs for longer that whoever claimed them is still at."""
        renewed = [_row(job) | {"until": rows.millis(until)} for job in jobs]
        await self._db.write(lambda: _each(_RENEW, renewed))

    async def begin_job(self, job: Job) -> bool:
        """Mark a job as firing, for good; False if it is no longer planned, or somebody else's.

        Whoever claimed it may ask again, if the answer was lost.
        """
        return await self._does(_BEGIN, _row(job), again=True)

    async def drop_job(self, job: Job) -> bool:
        """Forget a job, so that it may be planned again; False if it is no longer planned."""
        return await self._does(_DROP, _row(job))

    async def followed(self, event: Event, now: datetime, *targets: str) -> None:
        """Forget what had still to follow the event as it is given; "" is all that shows it.

        If the event was changed meanwhile, what shows it may be older than the change by now, so
        that everything follows once more.
        """
        of = rows.texts(workspace=event.workspace, event_id=event.id)
        drops = [of | rows.texts(target=target) | {"version": event.version} for target in targets]
        again = queries.follow(event.workspace, event.id, now) if "" in targets else None
        await self._db.write(lambda: _followed(of, drops, event.version, again))

    async def finish_job(self, job: Job, state: JobState, *, reason: str = "") -> None:
        """Note what became of a job; `job.channel` and `job.ts` tell what it posted.

        One that is planned again is anybody's when its lease is over.
        """
        await self._does(_FINISH, _row(replace(job, state=state, reason=reason)), again=True)

    async def settle_jobs(self, now: datetime, *, reason: str) -> tuple[Job, ...]:
        """Note of jobs that fire beyond their lease that nobody knows of them; return them."""
        why = rows.texts(reason=reason) | {"now": rows.millis(now)}
        return tuple(map(_read, await self._db.write(lambda: found(Ask(_SETTLE, why)))))

    async def next_due(self, now: datetime) -> datetime | None:
        """Return when the next planned job can be claimed, of all workspaces."""
        [next_] = await self._all(NEXT, {"now": rows.millis(now)})
        return None if next_["due"] is None else rows.moment(next_["due"])

    async def posted_jobs(self, job: Job) -> tuple[Job, ...]:
        """Return jobs of the same kind, event and target whose message still stands."""
        return tuple(map(_read, await self._all(_POSTED, _row(job))))

    async def jobs(self, workspace: str, event_id: str) -> tuple[Job, ...]:
        """Return every job of an event, in the order they are due."""
        of = rows.texts(workspace=workspace, event_id=event_id)
        return tuple(map(_read, await self._all(_OF_EVENT, of)))


def _plan(of: Condition, kinds: Collection[JobKind], wanted: Sequence[Row]) -> Work[None]:
    """Add what is missing, and drop what is planned but no longer wanted."""
    yield Ask(_EVENT, of.values)
    planned = (yield Ask(_PLANNED, of.values)).rows
    kept, known = set(map(_key, wanted)), set(map(_key, planned))
    pointless = [row for row in planned if row["kind"] in kinds and _key(row) not in kept]
    yield AskEach(_DROP, pointless)
    yield AskEach(_PLAN, [row for row in wanted if _key(row) not in known])


def _followed(of: Row, drops: Sequence[Row], version: int, again: Ask | None) -> Work[None]:
    kept = (yield Ask(_VERSION, of)).rows
    yield AskEach(_FOLLOWED, drops)
    if again and kept and kept[0]["version"] > version:
        yield again


def _each(sql: str, values: Sequence[Row]) -> Work[None]:
    yield AskEach(sql, values)


def _key(row: Row) -> tuple[object, ...]:
    return row["kind"], row["target"], row["due_at"], row["detail"]


def _row(job: Job) -> Row:
    return {
        "workspace": rows.storable(job.workspace),
        "event_id": rows.storable(job.event_id),
        "kind": job.kind.value,
        "target": rows.storable(job.target),
        "due_at": rows.millis(job.due_at),
        "detail": rows.storable(job.detail),
        "state": job.state.value,
        "channel": rows.storable(job.channel),
        "ts": rows.storable(job.ts),
        "reason": rows.storable(job.reason),
        "holder": job.holder,
    }


def _read(row: Row) -> Job:
    return Job(
        workspace=row["workspace"],
        event_id=row["event_id"],
        kind=JobKind(row["kind"]),
        target=row["target"],
        due_at=rows.moment(row["due_at"]),
        detail=row["detail"],
        state=JobState(row["state"]),
        channel=row["channel"],
        ts=row["ts"],
        reason=row["reason"],
        holder=row["holder"],
    )
