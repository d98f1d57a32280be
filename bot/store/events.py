"""The webcasts that exist, whose they are, and what was done to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import Revised
from bot.errors import NotFound
from bot.language import say
from bot.overview import MOST_COUNTED
from bot.plans import GRACE
from bot.store import queries, rows
from bot.store.asking import Ask, AskEach
from bot.store.people import presenters_of
from bot.store.plans import plan_news
from bot.store.posts import posts_of
from bot.store.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Unpack

    from bot.domain import Edit, Event, EventFilter, HistoryEntry, Post
    from bot.people import Presenter
    from bot.plans import Job
    from bot.store.asking import Work
    from bot.store.queries import Condition

    News = Callable[[Revised, Sequence[Post], Sequence[Presenter]], Sequence[Job]]

_CHANGE = """
UPDATE events
SET owner = :owner, starts_at = :starts_at, ends_at = :ends_at, title_folded = :title_folded,
    webcast = :webcast, request = :request, portals = :portals, life = :life,
    version = version + 1
WHERE workspace = :workspace AND event_id = :event_id
"""
_DROP_CO_OWNERS = "DELETE FROM co_owners WHERE workspace = :workspace AND event_id = :event_id"
_ADD_CO_OWNER = """
INSERT INTO co_owners (workspace, event_id, "user") VALUES (:workspace, :event_id, :user)
"""
_LIFE = """
SELECT life FROM events WHERE workspace = :workspace AND event_id = :event_id
/* FOR NO KEY UPDATE */
"""
_CHANGE_LIFE = """
UPDATE events SET life = :life WHERE workspace = :workspace AND event_id = :event_id
"""
"""No version of its own: nothing that shows the event shows that somebody looked."""
_ELSEWHERE = """
SELECT event_id FROM events WHERE event_id = :event_id AND workspace <> :workspace LIMIT 1
"""
_HISTORY = """
SELECT workspace, event_id, at, who, what, detail FROM history
WHERE workspace = :workspace AND event_id = :event_id ORDER BY id
"""


class Events(Topic):
    """The part of the store that keeps events and their history."""

    async def event(self, workspace: str, event_id: str) -> Event | None:
        """Return the event with that id."""
        where = queries.of_event(workspace, event_id)
        ask = queries.select(queries.EVENTS, "events", where)
        kept = await self._db.read(lambda: self._events(ask))
        return kept[0] if kept else None

    async def is_known_elsewhere(self, workspace: str, event_id: str) -> bool:
        """Tell whether another workspace of this bot has the event: then it is none of ours."""
        of = rows.texts(workspace=workspace, event_id=event_id)
        return bool(await self._all(_ELSEWHERE, of))

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
        order = queries.order(which, newest_first=newest_first)
        ask = queries.page(
            queries.events(workspace, which), order=order, limit=limit, offset=offset
        )
        return await self._db.read(lambda: self._events(ask))

    async def count_events(self, workspace: str, **which: Unpack[EventFilter]) -> int:
        """Return how many events pass the filter, or `MOST_COUNTED` and one if there are more."""
        ask = queries.count(queries.events(workspace, which), most=MOST_COUNTED + 1)
        [counted] = await self._found(ask)
        return int(counted["number"])

    async def last_created(self, workspace: str, *, owner: str) -> tuple[Event, ...]:
        """Return the event that somebody created last, if there is one."""
        where = queries.events(workspace, {"owner": owner})
        ask = queries.page(where, order=queries.LAST_CREATED, limit=1)
        return await self._db.read(lambda: self._events(ask))

    async def revise(
        self,
        workspace: str,
        event_id: str,
        edit: Edit,
        *,
        now: datetime,
        news: News | None = None,
    ) -> Revised:
        """Edit an event as it is kept at this moment, so that no change undoes another.

        Keeps what `edit` makes of it, its lines, that everything is to follow, and what `news` says
        that people are told of it; or nothing. Raises `NotFound` where there is no such event, and
        what `edit` raises.
        """
        where = queries.of_event(workspace, event_id)
        follow = queries.follow(workspace, event_id, now + GRACE)
        return await self._db.write(lambda: self._revise(where, edit, follow, news))

    async def drift_seen(self, workspace: str, event_id: str) -> None:
        """Note that somebody looked at what the portal changed."""
        where = queries.of_event(workspace, event_id)
        await self._db.write(lambda: _drift_seen(where))

    async def add_history(self, entry: HistoryEntry) -> None:
        """Add a line to the audit trail of an event."""
        row = rows.history_row(entry)
        await self._does(queries.ADD_HISTORY, row)

    async def history(self, workspace: str, event_id: str) -> tuple[HistoryEntry, ...]:
        """Return the audit trail of an event, in the order it was written."""
        of = rows.texts(workspace=workspace, event_id=event_id)
        return tuple(map(rows.read_history, await self._all(_HISTORY, of)))

    def _events(self, ask: Ask) -> Work[tuple[Event, ...]]:
        """Read events within the work, because decrypting takes a while."""
        return tuple(map(self._read_event, (yield ask).rows))

    def _revise(
        self, where: Condition, edit: Edit, follow: Ask, news: News | None
    ) -> Work[Revised]:
        sql, of = queries.select(queries.EVENTS, "events", where)
        kept = yield from self._events(Ask(f"{sql} /* FOR NO KEY UPDATE */", of))
        if not kept:
            raise NotFound(say("That webcast is not here any more."))
        after, lines = edit(kept[0])
        if after == kept[0] and not lines:
            return Revised(before=kept[0], after=kept[0])
        yield Ask(_CHANGE, self._event_row(after))
        yield from _keep_co_owners(after)
        yield AskEach(queries.ADD_HISTORY, [rows.history_row(line) for line in lines])
        yield follow
        revised = Revised(before=kept[0], after=replace(after, version=kept[0].version + 1))
        if news:
            yield from _plan_news(revised, news)
        return revised


def _keep_co_owners(event: Event) -> Work[None]:
    """Keep beside the event who its co-owners are, so that theirs can be found."""
    of = rows.texts(workspace=event.workspace, event_id=event.id)
    yield Ask(_DROP_CO_OWNERS, of)
    yield AskEach(_ADD_CO_OWNER, [of | rows.texts(user=user) for user in event.co_owners])


def _plan_news(revised: Revised, news: News) -> Work[None]:
    of = revised.after.workspace, revised.after.id
    posts, presenters = (yield from posts_of(*of)), (yield from presenters_of(*of))
    yield from plan_news(news(revised, posts, presenters))


def _drift_seen(where: Condition) -> Work[None]:
    for row in (yield Ask(_LIFE, where.values)).rows:
        life = rows.loads(row["life"]) | {"drifted_at": None}
        yield Ask(_CHANGE_LIFE, {**where.values, "life": rows.dumps(life)})
