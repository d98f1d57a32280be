"""The parts that people have in an event: presenters, offers, wishes to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.people import Entry, Offer, Presenter, PresenterState
from bot.rules import Access
from bot.store import queries, rows
from bot.store.asking import Ask
from bot.store.topic import Topic, is_one

if TYPE_CHECKING:
    from datetime import datetime

    from bot.people import Wants
    from bot.store.asking import Work
    from bot.store.rows import Row

_KEEP_PRESENTER = """
INSERT INTO presenters
  (workspace, event_id, "user", access, preset, by, named_at, state, channel, ts, told, tries)
VALUES
  (:workspace, :event_id, :user, :access, :preset, :by, :named_at, :state, :channel, :ts, :told,
   :tries)
ON CONFLICT (workspace, event_id, "user") DO UPDATE SET
  access = excluded.access, preset = excluded.preset, by = excluded.by,
  named_at = excluded.named_at, state = excluded.state, channel = excluded.channel,
  ts = excluded.ts, told = excluded.told, tries = excluded.tries
WHERE presenters.state = :state_before AND presenters.tries = :tries_before
  AND presenters.told = :told_before
"""
_PRESENTERS = """
SELECT
  workspace, event_id, "user", access, preset, by, named_at, state, channel, ts, told, tries
FROM presenters WHERE workspace = :workspace AND event_id = :event_id
ORDER BY named_at, "user"
"""
_OFFER = """
INSERT INTO offers (workspace, event_id, "to", by, at) VALUES (:workspace, :event_id, :to, :by, :at)
ON CONFLICT (workspace, event_id) DO UPDATE SET
  "to" = excluded."to", by = excluded.by, at = excluded.at
"""
_WITHDRAW = """
DELETE FROM offers
WHERE workspace = :workspace AND event_id = :event_id AND (:to = '' OR "to" = :to)
"""
_OFFERED = """
SELECT workspace, event_id, "to", by, at FROM offers
WHERE workspace = :workspace AND event_id = :event_id
"""
_WANT = """
INSERT INTO wants (workspace, event_id, "user", what, revision, fingerprint, channel, ts)
VALUES (:workspace, :event_id, :user, :what, -1, '', '', '')
ON CONFLICT DO NOTHING
"""
_UNWANT = """
DELETE FROM wants
WHERE workspace = :workspace AND event_id = :event_id AND "user" = :user AND what = :what
"""
_WANTING = """
SELECT "user" FROM wants WHERE workspace = :workspace AND event_id = :event_id AND what = :what
ORDER BY "user"
"""
_ENTRIES = """
SELECT workspace, event_id, "user", revision, fingerprint, channel, ts FROM wants
WHERE workspace = :workspace AND event_id = :event_id AND what = 'calendar' ORDER BY "user"
"""
_CLAIM_ENTRY = """
UPDATE wants SET revision = :revision, fingerprint = :fingerprint
WHERE workspace = :workspace AND event_id = :event_id AND "user" = :user AND what = 'calendar'
  AND revision < :revision AND fingerprint <> :fingerprint
"""
_KEEP_ENTRY = """
UPDATE wants SET revision = :revision, fingerprint = :fingerprint, channel = :channel, ts = :ts
WHERE workspace = :workspace AND event_id = :event_id AND "user" = :user AND what = 'calendar'
  AND revision = :claimed
