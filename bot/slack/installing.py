"""Installing by OAuth: Slack's own flow, over our database, with pages in our words."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from aiohttp import ClientError
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot import pages
from bot.errors import NotDelivered, StoreFailed
from bot.language import language_of, say, speaking
from bot.slack.ids import SCOPES
from bot.tenancy import Installation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from logging import Logger

    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs
    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.service.ports import Clock, Installs, States

log = logging.getLogger(__name__)

STATE_LIVES: Final = timedelta(minutes=10)
_CODE: Final = re.compile(r"[\w.-]{1,200}", re.ASCII)
_AT_ONCE: Final = 10**7
"""Minutes before its end that a token is renewed: whether it is due is not Slack's to say."""


class Installing(AsyncInstallationStore):
    """Slack's interface of a store of installations, over ours.

    installed: is called after an installation was kept.
    """

    def __init__(
        self, store: Installs, installed: Callable[[Installation], Awaitable[None]]
    ) -> None:
        self._store = store
        self._installed = installed

    @property
    def logger(self) -> Logger:
        """Return the log of this module."""
        return log

    async def async_save(self, installation: SlackInstallation) -> None:
        """Keep an installation in place of the one before."""
        try:
            kept = read_installation(installation)
            await self._store.keep_installation(kept)
        except StoreFailed as error:
            raise BoltError(str(error)) from error
        await self._installed(kept)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002  (the bot has no tokens of people)
        is_enterprise_install: bool | None = False,
    ) -> SlackInstallation | None:
        """Find the workspace's own installation, else its organization's."""
        own = None if is_enterprise_install else await self._store.team_installation(team_id or "")
        found = own or await self._store.org_installation(enterprise_id or "")
        return slack_installation(found) if found else None

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Find the bot of an installation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return found.to_bot() if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Remove an installation: the workspace's, or without one the organization's."""
        now = datetime.now(UTC)
        await self._store.uninstall(enterprise_id or "", team_id or "", before=now)

    async def async_delete_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
    ) -> None:
        """Remove an installation, unless only the token of a person is meant: there are none."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


