"""Slack's rules for texts, options and interactive elements.

Sources: Block Kit reference on docs.slack.dev (composition objects, block elements) and
@slack/types 3.2. Option values stay within the 75 characters on which all sources agree.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.demo.shapes import (
    Check,
    Problem,
    any_schema,
    anything,
    boolean,
    by_type,
    listing,
    matching,
    one_of,
    shape,
    string,
    whole,
)

ID = string(255)
OPTIONS = 100
TEN = 10
URL_SCHEMES = ("http", "https", "mailto", "slack")


def plain(most: int = 3000) -> Check:
    """Accept a plain_text object of 1 to `most` characters."""
    inner = shape(
        {"text": string(most, least=1)}, {"emoji": boolean, "type": anything}, kind="plain_text"
    )
    return by_type({"plain_text": inner})


def mrkdwn(most: int = 3000) -> Check:
    """Accept a mrkdwn object of 1 to `most` characters."""
    return shape({"text": string(most, least=1)}, {"verbatim": boolean}, kind="mrkdwn")


def text(most: int = 3000) -> Check:
    """Accept either kind of text object."""
    return any_schema({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: str) -> bool:
    hour, _, minute = value.partition(":")
    two_digits = len(hour) == len(minute) == len("00") and (hour + minute).isascii()
    return two_digits and (hour + minute).isdigit() and int(hour) < 24 and int(minute) < 60  # noqa: PLR2004 - a day's hours, an hour's minutes


def _is_url(value: str) -> bool:
    scheme, colon, rest = value.partition(":")
    return bool(colon and rest) and scheme.lower() in URL_SCHEMES


DATE = matching(_is_date, "a date in the format YYYY-MM-DD")
TIME = matching(_is_time, "a time in the format HH:mm")
URL = matching(_is_url, "a valid URL")


def link(value: object, at: str) -> Iterator[Problem]:
    """Accept the address of a button or option: 3,000 characters of a scheme Slack opens."""
    yield from string(3000)(value, at)
    yield from URL(value, at)


CONFIRM = shape(
    {"text": text(300)},
    {
        "title": plain(100),
        "confirm": plain(30),
        "deny": plain(30),
        "style": one_of("primary", "danger"),
    },
)
PLACEHOLDER = plain(150)
DISPATCH = shape(
    {},
    {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)},
)
SELECT_OPTION = shape({"text": plain(75), "value": string(75)}, {"description": plain(75)})
OVERFLOW_OPTION = shape(
    {"text": plain(75), "value": string(75)}, {"description": plain(75), "url": link}
)
BOX_OPTION = shape({"text": text(75), "value": string(75)}, {"description": text(75)})
OPTION_GROUP = shape({"label": plain(75), "options": listing(SELECT_OPTION, OPTIONS)}, {})


def _offered(element: Mapping[str, object]) -> list[object]:
    """List the options of a well-formed element, groups opened; nothing if it is malformed."""
    options, groups = element.get("options"), element.get("option_groups")
    if isinstance(groups, list):
        inner = [each.get("options") for each in groups if isinstance(each, dict)]
        return [option for each in inner if isinstance(each, list) for option in each]
    return options if isinstance(options, list) else []


def _key(option: object) -> object:
    return option.get("value") if isinstance(option, dict) else None


def options_or_groups(element: object, at: str) -> Iterator[Problem]:
    """Refuse a select with both `options` and `option_groups`, or with neither."""
    if isinstance(element, dict) and ("options" in element) == ("option_groups" in element):
        yield Problem("must provide exactly one of: options, option_groups", at)


def initial_among_options(element: object, at: str) -> Iterator[Problem]:
    """Refuse an initial choice that is not one of the choices."""
    if not isinstance(element, dict):
        return
    values = [_key(each) for each in _offered(element)]
    chosen = element.get("initial_options")
    if "initial_option" in element and _key(element["initial_option"]) not in values:
        yield Problem("initial_option must match one of the options", f"{at}/initial_option")
    if isinstance(chosen, list) and any(_key(each) not in values for each in chosen):
        yield Problem("initial_options must match the options", f"{at}/initial_options")


_FOCUS: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_PICK: dict[str, Check] = {**_FOCUS, "placeholder": PLACEHOLDER}
_MULTI: dict[str, Check] = {**_PICK, "max_selected_items": whole(1)}
_FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CHOICES: dict[str, Check] = {
    "options": listing(SELECT_OPTION, OPTIONS),
    "option_groups": listing(OPTION_GROUP, OPTIONS),
}
_CONVERSATION: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_SINGLE_URL: dict[str, Check] = {"response_url_enabled": boolean}


def _select(kind: str, single: Mapping[str, Check], multi: Mapping[str, Check]) -> dict[str, Check]:
    """Describe a select and its multi-select sibling."""
    rules = (options_or_groups, initial_among_options) if kind == "static_select" else ()
    return {
        kind: shape({}, {**_PICK, **single}, *rules, kind=kind),
        f"multi_{kind}": shape({}, {**_MULTI, **multi}, *rules, kind=f"multi_{kind}"),
    }


_MIN_QUERY: dict[str, Check] = {"min_query_length": whole(0)}
_SELECTS = {
    **_select(
        "static_select",
        {**_CHOICES, "initial_option": SELECT_OPTION},
        {**_CHOICES, "initial_options": listing(SELECT_OPTION, OPTIONS)},
    ),
    **_select(
        "external_select",
        {**_MIN_QUERY, "initial_option": SELECT_OPTION},
        {**_MIN_QUERY, "initial_options": listing(SELECT_OPTION, OPTIONS)},
    ),
    **_select(
        "users_select", {"initial_user": string()}, {"initial_users": listing(string(), least=0)}
    ),
    **_select(
        "channels_select",
        {**_SINGLE_URL, "initial_channel": string()},
        {"initial_channels": listing(string(), least=0)},
    ),
    **_select(
        "conversations_select",
        {**_CONVERSATION, **_SINGLE_URL, "initial_conversation": string()},
        {**_CONVERSATION, "initial_conversations": listing(string(), least=0)},
    ),
}


def _typed(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    base: dict[str, Check] = {
        "action_id": ID,
        "placeholder": PLACEHOLDER,
        "focus_on_load": boolean,
        "dispatch_action_config": DISPATCH,
    }
    return shape(required, {**base, **optional}, kind=kind)


BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": link,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
    kind="button",
)
IMAGE = shape(
    {"alt_text": string(2000)},
    {"image_url": link, "slack_file": shape({}, {"id": string(), "url": string()})},
    kind="image",
)
_PICKERS: dict[str, Check] = {
    "datepicker": shape({}, {**_PICK, "initial_date": DATE}, kind="datepicker"),
    "timepicker": shape(
        {}, {**_PICK, "initial_time": TIME, "timezone": string(least=1)}, kind="timepicker"
    ),
    "datetimepicker": shape(
        {},
        {**_FOCUS, "initial_date_time": whole(1_000_000_000, 9_999_999_999)},
        kind="datetimepicker",
    ),
    "overflow": shape(
        {"options": listing(OVERFLOW_OPTION, 5)},
        {"action_id": ID, "confirm": CONFIRM},
        kind="overflow",
    ),
    "checkboxes": shape(
        {"options": listing(BOX_OPTION, TEN)},
        {**_FOCUS, "initial_options": listing(BOX_OPTION, TEN)},
        initial_among_options,
        kind="checkboxes",
    ),
    "radio_buttons": shape(
        {"options": listing(BOX_OPTION, TEN)},
        {**_FOCUS, "initial_option": BOX_OPTION},
        initial_among_options,
        kind="radio_buttons",
    ),
}
_TEXT_INPUT = _typed(
    "plain_text_input",
    {},
    {
        "initial_value": string(3000),
        "multiline": boolean,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
    },
)
_FORM_ONLY: dict[str, Check] = {
    "email_text_input": _typed("email_text_input", {}, {"initial_value": string()}),
    "url_text_input": _typed("url_text_input", {}, {"initial_value": string()}),
    "number_input": _typed(
        "number_input",
        {"is_decimal_allowed": boolean},
        {"initial_value": string(), "min_value": string(), "max_value": string()},
    ),
    "file_input": shape(
        {},
        {"action_id": ID, "filetypes": listing(string()), "max_files": whole(1, TEN)},
        kind="file_input",
    ),
}
_RICH_INPUT = _typed(
    "rich_text_input",
    {},
    {"initial_value": anything, "min_lines": whole(1), "max_lines": whole(1)},
)
_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": shape(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
        {"action_id": ID},
        kind="feedback_buttons",
    ),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": listing(string()),
        },
        kind="icon_button",
    ),
}


def elements(surface: str) -> dict[str, dict[str, Check]]:
    """List what may stand in section, actions, input and context on a message, modal or home."""
    clickable = {"button": BUTTON, **_SELECTS, **_PICKERS}
    late = set() if surface != "home" else {"datetimepicker"}
    rich = {} if surface == "message" else {"rich_text_input": _RICH_INPUT}
    form = {**_SELECTS, **_PICKERS, "plain_text_input": _TEXT_INPUT, **rich}
    form |= _FORM_ONLY if surface == "modal" else {}
    return {
        "section": {**_without(clickable, {"datetimepicker"}), "image": IMAGE},
        "actions": {**_without(clickable, late), **rich},
        "input": _without(form, {"overflow", *late}),
        "context": {"image": IMAGE, "plain_text": plain(), "mrkdwn": mrkdwn()},
    }


def _without(table: Mapping[str, Check], gone: set[str]) -> dict[str, Check]:
    return {kind: check for kind, check in table.items() if kind not in gone}
