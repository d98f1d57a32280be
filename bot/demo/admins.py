"""What admins do to people, channels and messages."""

from dataclasses import replace
from typing import Any

from bot.demo import people_methods
from bot.demo.errors import DriverError
from bot.demo.people import Channel, User
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


def deactivate(world: World, user: str, *, deactivated: bool) -> JSON:
    """Close or open somebody's account; gives the user_change event."""
    person = _person(world, user)
    changed = replace(person, deleted=deactivated)
    world.workspace.users[user] = changed
    world.modals.clear(user)
    world.workspace.touch()
    profile = people_methods.profile(changed, world.now(), with_locale=True)
    return {"type": "user_change", "user": profile, "cache_ts": int(world.now())}


def _person(world: World, user: str) -> User:
    person = world.workspace.users.get(user)
    if person is None or person.is_bot:
        raise DriverError(f"There is no person {user!r}.")
    return person


def change_channel(
    world: World,
    channel: str,
    *,
    archived: bool | None,
    restricted: bool | None,
    pending_ext_shared: bool | None,
    num_members: int | None,
) -> None:
    """Change what is named of a channel and leave the rest."""
    where = _channel(world, channel)
    where.is_archived = where.is_archived if archived is None else archived
    where.is_restricted = where.is_restricted if restricted is None else restricted
    if pending_ext_shared is not None:
        where.is_pending_ext_shared = pending_ext_shared
    if num_members is not None:
        where.num_members = num_members
    world.workspace.touch()


def _channel(world: World, channel: str) -> Channel:
    where = world.workspace.channels.get(channel)
    if where is None or where.is_im:
        raise DriverError(f"There is no channel {channel!r}.")
    return where


def delete_message(world: World, user: str, channel: str, ts: str) -> None:
    """Take a message away: one's own, any as an admin, or what only oneself can see."""
    person = _person(world, user)
    where, message = world.workspace.channels.get(channel), world.workspace.find(channel, ts)
    if where is None or not where.shown_to(user) or message is None:
        raise DriverError(f"{user!r} sees no message {ts!r} in {channel!r}.")
    if not _may_delete(person, message):
        raise DriverError("Only its author or an admin may delete this message.")
    world.workspace.delete(message)


def _may_delete(person: User, message: Message) -> bool:
    if message.only_for:
        return message.only_for == person.id
    return person.is_admin or message.user == person.id
