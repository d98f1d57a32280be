"""Slack's Web API, as far as we use it: the only place where our values meet its calls."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain import Person, PostKind
from bot.errors import NotDelivered
from bot.slack.views import card as cards
from bot.slack.views import progress

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.domain import Event, Post, Wish

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds we wait for a person's time zone while a form is to be opened: a trigger lives three."""
FRESH_FOR = 3600.0
"""Seconds for which a person's time zone is taken as known."""
_PAGE = 200
_CHANNEL_KINDS = "public_channel,private_channel"

_SENTENCES = {
    "not_in_channel": "I am not in that channel. Invite me with /invite, then share the link.",
    "channel_not_found": "I cannot see that channel. Invite me with /invite, then share the link.",
    "is_archived": "that channel is archived.",
    "restricted_action": "a setting of that channel does not let me post there.",
    "msg_too_long": "the message is too long for Slack.",
    "ratelimited": "Slack asked me to slow down. Share the link in a minute.",
    "expired_trigger_id": "Slack waited too long for me. Press the button or send it once more.",
    "exchanged_trigger_id": "Slack sent that click twice; the first one was used.",
    "not_found": "that window is closed by now.",
    "hash_conflict": "that window has changed meanwhile.",
    "missing_scope": "I was not given the permission for that. Tell your administrator.",
    "invalid_auth": "Slack does not accept my token any more. Tell your administrator.",
    "token_revoked": "Slack does not accept my token any more. Tell your administrator.",
    "account_inactive": "Slack does not accept my token any more. Tell your administrator.",
    "no_answer": "Slack did not answer, so it may or may not have arrived.",
}


class SlackChat:
    """Slack for one workspace; every failure is `NotDelivered` with a sentence for people."""

    def __init__(self, client: AsyncWebClient, workspace: str) -> None:
        self._client = client
        self._workspace = workspace
        self._zones: dict[str, tuple[str, float]] = {}

    async def person(self, user: str) -> tuple[Person, bool]:
        """Return a person, and whether Slack told their time zone in time."""
        now = asyncio.get_running_loop().time()
        zone, read_at = self._zones.get(user, ("", -FRESH_FOR))
        if now - read_at >= FRESH_FOR:
            try:
                zone = await asyncio.wait_for(self._zone_of(user), PATIENCE)
            except (NotDelivered, TimeoutError) as error:
                log.warning("no time zone for a person: %r", error)
                return Person(workspace=self._workspace, id=user, zone="Etc/UTC"), False
            self._zones[user] = zone, now
        return Person(workspace=self._workspace, id=user, zone=zone), True

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> str:
        """Open a modal and return its id; a trigger lives three seconds and works once."""
        answer = await _ask(self._client.views_open(trigger_id=trigger_id, view=view))
        return str(answer["view"]["id"])

    async def push_view(self, trigger_id: str, view: dict[str, Any]) -> str:
        """Open a modal on top of the one that is open, and return its id."""
        answer = await _ask(self._client.views_push(trigger_id=trigger_id, view=view))
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: dict[str, Any]) -> None:
        """Draw a modal anew."""
        await _ask(self._client.views_update(view_id=view_id, view=view))

    async def show_view(self, view_id: str, view: dict[str, Any]) -> None:
        """Draw a result into a modal, if the person still has it open."""
        try:
            await self.update_view(view_id, view)
        except NotDelivered as error:
            log.info("a result was not shown in its window: %s", error.code)

    async def channels_of(self, user: str) -> frozenset[str]:
        """Every channel the person is a member of, as far as the bot may know."""
        found: set[str] = set()
        cursor: str | None = None
        while cursor != "":
            answer = await _ask(
                self._client.users_conversations(
                    user=user,
                    types=_CHANNEL_KINDS,
                    exclude_archived=False,
                    limit=_PAGE,
                    cursor=cursor,
                )
            )
            found |= {channel["id"] for channel in answer["channels"]}
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        return frozenset(found)

    async def is_shared_outside(self, channel: str) -> bool:
        """Tell whether people of other companies read, or were invited to read, a channel."""
        answer = await _ask(self._client.conversations_info(channel=channel))
        facts = answer["channel"]
        return bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"))

    async def count_members(self, channel: str) -> int:
        """Count who would see a post in a channel."""
        answer = await _ask(
            self._client.conversations_info(channel=channel, include_num_members=True)
        )
        return int(answer["channel"].get("num_members") or 0)

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]:
        """Post an event's announcement; returns where it is."""
        return await self._post(channel, cards.card(event))

    async def post_to_owner(self, event: Event) -> tuple[str, str]:
        """Post the owner's message about an event; returns where it is."""
        return await self._post(event.owner, cards.owner_message(event))

    async def edit_post(self, post: Post, event: Event) -> None:
        """Bring one of our messages up to date, in place."""
        is_card = post.kind is PostKind.CARD
        message = cards.card(event) if is_card else cards.owner_message(event)
        await _ask(self._client.chat_update(channel=post.channel, ts=post.ts, **message))

    async def reply(self, post: Post, line: str) -> None:
        """Add a line to a message's thread."""
        message = progress.sentence_message(line)
        await _ask(
            self._client.chat_postMessage(channel=post.channel, thread_ts=post.ts, **message)
        )

    async def tell_uncertain(self, wish: Wish) -> None:
        """Tell an owner that nobody knows whether their webcast exists."""
        await self._post(wish.owner, progress.uncertain_message(wish))

    async def tell_undelivered(self, event: Event, post: Post) -> None:
        """Tell an owner that an announcement may not have arrived."""
        await self._post(event.owner, cards.undelivered_message(event, post))

    async def tell(self, user: str, sentence: str) -> None:
        """Tell one person a sentence in a direct message."""
        await self._post(user, progress.sentence_message(sentence))

    async def _post(self, channel: str, message: dict[str, Any]) -> tuple[str, str]:
        answer = await _ask(
            self._client.chat_postMessage(
                channel=channel, unfurl_links=False, unfurl_media=False, **message
            )
        )
        return answer["channel"], answer["ts"]

    async def _zone_of(self, user: str) -> str:
        answer = await _ask(self._client.users_info(user=user))
        return str(answer["user"].get("tz") or "Etc/UTC")


async def _ask(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Make a call; translates every foreign exception at this one border."""
    try:
        return await call
    except SlackApiError as error:
        code = str(error.response.get("error", "unknown"))
        log.warning("Slack answered %s: %s", code, error.response.get("response_metadata"))
        raise NotDelivered(_SENTENCES.get(code, f"Slack answered “{code}”."), code=code) from error
    except (SlackClientError, OSError, TimeoutError) as error:
        raise NotDelivered(_SENTENCES["no_answer"], code="no_answer") from error
