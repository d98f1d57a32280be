"""The parts that people have, in SQLite: presenters, offers, wishes to be told, roles, settings."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.domain import Role
from bot.people import Entry, Offer, Presenter, PresenterState, Wants, WorkspaceEntry
from bot.rules import Access
from bot.store import rows

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.rows import Row
    from bot.store.thread import DatabaseThread

_KEEP_PRESENTER = """
INSERT INTO presenters
  (workspace, event_id, user, access, preset, by, named_at, state, channel, ts, told, tries)
VALUES
  (:workspace, :event_id, :user, :access, :preset, :by, :named_at, :state, :channel, :ts, :told,
   :tries)
ON CONFLICT (workspace, event_id, user) DO UPDATE SET
  access = excluded.access, preset = excluded.preset, by = excluded.by,
  named_at = excluded.named_at, state = excluded.state, channel = excluded.channel,
  ts = excluded.ts, told = excluded.told, tries = excluded.tries
WHERE presenters.state = :state_before AND presenters.tries = :tries_before
  AND presenters.told = :told_before
"""
_PRESENTERS = """
SELECT * FROM presenters WHERE workspace = :workspace AND event_id = :event_id
ORDER BY named_at, user
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
_OFFERED = "SELECT * FROM offers WHERE workspace = :workspace AND event_id = :event_id"
_WANT = """
INSERT INTO wants (workspace, event_id, user, what, revision, fingerprint, channel, ts)
VALUES (:workspace, :event_id, :user, :what, -1, '', '', '')
ON CONFLICT DO NOTHING
"""
_UNWANT = """
DELETE FROM wants
WHERE workspace = :workspace AND event_id = :event_id AND user = :user AND what = :what
"""
_WANTING = """
SELECT user FROM wants WHERE workspace = :workspace AND event_id = :event_id AND what = :what
ORDER BY user
"""
_ENTRIES = """
SELECT workspace, event_id, user, revision, fingerprint, channel, ts FROM wants
WHERE workspace = :workspace AND event_id = :event_id AND what = 'calendar' ORDER BY user
"""
_CLAIM_ENTRY = """
UPDATE wants SET revision = :revision, fingerprint = :fingerprint
WHERE workspace = :workspace AND event_id = :event_id AND user = :user AND what = 'calendar'
  AND revision < :revision AND fingerprint <> :fingerprint
"""
_KEEP_ENTRY = """
UPDATE wants SET revision = :revision, fingerprint = :fingerprint, channel = :channel, ts = :ts
WHERE workspace = :workspace AND event_id = :event_id AND user = :user AND what = 'calendar'
  AND revision = :claimed
"""
_SET_ROLE = """
INSERT INTO roles (workspace, subject, role) VALUES (:workspace, :subject, :role)
ON CONFLICT (workspace, subject) DO UPDATE SET role = excluded.role
"""
_DROP_ROLE = "DELETE FROM roles WHERE workspace = :workspace AND subject = :subject"
_ROLES = "SELECT subject, role FROM roles WHERE workspace = :workspace ORDER BY subject"
_SET_PREFERENCE = """
INSERT INTO preferences (workspace, scope, subject, name, value)
VALUES (:workspace, :scope, :subject, :name, :value)
ON CONFLICT (workspace, scope, subject, name) DO UPDATE SET value = excluded.value
"""
_DROP_PREFERENCE = """
DELETE FROM preferences
WHERE workspace = :workspace AND scope = :scope AND subject = :subject AND name = :name
"""
_PREFERENCES = """
SELECT name, value FROM preferences
WHERE workspace = :workspace AND scope = :scope AND subject = :subject ORDER BY name
"""
_PREFERENCES_AT_HAND = """
SELECT scope, name, value FROM preferences
WHERE workspace = :workspace AND (
  (scope = 'user' AND subject = :user) OR (scope = 'channel' AND subject = :channel)
  OR (scope = 'workspace' AND subject = ''))
"""
_NOTE = """
INSERT INTO workspace_history (workspace, at, who, what, subject, before, after)
VALUES (:workspace, :at, :who, :what, :subject, :before, :after)
"""
_NOTES = """
SELECT workspace, at, who, what, subject, before, after FROM workspace_history
WHERE workspace = :workspace ORDER BY id DESC LIMIT :limit
"""
_OPENED = """
INSERT INTO homes (workspace, user, opened_at) VALUES (:workspace, :user, :at)
ON CONFLICT (workspace, user) DO UPDATE SET opened_at = excluded.opened_at
"""
_HOMES = "SELECT user FROM homes WHERE workspace = :workspace AND user = :user"
_LEFT = """
INSERT INTO leavers (workspace, user, left_at) VALUES (:workspace, :user, :at)
ON CONFLICT (workspace, user) DO NOTHING
"""
_BACK = "DELETE FROM leavers WHERE workspace = :workspace AND user = :user"
_LEAVERS = "SELECT user FROM leavers WHERE workspace = :workspace ORDER BY left_at"


