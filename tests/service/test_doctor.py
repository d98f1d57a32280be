"""Doctor: each check tells what is wrong, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Folder
from bot.errors import LoginRefused, Misconfigured, NotDelivered, StoreFailed, Throttled
from bot.health import About, Grant
from bot.service.doctor import examine_database, examine_platform, examine_slack

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
    def __init__(self, *missing: str, **trouble: Exception) -> None:
        self.missing = missing
        self.trouble = trouble

    async def ping(self) -> None:
        if error := self.trouble.get("ping"):
            raise error

    async def missing_steps(self) -> tuple[str, ...]:
        return self.missing

    async def check_key(self) -> None:
        if error := self.trouble.get("key"):
            raise error


class Platform:
    def __init__(self, trouble: Exception | None = None) -> None:
        self.trouble = trouble

    async def folder_tree(self, folder_id: str | None = None) -> Folder:
        if self.trouble:
            raise self.trouble
        return Folder(id=folder_id or "1", name="Home")


def granted(scopes: set[str] = NEEDED, off: timedelta = timedelta(0)) -> Slack:
    return Slack(Grant(workspace="Demo", scopes=frozenset(scopes), at=NOW + off))


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
        pytest.param(Database("m011"), About.DATABASE, "lacks 1 step", id="behind"),
        pytest.param(
            Database(ping=StoreFailed("It cannot be read.")), About.DATABASE, "cannot", id="broken"
        ),
        pytest.param(
            Database(key=Misconfigured("ENCRYPTION_KEY is wrong.")), About.KEY, "wrong", id="key"
        ),
    ],
)
async def test_trouble_with_the_database_is_named(
    database: Database, about: About, says: str
) -> None:
    ill = [each for each in await examine_database(database) if not each.is_well]

    assert [each.about for each in ill] == [about]
    assert says in ill[0].verdict


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (LoginRefused("The platform does not accept the account.", code=0), "does not accept"),
        (Throttled("Try again in 9 minutes.", code=61, retry_after=540), "call limit is used up"),
    ],
)
async def test_trouble_with_the_platform_is_named(trouble: Exception, says: str) -> None:
    [finding] = await examine_platform(Platform(trouble))

    assert not finding.is_well
    assert says in finding.verdict


async def test_a_platform_that_answers_is_well() -> None:
    [finding] = await examine_platform(Platform())

    assert finding.is_well
    assert "1 folder." in finding.verdict
