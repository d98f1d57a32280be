"""Channels, messages and the clock that survive a restart, in one JSON file."""

import asyncio
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.demo.world import World

JSON = dict[str, Any]


class Keeper:
    """Writes the workspace to its file after changes, off the event loop."""

    def __init__(self, world: World, path: Path) -> None:
        self._world = world
        self._path = path
        self._news = asyncio.Event()
        self._one_writer = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        world.watchers.append(self._news.set)

    def load(self) -> None:
        """Take up where the last run left off; a fresh file starts a fresh workspace."""
        if self._path.exists():
            saved = json.loads(self._path.read_text(encoding="utf-8"))
            self._world.workspace.load(saved)
            self._world.clock.advance(timedelta(seconds=saved.get("clock_ahead", 0.0)))
            if self._world.settings.client:
                self._world.oauth.token = saved.get("token", "")

    def start(self) -> None:
        """Begin to watch for changes."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Write a last time."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._save()

    async def _watch(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await asyncio.shield(self._save())

    async def _save(self) -> None:
        async with self._one_writer:
            kept = {**self._world.workspace.dump(), "clock_ahead": self._world.clock.ahead}
            if self._world.settings.client:  # else the token is a new one at each start
                kept["token"] = self._world.oauth.token
            text = json.dumps(kept, ensure_ascii=False)
            await asyncio.to_thread(write_whole, self._path, text)


def write_whole(path: Path, text: str) -> None:
    """Replace a file so that a reader finds the old or the new text, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)  # noqa: PTH105 - os.replace is the atomic one by contract
