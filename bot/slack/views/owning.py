"""Whose an event is: its owner and co-owners, offers of it, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ConfirmObject,
    DividerBlock,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    SectionBlock,
    UserSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_count
from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    lines,
    message,
    modal,
    paragraph,
    plain,
    remark,
    rich,
    woven,
)
from bot.slack.views.words import schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, RichTextElement

    from bot.domain import Event
    from bot.people import Offer

REASON_LIMIT = 200
_MOST_LEFT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What a reader may do about an event's owners: hand it over, take it over, leave it."""

    reader: str
    may_hand_over: bool = False
    may_take_over: bool = False


def ownership(event: Event, offer: Offer | None, hand: Hand, *, news: str = "") -> dict[str, Any]:
    """Draw who owns an event and who looks after it too; each change is checked again."""
    owner = woven(say("Owner: {owner}"), owner=_user(event.owner))
    blocks = [
        *([paragraph(news), DividerBlock()] if news else []),
        lines([rich(bold(text.title(event.webcast.title, 1500))), rich(schedule(event)), owner]),
        *_offered(offer, hand),
        *(_co_owner(user, hand) for user in event.co_owners),
        *_pickers(event, offer, hand),
    ]
    return modal(View.OWNERSHIP, say("Ownership"), blocks, metadata=event.id)


def _offered(offer: Offer | None, hand: Hand) -> list[Block]:
    if offer is None:
        return []
    words = say("Offered to {user}, who has not answered yet.", user=text.mention(offer.to))
    back = button(say("Take it back"), Action.WITHDRAW_OFFER, offer.event_id)
    return [_row(words, back if hand.may_hand_over else None, "offered")]


def _co_owner(user: str, hand: Hand) -> Block:
    may_remove = hand.may_hand_over or user == hand.reader
    words = say("Co-owner: {user}", user=text.mention(user))
    remove = button(say("Remove"), Action.REMOVE_CO_OWNER, user, label=say("Remove this co-owner"))
    return _row(words, remove if may_remove else None, f"co_owner~{user}")


def _pickers(event: Event, offer: Offer | None, hand: Hand) -> list[Block]:
    if not hand.may_hand_over:
        return []
    add = UserSelectElement(
        action_id=Action.ADD_CO_OWNER, placeholder=plain(say("Choose somebody"))
    )
    over = UserSelectElement(
        action_id=Action.HAND_OVER,
        placeholder=plain(say("Choose somebody")),
        confirm=ConfirmObject(
            title=say("Offer this webcast?"),
            text=plain(
                say(
                    "They are asked first. Once they accept, it is theirs alone, and its former "
                    "owner has no part in it any more."
                )
            ),
            confirm=say("Offer it"),
            deny=say("Keep it"),
        ),
    )
    # Slack keeps what was picked as long as a block keeps its id.
    turn = len(event.co_owners)
    means = say(
        "Co-owners may do what the owner may, but not hand the webcast over, and not see every "
        "link and PIN."
    )
    take = button(say("Take over"), Action.TAKE_OVER, event.id)
    return [
        DividerBlock(),
        _row(say("Add a co-owner."), add, f"add~{turn}"),
        remark(means),
        _row(say("Hand it over to a new owner."), over, f"hand_over~{offer is not None}"),
        *([ActionsBlock(elements=[take], block_id="take_over")] if hand.may_take_over else []),
    ]


def _row(words: str, accessory: Any, block_id: str) -> Block:  # noqa: ANN401  (any element)
    shown = MarkdownTextObject(text=words, verbatim=True)
    return SectionBlock(text=shown, accessory=accessory, block_id=block_id)


def take_over_form(event: Event, *, reason: str = "", problem: str = "") -> dict[str, Any]:
    """Ask an admin why they take an event over."""
    words = say(
        "You become its owner at once and may see its presenter access. Its owner is told, and the "
        "reason is on record."
    )
    asked = InputBlock(
        block_id=Field.REASON,
        label=say("Reason"),
        element=PlainTextInputElement(
            action_id=Action.FORM_INPUT, max_length=REASON_LIMIT, initial_value=reason or None
        ),
    )
    return SlackView(
        type="modal",
        callback_id=View.TAKE_OVER,
        title=say("Take over"),
        submit=say("Take over"),
        close=say("Leave it"),
        private_metadata=event.id,
        blocks=[
            *([paragraph(problem)] if problem else []),
            lines([rich(bold(text.title(event.webcast.title, 1500)))]),
            paragraph(words),
            asked,
        ],
    ).to_dict()


