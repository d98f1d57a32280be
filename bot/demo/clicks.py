"""Buttons, menus and fields: block_actions and block_suggestion."""

import json
from typing import Any

from bot.demo import forms, limits, payloads, people
from bot.demo.commands import OK, failed
from bot.demo.delivery import Ack, Delivery
from bot.demo.errors import DriverError
from bot.demo.forms import Field, Values
from bot.demo.modals import OpenView
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


class Surface:
    """A view or a message as one person sees it: its blocks, what they typed, its payloads.

    `attachment` is the part of the message that is used, if it is not the message itself. `shown`
    is the hash of the view on their screen; when the app has replaced that view meanwhile, fields
    that are gone are left out instead of refused.
    """

    def __init__(
        self,
        world: World,
        user: str,
        view: OpenView | None,
        message: Message | None,
        attachment: JSON | None = None,
    ) -> None:
        self._world = world
        self.user = user
        self.view = view
        self.message = message
        self.attachment = attachment
        self.values: Values = view.values if view else {}
        self.shown: str | None = None

    @property
    def blocks(self) -> list[JSON]:
        """The blocks that can be used."""
        if self.view:
            return self.view.blocks
        if self.attachment:
            blocks: list[JSON] = self.attachment["blocks"]
            return blocks
        return self.message.blocks if self.message else []

    @property
    def place(self) -> str:
        """A name of what is used, the same as long as it is on the screen."""
        if self.view:
            return self.view.id
        part = f"#{self.attachment['id']}" if self.attachment else ""
        return f"{self.message.ts}{part}" if self.message else ""

    @property
    def who(self) -> JSON:
        """The person who acts, and their workspace."""
        person = self._world.workspace.users[self.user]
        return {"user": payloads.user(person), "team": payloads.team(person)}

    def payload(self, kind: str) -> JSON:
        """Give the frame of an interaction here."""
        if self.view:
            return {**payloads.in_view(self.view, kind), **self.who}
        if self.message is None:
            raise DriverError("Name a view or a message.")
        framed = self._framed(self.message)
        return {**framed, "type": kind, **self.who, "state": {"values": self.values}}

    def _framed(self, message: Message) -> JSON:
        where = self._world.workspace.channels[message.channel]
        replies = self._world.replies(message)
        if self.attachment:
            return payloads.in_attachment(message, where, self.attachment, replies)
        return payloads.in_message(message, where, replies)

    def tickets(self) -> JSON:
        """Hand out what comes with a click: a trigger, and for messages a response URL."""
        tickets = self._world.tickets
        if self.view:
            where = self.view.conversation
            return {"trigger_id": tickets.new_trigger(self.user, where, self.view.id)}
        if self.message is None:
            return {}
        original = self.message.ts if self.message.user == people.BOT_USER else None
        secret = tickets.new_response_url(self.user, self.message.channel, original)
        return {
            "trigger_id": tickets.new_trigger(self.user, self.message.channel),
            "response_url": f"{self._world.base_url}/actions/{people.TEAM_ID}/{secret}",
        }


