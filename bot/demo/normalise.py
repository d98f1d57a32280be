"""What Slack fills into blocks before it shows or returns them: ids and text defaults."""

from collections.abc import Callable
from typing import Any

JSON = dict[str, Any]
INTERACTIVE = frozenset(
    {
        "button",
        "checkboxes",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "feedback_buttons",
        "file_input",
        "icon_button",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "timepicker",
        "url_text_input",
        *(
            many + kind + "_select"
            for many in ("", "multi_")
            for kind in ("static", "external", "users", "channels", "conversations")
        ),
    }
)


def blocks(sent: list[JSON], new_id: Callable[[], str]) -> list[JSON]:
    """Copy blocks, giving each block and interactive element the id that it lacks."""
    return [_block(each, new_id) for each in sent]


def _block(sent: JSON, new_id: Callable[[], str]) -> JSON:
    block: JSON = _defaults(sent)
    block.setdefault("block_id", new_id())
    for element in elements_of(block):
        if element.get("type") in INTERACTIVE:
            element.setdefault("action_id", new_id())
    return block


def _defaults(node: Any) -> Any:  # noqa: ANN401 - walks any JSON
    if isinstance(node, list):
        return [_defaults(each) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _defaults(value) for key, value in node.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy


def elements_of(block: JSON) -> list[JSON]:
    """List a block's elements, wherever its type keeps them."""
    kind = block["type"]
    if kind == "input":
        return [block["element"]]
    if kind == "section":
        return [block["accessory"]] if "accessory" in block else []
    return block["elements"] if kind in ("actions", "context_actions") else []


def summary(sent: list[JSON]) -> str:
    """Give the text that Slack makes up for a message that came with blocks only."""
    return " ".join(_texts(sent))


def _texts(node: Any) -> list[str]:  # noqa: ANN401 - walks any JSON
    if isinstance(node, list):
        return [text for each in node for text in _texts(each)]
    if not isinstance(node, dict) or node.get("type") in INTERACTIVE:
        return []
    own = node.get("text")
    if isinstance(own, str):
        return [own]
    return [text for value in node.values() for text in _texts(value)]
