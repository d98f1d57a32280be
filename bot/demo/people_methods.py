"""auth.*, users.* and conversations.*: who is here and where they talk."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo import people
from bot.demo.arguments import Arguments
from bot.demo.chat_methods import direct_message
from bot.demo.errors import SlackError, invalid_arguments
from bot.demo.people import Channel, User
from bot.demo.world import World

JSON = dict[str, Any]
PAGE = 1000
MPIM = 8
_LABELS = {
    "EST": "Eastern Standard Time",
    "EDT": "Eastern Daylight Time",
    "CET": "Central European Time",
    "CEST": "Central European Summer Time",
    "JST": "Japan Standard Time",
    "PST": "Pacific Standard Time",
    "PDT": "Pacific Daylight Time",
    "GMT": "Greenwich Mean Time",
    "BST": "British Summer Time",
    "UTC": "Coordinated Universal Time",
}
KINDS = {"public_channel": "public", "private_channel": "private", "im": "im"}


def auth_test(world: World, _arguments: Arguments) -> JSON:
    """Say whose token this is."""
    return {
        "url": f"https://{people.TEAM_DOMAIN}.slack.com/",
        "team": people.TEAM_NAME,
        "user": world.workspace.users[people.BOT_USER].username,
        "team_id": people.TEAM_ID,
        "user_id": people.BOT_USER,
        "bot_id": people.BOT_ID,
        "is_enterprise_install": False,
    }


def profile(user: User, now: float, *, with_locale: bool) -> JSON:
    """Describe a person as users.info does; without zone and roles once deactivated."""
    whole = _profile(user, now)
    if user.deleted:
        return {key: value for key, value in whole.items() if key not in _GONE}
    return whole | ({"locale": user.locale} if with_locale else {})


def _profile(user: User, now: float) -> JSON:
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(user.zone))
    offset = local.utcoffset()
    short = local.tzname() or user.zone
    return {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.username,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.zone,
        "tz_label": _LABELS.get(short, short),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name_normalized": user.real_name,
            "team": user.team_id,
        },
        "is_admin": user.is_admin,
        "is_owner": user.is_admin,
        "is_primary_owner": user.is_admin,
        "is_restricted": user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_704_067_200,
    }


_GONE = frozenset(
    {
        "real_name",
        "tz",
        "tz_label",
        "tz_offset",
        "is_admin",
        "is_owner",
        "is_primary_owner",
        "is_restricted",
        "is_ultra_restricted",
    }
)


def users_info(world: World, arguments: Arguments) -> JSON:
    """Describe one person, also one of another workspace."""
    if (user := world.workspace.users.get(arguments.need("user"))) is None:
        raise SlackError("user_not_found")
    described = profile(user, world.now(), with_locale=arguments.flag("include_locale"))
    return {"user": described | ({"is_stranger": True} if _is_stranger(world, user) else {})}


def _is_stranger(world: World, user: User) -> bool:
    meetings = (each for each in world.workspace.channels.values() if not each.is_im)
    return user.is_foreign and not any(
        {user.id, people.BOT_USER}.issubset(each.members) for each in meetings
    )


def users_list(world: World, arguments: Arguments) -> JSON:
    """Describe everyone of this workspace."""
    with_locale = arguments.flag("include_locale")
    everyone = (
        profile(each, world.now(), with_locale=with_locale)
        for each in world.workspace.users.values()
        if not each.is_foreign
    )
    return {"cache_ts": int(world.now()), **_page(arguments, "members", everyone)}


def describe(world: World, channel: Channel) -> JSON:
    """Describe a conversation as conversations.info does."""
    if channel.is_im:
        return _describe_direct(world, channel)
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_archived": channel.is_archived,
        "is_member": people.BOT_USER in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": channel.is_pending_ext_shared,
        "created": channel.created,
        "creator": people.COMMS.id,
        "context_team_id": people.TEAM_ID,
        "shared_team_ids": _teams(channel),
        "pending_shared": [],
        "previous_names": [],
        "unlinked": 0,
        "topic": _note(channel, channel.topic),
        "purpose": _note(channel, channel.purpose),
    }


def _describe_direct(world: World, channel: Channel) -> JSON:
    return {
        "id": channel.id,
        "created": channel.created,
        "is_im": True,
        "is_org_shared": False,
        "is_archived": False,
        "user": channel.im_user,
        "is_user_deleted": world.workspace.users[channel.im_user].deleted,
        "priority": 0,
        "context_team_id": people.TEAM_ID,
    }


def _teams(channel: Channel) -> list[str]:
    return [people.TEAM_ID, *([people.GUEST_TEAM] if channel.is_ext_shared else [])]


def _note(channel: Channel, text: str) -> JSON:
    return {"value": text, "creator": people.COMMS.id if text else "", "last_set": channel.created}


def _needed(channel: Channel, action: str) -> str:
    family = {"public": "channels", "private": "groups", "im": "im"}[channel.kind]
    return f"{family}:{action}"


def need_scope(world: World, *any_of: str) -> None:
    """Refuse a call for which none of these scopes was granted."""
    if not world.settings.scopes.intersection(any_of):
        provided = ",".join(sorted(world.settings.scopes))
        raise SlackError("missing_scope", needed=any_of[0], provided=provided)


def _readable(world: World, arguments: Arguments) -> Channel:
    channel = world.workspace.channels.get(arguments.need("channel"))
    if channel is None or not channel.shown_to(people.BOT_USER):
        raise SlackError("channel_not_found")
    need_scope(world, _needed(channel, "read"))
    return channel


def conversations_info(world: World, arguments: Arguments) -> JSON:
    """Describe one conversation."""
    channel = _readable(world, arguments)
    described = describe(world, channel)
    if arguments.flag("include_num_members") and not channel.is_im:
        described["num_members"] = channel.size
    return {"channel": described}


def conversations_members(world: World, arguments: Arguments) -> JSON:
    """List who is in a conversation."""
    return _page(arguments, "members", _readable(world, arguments).members)


def conversations_list(world: World, arguments: Arguments) -> JSON:
    """List the conversations that the app may know of."""
    listed = _listed(world, arguments, lambda channel: channel.shown_to(people.BOT_USER))
    return _page(arguments, "channels", listed)


def users_conversations(world: World, arguments: Arguments) -> JSON:
    """List the conversations of a person (or of the app) that the app may know of."""
    user = arguments.text("user") or people.BOT_USER
    if user not in world.workspace.users:
        raise SlackError("user_not_found")

    def shared(channel: Channel) -> bool:
        return user in channel.members and channel.shown_to(people.BOT_USER)

    return _page(arguments, "channels", _listed(world, arguments, shared))


def _listed(world: World, arguments: Arguments, wanted: Callable[[Channel], bool]) -> list[JSON]:
    kinds = [KINDS[each] for each in arguments.words("types", "public_channel") if each in KINDS]
    scopes = [_needed(Channel(id="", name="", kind=kind), "read") for kind in kinds]
    for scope in scopes:
        need_scope(world, scope)
    archived = not arguments.flag("exclude_archived")
    return [
        describe(world, each)
        for each in world.workspace.channels.values()
        if each.kind in kinds and wanted(each) and (archived or not each.is_archived)
    ]


def conversations_open(world: World, arguments: Arguments) -> JSON:
    """Find the app's direct message with one person."""
    if "channel" in arguments:
        channel = world.visible_channel(arguments.text("channel"))
    else:
        channel = direct_message(world, _single_user(world, arguments.words("users")))
    whole = describe(world, channel) if arguments.flag("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": whole}


def _single_user(world: World, users: list[str]) -> str:
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MPIM:
        raise SlackError("too_many_users")
    if any(each not in world.workspace.users for each in users):
        raise SlackError("user_not_found")
    if any(world.workspace.users[each].deleted for each in users):
        raise SlackError("user_disabled")
    if len(users) > 1:
        need_scope(world, "mpim:write")
        raise SlackError("restricted_action")
    return users[0]


def _page(arguments: Arguments, name: str, items: Iterable[Any]) -> JSON:
    """Give one page and the cursor of the next; a cursor is where it starts."""
    everything = list(items)
    limit = arguments.number("limit", 100) or 100
    if not 0 < limit <= PAGE:
        raise invalid_arguments(f"[ERROR] must be less than {PAGE + 1} [json-pointer:/limit]")
    start = _position(arguments.text("cursor"))
    following = f"from:{start + limit}" if start + limit < len(everything) else ""
    page = everything[start : start + limit]
    return {name: page, "response_metadata": {"next_cursor": following}}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    prefix, _, start = cursor.partition(":")
    if prefix != "from" or not start.isdecimal():
        raise SlackError("invalid_cursor")
    return int(start)
