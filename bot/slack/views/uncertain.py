"""A create of which nobody knows what became, and the three ways to settle it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    InputBlock,
    PlainTextInputElement,
)
from slack_sdk.models.views import View as SlackView

from bot.domain import Progress
from bot.language import say
from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.message import (
    Parts,
    bold,
    code,
    lines,
    modal,
    paragraph,
    plain,
    rich,
    woven,
)
from bot.slack.views.rows import titled
from bot.slack.views.words import brief, field_name, moment, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Difference, Event, Webcast, Wish


def rows(wish: Wish, *, owner: bool = False) -> list[Block]:
    """Show an uncertain create in a list, with what to do about it."""
    request = wish.request
    facts = [
        say("Not certain whether it exists"),
        brief(request.starts_at, request.zone),
        say("reference {reference}", reference=f"`{wish.reference}`"),
        *([text.mention(wish.owner)] if owner else []),
    ]
    return [titled(request.title, " · ".join(facts)), settling(wish)]


def settling(wish: Wish) -> Block:
    """Offer the three ways to settle a wish; each is checked when it is pressed."""
    return ActionsBlock(
        elements=[_exists(wish), _create(wish), _forget(wish)],
        block_id=f"settle~{wish.key}",
    )


def told(wish: Wish) -> str:
    """Say in a sentence that a webcast may or may not exist."""
    return say(
        "{title}, not certain whether it exists, reference {reference}",
        title=text.escape(text.title(wish.request.title, 100)),
        reference=wish.reference,
    )


def named(value: str) -> tuple[str, str]:
    """Read from a button or a form which wish is meant, and by which reference."""
    key, reference = json.loads(value)[:2]
    return str(key), str(reference)


def seen(value: str) -> tuple[str, str]:
    """Read from a form which webcast was looked at, and which differences were shown."""
    event_id, token = [*json.loads(value)[2:], "", ""][:2]
    return str(event_id), str(token)


def paste(wish: Wish, words: str = "", problem: str = "") -> dict[str, Any]:
    """Ask for the id or viewer link of the webcast that came of a wish."""
    told = say(
        "Look in the platform's portal for a webcast of this title and start. I will compare the "
        "two before I take it for yours."
    )
    asked = InputBlock(
        block_id=Field.EVENT_REF,
        label=say("Event id or viewer link"),
        element=PlainTextInputElement(
            action_id=Action.FORM_INPUT,
            initial_value=words[:500] or None,
            max_length=500,
            focus_on_load=True,
        ),
    )
    start = moment(wish.request.starts_at, wish.request.zone)
    blocks = [*_problem(problem), _title(wish.request.title, start), paragraph(told), asked]
    return _form(say("It exists"), say("Compare"), blocks, _value(wish))


def compare(
    wish: Wish, webcast: Webcast, found: Sequence[Difference], token: str
) -> dict[str, Any]:
    """Show in what a webcast differs from what was asked, before it is taken for it."""
    zone = wish.request.zone
    asked = say(
        "Webcast {id} differs from what you asked for. Is it yours nevertheless?", id=webcast.id
    )
    blocks = [
        paragraph(asked),
        lines([_difference(each, zone) for each in found]),
        paragraph(say("Nothing is sent to the platform. I only take it over as it is.")),
    ]
    metadata = json.dumps([wish.key, wish.reference, webcast.id, token])
    return _form(say("Is it this one?"), say("It is this one"), blocks, metadata)


def settled(event: Event) -> dict[str, Any]:
    """Show that a webcast was found and taken over, and what is not known of it."""
    blocks = [
        _title(event.webcast.title, moment(event.webcast.starts_at, event.request.zone)),
        lines([woven(say("I took it over as webcast {id}."), id=code(event.id))]),
        paragraph(portals_unknown()),
    ]
    return modal(View.PROGRESS, say("Settled"), blocks)


def not_settled(sentence: str, wish: Wish | None = None) -> dict[str, Any]:
    """Show why a wish was not settled, with the ways to settle it if it still can be."""
    is_open = wish is not None and wish.progress is Progress.UNCERTAIN
    more = [settling(wish)] if wish is not None and is_open else []
    return modal(View.PROGRESS, say("Not settled"), [paragraph(sentence), *more])


def forgotten(wish: Wish) -> dict[str, Any]:
    """Show that a wish was given up."""
    words = say("I forgot it. If the webcast exists after all, take it over with /webcast import.")
    return modal(View.PROGRESS, say("Forgotten"), [_title(wish.request.title), paragraph(words)])


def known_already(event: Event) -> dict[str, Any]:
    """Show that a webcast is known here, and whose it is."""
    owner = Parts.User(user_id=event.owner)
    row = woven(
        say("I know webcast {id} already. It belongs to {owner}."), id=code(event.id), owner=owner
    )
    blocks = [_title(event.webcast.title), lines([row])]
    return modal(View.PROGRESS, say("Known already"), blocks)


def sentence(title: str, words: str) -> dict[str, Any]:
    """Show one sentence in a window."""
    return modal(View.PROGRESS, title, [paragraph(words)])


def portals_unknown() -> str:
    """Say why presenter access is not known, and what to do."""
    return say(
        "The platform tells presenter links and PINs only in its answer to a create or a change, "
        "so I do not know those of this webcast. Find them in the platform's portal, or change "
        "something with Edit: the answer may tell them."
    )


def _exists(wish: Wish) -> ButtonElement:
    return ButtonElement(
        text=plain(say("It exists: paste its link")),
        action_id=Action.WISH_EXISTS,
        value=_value(wish),
        accessibility_label=_label(say("The webcast exists: paste its link or id")),
    )


def _create(wish: Wish) -> ButtonElement:
    words = say(
        "Only if you looked in the platform's portal and it is not there: I cannot see it, and "
        "would create a second one."
    )
    return ButtonElement(
        text=plain(say("It does not: create it")),
        action_id=Action.WISH_CREATE,
        value=_value(wish),
        confirm=ConfirmObject(
            title=plain(say("Is it surely not there?")),
            text=plain(words),
            confirm=plain(say("Create it")),
            deny=plain(say("Look first")),
        ),
    )


def _forget(wish: Wish) -> ButtonElement:
    words = say(
        "I create nothing and stop asking. If the webcast exists, it stays on the platform."
    )
    return ButtonElement(
        text=plain(say("Forget it")),
        action_id=Action.WISH_FORGET,
        value=_value(wish),
        confirm=ConfirmObject(
            title=plain(say("Forget this webcast?")),
            text=plain(words),
            confirm=plain(say("Forget it")),
            deny=plain(say("Keep asking")),
        ),
    )


def _form(title: str, submit: str, blocks: Sequence[Block], metadata: str) -> dict[str, Any]:
    return SlackView(
        type="modal",
        callback_id=View.SETTLE,
        title=title,
        submit=submit,
        close=say("Close"),
        private_metadata=metadata,
        blocks=blocks,
    ).to_dict()


def _value(wish: Wish) -> str:
    return json.dumps([wish.key, wish.reference])


def _label(words: str) -> str:
    return text.shorten(words, 75)


def _problem(problem: str) -> list[Block]:
    return [paragraph(text.shorten(problem, 2900))] if problem else []


def _title(title: str, when: str = "") -> Block:
    row = rich(bold(text.title(title, limit=1500)))
    return lines([row, *([rich(when)] if when else [])])


def _difference(found: Difference, zone: str) -> Any:  # noqa: ANN401  (slack_sdk types rich text loosely)
    return rich(
        say(
            "{field}: asked {asked}, there {got}",
            field=field_name(found.field, begins=True),
            asked=text.shorten(value(found.asked, zone), 1000),
            got=text.shorten(value(found.got, zone), 1000),
        )
    )
