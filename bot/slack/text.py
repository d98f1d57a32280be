"""Text on its way to and from Slack: escaping, plain text, date tokens."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from bot.language import say, say_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"\s+")
_SIGILS = {"@": "@", "#": "#", "!": "@", "": ""}
_RIGHT_TO_LEFT = {"R", "AL", "AN"}

_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def escape(text: str) -> str:
    """Make text harmless in mrkdwn: `&`, `<` and `>`, exactly once (Slack's own three)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def isolate(text: str) -> str:
    """Keep right-to-left text from turning round whatever stands beside it.

    Marks that override or embed a direction are dropped; the text then stands in an isolate
    (Unicode Bidirectional Algorithm, FSI and PDI).
    """
    calm = _BREAKS.sub(" ", _DIRECTION.sub("", text)).strip()
    return f"{_ISOLATE}{calm}{_END_ISOLATE}" if _needs_isolation(calm) else calm


def shorten(text: str, limit: int) -> str:
    """Cut text to `limit` characters, the last one an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def joined(parts: Iterable[str], limit: int = 4000) -> str:
    """Join whole parts by semicolons, as many as fit: Slack takes 4,000 characters of text."""
    told = ""
    for part in parts:
        longer = f"{told}; {part}" if told else part
        if len(longer) > limit:
            break
        told = longer
    return told


def title(text: str, limit: int = 150) -> str:
    """Make a title ready for a plain_text or rich_text element of at most `limit` characters."""
    return isolate(shorten(text, limit - 2))


def plain(text: str) -> str:
    """Turn what Slack sends of a command into what the person typed.

    Slack writes mentions, channels and links as `<@U1|name>`, `<#C1|name>`, `<https://…|label>`
    and escapes what was typed of `&`, `<`, `>`.
    """
    return unescape(_MARK.sub(_typed, text))


def folder_path(names: Sequence[str], limit: int = 75) -> str:
    """Show the end of a long path: its beginning is what folders share."""
    whole = " / ".join(names)
    return whole if len(whole) <= limit else f"…{whole[-(limit - 1) :]}"


def mention(user: str) -> str:
    """Mention a person by id."""
    return f"<@{user}>"


def channel(channel_id: str) -> str:
    """Refer to a channel by id; Slack shows its name to those who may know it."""
    return f"<#{channel_id}>"


def date(moment: datetime, *, fallback: str, style: str = "") -> str:
    """Write a moment that each reader sees on their own clock (Slack's date token)."""
    style = style or say("{date_long_pretty} at {time}")
    return f"<!date^{int(moment.timestamp())}^{style}|{escape(fallback)}>"


def link(url: str, label: str) -> str:
    """Write a link whose label and url cannot break out of it."""
    safe = url.replace("|", "%7C").replace(">", "%3E").replace("<", "%3C").replace(" ", "%20")
    return f"<{safe.replace('&', '&amp;')}|{escape(label).replace('|', '¦')}>"


def length(duration: timedelta) -> str:
    """Write a duration in words: `90 minutes`, `2 hours`, `1 hour 30 minutes`."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    told = [say_count("{number} hour", "{number} hours", hours)] if hours else []
    if minutes or not hours:
        told.append(say_count("{number} minute", "{number} minutes", minutes))
    return " ".join(told)


def _typed(mark: re.Match[str]) -> str:
    sigil, target, label = mark.group(1), mark.group(2), mark.group(3)
    if not sigil:
        return label if label and _was_linked(target, label) else target
    return _SIGILS[sigil] + (label or target).removeprefix("@")


def _was_linked(target: str, label: str) -> bool:
    """Tell whether Slack made a link of words: `example.com`, `room@example.com`."""
    return target in {f"http://{label}", f"https://{label}", f"mailto:{label}"}


def _needs_isolation(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)
