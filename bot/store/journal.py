"""What was asked of the platform: written before it is asked, so that it is asked once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import HistoryEntry, Progress
from bot.language import to_say
from bot.plans import CLAIM, GRACE
from bot.store import queries, rows
from bot.store.asking import Ask
from bot.store.topic import Topic, found, is_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain import Event, Post, Wish
    from bot.store.asking import Work

STOPPED_WHILE_CREATING = to_say(
    "The bot stopped before the platform's answer was recorded, so nobody knows whether the "
    "webcast exists."
)

_WISH = f"SELECT {queries.WISHES} FROM wishes WHERE workspace = :workspace AND key = :key"  # noqa: S608  (no value in it)
_CLAIM = """
INSERT INTO wishes
  (workspace, key, owner, request, channels, reminders, asked_at, progress, event_id, reason,
   reference, lease_until)
VALUES
  (:workspace, :key, :owner, :request, :channels, :reminders, :asked_at, 'sending', NULL, '',
   :reference, :until)
ON CONFLICT (workspace, key) DO UPDATE SET
  owner = excluded.owner, request = excluded.request, channels = excluded.channels,
  reminders = excluded.reminders,
  asked_at = excluded.asked_at, progress = excluded.progress, event_id = excluded.event_id,
  reason = excluded.reason, reference = excluded.reference, lease_until = excluded.lease_until
WHERE wishes.progress = 'refused'
"""
_CREATED = """
INSERT INTO wishes
  (workspace, key, owner, request, channels, reminders, asked_at, progress, event_id, reason,
   reference)
VALUES
  (:workspace, :key, :owner, :request, :channels, :reminders, :asked_at, :progress, :event_id,
   :reason, :reference)
ON CONFLICT (workspace, key) DO UPDATE SET
  progress = excluded.progress, event_id = excluded.event_id, reason = excluded.reason
"""
_CLAIM_AGAIN = """
UPDATE wishes SET progress = 'sending', reason = '', reference = :fresh, lease_until = :until
WHERE workspace = :workspace AND key = :key AND progress = 'uncertain' AND reference = :reference
"""
_FORGET = """
UPDATE wishes SET progress = 'forgotten'
WHERE workspace = :workspace AND key = :key AND progress = 'uncertain' AND reference = :reference
"""
_NOT_CREATED = """
UPDATE wishes SET progress = :progress, reason = :reason
WHERE workspace = :workspace AND key = :key AND reference = :reference
  AND progress IN ('sending', 'uncertain')
"""
_TOLD = """
UPDATE wishes SET lease_until = 0
WHERE workspace = :workspace AND key = :key AND reference = :reference AND progress = 'uncertain'
"""
_RECOVER = f"""
WITH lost AS MATERIALIZED (
  SELECT workspace, key FROM wishes
  WHERE lease_until <= :now
    AND (progress = 'sending' OR (progress = 'uncertain' AND lease_until > 0))
  /* FOR UPDATE SKIP LOCKED */
)
UPDATE wishes
SET progress = 'uncertain', lease_until = :until,
  reason = CASE WHEN progress = 'sending' THEN :reason ELSE reason END
