"""usergroups.*: who stands behind an @name for several people."""

from typing import Any

from bot.demo import people
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError
from bot.demo.people import Group
from bot.demo.world import World

JSON = dict[str, Any]
_SINCE = 1_704_067_200


def usergroups(world: World, arguments: Arguments) -> JSON:
    """List the user groups; members and their number only on request."""
    return {"usergroups": [_describe(world, arguments, each) for each in people.GROUPS]}


def _describe(world: World, arguments: Arguments, group: Group) -> JSON:
    users = _members(world, group)
    described: JSON = {
        "id": group.id,
        "team_id": people.TEAM_ID,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": _SINCE,
        "date_update": _SINCE,
        "date_delete": 0,
        "auto_type": None,
        "created_by": people.COMMS.id,
        "updated_by": people.COMMS.id,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    if arguments.flag("include_users"):
        described["users"] = users
    if arguments.flag("include_count"):
        described["user_count"] = len(users)
    return described


def users(world: World, arguments: Arguments) -> JSON:
    """List the members of one user group."""
    wanted = arguments.need("usergroup")
    group = next((each for each in people.GROUPS if each.id == wanted), None)
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": _members(world, group)}


def _members(world: World, group: Group) -> list[str]:
    return [each for each in group.members if not world.workspace.users[each].deleted]
