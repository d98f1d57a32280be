"""chat.*: what an app says, changes and takes back."""

from typing import Any

from bot.demo import limits, payloads, people
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError
from bot.demo.people import Channel
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


def refuse_blocks(blocks: Any) -> None:  # noqa: ANN401 - whatever the app sent
    """Refuse blocks that Slack would refuse in a message."""
    if problems := [str(each) for each in limits.message_problems(blocks)]:
        raise SlackError(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {each}" for each in problems]},
        )
    if limits.blocks_are_too_long(blocks):
        raise SlackError("msg_blocks_too_long")


def content(arguments: Arguments) -> JSON:
    """Read and judge what a message is to say."""
    said = {
        "text": arguments.text("text"),
        "blocks": arguments.json("blocks"),
        "attachments": arguments.json("attachments"),
        "metadata": arguments.json("metadata"),
    }
    if said["blocks"]:
        refuse_blocks(said["blocks"])
    if said["attachments"] and len(said["attachments"]) > limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for attachment in said["attachments"] or []:
        if attachment.get("blocks"):
            refuse_blocks(attachment["blocks"])
    return said


def post_message(world: World, arguments: Arguments) -> JSON:
    """Post to a channel, or to the app's conversation with a person."""
    channel = _place_to_post(world, arguments.need("channel"))
    said = content(arguments)
    if not (said["text"] or said["blocks"] or said["attachments"]):
        raise SlackError("no_text")
    cut = len(said["text"]) > limits.POSTED_TEXT
    said["text"] = said["text"][: limits.POSTED_TEXT]
    posted = world.bot_says(
        channel,
        said,
        thread_ts=arguments.text("thread_ts") or None,
        broadcast=arguments.flag("reply_broadcast"),
    )
    answer = {"channel": channel.id, "ts": posted.ts, "message": payloads.message(posted)}
    return answer | (_TRUNCATED if cut else {})


_TRUNCATED: JSON = {
    "warning": "message_truncated",
    "response_metadata": {"warnings": ["message_truncated"]},
}


def _place_to_post(world: World, name: str) -> Channel:
    if name in world.workspace.users:
        return direct_message(world, name)
    channel = world.visible_channel(name)
    if channel.is_im:
        return direct_message(world, channel.im_user)
    _refuse_closed(world, channel)
    return channel


def _refuse_closed(world: World, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if people.BOT_USER not in channel.members:
        _refuse_stranger(world)
    if channel.is_restricted:
        raise SlackError("restricted_action")


def _refuse_stranger(world: World) -> None:
    if "chat:write.public" not in world.settings.scopes:
        raise SlackError("not_in_channel")


def direct_message(world: World, user: str) -> Channel:
    """Find the app's conversation with a person whose account is open."""
    channel = world.workspace.direct_message(user)
    if channel is None or world.workspace.users[user].deleted:
        raise SlackError("channel_not_found")
    return channel


def post_ephemeral(world: World, arguments: Arguments) -> JSON:
    """Show a message to one member of a channel."""
    channel = world.visible_channel(arguments.need("channel"))
    user = arguments.need("user")
    _refuse_closed(world, channel)
    if user not in channel.members or world.workspace.users[user].deleted:
        raise SlackError("user_not_in_channel")
    said = content(arguments)
    if not (said["text"] or said["blocks"] or said["attachments"]):
        raise SlackError("no_text")
    shown = world.bot_says(
        channel, said, only_for=user, thread_ts=arguments.text("thread_ts") or None
    )
    return {"message_ts": shown.ts}


def update(world: World, arguments: Arguments) -> JSON:
    """Change one of the app's own messages."""
    message = _own(world, arguments, "cant_update_message")
    if world.workspace.channels[message.channel].is_archived:
        raise SlackError("is_inactive")
    said = content(arguments)
    if len(said["text"]) > limits.UPDATED_TEXT:
        raise SlackError("msg_too_long")
    rewrite(world, message, said, keeps_blocks="blocks" not in arguments and not said["text"])
    wire = payloads.message(message, world.replies(message))
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": wire}


def rewrite(world: World, message: Message, said: JSON, *, keeps_blocks: bool = False) -> None:
    """Put new content into a message. Text without blocks takes the old blocks away."""
    blocks = message.blocks if keeps_blocks else world.blocks(said.get("blocks") or [])
    if not (said.get("text") or blocks or said.get("attachments")):
        raise SlackError("no_text")
    if blocks and _is_rich(message.blocks) and not _is_rich(blocks):
        raise SlackError("block_mismatch")
    message.blocks = blocks
    message.text = said.get("text") or message.text
    if said.get("attachments") is not None:
        message.attachments = world.attachments(said["attachments"])
    message.metadata = said.get("metadata") or message.metadata
    message.edited_ts = world.workspace.next_ts()
    world.workspace.touch()


def _is_rich(blocks: list[JSON]) -> bool:
    return any(each["type"] == "rich_text" for each in blocks)


def _own(world: World, arguments: Arguments, not_ours: str) -> Message:
    channel = world.workspace.channels.get(arguments.need("channel"))
    if channel is None or not channel.shown_to(people.BOT_USER):
        raise SlackError("channel_not_found")
    if people.BOT_USER not in channel.members:
        _refuse_stranger(world)
    message = world.workspace.find(channel.id, arguments.need("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.user != people.BOT_USER or message.only_for:
        raise SlackError(not_ours)
    return message


def delete(world: World, arguments: Arguments) -> JSON:
    """Take one of the app's own messages away."""
    message = _own(world, arguments, "cant_delete_message")
    world.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(world: World, arguments: Arguments) -> JSON:
    """Give the address that opens this workspace at a message."""
    channel = world.visible_channel(arguments.need("channel"))
    message = world.workspace.find(channel.id, arguments.need("message_ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    address = f"{world.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": address}
