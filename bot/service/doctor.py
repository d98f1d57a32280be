"""Whether everything works: each check asks the real thing, and its verdict is a sentence."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from bot.errors import BotError, Throttled
from bot.health import About, Finding
from bot.language import say, say_count

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from datetime import datetime

    from bot.health import Grant
    from bot.service.ports import Clock, HasFolders

SKEW = timedelta(seconds=60)
"""How far our clock may be off Slack's: from five minutes on requests are refused."""


class Grants(Protocol):
    """Slack, as far as it tells what it grants us; raises `NotDelivered`."""

    async def grant(self) -> Grant:
        """Ask for it."""
        ...


class Database(Protocol):
    """The database, as far as it can be looked at; raises `StoreFailed` and `Misconfigured`."""

    async def ping(self) -> None:
        """Read something."""
        ...

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the migrations that it lacks."""
        ...

    async def check_key(self) -> None:
        """Decrypt something."""
        ...


async def examine_slack(
    slack: Grants, needed: Collection[str], clock: Clock
) -> tuple[Finding, ...]:
    """Check the token, its scopes, and our clock by Slack's."""
    try:
        grant = await slack.grant()
    except BotError as error:
        return (Finding(about=About.SLACK, is_well=False, verdict=str(error)),)
    told = say("Slack knows me in the workspace {workspace}.", workspace=grant.workspace)
    found = [_well(About.SLACK, told), _scopes(grant, needed)]
    return (*found, _clock(grant.at, clock())) if grant.at else tuple(found)


async def examine_each(
    slacks: Collection[Grants], needed: Collection[str], clock: Clock
) -> tuple[Finding, ...]:
    """Check the token of every installation."""
    if not slacks:
        return (_well(About.SLACK, say("Nobody has installed me yet.")),)
    found = [await examine_slack(each, needed, clock) for each in slacks]
    return tuple(chain.from_iterable(found))


async def examine_database(store: Database) -> tuple[Finding, ...]:
    """Check that the database answers, is up to date, and can be decrypted."""
    return (
        await _tried(About.DATABASE, lambda: _database(store)),
        await _tried(About.KEY, lambda: _key(store)),
    )


async def examine_platform(webcasts: HasFolders) -> tuple[Finding, ...]:
    """Check the login by reading the folders: one of the platform's 60 such calls an hour."""
    return (await _tried(About.PLATFORM, lambda: _platform(webcasts)),)


async def _tried(about: About, check: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await check()
    except Throttled as error:  # known without asking, so the login may be as good as ever
        told = say("Its call limit is used up for now. {problem}", problem=error)
        return Finding(about=about, is_well=False, verdict=told)
    except BotError as error:
        return Finding(about=about, is_well=False, verdict=str(error))


async def _database(store: Database) -> Finding:
    missing = await store.missing_steps()
    if missing:
        told = say_count(
            "It lacks {number} step. Start the bot, or run webcast-bot migrate.",
            "It lacks {number} steps. Start the bot, or run webcast-bot migrate.",
            len(missing),
        )
        return Finding(about=About.DATABASE, is_well=False, verdict=told)
    await store.ping()
    return _well(About.DATABASE, say("It answers and is up to date."))


async def _key(store: Database) -> Finding:
    if await store.missing_steps():
        told = say("There is nothing to try it on yet.")
        return _well(About.KEY, told)
    await store.check_key()
    return _well(About.KEY, say("It reads what is kept."))


async def _platform(webcasts: HasFolders) -> Finding:
    tree = await webcasts.folder_tree()
    count = sum(1 for _ in tree.walk())
    told = say_count(
        "It accepts my account, which sees {number} folder.",
        "It accepts my account, which sees {number} folders.",
        count,
    )
    return _well(About.PLATFORM, told)


def _scopes(grant: Grant, needed: Collection[str]) -> Finding:
    if missing := sorted(set(needed) - grant.scopes):
        told = say(
            "These are missing: {scopes}. Install the app again from manifest.yml.",
            scopes=", ".join(missing),
        )
        return Finding(about=About.SCOPES, is_well=False, verdict=told)
    return _well(About.SCOPES, say("I have all that I need."))


def _clock(theirs: datetime, ours: datetime) -> Finding:
    apart = abs(theirs - ours)
    seconds = round(apart.total_seconds())
    told = say_count(
        "It is {number} second off Slack's.", "It is {number} seconds off Slack's.", seconds
    )
    return Finding(about=About.CLOCK, is_well=apart <= SKEW, verdict=told)


def _well(about: About, verdict: str) -> Finding:
    return Finding(about=about, is_well=True, verdict=verdict)
