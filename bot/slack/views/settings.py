"""The settings of a person, a channel and the workspace: one window each, and what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from babel import Locale
from slack_sdk.models.blocks import (
    ActionsBlock,
    ConversationFilter,
    ConversationMultiSelectElement,
    DividerBlock,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    PlainTextInputElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot import preferences, rules, typed
from bot.domain import Role
from bot.language import LANGUAGES, say, say_count, say_number, to_say
from bot.plans import DEFAULT_LEADS
from bot.preferences import CONFIRM_FROM, DEFAULT_ROLES, Name, Scope, names
from bot.slack import text
from bot.slack.ids import Action, View
from bot.slack.page import NOT_SET, Page, block_id, write_page
from bot.slack.views.account import open_button
from bot.slack.views.inputs import duration, months, valued
from bot.slack.views.message import (
    Parts,
    bold,
    button,
    lines,
    modal,
    only_you,
    paragraph,
    plain,
    remark,
    rich,
    woven,
)
from bot.slack.views.words import label, leads
from bot.when.leads import write_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from slack_sdk.models.blocks import Block, InputInteractiveElement, Option

    from bot.preferences import Given, Setting

_TITLES = {
    Scope.USER: to_say("My settings"),
    Scope.CHANNEL: to_say("Channel settings"),
    Scope.WORKSPACE: to_say("Workspace settings"),
}
TABS = {
    Scope.USER: Action.MY_SETTINGS,
    Scope.CHANNEL: Action.CHANNEL_SETTINGS,
    Scope.WORKSPACE: Action.WORKSPACE_SETTINGS,
}
_ABOUT = {
    Scope.USER: to_say("These fill in the form when you create a webcast."),
    Scope.CHANNEL: to_say(
        "These fill in the form for whoever creates a webcast from {channel}. They go before "
        "everybody's own settings."
    ),
    Scope.WORKSPACE: to_say(
        "These fill in the form for everybody who has no setting of their own, in channels without "
        "one."
    ),
}
NAMES = {
    Name.ZONE: to_say("Time zone"),
    Name.DURATION: to_say("Duration"),
    Name.CAPACITY: to_say("Audience capacity"),
    Name.EXPIRATION: to_say("Keep for"),
    Name.SOURCE: to_say("Source"),
    Name.REGION: to_say("Region"),
    Name.FOLDER: to_say("Folder"),
    Name.ANNOUNCE: to_say("Announce in"),
    Name.REMINDERS: to_say("Reminders of the channels"),
    Name.CONFIRM_FROM: to_say("Ask before announcing from this many members on"),
    Name.LANGUAGE: to_say("Language in channels"),
    Name.DEFAULT_ROLE: to_say("Everybody without a role of their own"),
}
ROLES = {
    Role.NOBODY: to_say("No access"),
    Role.VIEWER: to_say("Viewer: looks on"),
    Role.CREATOR: to_say("Creator: makes webcasts"),
    Role.ADMIN: to_say("Admin: may do all"),
}
_BUILT_IN = {
    Name.ZONE: to_say("everybody's own clock"),
    Name.FOLDER: to_say("home folder of the account"),
    Name.REGION: to_say("the one of the time zone"),
    Name.ANNOUNCE: to_say("where the command is typed"),
}
_DEFAULTS = {
    Name.DURATION: "60",
    Name.CAPACITY: "1000",
    Name.EXPIRATION: "12",
    Name.SOURCE: "webcam",
    Name.REMINDERS: write_leads(DEFAULT_LEADS),
    Name.CONFIRM_FROM: str(CONFIRM_FROM),
    Name.LANGUAGE: LANGUAGES[0],
    Name.DEFAULT_ROLE: Role.CREATOR.value,
}


def settings(
    page: Page,
    applies: Mapping[Name, Given],
    tabs: Sequence[Scope],
    *,
    changed: Sequence[Setting] = (),
) -> dict[str, Any]:
    """Draw the settings of a scope; `applies` is what counts where nothing is set in it."""
    blocks = [
        *([lines([rich(bold(say("Saved."))), *map(_change, changed)])] if changed else []),
        _about(page),
        *_tabs(page, tabs),
        DividerBlock(),
        *(_input(name, page, applies) for name in names(page.scope)),
    ]
    return _form(page, blocks)


def not_saved(page: Page, changes: Mapping[Name, str | None], problem: str) -> dict[str, Any]:
    """Draw the settings anew with a problem above them, and everything chosen kept."""
    typed_in = {name: kept for name, kept in {**page.stored, **changes}.items() if kept}
    shown = replace(page, stored=typed_in)
    inputs = [_input(name, shown, {}) for name in names(page.scope)]
    return _form(page, [paragraph(problem), _about(page), DividerBlock(), *inputs])


def _form(page: Page, blocks: Sequence[Block]) -> dict[str, Any]:
    return SlackView(
        type="modal",
        callback_id=View.SETTINGS,
        title=say(_TITLES[page.scope]),
        submit=say("Save"),
        close=say("Close"),
        private_metadata=write_page(page),
        blocks=blocks,
    ).to_dict()


def waiting(scope: Scope, words: str) -> dict[str, Any]:
    """Show a sentence where settings are about to stand, or cannot."""
    return modal(View.PROGRESS, say(_TITLES[scope]), [paragraph(words)])


def set_at_once(scope: Scope, changed: Sequence[Setting]) -> dict[str, Any]:
    """Answer a command that set something: what it was, and what it is now."""
    heading = say(_TITLES[scope])
    if not changed:
        told = say("{heading}: that is how it was.", heading=heading)
        return only_you(told)
    said = [_told_change(each) for each in changed]
    whole = text.joined([heading, *said])
    return only_you(text.escape(whole), [lines([rich(bold(heading)), *map(_change, changed)])])


def nothing() -> dict[str, Any]:
    """Offer to choose no folder at all."""
    return valued(NOT_SET, say("Not set")).to_dict()


def value(name: Name, kept: str) -> str:
    """Write a value in words."""
    return _WORDS[name](kept)


def otherwise(name: Name, page: Page, applies: Mapping[Name, Given]) -> str:
    """Write what counts where nothing is set."""
    if page.scope is Scope.CHANNEL:
        return say("as everybody has it")
    if name in applies:
        return value(name, applies[name].text)
    if name is Name.ZONE and page.scope is Scope.USER:
        return say("your own clock")
    return say(_BUILT_IN[name]) if name in _BUILT_IN else value(name, _DEFAULTS[name])


def _about(page: Page) -> Block:
    sentence = say(_ABOUT[page.scope])
    if page.scope is Scope.CHANNEL:
        return lines([woven(sentence, channel=Parts.Channel(channel_id=page.channel))])
    return remark(sentence)


def _tabs(page: Page, tabs: Sequence[Scope]) -> list[Block]:
    """Offer the settings of other scopes, and what else an admin looks after."""
    buttons = [button(say(_TITLES[tab]), TABS[tab]) for tab in tabs if tab is not page.scope]
    if page.scope is Scope.WORKSPACE:
        buttons.append(button(say("Roles"), Action.OPEN_ROLES))
        buttons.append(open_button())
        buttons.append(button(say("Recent changes"), Action.SHOW_CHANGES))
    return [ActionsBlock(elements=buttons, block_id="tabs")] if buttons else []


def _input(name: Name, page: Page, applies: Mapping[Name, Given]) -> Block:
    stored, without = page.stored.get(name), otherwise(name, page, applies)
    element = _ELEMENTS[name](stored, without)
    element.action_id = Action.SETTINGS_FOLDER if name is Name.FOLDER else Action.FORM_INPUT
    return InputBlock(
        block_id=block_id(name, page),
        label=say(NAMES[name]),
        element=element,
        optional=True,
        hint=say("At most 5, such as 1d,15m,0; off for none.") if name is Name.REMINDERS else None,
    )


def _not_set(without: str) -> Option:
    """Offer to leave a setting open, saying what then counts."""
    return valued(NOT_SET, text.shorten(say("Not set: {value}", value=without), 75))


def _select(kept: str | None, without: str, options: Sequence[Option]) -> StaticSelectElement:
    offered = [_not_set(without), *options]
    chosen = next((each for each in offered if each.value == kept), offered[0])
    return StaticSelectElement(options=offered, initial_option=chosen)


def _choice(
    name: Name, choices: Sequence[str]
) -> Callable[[str | None, str], InputInteractiveElement]:
    return lambda kept, without: _select(
        kept, without, [valued(each, value(name, each)) for each in choices]
    )


def _number(low: int, high: int) -> Callable[[str | None, str], InputInteractiveElement]:
    return lambda kept, without: NumberInputElement(
        is_decimal_allowed=False,
        initial_value=kept,
        min_value=str(low),
        max_value=str(high),
        placeholder=_placeholder(without),
    )


def _reminders(kept: str | None, without: str) -> InputInteractiveElement:
    return PlainTextInputElement(
        initial_value=kept, max_length=100, placeholder=_placeholder(without)
    )


def _folder(kept: str | None, without: str) -> InputInteractiveElement:
    number, _ = preferences.folder(kept or "")
    return ExternalDataSelectElement(
        initial_option=valued(number, value(Name.FOLDER, kept)) if kept else None,
        placeholder=_placeholder(without),
        min_query_length=0,
    )


def _channels(kept: str | None, without: str) -> InputInteractiveElement:
    return ConversationMultiSelectElement(
        initial_conversations=list(preferences.channels(kept or "")) or None,
        placeholder=_placeholder(without),
        filter=ConversationFilter(
            include=["public", "private"],
            exclude_bot_users=True,
            exclude_external_shared_channels=True,
        ),
    )


def _placeholder(without: str) -> Any:  # noqa: ANN401  (slack_sdk types placeholders loosely)
    return plain(text.shorten(say("Not set: {value}", value=without), 150))


_MOST_MEMBERS = 1_000_000
_ELEMENTS: dict[Name, Callable[[str | None, str], Any]] = {
    Name.ZONE: _choice(Name.ZONE, rules.ZONES),
    Name.DURATION: lambda kept, without: _select(
        kept, without, [duration(each) for each in rules.DURATION.choices()]
    ),
    Name.CAPACITY: _number(rules.CAPACITY.low, rules.CAPACITY.high),
    Name.EXPIRATION: lambda kept, without: _select(
        kept, without, [months(each) for each in rules.EXPIRATION.choices()]
    ),
    Name.SOURCE: _choice(Name.SOURCE, preferences.offered(typed.SOURCES)),
    Name.REGION: _choice(Name.REGION, preferences.offered(typed.REGIONS)),
    Name.FOLDER: _folder,
    Name.ANNOUNCE: _channels,
    Name.REMINDERS: _reminders,
    Name.CONFIRM_FROM: _number(1, _MOST_MEMBERS),
    Name.LANGUAGE: _choice(Name.LANGUAGE, LANGUAGES),
    Name.DEFAULT_ROLE: _choice(Name.DEFAULT_ROLE, [role.value for role in DEFAULT_ROLES]),
}


def _folder_name(kept: str) -> str:
    number, path = preferences.folder(kept)
    return path or say("Folder {number}", number=number)


def _channel_count(kept: str) -> str:
    return say_count("{number} channel", "{number} channels", len(preferences.channels(kept)))


def _language(kept: str) -> str:
    name = Locale.parse(kept).get_display_name() or kept
    return name[:1].upper() + name[1:]


_WORDS: dict[Name, Callable[[str], str]] = {
    Name.ZONE: str,
    Name.DURATION: lambda kept: text.length(timedelta(minutes=int(kept))),
    Name.CAPACITY: lambda kept: say_number(int(kept)),
    Name.EXPIRATION: lambda kept: say_count("{number} month", "{number} months", int(kept)),
    Name.SOURCE: lambda kept: label(typed.SOURCES[kept]),
    Name.REGION: lambda kept: label(typed.REGIONS[kept]),
    Name.FOLDER: _folder_name,
    Name.ANNOUNCE: _channel_count,
    Name.REMINDERS: lambda kept: leads(preferences.leads(kept)),
    Name.CONFIRM_FROM: lambda kept: say_number(int(kept)),
    Name.LANGUAGE: _language,
    Name.DEFAULT_ROLE: lambda kept: say(ROLES[Role(kept)]),
}


def _change(change: Setting) -> Any:  # noqa: ANN401  (a line of rich text)
    return rich(_told_change(change))


def _told_change(change: Setting) -> str:
    before, after = (
        say("not set") if kept is None else value(change.name, kept)
        for kept in (change.before, change.after)
    )
    name = say(NAMES[change.name])
    return say("{field}: from {old} to {new}", field=name, old=before, new=after)
