"""What somebody's Home shows, as values: what needs attention, what is ahead, what was lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import rules
from bot.rules import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain import Event, Wish

RECENT = timedelta(days=30)
"""For how long a webcast that is over is shown."""
NOTICE = timedelta(days=30)
"""How long before the platform stops keeping a webcast that is said."""
_LONGEST_MONTH = timedelta(days=31)
LONGEST_KEPT = rules.EXPIRATION.high * _LONGEST_MONTH
SHORTEST_KEPT = rules.EXPIRATION.low * timedelta(days=28)
MOST_COUNTED = 1000
"""Events that are counted exactly: nobody turns a hundred pages, and a million take their time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What needs a look, each kind in the order of time.

    `unpresented` are live webcasts ahead that nobody can present, `drifted` those that somebody
    edited in the portal, `expiring` those that the platform soon keeps no longer, `orphaned` those
    of people who left.
    """

    uncertain: tuple[Wish, ...] = ()
    unpresented: tuple[Event, ...] = ()
    drifted: tuple[Event, ...] = ()
    expiring: tuple[Event, ...] = ()
    orphaned: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some events of a list that has `total` of them, from the one after `offset` on.

    Not more than `MOST_COUNTED` are counted, and one: then there are more.
    """

    events: tuple[Event, ...] = ()
    total: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What needs attention, what is ahead and what was lately."""

    attention: Attention
    ahead: Page
    recent: Page


def kept_until(event: Event) -> datetime:
    """Tell about when the platform stops keeping a webcast.

    It counts months from archiving a live webcast and from first publishing one on demand. Neither
    is ever told to us, so the end and the start by schedule stand in for them.
    """
    webcast, months = event.webcast, event.request.expiration_months
    is_live = event.request.kind is Kind.LIVE
    return _months_after(webcast.ends_at if is_live else webcast.starts_at, months)


def _months_after(moment: datetime, months: int) -> datetime:
    """Return the same day some months later, or the last day of a shorter month."""
    years, month = divmod(moment.month - 1 + months, 12)
    first = moment.replace(year=moment.year + years, month=month + 1, day=1)
    next_month = (first + _LONGEST_MONTH).replace(day=1)
    return min(first + timedelta(days=moment.day - 1), next_month - timedelta(days=1))
