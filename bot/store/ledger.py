"""The platform's call budget: which calls were made, and what is to be left alone until when.

Each method is whole, within a transaction, so that several processes count on together. Moments are
whole milliseconds since 1970.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.store import rows
from bot.store.asking import Ask
from bot.store.together import Together
from bot.store.topic import found, is_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.store.asking import Database, Work


class Dated(Protocol):
    """What a decision about a call says at least."""

    @property
    def at(self) -> int | None:
        """The moment to note, or None."""
        ...


Decision = TypeVar("Decision", bound=Dated)

_LOCK = """
SELECT 1 /* , pg_advisory_xact_lock(hashtextextended('webcast-bot ledger ' || :account, 0)) */
"""
_NTH_CALL = """
SELECT at FROM calls WHERE account = :account AND endpoint = :endpoint
ORDER BY at DESC LIMIT 1 OFFSET :before
"""
_COUNT = """
SELECT count(*) AS number FROM calls
WHERE account = :account AND endpoint = :endpoint AND at > :after
"""
_NOTE = "INSERT INTO calls (account, endpoint, at) VALUES (:account, :endpoint, :at)"
_FORGET = "DELETE FROM calls WHERE account = :account AND endpoint = :endpoint AND at < :at"
_GIVE_BACK = """
DELETE FROM calls WHERE rowid IN (
  SELECT rowid FROM calls WHERE account = :account AND endpoint = :endpoint AND at = :at LIMIT 1
)
"""
_REST_OF = "SELECT until FROM rests WHERE account = :account AND topic = :topic"
_REST = """
INSERT INTO rests (account, topic, until) VALUES (:account, :topic, :until)
ON CONFLICT (account, topic) DO UPDATE SET until = excluded.until
WHERE rests.until < excluded.until
"""


class DatabaseLedger:
    """Counts calls in the database. All methods raise `StoreFailed` if it cannot be used."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._calls = Together(db, _lock)

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
        of = {"account": rows.storable(account), "endpoint": endpoint}

        def take() -> Work[Decision]:
            rests = yield from _rests(of["account"], topics)
            if nth is None:
                return decide(None, rests)
            known = (yield Ask(_NTH_CALL, of | {"before": nth - 1})).rows
            decision = decide(known[0]["at"] if known else None, rests)
            if decision.at is not None:
                yield Ask(_NOTE, of | {"at": decision.at})
            if known:
                yield Ask(_FORGET, of | {"at": known[0]["at"]})
            return decision

        return await self._calls.write(account, take)

    async def count(self, account: str, endpoint: str, *, after: int) -> int:
        """Return how many calls of that endpoint are noted for later moments than `after`."""
        of = rows.texts(account=account, endpoint=endpoint) | {"after": after}
        [row] = await self._db.read(lambda: found(Ask(_COUNT, of)))
        return int(row["number"])

    async def give_back(self, account: str, endpoint: str, at: int) -> None:
        """Forget one call noted for that moment: it was not made."""
        call = {"account": rows.storable(account), "endpoint": endpoint, "at": at}
        await self._calls.write(account, lambda: is_one(Ask(_GIVE_BACK, call)))

    async def leave_alone(self, account: str, topic: str, until: int) -> None:
        """Remember until when a topic is to be left alone; a later moment is kept."""
        rest = {"account": rows.storable(account), "topic": topic, "until": until}
        await self._calls.write(account, lambda: is_one(Ask(_REST, rest)))


def _lock(account: str) -> Ask:
    """Have the calls of an account counted by one process at a time.

    Otherwise one would not see what another is about to note.
    """
    return Ask(_LOCK, rows.texts(account=account))


def _rests(account: str, topics: Sequence[str]) -> Work[dict[str, int]]:
    until: dict[str, int] = {}
    for topic in topics:
        for row in (yield Ask(_REST_OF, {"account": account, "topic": topic})).rows:
            until[topic] = row["until"]
    return until
