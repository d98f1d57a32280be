"""The messages about one event: the announcement card and the owner's message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, HeaderBlock, Option, OverflowMenuElement

from bot.calendar import google_link, outlook_link
from bot.language import say, say_count, say_number, to_say
from bot.people import Deed, may, standing_of
from bot.plans import Stage
from bot.rules import Kind
from bot.slack import text
from bot.slack.ids import Action, Choice
from bot.slack.views.message import (
    Line,
    Parts,
    about_channel,
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
from bot.slack.views.rows import menu
from bot.slack.views.words import (
    label,
    leads,
    notes,
    schedule,
    stage_words,
    turnout,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, ButtonElement

    from bot.domain import Event, Person, Post

COPY = "copy:"
"""What stands before the id of the event to copy, in the menu of its details."""
_HEADER = 150
_RARE = (Choice.SHARE, Choice.COPY, Choice.CALENDAR, Choice.REMIND, Choice.CANCEL)
_RARE_AFTERWARDS = (Choice.COPY, Choice.CANCEL)
"""What those who may change an event find in its menu, until it is over and from then on."""

_TO_OWNER = {
    Stage.SCHEDULED: to_say("Your webcast is scheduled."),
    Stage.SOON: to_say("Your webcast starts soon."),
    Stage.LIVE: to_say("Your webcast is live now, by schedule."),
    Stage.ENDED: to_say("Your webcast is over, by schedule."),
}


def card(event: Event, stage: Stage = Stage.SCHEDULED) -> dict[str, Any]:
    """Announce an event in a channel: title, when, how to watch, whose it is."""
    if event.cancelled_at:
        return _cancelled(event)
    facts = [when(event), rich(f"{schedule(event)} · {label(event.request.kind)}")]
    if stage is not Stage.SCHEDULED:
        facts.insert(0, rich(bold(stage_words(event, stage))))
    if _is_over(event, stage):
        facts.append(rich(say("For a recording look at the viewer page, or ask the owner.")))
    blocks = [
        heading(event.webcast.title),
        lines(facts),
        ActionsBlock(elements=_on_card(event, stage), block_id="card"),
        _byline(event),
    ]
    return message(_told(event, stage), blocks)


def _told(event: Event, stage: Stage) -> str:
    if stage is Stage.SCHEDULED:
        return _sentence(event)
    return f"{stage_words(event, stage)}. {_sentence(event)}"


def _on_card(event: Event, stage: Stage) -> list[ButtonElement]:
    if _is_over(event, stage):
        return [_viewer_page(event), _manage(event)]
    return [watch(event), _calendar(event), _manage(event)]


def _is_over(event: Event, stage: Stage) -> bool:
    return stage is Stage.ENDED and event.request.kind is Kind.LIVE


def _cancelled(event: Event) -> dict[str, Any]:
    """Announce that an event does not take place."""
    title = event.request.title
    rows = [rich(struck(schedule(event)))]
    if event.cancel_reason:
        rows.append(rich(say("Reason: {reason}", reason=text.title(event.cancel_reason, 250))))
    blocks = [
        heading(say("Cancelled: {title}", title=title)),
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


def owner_message(event: Event, stage: Stage = Stage.SCHEDULED) -> dict[str, Any]:
    """Tell the owner that the webcast exists, with its link, its access and the next steps."""
    if event.cancelled_at:
        return _cancelled_for_owner(event)
    told = _to_owner(event, stage)
    blocks = [
        heading(event.webcast.title),
        lines([rich(bold(told)), when(event), rich(schedule(event))]),
        lines([_link(event), *_facts(event), *_reminded(event, stage)]),
        *noted(event),
        ActionsBlock(elements=_for_owner(event, stage), block_id="owner"),
        _next_steps(event, stage),
    ]
    return message(f"{told} {_sentence(event)}", blocks)


def _to_owner(event: Event, stage: Stage) -> str:
    if event.request.kind is Kind.ON_DEMAND and stage in {Stage.LIVE, Stage.ENDED}:
        return say("Your webcast can be watched now, by schedule.")
    return say(_TO_OWNER[stage])


def _for_owner(event: Event, stage: Stage) -> list[ButtonElement | OverflowMenuElement]:
    if not _is_over(event, stage):
        return _owners_buttons(event, _RARE, reveals=True)
    reveal = [reveal_button(event)] if event.webcast.portals else []
    return [_viewer_page(event), *reveal, _edit(event)]


def _reminded(event: Event, stage: Stage) -> list[Line]:
    if not event.reminders or stage is not Stage.SCHEDULED:
        return []
    told = say("Channels with its card are reminded: {leads}.", leads=leads(event.reminders))
    return [rich(told)]


def message_to(reader: str, event: Event, stage: Stage) -> dict[str, Any]:
    """Write the owner's message, or what becomes of it once somebody else owns the event."""
    return owner_message(event, stage) if reader == event.owner else _handed_over(event)


