"""The Events API: what the app is told of when it happens, and links that people post."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from bot.demo import payloads, people
from bot.demo.delivery import Delivery
from bot.demo.typing_text import links
from bot.demo.workspace import Message
from bot.demo.world import World

JSON = dict[str, Any]


class Events:
    """Tells the app of what it subscribes to."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery

    async def tell(self, inner: JSON) -> JSON:
        """Deliver an event, if the app subscribes to its type."""
        is_told = inner["type"] in self._world.settings.events
        if not is_told or not self._world.oauth.is_installed:
            return {"status": "not_sent", "error": None}
        now = self._world.now()
        timed = {**inner, "event_ts": f"{now:.6f}"}
        event_id = "Ev" + secrets.token_hex(5).upper()
        where = self._world.workspace.channels.get(str(inner.get("channel")))
        shared = where is not None and where.is_ext_shared
        callback = payloads.event(timed, event_id, int(now), is_ext_shared=shared)
        ack = await self._delivery.event(callback)
        return {"status": "failed" if ack.error else "ok", "error": ack.error or None}

    async def tell_links(self, message: Message, typed: str) -> None:
        """Tell of the links in a posted message whose domains the app watches."""
        settings = self._world.settings
        watched = watched_links(typed, settings.unfurl_domains)
        if not watched or "link_shared" not in settings.events:
            return
        message.links = watched
        message.unfurl_id = f"{message.channel}.{message.ts}.{secrets.token_hex(32)}"
        await self.tell(self._link_shared(message))

    def _link_shared(self, message: Message) -> JSON:
        where = self._world.workspace.channels[message.channel]
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return {
            "type": "link_shared",
            "channel": where.id,
            "is_bot_user_member": people.BOT_USER in where.members,
            "user": message.user,
            "user_locale": self._world.workspace.users[message.user].locale,
            "message_ts": message.ts,
            **thread,
            "unfurl_id": message.unfurl_id,
            "source": "conversations_history",
            "links": message.links,
        }


def watched_links(typed: str, domains: tuple[str, ...]) -> list[JSON]:
    """List the links to these domains and those below them, in typed order."""
    return [
        {"domain": domain, "url": url} for url in links(typed) if (domain := _domain(url, domains))
    ]


def _domain(url: str, domains: tuple[str, ...]) -> str:
    host = f".{urlsplit(url).hostname or ''}"
    return next((each for each in domains if host.endswith(f".{each.lower()}")), "")
