"""The webcast platform as one workspace sees it: with its own account, or with the operator's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from bot.errors import LoginRefused, Misconfigured, NotConnected, StoreFailed, Unreachable
from bot.language import Unsaid, say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.domain import Changes, Folder, Receipt, Webcast, WebcastRequest
    from bot.health import Allowance
    from bot.service.ports import Accounts, LogsIn, Webcasts
    from bot.tenancy import Account, Login

log = logging.getLogger(__name__)

T = TypeVar("T")

_NOT_CONNECTED = Unsaid(
    lambda: say(
        "This workspace is not connected to the webcast platform yet, so nothing was done. An "
        "admin of the webcast bot can connect it: /webcast settings admin, then Platform account."
    )
)
_NOT_ACCEPTED = Unsaid(
    lambda: say(
        "The platform does not accept this workspace's account any more, so nothing was done. An "
        "admin of the webcast bot can enter it anew: /webcast settings admin, then Platform "
        "account."
    )
)
_NOT_ASKED = Unsaid(
    lambda: say(
        "The bot could not use its database, so it did not ask the platform. Try again later."
    )
)


class Connected:
    """The platform, by the account that the workspace has at the moment of the call.

    log_in_as: makes a client for an account of its own.
    operator: the client of whoever runs the bot, for workspaces without one; None where such a
        workspace must not use it.
    """

    def __init__(
        self,
        workspace: str,
        *,
        accounts: Accounts,
        log_in_as: Callable[[Login], LogsIn],
        operator: LogsIn | None,
    ) -> None:
        self._workspace = workspace
        self._accounts = accounts
        self._log_in_as = log_in_as
        self._operator = operator
        self._own: tuple[Login, LogsIn] | None = None

    async def create(self, request: WebcastRequest) -> Receipt:
        """Create a webcast, once."""
        return await self._ask(lambda platform: platform.create(request))

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt:
        """Change a webcast."""
        return await self._ask(lambda platform: platform.update(event_id, changes, before=before))

    async def status(self, event_id: str) -> Webcast:
        """Read a webcast."""
        return await self._ask(lambda platform: platform.status(event_id))

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        """Read a folder and all below it."""
        return await self._ask(lambda platform: platform.folder_tree(folder_id))

    async def check_login(self) -> None:
        """Log in unless that is done."""
        await self._ask(lambda platform: platform.check_login())

    async def allowances(self) -> Sequence[Allowance]:
        """Tell how many calls are left for now, without asking the platform."""
        return await self._ask(lambda platform: platform.allowances())

    async def is_connected(self) -> bool:
        """Tell whether there is an account to ask with, without asking the platform."""
        return self.has_operator or await self._accounts.account(self._workspace) is not None

    @property
    def has_operator(self) -> bool:
        """Whether the operator's account serves a workspace without its own."""
        return self._operator is not None

    async def _ask(self, call: Callable[[Webcasts], Awaitable[T]]) -> T:
        """Make a call; raises `NotConnected` where there is no account to make it with."""
        account = await self._account()
        if account is None:
            if self._operator is None:
                raise NotConnected(_NOT_CONNECTED)
            return await call(self._operator)
        try:
            return await call(self._client(account.login))
        except LoginRefused as error:
            raise LoginRefused(_NOT_ACCEPTED, code=error.code) from error

    async def _account(self) -> Account | None:
        """Read the account anew for each call, since another process may have changed it."""
        try:
            return await self._accounts.account(self._workspace)
        except (StoreFailed, Misconfigured) as error:
            log.error("the platform account of %s cannot be read: %s", self._workspace, error)  # noqa: TRY400  (raised again below)
            raise Unreachable(_NOT_ASKED) from error

    def _client(self, login: Login) -> LogsIn:
        if self._own is None or self._own[0] != login:
            self._own = login, self._log_in_as(login)
        return self._own[1]
