"""The platform's call budget: which calls were made, and what is to be left alone until when.

Each method is whole, within a transaction, so that several processes count on together. Moments are
whole milliseconds since 1970.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.store import queries, rows
from bot.store.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlite_utils import Database

    from bot.store.thread import DatabaseThread


class Dated(Protocol):
    """What a decision about a call says at least."""

    @property
    def at(self) -> int | None:
        """The moment to note, or None."""
        ...


Decision = TypeVar("Decision", bound=Dated)


class SqliteLedger:
    """Counts calls in the database. All methods raise `StoreFailed` if it cannot be used."""

    def __init__(self, thread: DatabaseThread) -> None:
        self._calls = Together(thread)

    async def reserve(
        self,
        account: str,
        endpoint: str,
        *,
        nth: int | None,
        topics: Sequence[str],
        decide: Callable[[int | None, Mapping[str, int]], Decision],
    ) -> Decision:
        """Note the moment that `decide` gives, if it gives one, and return what it decided.

        It is told the moment of the nth newest call of that endpoint, or None if there are fewer,
        and until when each of the topics is to be left alone, if ever. Without `nth` calls are
        neither looked at nor noted.
        """

        def take(db: Database) -> Decision:
            rests = _rests(db, account, topics)
            if nth is None:
                return decide(None, rests)
            of = {"account": rows.storable(account), "endpoint": endpoint}
            found = db.execute(queries.NTH_CALL, of | {"before": nth - 1}).fetchone()
            decision = decide(found[0] if found else None, rests)
            if decision.at is not None:
                db.execute(queries.NOTE_CALL, of | {"at": decision.at})
            if found:
                db.execute(queries.FORGET_CALLS, of | {"at": found[0]})
            return decision

        return await self._calls.write(take)

    async def give_back(self, account: str, endpoint: str, at: int) -> None:
        """Forget one call noted for that moment: it was not made."""
        call = {"account": rows.storable(account), "endpoint": endpoint, "at": at}
        await self._calls.write(lambda db: db.execute(queries.DROP_CALL, call))

    async def leave_alone(self, account: str, topic: str, until: int) -> None:
        """Remember until when a topic is to be left alone; a later moment is kept."""
        rest = {"account": rows.storable(account), "topic": topic, "until": until}
        await self._calls.write(lambda db: db.execute(queries.REST, rest))


def _rests(db: Database, account: str, topics: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for topic in topics:
        row = db.execute(queries.RESTS, {"account": rows.storable(account), "topic": topic})
        found.update(row.fetchall())
    return found
