"""Presenters: who is named and invited, through which portal, and who no longer is.

Naming somebody claims a row before the platform or Slack is asked, so that two clicks send one
invitation. What then fails leaves them named and not invited, which the list shows.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain import HistoryEntry
from bot.errors import Invalid, NotDelivered, PlatformError
from bot.language import say
from bot.people import Candidate, Invited, Presenter, PresenterState, told_of
from bot.plans import GRACE
from bot.service.change import change_event
from bot.service.lineup import counts, line_up, looked_at, portals_of
from bot.service.news import locked_out, say_news
from bot.service.replan import follow_presenters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain import Event, Person
    from bot.people import Lineup
    from bot.service.ports import Clock, Invites, Store, Updates

log = logging.getLogger(__name__)


class Casting:
    """Names, invites and revokes the presenters of events."""

    def __init__(self, webcasts: Updates, chat: Invites, store: Store, clock: Clock) -> None:
        self._webcasts = webcasts
        self._chat = chat
        self._store = store
        self._clock = clock

    async def line_up(self, event: Event, wanted: Sequence[Candidate]) -> Lineup:
        """Look at everybody before anything is done; nothing for an event that is off or over."""
        check_open(event, self._clock())
        known = await self._known(event)
        seen = [
            looked_at(each, known.get(each.user), await self._chat.facts(each.user))
            for each in wanted
        ]
        return line_up(event, seen, known)

    async def invite(self, event: Event, wanted: Sequence[Candidate], *, person: Person) -> Invited:
        """Name people, give the event the portals they need, and send each an invitation, once.

        `wanted` tells what was seen before: whoever was invited since then is not invited again.
        """
        lineup = await self.line_up(event, wanted)
        known = await self._known(event)
        begun, refused = [], []
        for now, then in zip(lineup.candidates, wanted, strict=True):
            each = replace(now, tries=then.tries)
            if named := await self._name(event, each, known.get(each.user), person):
                begun.append(named)
            else:
                refused.append(replace(each, reason=each.reason or say("invited meanwhile.")))
        done = await self._bring(event, begun, person)
        return replace(done, unsent=(*refused, *done.unsent))

    async def send_again(self, event: Event, user: str, tries: int, *, person: Person) -> Invited:
        """Send an invitation once more, in place of the one before; `tries` is what was seen."""
        check_open(event, self._clock())
        known = await self.presenter(event, user)
        refused = known.state is PresenterState.DECLINED
        state = PresenterState.NAMED if refused else known.state
        again = replace(known, tries=known.tries + 1, state=state)
        if known.tries != tries or not await self._keep(again, known):
            raise _changed()
        await self._record(again, person, "sent an invitation again")
        return await self._bring(event, [again], person)

    async def revoke(self, event: Event, user: str, *, person: Person) -> Event:
        """Take somebody's access away here and tell them; the platform keeps the PIN as it is."""
        known = await self.presenter(event, user)
        gone = replace(known, state=PresenterState.REVOKED)
        if not await self._keep(gone, known):
            raise _changed()
        await self._record(gone, person, "revoked a presenter")
        if gone.ts:
            with suppress(NotDelivered):
                await self._chat.edit_invitation(gone, event)
                await self._chat.tell_revoked(gone)
        return await self._follow(event, gone)

    async def presenter(self, event: Event, user: str) -> Presenter:
        """Return somebody's part in an event; raises `Invalid` where they have none any more."""
        found = (await self._known(event)).get(user)
        if found is None or not counts(found):
            raise Invalid(say("They do not present that webcast any more."), field="user")
        return found

    async def _name(
        self, event: Event, each: Candidate, before: Presenter | None, person: Person
    ) -> Presenter | None:
        """Claim somebody's invitation; None if they cannot be invited or another click did."""
        named = _named(event, each, before, person, self._clock())
        was_seen = each.tries == (before.tries if before else 0)
        if each.reason or not was_seen or not await self._keep(named, before):
            return None
        await self._record(named, person, "named a presenter")
        return named

    async def _bring(self, event: Event, begun: Sequence[Presenter], person: Person) -> Invited:
        """Add the portals that are missing, then send the invitations that were begun."""
        try:
            after = await self._with_portals(event, begun, person)
        except PlatformError as error:
            unsent = tuple(_candidate(each, say("not invited yet.")) for each in begun)
            known = await self._follow(event, *begun)
            return Invited(event=known, unsent=unsent, trouble=str(error))
        new_pins = await self._tell_new_pins(event, after, begun, person)
        sent, unsent = await self._send_all(begun, after, person)
        known = await self._follow(after, *begun)
        if after.version != event.version:
            await self._store.followed(after, self._clock(), "")
        return Invited(event=known, sent=sent, unsent=unsent, new_pins=new_pins)

    async def _with_portals(
        self, event: Event, begun: Sequence[Presenter], person: Person
    ) -> Event:
        """Send all portals, not only the missing ones: an update may replace the set."""
        missing = [each.access for each in begun if event.webcast.portal(each.access) is None]
        if not missing:
            return event
        done = await change_event(
            event,
            {"portals": tuple(dict.fromkeys((*portals_of(event), *missing)))},
            person=person,
            webcasts=self._webcasts,
            store=self._store,
            clock=self._clock,
            spared=[each.user for each in begun],
        )
        return done.event

    async def _tell_new_pins(
        self, before: Event, after: Event, begun: Sequence[Presenter], person: Person
    ) -> tuple[str, ...]:
        """Tell the others whose PIN changed; return who they are."""
        await say_news(after, chat=self._chat, store=self._store)
        invited = {each.user for each in begun}
        known = await self._store.presenters(after.workspace, after.id)
        told = tuple(user for user in locked_out(before, after, known) if user not in invited)
        if told and person.id != after.owner:
            with suppress(NotDelivered):
                await self._chat.tell(after.owner, lambda: _new_pins(after))
        return told

    async def _send_all(
        self, begun: Sequence[Presenter], event: Event, person: Person
    ) -> tuple[tuple[Presenter, ...], tuple[Candidate, ...]]:
        sent, unsent = [], []
        for each in begun:
            try:
                sent.append(await self._send(each, event))
                await self._record(each, person, "invited a presenter")
            except (Invalid, NotDelivered) as error:
                log.warning("no invitation to event %s: %s", event.id, error)
                unsent.append(_candidate(each, str(error)))
        return tuple(sent), tuple(unsent)

    async def _send(self, presenter: Presenter, event: Event) -> Presenter:
        """Post an invitation; the one before it, or this one if it came too late, is closed."""
        if event.webcast.portal(presenter.access) is None:
            message = say("the platform did not add the portal. Look at the webcast there.")
            raise Invalid(message, field="portals")
        channel, ts = await self._chat.post_invitation(presenter, event)
        was_named = presenter.state is PresenterState.NAMED
        state = PresenterState.INVITED if was_named else presenter.state
        sent = replace(presenter, state=state, channel=channel, ts=ts, told=told_of(event))
        if not await self._keep(sent, presenter):
            await self._retire(sent)
            raise _changed()
        await self._retire(presenter)
        return sent

    async def _retire(self, presenter: Presenter) -> None:
        if presenter.ts:
            with suppress(NotDelivered):
                await self._chat.retire_invitation(presenter)

    async def _known(self, event: Event) -> dict[str, Presenter]:
        found = await self._store.presenters(event.workspace, event.id)
        return {each.user: each for each in found}

    async def _keep(self, presenter: Presenter, before: Presenter | None) -> bool:
        plan_at = self._clock() + GRACE
        return await self._store.keep_presenter(presenter, before=before, plan_at=plan_at)

    async def _follow(self, event: Event, *changed: Presenter) -> Event:
        users = [each.user for each in changed]
        return await follow_presenters(
            event, users, chat=self._chat, store=self._store, clock=self._clock
        )

    async def _record(self, presenter: Presenter, person: Person, what: str) -> None:
        await self._store.add_history(
            HistoryEntry(
                workspace=presenter.workspace,
                event_id=presenter.event_id,
                who=person.id,
                what=what,
                at=self._clock(),
                detail=f"{presenter.user} {presenter.preset}".strip(),
            )
        )


def check_open(event: Event, now: datetime) -> None:
    """Raise `Invalid` unless an event takes place and is not over."""
    if event.cancelled_at:
        message = say("That webcast is cancelled. Restore it before you invite presenters.")
        raise Invalid(message, field="event")
    if now >= event.webcast.ends_at:
        raise Invalid(say("That webcast is over."), field="event")


def _new_pins(event: Event) -> str:
    return say("The platform gave presenters of webcast {id} new PINs. I told them.", id=event.id)


def _named(
    event: Event, each: Candidate, before: Presenter | None, person: Person, now: datetime
) -> Presenter:
    return Presenter(
        workspace=event.workspace,
        event_id=event.id,
        user=each.user,
        access=each.access,
        preset=each.preset,
        by=person.id,
        named_at=now,
        channel=before.channel if before else "",
        ts=before.ts if before else "",
        tries=each.tries + 1,
    )


def _candidate(presenter: Presenter, reason: str) -> Candidate:
    return Candidate(
        user=presenter.user, preset=presenter.preset, access=presenter.access, reason=reason
    )


def _changed() -> Invalid:
    return Invalid(say("That has changed meanwhile. Look at the list again."), field="user")
