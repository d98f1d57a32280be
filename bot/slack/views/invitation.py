"""What a presenter is told in direct messages: the invitation, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, ConfirmObject

from bot.language import say
from bot.people import PresenterState
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.card import heading, when
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    byline,
    lines,
    message,
    paragraph,
    plain,
    rich,
    struck,
    woven,
)
from bot.slack.views.reminders import SYSTEM_TEST
from bot.slack.views.words import part, schedule

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block, ButtonElement

    from bot.domain import Event
    from bot.people import Presenter


def invitation(presenter: Presenter, event: Event) -> dict[str, Any]:
    """Tell a presenter when, as what and for whom they present, and what to do now."""
    if presenter.state is PresenterState.REVOKED:
        return _closed(say("You do not present this webcast any more."), presenter, event)
    if event.cancelled_at:
        return _closed(say("This webcast is cancelled."), presenter, event)
    told, does = _standing(presenter), part(presenter.preset, presenter.access)
    blocks = [
        heading(event.webcast.title),
        lines(
            [
                rich(bold(told)),
                when(event),
                rich(schedule(event)),
                rich(say("Your part: {part}", part=does)),
            ]
        ),
        ActionsBlock(elements=_buttons(presenter, event), block_id="invitation"),
        _advice(),
        _byline(presenter, event),
    ]
    whole = say(
        "{standing} Webcast “{title}”, {start}, {length}. Your part: {part}.",
        standing=told,
        title=text.escape(text.title(event.webcast.title, 300)),
        start=text.date(event.webcast.starts_at, fallback=schedule(event)),
        length=text.length(event.webcast.duration),
        part=text.escape(does),
    )
    return message(whole, blocks)


def retired() -> dict[str, Any]:
    """Show, in place of an invitation, that it holds no more."""
    words = say("This invitation holds no more. If there is a newer message, use that.")
    return message(words, [lines([rich(words)])])


def new_pin(presenter: Presenter, event: Event) -> dict[str, Any]:
    """Tell a presenter that what they noted down does not work any more, without the PIN."""
    told = say(
        "The platform changed your presenter access to “{title}”. A link or PIN that you noted "
        "down does not work any more. Open it again.",
        title=text.title(event.webcast.title, 300),
    )
    opens = ActionsBlock(elements=[_access(presenter, event)], block_id="new_pin")
    return message(text.escape(told), [paragraph(told), opens])


def declined(presenter: Presenter) -> dict[str, Any]:
    """Tell the owner that somebody cannot present."""
    sentence = say("{person} cannot present. Their part: {part}.")
    does = part(presenter.preset, presenter.access)
    row = woven(sentence, person=Parts.User(user_id=presenter.user), part=does)
    told = sentence.format(person=text.mention(presenter.user), part=text.escape(does))
    return message(told, [lines([row])])


def schedule_line(event: Event) -> str:
    """Say whether and when an event takes place now."""
    if event.cancelled_at:
        return say("This webcast is cancelled. You need not do anything.")
    return say(
        "It now takes place on {schedule}. Press “I cannot” if that does not suit you.",
        schedule=schedule(event),
    )


def revoked_line() -> str:
    """Say that somebody presents no more."""
    return say("You do not present this webcast any more. Your access from here is closed.")


def _closed(told: str, presenter: Presenter, event: Event) -> dict[str, Any]:
    title = event.request.title if event.cancelled_at else event.webcast.title
    blocks = [
        heading(title),
        lines([rich(bold(told)), rich(struck(schedule(event)))]),
        _byline(presenter, event),
    ]
    return message(f"{told} {text.escape(text.title(title, 300))}", blocks)


def _standing(presenter: Presenter) -> str:
    match presenter.state:
        case PresenterState.READY:
            return say("You said that you are ready.")
        case PresenterState.DECLINED:
            return say("You said that you cannot present.")
        case _:
            return say("You are invited to present.")


def _buttons(presenter: Presenter, event: Event) -> list[ButtonElement]:
    ready = button(say("I am ready"), Action.PRESENTER_READY, event.id)
    cannot = button(say("I cannot"), Action.PRESENTER_CANNOT, event.id)
    cannot.confirm = ConfirmObject(
        title=say("You cannot present?"),
        text=plain(say("I tell the owner of the webcast.")),
        confirm=say("I cannot"),
        deny=say("Back"),
    )
    match presenter.state:
        case PresenterState.READY:
            return [_access(presenter, event), cannot]
        case PresenterState.DECLINED:
            return [ready]
        case _:
            return [_access(presenter, event), ready, cannot]


def _access(presenter: Presenter, event: Event) -> ButtonElement:
    opened = button(
        say("My presenter access"),
        Action.REVEAL_MINE,
        event.id,
        label=say("Show my own presenter link and PIN of webcast {id}", id=event.id),
    )
    opened.style = "primary" if presenter.state is not PresenterState.DECLINED else None
    return opened


def _advice() -> Block:
    sentence = say(
        "Test your equipment at least 48 hours before, on the computer and in the network that you "
        "will present with: {test}"
    )
    test = Parts.Link(url=SYSTEM_TEST, text=say("system test"))
    return lines([woven(sentence, test=test)])


def _byline(presenter: Presenter, event: Event) -> Block:
    owner = text.mention(event.owner)
    if presenter.by == event.owner:
        return byline(say("Invited by {owner} · id {id}", owner=owner, id=event.id))
    return byline(
        say(
            "Invited by {by} for {owner} · id {id}",
            by=text.mention(presenter.by),
            owner=owner,
            id=event.id,
        )
    )
