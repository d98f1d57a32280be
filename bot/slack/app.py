"""The Bolt app: what listens to what, and what happens to everything else."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotDelivered
from bot.language import say, speak
from bot.logs import reference
from bot.slack.answering import Answering
from bot.slack.browsing import Browsing
from bot.slack.calendaring import Calendaring
from bot.slack.changing import Changing
from bot.slack.checking import Checking
from bot.slack.connecting import Connecting
from bot.slack.copying import Copying
from bot.slack.creating import Creating
from bot.slack.desk import work_for
from bot.slack.finding import Finding
from bot.slack.home import Home
from bot.slack.ids import Action, Choice
from bot.slack.importing import Importing
from bot.slack.leaving import Leaving
from bot.slack.listing import Listing
from bot.slack.owning import Owning
from bot.slack.payloads.form import submission_of
from bot.slack.presenting import Presenting
from bot.slack.reminding import Reminding
from bot.slack.roles import Roles
from bot.slack.searching import Searching
from bot.slack.settings import Settings
from bot.slack.settling import Settling
from bot.slack.sharing import Sharing
from bot.slack.undoing import Undoing
from bot.slack.unfurling import Unfurling
from bot.slack.views.message import only_you
from bot.slack.views.progress import outdated, unexpected
from bot.slack.windows import InWindow, Through

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncRespond
    from slack_bolt.response import BoltResponse

    from bot.slack.chat import SlackChat
    from bot.slack.commands import Feature
    from bot.slack.desk import Desk
    from bot.slack.parts import Parts
    from bot.tenancy import Installation

    Middleware = Callable[..., Awaitable[None]]
    Authorize = Callable[..., Awaitable[AuthorizeResult | None]]

log = logging.getLogger(__name__)
_bolts_log = logging.getLogger("slack_bolt")

OTHER_WORKSPACE = "This bot serves another workspace. Ask whoever runs it to set one up for yours."


def make_app(
    parts: Parts, installation: Installation, client: AsyncWebClient, signing_secret: str
) -> AsyncApp:
    """Make the Bolt app of one workspace.

    Who we are there is known from the installation, so that no request waits for Slack to say so.
    """

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        if team_id != parts.workspace:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=installation.bot_user,
            bot_id=installation.bot_id,
            bot_token=client.token,
        )

    app = bare_app(client, signing_secret, authorize, OTHER_WORKSPACE)
    app.middleware(_noting_who(parts.chat))
    changing, presenting, sharing = Changing(parts), Presenting(parts), Sharing(parts)
    copying, reminding, calendaring = Copying(parts), Reminding(parts), Calendaring(parts)
    features: list[Feature] = [
        Importing(parts),  # before the create form, whose inputs it shares
        Creating(parts),
        copying,
        changing,
        Undoing(parts),
        sharing,
        presenting,
        Answering(parts),
        Searching(parts),
        Settings(parts),
        Roles(parts),
        Connecting(parts),
        Owning(parts),
        Leaving(parts),
        Checking(parts),
        reminding,
        Settling(parts),
        Listing(parts),
        calendaring,
        Unfurling(parts),
        Browsing(parts),
    ]
    finding = Finding(parts, features)
    finding.register(app)  # first: Bolt asks one listener after the other
    for feature in features:
        feature.register(app)
    menu = {
        Choice.SHOW: finding.show_event,
        Choice.EDIT: changing.edit,
        Choice.SHARE: sharing.ask,
        Choice.PRESENTERS: presenting.show,
        Choice.COPY: copying.copy,
        Choice.CALENDAR: calendaring.send,
        Choice.REMIND: reminding.remind_me,
        Choice.CANCEL: changing.ask_to_cancel,
    }
    Home(parts, menu).register(app)
    for only_a_link in (Action.WATCH, Action.GOOGLE_CALENDAR, Action.OUTLOOK_CALENDAR):
        app.action(only_a_link)(_acknowledge)
    app.action(re.compile(".*"))(_outdated)
    app.view(re.compile(".*"))(_outdated_view)
    app.error(_noting_what(parts.desk))
    return app


def bare_app(
    client: AsyncWebClient, signing_secret: str, authorize: Authorize, refusal: str
) -> AsyncApp:
    """Make a Bolt app that listens to nothing yet; whoever it does not serve is told the refusal.

    `process_before_response` returns the acknowledgement as soon as a handler is done; handlers
    leave their work to the desk.
    """
    with _without_advice():
        return AsyncApp(
            logger=_bolts_log,  # else each of its loggers takes the level of the root
            client=AsyncWebClient(base_url=client.base_url, session=client.session),
            signing_secret=signing_secret,
            authorize=authorize,  # type: ignore[arg-type]  # Bolt answers None with the next line
            user_facing_authorize_error_message=refusal,
            process_before_response=True,
        )


def _noting_who(chat: SlackChat) -> Middleware:
    """Make the middleware that notes who is acting, and speaks their language as far as known.

    It never waits for Slack. Both are set with every request: a connection may serve many in one
    task, and what was set for one person would reach the next.
    """

    async def note(
        context: AsyncBoltContext,
        body: Mapping[str, Any],
        next: Callable[[], Awaitable[None]],  # noqa: A002  (the name Bolt looks for)
    ) -> None:
        user = context.user_id or ""
        if context.response_url and context.respond:
            context["respond"] = Through(chat, user, context.respond)
        elif "view" in body:
            context["respond"] = InWindow(chat, body)
        work_for(user, submission_of(body))
        speak(chat.language_at_hand(user))
        await next()

    return note


@contextmanager
def _without_advice() -> Iterator[None]:
    """Keep Bolt from warning that it ignores SLACK_BOT_TOKEN, which it finds by itself."""
    _bolts_log.addFilter(_is_trouble)
    try:
        yield
    finally:
        _bolts_log.removeFilter(_is_trouble)


def _is_trouble(record: logging.LogRecord) -> bool:
    return record.levelno > logging.WARNING


async def _acknowledge(ack: AsyncAck) -> None:
    """Accept a click that only opens a link."""
    await ack()


async def _outdated(ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
    """Answer a click on something that an earlier version posted or drew."""
    await ack()
    words = say("That button belongs to an earlier version. Type /webcast to see what I can do.")
    if respond.response_url or "view" in body:
        await respond(**only_you(words), replace_original=False)


async def _outdated_view(ack: AsyncAck) -> None:
    """Answer a form that an earlier version opened, without closing it over what was typed."""
    await ack(response_action="push", view=outdated())


def _noting_what(desk: Desk) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Make what takes note of whatever broke before a request was acknowledged."""

    async def unforeseen(
        error: Exception, body: Mapping[str, Any], respond: AsyncRespond
    ) -> BoltResponse | None:
        desk.note(error)
        return await _unforeseen(error, body, respond)

    return unforeseen


async def _unforeseen(
    error: Exception, body: Mapping[str, Any], respond: AsyncRespond
) -> BoltResponse | None:
    """Tell the person that something broke before their request was acknowledged."""
    ref = reference()
    log.error("unforeseen, reference %s, in a %s", ref, body.get("type"), exc_info=error)
    if respond.response_url:
        with suppress(NotDelivered, SlackClientError, ClientError, OSError):
            await respond(**only_you(unexpected(ref)), replace_original=False)
    return None
