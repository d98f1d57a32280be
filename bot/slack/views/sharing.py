"""Announcing an event in more channels: what would happen, and what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.domain import PostState
from bot.language import say, say_count
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.message import Parts, bold, button, lines, message, only_you, rich, woven
from bot.slack.views.progress import announced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain import Event, Post, Prospect
    from bot.slack.views.message import Line


def preview(event: Event, found: Sequence[Prospect]) -> dict[str, Any]:
    """Show where an event would be announced, to how many, and ask."""
    title = text.title(event.request.title, 150)
    rows = [_prospect(each) for each in found]
    open_to_it = [each.channel for each in found if not each.reason]
    blocks = [lines([rich(bold(say("Announce {title}?", title=title))), *rows])]
    if open_to_it:
        post = _post(say("Post the announcement"), event, open_to_it)
        blocks.append(ActionsBlock(elements=[post], block_id="share"))
    told = say(
        "“{title}” can be announced in {count} of {total} channels.",
        title=text.escape(title),
        count=len(open_to_it),
        total=len(found),
    )
    return only_you(told, blocks)


def shared(posts: Sequence[Post]) -> dict[str, Any]:
    """Show what became of every announcement."""
    done = sum(post.state is PostState.POSTED for post in posts)
    told = say("Announced in {count} of {total} channels.", count=done, total=len(posts))
    return {
        **only_you(told, [lines([announced(post) for post in posts])]),
        "replace_original": True,
    }


def lost(event: Event, post: Post) -> dict[str, Any]:
    """Tell the owner that a card cannot be kept up to date any more, with a way to post it anew."""
    sentence = say(
        "I cannot keep the announcement of webcast {id} in {channel} up to date any more: {reason} "
        "That channel is not reminded either."
    )
    channel = Parts.Channel(channel_id=post.target)
    row = woven(sentence, id=event.id, channel=channel, reason=post.reason)
    told = sentence.format(
        id=event.id, channel=text.channel(post.target), reason=text.escape(post.reason)
    )
    again = _post(say("Post it again"), event, [post.target])
    return message(told, [lines([row]), ActionsBlock(elements=[again], block_id="share")])


def chosen(value: str) -> tuple[str, tuple[str, ...]]:
    """Read the event and the channels from the button of a preview."""
    event_id, channels = json.loads(value)
    return str(event_id), tuple(str(channel) for channel in channels)


def _post(words: str, event: Event, channels: Sequence[str]) -> ButtonElement:
    value = json.dumps([event.id, channels])
    return button(words, Action.SHARE_NOW, value, style="primary")


def _prospect(found: Prospect) -> Line:
    channel = Parts.Channel(channel_id=found.channel)
    if found.reason:
        return woven(say("Not in {channel}: {reason}"), channel=channel, reason=found.reason)
    told = say_count(
        "In {channel}: {number} member",
        "In {channel}: {number} members",
        found.members,
        channel="{channel}",
    )
    return woven(told, channel=channel)
