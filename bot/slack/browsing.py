"""The platform's folders, with their ids: `/webcast folders`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.people import Deed
from bot.service.find import check
from bot.slack.commands import Feature
from bot.slack.ids import Action, Verb
from bot.slack.payloads.verbs import read_folders
from bot.slack.views.folders import folder_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line


class Browsing(Feature):
    """Handlers of the list of folders."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `folders`."""
        return {Verb.FOLDERS: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the button below the list."""
        app.action(Action.FOLDERS_REFRESH)(self.refresh)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast folders [text]`."""
        await ack()
        work = self._list(body["user_id"], read_folders(line.rest).text, respond)
        self._parts.desk.later(work, self._parts.answer(respond))

    async def refresh(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[Refresh]: read the folders anew, unless they were read within the last minute."""
        await ack()
        text = body["actions"][0].get("value") or ""
        work = self._list(body["user"]["id"], text, respond, anew=True)
        self._parts.desk.later(work, self._parts.answer_to(body, respond))

    async def _list(
        self, user: str, text: str, respond: AsyncRespond, *, anew: bool = False
    ) -> None:
        check(Deed.CREATE, await self._parts.person(user))
        folders = self._parts.folders
        seen = await (folders.refresh() if anew else folders.seen())
        await respond(**folder_list(seen.tree, text, seen.at), replace_original=anew)
