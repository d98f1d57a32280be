"""The inputs that the form is made of; each names its block after the field it fills."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
)

from bot.language import say, say_count, to_say
from bot.preferences import Name, Scope
from bot.slack import text
from bot.slack.form import WORDS_LIMIT, Draft, block_id
from bot.slack.given import origin
from bot.slack.ids import Action, Field
from bot.slack.views.message import plain
from bot.slack.views.words import label

if TYPE_CHECKING:
    from enum import Enum

_ORIGINS = {
    Scope.USER: to_say("Your setting."),
    Scope.CHANNEL: to_say("From this channel's settings."),
    Scope.WORKSPACE: to_say("Workspace setting."),
}
_SETTING_OF = {
    Field.ZONE: Name.ZONE,
    Field.DURATION: Name.DURATION,
    Field.CAPACITY: Name.CAPACITY,
    Field.EXPIRATION: Name.EXPIRATION,
    Field.SOURCE: Name.SOURCE,
    Field.REGION: Name.REGION,
    Field.FOLDER: Name.FOLDER,
    Field.CHANNELS: Name.ANNOUNCE,
    Field.REMINDERS: Name.REMINDERS,
}
_TYPING = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}


def time_input(
    draft: Draft,
    field: Field,
    name: str,
    words: str,
    example: str,
    *,
    optional: bool = False,
    hint: str | None = None,
) -> Block:
    """Make an input for a time in words, which speaks up as it is typed."""
    element = PlainTextInputElement(
        action_id=Action.FORM_CHANGED,
        initial_value=words or None,
        placeholder=plain(example),
        max_length=WORDS_LIMIT,
        dispatch_action_config=_TYPING,
    )
    return field_input(draft, field, name, element, dispatch=True, optional=optional, hint=hint)


def choice(draft: Draft, field: Field, name: str, chosen: Enum | None, kind: type[Enum]) -> Block:
    """Make an input to choose from a closed set."""
    element = StaticSelectElement(
        options=options(kind),
        initial_option=option(chosen) if chosen is not None else None,
        placeholder=plain(say("Choose one")),
    )
    return field_input(draft, field, name, element)


def field_input(
    draft: Draft,
    field: Field,
    name: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    dispatch: bool | None = None,
    hint: str | None = None,
) -> Block:
    """Make an input in the block of its field; with `dispatch` it speaks up when it changes."""
    element.action_id = element.action_id or Action.FORM_INPUT
    return InputBlock(
        block_id=block_id(field, draft),
        label=name,
        element=element,
        optional=optional,
        dispatch_action=dispatch,
        hint=_hint(draft, field, hint),
    )


def _hint(draft: Draft, field: Field, hint: str | None) -> str | None:
    """Say whose setting stands in a field, before what else there is to say about it."""
    scope = origin(draft, _SETTING_OF[field]) if field in _SETTING_OF else None
    told = [say(_ORIGINS[scope])] if scope else []
    return " ".join([*told, *([hint] if hint else [])]) or None


def options(kind: type[Enum]) -> list[Option]:
    """Offer every member of a closed set."""
    return [option(member) for member in kind]


def option(member: Enum) -> Option:
    """Offer one member of a closed set, by its words."""
    return valued(str(member.value), label(member))


def valued(value: str, words: str) -> Option:
    """Offer a value under some words."""
    return Option(value=value, text=plain(words))


def duration(minutes: int) -> Option:
    """Offer a duration in minutes."""
    return valued(str(minutes), text.length(timedelta(minutes=minutes)))


def months(number: int) -> Option:
    """Offer a number of months."""
    return valued(str(number), say_count("{number} month", "{number} months", number))