class People:
    """The part of the store that keeps who is what."""

    _thread: DatabaseThread

    async def keep_presenter(
        self, presenter: Presenter, *, before: Presenter | None = None
    ) -> bool:
        """Keep somebody's part in an event as it is now; False if it is no more what it was before.

        Without `before` they must have none yet.
        """
        known = {
            "state_before": before.state.value if before else "",
            "tries_before": before.tries if before else 0,
            "told_before": rows.storable(before.told) if before else "",
        }
        return await self._do(_KEEP_PRESENTER, {**_presenter_row(presenter), **known})

    async def presenters(self, workspace: str, event_id: str) -> tuple[Presenter, ...]:
        """Return who presents, in the order they were named; those revoked too."""
        found = await self._all(_PRESENTERS, workspace=workspace, event_id=event_id)
        return tuple(map(_read_presenter, found))

    async def keep_offer(self, offer: Offer) -> None:
        """Keep to whom an event is offered; it replaces an offer before."""
        row = {
            "workspace": rows.storable(offer.workspace),
            "event_id": rows.storable(offer.event_id),
            "to": rows.storable(offer.to),
            "by": rows.storable(offer.by),
            "at": rows.millis(offer.at),
        }
        await self._do(_OFFER, row)

    async def offer(self, workspace: str, event_id: str) -> Offer | None:
        """Return the offer that is open for an event."""
        found = await self._all(_OFFERED, workspace=workspace, event_id=event_id)
        return Offer(**{**found[0], "at": rows.moment(found[0]["at"])}) if found else None

    async def withdraw_offer(self, workspace: str, event_id: str, *, to: str = "") -> bool:
        """Close the offer of an event, or only one made to somebody.

        False if none is open, so that only one answer counts.
        """
        return await self._do(_WITHDRAW, _texts(workspace=workspace, event_id=event_id, to=to))

    async def want(self, workspace: str, event_id: str, user: str, what: Wants) -> bool:
        """Note that somebody wants to be sent something; False if that is noted already."""
        row = _texts(workspace=workspace, event_id=event_id, user=user, what=what.value)
        return await self._do(_WANT, row)

    async def unwant(self, workspace: str, event_id: str, user: str, what: Wants) -> bool:
        """Note that somebody wants it no longer; False if they did not."""
        row = _texts(workspace=workspace, event_id=event_id, user=user, what=what.value)
        return await self._do(_UNWANT, row)

    async def wanting(self, workspace: str, event_id: str, what: Wants) -> tuple[str, ...]:
        """Return who wants to be sent something."""
        found = await self._all(_WANTING, workspace=workspace, event_id=event_id, what=what.value)
        return tuple(row["user"] for row in found)

    async def entries(self, workspace: str, event_id: str) -> tuple[Entry, ...]:
        """Return who is sent calendar files of an event, and what they were sent last."""
        found = await self._all(_ENTRIES, workspace=workspace, event_id=event_id)
        return tuple(Entry(**row) for row in found)

    async def claim_entry(self, entry: Entry) -> bool:
        """Note that a revision is being sent; False if it was, or the last one told the same."""
        return await self._do(_CLAIM_ENTRY, _entry_row(entry))

    async def keep_entry(self, entry: Entry, *, claimed: int) -> bool:
        """Keep what somebody was sent, unless a revision other than `claimed` is by now."""
        return await self._do(_KEEP_ENTRY, {**_entry_row(entry), "claimed": claimed})

    async def set_role(self, workspace: str, subject: str, role: Role | None) -> None:
        """Give a user or user group a role, or with None take it away."""
        row = _texts(workspace=workspace, subject=subject)
        if role is None:
            await self._do(_DROP_ROLE, row)
        else:
            await self._do(_SET_ROLE, {**row, "role": role.value})

    async def roles(self, workspace: str) -> tuple[tuple[str, Role], ...]:
        """Return every user and user group with a role."""
        found = await self._all(_ROLES, workspace=workspace)
        return tuple((row["subject"], Role(row["role"])) for row in found)

    async def set_preference(
        self, workspace: str, scope: str, subject: str, name: str, value: str | None
    ) -> None:
        """Keep a setting of a person, a channel or (subject "") the workspace; None drops it."""
        row = _texts(workspace=workspace, scope=scope, subject=subject, name=name)
        if value is None:
            await self._do(_DROP_PREFERENCE, row)
        else:
            await self._do(_SET_PREFERENCE, {**row, "value": rows.storable(value)})

    async def preferences(self, workspace: str, scope: str, subject: str) -> dict[str, str]:
        """Return the settings of a person, a channel or the workspace, by name."""
        found = await self._all(_PREFERENCES, workspace=workspace, scope=scope, subject=subject)
        return {row["name"]: row["value"] for row in found}

    async def preferences_at_hand(
        self, workspace: str, user: str, channel: str
    ) -> dict[str, dict[str, str]]:
        """Return what holds for a person in a channel, by scope and name, in one reading."""
        of = {"workspace": workspace, "user": user, "channel": channel}
        found: dict[str, dict[str, str]] = {}
        for row in await self._all(_PREFERENCES_AT_HAND, **of):
            found.setdefault(row["scope"], {})[row["name"]] = row["value"]
        return found

    async def note_change(self, entry: WorkspaceEntry) -> None:
        """Add a line to the audit trail of a workspace."""
        told = asdict(entry)
        at = rows.millis(told.pop("at"))
        await self._do(_NOTE, {**_texts(**told), "at": at})

    async def workspace_history(self, workspace: str, limit: int) -> tuple[WorkspaceEntry, ...]:
        """Return the last lines of a workspace's audit trail, the latest first."""
        of = {**_texts(workspace=workspace), "limit": limit}
        found = await self._thread.read(lambda db: list(db.query(_NOTES, of)))
        return tuple(WorkspaceEntry(**{**row, "at": rows.moment(row["at"])}) for row in found)

    async def note_home(self, workspace: str, user: str, at: datetime) -> None:
        """Note that somebody opened their Home."""
        row = _texts(workspace=workspace, user=user)
        await self._do(_OPENED, {**row, "at": rows.millis(at)})

    async def has_home(self, workspace: str, user: str) -> bool:
        """Tell whether somebody ever opened their Home."""
        return bool(await self._all(_HOMES, workspace=workspace, user=user))

    async def note_left(self, workspace: str, user: str, at: datetime) -> bool:
        """Note that somebody's account was deactivated; False if that is noted already."""
        row = _texts(workspace=workspace, user=user)
        return await self._do(_LEFT, {**row, "at": rows.millis(at)})

    async def note_back(self, workspace: str, user: str) -> bool:
        """Note that somebody's account is active again; False if it was never noted as closed."""
        return await self._do(_BACK, _texts(workspace=workspace, user=user))

    async def leavers(self, workspace: str) -> tuple[str, ...]:
        """Return those whose accounts were deactivated, the first one first."""
        return tuple(row["user"] for row in await self._all(_LEAVERS, workspace=workspace))

    async def _do(self, sql: str, row: Row) -> bool:
        return await self._thread.write(lambda db: db.execute(sql, row).rowcount == 1)

    async def _all(self, sql: str, **texts: str) -> list[Row]:
        row = _texts(**texts)
        return await self._thread.read(lambda db: list(db.query(sql, row)))


def _texts(**texts: str) -> Row:
    return {name: rows.storable(text) for name, text in texts.items()}


def _entry_row(entry: Entry) -> Row:
    texts = _texts(
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
        **_texts(
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
