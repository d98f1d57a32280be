"""The form: one modal that creates a webcast, drawn anew from a draft after every change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    ConversationFilter,
    ConversationMultiSelectElement,
    DividerBlock,
    ExternalDataSelectElement,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot import rules
from bot.channels import MOST
from bot.language import say, say_number
from bot.plans import MOST_LEADS
from bot.rules import Access, Kind
from bot.slack import text
from bot.slack.form import Draft, Reading, block_id, unseen
from bot.slack.ids import Action, Field, View
from bot.slack.memory import memory
from bot.slack.views.inputs import (
    duration,
    field_input,
    months,
    option,
    options,
    time_input,
    valued,
)
from bot.slack.views.message import bold, lines, plain, rich
from bot.slack.views.production import production
from bot.slack.views.sharing import reach
from bot.when import describe
from bot.when.zones import same_offset_choices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


def form(draft: Draft, *, now: datetime, problem: str = "") -> dict[str, Any]:
    """Draw the form; `problem` is a sentence shown above it, for trouble that has no field."""
    edits = draft.editing is not None
    blocks = [
        *_problem(problem),
        *_drift(draft),
        *_basics(draft, now),
        DividerBlock(),
        *([] if edits else production(draft)),
        *_audience(draft),
        DividerBlock(),
        *_portals(draft),
        DividerBlock(),
        *_rest(draft, now),
    ]
    return SlackView(
        type="modal",
        callback_id=View.EDIT if edits else View.FORM,
        title=say("Edit webcast") if edits else say("Create webcast"),
        submit=say("Save") if edits else say("Create"),
        close=say("Cancel"),
        private_metadata=memory(draft),
        blocks=blocks,
    ).to_dict()


def _problem(problem: str) -> list[Block]:
    if not problem:
        return []
    return [
        SectionBlock(text=plain(text.shorten(problem, 2900)), block_id="problem"),
        DividerBlock(),
    ]


def _drift(draft: Draft) -> list[Block]:
    """Show what the portal changed, and offer to take it over; nothing is replaced unasked."""
    if not draft.editing or not draft.editing.drift:
        return []
    heading = say("Somebody changed this in the platform's portal:")
    told = [rich(bold(heading)), *(rich(line) for _, line in draft.editing.drift)]
    take = ButtonElement(text=say("Use the portal's values"), action_id=Action.USE_PORTAL_VALUES)
    return [lines(told), ActionsBlock(elements=[take], block_id="drift"), DividerBlock()]


def _basics(draft: Draft, now: datetime) -> list[Block]:
    return [
        field_input(
            draft,
            Field.TITLE,
            say("Title"),
            PlainTextInputElement(
                initial_value=draft.title or None,
                placeholder=plain(say("Q4 town hall")),
                focus_on_load=not draft.title,
            ),
        ),
        *([] if draft.editing else [kind_input(draft)]),
        time_input(draft, Field.WHEN, say("When"), draft.when, "next tuesday 3pm for 90 minutes"),
        _read_back(draft, draft.when_read, now, "when_read"),
        zone_input(draft, now),
        field_input(
            draft,
            Field.DURATION,
            say("Duration"),
            StaticSelectElement(
                options=[duration(minutes) for minutes in rules.DURATION.choices()],
                initial_option=duration(draft.duration),
            ),
        ),
    ]


def kind_input(draft: Draft) -> Block:
    """Ask for the type; like the source it is fixed once the webcast exists."""
    element = RadioButtonsElement(
        action_id=Action.FORM_CHANGED,
        options=options(Kind),
        initial_option=option(draft.kind),
    )
    return field_input(draft, Field.KIND, say("Type"), element, dispatch=True)


def zone_input(draft: Draft, now: datetime) -> Block:
    """Ask for the time zone that a webcast is announced in."""
    return field_input(
        draft,
        Field.ZONE,
        say("Time zone"),
        StaticSelectElement(
            action_id=Action.FORM_CHANGED,
            options=[valued(zone, zone) for zone in _zones(draft, now)],
            initial_option=valued(draft.zone, draft.zone) if draft.zone else None,
            placeholder=plain(say("Choose a time zone")),
        ),
        dispatch=True,
        hint=_zone_hint(draft),
    )


def _zones(draft: Draft, now: datetime) -> list[str]:
    """List the person's own zone first, or those that show the same clock now."""
    first = (draft.zone,) if draft.zone else same_offset_choices(draft.zone_of_reader, now)
    return list(dict.fromkeys((*first, *rules.ZONES)))


def _zone_hint(draft: Draft) -> str | None:
    if not draft.zone_is_known:
        return say("Slack did not tell your time zone in time, so choose the one of the webcast.")
    if draft.zone is None:
        return say(
            "The platform has no zone with the clock of {zone}. "
            "The first ones in the list show the same time now.",
            zone=draft.zone_of_reader,
        )
    return None


def _audience(draft: Draft) -> list[Block]:
    return [
        field_input(
            draft,
            Field.CAPACITY,
            say("Audience capacity"),
            NumberInputElement(
                is_decimal_allowed=False,
                initial_value=draft.capacity or None,
                min_value=str(rules.CAPACITY.low),
                max_value=str(rules.CAPACITY.high),
            ),
            hint=say(
                "How many people can watch: {low} to {high}.",
                low=say_number(rules.CAPACITY.low),
                high=say_number(rules.CAPACITY.high),
            ),
        ),
        expiration_input(draft),
    ]


