"""Block Kit pieces for the tests, as short as they can be."""

from typing import Any

JSON = dict[str, Any]


def plain(text: str = "Word") -> JSON:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Word") -> JSON:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", **more: object) -> JSON:
    return {"text": plain(f"Option {value}"), "value": value, **more}


def options(count: int) -> list[JSON]:
    return [option(str(number)) for number in range(count)]


def section(text: str = "Word", **more: object) -> JSON:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: object) -> JSON:
    return {"type": "button", "action_id": action_id, "text": plain("Press"), **more}


def actions(*elements: JSON, block_id: str = "row") -> JSON:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(kind: str = "plain_text_input", **more: object) -> JSON:
    return {"type": kind, "action_id": "value", **more}


def entry(block_id: str = "title", element: JSON | None = None, **more: object) -> JSON:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Label"),
        "element": element or field(),
        **more,
    }


def modal(*blocks: JSON, **more: object) -> JSON:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Create webcast"),
        "submit": plain("Create"),
        "blocks": list(blocks) or [entry()],
        **more,
    }


def home(*blocks: JSON, **more: object) -> JSON:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}
