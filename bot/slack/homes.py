"""People's Homes: drawn when they are opened, and anew when something in them changes."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bot.errors import BotError, Forbidden, NotDelivered
from bot.language import speaking
from bot.people import Deed, may
from bot.service.account import may_connect
from bot.service.overview import overview
from bot.slack.desk import keep_quiet
from bot.slack.views import home as views

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain import Person
    from bot.service.members import Members
    from bot.service.ports import Clock, Platform, Store
    from bot.slack.chat import SlackChat
    from bot.slack.desk import Desk
    from bot.slack.views.home import Place


log = logging.getLogger(__name__)


class Homes:
    """The Homes of one workspace.

    Each person's is drawn by one task at a time, and all that changes before it begins is in the
    same drawing. A Home that is drawn anew stays at its page, if this process drew it before.
    """

    def __init__(
        self,
        members: Members,
        chat: SlackChat,
        store: Store,
        webcasts: Platform,
        clock: Clock,
        desk: Desk,
    ) -> None:
        self._members = members
        self._webcasts = webcasts
        self._chat = chat
        self._store = store
        self._clock = clock
        self._desk = desk
        self._places: dict[str, Place] = {}
        self._waiting: set[str] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def refresh(self, users: Iterable[str]) -> None:
        """Draw the Homes of those who ever opened theirs anew, later."""
        for user in set(users) - self._waiting:
            self._waiting.add(user)
            self._desk.later(self._refresh(user), keep_quiet)

    async def draw(self, users: Iterable[str]) -> None:
        """Draw the Homes of those who ever opened theirs anew, now; what fails is noted."""
        for user in set(users) - self._waiting:
            self._waiting.add(user)
            try:
                await self._refresh(user)
            except BotError as error:
                log.info("a Home was not drawn: %s", error)

    async def show(self, user: str, place: Place | None, known: str = "") -> None:
        """Draw somebody's Home at a place in it; `known` is Slack's word for what they see."""
        async with self._turns[user]:
            if place:
                self._places[user] = place
            await self._draw(user, known)

    async def show_trouble(self, user: str, sentence: str) -> None:
        """Draw a Home that says why there is none."""
        await self._chat.publish_home(user, views.closed(sentence))

    async def _refresh(self, user: str) -> None:
        async with self._turns[user]:
            self._waiting.discard(user)
            person = await self._members.person(user)
            if await self._store.has_home(person.workspace, user):
                await self._draw(user)

    async def _draw(self, user: str, known: str = "") -> None:
        """Draw a Home; where it changed meanwhile, read everything once more."""
        try:
            await self._chat.publish_home(user, await self._view(user), known)
        except NotDelivered as error:
            if error.code != "hash_conflict":
                raise
            await self._chat.publish_home(user, await self._view(user))

    async def _view(self, user: str) -> dict[str, Any]:
        person = await self._members.person(user)
        place = self._places.get(user) or views.Place(mine=may(Deed.CREATE, person.role))
        with speaking(person.language):
            return await self._look(person, place)

    async def _look(self, person: Person, place: Place) -> dict[str, Any]:
        try:
            seen = await overview(
                person,
                mine=place.mine,
                ahead=place.ahead,
                recent=place.recent,
                store=self._store,
                clock=self._clock,
            )
        except Forbidden as error:
            return views.closed(str(error))
        offers = await may_connect(person, webcasts=self._webcasts)
        return views.home(seen, place, person, now=self._clock(), may_connect=offers)
