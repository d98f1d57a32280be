"""How Slack's Web API is asked: the one border where its refusals become sentences of ours."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import NotDelivered
from bot.language import say, to_say

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

log = logging.getLogger(__name__)

_SENTENCES = {
    "not_in_channel": to_say(
        "I am not in that channel. Invite me with /invite, then share the link."
    ),
    "channel_not_found": to_say(
        "I cannot see that channel. Invite me with /invite, then share the link."
    ),
    "is_archived": to_say("that channel is archived."),
    "is_inactive": to_say("that channel is archived."),
    "message_not_found": to_say("my message there was deleted."),
    "cant_update_message": to_say("Slack does not let me change that message any more."),
    "restricted_action": to_say("a setting of that channel does not let me post there."),
    "msg_too_long": to_say("the message is too long for Slack."),
    "ratelimited": to_say("Slack asked me to slow down. Share the link in a minute."),
    "expired_trigger_id": to_say(
        "Slack waited too long for me. Press the button or send it once more."
    ),
    "exchanged_trigger_id": to_say("Slack sent that click twice; the first one was used."),
    "not_found": to_say("that window is closed by now."),
    "hash_conflict": to_say("that window has changed meanwhile."),
    "missing_scope": to_say("I was not given the permission for that. Tell your administrator."),
    "invalid_auth": to_say("Slack does not accept my token any more. Tell your administrator."),
    "token_revoked": to_say("Slack does not accept my token any more. Tell your administrator."),
    "account_inactive": to_say("Slack does not accept my token any more. Tell your administrator."),
    "no_answer": to_say("Slack did not answer, so it may or may not have arrived."),
}


async def ask(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Make a call; translates every foreign exception at this one border."""
    try:
        return await call
    except SlackApiError as error:
        said = error.response.data if isinstance(error.response.data, dict) else {}
        code = str(said.get("error", "no_answer"))  # a page of some proxy is no answer of Slack's
        log.warning("Slack answered %s: %s", code, said.get("response_metadata"))
        raise NotDelivered(_sentence(code), code=code) from error
    except (SlackClientError, ClientError, OSError, TimeoutError) as error:
        raise NotDelivered(_sentence("no_answer"), code="no_answer") from error


def _sentence(code: str) -> str:
    known = _SENTENCES.get(code)
    if known:
        return say(known)
    return say("Slack refused it (“{code}”). Try again, or tell your administrator.", code=code)
