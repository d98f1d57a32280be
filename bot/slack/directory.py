"""Who people are, as Slack tells: asked seldom, and remembered for a while."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.errors import NotDelivered
from bot.language import language_of, speak
from bot.people import Facts, UserGroup
from bot.slack.asking import ask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds we wait for a person's facts while a form is to be opened: a trigger lives three."""
FRESH_FOR = 3600.0
"""Seconds for which a person's facts are taken as known."""
GROUP_FRESH_FOR = 600.0
"""Seconds for which the members of a user group are taken as known."""
SILENT_FOR = 5.0
"""Seconds for which Slack is not asked again about a person after it did not answer in time."""


class Directory:
    """The people and user groups of one workspace; raises `NotDelivered`."""

    def __init__(self, client: AsyncWebClient, workspace: str) -> None:
        self._client = client
        self._workspace = workspace
        self._facts: dict[str, tuple[Facts, float]] = {}
        self._groups: dict[str, tuple[frozenset[str], float]] = {}
        self._all_groups: tuple[tuple[UserGroup, ...], float] = ((), 0.0)

    async def facts(self, user: str) -> Facts:
        """Return what Slack says of a person, asked at most once an hour.

        Where Slack does not answer in time, what it said last holds; if it never did, `is_known` is
        false.
        """
        now = asyncio.get_running_loop().time()
        found, until = self._facts.get(user, (Facts(id=user, is_known=False), now))
        if now < until:
            return found
        try:
            found, until = await asyncio.wait_for(self._ask_facts(user), PATIENCE), now + FRESH_FOR
        except (NotDelivered, TimeoutError) as error:
            log.warning("no facts about a person: %r", error)
            until = now + SILENT_FOR
        self._facts[user] = found, until
        return found

    async def group(self, group: str) -> frozenset[str]:
        """Return the members of a user group, asked at most once in ten minutes."""
        now = asyncio.get_running_loop().time()
        found, until = self._groups.get(group, (frozenset[str](), now))
        if now >= until:
            answer = await ask(
                self._client.usergroups_users_list(usergroup=group, team_id=self._workspace)
            )
            found, until = frozenset(answer["users"]), now + GROUP_FRESH_FOR
            self._groups[group] = found, until
        return found

    async def groups(self) -> tuple[UserGroup, ...]:
        """Return the user groups of the workspace, asked at most once in ten minutes."""
        now = asyncio.get_running_loop().time()
        found, until = self._all_groups
        if now >= until:
            answer = await ask(self._client.usergroups_list(team_id=self._workspace))
            found = tuple(
                UserGroup(id=each["id"], handle=each["handle"], name=each["name"])
                for each in answer["usergroups"]
            )
            self._all_groups = found, now + GROUP_FRESH_FOR
        return found

    def forget(self, user: str) -> None:
        """Ask Slack anew about a person when they are next asked about."""
        self._facts.pop(user, None)

    def language_at_hand(self, user: str) -> str:
        """Return a person's language as far as it is known without asking Slack."""
        found, _ = self._facts.get(user, (Facts(id=user, is_known=False), 0))
        return found.language

    async def speak_to(self, user: str) -> None:
        """Speak a person's language from here on, in the task at hand."""
        speak((await self.facts(user)).language)

    async def _language(self, user: str) -> str:
        return (await self.facts(user)).language

    async def _ask_facts(self, user: str) -> Facts:
        answer = await ask(self._client.users_info(user=user, include_locale=True))
        return read_facts(answer["user"], self._workspace)


def read_facts(user: Mapping[str, Any], workspace: str) -> Facts:
    """Read what `users.info` says; in an organization a person is at home in several workspaces."""
    homes = {user.get("team_id"), *(user.get("enterprise_user") or {}).get("teams", ())}
    return Facts(
        id=user["id"],
        zone=str(user.get("tz") or "Etc/UTC"),
        language=language_of(str(user.get("locale") or "")),
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_deactivated=bool(user.get("deleted")),
        is_foreign=workspace not in homes,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
    )
