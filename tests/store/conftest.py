"""What the store's tests share: a database to open, and one of each value to keep in it.

The contract tests know only `url`, and so run on both databases.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import store as kept
from bot.domain import Event, Live, Portal, Post, PostKind, Webcam, Webcast, WebcastRequest, Wish
from bot.rules import Access, Region
from bot.store import Cipher, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

START = datetime(2026, 12, 1, 20, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'webcasts.db'}"
        return
    with request.getfixturevalue("postgres").migrated() as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'webcasts.db'}"
        return
    with request.getfixturevalue("postgres").empty() as made:
        yield made


@pytest.fixture
def cipher() -> Cipher:
    return Cipher([Cipher.new_key()])


@pytest.fixture
async def open_store(url: str, cipher: Cipher) -> AsyncIterator[Callable[[], Awaitable[Store]]]:
    opened = []

    async def open_one() -> Store:
        opened.append(await kept.open_store(url, cipher))
        return opened[-1]

    yield open_one
    for store in opened:
        await store.close()


@pytest.fixture
async def store(open_store: Callable[[], Awaitable[Store]]) -> Store:
    return await open_store()


@pytest.fixture
def request_() -> WebcastRequest:
    return WebcastRequest(
        title="Q4 town hall",
        starts_at=START,
        duration=timedelta(minutes=90),
        zone="US/Eastern",
        production=Live(source=Webcam(), region=Region.EUROPE),
        capacity=500,
        expiration_months=12,
        portals=(Access.LIVE_STUDIO, Access.REPORTS),
    )


@pytest.fixture
def wish(request_: WebcastRequest) -> Wish:
    return Wish(
        key="V1",
        workspace="T1",
        owner="U1",
        request=request_,
        channels=("C1",),
        asked_at=START - timedelta(days=8),
        reference="a1b2c3",
    )


@pytest.fixture
def event(request_: WebcastRequest) -> Event:
    webcast = Webcast(
        id="1890012",
        title=request_.title,
        starts_at=request_.starts_at,
        duration=request_.duration,
        capacity=request_.capacity,
        folder_name="Home",
        viewer_link="https://event.webcasts.com/starthere.jsp?ei=1890012&tp_key=0123456789",
        portals=(
            Portal(access=Access.LIVE_STUDIO, link="https://portal.example/live", pin="48151623"),
            Portal(access=Access.REPORTS, link="https://portal.example/reports", pin="42108977"),
        ),
    )
    return Event(
        workspace="T1",
        owner="U1",
        webcast=webcast,
        request=request_,
        created_at=START - timedelta(days=8),
    )


@pytest.fixture
def post() -> Post:
    return Post(workspace="T1", event_id="1890012", target="C1", kind=PostKind.CARD)
