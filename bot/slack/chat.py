"""Slack's Web API, as far as we use it: the only place where our values meet its calls."""

from __future__ import annotations

import logging
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from bot.calendar import file_name, invitation
from bot.channels import Room
from bot.domain import PostKind
from bot.errors import NotDelivered
from bot.health import Grant
from bot.language import ENGLISH, speaking
from bot.plans import JobKind, stage_of
from bot.slack.asking import ask
from bot.slack.directory import Directory
from bot.slack.views import calendars, exporting, owning, progress, reminders, sharing
from bot.slack.views import card as cards
from bot.slack.views import invitation as invitations

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain import Event, Post, Wish
    from bot.people import Entry, Presenter
    from bot.plans import Job
    from bot.service.ports import Clock
    from bot.slack.payloads.links import SharedLinks

log = logging.getLogger(__name__)

_PAGE = 200
_CHANNEL_KINDS = "public_channel,private_channel"


async def _in_english() -> str:
    return ENGLISH


async def _at_once(_channel: str) -> None:
    pass


class SlackChat(Directory):
    """Slack for one workspace; every failure is `NotDelivered` with a sentence for people.

    A person is told things in their own language; `channel_language` tells that of the cards and of
    what stands below them, and `turn` waits until a channel may be reminded.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        workspace: str,
        clock: Clock,
        channel_language: Callable[[], Awaitable[str]] = _in_english,
        turn: Callable[[str], Awaitable[None]] = _at_once,
    ) -> None:
        super().__init__(client, workspace, clock)
        self.channel_language = channel_language
        self._clock = clock
        self._turn = turn

    async def grant(self) -> Grant:
        """Return what Slack grants us, as it says at this moment."""
        answer = await ask(self._client.auth_test())
        headers = answer.headers
        scopes = str(headers.get("x-oauth-scopes", "")).replace(" ", "").split(",")
        said = headers.get("date")
        return Grant(
            workspace=str(answer.get("team") or answer["team_id"]),
            team=str(answer["team_id"]),
            scopes=frozenset(scopes),
            at=parsedate_to_datetime(said) if said else None,
        )

    async def for_channels(self, compose: Callable[[], str]) -> str:
        """Compose a sentence in the language of the channels."""
        with speaking(await self.channel_language()):
            return compose()

    async def open_form(self, body: Mapping[str, Any], view: dict[str, Any]) -> tuple[str, str]:
        """Open a modal for a click or command: on top of the modal that it was in, if any.

        Returns its id, and the hash of what stands in it.
        """
        in_modal = body.get("view", {}).get("type") == "modal"
        show = self._client.views_push if in_modal else self._client.views_open
        answer = await ask(show(trigger_id=body["trigger_id"], view=view))
        return str(answer["view"]["id"]), str(answer["view"]["hash"])

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> str:
        """Open a modal and return its id; a trigger lives three seconds and works once."""
        answer = await ask(self._client.views_open(trigger_id=trigger_id, view=view))
        return str(answer["view"]["id"])

    async def push_view(self, trigger_id: str, view: dict[str, Any]) -> str:
        """Open a modal on top of the one that is open, and return its id."""
        answer = await ask(self._client.views_push(trigger_id=trigger_id, view=view))
        return str(answer["view"]["id"])

    async def open_for(self, body: Mapping[str, Any], view: dict[str, Any]) -> str:
        """Open a modal for a click like `open_form`, and return its id."""
        view_id, _ = await self.open_form(body, view)
        return view_id

    async def update_view(
        self, view_id: str, view: dict[str, Any], *, known_hash: str | None = None
    ) -> str:
        """Draw a modal anew and return its new hash.

        With the hash that one knows of, Slack refuses if it was drawn anew by somebody else.
        """
        answer = await ask(self._client.views_update(view_id=view_id, view=view, hash=known_hash))
        return str(answer["view"]["hash"])

    async def show_view(self, view_id: str, view: dict[str, Any]) -> None:
        """Draw a result into a modal, if the person still has it open."""
        try:
            await self.update_view(view_id, view)
        except NotDelivered as error:
            log.info("a result was not shown in its window: %s", error.code)

    async def publish_home(self, user: str, view: dict[str, Any], known: str = "") -> str:
        """Draw somebody's Home; return Slack's word for this state of it.

        `known` is such a word: where the Home changed since, Slack answers `hash_conflict`.
        """
        hash_of = {"hash": known} if known else {}
        answer = await ask(self._client.views_publish(user_id=user, view=view, **hash_of))
        return str(answer["view"]["hash"])

    async def channels_of(self, user: str) -> frozenset[str]:
        """Every channel the person is a member of, as far as the bot may know."""
        found: set[str] = set()
        cursor: str | None = None
        while cursor != "":
            answer = await ask(
                self._client.users_conversations(
                    user=user,
                    team_id=self._workspace,  # a token of a whole organization has to say
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
        answer = await ask(self._client.conversations_info(channel=channel))
        facts = answer["channel"]
        return bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"))

    async def room(self, channel: str) -> Room:
        """Return what a channel is, and how many are in it."""
        answer = await ask(
            self._client.conversations_info(channel=channel, include_num_members=True)
        )
        return read_room(answer["channel"])

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]:
        """Post an event's announcement; returns where it is."""
        with speaking(await self.channel_language()):
            message = cards.card(event, stage_of(event, self._clock()))
        return await self._post(channel, message)

    async def post_to_owner(self, event: Event) -> tuple[str, str]:
        """Post the owner's message about an event; returns where it is."""
        stage = stage_of(event, self._clock())
        return await self._write(event.owner, lambda: cards.owner_message(event, stage))

    async def edit_post(self, post: Post, event: Event) -> None:
        """Bring one of our messages up to date, in place."""
        is_card, stage = post.kind is PostKind.CARD, stage_of(event, self._clock())
        language = self.channel_language() if is_card else self._language(post.target)
        with speaking(await language):
            message = (
                cards.card(event, stage) if is_card else cards.message_to(post.target, event, stage)
            )
        await ask(self._client.chat_update(channel=post.channel, ts=post.ts, **message))

    async def reply(self, post: Post, line: str) -> None:
        """Add a line to a message's thread; `for_channels` composes it in their language."""
        await self._post(post.channel, progress.sentence_message(line), thread=post.ts)

    async def remind(self, job: Job, event: Event) -> tuple[str, str]:
        """Remind a channel, or a person in a direct message; returns where the message is."""
        now = self._clock()
        match job.kind:
            case JobKind.PERSONAL:
                return await self._write(job.target, lambda: reminders.to_person(event, job, now))
            case JobKind.PRESENTER:
                return await self._write(job.target, lambda: reminders.to_presenter(event, now))
            case _:
                with speaking(await self.channel_language()):
                    message = reminders.to_channel(event, now)
                await self._turn(job.target)
                return await self._post(job.target, message)

    async def remove(self, channel: str, ts: str) -> None:
        """Take one of our messages away."""
        await ask(self._client.chat_delete(channel=channel, ts=ts))

    async def tell_lost(self, event: Event, post: Post) -> None:
        """Tell an owner that a card cannot be kept up to date any more, and how to post it anew."""
        await self._write(event.owner, lambda: sharing.lost(event, post))

    async def tell_unreminded(self, event: Event, job: Job) -> None:
        """Tell an owner that a channel is reminded no more."""
        await self._write(event.owner, lambda: reminders.unreminded(event, job))

    async def send_calendar(self, event: Event, entry: Entry, now: datetime) -> tuple[str, str]:
        """Send somebody the calendar file of an event, below the message of their first one.

        Returns where that message is.
        """
        with speaking(await self._language(entry.user)):
            message = calendars.file_message(event, is_first=not entry.ts)
            content = invitation(event, sequence=event.revision, now=now)
        channel, ts = await self._post(entry.channel or entry.user, message, thread=entry.ts)
        try:
            await self._upload(channel, entry.ts, file_name(event), content)
        except NotDelivered as error:
            with speaking(await self._language(entry.user)):
                told = calendars.not_sent_message(event, str(error))
            await ask(self._client.chat_update(channel=channel, ts=ts, **told))
            raise
        return channel, entry.ts or ts

    async def send_history(
        self, user: str, name: str, content: str, number: int, *, is_whole: bool
    ) -> None:
        """Send an admin the history of the workspace, of `number` lines, in a direct message."""
        channel, ts = await self._write(
            user, lambda: exporting.file_message(number, is_whole=is_whole)
        )
        try:
            await self._upload(channel, "", name, content)
        except NotDelivered as error:
            with speaking(await self._language(user)):
                told = exporting.not_sent_message(str(error))
            await ask(self._client.chat_update(channel=channel, ts=ts, **told))
            raise

    async def unfurl(self, shared: SharedLinks, shown: Mapping[str, dict[str, Any]]) -> None:
        """Show cards below a message that holds links, each by its link."""
        await ask(self._client.chat_unfurl(**shared.place, unfurls=dict(shown)))

    async def tell_uncertain(self, wish: Wish) -> None:
        """Tell an owner that nobody knows whether their webcast exists."""
        await self._write(wish.owner, lambda: progress.uncertain_message(wish))

    async def tell_undelivered(self, event: Event, post: Post) -> None:
        """Tell whoever wanted an announcement that it may not have arrived."""
        await self._write(post.by or event.owner, lambda: cards.undelivered_message(event, post))

    async def tell(self, user: str, compose: Callable[[], str]) -> None:
        """Tell one person a sentence in a direct message, composed in their language."""
        await self._write(user, lambda: progress.sentence_message(compose()))

    async def post_invitation(self, presenter: Presenter, event: Event) -> tuple[str, str]:
        """Post a presenter's invitation; returns where it is."""
        return await self._write(presenter.user, lambda: invitations.invitation(presenter, event))

    async def edit_invitation(self, presenter: Presenter, event: Event) -> None:
        """Bring a presenter's invitation up to date, in place."""
        await self._rewrite(presenter, lambda: invitations.invitation(presenter, event))

    async def retire_invitation(self, presenter: Presenter) -> None:
        """Say in place of an invitation that it holds no more."""
        await self._rewrite(presenter, invitations.retired)

    async def tell_schedule(self, presenter: Presenter, event: Event) -> None:
        """Tell a presenter, below their invitation, that the schedule changed."""
        await self._add(presenter, lambda: invitations.schedule_line(event))

    async def tell_revoked(self, presenter: Presenter) -> None:
        """Tell a presenter, below their invitation, that they are one no more."""
        await self._add(presenter, invitations.revoked_line)

    async def tell_new_pin(self, presenter: Presenter, event: Event) -> None:
        """Tell a presenter that their link or PIN changed."""
        await self._write(presenter.user, lambda: invitations.new_pin(presenter, event))

    async def tell_declined(self, post: Post, presenter: Presenter) -> None:
        """Tell an owner, below their message, that somebody cannot present."""
        with speaking(await self._language(post.target)):
            message = invitations.declined(presenter)
        await self._post(post.channel, message, thread=post.ts)

    async def _add(self, presenter: Presenter, compose: Callable[[], str]) -> None:
        with speaking(await self._language(presenter.user)):
            message = progress.sentence_message(compose())
        await self._post(presenter.channel, message, thread=presenter.ts)

    async def _rewrite(self, presenter: Presenter, compose: Callable[[], dict[str, Any]]) -> None:
        with speaking(await self._language(presenter.user)):
            message = compose()
        await ask(self._client.chat_update(channel=presenter.channel, ts=presenter.ts, **message))

    async def tell_owner_left(self, admin: str, user: str, events: Sequence[Event]) -> None:
        """Tell an admin which events ahead have lost their owner."""
        await self._write(admin, lambda: owning.owner_left(user, events))

    async def send(self, user: str, compose: Callable[[], dict[str, Any]]) -> None:
        """Send one person a message, composed in their language."""
        await self._write(user, compose)

    async def _write(self, user: str, compose: Callable[[], dict[str, Any]]) -> tuple[str, str]:
        with speaking(await self._language(user)):
            message = compose()
        return await self._post(user, message)

    async def _post(
        self, channel: str, message: dict[str, Any], *, thread: str = ""
    ) -> tuple[str, str]:
        answer = await ask(
            self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
                **message,
            )
        )
        return answer["channel"], answer["ts"]

    async def _upload(self, channel: str, thread: str, name: str, content: str) -> None:
        await ask(
            self._client.files_upload_v2(
                channel=channel,
                thread_ts=thread or None,
                filename=name,
                title=name,
                file=content.encode(),
            )
        )


def read_room(channel: Mapping[str, Any]) -> Room:
    """Read what `conversations.info` says; what is not said counts against the channel."""
    return Room(
        id=channel["id"],
        name=str(channel.get("name") or ""),
        members=int(channel.get("num_members") or 0),
        is_private=bool(channel.get("is_private")),
        is_shared_outside=bool(
            channel.get("is_ext_shared", True) or channel.get("is_pending_ext_shared")
        ),
        is_archived=bool(channel.get("is_archived")),
        has_bot=bool(channel.get("is_member")),
    )
