"""Shortcuts: the app's entries beside the composer and in the menu of each message."""

from typing import Any

from bot.demo import payloads, people
from bot.demo.commands import OK, Composer, failed
from bot.demo.delivery import Delivery
from bot.demo.errors import DriverError
from bot.demo.people import Channel, User
from bot.demo.settings import Shortcut
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


class Shortcuts:
    """What people start without a command."""

    def __init__(self, world: World, delivery: Delivery, composer: Composer) -> None:
        self._world = world
        self._delivery = delivery
        self._composer = composer

    async def everywhere(self, user: str, callback_id: str) -> JSON:
        """Use a global shortcut; the app is not told where the person is."""
        shortcut = self._declared("global", callback_id)
        who = self._world.workspace.users[user]
        trigger = self._world.tickets.new_trigger(user)
        payload = payloads.shortcut(who, shortcut.callback_id, trigger, self._now())
        return await self._deliver(payload)

    async def on_message(self, user: str, callback_id: str, channel: str, ts: str) -> JSON:
        """Use a message shortcut, on a message that everybody there sees."""
        shortcut = self._declared("message", callback_id)
        who, where = self._composer.place(user, channel)
        message = self._world.workspace.find(channel, ts)
        if message is None or message.only_for:
            raise DriverError(f"{channel!r} has no message {ts!r} to use a shortcut on.")
        return await self._deliver(self._about(who, where, message, shortcut))

    def _about(self, who: User, where: Channel, message: Message, shortcut: Shortcut) -> JSON:
        tickets = self._world.tickets
        trigger = tickets.new_trigger(who.id, where.id)
        secret = tickets.new_response_url(who.id, where.id)
        return {
            **payloads.shortcut(who, shortcut.callback_id, trigger, self._now()),
            **payloads.about(who, message, where, self._world.replies(message)),
            "response_url": f"{self._world.base_url}/actions/{people.TEAM_ID}/{secret}",
        }

    def _declared(self, kind: str, callback_id: str) -> Shortcut:
        for each in self._world.shortcuts:
            if (each.type, each.callback_id) == (kind, callback_id):
                return each
        raise DriverError(f"The app has no {kind} shortcut {callback_id!r}.")

    def _now(self) -> str:
        return f"{self._world.now():.6f}"

    async def _deliver(self, payload: JSON) -> JSON:
        ack = await self._delivery.payload(payload)
        return failed(ack.error) if ack.error else OK