def told(words: str) -> dict[str, Any]:
    """Show a sentence in a window about the owner."""
    return modal(View.PROGRESS, say("Ownership"), [paragraph(words)])


def offer_message(event: Event, offer: Offer) -> dict[str, Any]:
    """Ask somebody whether they take an event."""
    sentence = say("{user} offers you this webcast.")
    means = say(
        "As its owner you change it, announce it and see its presenter access. Its owner until now "
        "has no part in it any more."
    )
    accept = button(say("Accept"), Action.ACCEPT_OFFER, event.id, style="primary")
    decline = button(say("Decline"), Action.DECLINE_OFFER, event.id)
    blocks = [
        lines([_title(event), rich(schedule(event))]),
        lines([woven(sentence, user=_user(offer.by)), rich(means)]),
        ActionsBlock(elements=[accept, decline], block_id="offer"),
    ]
    asked = sentence.format(user=text.mention(offer.by))
    return message(f"{_named(event)} {asked} {means}", blocks)


def offer_closed(words: str) -> dict[str, Any]:
    """Show, in place of an offer, what became of it."""
    shown = message(text.escape(words), [lines([rich(words)])])  # Slack wants rich text again
    return {**shown, "response_type": "ephemeral", "replace_original": True}


def accepted(event: Event, user: str) -> dict[str, Any]:
    """Tell who owned or offered an event that somebody owns it now."""
    return _news(event, user, say("{user} accepted and owns this webcast now."))


def declined(event: Event, user: str) -> dict[str, Any]:
    """Tell who offered an event that it stays with its owner."""
    return _news(event, user, say("{user} declined. The webcast stays with its owner."))


def taken_over(event: Event, reason: str) -> dict[str, Any]:
    """Tell a former owner that an admin owns their event now, and why."""
    why = say("Reason: {reason}", reason=text.title(reason, REASON_LIMIT))
    return _news(event, event.owner, say("{user}, an admin, took this webcast over."), why)


def made_co_owner(event: Event, by: str) -> dict[str, Any]:
    """Tell somebody that they look after an event now."""
    means = say("You may change it, announce it and name its presenters.")
    return _news(event, by, say("{user} made you a co-owner of this webcast."), means)


def no_co_owner(event: Event, by: str) -> dict[str, Any]:
    """Tell somebody that they no longer look after an event."""
    return _news(event, by, say("{user} ended your part in this webcast as a co-owner."))


def owner_left(user: str, events: Sequence[Event]) -> dict[str, Any]:
    """Tell an admin which events have lost their owner, and how to take them over."""
    sentence = say("{user} has left, and webcasts of theirs are ahead.")
    more = len(events) - _MOST_LEFT
    rows = [
        _row(
            text.escape("\n".join([text.title(each.webcast.title, 100), schedule(each)])),
            button(
                say("Take over"),
                Action.TAKE_OVER,
                each.id,
                label=say("Take over webcast {id}", id=each.id),
            ),
            f"left~{each.id}",
        )
        for each in events[:_MOST_LEFT]
    ]
    rest = [paragraph(say_count("{number} more.", "{number} more.", more))] if more > 0 else []
    heard = [sentence.format(user=text.mention(user)), *map(_named, events[:_MOST_LEFT])]
    blocks = [lines([woven(sentence, user=_user(user))]), *rows, *rest]
    return message(text.joined(heard), blocks)


def _news(event: Event, user: str, sentence: str, more: str = "") -> dict[str, Any]:
    rows = [_title(event), woven(sentence, user=_user(user)), *([rich(more)] if more else [])]
    heard = [_named(event), sentence.format(user=text.mention(user)), text.escape(more)]
    return message(" ".join(heard).strip(), [lines(rows)])


def _title(event: Event) -> tuple[RichTextElement, ...]:
    return rich(bold(text.title(event.webcast.title, 300)))


def _named(event: Event) -> str:
    title = text.escape(text.title(event.webcast.title, 200))
    return say("Webcast “{title}”, id {id}.", title=title, id=event.id)


def _user(user: str) -> RichTextElement:
    return Parts.User(user_id=user)
