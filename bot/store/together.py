"""Work that many ask for at once, done in one transaction.

What waits for the database is not the work but the way to it and back, and the transaction around
it. Whoever asks while one is under way shares the next.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.store.asking import Ask, Database, Makes, Work

T = TypeVar("T")


class Piece(NamedTuple):
    """Work that somebody asked for, whose it is, and where its result goes."""

    makes: Makes[Any]
    account: str
    done: asyncio.Future[Any]


class Together:
    """Gathers work for the database; each piece is whole, and done in the order of asking.

    The transactions are not durable: see `Database.write`. A piece that fails undoes those that
    share its transaction, and all who asked are told. Before the work of an account `lock` is asked
    for it.
    """

    def __init__(self, db: Database, lock: Callable[[str], Ask]) -> None:
        self._db = db
        self._lock = lock
        self._waiting: list[Piece] = []
        self._under_way: asyncio.Task[None] | None = None

    async def write(self, account: str, makes: Makes[T]) -> T:
        """Return what the work returns, once it is kept; raises what the database raises."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Piece(makes, account, done))
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._do_all())
        return await done

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._do(batch)
        finally:
            self._under_way = None

    async def _do(self, batch: list[Piece]) -> None:
        try:
            found = await self._db.write(lambda: self._one_by_one(batch), durable=False)
        except Exception as error:  # noqa: BLE001  (handed to those who asked)
            for piece in batch:
                if not piece.done.done():
                    piece.done.set_exception(error)
            return
        for piece, each in zip(batch, found, strict=True):
            if not piece.done.done():
                piece.done.set_result(each)

    def _one_by_one(self, batch: list[Piece]) -> Work[list[Any]]:
        """Lock in an order that is the same for all, so that none waits for another in a circle."""
        for account in sorted({piece.account for piece in batch}):
            yield self._lock(account)
        found: list[Any] = []
        for piece in batch:
            found += [(yield from piece.makes())]
        return found
