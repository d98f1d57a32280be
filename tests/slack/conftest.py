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
async def stage() -> AsyncIterator[Stage]:
    """Open the curtain at `NOW`."""
    async with open_demo(port=0, clock=lambda: NOW) as show, ClientSession() as session:
        yield Stage(show, session)