"""


class People(Topic):
    """The part of the store that keeps who has which part in an event."""

    async def keep_presenter(
        self,
        presenter: Presenter,
        *,
        before: Presenter | None = None,
        plan_at: datetime | None = None,
    ) -> bool:
        """Keep somebody's part in an event as it is now; False if it is no more what it was before.

        Without `before` they must have none yet. At `plan_at` their reminders are planned, if that
        is not done by then.
        """
        known = {
            "state_before": before.state.value if before else "",
            "tries_before": before.tries if before else 0,
            "told_before": rows.storable(before.told) if before else "",
        }
        keep = Ask(_KEEP_PRESENTER, {**_presenter_row(presenter), **known})
        plan = _plan(presenter.workspace, presenter.event_id, presenter.user, plan_at)
        return await self._db.write(lambda: _then(keep, plan))

    async def presenters(self, workspace: str, event_id: str) -> tuple[Presenter, ...]:
        """Return who presents, in the order they were named; those revoked too."""
        return await self._db.read(lambda: presenters_of(workspace, event_id))

    async def keep_offer(self, offer: Offer) -> None:
        """Keep to whom an event is offered; it replaces an offer before."""
        row = {
            "workspace": rows.storable(offer.workspace),
            "event_id": rows.storable(offer.event_id),
            "to": rows.storable(offer.to),
            "by": rows.storable(offer.by),
            "at": rows.millis(offer.at),
        }
        await self._does(_OFFER, row)

    async def offer(self, workspace: str, event_id: str) -> Offer | None:
        """Return the offer that is open for an event."""
        found = await self._all(_OFFERED, rows.texts(workspace=workspace, event_id=event_id))
        return Offer(**{**found[0], "at": rows.moment(found[0]["at"])}) if found else None

    async def withdraw_offer(self, workspace: str, event_id: str, *, to: str = "") -> bool:
        """Close the offer of an event, or only one made to somebody.

        False if none is open, so that only one answer counts.
        """
        return await self._does(
            _WITHDRAW, rows.texts(workspace=workspace, event_id=event_id, to=to)
        )

    async def want(
        self,
        workspace: str,
        event_id: str,
        user: str,
        what: Wants,
        *,
        plan_at: datetime | None = None,
    ) -> bool:
        """Note that somebody wants to be sent something; False if that is noted already.

        For `plan_at` see `keep_presenter`.
        """
        row = rows.texts(workspace=workspace, event_id=event_id, user=user, what=what.value)
        plan = _plan(workspace, event_id, user, plan_at)
        return await self._db.write(lambda: _then(Ask(_WANT, row), plan))

    async def unwant(
        self,
        workspace: str,
        event_id: str,
        user: str,
        what: Wants,
        *,
        plan_at: datetime | None = None,
    ) -> bool:
        """Note that somebody wants it no longer; False if they did not.

        For `plan_at` see `keep_presenter`.
        """
        row = rows.texts(workspace=workspace, event_id=event_id, user=user, what=what.value)
        plan = _plan(workspace, event_id, user, plan_at)
        return await self._db.write(lambda: _then(Ask(_UNWANT, row), plan))

    async def wanting(self, workspace: str, event_id: str, what: Wants) -> tuple[str, ...]:
        """Return who wants to be sent something."""
        found = await self._all(
            _WANTING, rows.texts(workspace=workspace, event_id=event_id, what=what.value)
        )
        return tuple(row["user"] for row in found)

    async def entries(self, workspace: str, event_id: str) -> tuple[Entry, ...]:
        """Return who is sent calendar files of an event, and what they were sent last."""
        found = await self._all(_ENTRIES, rows.texts(workspace=workspace, event_id=event_id))
        return tuple(Entry(**row) for row in found)

    async def claim_entry(self, entry: Entry) -> bool:
        """Note that a revision is being sent; False if it was, or the last one told the same."""
        return await self._does(_CLAIM_ENTRY, _entry_row(entry))

    async def keep_entry(self, entry: Entry, *, claimed: int) -> bool:
        """Keep what somebody was sent, unless a revision other than `claimed` is by now."""
        return await self._does(_KEEP_ENTRY, {**_entry_row(entry), "claimed": claimed})


def presenters_of(workspace: str, event_id: str) -> Work[tuple[Presenter, ...]]:
    """Return who presents an event, in the order they were named."""
    of = rows.texts(workspace=workspace, event_id=event_id)
    return tuple(map(_read_presenter, (yield Ask(_PRESENTERS, of)).rows))


def _plan(workspace: str, event_id: str, user: str, at: datetime | None) -> Ask | None:
    return queries.follow(workspace, event_id, at, target=user) if at else None


def _then(ask: Ask, plan: Ask | None) -> Work[bool]:
    """Do one statement, and plan what follows where it changed something."""
    is_done = yield from is_one(ask)
    if is_done and plan:
        yield plan
    return is_done


def _entry_row(entry: Entry) -> Row:
    texts = rows.texts(
        workspace=entry.workspace,
        event_id=entry.event_id,
        user=entry.user,
        fingerprint=entry.fingerprint,
        channel=entry.channel,
        ts=entry.ts,
    )
    return {**texts, "revision": entry.revision}


def _presenter_row(presenter: Presenter) -> Row:
    return {
        **rows.texts(
            workspace=presenter.workspace,
            event_id=presenter.event_id,
            user=presenter.user,
            preset=presenter.preset,
            by=presenter.by,
            state=presenter.state.value,
            channel=presenter.channel,
            ts=presenter.ts,
            told=presenter.told,
        ),
        "access": presenter.access.value,
        "named_at": rows.millis(presenter.named_at),
        "tries": presenter.tries,
    }


def _read_presenter(row: Row) -> Presenter:
    kinds = {
        "access": Access(row["access"]),
        "named_at": rows.moment(row["named_at"]),
        "state": PresenterState(row["state"]),
    }
    return Presenter(**{**row, **kinds})
