"""What the client relies on, checked on the sandbox and, if asked to, on a real account.

Only reads: a login, the folder tree, the status of one webcast; nothing is created or changed. To
include a real account, set WEBCASTS_CONTRACT_URL, WEBCASTS_CONTRACT_USERNAME and
WEBCASTS_CONTRACT_PASSWORD, and WEBCASTS_CONTRACT_EVENT_ID for what is about a webcast. That
takes five logins, three calls for folders and two for the webcast.
"""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, TCPConnector

from bot import rules
from bot.rules import Access
from bot.webcasts import WebcastsClient
from tests.webcasts.examples import TOWN_HALL
from tests.webcasts.stand import open_stand

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.domain import Folder, Webcast

PREFIX = "WEBCASTS_CONTRACT_"
ACCOUNT = tuple(os.environ.get(PREFIX + name, "") for name in ("URL", "USERNAME", "PASSWORD"))
EVENT_ID = os.environ.get(f"{PREFIX}EVENT_ID", "")
TARGETS = ["sandbox", *(["account"] if all(ACCOUNT) else [])]


@dataclass(frozen=True)
class Reader:
    """The reading half of a client, which is all that these tests may use."""

    check_login: Callable[[], Awaitable[None]]
    folder_tree: Callable[..., Awaitable[Folder]]
    status: Callable[[str], Awaitable[Webcast]]
    event_id: str


def reader(client: WebcastsClient, event_id: str) -> Reader:
    return Reader(
        check_login=client.check_login,
        folder_tree=client.folder_tree,
        status=client.status,
        event_id=event_id,
    )


@asynccontextmanager
async def open_sandbox() -> AsyncIterator[Reader]:
    async with open_stand() as stand:
        created = await stand.client.create(replace(TOWN_HALL, portals=(Access(31),)))
        yield reader(stand.client_with("sekret-password"), created.webcast.id)


@asynccontextmanager
async def open_account() -> AsyncIterator[Reader]:
    async with ClientSession(connector=TCPConnector(force_close=True)) as session:
        yield reader(WebcastsClient(session, *ACCOUNT), EVENT_ID)


@pytest.fixture(params=TARGETS)
async def platform(request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    opening = open_sandbox() if request.param == "sandbox" else open_account()
    async with opening as platform:
        yield platform


@pytest.fixture
def event_id(platform: Reader) -> str:
    if not platform.event_id:
        pytest.skip(f"{PREFIX}EVENT_ID is not set")
    return platform.event_id


async def test_the_account_can_log_in(platform: Reader) -> None:
    await platform.check_login()


async def test_every_folder_has_an_id_of_its_own_and_a_name(platform: Reader) -> None:
    folders = [folder for folder, _ in (await platform.folder_tree()).walk()]
    ids = [folder.id for folder in folders]

    assert len(set(ids)) == len(ids)
    assert all(rules.folder_id(each) == each for each in ids)
    assert all(folder.name for folder in folders)


async def test_a_part_of_the_tree_is_the_same_when_it_is_asked_for_by_its_id(
    platform: Reader,
) -> None:
    home = await platform.folder_tree()
    part = home.children[0] if home.children else home

    assert await platform.folder_tree(part.id) == part


async def test_a_webcast_is_told_as_the_platform_rounds_it(platform: Reader, event_id: str) -> None:
    webcast = await platform.status(event_id)

    assert webcast.id == event_id
    assert webcast.title
    assert webcast.starts_at == rules.round_start(webcast.starts_at)
    assert webcast.duration % timedelta(minutes=rules.DURATION.step) == timedelta()
    assert webcast.capacity in rules.CAPACITY
    assert webcast.folder_name


async def test_a_status_names_no_portal_and_its_link_names_the_webcast(
    platform: Reader, event_id: str
) -> None:
    webcast = await platform.status(event_id)

    assert webcast.portals == ()
    assert rules.event_id_in(webcast.viewer_link) == event_id