def _handed_over(event: Event) -> dict[str, Any]:
    sentence = say("{owner} owns this webcast now. Id {id}.")
    row = woven(sentence, owner=Parts.User(user_id=event.owner), id=event.id)
    told = sentence.format(owner=text.mention(event.owner), id=event.id)
    title = text.escape(text.title(event.webcast.title, 300))
    whole = say("Webcast “{title}”: {words}", title=title, words=told)
    return message(whole, [heading(event.webcast.title), lines([row])])


def undelivered_message(event: Event, post: Post) -> dict[str, Any]:
    """Tell the owner that an announcement may not have arrived."""
    sentence = say("The announcement of webcast {id} in {channel}: {reason}")
    told, row = about_channel(sentence, event, post.target, post.reason)
    return message(told, [lines([row])])


def noted(event: Event) -> list[Block]:
    """Show what the platform did differently from what was asked, if anything."""
    told = notes(event)
    return [lines([rich(note) for note in told])] if told else []


def details(event: Event, *, reader: Person, is_over: bool = False) -> list[Block]:
    """Show one event to somebody who asked for it; presenter access only to its owner."""
    buttons = _buttons(event, reader, is_over=is_over)
    facts = [when(event), rich(schedule(event)), _link(event), *_facts(event)]
    return [
        heading(event.webcast.title),
        lines([*facts, _owner(event)]),
        *([ActionsBlock(elements=buttons, block_id="details")] if buttons else []),
    ]


def _owner(event: Event) -> Line:
    owner = Parts.User(user_id=event.owner)
    return woven(say("Owner: {owner} · id {id}"), owner=owner, id=event.id)


def _buttons(
    event: Event, reader: Person, *, is_over: bool
) -> list[ButtonElement | OverflowMenuElement]:
    """Offer what the reader can do; the click is checked again."""
    standing = standing_of(reader, event)
    changes = may(Deed.CHANGE, reader.role, standing)
    if event.cancelled_at:
        return [_restore(event)] if changes else []
    if not changes:
        return [watch(event), *([] if is_over else [remind_button(event)]), _more(event)]
    rare = _RARE_AFTERWARDS if is_over else _RARE
    return _owners_buttons(event, rare, reveals=may(Deed.REVEAL, reader.role, standing))


def remind_button(event: Event) -> ButtonElement:
    """Offer to be reminded in direct messages."""
    label = say("Remind me of webcast {id}", id=event.id)
    return button(say("Remind me"), Action.REMIND_ME, event.id, label=label)


def links(event: Event) -> list[ButtonElement]:
    """Offer the viewer page and calendar entries."""
    return [watch(event), _calendar(event)]


def reveal_button(event: Event) -> ButtonElement:
    """Offer the presenter links and PINs, which open in a modal for this person only."""
    return button(
        say("Reveal presenter access"),
        Action.REVEAL,
        event.id,
        label=say("Reveal presenter links and PINs of webcast {id}", id=event.id),
    )


