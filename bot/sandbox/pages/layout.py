"""What every page shares: head, bar with the SANDBOX badge, footer."""

from __future__ import annotations

from typing import Final

from bot.sandbox.pages.markup import Html, join, tag
from bot.sandbox.pages.style import CSS, SCRIPT

TITLE_LENGTH: Final = 80
LONG: Final = 90
ENDLESS: Final = 280
MARK: Final = Html(
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">'
    '<rect width="32" height="32" rx="9" fill="#3d4fd1"/>'
    '<path d="M13 10.5v11l9-5.5z" fill="#fff"/></svg>'
)
ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='9' fill='%233d4fd1'/%3E"
    "%3Cpath d='M13 10.5v11l9-5.5z' fill='%23fff'/%3E%3C/svg%3E"
)
FOOTER: Final = (
    "This is a sandbox: an emulation for trying things out. Nothing here is broadcast, "
    "and nothing reaches webcasts.com."
)


def page(title: str, *content: str) -> str:
    """Return a whole document."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("title", f"{shortened(title, TITLE_LENGTH)} · Webcast sandbox"),
        tag("link", rel="icon", href=ICON),
        tag("style", Html(CSS)),
    )
    body = tag(
        "body",
        tag(
            "header",
            MARK,
            tag("span", "Webcast"),
            tag("span", "SANDBOX", class_="badge"),
            class_="bar",
        ),
        tag("main", *content),
        tag("footer", FOOTER, " ", tag("a", "Sandbox console", href="./"), "."),
        tag("script", Html(SCRIPT)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def shortened(text: str, length: int) -> str:
    """Return a text that fits, with an ellipsis if it was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def heading(title: str) -> Html:
    """Return an event's title, smaller the longer it is."""
    size = "endless" if len(title) > ENDLESS else "long" if len(title) > LONG else None
    return tag("h1", title, class_=size, dir="auto")


def details(title: str, *rows: tuple[str, str]) -> Html:
    """Return a card with names and values."""
    pairs = [join(tag("dt", name), tag("dd", value, dir="auto")) for name, value in rows]
    return tag("section", tag("h2", title), tag("dl", *pairs), class_="card")


def message(title: str, *paragraphs: str) -> str:
    """Return a page that only says something."""
    said = [tag("p", paragraph, class_="soft") for paragraph in paragraphs]
    card = tag("section", tag("h1", title), *said, class_="card")
    return page(title, tag("div", card, class_="narrow"))
