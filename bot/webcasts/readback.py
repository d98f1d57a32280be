"""Was an update made whose answer was lost? Judged by reading the webcast back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot import rules
from bot.webcasts import wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Changes, Webcast


class Fate(StrEnum):
    """What became of an update; only one that was not applied may be sent again."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    UNKNOWN = "unknown"


_AS_SENT: Final[dict[str, Callable[..., object]]] = {
    "title": rules.title,
    "starts_at": wire.milliseconds,
    "duration": lambda length: length,
    "capacity": lambda viewers: viewers,
    "player_closes_at": lambda moment: wire.milliseconds(moment) if moment else None,
}
"""The fields that a status call tells, each with how it is compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One changed field that can be read back, as far as it is known before."""

    asked: object
    got: object
    was: object


def fate(changes: Changes, read: Webcast, *, before: Webcast | None = None) -> Fate:
    """Judge an update by the webcast as it reads now and, if that is known, as it read before.

    Applied: every change can be read back and is there. Not applied: nothing of what can be read
    back is there and, where `before` tells, it still is what it was. All else is unknown: a time
    zone, a source, a folder, a cost center or a portal cannot be read back, and a value that is
    neither the old nor the new one was written by somebody else.
    """
    seen = _seen(changes, read, before)
    there = [each.got == each.asked for each in seen]
    if there and all(there):
        return Fate.APPLIED if len(seen) == len(changes) else Fate.UNKNOWN
    if before is None:
        return Fate.NOT_APPLIED if there and not any(there) else Fate.UNKNOWN
    untouched = [each.got == each.was for each in seen]
    return Fate.NOT_APPLIED if there and all(untouched) else Fate.UNKNOWN


def _seen(changes: Changes, read: Webcast, before: Webcast | None) -> list[_Seen]:
    told = [each for each in (read, before) if each is not None]
    hidden = set() if all(each.tells_player_close for each in told) else {"player_closes_at"}
    return [
        _Seen(
            asked=compared(value),
            got=compared(getattr(read, name)),
            was=None if before is None else compared(getattr(before, name)),
        )
        for name, value in changes.items()
        if (compared := _AS_SENT.get(name)) and name not in hidden
    ]
