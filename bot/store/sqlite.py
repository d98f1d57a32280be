"""The store on SQLite.

Every change is one transaction, written to the disk before its method returns. Several processes
may open the file: what only one of them may do is a row that only one of them can write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from bot.config import sqlite_path
from bot.domain import Event, EventFilter, HistoryEntry, Post, PostState, Progress, Wish
from bot.store import queries, rows, schema
from bot.store.ledger import SqliteLedger
from bot.store.people import People
from bot.store.plans import Plans
from bot.store.pulse import Looks
from bot.store.thread import DatabaseThread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Unpack

    from sqlite_utils import Database

    from bot.store.cipher import Cipher
    from bot.store.queries import Condition
    from bot.store.rows import Row

STOPPED_WHILE_CREATING = (
    "The bot stopped before the platform's answer was recorded, so nobody knows whether the "
    "webcast exists."
)
STOPPED_WHILE_POSTING = (
    "The bot stopped while it posted this message, so it is not known whether it arrived."
)


class SqliteStore(People, Plans, Looks):
    """What the bot remembers; made by `open`, given up with `close` or `async with`.

    Text is stored as it is, except that NUL and lone surrogates outside of requests, titles and
    links become U+FFFD. Times are cut to milliseconds and come back in UTC. All methods raise
    `StoreFailed` if the database cannot be used. `ledger` counts the calls made to the platform.
    """

    def __init__(self, thread: DatabaseThread, cipher: Cipher) -> None:
        self._thread = thread
        self._cipher = cipher
        self.ledger = SqliteLedger(thread)

    @classmethod
    async def open(cls, url: str, cipher: Cipher) -> Self:
        """Open the database of a URL such as `sqlite:///webcasts.db`, made or migrated if needed.

        `sqlite://` is one in memory. Raises `Misconfigured` if it cannot be opened, if a newer
        version wrote it, or if the cipher cannot read it.
        """
        store = cls(await DatabaseThread.open(sqlite_path(url)), cipher)
        try:
            await store._thread.write(schema.apply)
            await store.check_key()
        except BaseException:
            await store.close()
            raise
        return store

    @classmethod
    async def open_as_it_is(cls, url: str, cipher: Cipher) -> Self:
        """Open a database to look at it: nothing is migrated, and no key is tried."""
        return cls(await DatabaseThread.open(sqlite_path(url)), cipher)

    async def close(self) -> None:
        """Finish what was asked for and close the file."""
        await self._thread.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def ping(self) -> None:
        """Read something, to see that the database answers."""
        await self._thread.read(lambda db: db.execute("SELECT 1 FROM events LIMIT 1").fetchone())

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the migrations that this database lacks; none, unless somebody took them back."""
        return await self._thread.read(schema.missing)

    async def check_key(self) -> None:
        """Decrypt something, if there is anything; raises `Misconfigured` with a wrong key."""
        newest = "SELECT portals FROM events ORDER BY rowid DESC LIMIT 1"
        found = await self._thread.read(lambda db: db.execute(newest).fetchone())
        if found:
            self._cipher.decrypt(*found)

    async def claim(self, wish: Wish) -> bool:
        """Write the wish as being sent; False if its key was claimed before and not refused."""
        row = rows.wish_row(wish)
        return await self._thread.write(lambda db: db.execute(queries.CLAIM, row).rowcount == 1)

    async def claim_again(self, workspace: str, key: str, *, reference: str, fresh: str) -> bool:
        """Write an uncertain wish as being sent, by a person's decision; False if it is not.

        It then goes by a fresh reference, so that whoever decided by the old one comes too late.
        """
        texts = {"workspace": workspace, "key": key, "reference": reference, "fresh": fresh}
        return await self._settle(queries.CLAIM_AGAIN, texts)

    async def forget(self, workspace: str, key: str, *, reference: str) -> bool:
        """Give up an uncertain wish, by a person's decision; False if it is not uncertain."""
        texts = {"workspace": workspace, "key": key, "reference": reference}
        return await self._settle(queries.FORGET, texts)

    async def wish(self, workspace: str, key: str) -> Wish | None:
        """Return the wish with that key."""
        values = {"workspace": rows.storable(workspace), "key": rows.storable(key)}
        condition = queries.Condition("workspace = :workspace AND key = :key", values)
        found = await self._rows("wishes", condition)
        return rows.read_wish(found[0]) if found else None

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
        """Keep the event, that the wish came true, what to post and a history line, or nothing.

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

        def record(db: Database) -> None:
            new = db.execute(queries.KEEP_EVENT, self._event_row(event)).rowcount == 1
            db.execute(queries.CREATED, rows.wish_row(made))
            for post in posts:
                db.execute(queries.PLAN_POST, rows.post_row(post))
            if new:
                db.execute(queries.ADD_HISTORY, rows.history_row(line))

        await self._thread.write(record)

    async def record_changed(self, event: Event, lines: Sequence[HistoryEntry]) -> None:
        """Keep an event as it is now, and what was done to it, or nothing."""

        def record(db: Database) -> None:
            db.execute(queries.CHANGE_EVENT, self._event_row(event))
            _keep_co_owners(db, event)
            for line in lines:
                db.execute(queries.ADD_HISTORY, rows.history_row(line))

        await self._thread.write(record)

    async def drift_seen(self, workspace: str, event_id: str) -> None:
        """Note that somebody looked at what the portal changed."""
        of = queries.of_event(workspace, event_id)
        await self._thread.write(lambda db: db.execute(queries.DRIFT_SEEN, of.values))

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

    async def recover(self) -> tuple[Wish, ...]:
        """Make every wish that is being sent uncertain, of all workspaces, and return them.

        For start-up: whoever was sending them is gone.
        """
        changes = {"progress": Progress.UNCERTAIN.value, "reason": STOPPED_WHILE_CREATING}
        sending = queries.Condition("progress = 'sending'", {})
        found = await self._change("wishes", sending, changes, order_by="asked_at")
        return tuple(map(rows.read_wish, found))

    async def uncertain(self, workspace: str, *, owner: str | None = None) -> tuple[Wish, ...]:
        """Return the wishes of which nobody knows whether they came true, oldest first."""
        condition = queries.uncertain(workspace, owner)
        found = await self._rows("wishes", condition, order_by="asked_at")
        return tuple(map(rows.read_wish, found))

    async def event(self, workspace: str, event_id: str) -> Event | None:
        """Return the event with that id."""
        condition = queries.of_event(workspace, event_id)
        found = await self._events(condition)
        return found[0] if found else None

    async def is_known_elsewhere(self, workspace: str, event_id: str) -> bool:
        """Tell whether another workspace of this bot has the event: then it is none of ours."""
        elsewhere = "event_id = :event_id AND workspace <> :workspace"
        values = {"workspace": rows.storable(workspace), "event_id": rows.storable(event_id)}
        return await self._thread.read(
            lambda db: db.table("events").count_where(elsewhere, values) > 0
        )

    async def events(
        self,
        workspace: str,
        *,
        newest_first: bool = False,
        limit: int = 50,
        offset: int = 0,
        **which: Unpack[EventFilter],
    ) -> tuple[Event, ...]:
        """Return the events that pass the filter, ordered by their start."""
        condition = queries.events(workspace, which)
        order = queries.order(which, newest_first=newest_first)
        return await self._events(condition, order_by=order, limit=limit, offset=offset)

    async def count_events(self, workspace: str, **which: Unpack[EventFilter]) -> int:
        """Return how many events pass the filter."""
        sql, values = queries.events(workspace, which)
        return await self._thread.read(lambda db: db.table("events").count_where(sql, values))

    async def last_created(self, workspace: str, *, owner: str) -> tuple[Event, ...]:
        """Return the event that somebody created last, if there is one."""
        condition = queries.events(workspace, {"owner": owner})
        return await self._events(condition, order_by=queries.LAST_CREATED)

    async def begin_post(self, post: Post) -> bool:
        """Claim a post that is new, planned or failed; False if it is posted or being posted."""
        row = rows.post_row(post)
        return await self._thread.write(
            lambda db: db.execute(queries.BEGIN_POST, row).rowcount == 1
        )

    async def record_posted(self, post: Post, *, channel: str, ts: str) -> None:
        """Note where the message stands: Slack's ids of the channel and of the message."""
        row = rows.post_row(replace(post, channel=channel, ts=ts))
        await self._thread.write(lambda db: db.execute(queries.POSTED, row))

    async def record_post_failed(self, post: Post, *, reason: str) -> None:
        """Note why it could not be posted, so that it may be tried again."""
        row = rows.post_row(replace(post, reason=reason))
        await self._thread.write(lambda db: db.execute(queries.POST_FAILED, row))

    async def record_post_removed(self, post: Post, *, reason: str) -> bool:
        """Note that a message stands there no more, so that it may be posted anew.

        False if it did not stand there.
        """
        row = rows.post_row(replace(post, reason=reason))
        return await self._thread.write(
            lambda db: db.execute(queries.POST_REMOVED, row).rowcount == 1
        )

    async def posts(self, workspace: str, event_id: str) -> tuple[Post, ...]:
        """Return the messages about an event, in the order they were planned."""
        condition = queries.of_event(workspace, event_id)
        found = await self._rows("posts", condition, order_by="rowid")
        return tuple(map(rows.read_post, found))

    async def planned_posts(self) -> tuple[Post, ...]:
        """Return the messages nobody has begun to post, of all workspaces; for start-up."""
        planned = queries.Condition("state = 'planned'", {})
        return tuple(map(rows.read_post, await self._rows("posts", planned, order_by="rowid")))

    async def recover_posts(self) -> tuple[Post, ...]:
        """Make every message that is being posted a failed one, of all workspaces; return them.

        For start-up: whoever was posting them is gone.
        """
        changes = {"state": PostState.FAILED.value, "reason": STOPPED_WHILE_POSTING}
        posting = queries.Condition("state = 'posting'", {})
        found = await self._change("posts", posting, changes, order_by="rowid")
        return tuple(map(rows.read_post, found))

    async def add_history(self, entry: HistoryEntry) -> None:
        """Add a line to the audit trail of an event."""
        row = rows.history_row(entry)
        await self._thread.write(lambda db: db.execute(queries.ADD_HISTORY, row))

    async def history(self, workspace: str, event_id: str) -> tuple[HistoryEntry, ...]:
        """Return the audit trail of an event, in the order it was written."""
        condition = queries.of_event(workspace, event_id)
        found = await self._rows("history", condition, order_by="id")
        return tuple(map(rows.read_history, found))

    async def _settle(self, sql: str, texts: dict[str, str]) -> bool:
        values = {name: rows.storable(text) for name, text in texts.items()}
        return await self._thread.write(lambda db: db.execute(sql, values).rowcount == 1)

    async def _not_created(
        self, workspace: str, key: str, progress: Progress, reason: str, reference: str
    ) -> None:
        texts = {"workspace": workspace, "key": key, "reason": reason, "reference": reference}
        row = {name: rows.storable(text) for name, text in texts.items()}
        row["progress"] = progress.value
        await self._thread.write(lambda db: db.execute(queries.NOT_CREATED, row))

    async def _rows(
        self, table: str, where: Condition, *, order_by: str | None = None
    ) -> list[Row]:
        return await self._thread.read(
            lambda db: list(db.table(table).rows_where(where.sql, where.values, order_by=order_by))
        )

    async def _change(
        self, table: str, where: Condition, changes: Row, *, order_by: str
    ) -> list[Row]:
        """Change what meets the condition in one transaction; return it as it is afterwards."""

        def change(db: Database) -> list[Row]:
            kept = db.table(table)
            found = list(kept.rows_where(where.sql, where.values, order_by=order_by))
            for row in found:
                kept.update([row[pk] for pk in kept.pks], changes)
            return [row | changes for row in found]

        return await self._thread.write(change)

    async def _events(
        self,
        where: Condition,
        *,
        order_by: str | None = None,
        limit: int = 1,
        offset: int = 0,
    ) -> tuple[Event, ...]:
        """Read events; in the thread, because decrypting takes a while."""

        def read(db: Database) -> tuple[Event, ...]:
            found = db.table("events").rows_where(
                where.sql,
                where.values,
                order_by=order_by,
                select=queries.EVENTS,
                limit=limit,
                offset=offset,
            )
            return tuple(map(self._read_event, found))

        return await self._thread.read(read)

    def _event_row(self, event: Event) -> Row:
        secret = rows.dumps(rows.pack_portals(event.webcast.portals))
        return rows.event_row(event, portals=self._cipher.encrypt(secret))

    def _read_event(self, row: Row) -> Event:
        portals = rows.unpack_portals(rows.loads(self._cipher.decrypt(row["portals"])))
        return rows.read_event(row, portals)


def _keep_co_owners(db: Database, event: Event) -> None:
    """Keep beside the event who its co-owners are, so that theirs can be found."""
    of = queries.of_event(event.workspace, event.id)
    db.table("co_owners").delete_where(of.sql, of.values)
    for user in event.co_owners:
        db.table("co_owners").insert({**of.values, "user": rows.storable(user)})


async def migrate(url: str) -> tuple[str, ...]:
    """Bring the database of a URL to this version's shape; return the names of the steps taken."""
    thread = await DatabaseThread.open(sqlite_path(url))
    try:
        return await thread.write(schema.apply)
    finally:
        await thread.close()
