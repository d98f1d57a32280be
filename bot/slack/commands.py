"""What a feature answers of `/webcast`: one handler for each of its verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bot.service.find import find_events
from bot.slack.views.finding import pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

    from bot.domain import Event, Person
    from bot.slack.ids import Verb
    from bot.slack.parts import Parts
    from bot.slack.payloads.command import Line


class CommandHandler(Protocol):
    """Answers a command: `line` holds its verb and the words after it, which make sense."""

    async def __call__(
        self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond, line: Line, /
    ) -> None:
        """Acknowledge at once, and leave the work to the desk."""
        ...


class Feature:
    """Handlers that belong together; made with what they work with."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def commands(self) -> Mapping[Verb, CommandHandler]:
        """The handler of each verb that it answers: none, unless it says so."""
        return {}

    def register(self, app: AsyncApp) -> None:
        """Listen to its buttons, forms and events."""
        raise NotImplementedError


async def one_event(
    ref: str, *, person: Person, parts: Parts, respond: AsyncRespond
) -> Event | None:
    """Find the one event that is meant; where several match, let the person pick and return None.

    Raises `NotFound` where none does. What the person may do with it is yet to be checked.
    """
    found = await find_events(ref, person=person, store=parts.store, clock=parts.clock)
    if len(found) > 1:
        await respond(**pick(found, ref), replace_original=False)
        return None
    return found[0]
