"""Two processes on one database make one login at the platform, and mend it together."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, TCPConnector

from bot import sandbox
from bot.assembly import listening
from bot.errors import LoginRefused
from bot.service.logins import CLAIM, KeptLogin
from bot.store import Cipher, Store, open_store
from bot.tenancy import Account, Login
from bot.webcasts import WebcastsClient
from bot.webcasts.protocol import Token
from tests.store.test_store_installing import OWN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

SVC = Login(username="svc", password="sekret-password")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
LIFE = 7200.0


@dataclass
class Town:
    """The platform, the database, and whoever opens either."""

    platform: str
    url: str
    session: ClientSession
    stack: AsyncExitStack
    key: str
    now: datetime = NOW

    async def store(self) -> Store:
        """Open the database as another process does."""
        return await self.stack.enter_async_context(
            await open_store(self.url, Cipher(self.key.split(",")))
        )

    async def vault(self, login: Login = SVC, account: str = "T1") -> KeptLogin:
        """Open what one process knows of an account's login."""
        store = await self.store()
        return KeptLogin(
            account, login, platform=self.platform, store=store, clock=lambda: self.now
        )

    async def process(self, login: Login = SVC) -> WebcastsClient:
        """Start what one process has of the platform."""
        at, vault = f"{self.platform}/api", await self.vault(login)
        return WebcastsClient(self.session, at, login.username, login.password, vault=vault)

    async def tell(self, path: str, **what: object) -> None:
        """Tell the platform what shall go wrong."""
        async with self.session.post(f"{self.platform}/_sandbox/{path}", json=what) as answer:
            assert answer.ok, await answer.text()

    async def logins(self) -> int:
        """Count the logins that the platform saw."""
        async with self.session.get(f"{self.platform}/_sandbox/journal") as answer:
            entries = (await answer.json())["entries"]
        return sum(each["endpoint"] == "authenticate" for each in entries)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'webcasts.db'}"
        return
    with request.getfixturevalue("postgres").migrated() as made:
        yield made


@pytest.fixture
async def town(url: str) -> AsyncIterator[Town]:
    app = sandbox.make_app(sandbox.Settings(username=SVC.username, password=SVC.password))
    async with (
        listening(app, host="127.0.0.1", port=0) as platform,
        ClientSession(connector=TCPConnector(force_close=True)) as session,
        AsyncExitStack() as stack,
    ):
        yield Town(platform, url, session, stack, Cipher.new_key())


async def test_processes_that_start_at_once_make_one_login(town: Town) -> None:
    processes = [await town.process() for _ in range(4)]

    await asyncio.gather(*(each.folder_tree() for each in processes))

    assert await town.logins() == 1


async def test_where_a_second_login_ends_the_first_both_go_on(town: Town) -> None:
    await town.tell("mode", single_session=True)
    one, two = await town.process(), await town.process()
    await one.folder_tree()
    await two.folder_tree()

    await town.tell("faults", endpoint="folder/tree", kind="expire_tokens")
    await asyncio.gather(one.folder_tree(), two.folder_tree(), one.folder_tree())

    assert await town.logins() == 2


async def test_a_wrong_password_does_not_get_the_token_of_the_right_one(town: Town) -> None:
    await (await town.process()).folder_tree()

    with pytest.raises(LoginRefused):
        await (await town.process(replace(SVC, password="guessed"))).folder_tree()


async def test_a_process_that_died_while_it_logged_in_is_waited_for_no_longer_than_its_claim(
    town: Town,
) -> None:
    dead, alive = await town.vault(), await town.vault()
    assert await dead.claim()
    assert not await alive.claim()

    town.now += CLAIM

    assert await alive.claim()


async def test_a_claim_that_is_given_up_is_free_at_once(town: Town) -> None:
    one, two = await town.vault(), await town.vault()
    await one.claim()

    await two.give_up()
    assert not await two.claim()
    await one.give_up()
    assert await two.claim()


async def test_a_token_whose_time_is_over_is_not_found(town: Town) -> None:
    one, two = await town.vault(), await town.vault()
    await one.keep(Token(text="sbx", lifetime=LIFE))
    town.now += timedelta(seconds=LIFE - 10)
    assert await two.find() == Token(text="sbx", lifetime=10.0)

    town.now += timedelta(seconds=10)
    assert await two.find() is None


async def test_a_token_that_an_unknown_key_wrote_is_none(town: Town) -> None:
    await (await town.vault()).keep(Token(text="sbx", lifetime=LIFE))
    town.key = Cipher.new_key()

    assert await (await town.vault()).find() is None


async def test_a_token_is_readable_with_the_new_key_alone_once_it_was_written_anew(
    town: Town,
) -> None:
    await (await town.vault()).keep(Token(text="sbx", lifetime=LIFE))
    town.key = f"{Cipher.new_key()},{town.key}"
    await (await town.store()).reencrypt()
    town.key = town.key.partition(",")[0]

    assert await (await town.vault()).find() == Token(text="sbx", lifetime=LIFE)


async def test_nothing_of_a_workspaces_login_is_left_once_it_is_forgotten(town: Town) -> None:
    vault, store = await town.vault(), await town.store()
    await vault.claim()
    await vault.keep(Token(text="sbx", lifetime=LIFE))

    assert await store.forget_workspace("T1") == 2
    assert await store.forget_workspace("T1") == 0


async def _connect(store: Store) -> None:
    await store.keep_account(Account(workspace="T1", login=SVC, by="U1", at=NOW))


async def _disconnect(store: Store) -> None:
    await store.drop_account("T1")


async def _uninstall(store: Store) -> None:
    await store.keep_installation(OWN)
    await store.uninstall("", "T1", before=OWN.installed_at)


async def _forget(store: Store) -> None:
    await store.forget_workspace("T1")


@pytest.mark.parametrize("ends", [_connect, _disconnect, _uninstall, _forget])
async def test_a_token_does_not_outlive_the_account_of_its_workspace(
    town: Town, ends: Callable[[Store], Awaitable[None]]
) -> None:
    gone, other = await town.vault(), await town.vault(account="T2")
    for each in (gone, other):
        await each.keep(Token(text="sbx", lifetime=LIFE))

    await ends(await town.store())

    assert await gone.find() is None
    assert await other.find() is not None
