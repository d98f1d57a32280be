"""The JSON that Slack sends about people, views, messages and clicks. Pure."""

from collections.abc import Mapping
from typing import Any

from bot.demo import people
from bot.demo.forms import KEYS, Field
from bot.demo.modals import OpenView
from bot.demo.people import Channel, User
from bot.demo.typing_text import rich_text
from bot.demo.workspace import Message

JSON = dict[str, Any]
TEAM = {"id": people.TEAM_ID, "domain": people.TEAM_DOMAIN}
_GUEST_TEAM = {"id": people.GUEST_TEAM, "domain": people.GUEST_DOMAIN}
_COMMON: JSON = {
    "token": people.VERIFICATION_TOKEN,
    "api_app_id": people.APP_ID,
    "team": TEAM,
    "enterprise": None,
    "is_enterprise_install": False,
}
_COPIED = ("placeholder", "style", "text", "value")


def user(who: User) -> JSON:
    """Name the person who acted."""
    return {
        "id": who.id,
        "username": who.username,
        "name": who.username,
        "team_id": who.team_id,
    }


def team(who: User) -> JSON:
    """Name the workspace of the person who acted: through Slack Connect, another one."""
    return _GUEST_TEAM if who.is_foreign else TEAM


def view(opened: OpenView) -> JSON:
    """Give a view as Slack returns it and sends it back."""
    spec = opened.spec
    return {
        "id": opened.id,
        "team_id": people.TEAM_ID,
        "type": spec["type"],
        "blocks": opened.blocks,
        "private_metadata": spec.get("private_metadata", ""),
        "callback_id": spec.get("callback_id", ""),
        "state": {"values": opened.values},
        "hash": opened.hash,
        "title": spec.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": spec.get("clear_on_close", False),
        "notify_on_close": spec.get("notify_on_close", False),
        "close": spec.get("close"),
        "submit": spec.get("submit"),
        "previous_view_id": opened.previous_id,
        "root_view_id": opened.root_id,
        "app_id": people.APP_ID,
        "external_id": spec.get("external_id", ""),
        "app_installed_team_id": people.TEAM_ID,
        "bot_id": people.BOT_ID,
    }


def message(said: Message, replies: int = 0) -> JSON:
    """Give a message as chat.postMessage returns it and as clicks carry it."""
    wire: JSON = {
        "type": "message",
        "user": said.user,
        "ts": said.ts,
        "text": said.text,
        "team": people.team_of(said.user),
    }
    if said.user == people.BOT_USER:
        wire |= {"bot_id": people.BOT_ID, "app_id": people.APP_ID, "bot_profile": _BOT_PROFILE}
    if said.blocks:
        wire["blocks"] = said.blocks
    if said.attachments:
        wire["attachments"] = said.attachments
    if said.files:
        wire["files"] = [{"id": each, "mode": "hosted"} for each in said.files]
    if said.metadata:
        wire["metadata"] = said.metadata
    if said.edited_ts:
        wire["edited"] = {"user": said.user, "ts": said.edited_ts}
    if said.thread_ts or replies:
        wire["thread_ts"] = said.thread_ts or said.ts
    return wire


_BOT_PROFILE: JSON = {
    "id": people.BOT_ID,
    "app_id": people.APP_ID,
    "user_id": people.BOT_USER,
    "name": people.APP_NAME,
    "deleted": False,
    "team_id": people.TEAM_ID,
}


def channel(where: Channel) -> JSON:
    """Name the conversation of a click."""
    names = {"im": "directmessage", "private": "privategroup"}
    return {"id": where.id, "name": names.get(where.kind, where.name)}


