"""files.*: an upload in three steps: ask for an address, send the bytes, post."""

import secrets
from typing import Any

from bot.demo import chat_methods, people
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError, invalid_arguments
from bot.demo.files import LARGEST, File, wire
from bot.demo.modals import new_id
from bot.demo.people import Channel
from bot.demo.world import World

JSON = dict[str, Any]
ALT_TEXT = 1000


def upload_url(world: World, arguments: Arguments) -> JSON:
    """Hand out the address for the bytes of one file."""
    name, size = arguments.need("filename"), arguments.number("length", 0)
    if size <= 0:
        raise SlackError("missing_argument")
    if size > LARGEST:
        raise SlackError("file_upload_size_restricted")
    if len(arguments.text("alt_txt")) > ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = File(id=new_id("F0", 9), name=name, title=name, size=size, created=int(world.now()))
    secret = secrets.token_urlsafe(24)
    world.workspace.files[file.id] = file
    world.uploads[secret] = file.id
    return {"upload_url": f"{world.base_url}/upload/v1/{secret}", "file_id": file.id}


def complete(world: World, arguments: Arguments) -> JSON:
    """Post uploaded files; without a channel they stay with the app."""
    named = _named(world, arguments)
    places = [_place(world, each) for each in _channels(world, arguments)]
    said = _said(arguments)
    shared = [file.shared(title) for file, title in named]
    world.workspace.files |= {each.id: each for each in shared}
    for place in places:
        world.bot_says(
            place,
            said,
            files=[each.id for each in shared],
            thread_ts=arguments.text("thread_ts") or None,
        )
    return {"files": [wire(each, world.base_url) for each in shared]}


def _named(world: World, arguments: Arguments) -> list[tuple[File, str]]:
    given = arguments.json("files")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise invalid_arguments("[ERROR] must provide an array [json-pointer:/files]")
    if not given:
        raise invalid_arguments("[ERROR] must provide at least 1 items [json-pointer:/files]")
    return [(_uploaded(world, each.get("id")), str(each.get("title") or "")) for each in given]


def _uploaded(world: World, file_id: object) -> File:
    file = world.workspace.files.get(str(file_id))
    if file is None or file.data is None or file.is_shared:
        raise SlackError("file_not_found")
    return file


def _channels(world: World, arguments: Arguments) -> list[str]:
    """List the conversations; only the plural argument takes people, too."""
    one = arguments.text("channel_id")
    several = arguments.words("channels")
    return [
        *([one] if one else []),
        *(_direct(world, each) if each in world.workspace.users else each for each in several),
    ]


def _direct(world: World, user: str) -> str:
    return chat_methods.direct_message(world, user).id


def _place(world: World, channel: str) -> Channel:
    place = world.workspace.channels.get(channel)
    if place is None or not place.shown_to(people.BOT_USER):
        raise SlackError("channel_not_found")
    if people.BOT_USER not in place.members:
        raise SlackError("not_in_channel")
    if place.is_archived or place.is_restricted:
        raise SlackError("posting_to_channel_denied")
    return place


def _said(arguments: Arguments) -> JSON:
    if comment := arguments.text("initial_comment"):
        return {"text": comment}
    blocks = arguments.json("blocks")
    if blocks:
        chat_methods.refuse_blocks(blocks)
    return {"blocks": blocks}
