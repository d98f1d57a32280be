"""Who people are, as Slack tells: asked seldom, and remembered for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.errors import NotDelivered
from bot.language import language_of, say, speak
from bot.people import Facts, UserGroup
from bot.slack.asking import ask
from bot.slack.remembering import Remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.service.ports import Clock

PATIENCE = 1.0
"""Seconds we wait for what Slack says while a form is to be opened: a trigger lives three."""
FRESH_FOR = timedelta(minutes=1)
"""How long it counts who somebody is and which groups they are in, where that decides what
they may do. Slack takes 100 calls a minute about people, and 20 about groups, one of which brings
the members of all. https://docs.slack.dev/apis/web-api/rate-limits/"""
WORDS_FRESH_FOR = timedelta(hours=1)
"""How long somebody's clock and language are taken as known."""
GROUPS_FRESH_FOR = timedelta(minutes=10)
"""How long the user groups to choose from are taken as known."""

_ALL = ""
"""User groups are asked about all at once."""


class Directory:
    """The people and user groups of one workspace; raises `NotDelivered`."""

    def __init__(self, client: AsyncWebClient, workspace: str, clock: Clock) -> None:
        self._client = client
        self._workspace = workspace
        self._people = Remembered(
            self._ask_facts, clock=clock, patience=PATIENCE, good_for=WORDS_FRESH_FOR
        )
        self._groups = Remembered(
            self._ask_groups, clock=clock, patience=PATIENCE, good_for=GROUPS_FRESH_FOR
        )

    async def facts(self, user: str) -> Facts:
        """Return what Slack says of a person, as of this minute: it decides what they may do.

        Where Slack does not answer in time, what it said last holds for an hour; then, or if it
        never did, `is_known` is false.
        """
        return await self._facts(user, FRESH_FOR)

    async def group(self, group: str) -> frozenset[str]:
        """Return the members of a user group, as of this minute; nobody of one that is gone."""
        found = await self._all_groups(FRESH_FOR)
        return next((each.members for each in found if each.id == group), frozenset())

    async def groups(self) -> tuple[UserGroup, ...]:
        """Return the user groups of the workspace, asked at most once in ten minutes."""
        return await self._all_groups(GROUPS_FRESH_FOR)

    def forget(self, user: str) -> None:
        """Ask Slack anew about a person when they are next asked about."""
        self._people.forget(user)

    async def words(self, user: str) -> Facts:
        """Return what Slack says of a person, asked at most once an hour: how to speak to them."""
        return await self._facts(user, WORDS_FRESH_FOR)

    def language_at_hand(self, user: str) -> str:
        """Return a person's language as far as it is known without asking Slack."""
        return (self._people.at_hand(user) or _unknown(user)).language

    async def speak_to(self, user: str) -> None:
        """Speak a person's language from here on, in the task at hand."""
        speak(await self._language(user))

    async def _language(self, user: str) -> str:
        return (await self.words(user)).language

    async def _facts(self, user: str, fresh_for: timedelta) -> Facts:
        return await self._people.get(user, fresh_for=fresh_for) or _unknown(user)

    async def _all_groups(self, fresh_for: timedelta) -> tuple[UserGroup, ...]:
        found = await self._groups.get(_ALL, fresh_for=fresh_for)
        if found is None:
            message = say("Slack did not tell me who you are in time. Try again in a minute.")
            raise NotDelivered(message, code="no_answer")
        return found

    async def _ask_facts(self, user: str) -> Facts:
        answer = await ask(self._client.users_info(user=user, include_locale=True))
        return read_facts(answer["user"], self._workspace)

    async def _ask_groups(self, _all: str) -> tuple[UserGroup, ...]:
        asking = self._client.usergroups_list(team_id=self._workspace, include_users=True)
        return tuple(map(read_group, (await ask(asking))["usergroups"]))


def _unknown(user: str) -> Facts:
    return Facts(id=user, is_known=False)


def read_group(group: Mapping[str, Any]) -> UserGroup:
    """Read what `usergroups.list` says of a group."""
    return UserGroup(
        id=group["id"],
        handle=group["handle"],
        name=group["name"],
        members=frozenset(group.get("users") or ()),
    )


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
