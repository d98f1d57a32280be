"""Making, changing and showing events: the rules applied to the state. No I/O here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.sandbox import identity, rules
from bot.sandbox import reference as ref
from bot.sandbox.clock import moment
from bot.sandbox.reading import Problem, whole_number
from bot.sandbox.rules import Refusal
from bot.sandbox.values import Event, Folder, Portal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.sandbox.state import State
    from bot.sandbox.switches import Switches

PORTALS: Final = "portals"
FOLDER: Final = "folder"
DROPS: Final = (PORTALS, FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One account's view of the state at one moment: what it may see and change.

    `base` is the scheme and host for new links; `drop` names a part that fails (code 2).
    """

    state: State
    account: str
    switches: Switches
    now: int
    base: str = ""
    drop: str | None = None

    @property
    def home(self) -> Folder:
        """The account's home folder."""
        return self.state.homes[self.account]

    def create(self, sent: Mapping[str, object]) -> Event:
        """Create an event from its properties, or raise Refusal."""
        rules.refuse_tags(sent)
        facts = rules.read_facts(sent, self.switches)
        rules.refuse_past(facts, moment(self.now), self.switches)
        masks = rules.read_masks(sent)
        folder_id = self._folder_for(sent, otherwise=self.home.folder_id)
        event_id = identity.next_event_id(self.state.seed, self.state.last_event_id)
        event = Event(
            event_id=event_id,
            account=self.account,
            folder_id=folder_id,
            facts=facts,
            tp_key=identity.tp_key(self.state.seed, event_id),
            base=self.base,
            created_at=self.now,
            changed_at=self.now,
        )
        self.state.last_event_id = event_id
        return self._keep(self._with_portals(event, masks))

    def update(self, event: Event, sent: Mapping[str, object]) -> Event:
        """Change an event, or raise Refusal and change nothing."""
        rules.refuse_tags(sent)
        if self.switches.update == "full":
            rules.refuse_gaps(sent)
        facts = rules.read_facts(rules.merged(event.facts, sent), self.switches)
        rules.refuse_locked(event.facts, facts, moment(self.now), self.switches)
        if facts.scheduled_start_time != event.facts.scheduled_start_time:
            rules.refuse_past(facts, moment(self.now), self.switches)
        masks = rules.read_masks(sent) if "guest_presenter_types" in sent else None
        folder_id = self._folder_for(sent, otherwise=event.folder_id)
        changed = event.with_facts(facts, folder_id=folder_id, now=self.now)
        return self._keep(changed if masks is None else self._with_portals(changed, masks))

    def find(self, event_id: object) -> Event:
        """Return the account's event; the same refusal for foreign and for unknown ids."""
        number = whole_number(event_id)
        if number is None:
            raise Refusal(ref.BAD_INPUT, Problem("event_id", "is missing or no number"))
        event = self.state.events.get(number)
        if event is None or event.account != self.account:
            problem = Problem("event_id", "is not an event of this account")
            raise Refusal(self.switches.unknown_event_code, problem)
        return event

    def folder(self, folder_id: object) -> Folder:
        """Return a folder at or below the account's home; refuse foreign and unknown ids alike."""
        number = whole_number(folder_id)
        if number is None:
            raise Refusal(ref.BAD_INPUT, Problem("folder_id", "is no number"))
        folder = self.home.find(number)
        if folder is None:
            problem = Problem("folder_id", "is not a folder of this account")
            raise Refusal(self.switches.unknown_folder_code, problem)
        return folder

    def _folder_for(self, sent: Mapping[str, object], *, otherwise: int) -> int:
        if self.drop == FOLDER:
            return self.home.folder_id
        if sent.get("folder_id") not in (None, ""):
            return self.folder(sent["folder_id"]).folder_id
        if sent.get("folder_from_event") not in (None, ""):
            return self._folder_of(sent["folder_from_event"])
        return otherwise

    def _folder_of(self, event_id: object) -> int:
        try:
            return self.find(event_id).folder_id
        except Refusal as refusal:
            reasons = (problem.reason for problem in refusal.problems)
            problems = (Problem("folder_from_event", reason) for reason in reasons)
            raise Refusal(refusal.code, *problems) from refusal

    def _with_portals(self, event: Event, masks: tuple[int, ...]) -> Event:
        if self.drop == PORTALS:
            return event
        kept = _kept(event.portals, masks, self.switches.portals)
        missing = Counter(masks) - Counter(portal.mask for portal in kept)
        for mask in masks:
            if missing[mask] > 0:
                missing[mask] -= 1
                event, portal = _new_portal(self.state.seed, event, kept, mask)
                kept = (*kept, portal)
        return replace(event, portals=kept)

    def _keep(self, event: Event) -> Event:
        self.state.events[event.event_id] = event
        return event

    def shown(self, event: Event, *, portals: bool) -> dict[str, object]:
        """Return an event as create, update and (without portals) status give it."""
        facts = event.facts
        folder = self.home.find(event.folder_id) or self.home
        links = [_link(event, portal) for portal in event.portals] if portals else []
        return {
            "scheduled_duration": facts.scheduled_duration,
            "event_id": event.event_id,
            "audience_capacity": facts.audience_capacity,
            "viewer_link": event.viewer_link,
            "event_title": facts.event_title,
            "folder_name": folder.folder_name,
            **({"guest_presenter_links": links} if links else {}),
            "scheduled_start_time": facts.scheduled_start_time,
            "scheduled_player_close_time": self._close_time(event, in_status=not portals),
        }

    def _close_time(self, event: Event, *, in_status: bool) -> int:
        close_time = event.facts.scheduled_player_close_time
        minutes = in_status and self.switches.close_unit == "minutes"
        return close_time // 60_000 if minutes else close_time


def _link(event: Event, portal: Portal) -> dict[str, object]:
    return {
        "guest_presenter_type": portal.mask,
        "pin": portal.pin,
        "link": event.guest_link(portal),
    }


def _kept(portals: Iterable[Portal], masks: tuple[int, ...], how: str) -> tuple[Portal, ...]:
    if how == "add":
        return tuple(portals)
    wanted = Counter(masks) if how == "replace" else Counter()
    kept = []
    for portal in portals:
        if wanted[portal.mask] > 0:
            wanted[portal.mask] -= 1
            kept.append(portal)
    return tuple(kept)


def _new_portal(
    seed: int, event: Event, others: tuple[Portal, ...], mask: int
) -> tuple[Event, Portal]:
    number = event.portals_made
    taken = any(other.mask == mask and other.key is None for other in others)
    key = identity.portal_key(seed, event.event_id, number) if taken else None
    portal = Portal(mask=mask, pin=identity.pin(seed, event.event_id, number), key=key)
    return replace(event, portals_made=number + 1), portal
