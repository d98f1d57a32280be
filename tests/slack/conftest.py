"""The stage that dialogues are played on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

from bot.showcase import open_demo
from tests.stage import NOW, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def database() -> str | None:
    """Say where the bot keeps its data: in a file of its own."""
    return None


@pytest.fixture
async def stage(database: str | None) -> AsyncIterator[Stage]:
    """Open the curtain at `NOW`."""
    async with (
        open_demo(port=0, clock=lambda: NOW, database=database) as show,
        ClientSession() as session,
    ):
        yield Stage(show, session)
