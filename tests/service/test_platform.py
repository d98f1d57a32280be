"""The platform as a workspace sees it, and connecting it, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.domain import (
    Folder,
    Person,
    Progress,
    Receipt,
    Role,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.errors import (
    BotError,
    Forbidden,
    Invalid,
    LoginRefused,
    NotConnected,
    StoreFailed,
    Unreachable,
)
from bot.health import Allowance
from bot.language import speaking
from bot.service.account import account_for, connect, disconnect, may_connect
from bot.service.create import create_webcast
from bot.service.platform import Connected
from bot.tenancy import LONGEST, Account, Login
from tests.samples import NOW, REQUEST

if TYPE_CHECKING:
    from bot.domain import Changes
    from bot.store import Store

ADMIN = Person(workspace="T1", id="U1", zone="Etc/UTC", role=Role.ADMIN)
CREATOR = Person(workspace="T1", id="U2", zone="Etc/UTC", role=Role.CREATOR)
LOGIN = Login(username="svc@acme", password="sekret")


class Client:
    """A platform for one account, which says who asked it."""

    def __init__(self, login: Login, *, refuses: bool = False) -> None:
        self.login = login
        self.refuses = refuses

    async def check_login(self) -> None:
        if self.refuses:
            raise LoginRefused("An operator has to check WEBCASTS_PASSWORD.", code=10)

    async def allowances(self) -> tuple[Allowance, ...]:
        return (Allowance(endpoint=self.login.username, left=1, most=1),)

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        await self.check_login()
        return Folder(id=folder_id or "1", name=self.login.username)

    async def create(self, request: WebcastRequest) -> Receipt:
        raise NotImplementedError

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt:
        raise NotImplementedError

    async def status(self, event_id: str) -> Webcast:
        raise NotImplementedError


class Door:
    """Makes clients, and remembers for whom."""

    def __init__(self) -> None:
        self.made: list[Client] = []
        self.refuses = False

    def __call__(self, login: Login) -> Client:
        self.made.append(Client(login, refuses=self.refuses))
        return self.made[-1]


@pytest.fixture
def door() -> Door:
    return Door()


def now() -> datetime:
    return NOW


def connected(store: Store, door: Door, *, operator: Client | None = None) -> Connected:
    return Connected("T1", accounts=store, log_in_as=door, operator=operator)


async def keep(store: Store, username: str, workspace: str = "T1") -> None:
    login = Login(username=username, password="sekret")
    await store.keep_account(Account(workspace=workspace, login=login, by="U1", at=NOW))


async def test_a_workspaces_own_account_goes_before_the_operators(store: Store, door: Door) -> None:
    platform = connected(store, door, operator=Client(Login(username="op", password="sekret")))
    assert (await platform.folder_tree()).name == "op"

    await keep(store, "own")

    assert (await platform.folder_tree()).name == "own"


async def test_the_account_that_another_process_kept_is_used_by_the_next_call(
    store: Store, door: Door
) -> None:
    platform = connected(store, door)
    await keep(store, "first")
    await platform.folder_tree()
    await platform.folder_tree()

    await keep(store, "second")

    assert (await platform.folder_tree()).name == "second"
    assert [each.login.username for each in door.made] == ["first", "second"]


async def test_without_any_account_nothing_is_asked_and_the_way_is_shown(
    store: Store, door: Door
) -> None:
    await keep(store, "theirs", workspace="T2")
    platform = connected(store, door)

    with pytest.raises(NotConnected, match="/webcast settings admin"):
        await platform.folder_tree()
    assert not door.made
    assert not await platform.is_connected()


async def test_that_sentence_is_said_to_whoever_reads_it(store: Store, door: Door) -> None:
    with pytest.raises(NotConnected) as caught:
        await connected(store, door).status("1890012")

    with speaking("de"):
        assert isinstance(str(caught.value), str)
    assert "not connected" in str(caught.value)


async def test_a_create_without_an_account_may_be_asked_for_again(store: Store, door: Door) -> None:
    wish = Wish(
        key="V1",
        workspace="T1",
        owner="U1",
        request=REQUEST,
        channels=(),
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    with pytest.raises(NotConnected):
        await create_webcast(wish, webcasts=connected(store, door), store=store, clock=now)

    kept = await store.wish("T1", "V1")
    assert kept
    assert kept.progress is Progress.REFUSED


async def test_an_account_that_the_platform_takes_no_more_is_the_admins_to_mend(
    store: Store, door: Door
) -> None:
    await keep(store, "own")
    door.refuses = True

    with pytest.raises(LoginRefused, match="does not accept this workspace's account") as caught:
        await connected(store, door).folder_tree()
    assert "WEBCASTS" not in str(caught.value)


async def test_the_operators_trouble_stays_the_operators(store: Store, door: Door) -> None:
    operator = Client(LOGIN, refuses=True)

    with pytest.raises(LoginRefused, match="WEBCASTS_PASSWORD"):
        await connected(store, door, operator=operator).folder_tree()


async def test_an_account_that_cannot_be_read_means_that_nothing_was_asked(
    store: Store, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_workspace: str) -> Account | None:
        raise StoreFailed("lost")

    monkeypatch.setattr(store, "account", fails)

    with pytest.raises(Unreachable, match="did not ask the platform"):
        await connected(store, door, operator=Client(LOGIN)).folder_tree()


async def test_an_account_is_kept_after_a_login_and_who_did_it_is_on_record(
    store: Store, door: Door
) -> None:
    await connect(LOGIN, person=ADMIN, log_in_as=door, store=store, clock=now)

    assert await store.account("T1") == Account(workspace="T1", login=LOGIN, by="U1", at=NOW)
    [line] = await store.workspace_history("T1", 10)
    assert (line.who, line.what, line.before, line.after) == ("U1", "account", "", "svc@acme")
    assert "sekret" not in repr(line)


async def test_an_account_that_the_platform_refuses_is_not_kept(store: Store, door: Door) -> None:
    await keep(store, "before")
    door.refuses = True

    with pytest.raises(LoginRefused, match="does not accept that user name and password"):
        await connect(LOGIN, person=ADMIN, log_in_as=door, store=store, clock=now)

    kept = await store.account("T1")
    assert kept
    assert kept.login.username == "before"
    assert not await store.workspace_history("T1", 10)


@pytest.mark.parametrize(
    "login",
    [
        Login(username="", password="sekret"),
        Login(username="svc", password=""),
        Login(username="svc", password="s" * (LONGEST + 1)),
    ],
    ids=["no name", "no password", "too long"],
)
async def test_half_an_account_is_not_tried(store: Store, door: Door, login: Login) -> None:
    with pytest.raises(Invalid):
        await connect(login, person=ADMIN, log_in_as=door, store=store, clock=now)
    assert not door.made


async def test_only_admins_look_at_connect_and_disconnect_it(store: Store, door: Door) -> None:
    await keep(store, "own")

    with pytest.raises(Forbidden):
        await account_for(CREATOR, store=store)
    with pytest.raises(Forbidden):
        await connect(LOGIN, person=CREATOR, log_in_as=door, store=store, clock=now)
    with pytest.raises(Forbidden):
        await disconnect(person=CREATOR, store=store, clock=now)
    assert await store.account("T1")
    assert not door.made


async def test_a_disconnected_account_is_forgotten_and_that_is_on_record(store: Store) -> None:
    await keep(store, "own")

    await disconnect(person=ADMIN, store=store, clock=now)
    await disconnect(person=ADMIN, store=store, clock=now)

    assert await store.account("T1") is None
    [line] = await store.workspace_history("T1", 10)
    assert (line.before, line.after) == ("own", "")


async def test_connecting_is_offered_to_admins_while_there_is_no_account(
    store: Store, door: Door
) -> None:
    platform = connected(store, door)
    assert await may_connect(ADMIN, webcasts=platform)
    assert not await may_connect(CREATOR, webcasts=platform)

    await keep(store, "own")
    assert not await may_connect(ADMIN, webcasts=platform)


async def test_every_call_goes_the_same_way(store: Store, door: Door) -> None:
    platform = connected(store, door)

    for call in (
        platform.create(REQUEST),
        platform.update("1890012", {}),
        platform.status("1890012"),
        platform.folder_tree(),
    ):
        with pytest.raises(BotError, match="not connected"):
            await call


async def test_the_account_is_looked_at_by_the_login_that_the_workspace_has(
    store: Store, door: Door
) -> None:
    platform = connected(store, door)
    await keep(store, "own")

    await platform.check_login()
    [allowance] = await platform.allowances()

    assert allowance.endpoint == "own"
