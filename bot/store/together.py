"""Work that many ask for at once, done in one transaction.

What waits for the database is not the work but the way to it and back, and the transaction around
it. Whoever asks while one is under way shares the next.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from bot.store.asking import Ask, Database, Makes, Work

T = TypeVar("T")


class Piece(NamedTuple):
    """Work that somebody asked for, what it needs locked, and where its result goes."""

    makes: Makes[Any]
    lock: Ask
    done: asyncio.Future[Any]


class Together:
    """Gathers work for the database; each piece is whole, and done in the order of asking.

    The transactions are not durable: see `Database.write`. A piece that fails undoes those that
    share its transaction, and all who asked are told.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[Piece] = []
        self._under_way: asyncio.Task[None] | None = None

    async def write(self, makes: Makes[T], *, lock: Ask) -> T:
        """Return what the work returns, once it is kept; raises what the database raises.

        `lock` is asked before, once for all who ask for the same.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(Piece(makes, lock, done))
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
            found = await self._db.write(lambda: _one_by_one(batch), durable=False)
        except Exception as error:  # noqa: BLE001  (handed to those who asked)
            for piece in batch:
                if not piece.done.done():
                    piece.done.set_exception(error)
            return
        for piece, each in zip(batch, found, strict=True):
            if not piece.done.done():
                piece.done.set_result(each)


def _one_by_one(batch: list[Piece]) -> Work[list[Any]]:
    """Lock in an order that is the same for all, so that none waits for another in a circle."""
    for _, lock in sorted({repr(piece.lock): piece.lock for piece in batch}.items()):
        yield lock
    found: list[Any] = []
    for piece in batch:
        found += [(yield from piece.makes())]
    return found
