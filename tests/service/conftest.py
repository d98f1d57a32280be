"""What the tests of use cases share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.store import Cipher, Store, open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with await open_store("sqlite://", Cipher([Cipher.new_key()])) as opened:
        yield opened
