"""The messages about one event: the announcement card and the owner's message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, HeaderBlock, Option, OverflowMenuElement

from bot.calendar import google_link, outlook_link
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
)
from bot.slack.views.words import LABELS, notes, schedule

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
        lines([_when(event), rich(f"{schedule(event)} · {LABELS[event.request.kind]}")]),
        ActionsBlock(elements=[_watch(event), _manage(event), _calendar(event)], block_id="card"),
        byline(f"by {text.mention(event.owner)} · id {event.id}"),
    ]
    return message(_sentence(event), blocks)


def _cancelled(event: Event) -> dict[str, Any]:
    """Announce that an event does not take place."""
    title = event.request.title
    rows = [rich(struck(schedule(event)))]
    if event.cancel_reason:
        rows.append(rich(f"Reason: {text.title(event.cancel_reason, 250)}"))
    blocks = [
        _heading(f"Cancelled: {title}"),
        lines(rows),
        byline(f"by {text.mention(event.owner)} · id {event.id}"),
    ]
    told = f"Cancelled: webcast “{text.escape(text.title(title, 300))}”, {schedule(event)}."
    return message(told, blocks)


def owner_message(event: Event) -> dict[str, Any]:
    """Tell the owner that the webcast exists, with its link, its access and the next steps."""
    if event.cancelled_at:
        return _cancelled_for_owner(event)
    buttons = _buttons(event, is_owner=True)
    blocks = [
        _heading(event.webcast.title),
        lines([rich(bold("Your webcast is scheduled.")), _when(event), rich(schedule(event))]),
        lines([_link(event), *_facts(event)]),
        *noted(event),
        ActionsBlock(elements=buttons, block_id="owner"),
        _next_steps(event),
    ]
    return message(f"Your webcast is scheduled. {_sentence(event)}", blocks)


def undelivered_message(event: Event, post: Post) -> dict[str, Any]:
    """Tell the owner that an announcement may not have arrived."""
    where = Parts.Channel(channel_id=post.target)
    row = rich(f"The announcement of webcast {event.id} in ", where, f": {post.reason}")
    told = f"The announcement of webcast {event.id} in {text.channel(post.target)}: {post.reason}"
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
        lines([*facts, rich("Owner: ", Parts.User(user_id=event.owner), f" · id {event.id}")]),
        *([ActionsBlock(elements=buttons, block_id="details")] if buttons else []),
    ]


def _buttons(event: Event, *, is_owner: bool) -> list[ButtonElement | OverflowMenuElement]:
    """Offer what the reader can do; the click is checked again."""
    if event.cancelled_at:
        return [_restore(event)] if is_owner else []
    return [_watch(event), *(_owners_buttons(event) if is_owner else []), _calendar(event)]


def reveal_button(event: Event) -> ButtonElement:
    """Offer the presenter links and PINs, which open in a modal for this person only."""
    return button(
        "Reveal presenter access",
        Action.REVEAL,
        event.id,
        label=f"Reveal presenter links and PINs of webcast {event.id}",
    )


def _watch(event: Event) -> ButtonElement:
    return button(
        "Watch",
        Action.WATCH,
        event.id,
        url=event.webcast.viewer_link,
        style="primary",
        label=f"Watch {text.shorten(event.webcast.title, 60)}",
    )


def _cancelled_for_owner(event: Event) -> dict[str, Any]:
    """Tell the owner that the webcast is cancelled, and the way back."""
    shown = _cancelled(event)
    shown["blocks"].append(ActionsBlock(elements=[_restore(event)], block_id="owner").to_dict())
    return shown


def _owners_buttons(event: Event) -> list[ButtonElement]:
    reveal = [reveal_button(event)] if event.webcast.portals else []
    edit = button("Edit", Action.EDIT_EVENT, event.id, label=f"Edit webcast {event.id}")
    cancel = button("Cancel webcast", Action.CANCEL_EVENT, event.id, style="danger")
    return [*reveal, edit, cancel]


def _restore(event: Event) -> ButtonElement:
    return button("Restore webcast", Action.RESTORE_EVENT, event.id)


def _manage(event: Event) -> ButtonElement:
    return button(
        "Manage", Action.SHOW_EVENT, event.id, label=f"Show details of webcast {event.id}"
    )


def _calendar(event: Event) -> OverflowMenuElement:
    """Offer calendar entries, which hold the viewer link only."""
    links = (("Google Calendar", google_link(event)), ("Outlook", outlook_link(event)))
    return OverflowMenuElement(
        action_id=Action.ADD_TO_CALENDAR,
        options=[
            Option(value=name, text=plain(f"Add to {name}"), url=link) for name, link in links
        ],
    )


def _heading(title: str) -> Block:
    if len(title) <= _HEADER - 2:
        return HeaderBlock(text=plain(text.title(title)))
    return paragraph(text.title(title, limit=3000))


def _when(event: Event) -> Line:
    return rich(bold("Your time: "), local_time(event.webcast.starts_at, schedule(event)))


def _link(event: Event) -> Line:
    link = event.webcast.viewer_link
    return rich("Viewer link: ", Parts.Link(url=link, text=link))


def _facts(event: Event) -> list[Line]:
    webcast = event.webcast
    facts = [rich(f"Capacity {webcast.capacity:,} · folder {text.title(webcast.folder_name)}")]
    if webcast.portals:
        count = len(webcast.portals)
        facts.append(rich(f"{count} presenter portal{'s' if count > 1 else ''}"))
    return facts


def _next_steps(event: Event) -> Block:
    who = "Hand out the presenter access from here" if event.webcast.portals else "Share the link"
    steps = f"Next: {who}; registration form, branding and speakers are set in the portal."
    return remark(f"{steps} Event id {event.id}.")


def _sentence(event: Event) -> str:
    webcast = event.webcast
    start = text.date(webcast.starts_at, fallback=schedule(event))
    return (
        f"Webcast “{text.escape(text.title(webcast.title, 300))}”, {start}, "
        f"{text.length(webcast.duration)}. Watch: {text.link(webcast.viewer_link, 'viewer link')}"
    )
