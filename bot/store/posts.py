"""Our messages in Slack: planned, being posted, posted, failed or removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import PostKind
from bot.language import to_say
from bot.store import queries, rows
from bot.store.asking import Ask
from bot.store.topic import Topic, found, is_one

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Post
    from bot.store.asking import Work
    from bot.store.rows import Row

STOPPED_WHILE_POSTING = to_say(
    "The bot stopped while it posted this message, so it is not known whether it arrived."
)

_KEY = "workspace = :workspace AND event_id = :event_id AND target = :target AND kind = :kind"
_BEGIN = """
INSERT INTO posts (workspace, event_id, target, kind, state, channel, ts, reason, by, lease_until)
VALUES (:workspace, :event_id, :target, :kind, 'posting', '', '', '', :by, :until)
ON CONFLICT (workspace, event_id, target, kind) DO UPDATE SET
  state = 'posting', reason = '', by = excluded.by, lease_until = excluded.lease_until
WHERE posts.state IN ('planned', 'failed', 'removed')
"""
_POSTED = f"""
UPDATE posts SET state = 'posted', channel = :channel, ts = :ts, reason = '' WHERE {_KEY}
"""  # noqa: S608  (no value in it)
_FAILED = f"""
UPDATE posts SET state = 'failed', reason = :reason WHERE {_KEY} AND state <> 'posted'
"""  # noqa: S608  (likewise)
_REMOVED = f"""
UPDATE posts SET state = 'removed', reason = :reason WHERE {_KEY} AND state = 'posted'
"""  # noqa: S608  (likewise)
_PLANNED = f"""
SELECT {queries.POSTS} FROM posts WHERE state = 'planned' AND lease_until <= :now ORDER BY rowid
"""  # noqa: S608  (likewise)
_RECOVER = f"""
WITH lost AS MATERIALIZED (
  SELECT workspace, event_id, target, kind FROM posts
  WHERE state = 'posting' AND lease_until <= :now /* FOR UPDATE SKIP LOCKED */
)
UPDATE posts SET state = 'failed', reason = :reason
WHERE (workspace, event_id, target, kind) IN (SELECT * FROM lost)
RETURNING {queries.POSTS}, rowid
"""  # noqa: S608  (likewise)


class Posts(Topic):
    """The part of the store that keeps what was posted."""

    async def begin_post(self, post: Post, *, until: datetime) -> bool:
        """Claim a post that is new, planned or failed; False if it is posted or being posted.

        Beyond `until` whoever posts it counts as gone; what lies ahead of a card is planned then.
        """
        row = rows.post_row(post) | {"until": rows.millis(until)}
        follow = queries.follow(post.workspace, post.event_id, until, target=post.target)
        return await self._db.write(lambda: _begin(row, follow))

    async def record_posted(self, post: Post, *, channel: str, ts: str) -> None:
        """Note where the message stands: Slack's ids of the channel and of the message."""
        row = rows.post_row(replace(post, channel=channel, ts=ts))
        await self._does(_POSTED, row, again=True)

    async def record_post_failed(self, post: Post, *, reason: str) -> None:
        """Note why it could not be posted, so that it may be tried again."""
        row = rows.post_row(replace(post, reason=reason))
        await self._does(_FAILED, row, again=True)

    async def record_post_removed(self, post: Post, *, reason: str) -> bool:
        """Note that a message stands there no more, so that it may be posted anew.

        False if it did not stand there.
        """
        row = rows.post_row(replace(post, reason=reason))
        return await self._does(_REMOVED, row)

    async def posts(self, workspace: str, event_id: str) -> tuple[Post, ...]:
        """Return the messages about an event, in the order they were planned."""
        where = queries.of_event(workspace, event_id)
        ask = queries.select(queries.POSTS, "posts", where, order="rowid")
        return tuple(map(rows.read_post, await self._found(ask)))

    async def planned_posts(self, now: datetime) -> tuple[Post, ...]:
        """Return the messages that whoever planned them has not begun to post in time.

        Of all workspaces.
        """
        return tuple(map(rows.read_post, await self._all(_PLANNED, {"now": rows.millis(now)})))

    async def recover_posts(self, now: datetime) -> tuple[Post, ...]:
        """Make messages failed ones that were begun and whose claim is over; return them.

        Of all workspaces. Whoever was posting them is gone. Of several who ask, one gets each.
        """
        why = {"reason": STOPPED_WHILE_POSTING, "now": rows.millis(now)}
        lost = await self._db.write(lambda: found(Ask(_RECOVER, why)))
        return tuple(map(rows.read_post, sorted(lost, key=lambda row: row["rowid"])))


def _begin(row: Row, follow: Ask) -> Work[bool]:
    begun = yield from is_one(Ask(_BEGIN, row))
    if begun and row["kind"] == PostKind.CARD:
        yield follow
    return begun
