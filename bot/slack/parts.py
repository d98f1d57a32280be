"""What every handler works with."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain import PostState
from bot.errors import BotError, NotDelivered
from bot.people import Deed
from bot.service.calendars import send_updates
from bot.service.deliver import deliver_posts
from bot.service.find import check, event_for
from bot.service.replan import plan_ahead, replan
from bot.service.settings import settings_for
from bot.slack.desk import keep_quiet
from bot.slack.views.folders import folder_options
from bot.slack.views.message import only_you

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from slack_bolt.async_app import AsyncRespond

    from bot.domain import Event, Person, Post
    from bot.preferences import Given, Name
    from bot.service.alarm import Alarm
    from bot.service.folders import Folders
    from bot.service.members import Members
    from bot.service.ports import Clock, LogsIn, Platform, Store
    from bot.slack.chat import SlackChat
    from bot.slack.desk import Desk, Tell
    from bot.slack.homes import Homes
    from bot.tenancy import Login

log = logging.getLogger(__name__)

OPTIONS_PATIENCE = 2.5
"""Seconds until an option request is answered with nothing: Slack waits three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The workspace, and what serves it.

    `log_in_as` makes a client of the platform for an account that is yet to be tried.
    """

    workspace: str
    webcasts: Platform
    log_in_as: Callable[[Login], LogsIn]
    store: Store
    chat: SlackChat
    members: Members
    folders: Folders
    clock: Clock
    desk: Desk
    homes: Homes
    alarm: Alarm

    async def person(self, user: str) -> Person:
        """Return a person of this workspace, with the role that they have now."""
        return await self.members.person(user)

    async def settings_for(self, user: str, channel: str) -> dict[Name, Given]:
        """Tell which settings count when somebody creates a webcast from a channel."""
        return await settings_for(
            user, channel, workspace=self.workspace, store=self.store, clock=self.clock
        )

    async def folder_options(self, query: str, user: str) -> list[dict[str, Any]]:
        """Offer a creator the folders that match; nothing, if the platform is too slow."""
        try:
            check(Deed.CREATE, await self.person(user))
            tree = await asyncio.wait_for(self.folders.tree(), OPTIONS_PATIENCE)
        except (BotError, TimeoutError) as error:
            log.warning("no folders to offer: %r", error)
            return []
        found: list[dict[str, Any]] = folder_options(tree, query)["options"]
        return found

    async def event_for(self, deed: Deed, event_id: str, user: str) -> tuple[Event, Person]:
        """Fetch an event for something that somebody may do; raises `NotFound` or `Forbidden`."""
        person = await self.person(user)
        return await event_for(deed, event_id, person=person, store=self.store), person

    async def replan(self, event: Event, compose: Callable[[], str]) -> tuple[Post, ...]:
        """Let everything follow a change; return the posts that could not be edited.

        `compose` says in a line what changed, in the language of whoever it is said to; an empty
        line is not said.
        """
        line = await self.chat.for_channels(compose)
        failed = await replan(event, line, chat=self.chat, store=self.store, clock=self.clock)
        self.alarm.wake()
        self.desk.later(self._follow(event, failed), keep_quiet)
        return failed

    async def plan(self, event: Event, *channels: str) -> None:
        """Plan what lies ahead of an event, after its cards or who is reminded changed.

        `channels` are those that just got its card. While Slack took them it may have moved, so it
        is planned as it is kept by now.
        """
        known = await self.store.event(event.workspace, event.id) or event
        await plan_ahead(known, store=self.store, clock=self.clock)
        if channels:
            await self.store.followed(known, self.clock(), *channels)
        self.alarm.wake()

    def drawn(self, event: Event, *others: str) -> None:
        """Draw the Homes that show an event anew, later, where nothing else is to follow."""
        self.desk.later(self._end(event, "", others=others), keep_quiet)

    async def begin(self, event: Event) -> tuple[Post, ...]:
        """Post what is planned for an event that is new here, and plan the rest of its life."""
        posts = await deliver_posts(event, chat=self.chat, store=self.store, clock=self.clock)
        await self.plan(event)
        self.desk.later(self._end(event, "", *(post.target for post in posts)), keep_quiet)
        return posts

    async def _follow(self, event: Event, failed: tuple[Post, ...]) -> None:
        """Do what nobody waits for; a card that could not be edited now is left to the alarm."""
        await send_updates(
            event, members=self.members, chat=self.chat, store=self.store, clock=self.clock
        )
        is_open = any(post.state is PostState.POSTED for post in failed)
        await self._end(event, *([] if is_open else [""]))

    async def _end(self, event: Event, *targets: str, others: tuple[str, ...] = ()) -> None:
        """Draw Homes anew, then note that nothing is left to follow an event as it is given."""
        await self.homes.draw((event.owner, *event.co_owners, *others))
        if targets:
            await self.store.followed(event, self.clock(), *targets)

    def refresh_home(self, users: Iterable[str]) -> None:
        """Draw the Homes of those who ever opened theirs anew, later and each once."""
        self.homes.refresh(users)

    async def open_view(self, body: Mapping[str, Any], view: dict[str, Any]) -> str:
        """Open a modal, on top of the one that was clicked in, if it was a modal; return its id."""
        return await self.chat.open_for(body, view)

    async def show_or_tell(
        self, window: str, user: str, view: dict[str, Any], sentence: str
    ) -> None:
        """Draw a modal anew; where it is closed, tell the sentence in a direct message."""
        try:
            await self.chat.update_view(window, view)
        except NotDelivered:
            await self.chat.tell(user, lambda: sentence)

    def answer_to(self, body: Mapping[str, Any], respond: AsyncRespond) -> Tell:
        """Make a way to tell a sentence where the click came from, or else in a direct message."""
        if respond.response_url:
            return self.answer(respond)
        user = str(body["user"]["id"])
        return lambda sentence: self.chat.tell(user, lambda: sentence)

    @staticmethod
    def answer(respond: AsyncRespond) -> Tell:
        """Make a way to tell a sentence to the one person who sent a command or a click."""

        async def tell(sentence: str) -> None:
            await respond(**only_you(sentence), replace_original=False)

        return tell
