"""Looking at people before they are invited: who can be, and which portals that would take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language import say
from bot.people import Lineup, PresenterState
from bot.rules import PORTAL_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain import Event
    from bot.people import Candidate, Facts, Presenter
    from bot.rules import Access

ACTIVE = frozenset({PresenterState.INVITED, PresenterState.READY})
"""Who was told of their part and has not said no."""


def line_up(event: Event, seen: Iterable[Candidate], known: Mapping[str, Presenter]) -> Lineup:
    """Decide about everybody together: the platform has only so many portals for one event."""
    candidates, adds = _fitting(event, seen)
    named = {each.user: each.access for each in candidates if not each.reason}
    others = [each.access for user, each in known.items() if counts(each) and user not in named]
    everyone = [*named.values(), *others]
    shares = any(everyone.count(access) > 1 for access in named.values())
    return Lineup(candidates=candidates, adds=adds, shares=shares)


def counts(presenter: Presenter) -> bool:
    """Tell whether somebody still has a part in an event."""
    return presenter.state is not PresenterState.REVOKED


def looked_at(wanted: Candidate, known: Presenter | None, facts: Facts) -> Candidate:
    """Say why somebody cannot be invited, if so, and note how often they were."""
    tries = known.tries if known else 0
    return replace(wanted, tries=tries, reason=_reason(wanted, known, facts))


def _reason(wanted: Candidate, known: Presenter | None, facts: Facts) -> str:
    if not facts.is_known:
        return say("Slack did not tell me in time who that is. Try again in a minute.")
    if facts.is_bot:
        return say("an app cannot present.")
    if facts.is_foreign:
        return say("only people of this workspace can be invited from here.")
    if facts.is_deactivated:
        return say("that account is deactivated.")
    part = (wanted.preset, wanted.access)
    if known and known.state in ACTIVE and (known.preset, known.access) == part:
        return say("invited already.")
    return ""


def _fitting(
    event: Event, seen: Iterable[Candidate]
) -> tuple[tuple[Candidate, ...], tuple[Access, ...]]:
    """Tell which portals are to be added; beyond the limit, people cannot be invited."""
    there = portals_of(event)
    adds: list[Access] = []
    fitting: list[Candidate] = []
    for each in seen:
        is_new = not each.reason and each.access not in adds
        if is_new and event.webcast.portal(each.access) is None:
            if len({*there, *adds, each.access}) > PORTAL_LIMIT:
                fitting.append(replace(each, reason=_full()))
                continue
            adds.append(each.access)
        fitting.append(each)
    return tuple(fitting), tuple(adds)


def _full() -> str:
    return say(
        "the webcast has {limit} presenter portals already. Choose access that one of them gives.",
        limit=PORTAL_LIMIT,
    )


def portals_of(event: Event) -> tuple[Access, ...]:
    """Return the access of every portal that was asked for or came back."""
    came_back = (portal.access for portal in event.webcast.portals)
    return tuple(dict.fromkeys((*event.request.portals, *came_back)))
