"""Doctor: each check tells what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from bot.domain import Folder
from bot.errors import (
    LoginRefused,
    Misconfigured,
    NoAccess,
    NotDelivered,
    StoreFailed,
    Throttled,
)
from bot.health import About, Allowance, Engine, Finding, Grant, Pulse
from bot.service.doctor import (
    AT_ONCE,
    examine_accounts,
    examine_database,
    examine_each,
    examine_platform,
    examine_slack,
)
from bot.tenancy import Account, Login

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.service.ports import Accounts, LogsIn

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
NEEDED = {"commands", "chat:write"}


def clock() -> datetime:
    return NOW


class Slack:
    def __init__(self, answer: Grant | NotDelivered) -> None:
        self.answer = answer

    async def grant(self) -> Grant:
        if isinstance(self.answer, NotDelivered):
            raise self.answer
        return self.answer


class Database:
    """A database that is well, but for what it is told; `trouble` breaks a method by its name."""

    def __init__(
        self,
        *missing: str,
        is_new: bool = False,
        off: timedelta = timedelta(0),
        pulse: Pulse | None = None,
        **trouble: Exception,
    ) -> None:
        self.missing = missing
        self.known = Engine(name="PostgreSQL", version="18.1", at=NOW + off, is_new=is_new)
        self.beat = pulse or Pulse()
        self.trouble = trouble

    async def engine(self) -> Engine:
        self._break("engine")
        return self.known

    async def missing_steps(self) -> tuple[str, ...]:
        return self.missing

    async def check_key(self) -> None:
        self._break("key")

    async def pulse(self, now: datetime, *, workspace: str = "") -> Pulse:
        assert (now, workspace) == (NOW, "")
        self._break("beat")
        return self.beat

    def _break(self, method: str) -> None:
        if error := self.trouble.get(method):
            raise error


class Platform:
    """A platform that is well, but for what it is told."""

    def __init__(
        self,
        *,
        login: Exception | None = None,
        folders: Exception | None = None,
        creates_left: int = 78,
    ) -> None:
        self.login = login
        self.folders = folders
        self.creates_left = creates_left

    async def check_login(self) -> None:
        if self.login:
            raise self.login

    async def allowances(self) -> tuple[Allowance, ...]:
        return (
            Allowance(endpoint="event/create", left=self.creates_left, most=80),
            Allowance(endpoint="folder/tree", left=47, most=48),
        )

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        if self.folders:
            raise self.folders
        return Folder(id=folder_id or "1", name="Home")


def ill(found: Iterable[Finding]) -> dict[About, str]:
    return {each.about: each.verdict for each in found if not each.is_well}


def granted(scopes: set[str] = NEEDED, off: timedelta = timedelta(0)) -> Slack:
    return Slack(Grant(workspace="Demo", team="T1", scopes=frozenset(scopes), at=NOW + off))


@pytest.mark.parametrize(
    ("slack", "about", "says"),
    [
        pytest.param(
            Slack(NotDelivered("Slack does not accept my token.", code="invalid_auth")),
            About.SLACK,
            "does not accept",
            id="token",
        ),
        pytest.param(granted({"commands"}), About.SCOPES, "chat:write", id="scope"),
        pytest.param(granted(off=timedelta(minutes=2)), About.CLOCK, "120 seconds", id="fast"),
        pytest.param(granted(off=-timedelta(minutes=2)), About.CLOCK, "120 seconds", id="slow"),
    ],
)
async def test_trouble_with_slack_is_named(slack: Slack, about: About, says: str) -> None:
    ill = [each for each in await examine_slack(slack, NEEDED, clock) if not each.is_well]

    assert [each.about for each in ill] == [about]
    assert says in ill[0].verdict


async def test_slack_that_is_well_is_said_to_be() -> None:
    found = await examine_slack(granted(off=timedelta(seconds=3)), NEEDED, clock)

    assert all(each.is_well for each in found)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("database", "about", "says"),
    [
        pytest.param(Database("m012"), About.STEPS, "lacks 1 step", id="behind"),
        pytest.param(
            Database(engine=StoreFailed("It cannot be read.")),
            About.DATABASE,
            "cannot",
            id="broken",
        ),
        pytest.param(
            Database(off=timedelta(minutes=2)), About.DATABASE_CLOCK, "120 seconds", id="clock"
        ),
        pytest.param(
            Database(key=Misconfigured("ENCRYPTION_KEY is wrong.")), About.KEY, "wrong", id="key"
        ),
        pytest.param(
            Database(beat=StoreFailed("It cannot be read.")),
            About.DUE,
            "cannot",
            id="no pulse",
        ),
        pytest.param(
            Database(pulse=Pulse(due=2, oldest_due_at=NOW - timedelta(minutes=5))),
            About.DUE,
            "2 things are due, the oldest since 300 seconds",
            id="late",
        ),
        pytest.param(Database(pulse=Pulse(lost=1)), About.LOST, "1 thing was begun", id="lost"),
    ],
)
async def test_trouble_with_the_database_is_named(
    database: Database, about: About, says: str
) -> None:
    found = ill(await examine_database(database, clock))

    assert list(found) == [about]
    assert says in found[about]


async def test_a_database_that_is_well_is_said_to_be() -> None:
    pulse = Pulse(due=1, oldest_due_at=NOW - timedelta(seconds=20), uncertain=2)

    found = await examine_database(Database(pulse=pulse), clock)

    told = {each.about: each.verdict for each in found}
    assert not ill(found)
    assert told[About.DATABASE] == "PostgreSQL 18.1 answers."
    assert told[About.DUE] == "1 thing is due, since 20 seconds."
    assert told[About.UNCERTAIN].startswith("2 wait for their owners")
    assert len(told) == 7


async def test_a_database_before_the_first_start_is_well() -> None:
    found = await examine_database(Database("m001", "m002", is_new=True), clock)

    assert not ill(found)
    assert "first start" in found[1].verdict


@pytest.mark.parametrize(
    ("platform", "about", "says"),
    [
        pytest.param(
            Platform(login=LoginRefused("The platform does not accept the account.", code=0)),
            About.PLATFORM,
            "does not accept",
            id="login",
        ),
        pytest.param(
            Platform(folders=NoAccess("This folder cannot be read.", code=10)),
            About.FOLDERS,
            "cannot be read",
            id="folders",
        ),
        pytest.param(
            Platform(folders=Throttled("Try again in 9 minutes.", code=61, retry_after=540)),
            About.FOLDERS,
            "call limit is used up",
            id="no call left",
        ),
        pytest.param(Platform(creates_left=0), About.LIMITS, "0 of 80 creates", id="limit"),
    ],
)
async def test_trouble_with_the_platform_is_named(
    platform: Platform, about: About, says: str
) -> None:
    found = ill(await examine_platform(platform))

    assert list(found) == [about]
    assert says in found[about]


async def test_a_platform_that_answers_is_well() -> None:
    login, folders, limits = await examine_platform(Platform())

    assert login.verdict == "It accepts my account."
    assert folders.verdict == "I see 1 folder."
    assert limits.verdict == (
        "For now I have left: 78 of 80 creates, 47 of 48 readings of folders."
    )


class Kept:
    """The accounts of workspaces; a workspace whose name begins with N has none."""

    async def account(self, workspace: str) -> Account | None:
        if workspace.startswith("N"):
            return None
        if workspace == "T-broken":
            raise StoreFailed("The database does not answer.")
        login = Login(username=f"svc-{workspace[:2]}", password="secret")
        return Account(workspace=workspace, login=login, by="U1", at=NOW)


class Logins:
    """A platform that notes how many log in at once, and lets them once somebody says so."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.open, self.full = asyncio.Event(), asyncio.Event()
        self.now = self.most = 0

    def log_in_as(self, login: Login) -> LogsIn:
        self.names.append(login.username)
        return cast("LogsIn", self)

    async def check_login(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        if self.now == AT_ONCE:
            self.full.set()
        await self.open.wait()
        self.now -= 1


async def looked(
    workspaces: Iterable[str], logins: Logins, *, has_operator: bool = False
) -> list[Finding]:
    kept = cast("Accounts", Kept())
    found = await examine_accounts(
        list(workspaces), accounts=kept, log_in_as=logins.log_in_as, has_operator=has_operator
    )
    return list(found)


async def test_some_workspaces_are_looked_at_side_by_side_and_not_all_at_once() -> None:
    logins = Logins()
    looking = asyncio.create_task(looked((f"T{number}" for number in range(30)), logins))
    await logins.full.wait()
    logins.open.set()

    found = await looking

    assert logins.most == AT_ONCE
    assert [each.verdict.partition(":")[0] for each in found] == [f"T{n}" for n in range(30)]


async def test_an_account_that_workspaces_share_is_tried_by_one_client() -> None:
    logins = Logins()
    logins.open.set()

    await looked(["T1-one", "T1-two", "T2"], logins)

    assert sorted(logins.names) == ["svc-T1", "svc-T2"]


async def test_a_workspace_without_an_account_is_named_and_fails_nothing() -> None:
    [found] = await looked(["N1"], Logins())

    assert found.is_well
    assert found.verdict.startswith("N1: It has no account yet.")


async def test_nothing_is_said_of_a_workspace_that_uses_the_operators_account() -> None:
    assert await looked(["N1"], Logins(), has_operator=True) == []


async def test_an_account_that_cannot_be_read_fails_alone() -> None:
    logins = Logins()
    logins.open.set()

    found = await looked(["T-broken", "T2"], logins)

    assert [each.is_well for each in found] == [False, True]
    assert found[0].verdict == "T-broken: The database does not answer."


async def test_the_token_of_each_installation_is_named() -> None:
    refused = Slack(NotDelivered("Slack said no.", code="invalid_auth"))

    found = await examine_each({"T1": granted(), "E1": refused}, NEEDED, clock)

    assert ill(found) == {About.SLACK: "E1: Slack said no."}
    assert [each.verdict.startswith("T1: ") for each in found] == [True, True, True, False]
