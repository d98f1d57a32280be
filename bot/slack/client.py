"""Slack's Web API client, which tells of every call that fails."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

NO_ANSWER = "no_answer"
"""What is said of a call that Slack did not answer, or not in words of its own."""

_CODE = re.compile(r"[a-z0-9_]{1,60}")


class Watch(Protocol):
    """Is told of each call that failed; it must not raise, and nobody waits for it."""

    def slack_failed(self, method: str, code: str) -> None:
        """Take note of the method, and of Slack's word for what is wrong."""
        ...


class SlackClient(AsyncWebClient):
    """The Web API, watched."""

    def __init__(self, watch: Watch, **settings: Any) -> None:  # noqa: ANN401  (slack_sdk's own)
        super().__init__(**settings)
        self._watch = watch

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:  # noqa: ANN401  (likewise)
        """Make a call; raises what slack_sdk raises."""
        try:
            return await super().api_call(api_method, **how)
        except SlackApiError as error:
            self._watch.slack_failed(api_method, _code(error))
            raise
        except (SlackClientError, ClientError, OSError, TimeoutError):
            self._watch.slack_failed(api_method, NO_ANSWER)
            raise


def _code(error: SlackApiError) -> str:
    said = error.response.data if isinstance(error.response.data, dict) else {}
    code = str(said.get("error", ""))
    return code if _CODE.fullmatch(code) else NO_ANSWER
