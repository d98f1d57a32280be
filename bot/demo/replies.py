"""What an app may answer to an interaction: through its response URL, or in a command's ack."""

from typing import Any

from bot.demo import chat_methods
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError
from bot.demo.people import Channel
from bot.demo.tickets import ResponseUrl
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


def answer_through(world: World, secret: str, sent: Any) -> None:  # noqa: ANN401 - whatever the app sent
    """Do what the app asks through a response URL; a refused answer counts as a use, too."""
    url = world.tickets.response_url(secret)
    if not isinstance(sent, dict):
        raise SlackError("invalid_payload")
    original = _original(world, url)
    if sent.get("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        world.workspace.delete(original)
    elif sent.get("replace_original") and original is not None:
        chat_methods.rewrite(world, original, judged(sent))
    else:
        say(world, world.workspace.channels[url.channel], url.user, sent)


def _original(world: World, url: ResponseUrl) -> Message | None:
    if url.message_ts is None:
        return None
    return world.workspace.find(url.channel, url.message_ts)


def judged(sent: JSON) -> JSON:
    """Give the content back if Slack would take it."""
    said = chat_methods.content(Arguments(sent))
    if not (said["text"] or said["blocks"] or said["attachments"]):
        raise SlackError("no_text")
    return said


def say(world: World, channel: Channel, user: str, sent: JSON) -> Message:
    """Show an answer: to its caller alone unless `response_type` is in_channel."""
    public = sent.get("response_type") == "in_channel"
    return world.bot_says(
        channel,
        judged(sent),
        only_for=None if public else user,
        thread_ts=sent.get("thread_ts") or None,
    )


def say_command(world: World, channel: Channel, user: str, line: str) -> Message:
    """Show the command itself, as Slack does when its answer is in_channel."""
    return world.workspace.post(
        Message(ts=world.workspace.next_ts(), channel=channel.id, user=user, text=line)
    )
