"""The desk every handler works at: work after the acknowledgement, and failures as sentences.

Bolt's lazy listeners swallow what goes wrong and read the request a second time; work started here
takes the values the acknowledgement was given for, and its failure reaches the person.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.errors import BotError, Invalid, NotFound, PlatformError
from bot.logs import forget, reference, tracing
from bot.slack.views.progress import failure, unexpected

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from bot.logs import Note

    Tell = Callable[[str], Awaitable[None]]
    Work = Coroutine[Any, Any, object]
    Begin = Callable[[str], Awaitable[Work | None]]
    Prepare = Callable[[str], Awaitable[None]]
    IsFirst = Callable[[str], Awaitable[bool]]

log = logging.getLogger(__name__)

_acting: ContextVar[str] = ContextVar("acting", default="")
_submission: ContextVar[str] = ContextVar("submission", default="")


def work_for(user: str, submission: str = "") -> None:
    """Note whose request is at hand; work that it leaves to the desk is theirs.

    `submission` names a form as it was sent: a double click or a redelivery has the same name.
    """
    _acting.set(user)
    _submission.set(submission)


def failed(error: BotError, ref: str = "") -> str:
    """Note a failure in the log; returns its sentence, with the reference that finds it there."""
    ref = ref or reference()
    level = logging.WARNING if isinstance(error, PlatformError) else logging.INFO
    log.log(level, "%s, reference %s: %s", type(error).__name__, ref, _for_the_log(error))
    return failure(str(error), ref)


def _for_the_log(error: BotError) -> object:
    """Keep what somebody typed out of the log: some errors quote it, and are named by its place."""
    return getattr(error, "field", "ref") if isinstance(error, Invalid | NotFound) else error


async def keep_quiet(_sentence: str) -> None:
    """Tell nobody: nobody asked for it, or they see by themselves that nothing came of it."""
    log.debug("nobody is told")


def _delivery() -> str:
    """Name the form that is at hand, if any; what else its delivery wants is no second one.

    The name is a digest, to keep what somebody typed out of what is remembered.
    """
    submission = _submission.get()
    if not submission:
        return ""
    _submission.set("")
    return sha256(submission.encode()).hexdigest()


class Desk:
    """Runs work in the background and tells the person who asked if it fails.

    `prepare` is done first of all, for the person whose request is at hand. `is_first` tells of a
    form as it was sent whether it was not delivered before, to whichever process. `note` is told of
    what fails.
    """

    def __init__(self, prepare: Prepare, is_first: IsFirst, note: Note = forget) -> None:
        self._prepare = prepare
        self._is_first = is_first
        self.note = note
        self._running: set[asyncio.Task[None]] = set()

    def later(
        self,
        work: Work,
        tell: Tell,
        *,
        ref: str | None = None,
        again: bool = False,
    ) -> None:
        """Do the work after the acknowledgement; `tell` gets the sentence if it fails.

        What a form asks for is done once, however often it is delivered, unless `again`.
        """
        delivery = "" if again else _delivery()
        self._start(partial(self._once, work), delivery, tell, ref or reference())

    def begin(self, begin: Begin, tell: Tell, *, ref: str) -> None:
        """Do the work that `begin` returns, which first of all writes down what is to be done.

        It is given a name for the form as it was sent, and returns None if it came before. What it
        notes along with that name outlives this process, which may end at any moment.
        """
        self._start(begin, _delivery(), tell, ref)

    async def idle(self) -> None:
        """Wait until nothing runs any more."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self, *, patience: float) -> None:
        """Let work, and what it leads to, finish for `patience` seconds; then cancel the rest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.idle()
        late = list(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _start(self, begin: Begin, delivery: str, tell: Tell, ref: str) -> None:
        task = asyncio.create_task(self._guarded(begin, delivery, tell, ref))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _once(self, work: Work, delivery: str) -> Work | None:
        is_first = False
        try:
            is_first = not delivery or await self._is_first(delivery)
        finally:
            if not is_first:
                work.close()
        return work if is_first else None

    async def _guarded(self, begin: Begin, delivery: str, tell: Tell, ref: str) -> None:
        with tracing(reference=ref):
            try:
                if work := await begin(delivery):
                    await self._prepared(work)
            except BotError as error:
                self.note(error)
                await self._tell(tell, failed(error, ref))
            except Exception as error:
                self.note(error)
                log.exception("unforeseen, reference %s", ref)
                await self._tell(tell, unexpected(ref))
            except asyncio.CancelledError as error:
                self.note(error)
                log.warning("cut off by the stop, reference %s", ref)
                raise

    async def _prepared(self, work: Work) -> None:
        try:
            if user := _acting.get():
                await self._prepare(user)
            await work
        finally:
            work.close()  # never begun where a stop came first, or done before

    async def _tell(self, tell: Tell, sentence: str) -> None:
        try:
            await tell(sentence)
        except Exception:
            log.exception("the person could not be told")
