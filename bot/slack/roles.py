"""Roles: who has which in the workspace, given and taken away by admins."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.domain import Role
from bot.errors import BotError
from bot.language import say
from bot.people import Deed
from bot.preferences import Name
from bot.service.exporting import export_history
from bot.service.find import check
from bot.service.roles import give_role
from bot.service.settings import workspace_setting
from bot.slack.commands import Feature
from bot.slack.desk import failed
from bot.slack.ids import Action, View
from bot.slack.parts import OPTIONS_PATIENCE
from bot.slack.views import roles as views

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond


log = logging.getLogger(__name__)

LINES = 20
"""Lines of the audit trail that are shown."""


class Roles(Feature):
    """Handlers of the roles in a workspace."""

    def register(self, app: AsyncApp) -> None:
        """Listen to the window of roles, and to the buttons that open it and the audit trail."""
        app.action(Action.OPEN_ROLES)(self.open)
        app.action(Action.REMOVE_ROLE)(self.remove)
        app.action(Action.SHOW_CHANGES)(self.show_changes)
        app.action(Action.EXPORT_HISTORY)(self.export)
        app.options(Action.ROLE_GROUPS)(self.groups)
        app.view(View.ROLES)(self.submitted)

    async def open(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Roles]."""
        await ack()
        self._parts.desk.later(self._open(body), self._parts.answer_to(body, respond))

    async def show_changes(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Recent changes]."""
        await ack()
        self._parts.desk.later(self._changes(body), self._parts.answer_to(body, respond))

    async def export(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Export history]."""
        await ack()
        self._parts.desk.later(self._export(body), self._parts.answer_to(body, respond))

    async def remove(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Remove] beside a role."""
        await ack()
        subject = body["actions"][0]["value"]
        self._later(body, [subject], None, int(body["view"]["private_metadata"]))

    async def groups(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Offer an admin the user groups that match; nothing, if Slack is too slow."""
        try:
            check(Deed.ADMINISTER, await self._parts.person(body["user"]["id"]))
            found = await asyncio.wait_for(self._parts.chat.groups(), OPTIONS_PATIENCE)
        except (BotError, TimeoutError) as error:
            log.warning("no user groups to offer: %r", error)
            found = ()
        await ack(options=views.group_options(found, body.get("value") or ""))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Give role]."""
        view = body["view"]
        subjects, role, turn = views.read_given(view)
        if not subjects:
            problem = say("Choose people or a user group.")
            await ack(response_action="errors", errors={views.block_of_people(view): problem})
            return
        await ack(response_action="update", view=views.waiting(say("Saving…")))
        self._later(body, subjects, role, turn + 1)

    def _later(
        self, body: Mapping[str, Any], subjects: Iterable[str], role: Role | None, turn: int
    ) -> None:
        view_id, user = body["view"]["id"], body["user"]["id"]

        async def tell(sentence: str) -> None:
            await self._show(view_id, user, turn, sentence)

        self._parts.desk.later(self._give(view_id, user, subjects, role, turn), tell)

    async def _give(
        self, view_id: str, user: str, subjects: Iterable[str], role: Role | None, turn: int
    ) -> None:
        parts = self._parts
        person = await parts.person(user)
        await give_role(
            subjects,
            role,
            person=person,
            members=parts.members,
            store=parts.store,
            clock=parts.clock,
        )
        await self._show(view_id, user, turn)

    async def _open(self, body: Mapping[str, Any]) -> None:
        drawn = await self._drawn(body["user"]["id"], 0)
        await self._parts.chat.push_view(body["trigger_id"], drawn)

    async def _show(self, view_id: str, user: str, turn: int, problem: str = "") -> None:
        try:
            drawn = await self._drawn(user, turn, problem)
        except BotError as error:
            drawn = views.waiting(problem or failed(error))
        await self._parts.chat.show_view(view_id, drawn)

    async def _drawn(self, user: str, turn: int, problem: str = "") -> dict[str, Any]:
        parts = self._parts
        check(Deed.ADMINISTER, await parts.person(user))
        given = await parts.store.roles(parts.workspace)
        default = await workspace_setting(
            Name.DEFAULT_ROLE, parts.workspace, store=parts.store, clock=parts.clock
        )
        return views.roles(given, Role(default or Role.CREATOR), turn=turn, problem=problem)

    async def _changes(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        check(Deed.ADMINISTER, await parts.person(body["user"]["id"]))
        entries = await parts.store.workspace_history(parts.workspace, LINES)
        await parts.chat.push_view(body["trigger_id"], views.changes(entries))

    async def _export(self, body: Mapping[str, Any]) -> None:
        parts = self._parts
        person = await parts.person(body["user"]["id"])
        await export_history(person=person, chat=parts.chat, store=parts.store, clock=parts.clock)
        entries = await parts.store.workspace_history(parts.workspace, LINES)
        news = say("The history is in your direct messages with me.")
        if view := body.get("view"):
            await parts.chat.show_view(view["id"], views.changes(entries, news=news))
