"""Viewer links that people post: a thin card below each that leads to a webcast of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.language import speaking
from bot.people import Deed
from bot.service.find import check
from bot.slack.commands import Feature
from bot.slack.desk import keep_quiet
from bot.slack.ids import Happening
from bot.slack.payloads.links import COMPOSER, read_links
from bot.slack.views.unfurl import unfurl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.domain import Event
    from bot.slack.payloads.links import SharedLinks


class Unfurling(Feature):
    """Handlers of links."""

    def register(self, app: AsyncApp) -> None:
        """Listen to links that are posted."""
        app.event(Happening.LINK_SHARED)(self.shared)

    async def shared(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Somebody posted links to the platform, or is writing a message with them."""
        await ack()
        self._parts.desk.later(self._unfurl(read_links(body)), keep_quiet)

    async def _unfurl(self, shared: SharedLinks) -> None:
        parts = self._parts
        if not shared.links or await self._is_read_outside(shared):
            return
        check(Deed.FIND, await parts.person(shared.user))
        shown = {}
        for event_id, url in shared.links.items():
            event = await parts.store.event(parts.workspace, event_id)
            if event and not _is_for_presenters(url, event):
                with speaking(await parts.chat.channel_language()):
                    shown[url] = unfurl(event, parts.clock())
        if shown:
            await parts.chat.unfurl(shared, shown)

    async def _is_read_outside(self, shared: SharedLinks) -> bool:
        """Tell whether other companies read along; where Slack does not say, nothing is shown."""
        if shared.is_shared_outside:
            return True
        if shared.channel == COMPOSER:
            return False
        return await self._parts.chat.is_shared_outside(shared.channel)


def _is_for_presenters(url: str, event: Event) -> bool:
    """Tell whether a link is a presenter's: a card below it would only draw eyes to it."""
    return url in {portal.link for portal in event.webcast.portals}
