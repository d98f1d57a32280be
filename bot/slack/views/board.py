"""The owner's side of presenters: the list, whom to add, what inviting would do and what it did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    SectionBlock,
)

from bot.language import say, to_say
from bot.people import PresenterState
from bot.slack import text
from bot.slack.ids import Action
from bot.slack.views.card import reveal_button
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    lines,
    only_you,
    paragraph,
    plain,
    rich,
    woven,
)
from bot.slack.views.words import part, turnout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Event
    from bot.people import Presenter

PAGE = 8
"""People on a page of the list, so that it fits on a screen."""
AGAIN, REVOKE = "again", "revoke"

_STATES = {
    PresenterState.NAMED: to_say("not invited yet"),
    PresenterState.INVITED: to_say("invited, no answer yet"),
    PresenterState.READY: to_say("ready"),
    PresenterState.DECLINED: to_say("cannot present"),
    PresenterState.REVOKED: to_say("revoked"),
}


def board(
    event: Event, named: Sequence[Presenter], *, reader: str, skip: int = 0, told: str = ""
) -> dict[str, Any]:
    """List who presents and how far they are; `told` is what just happened, in a sentence."""
    title = text.title(event.request.title, 150)
    head = turnout(event) if event.turnout.named else say("Nobody is to present yet.")
    ordered = sorted(named, key=lambda each: each.state is PresenterState.REVOKED)
    shown = ordered[skip : skip + PAGE]
    blocks: list[Block] = [
        *([paragraph(told)] if told else []),
        lines([rich(bold(say("Presenters of {title}", title=title))), rich(head)]),
        *(_row(event, each) for each in shown),
        ActionsBlock(elements=_buttons(event, reader, len(ordered), skip), block_id="board"),
    ]
    whole = [f"{text.escape(told)} {head}".strip(), *(_told(each) for each in shown)]
    return only_you(text.joined(whole), blocks)


def _buttons(event: Event, reader: str, number: int, skip: int) -> list[Any]:
    add = button(say("Add presenters"), Action.ADD_PRESENTERS, event.id, style="primary")
    found = [] if event.cancelled_at else [add]
    if reader == event.owner and event.webcast.portals:
        found.append(reveal_button(event))
    if number > PAGE:
        turn = skip + PAGE if skip + PAGE < number else 0
        name = say("More presenters") if turn else say("First presenters")
        found.append(button(name, Action.TURN_PRESENTERS, json.dumps([event.id, turn])))
    return found or [button(say("Refresh"), Action.TURN_PRESENTERS, json.dumps([event.id, 0]))]


def _row(event: Event, presenter: Presenter) -> Block:
    words = MarkdownTextObject(text=_told(presenter), verbatim=True)
    block_id = f"presenter~{presenter.user}"
    if presenter.state is PresenterState.REVOKED:
        return SectionBlock(text=words, block_id=block_id)
    again = [] if event.cancelled_at else [_option(say("Send again"), AGAIN, presenter)]
    menu = OverflowMenuElement(
        action_id=Action.PRESENTER_MENU,
        options=[*again, _option(say("Revoke"), REVOKE, presenter)],
    )
    return SectionBlock(text=words, block_id=block_id, accessory=menu)


def _option(words: str, what: str, presenter: Presenter) -> Option:
    return Option(
        text=plain(words),
        value=f"{what} {presenter.event_id} {presenter.user} {presenter.tries}",
    )


def _told(presenter: Presenter) -> str:
    state = say(_STATES[presenter.state])
    return say(
        "{person} · {part} · {state}",
        person=text.mention(presenter.user),
        part=text.escape(part(presenter.preset, presenter.access)),
        state=state,
    )


def asking_to_revoke(event: Event, presenter: Presenter) -> dict[str, Any]:
    """Ask before somebody's access is taken away, and say honestly what that does."""
    asked = say("Revoke the presenter access of {person}?")
    person = Parts.User(user_id=presenter.user)
    words = say(
        "I take their button away and tell them. The PIN itself still works on the platform until "
        "the portal is closed there: I cannot do that. Others with the same access use the same "
        "PIN."
    )
    value = f"{REVOKE} {event.id} {presenter.user} {presenter.tries}"
    buttons = [
        button(say("Revoke"), Action.REVOKE, value, style="danger"),
        button(say("Back"), Action.TURN_PRESENTERS, json.dumps([event.id, 0])),
    ]
    blocks = [
        lines([woven(asked, person=person)]),
        paragraph(words),
        ActionsBlock(elements=buttons, block_id="revoke"),
    ]
    return only_you(f"{asked.format(person=text.mention(presenter.user))} {words}", blocks)


def revoked() -> str:
    """Say what a revoke did and what it did not."""
    return say(
        "I took their button away and told them. The PIN they had still works on the platform "
        "until the portal is closed there."
    )
