"""Changing an event: what it turns into, and what came of it."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View as SlackView

from bot.domain import changes_back
from bot.language import say, say_moment, to_say
from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.card import noted
from bot.slack.views.message import (
    Line,
    Parts,
    bold,
    button,
    lines,
    local_time,
    modal,
    only_you,
    paragraph,
    rich,
    woven,
)
from bot.slack.views.words import FIELDS, field_name, leads, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from slack_sdk.models.blocks import Block, ButtonElement, RichTextElement

    from bot.domain import Changes, Difference, Event, HistoryEntry, Post, WebcastRequest
    from bot.slack.views.message import Line

_HISTORY = 30

_DONE = {
    "created": to_say("created"),
    "cancelled": to_say("cancelled"),
    "restored": to_say("restored"),
    "revealed presenter access": to_say("revealed presenter access"),
    "found on the platform": to_say("found on the platform"),
    "imported": to_say("imported"),
    "named a presenter": to_say("named a presenter"),
    "invited a presenter": to_say("invited a presenter"),
    "sent an invitation again": to_say("sent an invitation again"),
    "revoked a presenter": to_say("revoked a presenter"),
    "said that they are ready": to_say("said that they are ready"),
    "said that they cannot present": to_say("said that they cannot present"),
    "revealed their own presenter access": to_say("revealed their own presenter access"),
    "offered it": to_say("offered it"),
    "took the offer back": to_say("took the offer back"),
    "accepted the offer": to_say("accepted the offer"),
    "declined the offer": to_say("declined the offer"),
    "took it over": to_say("took it over"),
    "gave a reason": to_say("gave a reason"),
    "added a co-owner": to_say("added a co-owner"),
    "removed a co-owner": to_say("removed a co-owner"),
    "announced": to_say("announced it"),
    "removed the announcement": to_say("removed the announcement"),
    "planned an announcement": to_say("planned an announcement"),
    "dropped a planned announcement": to_say("dropped a planned announcement"),
}
"""What the audit trail has on record, in its own words."""
_PLATFORM = to_say("platform")
_USER = re.compile("[UW][A-Z0-9]{8,}")
_EDITED = " was edited in the portal"
_CHANNEL = re.compile(r"[CG][A-Z0-9]{8,}")


def change_lines(before: WebcastRequest, changes: Changes, zone: str) -> list[str]:
    """Say every change in a line: what it is, what it was, what it becomes."""
    return [
        _from_to(name, value(getattr(before, name), zone), value(new, zone))
        for name, new in changes.items()
    ]


def reminder_line(before: Sequence[timedelta], after: Sequence[timedelta]) -> str:
    """Say in a line how the reminders of channels change."""
    return _from_to("reminders", leads(before), leads(after))


def drift_lines(drift: Sequence[Difference], zone: str) -> list[str]:
    """Say what somebody edited in the portal, a line each."""
    return [
        _from_to(found.field, value(found.asked, zone), value(found.got, zone)) for found in drift
    ]


def _from_to(name: str, old: str, new: str) -> str:
    field = field_name(name, begins=True)
    return say("{field}: from {old} to {new}", field=field, old=old, new=new)


def unseen_lines(event: Event, entries: Sequence[HistoryEntry]) -> list[str]:
    """Say what somebody edited in the portal since nobody looked, a line each."""
    since = event.drifted_at
    edited = [(entry.what.removesuffix(_EDITED), entry) for entry in entries]
    return [
        say(
            "{field}: {detail}",
            field=field_name(name, begins=True),
            detail=text.title(entry.detail, 200),
        )
        for name, entry in edited
        if since and entry.at >= since and name != entry.what
    ]


def review(told: Sequence[str]) -> str:
    """Ask to look at the changes before they are sent."""
    asked = say("You are about to change this. Press Save again if it is right.")
    return "\n".join([asked, *told])


def thread_line(told: Sequence[str]) -> str:
    """Say in one line what changed."""
    return text.shorten(say("Changed. {changes}.", changes=". ".join(told)), 2900)


def working(title: str) -> dict[str, Any]:
    """Show that a change is on its way."""
    words = say("Talking to the platform. This takes a few seconds.")
    otherwise = say(
        "If this still stands here after five minutes, look at the webcast with /webcast show and "
        "try again."
    )
    blocks = [_title(title), paragraph(words), paragraph(otherwise)]
    return modal(View.PROGRESS, say("One moment…"), blocks)


def saved(
    event: Event,
    told: Sequence[str],
    failed: Sequence[Post],
    *,
    lost_portals: bool,
    heading: str = "",
) -> dict[str, Any]:
    """Show what was changed, what could not be brought up to date, and the way back."""
    blocks = [
        _title(event.request.title),
        lines([rich(line) for line in told]),
        *([] if event.cancelled_at else noted(event)),
    ]
    if lost_portals:
        words = say(
            "Some presenter PINs stopped working. Reveal the presenter access and hand it out."
        )
        blocks.append(paragraph(words))
    if failed:
        blocks.append(_not_edited(failed))
    if changes_back(event):
        blocks.append(ActionsBlock(elements=[_undo(event)], block_id="saved"))
    return modal(View.PROGRESS, heading or say("Saved"), blocks)


def _undo(event: Event) -> ButtonElement:
    value = f"{event.id}:{event.revision}"
    label = say("Undo this change of webcast {id}", id=event.id)
    return button(say("Undo"), Action.UNDO_CHANGE, value, label=label)


def undoes(value: str) -> tuple[str, int]:
    """Read the event, and the revision that is to be undone, from the value of [Undo]."""
    event_id, _, revision = value.partition(":")
    return event_id, int(revision) if revision.isdecimal() else -1


def undone_lines(event: Event, told: Sequence[str]) -> list[str]:
    """Say what an undo changed back, and what it could not take away."""
    added = event.before and set(event.request.portals) - set(event.before.portals)
    stays = say("The presenter portals that were added stay: nothing takes one away from here.")
    return [*told, *([stays] if added else [])]


def not_undone(sentence: str) -> dict[str, Any]:
    """Show why a change was not undone."""
    return modal(View.PROGRESS, say("Not undone"), [paragraph(sentence)])


def cancel_form(event: Event, reason: str = "") -> dict[str, Any]:
    """Ask before a webcast is cancelled, and say honestly what that means."""
    words = say(
        "The platform cannot delete a webcast. I will put “CANCELLED” before its title, change its "
        "announcements and say so in their threads. The viewer link stays open until you close the "
        "webcast in the platform's portal. You can restore it later."
    )
    asked = InputBlock(
        block_id=Field.REASON,
        label=say("Reason"),
        optional=True,
        hint=say("Shown on the announcements."),
        element=PlainTextInputElement(
            action_id=Action.FORM_INPUT, max_length=200, initial_value=reason[:200] or None
        ),
    )
    return _asking(event.id, [_title(event.request.title), paragraph(words), asked])


def cancel_again(view: Mapping[str, Any], reason: str, problem: str) -> dict[str, Any]:
    """Ask again after a failure: the same form, with what was typed and what went wrong."""
    title, words, asked = view["blocks"][-3:]
    element = {**asked["element"], **({"initial_value": reason} if reason else {})}
    blocks = [paragraph(problem).to_dict(), title, words, {**asked, "element": element}]
    return _asking(view["private_metadata"], blocks)


def _asking(event_id: str, blocks: Sequence[Block | dict[str, Any]]) -> dict[str, Any]:
    return SlackView(
        type="modal",
        callback_id=View.CANCEL,
        title=say("Cancel webcast"),
        submit=say("Cancel webcast"),
        close=say("Do not cancel"),
        private_metadata=event_id,
        blocks=blocks,
    ).to_dict()


def cancelled(event: Event, failed: Sequence[Post]) -> dict[str, Any]:
    """Show that a webcast is cancelled, and the way back."""
    restore = button(say("Restore webcast"), Action.RESTORE_EVENT, event.id)
    words = say(
        "It is marked as cancelled on the platform and on its announcements. It still stands in "
        "the platform's portal, where only a person can archive it."
    )
    blocks = [
        _title(event.request.title),
        paragraph(words),
        *([_not_edited(failed)] if failed else []),
        ActionsBlock(elements=[restore], block_id="cancelled"),
    ]
    return modal(View.PROGRESS, say("Cancelled"), blocks)


def history(event: Event, entries: Sequence[HistoryEntry]) -> dict[str, Any]:
    """Show the audit trail of an event, the latest first."""
    rows = [
        rich(_who(entry), f" {_what(entry)}", *_detail(entry), " · ", _on(entry))
        for entry in sorted(entries, key=lambda entry: entry.at, reverse=True)[:_HISTORY]
    ]
    told = [f"{_what(entry)}, {_at(entry)}" for entry in entries[-_HISTORY:]]
    heading = say("History of {title}", title=text.title(event.request.title, 100))
    blocks = [lines([rich(bold(heading))]), lines(rows)]
    return only_you(text.joined([text.escape(part) for part in [heading, *told]]), blocks)


def _what(entry: HistoryEntry) -> str:
    """Say what was done, with our words for the fields of a request."""
    verb, _, name = entry.what.partition(" ")
    edited = entry.what.removesuffix(_EDITED)
    if verb == "changed" and name in FIELDS:
        return say("changed the {field}", field=field_name(name))
    if verb == "undid" and name in FIELDS:
        return say("undid the change of the {field}", field=field_name(name))
    if edited in FIELDS:
        return say("{field} was edited in the portal", field=field_name(edited))
    return say(_DONE[entry.what]) if entry.what in _DONE else entry.what


def _who(entry: HistoryEntry) -> Any:  # noqa: ANN401  (slack_sdk types rich text loosely)
    is_person = entry.who.startswith(("U", "W"))
    if is_person:
        return Parts.User(user_id=entry.who)
    return bold(say(_PLATFORM) if entry.who == _PLATFORM else entry.who)


def _at(entry: HistoryEntry) -> str:
    return say_moment(entry.at.astimezone(UTC), "y-MM-dd HH:mm 'UTC'")


def _on(entry: HistoryEntry) -> RichTextElement:
    """Say when it was, on the clock of the reader."""
    return local_time(entry.at, _at(entry))


def _detail(entry: HistoryEntry) -> Line:
    """Say the rest; a person or a channel that it begins with is mentioned."""
    first, _, more = entry.detail.partition(" ")
    named = _named(first)
    if named is not None:
        return rich(" ", named, f" {text.title(more, 200)}")
    return rich(f" {text.title(entry.detail, 200)}") if entry.detail else ()


def _named(word: str) -> RichTextElement | None:
    if _USER.fullmatch(word):
        return Parts.User(user_id=word)
    return Parts.Channel(channel_id=word) if _CHANNEL.fullmatch(word) else None


def _not_edited(failed: Sequence[Post]) -> Block:
    rows = [
        woven(
            say("I could not change my message in {channel}."),
            channel=Parts.Channel(channel_id=post.channel),
        )
        for post in failed
    ]
    return lines(rows)


def _title(title: str) -> Block:
    return lines([rich(bold(text.title(title, limit=1500)))])
