"""The create dialogue: the form, its changes, its folders, and what happens after Create."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain import Progress, Wish
from bot.errors import BotError, Invalid
from bot.language import say
from bot.logs import reference
from bot.people import Deed
from bot.plans import CLAIM
from bot.service.create import as_recorded, send
from bot.service.find import check
from bot.slack import form as forms
from bot.slack.commands import Feature
from bot.slack.desk import failed, keep_quiet
from bot.slack.drawing import judged, looked_up, open_form, redraw, say_who_sees, telling
from bot.slack.given import with_settings
from bot.slack.ids import Action, Shortcut, Verb, View
from bot.slack.payloads import form as payloads
from bot.slack.payloads.command import read_create
from bot.slack.payloads.folders import folder_named
from bot.slack.payloads.prefill import prefill
from bot.slack.payloads.quoted import prefill_from_message
from bot.slack.views import finding, progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.channels import Obstacle
    from bot.domain import Event, WebcastRequest
    from bot.service.create import Outcome
    from bot.slack.commands import CommandHandler
    from bot.slack.desk import Work
    from bot.slack.parts import Parts
    from bot.slack.payloads.command import CreateWords, Line
    from bot.slack.verdict import Verdict

log = logging.getLogger(__name__)

NAME_PATIENCE = 1.0
"""Seconds that a form waits for the name of a folder to be found: its trigger lives three."""


class Creating(Feature):
    """Handlers of the create dialogue."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `create`."""
        return {Verb.CREATE: self.open_from_command}

    def register(self, app: AsyncApp) -> None:
        """Listen to everything the form sends."""
        app.action(Action.OPEN_FORM)(self.open_from_button)
        app.action(Action.FORM_CHANGED)(self.changed)
        app.action(Action.FORM_ADD_PORTAL)(self.add_portal)
        app.options(Action.FORM_FOLDER)(self.folder_options)
        app.view(View.FORM)(self.submitted)
        app.shortcut(Shortcut.CREATE)(self.open_from_shortcut)
        app.shortcut(Shortcut.CREATE_FROM_MESSAGE)(self.open_from_message)

    async def open_from_command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast create …`: open the form, filled in with the words."""
        await ack()
        tell = self._parts.answer(respond)
        self._parts.desk.later(self._open(body, respond, line.rest, body["channel_id"]), tell)

    async def open_from_button(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Create webcast]: open an empty form."""
        await ack()
        channel = body.get("channel", {}).get("id", "")
        opening = self._open({**body, "user_id": body["user"]["id"]}, respond, "", channel)
        self._parts.desk.later(opening, self._parts.answer_to(body, respond))

    async def open_from_shortcut(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Create webcast] beside the composer: open an empty form; nobody knows the channel."""
        await ack()
        self._parts.desk.later(self._open_about(body, ""), self._parts.answer_to(body, respond))

    async def open_from_message(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond
    ) -> None:
        """[Create webcast from this] on a message: open the form, filled in from it."""
        await ack()
        opening = self._open_about(body, body["channel"]["id"])
        self._parts.desk.later(opening, self._parts.answer_to(body, respond))

    async def changed(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Somebody typed a time or changed a choice: draw the form anew."""
        await ack()
        self._parts.desk.later(self._reread(body["view"], body["user"]["id"]), keep_quiet)

    async def add_portal(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Add another portal]: one more row."""
        await ack()
        draft = forms.with_portal_row(payloads.read_draft(body["view"]))
        drawing = self._draw(body["view"]["id"], body["user"]["id"], draft)
        self._parts.desk.later(drawing, keep_quiet)

    async def folder_options(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Offer the folders that match what is typed; nothing, if the platform is too slow."""
        typed, user = body.get("value") or "", body["user"]["id"]
        await ack(options=await self._parts.folder_options(typed, user))

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Create]: judge the form before the acknowledgement, create after it."""
        verdict = await judged(ack, body["view"], self._parts, progress.creating)
        if verdict.request:
            self._start(body, verdict.draft, verdict.request, verdict.reminders)
        else:
            self._parts.desk.later(self._look_again(body, verdict), keep_quiet, again=True)

    async def _open(
        self, body: Mapping[str, Any], respond: AsyncRespond, rest: str, channel: str
    ) -> None:
        draft = await self._blank(body["user_id"], channel)
        try:
            words, now = read_create(rest), self._parts.clock()
            draft, problem = await filled(
                self._parts, words, lambda said: prefill(draft, said, now=now)
            )
        except Invalid as error:
            await respond(**finding.refused_words(failed(error), Verb.CREATE))
            return
        await self._show(body, draft, problem)

    async def _open_about(self, body: Mapping[str, Any], channel: str) -> None:
        draft = await self._blank(body["user"]["id"], channel)
        text = body.get("message", {}).get("text") or ""
        await self._show(body, prefill_from_message(draft, text, now=self._parts.clock()))

    async def _blank(self, user: str, channel: str) -> forms.Draft:
        """Make an empty form for somebody, if they may create."""
        facts = await self._parts.chat.facts(user)
        if facts.is_known:
            check(Deed.CREATE, await self._parts.person(user))
        now, channels = self._parts.clock(), here(channel)
        draft = forms.blank(facts.zone, now=now, zone_is_known=facts.is_known, channels=channels)
        return with_settings(draft, await self._parts.settings_for(user, channel))

    async def _show(self, body: Mapping[str, Any], draft: forms.Draft, problem: str = "") -> None:
        user = body.get("user_id") or body["user"]["id"]
        await open_form(self._parts, body, user, draft, problem)

    async def _reread(self, view: Mapping[str, Any], user: str) -> None:
        draft = forms.read(payloads.read_draft(view), now=self._parts.clock())
        await self._draw(view["id"], user, draft)

    async def _draw(self, view_id: str, user: str, draft: forms.Draft) -> None:
        known = await redraw(self._parts, view_id, draft)
        await say_who_sees(self._parts, view_id, user, draft, known_hash=known)

    async def _look_again(self, body: Mapping[str, Any], verdict: Verdict) -> None:
        """Say who will see it where that was not said, or is no longer true: a bot was invited."""
        draft, view_id = verdict.draft, body["view"]["id"]
        if not draft.channels or (verdict.question and not forms.unseen(draft)):
            return
        told = await looked_up(self._parts, body["user"]["id"], draft)
        if verdict.question or _obstacles(told) != _obstacles(draft):
            await redraw(self._parts, view_id, told, verdict.question)

    def _start(
        self,
        body: Mapping[str, Any],
        draft: forms.Draft,
        request: WebcastRequest,
        reminders: tuple[timedelta, ...],
    ) -> None:
        wish = Wish(
            key=body["view"]["id"],
            workspace=self._parts.workspace,
            owner=body["user"]["id"],
            request=request,
            channels=draft.channels,
            reminders=reminders,
            asked_at=self._parts.clock(),
            reference=reference(),
        )

        tell = telling(self._parts, wish.key, wish.owner, draft)
        self._parts.desk.begin(partial(self._claim, wish), tell, ref=wish.reference)

    async def _claim(self, wish: Wish, delivery: str) -> Work | None:
        """Write the wish down together with its delivery, so that neither is known alone."""
        store, until = self._parts.store, self._parts.clock() + CLAIM
        is_ours = await store.claim_delivered(wish, delivery, until=until)
        if is_ours is None:
            return None
        return self._create(wish) if is_ours else self._look_up(wish)

    async def _create(self, wish: Wish) -> None:
        parts = self._parts
        await self._check(wish)
        await self._show_outcome(
            await send(wish, webcasts=parts.webcasts, store=parts.store, clock=parts.clock)
        )

    async def _check(self, wish: Wish) -> None:
        """Check that they may, before anything is sent; otherwise the wish may come again."""
        try:
            check(Deed.CREATE, await self._parts.person(wish.owner))
        except Exception:
            await self._parts.store.record_refused(
                wish.workspace, wish.key, reason="", reference=wish.reference
            )
            raise

    async def _look_up(self, wish: Wish) -> None:
        await self._show_outcome(await as_recorded(wish, self._parts.store))

    async def _show_outcome(self, outcome: Outcome) -> None:
        wish, parts = outcome.wish, self._parts
        if outcome.event:
            await self._created(wish.key, outcome.event)
        elif wish.progress is Progress.UNCERTAIN:
            await parts.chat.show_view(wish.key, progress.uncertain(wish))
            await parts.chat.tell_uncertain(wish)
            await parts.store.told_uncertain(wish)
            parts.refresh_home((wish.owner,))

    async def _created(self, view_id: str, event: Event) -> None:
        await self._parts.chat.show_view(view_id, progress.created(event, ()))
        posts = await self._parts.begin(event)
        await self._parts.chat.show_view(view_id, progress.created(event, posts))


async def filled(
    parts: Parts, words: CreateWords, fill: Callable[[CreateWords], forms.Draft]
) -> tuple[forms.Draft, str]:
    """Fill in the words of a command, with a folder by its name; also say what could not be."""
    name = words.keys.get("folder", "")
    if not name or name.isdecimal():
        return fill(words), ""
    keys = {key: value for key, value in words.keys.items() if key != "folder"}
    draft = fill(replace(words, keys=keys))
    try:
        tree = await asyncio.wait_for(parts.folders.tree(), NAME_PATIENCE)
    except (BotError, TimeoutError) as error:
        log.warning("a folder is not looked up by its name: %r", error)
        problem = say("I could not read the folders in time. Choose “{name}” below.", name=name)
        return draft, problem
    return replace(draft, folder=folder_named(tree, name), folder_from=""), ""


def _obstacles(draft: forms.Draft) -> dict[str, Obstacle | None]:
    return {each.channel: each.obstacle for each in draft.seen}


def here(channel: str) -> tuple[str, ...]:
    """Announce where the command was typed, if that is a channel."""
    return (channel,) if channel.startswith(("C", "G")) else ()