def expiration_input(draft: Draft) -> Block:
    """Ask for how many months a webcast is kept."""
    offered = [months(number) for number in rules.EXPIRATION.choices()]
    return field_input(
        draft,
        Field.EXPIRATION,
        say("Keep for"),
        StaticSelectElement(options=offered, initial_option=months(draft.expiration)),
        hint=(
            say("Counted from first publishing.")
            if draft.kind is Kind.ON_DEMAND
            else say("Counted from archiving, not from today.")
        ),
    )


def _portals(draft: Draft) -> list[Block]:
    rows: list[Block] = [_portal(draft, row) for row in range(len(draft.portals))]
    if len(draft.portals) < rules.PORTAL_LIMIT:
        button = ButtonElement(text=say("Add another portal"), action_id=Action.FORM_ADD_PORTAL)
        rows.append(ActionsBlock(elements=[button], block_id="add_portal"))
    return rows


def _portal(draft: Draft, row: int) -> Block:
    chosen = [option(part) for part in draft.portals[row]]
    element = StaticMultiSelectElement(
        action_id=Action.FORM_INPUT,
        options=options(Access),
        initial_options=chosen or None,
        placeholder=plain(say("What its holder can open")),
    )
    return InputBlock(
        block_id=block_id(Field.PORTALS, draft, row),
        label=say("Presenter portal {number}", number=row + 1) if row else say("Presenter portal"),
        element=element,
        optional=True,
        hint=None if row else say("Each portal has its own link and PIN, which only you will see."),
    )


def _rest(draft: Draft, now: datetime) -> list[Block]:
    return [
        *_folder(draft),
        field_input(
            draft,
            Field.COST_CENTER,
            say("Cost center"),
            PlainTextInputElement(initial_value=draft.cost_center or None),
            optional=True,
            hint=say("Shows in the platform's reports only."),
        ),
        time_input(
            draft,
            Field.PLAYER_CLOSE,
            say("Player close time"),
            draft.player_close,
            "30 june 2027 at 18:00",
            optional=True,
            hint=say("Takes effect once the webcast is archived; it does not end a running one."),
        ),
        *([_read_back(draft, draft.close_read, now, "close_read")] if draft.close_read else []),
        *([] if draft.editing else [_channels(draft), *_seen(draft)]),
        _reminders(draft),
    ]


def _folder(draft: Draft) -> list[Block]:
    folder = draft.folder
    stays = say("As it is") if draft.editing else say("Home folder of the account")
    choice_of_tree = ExternalDataSelectElement(
        action_id=Action.FORM_FOLDER,
        initial_option=valued(folder.id, folder.path) if folder else None,
        placeholder=plain(stays),
        min_query_length=0,
    )
    blocks = [field_input(draft, Field.FOLDER, say("Folder"), choice_of_tree, optional=True)]
    if draft.editing is None:
        other = PlainTextInputElement(
            initial_value=draft.folder_from or None,
            placeholder=plain(say("Event id or viewer link")),
        )
        name = say("Or the folder of another webcast")
        blocks.append(field_input(draft, Field.FOLDER_FROM, name, other, optional=True))
    return blocks


def _channels(draft: Draft) -> Block:
    return field_input(
        draft,
        Field.CHANNELS,
        say("Announce in"),
        ConversationMultiSelectElement(
            action_id=Action.FORM_CHANGED,
            max_selected_items=MOST,
            initial_conversations=list(draft.channels) or None,
            placeholder=plain(say("Channels")),
            filter=ConversationFilter(
                include=["public", "private"],
                exclude_bot_users=True,
                exclude_external_shared_channels=True,
            ),
        ),
        optional=True,
        dispatch=True,
        hint=say("The viewer link goes there right after the webcast is created."),
    )


def _seen(draft: Draft) -> list[Block]:
    """Say of every channel chosen who will see the announcement there."""
    if not draft.channels:
        return []
    told = [reach(each) for each in draft.seen if each.channel in draft.channels]
    if unseen(draft):
        told.append(say("Looking up who will see it."))
    shown = MarkdownTextObject(text="\n".join(told), verbatim=True)
    return [ContextBlock(elements=[shown], block_id="seen")]


def _reminders(draft: Draft) -> Block:
    return field_input(
        draft,
        Field.REMINDERS,
        say("Reminders"),
        PlainTextInputElement(
            initial_value=draft.reminders or None, placeholder=plain("1d,15m,0"), max_length=100
        ),
        optional=True,
        hint=say(
            "When the channels are reminded, before the start: days, hours, minutes, and 0 for the "
            "start itself, such as 1d,2h,15m,0. At most {most}. Empty for none.",
            most=MOST_LEADS,
        ),
    )


def _read_back(draft: Draft, reading: Reading | None, now: datetime, name: str) -> Block:
    words = _reading(draft, reading, now) if reading else say("Read back here as you type.")
    return ContextBlock(elements=[plain(words)], block_id=name)


def _reading(draft: Draft, reading: Reading, now: datetime) -> str:
    if reading.start is None:
        return say("Not clear yet: {problem}", problem=reading.problem)
    zone = reading.zone or draft.zone_of_reader
    told = describe(reading.start, zone=zone, reader_zone=draft.zone_of_reader, now=now)
    return " · ".join([say("Understood: {moment}", moment=told), *_remarks(reading, draft)])


def _remarks(reading: Reading, draft: Draft) -> Iterable[str]:
    if reading.hint:
        yield reading.hint
    if reading.rounded:
        yield say("rounded up to the platform's 15-minute mark")
    if reading.length and reading.length != timedelta(minutes=draft.duration):
        yield say(
            "{said} becomes {minutes} minutes",
            said=text.length(reading.length),
            minutes=draft.duration,
        )
