"""What the store asks of a database, said without touching one.

A piece of work is a generator: it yields statements, is sent their answers, and returns what it
found. It knows neither threads nor connections, so that it is written once for every database, and
a driver may run it anew from its start where a connection broke.

A statement is one text for all databases; `:name` stands for a value. What only PostgreSQL needs
stands in a comment, such as `/* FOR UPDATE */`, which its driver opens: those who write to SQLite
come one after the other anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from bot.store.rows import Row

T = TypeVar("T")


class Ask(NamedTuple):
    """A statement with its named values."""

    sql: str
    values: Row


class AskEach(NamedTuple):
    """A statement that changes something, once for each of several sets of values."""

    sql: str
    values: Sequence[Row]


class Answer(NamedTuple):
    """The rows that a statement returns, and how many rows it changed."""

    rows: list[Row]
    changed: int


Work: TypeAlias = Generator[Ask | AskEach, Answer, T]
Makes: TypeAlias = Callable[[], Work[T]]
"""Makes a piece of work, so that it can be done anew."""


class Database(Protocol):
    """What does the work. Raises `StoreFailed` where the database cannot be used.

    Work that was handed over is done, even if whoever asked for it is cancelled.
    """

    async def read(self, makes: Makes[T]) -> T:
        """Do work that changes nothing, and return what it returns."""
        ...

    async def write(self, makes: Makes[T], *, durable: bool = True, again: bool = False) -> T:
        """Do work in one transaction: all of it is kept, or nothing.

        One that is not durable does not wait for the disk: it outlives the process, but maybe not
        a power failure. Work that may be done `again` comes to the same if it was kept already, so
        that it is done anew even where the answer to its commit was lost.
        """
        ...

    async def migrate(self) -> tuple[str, ...]:
        """Take the steps that are missing, and return their names.

        Raises `Misconfigured` if the database knows steps that this version does not.
        """
        ...

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the steps that were not taken yet."""
        ...

    async def close(self) -> None:
        """Finish what was handed over, then let go of the database."""
        ...


def finished(work: Work[T], answer: Callable[[Ask | AskEach], Answer]) -> T:
    """Run a piece of work to its end, each statement answered at once."""
    try:
        ask = next(work)
        while True:
            ask = work.send(answer(ask))
    except StopIteration as end:
        value: T = end.value
        return value
