"""Announcing an event in more channels: what would happen, and what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.domain import PostState
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.message import Parts, bold, button, lines, only_you, rich

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain import Event, Post, Prospect
    from bot.slack.views.message import Line


def preview(event: Event, found: Sequence[Prospect]) -> dict[str, Any]:
    """Show where an event would be announced, to how many, and ask."""
    title = text.title(event.request.title, 150)
    rows = [_prospect(each) for each in found]
    open_to_it = [each.channel for each in found if not each.reason]
    blocks = [lines([rich(bold(f"Announce {title}?")), *rows])]
    if open_to_it:
        value = json.dumps([event.id, open_to_it])
        post = button("Post the announcement", Action.SHARE_NOW, value, style="primary")
        blocks.append(ActionsBlock(elements=[post], block_id="share"))
    count = len(open_to_it)
    told = f"“{text.escape(title)}” can be announced in {count} of {len(found)} channels."
    return only_you(told, blocks)


def shared(posts: Sequence[Post]) -> dict[str, Any]:
    """Show what became of every announcement."""
    done = sum(post.state is PostState.POSTED for post in posts)
    told = f"Announced in {done} of {len(posts)} channels."
    return {**only_you(told, [lines([_post(post) for post in posts])]), "replace_original": True}


def chosen(value: str) -> tuple[str, tuple[str, ...]]:
    """Read the event and the channels from the button of a preview."""
    event_id, channels = json.loads(value)
    return str(event_id), tuple(str(channel) for channel in channels)


def _prospect(found: Prospect) -> Line:
    where = Parts.Channel(channel_id=found.channel)
    if found.reason:
        return rich("Not in ", where, f": {found.reason}")
    return rich("In ", where, f": {found.members:,} members")


def _post(post: Post) -> Line:
    where = Parts.Channel(channel_id=post.target)
    if post.state is PostState.POSTED:
        return rich("Announced in ", where, ".")
    return rich("Not announced in ", where, f": {post.reason}")
