"""Links that somebody posted, as Slack tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import rules
from bot.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPOSER = "COMPOSER"
"""The channel of a message that is still being written: only its author sees it."""
MOST_LINKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLinks:
    """Links in one message: who posted them and in which channel, and each by its event id.

    `place` names the message for `chat.unfurl`. `is_shared_outside` is true where Slack says so of
    the channel at once.
    """

    user: str
    channel: str
    place: dict[str, Any]
    links: dict[str, str]
    is_shared_outside: bool = False


def read_links(body: Mapping[str, Any]) -> SharedLinks:
    """Read `link_shared`: the first link to each event, of at most `MOST_LINKS` events."""
    event = body["event"]
    found: dict[str, str] = {}
    for link in event["links"]:
        if event_id := _event_id(str(link["url"])):
            found.setdefault(event_id, str(link["url"]))
    return SharedLinks(
        user=str(event.get("user") or ""),
        channel=str(event["channel"]),
        place=_place(event),
        links=dict(list(found.items())[:MOST_LINKS]),
        is_shared_outside=bool(body.get("is_ext_shared_channel")),
    )


def _place(event: Mapping[str, Any]) -> dict[str, Any]:
    if "unfurl_id" in event:
        return {"unfurl_id": str(event["unfurl_id"]), "source": str(event["source"])}
    return {"channel": str(event["channel"]), "ts": str(event["message_ts"])}


def _event_id(url: str) -> str:
    try:
        return rules.event_id(rules.event_id_in(url))
    except Invalid:
        return ""
