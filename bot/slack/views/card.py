"""The messages about one event: the announcement card and the owner's message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, HeaderBlock, Option, OverflowMenuElement

from bot.calendar import google_link, outlook_link
from bot.language import say, say_count, say_number
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    button,
    byline,
    lines,
    local_time,
    message,
    paragraph,
    plain,
    remark,
    rich,
    struck,
    woven,
)
from bot.slack.views.words import label, notes, schedule

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block, ButtonElement

    from bot.domain import Event, Post

_HEADER = 150


def card(event: Event) -> dict[str, Any]:
    """Announce an event in a channel: title, when, how to watch, whose it is."""
    if event.cancelled_at:
        return _cancelled(event)
    blocks = [
        _heading(event.webcast.title),
        lines([_when(event), rich(f"{schedule(event)} · {label(event.request.kind)}")]),
        ActionsBlock(elements=[watch(event), _manage(event), _calendar(event)], block_id="card"),
        _byline(event),
    ]
    return message(_sentence(event), blocks)


def _cancelled(event: Event) -> dict[str, Any]:
    """Announce that an event does not take place."""
    title = event.request.title
    rows = [rich(struck(schedule(event)))]
    if event.cancel_reason:
        rows.append(rich(say("Reason: {reason}", reason=text.title(event.cancel_reason, 250))))
    blocks = [
        _heading(say("Cancelled: {title}", title=title)),
        lines(rows),
        _byline(event),
    ]
    told = say(
        "Cancelled: webcast “{title}”, {schedule}.",
        title=text.escape(text.title(title, 300)),
        schedule=schedule(event),
    )
    return message(told, blocks)


def _byline(event: Event) -> Block:
    return byline(say("by {owner} · id {id}", owner=text.mention(event.owner), id=event.id))


def owner_message(event: Event) -> dict[str, Any]:
    """Tell the owner that the webcast exists, with its link, its access and the next steps."""
    if event.cancelled_at:
        return _cancelled_for_owner(event)
    buttons, told = _buttons(event, is_owner=True), say("Your webcast is scheduled.")
    blocks = [
        _heading(event.webcast.title),
        lines([rich(bold(told)), _when(event), rich(schedule(event))]),
        lines([_link(event), *_facts(event)]),
        *noted(event),
        ActionsBlock(elements=buttons, block_id="owner"),
        _next_steps(event),
    ]
    return message(f"{told} {_sentence(event)}", blocks)


def undelivered_message(event: Event, post: Post) -> dict[str, Any]:
    """Tell the owner that an announcement may not have arrived."""
    sentence = say("The announcement of webcast {id} in {channel}: {reason}")
    channel = Parts.Channel(channel_id=post.target)
    row = woven(sentence, id=event.id, channel=channel, reason=post.reason)
    told = sentence.format(id=event.id, channel=text.channel(post.target), reason=post.reason)
    return message(told, [lines([row])])


def noted(event: Event) -> list[Block]:
    """Show what the platform did differently from what was asked, if anything."""
    told = notes(event)
    return [lines([rich(note) for note in told])] if told else []


def details(event: Event, *, reader: str) -> list[Block]:
    """Show one event to somebody who asked for it; presenter access only to its owner."""
    buttons = _buttons(event, is_owner=reader == event.owner)
    facts = [_when(event), rich(schedule(event)), _link(event), *_facts(event)]
    return [
        _heading(event.webcast.title),
        lines([*facts, _owner(event)]),
        *([ActionsBlock(elements=buttons, block_id="details")] if buttons else []),
    ]


def _owner(event: Event) -> Line:
    owner = Parts.User(user_id=event.owner)
    return woven(say("Owner: {owner} · id {id}"), owner=owner, id=event.id)


def _buttons(event: Event, *, is_owner: bool) -> list[ButtonElement | OverflowMenuElement]:
    """Offer what the reader can do; the click is checked again."""
    if event.cancelled_at:
        return [_restore(event)] if is_owner else []
    return [watch(event), *(_owners_buttons(event) if is_owner else []), _calendar(event)]


def reveal_button(event: Event) -> ButtonElement:
    """Offer the presenter links and PINs, which open in a modal for this person only."""
    return button(
        say("Reveal presenter access"),
        Action.REVEAL,
        event.id,
        label=say("Reveal presenter links and PINs of webcast {id}", id=event.id),
    )


def watch(event: Event) -> ButtonElement:
    """Offer the viewer page."""
    return button(
        say("Watch"),
        Action.WATCH,
        event.id,
        url=event.webcast.viewer_link,
        style="primary",
        label=say("Watch {title}", title=text.shorten(event.webcast.title, 60)),
    )


def _cancelled_for_owner(event: Event) -> dict[str, Any]:
    """Tell the owner that the webcast is cancelled, and the way back."""
    shown = _cancelled(event)
    shown["blocks"].append(ActionsBlock(elements=[_restore(event)], block_id="owner").to_dict())
    return shown


def _owners_buttons(event: Event) -> list[ButtonElement]:
    reveal = [reveal_button(event)] if event.webcast.portals else []
    edit = button(
        say("Edit"), Action.EDIT_EVENT, event.id, label=say("Edit webcast {id}", id=event.id)
    )
    cancel = button(say("Cancel webcast"), Action.CANCEL_EVENT, event.id, style="danger")
    return [*reveal, edit, cancel]


def _restore(event: Event) -> ButtonElement:
    return button(say("Restore webcast"), Action.RESTORE_EVENT, event.id)


def _manage(event: Event) -> ButtonElement:
    return button(
        say("Manage"),
        Action.SHOW_EVENT,
        event.id,
        label=say("Show details of webcast {id}", id=event.id),
    )


def _calendar(event: Event) -> OverflowMenuElement:
    """Offer calendar entries, which hold the viewer link only."""
    google, outlook = plain(say("Add to Google Calendar")), plain(say("Add to Outlook"))
    return OverflowMenuElement(
        action_id=Action.ADD_TO_CALENDAR,
        options=[
            Option(value="google", text=google, url=google_link(event)),
            Option(value="outlook", text=outlook, url=outlook_link(event)),
            Option(value=event.id, text=plain(say("Calendar file (.ics)"))),
        ],
    )


def _heading(title: str) -> Block:
    if len(title) <= _HEADER - 2:
        return HeaderBlock(text=plain(text.title(title)))
    return paragraph(text.title(title, limit=3000))


def _when(event: Event) -> Line:
    moment = local_time(event.webcast.starts_at, schedule(event))
    return rich(bold(say("Your time:")), " ", moment)


def _link(event: Event) -> Line:
    link = event.webcast.viewer_link
    return woven(say("Viewer link: {link}"), link=Parts.Link(url=link, text=link))


def _facts(event: Event) -> list[Line]:
    webcast = event.webcast
    told = [
        say(
            "Capacity {capacity} · folder {folder}",
            capacity=say_number(webcast.capacity),
            folder=text.title(webcast.folder_name),
        )
    ]
    if count := len(webcast.portals):
        told.append(say_count("{number} presenter portal", "{number} presenter portals", count))
    return [rich(line) for line in told]


def _next_steps(event: Event) -> Block:
    if event.webcast.portals:
        steps = say(
            "Next: Hand out the presenter access from here; registration form, branding and "
            "speakers are set in the portal. Event id {id}.",
            id=event.id,
        )
    else:
        steps = say(
            "Next: Share the link; registration form, branding and speakers are set in the "
            "portal. Event id {id}.",
            id=event.id,
        )
    return remark(steps)


def _sentence(event: Event) -> str:
    webcast, label = event.webcast, say("viewer link")
    return say(
        "Webcast “{title}”, {start}, {length}. Watch: {link}",
        title=text.escape(text.title(webcast.title, 300)),
        start=text.date(webcast.starts_at, fallback=schedule(event)),
        length=text.length(webcast.duration),
        link=text.link(webcast.viewer_link, label),
    )
