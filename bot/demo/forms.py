"""What a form's fields hold, in the shapes of `view.state.values`, and what they refuse.

Pure. A value is kept per block_id and action_id as Slack sends it. People and tests give values
in a short form: text, an option's value, an id, "2026-12-01", "15:00", Unix seconds, or a list
of these for fields that take several; None or [] empties a field.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.demo.errors import DriverError
from bot.demo.normalise import elements_of

JSON = dict[str, Any]
Values = dict[str, dict[str, JSON]]

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
# element type -> the key under which Slack reports what was chosen, the key of its initial value
KEYS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(TYPED, ("value", "initial_value")),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
SEVERAL = frozenset(
    {"checkboxes", "file_input", *(kind for kind in KEYS if kind.startswith("multi_"))}
)
WITH_OPTIONS = frozenset(
    kind for kind, (key, _) in KEYS.items() if key in ("selected_option", "selected_options")
)
REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Field(NamedTuple):
    """An element that holds a value, and the block it stands in."""

    block: JSON
    element: JSON

    @property
    def where(self) -> tuple[str, str]:
        """The ids under which its value is kept."""
        return self.block["block_id"], self.element["action_id"]


def fields(blocks: Iterable[JSON]) -> Iterator[Field]:
    """List the elements that hold a value, in order."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") in KEYS:
                yield Field(block, element)


def find(blocks: Iterable[JSON], block_id: str, action_id: str) -> Field:
    """Find an element to click or fill, buttons included."""
    for block in blocks:
        for element in elements_of(block):
            if (block["block_id"], element.get("action_id")) == (block_id, action_id):
                return Field(block, element)
    raise DriverError(f"There is no element {action_id!r} in block {block_id!r} here.")


def fresh(blocks: Iterable[JSON], conversation: str = "") -> Values:
    """Give the values with which a form first appears."""
    values: Values = {}
    for field in fields(blocks):
        block_id, action_id = field.where
        values.setdefault(block_id, {})[action_id] = _initial(field.element, conversation)
    return values


def _initial(element: JSON, conversation: str) -> JSON:
    _, initial = KEYS[element["type"]]
    value = element.get(initial)
    if value is None and element.get("default_to_current_conversation") and conversation:
        value = [conversation] if element["type"] in SEVERAL else conversation
    return _entry(element, value)


def _entry(element: JSON, value: object) -> JSON:
    key, _ = KEYS[element["type"]]
    if element["type"] in SEVERAL:
        value = value or []
    entry: JSON = {"type": element["type"], key: None if value in ("", None) else value}
    if element["type"] == "timepicker" and "timezone" in element:
        entry["timezone"] = element["timezone"]
    return entry


def carried(old: Values, blocks: Iterable[JSON], conversation: str = "") -> Values:
    """Give the values after an update: what was typed stays where both ids stay the same."""
    values = fresh(blocks, conversation)
    for block_id, entries in values.items():
        for action_id, entry in entries.items():
            kept = old.get(block_id, {}).get(action_id)
            if kept is not None and kept["type"] == entry["type"]:
                entries[action_id] = kept
    return values


def filled(
    blocks: Iterable[JSON], values: Values, given: Mapping[str, Any], offered: Iterable[JSON] = ()
) -> Values:
    """Give the values after a person filled fields; `given` is {block_id: {action_id: value}}.

    `offered` are options that an external select has suggested.
    """
    here = list(blocks)
    known = list(offered)
    after = {block_id: dict(entries) for block_id, entries in values.items()}
    for block_id, entries in given.items():
        for action_id, value in entries.items():
            element = find(here, block_id, action_id).element
            after[block_id][action_id] = entry(element, value, known)
    return after


def still_there(blocks: Iterable[JSON], given: Mapping[str, Any]) -> JSON:
    """Keep the values of fields that these blocks have."""
    here = {field.where for field in fields(blocks)}
    return {
        block_id: {
            action_id: entries[action_id] for action_id in entries if (block_id, action_id) in here
        }
        for block_id, entries in given.items()
        if any((block_id, action_id) in here for action_id in entries)
    }


def entry(element: JSON, given: Any, offered: Iterable[JSON] = ()) -> JSON:  # noqa: ANN401 - a value of any element
    """Turn a short value into the shape of `view.state.values`."""
    kind = element["type"]
    if kind not in KEYS:
        raise DriverError(f"A {kind} holds no value.")
    if isinstance(given, dict) and given.get("type") == kind:
        return given
    if kind in WITH_OPTIONS:
        return _entry(element, _chosen(element, given, list(offered)))
    if kind == "rich_text_input" and isinstance(given, str):
        return _entry(element, _rich_text(given))
    return _entry(element, given)


def _rich_text(text: str) -> JSON | None:
    inner = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [inner]} if text else None


def _chosen(element: JSON, given: Any, offered: list[JSON]) -> Any:  # noqa: ANN401 - option or options
    if given in (None, "", []):
        return None
    if element["type"] in SEVERAL:
        return [_option(element, each, offered) for each in given]
    return _option(element, given, offered)


def _option(element: JSON, given: Any, offered: list[JSON]) -> JSON:  # noqa: ANN401 - option or its value
    value = given["value"] if isinstance(given, dict) else given
    for option in [*options_of(element), *offered]:
        if option["value"] == value:
            return option
    raise DriverError(f"{value!r} is not an option of {element['action_id']!r}.")


def options_of(element: JSON) -> list[JSON]:
    """List an element's own options: offered, grouped and initially chosen."""
    grouped = [each for group in element.get("option_groups", ()) for each in group["options"]]
    first = [element["initial_option"]] if "initial_option" in element else []
    return [*element.get("options", ()), *grouped, *first, *element.get("initial_options", ())]


def dispatches(field: Field, why: str | None) -> bool:
    """Whether using an element sends block_actions; `why` names the key that was pressed."""
    if field.block["type"] != "input":
        return True
    if not field.block.get("dispatch_action"):
        return False
    if field.element["type"] not in (*TYPED, "rich_text_input"):
        return True
    config = field.element.get("dispatch_action_config", {})
    return why is None or why in config.get("trigger_actions_on", ["on_enter_pressed"])


def refusals(blocks: Iterable[JSON], values: Values) -> dict[str, str]:
    """List what Slack itself refuses when the form is sent, by block_id."""
    found: dict[str, str] = {}
    for field in fields(blocks):
        if field.block["type"] == "input":
            block_id, action_id = field.where
            key, _ = KEYS[field.element["type"]]
            said = _refusal(field, values[block_id][action_id].get(key))
            if said:
                found[block_id] = said
    return found


def _refusal(field: Field, value: Any) -> str | None:  # noqa: ANN401 - a value of any element
    if value in (None, "", []):
        return None if field.block.get("optional") else REQUIRED
    match field.element["type"]:
        case "plain_text_input":
            return _wrong_length(field.element, value)
        case "email_text_input":
            return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."
        case "url_text_input":
            return None if _is_web(value) else "Please enter a valid URL."
        case "number_input":
            return _wrong_number(field.element, value)
    return None


def _is_web(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _wrong_length(element: JSON, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter {element.get('max_length', 3000)} characters or fewer."
    return None


def _wrong_number(element: JSON, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a valid number."
    if not number.is_finite():
        return "Please enter a valid number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