class StatesOfInstalling(AsyncOAuthStateStore):
    """Slack's interface of a store of states, over ours: each is good once, for ten minutes."""

    def __init__(self, store: States, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def logger(self) -> Logger:
        """Return the log of this module."""
        return log

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """Make a state."""
        state, now = secrets.token_urlsafe(32), self._clock()
        await self._store.keep_state(state, now=now, until=now + STATE_LIVES)
        return state

    async def async_consume(self, state: str) -> bool:
        """Use a state up; False if it was used before, is too old, or was never made."""
        return await self._store.take_state(state, self._clock())


class Flow(AsyncOAuthFlow):
    """Slack's flow; whatever goes wrong on the way ends in a page with a sentence."""

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """Send somebody to Slack, with a state of their own."""
        try:
            return await super().handle_installation(request)
        except StoreFailed:
            log.exception("an installation could not begin")
            return _failed(request, "storage_error", status=503, again=self.install_path)

    async def handle_callback(self, request: AsyncBoltRequest) -> BoltResponse:
        """Take somebody who comes back from Slack."""
        try:
            return await super().handle_callback(request)
        except StoreFailed:
            log.exception("an installation could not end")
            return _failed(request, "storage_error", status=503, again=self.install_path)

    async def run_installation(self, code: str) -> SlackInstallation | None:
        """Exchange the code for a token; None where Slack does not."""
        if not _CODE.fullmatch(code):  # Bolt would write it into the log as it is
            return None
        try:
            return await super().run_installation(code)
        except (SlackClientError, ClientError, OSError, TimeoutError) as error:
            log.warning("Slack did not confirm an installation: %s", type(error).__name__)
            return None


def make_flow(
    client_id: str,
    client_secret: str,
    *,
    client: AsyncWebClient,
    installs: AsyncInstallationStore,
    states: AsyncOAuthStateStore,
) -> Flow:
    """Make the flow of `/slack/install` and `/slack/oauth_redirect`."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=sorted(SCOPES),
        user_scopes=[],
        install_page_rendering_enabled=False,
        authorization_url=f"{_site(client.base_url)}/oauth/v2/authorize",
        installation_store=installs,
        installation_store_bot_only=True,
        state_store=states,
        state_expiration_seconds=int(STATE_LIVES.total_seconds()),
    )

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        cookie = settings.state_utils.build_set_cookie_for_deletion()
        return _installed(args.request, args.installation, cookie, _site(client.base_url))

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        log.info("an installation ended: %.100r", args.reason)
        status = args.suggested_status_code
        return _failed(args.request, args.reason, status=status, again=settings.install_path)

    settings.callback_options = AsyncCallbackOptions(success=success, failure=failure)
    return Flow(client=client, logger=log, settings=settings)


class Rotation:
    """Exchanges the token of an installation for a new one, and its refresh token with it."""

    def __init__(self, client_id: str, client_secret: str, client: AsyncWebClient) -> None:
        self._rotator = AsyncTokenRotator(
            client_id=client_id, client_secret=client_secret, client=client
        )

    async def __call__(self, installation: Installation) -> Installation:
        """Return the installation with new tokens; raises `NotDelivered`."""
        try:
            bot = await self._rotator.perform_bot_token_rotation(
                bot=slack_installation(installation).to_bot(), minutes_before_expiration=_AT_ONCE
            )
        except (SlackClientError, ClientError, OSError, TimeoutError) as error:
            raise NotDelivered(say("Slack gave no new token."), code="no_answer") from error
        if bot is None:
            raise NotDelivered(say("Slack gave no new token."), code="no_answer")
        return replace(
            installation,
            token=bot.bot_token,
            refresh_token=bot.bot_refresh_token or "",
            expires_at=_moment(bot.bot_token_expires_at),
        )


def read_installation(told: SlackInstallation) -> Installation:
    """Read what Slack tells of an installation."""
    is_org = told.is_enterprise_install
    return Installation(
        enterprise=told.enterprise_id or "",
        team="" if is_org else told.team_id or "",
        name=(told.enterprise_name if is_org else told.team_name) or "",
        app=told.app_id or "",
        bot_id=told.bot_id or "",
        bot_user=told.bot_user_id or "",
        scopes=tuple(told.bot_scopes or ()),
        by=told.user_id or "",
        installed_at=datetime.fromtimestamp(told.installed_at, UTC),
        token=told.bot_token or "",
        refresh_token=told.bot_refresh_token or "",
        expires_at=_moment(told.bot_token_expires_at),
    )


def slack_installation(kept: Installation) -> SlackInstallation:
    """Write an installation as Slack's own code wants it."""
    end = kept.expires_at
    return SlackInstallation(
        app_id=kept.app or None,
        enterprise_id=kept.enterprise or None,
        enterprise_name=kept.name if kept.is_org else None,
        team_id=kept.team or None,
        team_name=None if kept.is_org else kept.name,
        bot_token=kept.token,
        bot_id=kept.bot_id,
        bot_user_id=kept.bot_user,
        bot_scopes=list(kept.scopes),
        bot_refresh_token=kept.refresh_token or None,
        bot_token_expires_at=int(end.timestamp()) if end else None,
        user_id=kept.by,
        is_enterprise_install=kept.is_org,
        token_type="bot",  # noqa: S106  (what kind it is)
        installed_at=kept.installed_at.timestamp(),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _site(api_url: str) -> str:
    """Find Slack's pages beside its Web API: some Slacks have hosts of their own."""
    return api_url.removesuffix("/").removesuffix("/api")


def _installed(
    request: AsyncBoltRequest, installation: SlackInstallation, cookie: str, site: str
) -> BoltResponse:
    kept, language = read_installation(installation), _language(request)
    with speaking(language):
        page = pages.installed(
            kept.name, is_org=kept.is_org, link=_next(kept, site), language=language
        )
    return BoltResponse(status=200, body=page, headers={**pages.HEADERS, "Set-Cookie": cookie})


def _next(kept: Installation, site: str) -> str:
    """Lead to the bot in its workspace, or to where an organization adds it to workspaces."""
    if kept.is_org:
        manage = f"https://app.slack.com/manage/{kept.enterprise}/integrations/profile"
        return f"{manage}/{kept.app}/workspaces/add"
    return f"{site}/app_redirect?app={kept.app}&team={kept.team}"


def _failed(request: AsyncBoltRequest, reason: str, *, status: int, again: str) -> BoltResponse:
    language = _language(request)
    with speaking(language):
        page = pages.not_installed(reason, again=again, language=language)
    return BoltResponse(status=status, body=page, headers=dict(pages.HEADERS))


def _language(request: AsyncBoltRequest) -> str:
    """Take the first language that the browser asks for."""
    return language_of(request.headers.get("accept-language", [""])[0].partition(",")[0])
