"""Changing an event: what it turns into, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View as SlackView

from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.card import noted
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    code,
    lines,
    modal,
    only_you,
    paragraph,
    rich,
)
from bot.slack.views.words import FIELDS, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Changes, Difference, Event, HistoryEntry, Post, WebcastRequest

_HISTORY = 30


def change_lines(before: WebcastRequest, changes: Changes, zone: str) -> list[str]:
    """Say every change in a line: what it is, what it was, what it becomes."""
    return [
        f"{FIELDS[name].capitalize()}: from {value(getattr(before, name), zone)} "
        f"to {value(new, zone)}"
        for name, new in changes.items()
    ]


def drift_lines(drift: Sequence[Difference], zone: str) -> list[str]:
    """Say what somebody edited in the portal, a line each."""
    return [
        f"{FIELDS[found.field].capitalize()}: from {value(found.asked, zone)} "
        f"to {value(found.got, zone)}"
        for found in drift
    ]


def review(told: Sequence[str]) -> str:
    """Ask to look at the changes before they are sent."""
    return "\n".join(["You are about to change this. Press Save again if it is right.", *told])


def thread_line(told: Sequence[str]) -> str:
    """Say in one line what changed."""
    return text.shorten(f"Changed. {'. '.join(told)}.", 2900)


def working(title: str) -> dict[str, Any]:
    """Show that a change is on its way."""
    words = "Talking to the platform. This takes a few seconds."
    return modal(View.PROGRESS, "One moment…", [_title(title), paragraph(words)])


def saved(
    event: Event, told: Sequence[str], failed: Sequence[Post], *, lost_portals: bool
) -> dict[str, Any]:
    """Show what was changed, and what could not be brought up to date."""
    blocks = [
        _title(event.request.title),
        lines([rich(line) for line in told]),
        *([] if event.cancelled_at else noted(event)),
    ]
    if lost_portals:
        words = "Some presenter PINs stopped working. Reveal the presenter access and hand it out."
        blocks.append(paragraph(words))
    if failed:
        blocks.append(_not_edited(failed))
    return modal(View.PROGRESS, "Saved", blocks)


def cancel_form(event: Event, reason: str = "") -> dict[str, Any]:
    """Ask before a webcast is cancelled, and say honestly what that means."""
    words = (
        "The platform cannot delete a webcast. I will put “CANCELLED” before its title, change its "
        "announcements and say so in their threads. The viewer link stays open until you close the "
        "webcast in the platform's portal. You can restore it later."
    )
    asked = InputBlock(
        block_id=Field.REASON,
        label="Reason",
        optional=True,
        hint="Shown on the announcements.",
        element=PlainTextInputElement(
            action_id=Action.FORM_INPUT, max_length=200, initial_value=reason[:200] or None
        ),
    )
    return SlackView(
        type="modal",
        callback_id=View.CANCEL,
        title="Cancel webcast",
        submit="Cancel webcast",
        close="Keep it",
        private_metadata=event.id,
        blocks=[_title(event.request.title), paragraph(words), asked],
    ).to_dict()


def cancel_again(view: Mapping[str, Any], reason: str, problem: str) -> dict[str, Any]:
    """Ask again after a failure: the same form, with what was typed and what went wrong."""
    title, words, asked = view["blocks"][-3:]
    element = {**asked["element"], **({"initial_value": reason} if reason else {})}
    return SlackView(
        type="modal",
        callback_id=View.CANCEL,
        title="Cancel webcast",
        submit="Cancel webcast",
        close="Keep it",
        private_metadata=view["private_metadata"],
        blocks=[paragraph(problem).to_dict(), title, words, {**asked, "element": element}],
    ).to_dict()


def cancelled(event: Event, failed: Sequence[Post]) -> dict[str, Any]:
    """Show that a webcast is cancelled, and the way back."""
    restore = button("Restore webcast", Action.RESTORE_EVENT, event.id)
    words = (
        "It is marked as cancelled on the platform and on its announcements. It still stands in "
        "the platform's portal, where only a person can archive it."
    )
    blocks = [
        _title(event.request.title),
        paragraph(words),
        *([_not_edited(failed)] if failed else []),
        ActionsBlock(elements=[restore], block_id="cancelled"),
    ]
    return modal(View.PROGRESS, "Cancelled", blocks)


def history(event: Event, entries: Sequence[HistoryEntry]) -> dict[str, Any]:
    """Show the audit trail of an event, the latest first."""
    rows = [
        rich(_who(entry), f" {_what(entry)}", " · ", code(_at(entry)), f" {_detail(entry)}")
        for entry in sorted(entries, key=lambda entry: entry.at, reverse=True)[:_HISTORY]
    ]
    told = [f"{_what(entry)}, {_at(entry)}" for entry in entries[-_HISTORY:]]
    heading = f"History of {text.title(event.request.title, 100)}"
    blocks = [lines([rich(bold(heading))]), lines(rows)]
    return only_you(text.joined([text.escape(part) for part in [heading, *told]]), blocks)


def _what(entry: HistoryEntry) -> str:
    """Say what was done, with our words for the fields of a request."""
    verb, _, name = entry.what.partition(" ")
    return f"{verb} the {FIELDS[name]}" if name in FIELDS else entry.what


def _who(entry: HistoryEntry) -> Any:  # noqa: ANN401  (slack_sdk types rich text loosely)
    is_person = entry.who.startswith(("U", "W"))
    return Parts.User(user_id=entry.who) if is_person else bold(entry.who)


def _at(entry: HistoryEntry) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M} UTC"


def _detail(entry: HistoryEntry) -> str:
    return text.title(entry.detail, 200) if entry.detail else ""


def _not_edited(failed: Sequence[Post]) -> Block:
    rows = [
        rich("I could not change my message in ", Parts.Channel(channel_id=post.channel), ".")
        for post in failed
    ]
    return lines(rows)


def _title(title: str) -> Block:
    return lines([rich(bold(text.title(title, limit=1500)))])
