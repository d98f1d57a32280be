"""What a presenter does: opens their own access, says that they are ready or cannot."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import HistoryEntry, PostKind, PostState
from bot.errors import Forbidden, Invalid, NotDelivered, NotFound
from bot.language import say
from bot.people import PresenterState
from bot.plans import GRACE
from bot.service.replan import follow_presenters

if TYPE_CHECKING:
    from bot.domain import Event, Portal
    from bot.people import Facts, Presenter
    from bot.service.ports import Clock, Invites, Store

log = logging.getLogger(__name__)

_ANSWERS = {
    PresenterState.READY: "said that they are ready",
    PresenterState.DECLINED: "said that they cannot present",
}


async def own_part(
    event_id: str, *, workspace: str, facts: Facts, store: Store
) -> tuple[Event, Presenter]:
    """Fetch an event and somebody's own part in it; the role they have does not matter.

    Raises `Forbidden` in the same words whether the event is unknown or they have no part in it.
    """
    if not facts.is_known:
        message = say("Slack did not tell me who you are in time. Try again in a minute.")
        raise NotDelivered(message, code="no_answer")
    event = await store.event(workspace, event_id)
    named = await store.presenters(workspace, event_id)
    mine = next((each for each in named if each.user == facts.id), None)
    is_theirs = mine is not None and mine.state is not PresenterState.REVOKED
    if event is None or mine is None or not is_theirs or facts.is_foreign or facts.is_deactivated:
        message = say("You do not present that webcast. Its owner can invite you.")
        raise Forbidden(message)
    return event, mine


async def own_access(
    event_id: str, *, workspace: str, facts: Facts, store: Store, clock: Clock
) -> tuple[Event, Presenter, Portal]:
    """Fetch the one portal that is somebody's own, and put that on record."""
    event, mine = await own_part(event_id, workspace=workspace, facts=facts, store=store)
    if event.cancelled_at:
        raise Invalid(say("That webcast is cancelled."), field="event")
    if mine.state is PresenterState.DECLINED:
        message = say("You said that you cannot present. Say first that you are ready after all.")
        raise Invalid(message, field="state")
    portal = event.webcast.portal(mine.access)
    if portal is None:
        message = say("The platform has made no portal for you yet. Ask the owner of the webcast.")
        raise NotFound(message)
    await _record(store, mine, clock, "revealed their own presenter access")
    return event, mine, portal


async def answer(
    event_id: str,
    state: PresenterState,
    *,
    workspace: str,
    facts: Facts,
    chat: Invites,
    store: Store,
    clock: Clock,
) -> None:
    """Keep whether a presenter is ready, and show it to them and to the owner."""
    event, mine = await own_part(event_id, workspace=workspace, facts=facts, store=store)
    if event.cancelled_at:
        raise Invalid(say("That webcast is cancelled."), field="event")
    if clock() >= event.webcast.ends_at:
        raise Invalid(say("That webcast is over."), field="event")
    if mine.state is state:
        return
    now = replace(mine, state=state)
    if not await store.keep_presenter(now, before=mine, plan_at=clock() + GRACE):
        raise Invalid(say("That has changed meanwhile. Try once more."), field="state")
    await _record(store, now, clock, _ANSWERS[state])
    with suppress(NotDelivered):
        await chat.edit_invitation(now, event)
    await follow_presenters(event, [now.user], chat=chat, store=store, clock=clock)
    if state is PresenterState.DECLINED:
        await _tell_owner(event, now, chat, store)


async def _tell_owner(event: Event, presenter: Presenter, chat: Invites, store: Store) -> None:
    """Say below the owner's message that somebody cannot: an edit alone notifies nobody."""
    for post in await store.posts(event.workspace, event.id):
        if post.kind is PostKind.OWNER and post.state is PostState.POSTED:
            try:
                await chat.tell_declined(post, presenter)
            except NotDelivered as error:
                log.warning("the owner of %s was not told of a refusal: %s", event.id, error)


async def _record(store: Store, presenter: Presenter, clock: Clock, what: str) -> None:
    await store.add_history(
        HistoryEntry(
            workspace=presenter.workspace,
            event_id=presenter.event_id,
            who=presenter.user,
            what=what,
            at=clock(),
        )
    )
