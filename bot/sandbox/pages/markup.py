"""HTML that cannot be broken by what people type: text is escaped unless it is Html."""

from __future__ import annotations

import html
from typing import Final

VOID: Final = frozenset({"br", "input", "link", "meta"})


class Html(str):
    """Markup, safe to send as it is."""

    __slots__ = ()


def tag(name: str, /, *content: str, **attributes: str | bool | None) -> Html:
    """Return an element; `class_` and `data_state` stand for `class` and `data-state`."""
    inside = "".join(f" {_name(key)}{_value(value)}" for key, value in attributes.items() if value)
    if name in VOID:
        return Html(f"<{name}{inside}>")
    return Html(f"<{name}{inside}>{join(*content)}</{name}>")


def join(*content: str) -> Html:
    """Return several pieces one after the other, text escaped."""
    return Html("".join(map(safe, content)))


def safe(text: str) -> Html:
    """Return text as markup."""
    return text if isinstance(text, Html) else Html(html.escape(text))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | bool | None) -> str:  # noqa: FBT001 # an attribute's value
    return "" if value is True else f'="{html.escape(str(value))}"'
