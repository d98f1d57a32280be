"""The state file: read once at the start, written whole and atomically after every change."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.sandbox.state import BadState, State, as_json, from_json

if TYPE_CHECKING:
    from collections.abc import Callable


def read(path: Path) -> State | None:
    """Return the state in a file, None if there is no file; BadState says what is wrong with it."""
    try:
        return from_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (BadState, ValueError) as error:
        raise BadState(f"{path} is not usable: {error} Move it away to start anew.") from error


def write(path: Path, state: State) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new state."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(as_json(state), ensure_ascii=False, separators=(",", ":")))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


class StateFile:
    """Writes in a thread; callers that come while one write runs share the next one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Future[None]] = set()
        self._wanted = 0
        self._written = 0

    async def save(self, take: Callable[[], State]) -> None:
        """Return once everything committed before this call is in the file.

        A caller that is cancelled does not stop the write, so that writes never overlap.
        """
        self._wanted += 1
        task = asyncio.ensure_future(self._save(take, self._wanted))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)

    async def _save(self, take: Callable[[], State], mine: int) -> None:
        async with self._lock:
            if self._written >= mine:
                return
            covered, state = self._wanted, take()
            await asyncio.to_thread(write, self._path, state)
            self._written = covered
