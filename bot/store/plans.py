"""What is to happen at a moment, in SQLite: planned, leased, done once.

A job is claimed with a lease, so that a process that dies leaves it to the next; just before it
speaks to Slack it is marked as firing, after which nobody does it again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.plans import Job, JobKind, JobState
from bot.store import rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from sqlite_utils import Database

    from bot.store.rows import Row
    from bot.store.thread import DatabaseThread

_KEY = (
    "workspace = :workspace AND event_id = :event_id AND kind = :kind AND target = :target "
    "AND due_at = :due_at AND detail = :detail"
)
_PLANNED = """
SELECT * FROM jobs
WHERE workspace = :workspace AND event_id = :event_id AND kind = :kind AND state = 'planned'
"""
_FORGET = f"DELETE FROM jobs WHERE {_KEY}"  # noqa: S608  (no value in it)
_PLAN = """
INSERT INTO jobs
  (workspace, event_id, kind, target, due_at, detail, state, lease_until, channel, ts, reason)
VALUES
  (:workspace, :event_id, :kind, :target, :due_at, :detail, 'planned', 0, '', '', '')
ON CONFLICT (workspace, event_id, kind, target, due_at, detail) DO NOTHING
"""
_DUE = """
SELECT * FROM jobs WHERE state = 'planned' AND due_at <= :now AND lease_until <= :now
ORDER BY due_at LIMIT :limit
"""
_LEASE = f"UPDATE jobs SET lease_until = :until WHERE {_KEY}"  # noqa: S608  (no value in it)
_BEGIN = f"UPDATE jobs SET state = 'firing' WHERE {_KEY} AND state = 'planned'"  # noqa: S608  (likewise)
_FINISH = f"""
UPDATE jobs SET state = :state, channel = :channel, ts = :ts, reason = :reason WHERE {_KEY}
"""  # noqa: S608  (likewise)
_LOST = "SELECT * FROM jobs WHERE state = 'firing' AND lease_until <= :now"
_NEXT = "SELECT min(max(due_at, lease_until)) FROM jobs WHERE state = 'planned'"
_POSTED = """
SELECT * FROM jobs
WHERE workspace = :workspace AND event_id = :event_id AND kind = :kind AND target = :target
  AND state = 'done' AND ts <> ''
"""
_OF_EVENT = """
SELECT * FROM jobs WHERE workspace = :workspace AND event_id = :event_id ORDER BY due_at, target
"""


class Plans:
    """The part of the store that keeps jobs."""

    _thread: DatabaseThread

    async def plan_jobs(
        self, workspace: str, event_id: str, kinds: Collection[JobKind], jobs: Sequence[Job]
    ) -> None:
        """Replace what is planned of those kinds; what was done at the same moment stays done.

        What stays planned keeps its lease.
        """
        of = {"workspace": rows.storable(workspace), "event_id": rows.storable(event_id)}

        wanted = {_key(_row(job)): job for job in jobs}

        def plan(db: Database) -> None:
            for kind in kinds:
                for row in list(db.query(_PLANNED, {**of, "kind": kind.value})):
                    if _key(row) not in wanted:
                        db.execute(_FORGET, row)
            for job in wanted.values():
                db.execute(_PLAN, _row(job))

        await self._thread.write(plan)

    async def add_job(self, job: Job) -> None:
        """Plan one job beside those that are planned."""
        await self._thread.write(lambda db: db.execute(_PLAN, _row(job)))

    async def claim_jobs(self, now: datetime, lease: timedelta, limit: int) -> tuple[Job, ...]:
        """Lease jobs that are due, so that no other process takes them meanwhile."""
        until = rows.millis(now + lease)

        def claim(db: Database) -> list[Row]:
            due = {"now": rows.millis(now), "limit": limit}
            found = list(db.query(_DUE, due))
            for row in found:
                db.execute(_LEASE, {**row, "until": until})
            return found

        return tuple(map(_read, await self._thread.write(claim)))

    async def begin_job(self, job: Job) -> bool:
        """Mark a job as firing, for good; False if it is no longer planned."""
        return await self._thread.write(lambda db: db.execute(_BEGIN, _row(job)).rowcount == 1)

    async def finish_job(self, job: Job, state: JobState, *, reason: str = "") -> None:
        """Note what became of a job; `job.channel` and `job.ts` tell what it posted."""
        row = _row(replace(job, state=state, reason=reason))
        await self._thread.write(lambda db: db.execute(_FINISH, row))

    async def settle_jobs(self, now: datetime, *, reason: str) -> tuple[Job, ...]:
        """Note of jobs that fire beyond their lease that nobody knows of them; return them."""
        settled = {"state": JobState.MISSED.value, "reason": rows.storable(reason)}

        def settle(db: Database) -> list[Row]:
            found = [{**row, **settled} for row in db.query(_LOST, {"now": rows.millis(now)})]
            for row in found:
                db.execute(_FINISH, row)
            return found

        return tuple(map(_read, await self._thread.write(settle)))

    async def next_due(self) -> datetime | None:
        """Return when the next planned job can be claimed, of all workspaces."""
        found = await self._thread.read(lambda db: db.execute(_NEXT).fetchone())
        return rows.moment(found[0]) if found[0] is not None else None

    async def posted_jobs(self, job: Job) -> tuple[Job, ...]:
        """Return jobs of the same kind, event and target whose message still stands."""
        row = _row(job)
        return tuple(map(_read, await self._thread.read(lambda db: list(db.query(_POSTED, row)))))

    async def jobs(self, workspace: str, event_id: str) -> tuple[Job, ...]:
        """Return every job of an event, in the order they are due."""
        of = {"workspace": rows.storable(workspace), "event_id": rows.storable(event_id)}
        return tuple(map(_read, await self._thread.read(lambda db: list(db.query(_OF_EVENT, of)))))


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
    )