WHERE (workspace, key) IN (SELECT * FROM lost)
RETURNING {queries.WISHES}
"""  # noqa: S608  (no value in it)


class Journal(Topic):
    """The part of the store that keeps wishes."""

    async def claim(self, wish: Wish, *, until: datetime) -> bool:
        """Write the wish as being sent; False if its key was claimed before and not refused.

        Beyond `until` whoever sends it counts as gone.
        """
        row = rows.wish_row(wish) | {"until": rows.millis(until)}
        return await self._does(_CLAIM, row)

    async def claim_delivered(self, wish: Wish, delivery: str, *, until: datetime) -> bool | None:
        """Note a delivery, and with it claim the wish that it brought; or neither.

        None if it was delivered before; otherwise as `claim`.
        """
        note = queries.note_delivery(wish.workspace, delivery, wish.asked_at)
        row = rows.wish_row(wish) | {"until": rows.millis(until)}
        return await self._db.write(lambda: _claim_delivered(note, Ask(_CLAIM, row)))

    async def claim_again(
        self, workspace: str, key: str, *, reference: str, fresh: str, until: datetime
    ) -> bool:
        """Write an uncertain wish as being sent, by a person's decision; False if it is not.

        It then goes by a fresh reference, so that whoever decided by the old one comes too late.
        """
        of = rows.texts(workspace=workspace, key=key, reference=reference, fresh=fresh)
        return await self._does(_CLAIM_AGAIN, of | {"until": rows.millis(until)})

    async def forget(self, workspace: str, key: str, *, reference: str) -> bool:
        """Give up an uncertain wish, by a person's decision; False if it is not uncertain."""
        of = rows.texts(workspace=workspace, key=key, reference=reference)
        return await self._does(_FORGET, of)

    async def wish(self, workspace: str, key: str) -> Wish | None:
        """Return the wish with that key."""
        of = rows.texts(workspace=workspace, key=key)
        kept = await self._all(_WISH, of)
        return rows.read_wish(kept[0]) if kept else None

    async def record_created(
        self,
        wish: Wish,
        event: Event,
        *,
        progress: Progress,
        reason: str,
        posts: Sequence[Post],
        what: str = "created",
        by: str = "",
    ) -> None:
        """Keep the event, that the wish came true, what follows and a history line, or nothing.

        `by` is who did `what`, the owner if nobody is named.

        Recording the same event again changes nothing.
        """
        made = replace(wish, progress=progress, event_id=event.id, reason=reason)
        line = HistoryEntry(
            workspace=event.workspace,
            event_id=event.id,
            who=by or event.owner,
            what=what,
            at=event.created_at,
            detail=reason,
        )
        await self._db.write(lambda: self._record(made, event, posts, line), again=True)

    async def record_refused(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None:
        """Note that the wish did not come true, so that it may be claimed again."""
        await self._not_created(workspace, key, Progress.REFUSED, reason, reference)

    async def record_uncertain(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None:
        """Note that nobody knows whether the wish came true."""
        await self._not_created(workspace, key, Progress.UNCERTAIN, reason, reference)

    async def told_uncertain(self, wish: Wish) -> None:
        """Note that the owner was told that nobody knows whether the wish came true."""
        of = rows.texts(workspace=wish.workspace, key=wish.key, reference=wish.reference)
        await self._does(_TOLD, of, again=True)

    async def recover(self, now: datetime) -> tuple[Wish, ...]:
        """Make wishes uncertain whose claim is over, of all workspaces, and return them.

        Whoever was sending them is gone, or whoever knew that they are uncertain and had not told
        it yet. Of several who ask, one gets each, for as long as a claim, unless it was told.
        """
        why = {
            "reason": STOPPED_WHILE_CREATING,
            "now": rows.millis(now),
            "until": rows.millis(now + CLAIM),
        }
        lost = await self._db.write(lambda: found(Ask(_RECOVER, why)))
        return tuple(map(rows.read_wish, sorted(lost, key=lambda row: row["asked_at"])))

    async def uncertain(self, workspace: str, *, owner: str | None = None) -> tuple[Wish, ...]:
        """Return the wishes of which nobody knows whether they came true, oldest first."""
        where = queries.uncertain(workspace, owner)
        ask = queries.select(queries.WISHES, "wishes", where, order="asked_at")
        return tuple(map(rows.read_wish, await self._found(ask)))

    def _record(
        self, wish: Wish, event: Event, posts: Sequence[Post], line: HistoryEntry
    ) -> Work[None]:
        until = {"until": rows.millis(event.created_at + CLAIM)}
        is_new = yield from is_one(Ask(queries.KEEP_EVENT, self._event_row(event)))
        yield Ask(_CREATED, rows.wish_row(wish))
        for post in posts:
            yield Ask(queries.PLAN_POST, rows.post_row(post) | until)
        if is_new:
            yield Ask(queries.ADD_HISTORY, rows.history_row(line))
            yield queries.follow(event.workspace, event.id, event.created_at + GRACE)

    async def _not_created(
        self, workspace: str, key: str, progress: Progress, reason: str, reference: str
    ) -> None:
        of = rows.texts(workspace=workspace, key=key, reason=reason, reference=reference)
        of["progress"] = progress.value
        await self._does(_NOT_CREATED, of, again=True)


def _claim_delivered(note: Ask, claim: Ask) -> Work[bool | None]:
    return (yield from is_one(claim)) if (yield from is_one(note)) else None
