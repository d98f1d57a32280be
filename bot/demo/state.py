"""What one person's Slack window shows, as JSON. Pure."""

from dataclasses import asdict, replace
from typing import Any

from bot.demo import files, payloads, people, people_methods
from bot.demo.modals import OpenView
from bot.demo.people import Channel, User
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


def of(world: World, user: str) -> JSON:
    """Give everything that `user` sees."""
    workspace = world.workspace
    return {
        "revision": world.revision,
        "now": world.now(),
        "example": world.settings.example,
        "team": {"id": people.TEAM_ID, "name": people.TEAM_NAME},
        "app": {"id": people.APP_ID, "name": people.APP_NAME, "bot_user": people.BOT_USER},
        "me": user,
        "users": [_user(each, world.now()) for each in workspace.users.values()],
        "usergroups": [
            {"id": each.id, "handle": each.handle, "name": each.name} for each in people.GROUPS
        ],
        "commands": [
            {"name": each.name, "description": each.description, "usage_hint": each.usage_hint}
            for each in world.commands
        ],
        "shortcuts": [asdict(each) for each in world.shortcuts],
        "clock": {"now": world.clock.now.isoformat(), "ahead": world.clock.ahead},
        "invitation": world.oauth.invitation,
        "setup": world.settings.setup and asdict(world.settings.setup),
        "channels": [
            _channel(world, each, user)
            for each in workspace.channels_of(user)
            if world.oauth.is_installed or not each.is_im
        ],
        "views": [view(each) for each in world.modals.stack(user)],
        "home": view(world.modals.homes[user]) if user in world.modals.homes else None,
        "home_tab": _has_home(world, user),
    }


def _has_home(world: World, user: str) -> bool:
    told = "app_home_opened" in world.settings.events
    return world.settings.home_tab and (told or user in world.modals.homes)


def _user(user: User, now: float) -> JSON:
    known = people_methods.profile(replace(user, deleted=False), now, with_locale=True)
    return {**{key: known[key] for key in _KNOWN}, "deleted": user.deleted}


_KNOWN = (
    "id",
    "team_id",
    "name",
    "real_name",
    "tz",
    "tz_label",
    "locale",
    "is_bot",
    "is_admin",
    "is_ultra_restricted",
)


def _channel(world: World, channel: Channel, user: str) -> JSON:
    workspace = world.workspace
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "members": channel.members,
        "num_members": channel.size,
        "is_member": user in channel.members,
        "app_is_member": people.BOT_USER in channel.members,
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_restricted": channel.is_restricted,
        "unread": workspace.unread(user, channel.id),
        "messages": [_message(world, each) for each in workspace.seen_by(user, channel.id)],
    }


def _message(world: World, message: Message) -> JSON:
    replies = [] if message.is_reply else world.workspace.replies(message)
    return {
        **payloads.message(message),
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": [
            files.wire(world.workspace.files[each], world.base_url)
            for each in message.files
            if each in world.workspace.files
        ],
        "thread_ts": message.thread_ts,
        "is_reply": message.is_reply,
        "broadcast": message.broadcast,
        "ephemeral": message.only_for is not None,
        "edited": message.edited_ts is not None,
        "revision": message.edited_ts or message.ts,
        "deleted": message.deleted,
        "replies": [{"user": each.user, "ts": each.ts} for each in replies],
    }


def view(opened: OpenView) -> JSON:
    """Give a view with what was typed, its field errors and any trouble to show."""
    return {
        **payloads.view(opened),
        "errors": opened.errors,
        "trouble": opened.trouble,
    }
