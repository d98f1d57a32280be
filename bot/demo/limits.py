"""Slack's own rules for what an app sends: views, messages, option answers.

Pure. Each function lists problems in Slack's words; an empty list means Slack would accept it.
Sources: docs.slack.dev Block Kit reference, views.* and chat.* method pages.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from bot.demo.elements import (
    CONTEXT_ACTIONS,
    ID,
    OPTION_GROUP,
    OPTIONS,
    SELECT_OPTION,
    elements,
    link,
    plain,
    text,
)
from bot.demo.rich_text import RICH_TEXT
from bot.demo.shapes import Check, Problem, boolean, by_type, listing, one_of, shape, string, whole

JSON = dict[str, Any]
VIEW_BYTES = 250_000
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCK_TEXT = 12_000
TABLE_TEXT = 10_000
POSTED_TEXT = 40_000
UPDATED_TEXT = 4_000
ATTACHMENTS = 100


def view_problems(view: object) -> list[Problem]:
    """List what is wrong with a modal or home view; pointers start at /view."""
    if not isinstance(view, dict):
        return [Problem("must provide an object", "/view")]
    found = list(by_type({"modal": _modal(), "home": _home()})(view, "/view"))
    found += _uniqueness(view.get("blocks"), "/view/blocks")
    found += _one_focus(view.get("blocks"))
    found += _submit_present(view)
    return found


def view_is_too_large(view: object) -> bool:
    """Whether the whole view passes 250 kB."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def message_problems(blocks: object) -> list[Problem]:
    """List what is wrong with a message's blocks; pointers start at /blocks."""
    check = listing(by_type(_blocks("message")), MESSAGE_BLOCKS, least=0)
    return [*check(blocks, "/blocks"), *_uniqueness(blocks, "/blocks"), *_tables(blocks)]


def blocks_are_too_long(blocks: object) -> bool:
    """Whether the texts of a message's blocks together pass Slack's 12,000 characters."""
    return sum(map(len, _texts(blocks))) > BLOCK_TEXT


def suggestion_problems(answer: object) -> list[Problem]:
    """List what is wrong with the answer to a block_suggestion."""
    check = shape(
        {},
        {
            "options": listing(SELECT_OPTION, OPTIONS, least=0),
            "option_groups": listing(OPTION_GROUP, OPTIONS, least=0),
        },
    )
    found = list(check(answer, ""))
    if isinstance(answer, dict) and ("options" in answer) == ("option_groups" in answer):
        found.append(Problem("must provide exactly one of: options, option_groups", ""))
    return found


@cache
def _modal() -> Check:
    return shape(
        {
            "title": plain(24),
            "blocks": listing(by_type(_blocks("modal")), VIEW_BLOCKS, least=0),
        },
        {
            "submit": plain(24),
            "close": plain(24),
            "private_metadata": string(3000),
            "callback_id": ID,
            "external_id": ID,
            "clear_on_close": boolean,
            "notify_on_close": boolean,
        },
        kind="modal",
    )


@cache
def _home() -> Check:
    return shape(
        {"blocks": listing(by_type(_blocks("home")), VIEW_BLOCKS, least=0)},
        {"private_metadata": string(3000), "callback_id": ID, "external_id": ID},
        kind="home",
    )


@cache
def _blocks(surface: str) -> dict[str, Check]:
    """List the blocks that may stand on a message, modal or home."""
    inside = elements(surface)
    table = {**_text_blocks(inside), **_picture_blocks(), **_form_blocks(inside)}
    if surface == "message":
        table |= _message_blocks()
    if surface == "modal":
        levels = one_of("default", "info", "warning", "error", "success")
        table["alert"] = _block("alert", {"text": text(200)}, {"level": levels})
    return table


def _block(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], *extra: Check
) -> Check:
    return shape(required, {"block_id": ID, **optional}, *extra, kind=kind)


def _text_blocks(inside: Mapping[str, Mapping[str, Check]]) -> dict[str, Check]:
    fields = {
        "text": text(3000),
        "fields": listing(text(2000), 10),
        "accessory": by_type(inside["section"]),
        "expand": boolean,
    }
    return {
        "section": _block("section", {}, fields, _text_or_fields),
        "header": _block("header", {"text": plain(150)}, {}),
        "context": _block("context", {"elements": listing(by_type(inside["context"]), 10)}, {}),
        "divider": _block("divider", {}, {}),
        "rich_text": RICH_TEXT,
    }


