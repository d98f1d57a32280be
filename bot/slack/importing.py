"""Importing: `/webcast import`, what it asks, and the click that takes a webcast over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import Invalid
from bot.language import say
from bot.people import Deed
from bot.service.find import check
from bot.service.importing import check_takeable, import_event
from bot.service.settle import event_id_named, look_up
from bot.slack.commands import Feature
from bot.slack.desk import failed
from bot.slack.editing import import_draft
from bot.slack.ids import Action, Verb, View
from bot.slack.payloads.form import read_draft
from bot.slack.payloads.verbs import read_import
from bot.slack.verdict import judge_rest
from bot.slack.views import importing as views
from bot.slack.views import uncertain
from bot.slack.views.finding import refused_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Person, Rest, Webcast
    from bot.slack.commands import CommandHandler
    from bot.slack.desk import Tell
    from bot.slack.payloads.command import Line


class Importing(Feature):
    """Handlers of taking over a webcast that was made elsewhere."""

    @property
    def commands(self) -> dict[Verb, CommandHandler]:
        """Answer `import`."""
        return {Verb.IMPORT: self.command}

    def register(self, app: AsyncApp) -> None:
        """Listen to the form, whose inputs speak up as those of the create form do."""
        app.action(Action.FORM_CHANGED, matchers=[_in_our_form])(self.changed)
        app.view(View.IMPORT)(self.submitted)

    async def command(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line
    ) -> None:
        """`/webcast import <id|viewer link>`: look it up, and ask for what that does not tell."""
        await ack()
        self._parts.desk.later(self._open(body, respond, line), self._parts.answer(respond))

    async def changed(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Draw the form anew: the type or the source was changed."""
        await ack()
        view = body["view"]
        drawn = views.again(view, read_draft(view), now=self._parts.clock())
        tell = self._tell_in(view["id"], body["user"]["id"])
        self._parts.desk.later(self._parts.chat.update_view(view["id"], drawn), tell)

    async def submitted(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """[Import]: judge what was said before the acknowledgement, look again after it."""
        view = body["view"]
        draft = read_draft(view)
        errors, rest = judge_rest(draft)
        if rest is None or draft.editing is None:
            await ack(response_action="errors", errors=errors)
            return
        event_id, user = draft.editing.event_id, body["user"]["id"]
        await ack(response_action="update", view=_looking(event_id))

        async def tell(sentence: str) -> None:
            shown = views.again(view, draft, now=self._parts.clock(), problem=sentence)
            await self._parts.show_or_tell(view["id"], user, shown, sentence)

        self._parts.desk.later(self._import(view["id"], user, event_id, rest), tell)

    async def _open(self, body: Mapping[str, Any], respond: AsyncRespond, line: Line) -> None:
        parts, user = self._parts, body["user_id"]
        person = await parts.person(user)
        check(Deed.CREATE, person)
        try:
            event_id = event_id_named(read_import(line.rest).what)
        except Invalid as error:
            await respond(**refused_words(failed(error), Verb.IMPORT))
            return
        window = await parts.chat.open_view(body["trigger_id"], _looking(event_id))
        work = self._ask(window, person, event_id)
        parts.desk.later(work, self._tell_in(window, user))

    async def _ask(self, window: str, person: Person, event_id: str) -> None:
        parts = self._parts
        webcast = await self._look_up(window, person, event_id)
        if webcast:
            check_takeable(webcast)
            draft = import_draft(webcast, person.zone, now=parts.clock())
            await parts.chat.update_view(window, views.form(webcast, draft, now=parts.clock()))

    async def _import(self, window: str, user: str, event_id: str, rest: Rest) -> None:
        parts = self._parts
        person = await parts.person(user)
        check(Deed.CREATE, person)
        webcast = await self._look_up(window, person, event_id)
        if webcast is None:
            return
        event = await import_event(
            webcast, rest, key=window, person=person, store=parts.store, clock=parts.clock
        )
        await parts.chat.show_view(window, views.imported(event))
        await parts.begin(event)

    async def _look_up(self, window: str, person: Person, event_id: str) -> Webcast | None:
        """Read a webcast; show whose it is where it is known here, and return None."""
        parts = self._parts
        found = await look_up(
            event_id, workspace=person.workspace, webcasts=parts.webcasts, store=parts.store
        )
        if found.known is None:
            return found.webcast
        await parts.chat.update_view(window, uncertain.known_already(found.known))
        return None

    def _tell_in(self, window: str, user: str) -> Tell:
        """Make a way to tell a sentence in a window, or else in a direct message."""

        async def tell(sentence: str) -> None:
            shown = uncertain.sentence(say("Not imported"), sentence)
            await self._parts.show_or_tell(window, user, shown, sentence)

        return tell


async def _in_our_form(body: Mapping[str, Any]) -> bool:
    return (body.get("view") or {}).get("callback_id") == View.IMPORT


def _looking(event_id: str) -> dict[str, Any]:
    words = say("I am looking at webcast {id} on the platform.", id=event_id)
    return uncertain.sentence(say("One moment…"), words)
