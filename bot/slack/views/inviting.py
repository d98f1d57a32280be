"""Inviting presenters: whom to add, what that would do, and what it did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    InputBlock,
    Option,
    RadioButtonsElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_count
from bot.people import Candidate, Preset
from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    lines,
    modal,
    only_you,
    paragraph,
    plain,
    rich,
    woven,
)
from bot.slack.views.words import access, part, preset_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block

    from bot.domain import Event
    from bot.people import Invited, Lineup
    from bot.slack.views.message import Line

MOST = 10
"""People who can be invited at a time."""


def adding(event: Event) -> dict[str, Any]:
    """Ask whom to invite, and as what."""
    blocks = [
        lines([rich(bold(text.title(event.request.title, 1500)))]),
        InputBlock(
            block_id=Field.PEOPLE,
            label=say("People"),
            hint=say("People of this workspace."),
            element=UserMultiSelectElement(
                action_id=Action.FORM_INPUT,
                max_selected_items=MOST,
                placeholder=plain(say("Choose people")),
            ),
        ),
        InputBlock(
            block_id=Field.PRESET,
            label=say("What they do"),
            hint=say("People who do the same share one portal and one PIN."),
            element=_presets(event),
        ),
    ]
    return _asking(event.id, blocks)


def adding_again(
    view: Mapping[str, Any], *, chosen: Sequence[str], preset: str, problem: str
) -> dict[str, Any]:
    """Ask again after a failure: the same modal, with what was chosen and what went wrong."""
    title, people, presets = view["blocks"][-3:]
    option = next(o for o in presets["element"]["options"] if o["value"] == preset)
    chosen_people = {**people["element"], "initial_users": list(chosen)}
    chosen_preset = {**presets["element"], "initial_option": option}
    blocks = [
        paragraph(text.shorten(problem, 2900)).to_dict(),
        title,
        {**people, "element": chosen_people},
        {**presets, "element": chosen_preset},
    ]
    return _asking(view["private_metadata"], blocks)


def _asking(event_id: str, blocks: Sequence[Block | dict[str, Any]]) -> dict[str, Any]:
    return SlackView(
        type="modal",
        callback_id=View.ADD_PRESENTERS,
        title=say("Add presenters"),
        submit=say("Next"),
        close=say("Cancel"),
        private_metadata=event_id,
        blocks=blocks,
    ).to_dict()


def failed(sentence: str) -> dict[str, Any]:
    """Show that nobody could be invited, and why."""
    return modal(View.PROGRESS, say("Presenters"), [paragraph(text.shorten(sentence, 2900))])


def _presets(event: Event) -> RadioButtonsElement:
    return RadioButtonsElement(
        action_id=Action.FORM_INPUT,
        options=[_preset(event, preset) for preset in Preset],
        initial_option=_preset(event, Preset.SPEAKER),
    )


def _preset(event: Event, preset: Preset) -> Option:
    opens = say("Opens: {access}", access=access(preset.opens(event.request.kind)))
    return Option(
        value=preset.value, text=plain(preset_name(preset)), description=text.shorten(opens, 75)
    )


def preview(event: Event, lineup: Lineup) -> dict[str, Any]:
    """Show what inviting would do, and ask."""
    blocks = _preview(event, lineup)
    if lineup.fit:
        go = button(say("Invite"), Action.INVITE, packed(event, lineup.fit), style="primary")
        blocks.append(ActionsBlock(elements=[go], block_id="invite"))
    told = say(
        "{count} of {total} people can be invited to present “{title}”.",
        count=len(lineup.fit),
        total=len(lineup.candidates),
        title=text.escape(text.title(event.request.title, 150)),
    )
    return only_you(told, blocks)


def preview_form(event: Event, lineup: Lineup) -> dict[str, Any]:
    """Show the same in a modal."""
    if not lineup.fit:
        return modal(View.PROGRESS, say("Add presenters"), _preview(event, lineup))
    return SlackView(
        type="modal",
        callback_id=View.INVITE,
        title=say("Add presenters"),
        submit=say("Invite"),
        close=say("Cancel"),
        private_metadata=packed(event, lineup.fit),
        blocks=_preview(event, lineup),
    ).to_dict()


def packed(event: Event, candidates: Sequence[Candidate]) -> str:
    """Write whom to invite into the button that does it: ids, and what was seen of them."""
    people = [[each.user, each.preset or each.access.value, each.tries] for each in candidates]
    return json.dumps([event.id, people])


def _preview(event: Event, lineup: Lineup) -> list[Block]:
    title = text.title(event.request.title, 150)
    asked = rich(bold(say("Invite to present {title}?", title=title)))
    blocks: list[Block] = [lines([asked, *(_candidate(each) for each in lineup.candidates)])]
    if lineup.fit:
        blocks.append(lines(rich(line) for line in _consequences(event, lineup)))
    return blocks


def _consequences(event: Event, lineup: Lineup) -> list[str]:
    told = [say("Each gets a direct message with a button that opens their own link and PIN.")]
    if lineup.adds:
        adds = say_count(
            "For that the platform adds {number} presenter portal.",
            "For that the platform adds {number} presenter portals.",
            len(lineup.adds),
        )
        told.append(adds)
    if lineup.adds and event.webcast.portals:
        told.append(
            say("The PINs of the other portals should stay; if not, I tell you and their people.")
        )
    if lineup.shares:
        told.append(say("People with the same access share one portal and one PIN."))
    return told


def invited(outcome: Invited, reason: str = "") -> dict[str, Any]:
    """Show what became of invitations; `reason` is why the platform added no portal."""
    sent, all_of_them = len(outcome.sent), len(outcome.sent) + len(outcome.unsent)
    told = say("Invited {count} of {total}.", count=sent, total=all_of_them)
    return {**only_you(told, _outcome(outcome, told, reason)), "replace_original": True}


def sent_again(outcome: Invited) -> str:
    """Say in a sentence what became of one invitation that was sent again."""
    if outcome.sent:
        return say("The invitation was sent again.")
    reasons = " ".join(each.reason for each in outcome.unsent)
    return say("The invitation was not sent again: {reason}", reason=reasons)


def invited_view(outcome: Invited, reason: str = "") -> dict[str, Any]:
    """Show the same in a modal."""
    sent, all_of_them = len(outcome.sent), len(outcome.sent) + len(outcome.unsent)
    told = say("Invited {count} of {total}.", count=sent, total=all_of_them)
    return modal(View.PROGRESS, say("Presenters"), _outcome(outcome, told, reason))


def _outcome(outcome: Invited, told: str, reason: str) -> list[Block]:
    rows = [
        woven(say("Invited: {person}"), person=Parts.User(user_id=each.user))
        for each in outcome.sent
    ]
    rows += [_candidate(each) for each in outcome.unsent]
    blocks: list[Block] = [lines([rich(bold(told)), *rows])]
    if outcome.trouble:
        words = say(
            "The platform added no portal, so nobody was sent anything. They stand on the list: "
            "choose Send again there."
        )
        blocks += [paragraph(reason), paragraph(words)]
    if outcome.new_pins:
        words = say("The platform gave these people a new PIN, and I told them:")
        people = [rich(Parts.User(user_id=user)) for user in outcome.new_pins]
        blocks.append(lines([rich(words), *people]))
    return blocks


def _candidate(each: Candidate) -> Line:
    person = Parts.User(user_id=each.user)
    does = part(each.preset, each.access)
    if each.reason:
        return woven(say("Not {person}: {reason}"), person=person, reason=each.reason)
    return woven(say("{person} · {part}"), person=person, part=does)
