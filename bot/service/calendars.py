"""Send calendar files to people who asked for them, and new ones when an event changes."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.calendar import fingerprint
from bot.errors import BotError, Invalid, NotDelivered
from bot.language import say
from bot.people import Deed, Entry, Wants, may

if TYPE_CHECKING:
    from bot.domain import Event
    from bot.service.members import Members
    from bot.service.ports import Clock, SendsFiles, Store

log = logging.getLogger(__name__)

_UNKNOWN = "no_answer"
_NO_THREAD = {"thread_not_found", "message_not_found", "channel_not_found"}


async def send_file(
    event: Event, user: str, *, again: bool, chat: SendsFiles, store: Store, clock: Clock
) -> bool:
    """Send somebody the calendar file of an event, and from then on what replaces it.

    False if they were sent it already; `again` sends it once more all the same.
    """
    entries = await store.entries(event.workspace, event.id)
    new = Entry(workspace=event.workspace, event_id=event.id, user=user)
    entry = next((each for each in entries if each.user == user), new)
    if event.cancelled_at and entry is new:
        message = say("That webcast is cancelled: there is nothing to put into a calendar.")
        raise Invalid(message, field="event")
    await store.want(event.workspace, event.id, user, Wants.CALENDAR)
    if again:
        await store.keep_entry(replace(entry, revision=-1, fingerprint=""), claimed=entry.revision)
    return await _send(entry, event, chat, store, clock)


async def send_updates(
    event: Event, *, members: Members, chat: SendsFiles, store: Store, clock: Clock
) -> None:
    """Send a new file to everybody whose entry of an event is no longer right."""
    for entry in await store.entries(event.workspace, event.id):
        try:
            person = await members.person(entry.user)
            if may(Deed.FIND, person.role):
                await _send(entry, event, chat, store, clock)
        except BotError as error:
            log.warning("no new calendar file of event %s: %s", event.id, error)


async def _send(entry: Entry, event: Event, chat: SendsFiles, store: Store, clock: Clock) -> bool:
    """Send a revision once; a file that surely did not arrive may be sent again."""
    claimed = replace(entry, revision=event.revision, fingerprint=fingerprint(event))
    if not await store.claim_entry(claimed):
        return False
    try:
        channel, ts = await _to_its_thread(entry, event, chat, clock)
    except NotDelivered as error:
        if error.code != _UNKNOWN:
            await store.keep_entry(entry, claimed=claimed.revision)
        raise
    await store.keep_entry(replace(claimed, channel=channel, ts=ts), claimed=claimed.revision)
    return True


async def _to_its_thread(
    entry: Entry, event: Event, chat: SendsFiles, clock: Clock
) -> tuple[str, str]:
    """Send below the message of the first file, or if that is gone, in a new one."""
    try:
        return await chat.send_calendar(event, entry, clock())
    except NotDelivered as error:
        if not entry.ts or error.code not in _NO_THREAD:
            raise
    return await chat.send_calendar(event, replace(entry, channel="", ts=""), clock())
