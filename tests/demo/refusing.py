"""What Slack says no to."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

JSON = dict[str, Any]


async def refusal(call: Awaitable[object]) -> JSON:
    """Give the answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: JSON = caught.value.response.data
    return answer
