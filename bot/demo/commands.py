"""The composer: messages, the app's slash commands, and Slack's own /invite and /remove."""

import json
from typing import Any

from bot.demo import payloads, people, replies
from bot.demo.delivery import Ack, Delivery
from bot.demo.errors import DriverError, SlackError
from bot.demo.events import Events
from bot.demo.people import Channel, User
from bot.demo.settings import Command
from bot.demo.typing_text import escape, to_wire
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]
OK: JSON = {"status": "ok", "error": None}


def failed(error: str) -> JSON:
    """Say that an interaction went wrong."""
    return {"status": "failed", "error": error}


class Composer:
    """What people type, and where it goes."""

    def __init__(self, world: World, delivery: Delivery, events: Events) -> None:
        self._world = world
        self._delivery = delivery
        self._events = events

    def place(self, user: str, channel: str) -> tuple[User, Channel]:
        """Find a person and a conversation that this person sees."""
        who = self._world.workspace.users.get(user)
        where = self._world.workspace.channels.get(channel)
        if who is None or who.is_bot:
            raise DriverError(f"There is no person {user!r}.")
        if who.deleted:
            raise DriverError("This account is deactivated.")
        if where is None or not where.shown_to(user):
            raise DriverError(f"{user!r} sees no conversation {channel!r}.")
        return who, where

    async def enter(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> JSON:
        """Send what stands in the composer: a command if it starts with a slash."""
        who, where = self.place(user, channel)
        line = text.strip()
        if not line:
            raise DriverError("There is nothing to send.")
        if line.startswith("/"):
            return await self._command(who, where, line, thread_ts)
        if where.is_archived:
            raise DriverError("This channel is archived.")
        if where.is_restricted and not who.is_admin:
            raise DriverError("Only admins may post in this channel.")
        await self._events.tell_links(self._say(who, where, line, thread_ts), line)
        return OK

    def _say(self, who: User, where: Channel, line: str, thread_ts: str | None) -> Message:
        workspace = self._world.workspace
        text = to_wire(line, workspace, who.id)
        message = Message(ts=workspace.next_ts(), channel=where.id, user=who.id, text=text)
        message.thread_ts = thread_ts
        return workspace.post(message)

    async def _command(self, who: User, where: Channel, line: str, thread_ts: str | None) -> JSON:
        name, _, rest = line.partition(" ")
        if name in ("/invite", "/remove"):
            return self._membership(who, where, name, rest)
        command = next((each for each in self._world.commands if each.name == name), None)
        if command is None:
            return self._unknown(who, where, name)
        if thread_ts:
            said = f"`{name}` is not supported in threads. Sorry!"
            self._world.slackbot_tells(who.id, where.id, said).thread_ts = thread_ts
            return failed("not_supported_in_threads")
        return await self._run(who, where, command, rest.strip())

    async def _run(self, who: User, where: Channel, command: Command, rest: str) -> JSON:
        workspace, tickets = self._world.workspace, self._world.tickets
        text = to_wire(rest, workspace, who.id) if command.should_escape else escape(rest)
        secret = tickets.new_response_url(who.id, where.id)
        fields = payloads.command(
            who,
            where,
            name=command.name,
            text=text,
            trigger_id=tickets.new_trigger(who.id, where.id),
            response_url=f"{self._world.base_url}/commands/{people.TEAM_ID}/{secret}",
        )
        ack = await self._delivery.form("command", fields)
        error = ack.error or self._answered(who, where, f"{command.name} {rest}".strip(), ack)
        if not error:
            return OK
        said = f'{command.name} failed with the error "{error}"'
        self._world.slackbot_tells(who.id, where.id, said)
        return failed(error)

    def _answered(self, who: User, where: Channel, line: str, ack: Ack) -> str:
        """Show what the acknowledgement says; give an error if Slack could not."""
        if not ack.body.strip():
            return ""
        try:
            answer = json.loads(ack.body) if ack.is_json else {"text": ack.body}
            if not isinstance(answer, dict):
                return "invalid_command_response"
            if answer.get("response_type") == "in_channel":
                replies.judged(answer)
                replies.say_command(self._world, where, who.id, escape(line))
            replies.say(self._world, where, who.id, answer)
        except (ValueError, SlackError):
            return "invalid_command_response"
        return ""

    def _unknown(self, who: User, where: Channel, name: str) -> JSON:
        said = (
            f"`{escape(name)}` is not a valid command. In Slack, all messages that start with "
            "“/” are read as commands. To send it as a message, put a space before the “/”."
        )
        self._world.slackbot_tells(who.id, where.id, said)
        return failed("unknown_command")

    def _membership(self, who: User, where: Channel, name: str, rest: str) -> JSON:
        guest = self._world.workspace.user_named(rest.strip())
        if guest is None or where.is_im:
            self._world.slackbot_tells(who.id, where.id, f"`{name}` needs the @name of a member.")
            return failed("user_not_found")
        self.set_member(where.id, guest.id, member=name == "/invite")
        return OK

    def set_member(self, channel: str, user: str, *, member: bool) -> None:
        """Add somebody to a channel, or take them out, the app included."""
        members = self._world.workspace.channels[channel].members
        if member and user not in members:
            members.append(user)
        elif not member and user in members:
            members.remove(user)
        self._world.workspace.touch()
