"""chat.unfurl: what an app shows below a link that somebody posted."""

from typing import Any

from bot.demo import chat_methods, people
from bot.demo.arguments import Arguments
from bot.demo.errors import SlackError
from bot.demo.typing_text import escape
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]
_SOURCES = ("composer", "conversations_history")
_SHOWN = ("blocks", "text", "title", "pretext", "fields", "image_url", "footer")


def unfurl(world: World, arguments: Arguments) -> JSON:
    """Attach previews to a message; a second call changes those that are there."""
    message = _message(world, arguments)
    wanted = _unfurls(arguments)
    for url, sent in wanted.items():
        _judge(message, url, sent)
    for url, sent in wanted.items():
        _attach(world, message, url, sent)
    world.workspace.touch()
    return {}


def _message(world: World, arguments: Arguments) -> Message:
    if "unfurl_id" in arguments or "source" in arguments:
        unfurl_id, source = _need(arguments, "unfurl_id"), _need(arguments, "source")
        if source not in _SOURCES:
            raise SlackError("invalid_source")
        found, refusal = world.workspace.unfurled_by(unfurl_id), "invalid_unfurl_id"
    else:
        channel, ts = _need(arguments, "channel"), _need(arguments, "ts")
        if channel not in world.workspace.channels:
            raise SlackError("cannot_find_channel")
        found, refusal = world.workspace.find(channel, ts), "cannot_find_message"
    if found is None or found.only_for:
        raise SlackError(refusal)
    return found


def _need(arguments: Arguments, name: str) -> str:
    if not (value := arguments.text(name)):
        raise SlackError(f"missing_{name}")
    return value


def _unfurls(arguments: Arguments) -> JSON:
    try:
        given = arguments.json("unfurls")
    except SlackError as refusal:
        raise SlackError("invalid_unfurls_format") from refusal
    if not given:
        raise SlackError("missing_unfurls")
    if not isinstance(given, dict):
        raise SlackError("invalid_unfurls_format")
    return given


def _judge(message: Message, url: str, sent: object) -> None:
    if f"<{escape(url)}>" not in message.text:
        raise SlackError("cannot_unfurl_message")
    if url not in [each["url"] for each in message.links]:
        raise SlackError("cannot_unfurl_url")
    if not isinstance(sent, dict) or not any(sent.get(key) for key in _SHOWN):
        raise SlackError("cannot_parse_attachment")
    if sent.get("blocks"):
        chat_methods.refuse_blocks(sent["blocks"])


def _attach(world: World, message: Message, url: str, sent: JSON) -> None:
    others = [each for each in message.attachments if each.get("app_unfurl_url") != url]
    before = [each["id"] for each in message.attachments if each not in others]
    number = before[0] if before else 1 + max((each["id"] for each in others), default=0)
    [shown] = world.attachments([{key: sent[key] for key in sent if key != "preview"}])
    unfurled = {
        **shown,
        "id": number,
        "from_url": url,
        "app_unfurl_url": url,
        "is_app_unfurl": True,
        "bot_id": people.BOT_ID,
        "app_id": people.APP_ID,
    }
    message.attachments = sorted([*others, unfurled], key=lambda each: each["id"])
