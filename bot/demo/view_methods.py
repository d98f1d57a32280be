"""views.*: what an app puts on people's screens."""

from typing import Any

from bot.demo import modals, payloads, people
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError, invalid_arguments
from bot.demo.modals import OpenView
from bot.demo.world import World

JSON = dict[str, Any]


def _modal(arguments: Arguments) -> JSON:
    view = _given(arguments)
    if view.get("type") != "modal":
        raise invalid_arguments("[ERROR] must be a modal [json-pointer:/view/type]")
    return modals.check(view)


def _given(arguments: Arguments) -> JSON:
    view = arguments.json("view")
    if view is None:
        raise invalid_arguments("[ERROR] missing required field: view [json-pointer:/view]")
    if not isinstance(view, dict):
        raise invalid_arguments("[ERROR] must provide an object [json-pointer:/view]")
    return view


def _answer(opened: OpenView) -> JSON:
    return {"view": payloads.view(opened)}


def open_view(world: World, arguments: Arguments) -> JSON:
    """Open a modal for the person who acted less than three seconds ago."""
    trigger = world.tickets.trigger(arguments.need("trigger_id"))
    opened = world.modals.open(trigger.user, _modal(arguments), trigger.channel)
    trigger.used = True
    return _answer(opened)


def push(world: World, arguments: Arguments) -> JSON:
    """Put a modal on top of the one that was clicked."""
    trigger = world.tickets.trigger(arguments.need("trigger_id"))
    if not any(each.id == trigger.view_id for each in world.modals.stack(trigger.user)):
        raise SlackError("invalid_trigger_id")
    pushed = world.modals.push(trigger.user, _modal(arguments), trigger.channel)
    trigger.used = True
    return _answer(pushed)


def update(world: World, arguments: Arguments) -> JSON:
    """Change an open view; no trigger is needed."""
    view = modals.check(_given(arguments))
    if "view_id" in arguments:
        opened = world.modals.find(arguments.text("view_id"))
    else:
        opened = world.modals.find_external(arguments.need("external_id"))
    if opened is None:
        raise SlackError("not_found")
    if opened.spec["type"] != view["type"]:
        raise invalid_arguments("[ERROR] must match the `type` of the view [json-pointer:/view]")
    return _answer(world.modals.update(opened, view, arguments.text("hash") or None))


def publish(world: World, arguments: Arguments) -> JSON:
    """Set the Home of one person."""
    user, view = arguments.need("user_id"), _given(arguments)
    if not world.settings.home_tab:
        raise SlackError("not_enabled")
    if user not in world.workspace.users or user == people.BOT_USER:
        raise invalid_arguments("[ERROR] invalid `user_id` [json-pointer:/user_id]")
    if view.get("type") != "home":
        raise invalid_arguments("[ERROR] must be a home view [json-pointer:/view/type]")
    known = arguments.text("hash") or None
    return _answer(world.modals.publish(user, modals.check(view), known))