class Clicks:
    """What people click and choose, in views and messages."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery
        self._typed: dict[tuple[str, str], Values] = {}
        self._offered: dict[tuple[str, str, str], list[JSON]] = {}

    def surface(
        self,
        user: str,
        view_id: str | None,
        channel: str | None,
        ts: str | None,
        block_id: str = "",
        attachment_id: int | None = None,
    ) -> Surface:
        """Find the view, message or attachment that is used; `block_id` may tell which it is."""
        self._refuse_deactivated(user)
        if view_id:
            view = self._world.modals.find(view_id)
            if view is None or view.user != user:
                raise DriverError(f"{user!r} has no open view {view_id!r}.")
            return Surface(self._world, user, view, None)
        message = self._world.workspace.find(channel or "", ts or "")
        if message is None or message.only_for not in (None, user):
            raise DriverError(f"{user!r} sees no message {ts!r} in {channel!r}.")
        surface = Surface(
            self._world, user, None, message, _attachment(message, block_id, attachment_id)
        )
        surface.values = forms.carried(self._typed.get((user, surface.place), {}), surface.blocks)
        return surface

    def _refuse_deactivated(self, user: str) -> None:
        person = self._world.workspace.users.get(user)
        if person and person.deleted:
            raise DriverError("This account is deactivated.")

    def offered(self, user: str, surface: Surface) -> list[JSON]:
        """List the options that external selects here have suggested."""
        return [
            option
            for (who, where, _), options in self._offered.items()
            if (who, where) == (user, surface.place)
            for option in options
        ]

    def fill(self, surface: Surface, given: JSON) -> None:
        """Keep what was typed."""
        offered = self.offered(surface.user, surface)
        if surface.shown is not None:
            given = forms.still_there(surface.blocks, given)
        surface.values = forms.filled(surface.blocks, surface.values, given, offered)
        if surface.view:
            surface.view.values = surface.values
        elif surface.message:
            self._typed[surface.user, surface.place] = surface.values

    async def use(
        self,
        surface: Surface,
        block_id: str,
        action_id: str,
        *,
        value: Any = None,  # noqa: ANN401 - a value of any element
        values: JSON | None = None,
        key: str | None = None,
    ) -> JSON:
        """Click a button or change a field; the app hears of it if Slack would tell it."""
        field = forms.find(surface.blocks, block_id, action_id)
        self.fill(surface, values or {})
        entry = self._entry(surface, field, value)
        if not forms.dispatches(field, key):
            return {"status": "not_sent", "error": None}
        now = f"{self._world.now():.6f}"
        actions = [payloads.action(field, entry, now)]
        ack = await self._delivery.payload(
            {**surface.payload("block_actions"), **surface.tickets(), "actions": actions}
        )
        self._note(surface, ack)
        return failed(ack.error) if ack.error else OK

    def _entry(self, surface: Surface, field: Field, value: Any) -> JSON:  # noqa: ANN401 - a value of any element
        """Give what the element reports."""
        block_id, action_id = field.where
        kind = field.element["type"]
        if kind in forms.KEYS:
            if value is not None:
                self.fill(surface, {block_id: {action_id: value}})
            return surface.values[block_id][action_id]
        if kind != "overflow":
            return {}
        for option in field.element["options"]:
            if option["value"] == value:
                return {"selected_option": option}
        raise DriverError(f"{value!r} is not in the menu {action_id!r}.")

    def _note(self, surface: Surface, ack: Ack) -> None:
        if surface.view and (surface.view.trouble or ack.error):
            surface.view.trouble = TROUBLE if ack.error else ""
            self._world.modals.touch()

    async def suggest(self, surface: Surface, block_id: str, action_id: str, typed: str) -> JSON:
        """Ask the app for the options that fit what was typed."""
        field = forms.find(surface.blocks, block_id, action_id)
        question = {**surface.payload("block_suggestion"), **payloads.suggestion(field, typed)}
        ack = await self._delivery.payload(question)
        answer = None if ack.error else _read(ack.body)
        if answer is None or limits.suggestion_problems(answer):
            return {**failed(ack.error or "invalid_options"), "options": [], "option_groups": []}
        groups = answer.get("option_groups", [])
        options = answer.get("options", [])
        flat = [*options, *(each for group in groups for each in group["options"])]
        self._offered.setdefault((surface.user, surface.place, action_id), []).extend(flat)
        return {**OK, "options": options, "option_groups": groups}


def _attachment(message: Message, block_id: str, attachment_id: int | None) -> JSON | None:
    used = [each for each in message.attachments if each.get("blocks")]
    if attachment_id is not None:
        used = [each for each in used if each["id"] == attachment_id]
        if not used:
            raise DriverError(f"There is no attachment {attachment_id!r} to click in here.")
        return used[0]
    if any(each["block_id"] == block_id for each in message.blocks):
        return None
    holding = (each for each in used if any(b["block_id"] == block_id for b in each["blocks"]))
    return next(holding, None)


def _read(body: str) -> JSON | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
