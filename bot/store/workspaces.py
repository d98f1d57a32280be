"""Roles and settings of a workspace, who has opened Home, and who has left."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.domain import Role
from bot.people import WorkspaceEntry
from bot.store import rows
from bot.store.topic import Topic

if TYPE_CHECKING:
    from datetime import datetime

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
INSERT INTO homes (workspace, "user", opened_at) VALUES (:workspace, :user, :at)
ON CONFLICT (workspace, "user") DO UPDATE SET opened_at = excluded.opened_at
"""
_HOMES = 'SELECT "user" FROM homes WHERE workspace = :workspace AND "user" = :user'
_LEFT = """
INSERT INTO leavers (workspace, "user", left_at) VALUES (:workspace, :user, :at)
ON CONFLICT (workspace, "user") DO NOTHING
"""
_BACK = 'DELETE FROM leavers WHERE workspace = :workspace AND "user" = :user'
_LEAVERS = 'SELECT "user" FROM leavers WHERE workspace = :workspace ORDER BY left_at'


class Workspaces(Topic):
    """The part of the store that keeps what belongs to a workspace."""

    async def set_role(self, workspace: str, subject: str, role: Role | None) -> None:
        """Give a user or user group a role, or with None take it away."""
        row = rows.texts(workspace=workspace, subject=subject)
        if role is None:
            await self._does(_DROP_ROLE, row)
        else:
            await self._does(_SET_ROLE, {**row, "role": role.value})

    async def roles(self, workspace: str) -> tuple[tuple[str, Role], ...]:
        """Return every user and user group with a role."""
        found = await self._all(_ROLES, rows.texts(workspace=workspace))
        return tuple((row["subject"], Role(row["role"])) for row in found)

    async def set_preference(
        self, workspace: str, scope: str, subject: str, name: str, value: str | None
    ) -> None:
        """Keep a setting of a person, a channel or (subject "") the workspace; None drops it."""
        row = rows.texts(workspace=workspace, scope=scope, subject=subject, name=name)
        if value is None:
            await self._does(_DROP_PREFERENCE, row)
        else:
            await self._does(_SET_PREFERENCE, {**row, "value": rows.storable(value)})

    async def preferences(self, workspace: str, scope: str, subject: str) -> dict[str, str]:
        """Return the settings of a person, a channel or the workspace, by name."""
        found = await self._all(
            _PREFERENCES, rows.texts(workspace=workspace, scope=scope, subject=subject)
        )
        return {row["name"]: row["value"] for row in found}

    async def preferences_at_hand(
        self, workspace: str, user: str, channel: str
    ) -> dict[str, dict[str, str]]:
        """Return what holds for a person in a channel, by scope and name, in one reading."""
        of = rows.texts(workspace=workspace, user=user, channel=channel)
        found: dict[str, dict[str, str]] = {}
        for row in await self._all(_PREFERENCES_AT_HAND, of):
            found.setdefault(row["scope"], {})[row["name"]] = row["value"]
        return found

    async def note_change(self, entry: WorkspaceEntry) -> None:
        """Add a line to the audit trail of a workspace."""
        told = asdict(entry)
        at = rows.millis(told.pop("at"))
        await self._does(_NOTE, {**rows.texts(**told), "at": at})

    async def workspace_history(self, workspace: str, limit: int) -> tuple[WorkspaceEntry, ...]:
        """Return the last lines of a workspace's audit trail, the latest first."""
        of = {**rows.texts(workspace=workspace), "limit": limit}
        kept = await self._all(_NOTES, of)
        return tuple(WorkspaceEntry(**{**row, "at": rows.moment(row["at"])}) for row in kept)

    async def note_home(self, workspace: str, user: str, at: datetime) -> None:
        """Note that somebody opened their Home."""
        row = rows.texts(workspace=workspace, user=user)
        await self._does(_OPENED, {**row, "at": rows.millis(at)})

    async def has_home(self, workspace: str, user: str) -> bool:
        """Tell whether somebody ever opened their Home."""
        return bool(await self._all(_HOMES, rows.texts(workspace=workspace, user=user)))

    async def note_left(self, workspace: str, user: str, at: datetime) -> bool:
        """Note that somebody's account was deactivated; False if that is noted already."""
        row = rows.texts(workspace=workspace, user=user)
        return await self._does(_LEFT, {**row, "at": rows.millis(at)})

    async def note_back(self, workspace: str, user: str) -> bool:
        """Note that somebody's account is active again; False if it was never noted as closed."""
        return await self._does(_BACK, rows.texts(workspace=workspace, user=user))

    async def leavers(self, workspace: str) -> tuple[str, ...]:
        """Return those whose accounts were deactivated, the first one first."""
        return tuple(
            row["user"] for row in await self._all(_LEAVERS, rows.texts(workspace=workspace))
        )
