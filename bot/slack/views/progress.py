"""What the form turns into after Create: Creating, then Created, or what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock

from bot.domain import PostKind, PostState
from bot.language import say, to_say
from bot.slack import text
from bot.slack.ids import View
from bot.slack.views.card import noted, presenters_button, reveal_button
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    code,
    lines,
    message,
    modal,
    paragraph,
    rich,
    woven,
)
from bot.slack.views.uncertain import settling
from bot.slack.views.words import leads, said_anew, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Event, Post, Wish


_NEXT = to_say(
    "I will not send it again on my own. Tell me here what you found. Until then it stays in "
    "/webcast list uncertain."
)


def creating(title: str) -> dict[str, Any]:
    """Show that the webcast is being created."""
    words = say("Creating the webcast on the platform. This takes a few seconds.")
    return modal(View.PROGRESS, say("Creating…"), [_title(title), paragraph(words)])


def created(event: Event, posts: Sequence[Post]) -> dict[str, Any]:
    """Show that the webcast exists: id, viewer link, what was adjusted, where it was announced."""
    link = event.webcast.viewer_link
    blocks = [
        _title(event.webcast.title),
        lines(
            [
                rich(schedule(event)),
                woven(say("Viewer link: {link}"), link=Parts.Link(url=link, text=link)),
                woven(say("Event id: {id}"), id=code(event.id)),
            ]
        ),
        *noted(event),
        *([lines([*map(_post, posts), *_reminded(event, posts)])] if posts else []),
    ]
    reveal = [reveal_button(event)] if event.webcast.portals else []
    blocks.append(ActionsBlock(elements=[*reveal, presenters_button(event)], block_id="created"))
    return modal(View.PROGRESS, say("Created"), blocks)


def uncertain(wish: Wish) -> dict[str, Any]:
    """Show that nobody knows yet whether the webcast exists, and what to do about it."""
    return modal(
        View.PROGRESS,
        say("Not certain"),
        [
            _title(wish.request.title),
            *(paragraph(words) for words in _uncertainty(wish)),
            settling(wish),
        ],
    )


def uncertain_message(wish: Wish) -> dict[str, Any]:
    """Tell the owner the same in a message."""
    title = text.title(wish.request.title, 300)
    asked = say("I do not know whether the webcast “{title}” was created.", title=title)
    words = [asked, *_uncertainty(wish)]
    told = " ".join(text.escape(part) for part in words)
    return message(told, [*(paragraph(part) for part in words), settling(wish)])


def sentence_message(sentence: str) -> dict[str, Any]:
    """Write a sentence as a message."""
    return message(text.escape(sentence), [paragraph(sentence)])


def outdated() -> dict[str, Any]:
    """Show that a form belongs to an earlier version."""
    words = say("This form belongs to an earlier version. Copy what you need and open a new one.")
    return modal(View.PROGRESS, say("Please open it again"), [paragraph(words)])


def failure(sentence: str, reference: str) -> str:
    """Write a failure: what happened, and the reference that finds it in the log."""
    return say("{sentence} Reference: {reference}.", sentence=sentence, reference=reference)


def unexpected(reference: str) -> str:
    """Write a failure that nobody foresaw."""
    return failure(
        say(
            "Something went wrong on our side, and I cannot tell what. Use /webcast list to see "
            "what exists before you try again, and tell your administrator the reference."
        ),
        reference,
    )


def _uncertainty(wish: Wish) -> list[str]:
    return [
        said_anew(wish.reason),
        say(_NEXT),
        say("Reference: {reference}.", reference=wish.reference),
    ]


def _title(title: str) -> Block:
    return lines([rich(bold(text.title(title, limit=1500)))])


def _post(post: Post) -> Line:
    if post.kind is PostKind.CARD:
        return announced(post)
    if post.state is PostState.POSTED:
        return rich(say("Sent to you as a direct message."))
    return rich(say("No message to you: {reason}", reason=said_anew(post.reason)))


def _reminded(event: Event, posts: Sequence[Post]) -> list[Line]:
    """Say when the channels are reminded, if there are any."""
    starts_at, now = event.webcast.starts_at, event.created_at
    ahead = [lead for lead in event.reminders if starts_at - lead > now]
    has_card = any((post.kind, post.state) == (PostKind.CARD, PostState.POSTED) for post in posts)
    return (
        [rich(say("Reminders there: {leads}.", leads=leads(ahead)))] if ahead and has_card else []
    )


def announced(post: Post) -> Line:
    """Say what became of an announcement."""
    channel = Parts.Channel(channel_id=post.target)
    if post.state is PostState.POSTED:
        return woven(say("Announced in {channel}."), channel=channel)
    if post.state is PostState.REMOVED:
        return woven(say("Removed from {channel}."), channel=channel)
    return woven(
        say("Not announced in {channel}: {reason}"), channel=channel, reason=said_anew(post.reason)
    )