def command(
    who: User, where: Channel, *, name: str, text: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    """Give the form fields of a slash command."""
    return {
        "token": people.VERIFICATION_TOKEN,
        "team_id": team(who)["id"],
        "team_domain": team(who)["domain"],
        "channel_id": where.id,
        "channel_name": channel(where)["name"],
        "user_id": who.id,
        "user_name": who.username,
        "command": name,
        "text": text,
        "api_app_id": people.APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def action(field: Field, entry: Mapping[str, Any], action_ts: str) -> JSON:
    """Describe one use of an element, for `actions` in block_actions."""
    element = field.element
    copied = {key: element[key] for key in _COPIED if key in element}
    if (initial := KEYS.get(element["type"], ("", ""))[1]) in element:
        copied[initial] = element[initial]
    return {
        **copied,
        **entry,
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": field.block["block_id"],
        "action_ts": action_ts,
    }


def in_view(opened: OpenView, kind: str = "block_actions") -> JSON:
    """Say that something happened in a view."""
    return {
        **_COMMON,
        "type": kind,
        "container": {"type": "view", "view_id": opened.id},
        "view": view(opened),
    }


def in_message(said: Message, where: Channel, replies: int = 0) -> JSON:
    """Say that something happened in a message; an ephemeral one is not sent along."""
    container: JSON = {
        "type": "message",
        "message_ts": said.ts,
        "channel_id": where.id,
        "is_ephemeral": said.only_for is not None,
    }
    if said.thread_ts:
        container["thread_ts"] = said.thread_ts
    whole = {} if said.only_for else {"message": message(said, replies)}
    return {
        **_COMMON,
        "type": "block_actions",
        "container": container,
        "channel": channel(where),
        **whole,
    }


def in_attachment(said: Message, where: Channel, attachment: JSON, replies: int = 0) -> JSON:
    """Say that something happened in an attachment; with an unfurl no message is sent along."""
    framed = in_message(said, where, replies)
    unfurled = {key: attachment[key] for key in _UNFURL if key in attachment}
    container = {
        **framed["container"],
        "type": "message_attachment",
        "attachment_id": attachment["id"],
        **unfurled,
    }
    if not unfurled:
        return {**framed, "container": container}
    whole = {"id": attachment["id"], "blocks": attachment["blocks"], **unfurled}
    bare = {key: value for key, value in framed.items() if key != "message"}
    return {**bare, "container": container, "app_unfurl": whole}


_UNFURL = ("is_app_unfurl", "app_unfurl_url")


def submission(opened: OpenView, response_urls: list[JSON]) -> JSON:
    """Say that a modal was submitted."""
    return {
        **_COMMON,
        "type": "view_submission",
        "view": view(opened),
        "response_urls": response_urls,
    }


def closed(opened: OpenView, *, cleared: bool) -> JSON:
    """Say that a modal was closed without sending it."""
    return {**_COMMON, "type": "view_closed", "view": view(opened), "is_cleared": cleared}


def shortcut(who: User, callback_id: str, trigger_id: str, action_ts: str) -> JSON:
    """Say that a global shortcut was used; nothing tells where, and there is no response URL."""
    named = {key: value for key, value in user(who).items() if key != "name"}
    framed = {key: value for key, value in _COMMON.items() if key != "api_app_id"}
    return {
        **framed,
        "type": "shortcut",
        "action_ts": action_ts,
        "user": named,
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def about(who: User, said: Message, where: Channel, replies: int = 0) -> JSON:
    """Say which message a message shortcut was used on; what people typed comes as rich text."""
    whole = message(said, replies)
    if not said.blocks and said.text:
        whole["blocks"] = [rich_text(said.text, said.ts)]
    return {
        "type": "message_action",
        "user": user(who),
        "channel": channel(where),
        "message_ts": said.ts,
        "message": whole,
    }


def suggestion(field: Field, typed: str) -> JSON:
    """Ask for the options of an external select."""
    return {
        "type": "block_suggestion",
        "block_id": field.block["block_id"],
        "action_id": field.element["action_id"],
        "value": typed,
    }


def event(inner: JSON, event_id: str, event_time: int, *, is_ext_shared: bool = False) -> JSON:
    """Wrap an event as the Events API delivers it."""
    authorization = {
        "enterprise_id": None,
        "team_id": people.TEAM_ID,
        "user_id": people.BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": people.VERIFICATION_TOKEN,
        "team_id": people.TEAM_ID,
        "api_app_id": people.APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [authorization],
        "is_ext_shared_channel": is_ext_shared,
    }
