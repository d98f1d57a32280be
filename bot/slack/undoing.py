"""Undoing: [Undo] in the window that shows a saved change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain import changes_back
from bot.errors import NotDelivered
from bot.language import say
from bot.people import Deed
from bot.service.change import undo_event
from bot.slack.commands import Feature
from bot.slack.ids import Action
from bot.slack.views import changing as views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp

    from bot.domain import Event
    from bot.service.change import Changed
    from bot.slack.parts import Parts


class Undoing(Feature):
    """Handlers of taking the last change back."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._under_way: set[str] = set()

    def register(self, app: AsyncApp) -> None:
        """Listen to [Undo]."""
        app.action(Action.UNDO_CHANGE)(self.undo)

    async def undo(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Undo]; a double click is one undo."""
        await ack()
        view_id, user = body["view"]["id"], body["user"]["id"]

        async def tell(sentence: str) -> None:
            try:
                await self._parts.chat.update_view(view_id, views.not_undone(sentence))
            except NotDelivered:
                await self._parts.chat.tell(user, lambda: sentence)

        if view_id not in self._under_way:
            self._under_way.add(view_id)
            self._parts.desk.later(self._undo(body), tell)

    async def _undo(self, body: Mapping[str, Any]) -> None:
        parts, view_id = self._parts, body["view"]["id"]
        event_id, revision = views.undoes(body["actions"][0]["value"])
        try:
            event, person = await parts.event_for(Deed.CHANGE, event_id, body["user"]["id"])
            await parts.chat.show_view(view_id, views.working(event.request.title))
            done = await undo_event(
                event,
                revision,
                person=person,
                webcasts=parts.webcasts,
                store=parts.store,
                clock=parts.clock,
                line=await parts.chat.for_channels(_line),
            )
        finally:
            self._under_way.discard(view_id)
        await self._follow(view_id, event, done)

    async def _follow(self, view_id: str, event: Event, done: Changed) -> None:
        """Let everything follow, and show what was changed back."""
        changes, zone = changes_back(event), done.event.request.zone

        told = views.change_lines(event.request, changes, zone)
        failed = await self._parts.replan(done.event)
        shown = views.saved(
            done.event,
            views.undone_lines(event, told),
            failed,
            lost_portals=done.lost_portals,
            heading=say("Undone"),
        )
        await self._parts.chat.show_view(view_id, shown)


def _line(before: Event, after: Event) -> str:
    changes = changes_back(before)
    return views.thread_line(views.change_lines(before.request, changes, after.request.zone))
