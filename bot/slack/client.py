"""Slack's Web API client, which takes the token kept by now and tells of every call that fails."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import ClientSession
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

NO_ANSWER = "no_answer"
"""What is said of a call that Slack did not answer, or not in words of its own."""

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_OF_THE_TOKEN = {"token_expired", "token_revoked", "invalid_auth", "account_inactive"}
"""Slack's words for a call that it did not look at, because the token is no good."""


class Watch(Protocol):
    """Is told of each call that failed; it must not raise, and nobody waits for it."""

    def slack_failed(self, method: str, code: str) -> None:
        """Take note of the method, and of Slack's word for what is wrong."""
        ...


class SlackClient(AsyncWebClient):
    """Takes its token at the moment of each call; repeats only what Slack asked to repeat.

    renewed: reads the token that is kept for the workspace by now, since another process may have
        renewed it; nothing where the bot is not installed any more.
    """

    def __init__(
        self,
        watch: Watch,
        *,
        token: str,
        base_url: str,
        session: ClientSession,
        renewed: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        super().__init__(
            token=token,
            base_url=base_url,
            session=session,
            retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        )
        self._watch = watch
        self._renewed = renewed

    async def api_call(self, api_method: str, **call: Any) -> AsyncSlackResponse:  # noqa: ANN401  (handed on)
        """Make a call; where Slack does not take the token, once more with the one kept by now.

        Raises what slack_sdk raises.
        """
        used, call = self.token, _with_basic_auth(call)
        try:
            return await self._call(api_method, call)
        except SlackApiError as error:
            if not await self._is_renewed(error, used):
                raise
        return await self._call(api_method, call)

    async def _call(self, method: str, call: dict[str, Any]) -> AsyncSlackResponse:
        try:
            return await super().api_call(method, **call)
        except SlackApiError as error:
            self._watch.slack_failed(method, _code(error))
            raise
        except (SlackClientError, ClientError, OSError, TimeoutError):
            self._watch.slack_failed(method, NO_ANSWER)
            raise

    async def _is_renewed(self, error: SlackApiError, used: str | None) -> bool:
        if self._renewed is None or _code(error) not in _OF_THE_TOKEN:
            return False
        self.token = await self._renewed() or self.token
        return self.token != used


def _with_basic_auth(call: dict[str, Any]) -> dict[str, Any]:
    """Say as a header who the app is: Slack's own way is one that aiohttp is giving up."""
    if not (auth := call.get("auth")):
        return call
    said = f"{auth['client_id']}:{auth['client_secret']}".encode()
    basic = {"Authorization": f"Basic {b64encode(said).decode()}"}
    return {**call, "auth": None, "headers": {**(call.get("headers") or {}), **basic}}


def _code(error: SlackApiError) -> str:
    said = error.response.data if isinstance(error.response.data, dict) else {}
    code = str(said.get("error", ""))
    return code if _CODE.fullmatch(code) else NO_ANSWER