def _picture_blocks() -> dict[str, Check]:
    source = {"image_url": link, "slack_file": shape({}, {"id": string(), "url": string()})}
    video = {
        "alt_text": string(2000),
        "title": plain(200),
        "thumbnail_url": link,
        "video_url": link,
    }
    about = {
        "author_name": string(50),
        "description": plain(200),
        "provider_icon_url": link,
        "provider_name": string(),
        "title_url": link,
    }
    return {
        "image": _block("image", {"alt_text": string(2000)}, {**source, "title": plain(2000)}),
        "video": _block("video", video, about),
    }


def _form_blocks(inside: Mapping[str, Mapping[str, Check]]) -> dict[str, Check]:
    return {
        "actions": _block("actions", {"elements": listing(by_type(inside["actions"]), 25)}, {}),
        "input": _block(
            "input",
            {"label": plain(2000), "element": by_type(inside["input"])},
            {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        ),
    }


def _message_blocks() -> dict[str, Check]:
    setting = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
    raw = shape({"text": string()}, {}, kind="raw_text")
    number = shape({"value": whole(), "text": string()}, {}, kind="raw_number")
    cell = by_type({"raw_text": raw, "raw_number": number, "rich_text": RICH_TEXT})
    rows = {"rows": listing(listing(cell, 20), 100)}
    buttons = {"elements": listing(by_type(CONTEXT_ACTIONS), 5)}
    return {
        "markdown": _block("markdown", {"text": string(BLOCK_TEXT, least=1)}, {}),
        "table": _block("table", rows, {"column_settings": listing(setting, 20)}),
        "context_actions": _block("context_actions", buttons, {}),
        "call": _block("call", {"call_id": string(least=1)}, {}),
    }


def _text_or_fields(block: object, at: str) -> Iterator[Problem]:
    if isinstance(block, dict) and not ("text" in block or "fields" in block):
        yield Problem("missing required field: text", at)


def _each(blocks: object) -> Iterator[tuple[int, JSON]]:
    if isinstance(blocks, list):
        yield from ((n, block) for n, block in enumerate(blocks) if isinstance(block, dict))


def _uniqueness(blocks: object, at: str) -> Iterator[Problem]:
    """Refuse a block_id used twice, and an action_id used twice within a block."""
    named = [(f"{at}/{n}/block_id", block.get("block_id")) for n, block in _each(blocks)]
    yield from _repeats(named, "block_id")
    for number, block in _each(blocks):
        inner = block.get("elements") if block.get("type") in ("actions", "context_actions") else []
        acts = [
            (f"{at}/{number}/elements/{n}/action_id", each.get("action_id"))
            for n, each in _each(inner)
        ]
        yield from _repeats(acts, "action_id")


def _repeats(named: Iterable[tuple[str, object]], key: str) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for pointer, name in named:
        if isinstance(name, str) and name:
            seen[name] += 1
            if seen[name] > 1:
                yield Problem(f'`{key}` "{name}" already exists', pointer)


def _one_focus(blocks: object) -> Iterator[Problem]:
    focused = [
        n
        for n, block in _each(blocks)
        if isinstance(block.get("element"), dict) and block["element"].get("focus_on_load")
    ]
    for number in focused[1:]:
        at = f"/view/blocks/{number}/element/focus_on_load"
        yield Problem("only one element may have `focus_on_load`", at)


def _submit_present(view: JSON) -> Iterator[Problem]:
    if view.get("type") == "modal" and "submit" not in view:
        for number, block in _each(view.get("blocks")):
            if block.get("type") == "input":
                message = "must define `submit` to use an `input` block in modals"
                yield Problem(message, f"/view/blocks/{number}/input")


def _tables(blocks: object) -> Iterator[Problem]:
    tables = [(n, block) for n, block in _each(blocks) if block.get("type") == "table"]
    if len(tables) > 1:
        yield Problem("only_one_table_allowed", "/blocks")
    for number, table in tables:
        if sum(map(len, _texts(table))) > TABLE_TEXT:
            yield Problem(f"must be less than {TABLE_TEXT + 1} characters", f"/blocks/{number}")


def _texts(node: object) -> Iterator[str]:
    """Walk every `text` string below a node."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each)
