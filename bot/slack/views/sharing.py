"""Announcing an event in channels: who would see it, what came of it, and the way back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ConfirmObject,
    ConversationFilter,
    ConversationMultiSelectElement,
    InputBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View as SlackView

from bot.channels import MOST, asks_twice
from bot.domain import PostKind, PostState
from bot.language import say, say_count
from bot.slack import text
from bot.slack.form import hint_of
from bot.slack.ids import Action, Field, View
from bot.slack.views.message import (
    Parts,
    about_channel,
    bold,
    button,
    lines,
    message,
    modal,
    only_you,
    paragraph,
    plain,
    remark,
    rich,
    woven,
)
from bot.slack.views.progress import announced
from bot.slack.views.words import moment
from bot.when import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from slack_sdk.models.blocks import Block, ButtonElement

    from bot.channels import Prospect
    from bot.domain import Event, Person, Post
    from bot.plans import Job
    from bot.slack.views.message import Line
    from bot.when.start import Start

_SHOWN = 10
"""Announcements that are shown with a button each."""


def ask(event: Event) -> dict[str, Any]:
    """Ask which channels to announce an event in."""
    asked = InputBlock(
        block_id=Field.CHANNELS,
        label=say("Announce in"),
        element=ConversationMultiSelectElement(
            action_id=Action.FORM_INPUT,
            max_selected_items=MOST,
            placeholder=plain(say("Channels")),
            filter=ConversationFilter(
                include=["public", "private"],
                exclude_bot_users=True,
                exclude_external_shared_channels=True,
            ),
            focus_on_load=True,
        ),
        hint=say("Nothing is posted yet: first you see who would read it."),
    )
    title = lines([rich(bold(text.title(event.request.title, 150)))])
    return SlackView(
        type="modal",
        callback_id=View.SHARE,
        title=say("Share webcast"),
        submit=say("Continue"),
        close=say("Close"),
        private_metadata=event.id,
        blocks=[title, asked],
    ).to_dict()


def read_asked(view: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Read which event to announce, and in which channels."""
    [element] = view["state"]["values"][Field.CHANNELS].values()
    channels = element.get("selected_conversations") or ()
    return str(view["private_metadata"]), tuple(map(str, channels))


def looking() -> dict[str, Any]:
    """Show that the channels are being looked at."""
    words = say("Looking who would see it.")
    return modal(View.DETAILS, say("One moment…"), [paragraph(words)])


def preview(
    event: Event,
    found: Sequence[Prospect],
    *,
    confirm_from: int,
    due: str = "",
    due_at: datetime | None = None,
) -> dict[str, Any]:
    """Show where an event would be announced, to how many, and ask; `due` reads back when."""
    title = text.title(event.request.title, 150)
    open_to_it = [each for each in found if not each.obstacle]
    rows = [_prospect(each, confirm_from) for each in found]
    when = [rich(say("At: {moment}", moment=due))] if due else []
    blocks = [lines([rich(bold(say("Announce {title}?", title=title))), *when, *rows])]
    if open_to_it:
        ask = _schedule if due_at else _post
        chosen = _value(event.id, [each.channel for each in open_to_it], due_at)
        asked = ask(chosen, open_to_it, confirm_from)
        blocks.append(ActionsBlock(elements=[asked], block_id="share"))
    told = say(
        "“{title}” can be announced in {count} of {total} channels.",
        title=text.escape(title),
        count=len(open_to_it),
        total=len(found),
    )
    return only_you(told, blocks)


def read_back(found: Start, event: Event, person: Person, *, now: datetime) -> str:
    """Tell a moment on the event's clock and on that of the person who named it."""
    told = describe(found.start, zone=event.request.zone, reader_zone=person.zone, now=now)
    return " · ".join(part for part in (told, hint_of(found)) if part)


def reach(found: Prospect) -> str:
    """Say who would see an announcement in a channel, or why it is not posted there (mrkdwn)."""
    return _reach(found).format(channel=text.channel(found.channel))


def shared(event: Event, channels: Collection[str], posts: Sequence[Post]) -> dict[str, Any]:
    """Show what became of the announcements in some channels, with the way back."""
    asked = [each for each in posts if each.kind is PostKind.CARD and each.target in channels]
    done = [each for each in asked if each.state is PostState.POSTED]
    rest = [each for each in asked if each.state is not PostState.POSTED]
    told = say("Announced in {count} of {total} channels.", count=len(done), total=len(asked))
    heading = lines([rich(bold(told)), *(announced(each) for each in rest)])
    blocks = [heading, *(_standing(event, each, channels) for each in done)]
    return {**only_you(told, blocks), "replace_original": True}


def planned(event: Event, jobs: Sequence[Job]) -> dict[str, Any]:
    """Show the announcements that are planned, with the way back."""
    told = say_count(
        "{number} announcement is planned.", "{number} announcements are planned.", len(jobs)
    )
    blocks = [lines([rich(bold(told))]), *(_planned(event, job) for job in jobs[:_SHOWN])]
    return {**only_you(told, blocks), "replace_original": True}


