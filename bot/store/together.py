"""Work that many ask for at once, done in one transaction.

What waits for the thread is not the work but the way to it and back, and the transaction around it.
Whoever asks while one is under way shares the next.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

    from bot.store.thread import DatabaseThread

T = TypeVar("T")


class Together:
    """Gathers work for the thread; each piece is whole, and done in the order of asking.

    The transactions are not durable: see `DatabaseThread.write`. A piece that fails undoes those
    that share its transaction, and all who asked are told.
    """

    def __init__(self, thread: DatabaseThread) -> None:
        self._thread = thread
        self._waiting: list[tuple[Callable[[Database], Any], asyncio.Future[Any]]] = []
        self._under_way: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Database], T]) -> T:
        """Return what `work` returns, once it is kept; raises `StoreFailed` as the thread does."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
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

    async def _do(self, batch: list[tuple[Callable[[Database], Any], asyncio.Future[Any]]]) -> None:
        try:
            found = await self._thread.write(
                lambda db: [work(db) for work, _ in batch], durable=False
            )
        except Exception as error:  # noqa: BLE001  (handed to those who asked)
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), each in zip(batch, found, strict=True):
            if not done.done():
                done.set_result(each)
