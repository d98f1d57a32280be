"""No log record of the whole suite tells a secret."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from bot.store import migrate
from tests import postgres as databases
from tests import spill

if TYPE_CHECKING:
    from collections.abc import Iterator

catch = spill.Catch()


def pytest_configure() -> None:
    """Listen to everything, however unimportant, from before the first test on."""
    spill.remember_what_is_handed_out()
    logging.getLogger().addHandler(catch)
    logging.getLogger().setLevel(logging.DEBUG)
    # The list of requests that test servers keep; the bot's servers keep none.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def _no_secret_is_logged() -> Iterator[None]:
    """Fail a test during which a log record told a secret."""
    yield
    told = spill.spilt(catch.said)
    catch.said.clear()
    assert not told, f"logged: {', '.join(sorted(told))}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[databases.Server]:
    """Start a PostgreSQL server for the tests that use one; it does not wait for the disk."""
    with databases.server() as server:
        asyncio.run(migrate(server.make(databases.MIGRATED)))
        yield server
