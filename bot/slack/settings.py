"""Settings: `/webcast settings`, its windows, and setting something at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import BotError, Invalid
from bot.language import say
from bot.people import Deed, may
from bot.preferences import Name, Owner, Scope, resolve
from bot.service.settings import change_settings, check_settings
from bot.slack.commands import Feature
from bot.slack.desk import failed
from bot.slack.ids import Action, Verb, View
from bot.slack.page import Page, read_page
from bot.slack.payloads.folders import folder_named
from bot.slack.payloads.settings import (
    SCOPES,
    problems,
    read_changes,
    read_keys,
)
from bot.slack.payloads.verbs import read_settings
from bot.slack.views import settings as views

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Person
    from bot.preferences import Setting
    from bot.slack.commands import CommandHandler
    from bot.slack.payloads.command import Line

_OPTIONS = 100
_SCOPE_OF = {action: scope for scope, action in views.TABS.items()}


class Settings(Feature):
    """Handlers of everybody's settings."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `settings`."""
        return {Verb.SETTINGS: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the windows of settings, and to the button of the tray."""
        app.action(Action.OPEN_SETTINGS)(self.open)
        for tab in views.TABS.values():
            app.action(tab)(self.turn)
        app.options(Action.SETTINGS_FOLDER)(self.folders)
        app.view(View.SETTINGS)(self.submitted)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast settings [me|channel|admin] [key:value …]`."""
        await ack()
        asked = read_settings(line.rest)
        page = Page(scope=SCOPES[asked.scope], channel=_channel(body["channel_id"]))
        work = (
            self._set(body["user_id"], page, asked.keys, respond)
            if asked.keys
            else self._open(body, body["user_id"], page)
        )
        self._parts.desk.later(work, self._parts.answer(respond))

    async def open(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """Open one's own: [Settings], in the tray or on Home."""
        await ack()
        channel = _channel(body.get("channel", {}).get("id", ""))
        opening = self._open(body, body["user"]["id"], Page(scope=Scope.USER, channel=channel))
        self._parts.desk.later(opening, self._parts.answer_to(body, respond))

    async def turn(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        """[My settings], [Channel settings] or [Workspace settings] in a window of them."""
        await ack()
        view = body["view"]
        page = replace(
            read_page(view["private_metadata"]),
            scope=_SCOPE_OF[Action(body["actions"][0]["action_id"])],
        )
        showing = self._show(view["id"], body["user"]["id"], page)
        self._parts.desk.later(showing, self._parts.answer_to(body, respond))

    async def folders(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Offer the folders that match what is typed, and to choose none."""
        typed, user = body.get("value") or "", body["user"]["id"]
        found = await self._parts.folder_options(typed, user)
        await ack(options=[views.nothing(), *found][:_OPTIONS])

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Save]: judge the values before the acknowledgement, keep them after it."""
        view = body["view"]
        page = read_page(view["private_metadata"])
        changes = read_changes(view, page)
        if errors := problems(page, changes, now=self._parts.clock()):
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=views.waiting(page.scope, say("Saving…")))
        user = body["user"]["id"]

        async def tell(sentence: str) -> None:
            again = views.not_saved(page, changes, sentence)
            await self._parts.show_or_tell(view["id"], user, again, sentence)

        self._parts.desk.later(self._save(view["id"], user, page, changes), tell)

    async def _open(self, body: Mapping[str, Any], user: str, page: Page) -> None:
        """Open a window at once, since a trigger lives three seconds, and fill it then."""
        waiting = views.waiting(page.scope, say("One moment…"))
        view_id = await self._parts.chat.open_view(body["trigger_id"], waiting)
        self._parts.folders.warm_up()
        await self._show(view_id, user, page)

    async def _show(
        self, view_id: str, user: str, page: Page, changed: Sequence[Setting] = ()
    ) -> None:
        try:
            drawn = await self._drawn(user, page, changed)
        except BotError as error:
            drawn = views.waiting(page.scope, failed(error))
        await self._parts.chat.update_view(view_id, drawn)

    async def _drawn(self, user: str, page: Page, changed: Sequence[Setting]) -> dict[str, Any]:
        parts = self._parts
        person = await parts.person(user)
        owner = _owner(page, user)
        if owner.scope is Scope.CHANNEL and not owner.subject:
            raise Invalid(say("Type that in the channel that is meant."), field="command")
        await check_settings(owner, person=person, chat=parts.chat)
        stored = await parts.store.preferences_at_hand(parts.workspace, user, page.channel)
        mine = resolve(stored, now=parts.clock(), within=(page.scope,))
        rest = resolve(stored, now=parts.clock(), within=_behind(page.scope))
        shown = replace(page, stored={name: each.text for name, each in mine.items()})
        return views.settings(shown, rest, _tabs(person, page.channel), changed=changed)

    async def _save(
        self, view_id: str, user: str, page: Page, changes: Mapping[Name, str | None]
    ) -> None:
        changed = await self._change(user, page, changes)
        await self._show(view_id, user, page, changed)

    async def _set(
        self, user: str, page: Page, keys: Mapping[str, str], respond: AsyncRespond
    ) -> None:
        values = read_keys(keys, page.scope)
        if (folder := values.get(Name.FOLDER)) and not folder[0].isdecimal():
            found = folder_named(await self._parts.folders.tree(), folder)
            values[Name.FOLDER] = f"{found.id} {found.path}"
        changed = await self._change(user, page, values)
        await respond(**views.set_at_once(page.scope, changed), replace_original=False)

    async def _change(
        self, user: str, page: Page, values: Mapping[Name, str | None]
    ) -> tuple[Setting, ...]:
        parts = self._parts
        if page.scope is Scope.CHANNEL and not page.channel:
            raise Invalid(say("Type that in the channel that is meant."), field="command")
        return await change_settings(
            _owner(page, user),
            values,
            person=await parts.person(user),
            chat=parts.chat,
            store=parts.store,
            clock=parts.clock,
        )


def _owner(page: Page, user: str) -> Owner:
    return Owner(scope=page.scope, subject=user if page.scope is Scope.USER else page.subject)


def _channel(channel: str) -> str:
    return channel if channel.startswith(("C", "G")) else ""


def _behind(scope: Scope) -> tuple[Scope, ...]:
    return (Scope.WORKSPACE,) if scope is Scope.USER else ()


def _tabs(person: Person, channel: str) -> list[Scope]:
    """Tell whose settings somebody may turn to; a channel's members are looked up when they do."""
    in_channel = [Scope.CHANNEL] if channel and may(Deed.CREATE, person.role) else []
    as_admin = [Scope.WORKSPACE] if may(Deed.ADMINISTER, person.role) else []
    return [Scope.USER, *in_channel, *as_admin]