def announcements(
    event: Event, posts: Sequence[Post], jobs: Sequence[Job], *, reader: str, may_share: bool
) -> list[Block]:
    """Show those of an event's announcements that the reader can take away."""
    standing = [
        each
        for each in posts
        if each.kind is PostKind.CARD
        and each.state is PostState.POSTED
        and (may_share or each.by == reader)
    ]
    channels = [each.target for each in standing[:_SHOWN]]
    shown: list[Block] = [
        *(_planned(event, job) for job in jobs if may_share or job.detail == reader),
        *(_standing(event, each, channels) for each in standing),
    ]
    blocks = shown[:_SHOWN]
    if more := len(shown) - len(blocks):
        blocks.append(remark(say_count("{number} more.", "{number} more.", more)))
    return blocks


def lost(event: Event, post: Post) -> dict[str, Any]:
    """Tell the owner that a card cannot be kept up to date any more, with a way to post it anew."""
    sentence = say(
        "I cannot keep the announcement of webcast {id} in {channel} up to date any more: {reason} "
        "That channel is not reminded either."
    )
    told, row = about_channel(sentence, event, post.target, post.reason)
    value = _value(event.id, [post.target])
    again = button(say("Post it again"), Action.SHARE_NOW, value, style="primary")
    return message(told, [lines([row]), ActionsBlock(elements=[again], block_id="share")])


def chosen(value: str) -> tuple[str, tuple[str, ...], datetime | None]:
    """Read the event, the channels and perhaps the moment from a button's value."""
    event_id, channels, due_at = json.loads(value)
    due = datetime.fromtimestamp(due_at, UTC) if due_at else None
    return str(event_id), tuple(str(channel) for channel in channels), due


def _value(event_id: str, channels: Collection[str], due_at: datetime | None = None) -> str:
    return json.dumps([event_id, list(channels), due_at.timestamp() if due_at else None])


def _prospect(found: Prospect, confirm_from: int) -> Line:
    channel = Parts.Channel(channel_id=found.channel)
    return woven(_reach(found, confirm_from), channel=channel)


def _reach(found: Prospect, confirm_from: int | None = None) -> str:
    """Say it with the gap for the channel left open; large channels are named as such if asked."""
    if found.obstacle:
        return say("{channel}: {reason}", channel="{channel}", reason=found.reason)
    is_large = confirm_from is not None and found.is_large(confirm_from)
    count, gap = found.members, "{channel}"
    if found.is_private and is_large:
        return say_count(
            "{channel}: private and large, {number} person will see it.",
            "{channel}: private and large, {number} people will see it.",
            count,
            channel=gap,
        )
    if found.is_private:
        return say_count(
            "{channel}: private, {number} person will see it.",
            "{channel}: private, {number} people will see it.",
            count,
            channel=gap,
        )
    if is_large:
        return say_count(
            "{channel}: public and large, {number} person will see it.",
            "{channel}: public and large, {number} people will see it.",
            count,
            channel=gap,
        )
    return say_count(
        "{channel}: public, {number} person will see it.",
        "{channel}: public, {number} people will see it.",
        count,
        channel=gap,
    )


def _post(value: str, found: Sequence[Prospect], confirm_from: int) -> ButtonElement:
    post = button(say("Post the announcement"), Action.SHARE_NOW, value, style="primary")
    if asks_twice(found, confirm_from):
        post.confirm = _confirmation(say("Post the announcement?"), found, say("Post"))
    return post


def _schedule(value: str, found: Sequence[Prospect], confirm_from: int) -> ButtonElement:
    later = button(say("Schedule the announcement"), Action.SHARE_LATER, value, style="primary")
    if asks_twice(found, confirm_from):
        later.confirm = _confirmation(say("Schedule the announcement?"), found, say("Schedule"))
    return later


def _confirmation(title: str, found: Sequence[Prospect], yes: str) -> ConfirmObject:
    count = sum(each.members for each in found)
    if all(each.is_private for each in found):
        told = say_count("{number} person will see it.", "{number} people will see it.", count)
    else:
        told = say_count(
            "{number} person will see it. What stands in a public channel, everybody can find.",
            "{number} people will see it. What stands in a public channel, everybody can find.",
            count,
        )
    return ConfirmObject(title=title, text=plain(told), confirm=yes, deny=say("Not yet"))


def _standing(event: Event, post: Post, among: Collection[str]) -> Block:
    """Show a card that stands; `among` are the channels of the answer that it is shown in."""
    value = json.dumps([event.id, [post.target, *among], None])
    remove = button(
        say("Remove post"),
        Action.REMOVE_POST,
        value,
        label=say("Remove the announcement of webcast {id} from this channel", id=event.id),
    )
    remove.confirm = ConfirmObject(
        title=say("Remove the announcement?"),
        text=plain(say("The card goes away for everybody; what was said below it stays.")),
        confirm=say("Remove"),
        deny=say("Keep it"),
        style="danger",
    )
    told = say("Announced in {channel}.", channel=text.channel(post.target))
    return _with_button(told, remove)


def _planned(event: Event, job: Job) -> Block:
    drop = button(
        say("Cancel announcement"),
        Action.DROP_SHARE,
        _value(event.id, [job.target], job.due_at),
        label=say("Cancel the planned announcement of webcast {id}", id=event.id),
    )
    when = moment(job.due_at, event.request.zone)
    told = say(
        "To be announced in {channel}: {local_time} · {moment}",
        channel=text.channel(job.target),
        local_time=text.date(job.due_at, fallback=when),
        moment=when,
    )
    return _with_button(told, drop)


def _with_button(mrkdwn: str, accessory: ButtonElement) -> Block:
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True), accessory=accessory)
