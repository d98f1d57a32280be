"""Who somebody is: what Slack tells of them, and the role they have in the workspace."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.domain import Person, Role
from bot.errors import BotError, NotDelivered
from bot.language import say
from bot.people import role_of
from bot.preferences import Name, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.people import Facts
    from bot.service.ports import Directory, Workspaces

log = logging.getLogger(__name__)


class Members:
    """The people of one workspace, each with the role that holds at the moment of asking."""

    def __init__(self, workspace: str, directory: Directory, store: Workspaces) -> None:
        self._workspace = workspace
        self._directory = directory
        self._store = store

    async def person(self, user: str) -> Person:
        """Return somebody with their clock, language and role.

        Raises `NotDelivered` where Slack does not tell who they are: nobody does anything unknown.
        """
        facts = await self._directory.facts(user)
        if not facts.is_known:
            message = say("Slack did not tell me who you are in time. Try again in a minute.")
            raise NotDelivered(message, code="no_answer")
        return Person(
            workspace=self._workspace,
            id=user,
            zone=facts.zone,
            language=facts.language,
            role=await self._role(facts, await self._store.roles(self._workspace)),
        )

    async def role_with(self, user: str, given: Sequence[tuple[str, Role]]) -> Role:
        """Return the role that somebody would have if these were the roles that are given."""
        return await self._role(await self._directory.facts(user), given)

    async def people_of(self, subjects: Iterable[str]) -> tuple[str, ...]:
        """Return users, and the members of user groups, each once."""
        found: dict[str, None] = {}
        for subject in subjects:
            is_group = subject.startswith("S")
            found.update(dict.fromkeys(await self._group(subject) if is_group else [subject]))
        return tuple(found)

    async def _role(self, facts: Facts, given: Sequence[tuple[str, Role]]) -> Role:
        settings = await self._store.preferences(self._workspace, Scope.WORKSPACE, "")
        groups = await self._groups_of(facts.id, [subject for subject, _ in given])
        return role_of(facts, given, groups, Role(settings.get(Name.DEFAULT_ROLE, Role.CREATOR)))

    async def _groups_of(self, user: str, subjects: list[str]) -> list[str]:
        """Find the user groups with a role that somebody is in; one that cannot be read is none."""
        groups = [subject for subject in subjects if subject.startswith("S")]
        found = await asyncio.gather(*(self._is_in(user, group) for group in groups))
        return [group for group, is_in in zip(groups, found, strict=True) if is_in]

    async def _is_in(self, user: str, group: str) -> bool:
        return user in await self._group(group)

    async def _group(self, group: str) -> frozenset[str]:
        try:
            return await self._directory.group(group)
        except BotError as error:
            log.warning("a user group could not be read: %s", error)
            return frozenset()