def presenters_button(event: Event) -> ButtonElement:
    """Offer the list of presenters or, while nobody is named, to name some."""
    if event.turnout.named:
        label = say("Show the presenters of webcast {id}", id=event.id)
        return button(say("Presenters"), Action.SHOW_PRESENTERS, event.id, label=label)
    label = say("Add presenters to webcast {id}", id=event.id)
    return button(say("Add presenters"), Action.ADD_PRESENTERS, event.id, label=label)


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


def _viewer_page(event: Event) -> ButtonElement:
    """Offer the viewer page of a webcast that is over."""
    link = event.webcast.viewer_link
    return button(say("Open viewer page"), Action.WATCH, event.id, url=link)


def _cancelled_for_owner(event: Event) -> dict[str, Any]:
    """Tell the owner that the webcast is cancelled, and the way back."""
    shown = _cancelled(event)
    shown["blocks"].append(ActionsBlock(elements=[_restore(event)], block_id="owner").to_dict())
    return shown


def _owners_buttons(
    event: Event, rare: Sequence[Choice], *, reveals: bool
) -> list[ButtonElement | OverflowMenuElement]:
    """Offer what is done often with a button each, and the rest in a menu."""
    reveal = [reveal_button(event)] if reveals and event.webcast.portals else []
    return [watch(event), *reveal, presenters_button(event), _edit(event), menu(event, rare)]


def _edit(event: Event) -> ButtonElement:
    label = say("Edit webcast {id}", id=event.id)
    return button(say("Edit"), Action.EDIT_EVENT, event.id, label=label)


def _restore(event: Event) -> ButtonElement:
    return button(say("Restore webcast"), Action.RESTORE_EVENT, event.id)


def _manage(event: Event) -> ButtonElement:
    return button(
        say("Manage"),
        Action.SHOW_EVENT,
        event.id,
        label=say("Show details of webcast {id}", id=event.id),
    )


def _calendar(event: Event) -> ButtonElement:
    """Offer calendar entries; which kind is asked after the click, of that person alone."""
    label = say("Add webcast {id} to your calendar", id=event.id)
    return button(say("Add to calendar"), Action.OFFER_CALENDAR, event.id, label=label)


def _more(event: Event) -> OverflowMenuElement:
    """Offer calendar entries, and a webcast like this one."""
    copy = Option(value=f"{COPY}{event.id}", text=plain(say("Copy to a new webcast")))
    return OverflowMenuElement(action_id=Action.ADD_TO_CALENDAR, options=[*_entries(event), copy])


def _entries(event: Event) -> list[Option]:
    google, outlook = plain(say("Add to Google Calendar")), plain(say("Add to Outlook"))
    return [
        Option(value="google", text=google, url=google_link(event)),
        Option(value="outlook", text=outlook, url=outlook_link(event)),
        Option(value=event.id, text=plain(say("Calendar file (.ics)"))),
    ]


def heading(title: str) -> Block:
    """Head a message with a title, however long it is."""
    if len(title) <= _HEADER - 2:
        return HeaderBlock(text=plain(text.title(title)))
    return paragraph(text.title(title, limit=3000))


def when(event: Event) -> Line:
    """Say when an event is on the clock of each reader."""
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
    if event.turnout.named:
        told.append(turnout(event))
    return [rich(" · ".join(told))]


def _next_steps(event: Event, stage: Stage) -> Block:
    if _is_over(event, stage):
        steps = say(
            "Next: Archive it in the platform's portal, where its recording is published. "
            "Event id {id}.",
            id=event.id,
        )
    elif event.turnout.named:
        steps = say(
            "Next: Registration form, branding and speakers are set in the portal. Event id {id}.",
            id=event.id,
        )
    else:
        steps = say(
            "Next: Share the link and add presenters; registration form, branding and speakers are "
            "set in the portal. Event id {id}.",
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
