"""Whether everything works: each check asks the real thing, and its verdict is a sentence.

Nothing is changed, and of the platform's call limits one call for the folders is used.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from bot.errors import BotError, Throttled
from bot.health import About, Finding
from bot.language import say, say_count, say_number, to_say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from datetime import datetime

    from bot.health import Allowance, Engine, Grant, Pulse
    from bot.service.ports import Accounts, Clock, LogsIn, LooksAtAccount
    from bot.tenancy import Login

SKEW = timedelta(seconds=60)
"""How far clocks may be apart: Slack's requests are refused from five minutes on, and what several
processes do at a moment goes by their clocks."""
AT_ONCE = 8
"""How many workspaces are looked at side by side."""
LATE = timedelta(minutes=3)
"""How long something may be due: a process looks every 15 seconds, and leases it for a minute."""
_NAMES = {
    "event/create": to_say("{left} of {most} creates"),
    "event/update": to_say("{left} of {most} changes"),
    "event/status": to_say("{left} of {most} readings"),
    "folder/tree": to_say("{left} of {most} readings of folders"),
}


class Grants(Protocol):
    """Slack, as far as it tells what it grants us; raises `NotDelivered`."""

    async def grant(self) -> Grant:
        """Ask for it."""
        ...


class Database(Protocol):
    """The database, as far as it can be looked at; raises `StoreFailed` and `Misconfigured`."""

    async def engine(self) -> Engine:
        """Tell what it is, and its time."""
        ...

    async def missing_steps(self) -> tuple[str, ...]:
        """Name the migrations that it lacks."""
        ...

    async def check_key(self) -> None:
        """Decrypt something."""
        ...

    async def pulse(self, now: datetime, *, workspace: str = "") -> Pulse:
        """Tell how the work stands, of a workspace or of all."""
        ...


async def examine_slack(
    slack: Grants, needed: Collection[str], clock: Clock
) -> tuple[Finding, ...]:
    """Check the token, its scopes, and our clock by Slack's."""
    try:
        grant = await slack.grant()
    except BotError as error:
        return (_ill(About.SLACK, str(error)),)
    told = say("Slack knows me in the workspace {workspace}.", workspace=grant.workspace)
    found = [_well(About.SLACK, told), _scopes(grant, needed)]
    return (*found, _clock(grant.at, clock())) if grant.at else tuple(found)


async def examine_each(
    slacks: Mapping[str, Grants], needed: Collection[str], clock: Clock
) -> tuple[Finding, ...]:
    """Check the token of every installation, by what it is called in a finding."""
    if not slacks:
        return (_well(About.SLACK, say("Nobody has installed me yet.")),)

    async def examined(name: str, slack: Grants) -> tuple[Finding, ...]:
        async with side_by_side:
            found = await examine_slack(slack, needed, clock)
        return tuple(_named(name, each) for each in found)

    side_by_side = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(examined(name, slack) for name, slack in slacks.items()))
    return tuple(chain.from_iterable(found))


async def examine_accounts(
    workspaces: Collection[str],
    *,
    accounts: Accounts,
    log_in_as: Callable[[Login], LogsIn],
    has_operator: bool,
) -> tuple[Finding, ...]:
    """Log in with the account that each workspace has connected, once where several share it.

    With an operator's account, nothing is said of workspaces without their own: they use that one.
    """
    client, side_by_side = cache(log_in_as), asyncio.Semaphore(AT_ONCE)

    async def examined(workspace: str) -> list[Finding]:
        async with side_by_side:
            found = await _own_account(workspace, accounts, client)
        if found is None:
            return [] if has_operator else [_named(workspace, _unconnected())]
        return [_named(workspace, found)]

    return tuple(chain.from_iterable(await asyncio.gather(*map(examined, workspaces))))


async def examine_database(
    store: Database, clock: Clock, *, workspace: str = ""
) -> tuple[Finding, ...]:
    """Check that the database answers, is up to date, and can be decrypted; how its work stands."""
    try:
        engine = await store.engine()
        off = _apart(engine.at, clock()) if engine.at else None
        missing = await store.missing_steps()
    except BotError as error:
        return (_ill(About.DATABASE, str(error)),)
    found = [_engine(engine), _steps(engine, missing)]
    if off is not None:
        found.append(_database_clock(off))
    if missing:
        return tuple(found)
    found.append(await _tried(About.KEY, lambda: _key(store)))
    try:
        pulse = await store.pulse(clock(), workspace=workspace)
    except BotError as error:
        return (*found, _ill(About.DUE, str(error)))
    return (*found, _due(pulse, clock()), _uncertain(pulse), _lost(pulse))


async def examine_platform(webcasts: LooksAtAccount) -> tuple[Finding, ...]:
    """Check the login, read the folders, and count the calls that are left.

    Reading the folders is one of the platform's 60 such calls an hour.
    """
    login = await _tried(About.PLATFORM, lambda: _login(webcasts))
    limits = await _tried(About.LIMITS, lambda: _limits(webcasts))
    if not login.is_well:
        return (login, limits)
    return (login, await _tried(About.FOLDERS, lambda: _folders(webcasts)), limits)


def _named(workspace: str, found: Finding) -> Finding:
    """Say which workspace a finding is about."""
    verdict = say("{workspace}: {verdict}", workspace=workspace, verdict=found.verdict)
    return replace(found, verdict=verdict)


async def _own_account(
    workspace: str, accounts: Accounts, log_in_as: Callable[[Login], LogsIn]
) -> Finding | None:
    try:
        account = await accounts.account(workspace)
    except BotError as error:
        return _ill(About.PLATFORM, str(error))
    if account is None:
        return None
    return await _tried(About.PLATFORM, lambda: _accepted(account.login, log_in_as))


async def _accepted(login: Login, log_in_as: Callable[[Login], LogsIn]) -> Finding:
    await log_in_as(login).check_login()
    return _well(About.PLATFORM, say("It accepts the account {username}.", username=login.username))


def _unconnected() -> Finding:
    told = say(
        "It has no account yet. An admin types /webcast settings admin there and chooses Platform "
        "account."
    )
    return _well(About.PLATFORM, told)


async def _tried(about: About, check: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await check()
    except Throttled as error:  # known without asking, so the login may be as good as ever
        return _ill(about, say("Its call limit is used up for now. {problem}", problem=error))
    except BotError as error:
        return _ill(about, str(error))


def _engine(engine: Engine) -> Finding:
    told = say("{name} {version} answers.", name=engine.name, version=engine.version)
    return _well(About.DATABASE, told)


def _steps(engine: Engine, missing: Collection[str]) -> Finding:
    if engine.is_new:
        return _well(About.STEPS, say("It is empty. The first start sets it up."))
    if missing:
        told = say_count(
            "It lacks {number} step. Start the bot, or run webcast-bot migrate.",
            "It lacks {number} steps. Start the bot, or run webcast-bot migrate.",
            len(missing),
        )
        return _ill(About.STEPS, told)
    return _well(About.STEPS, say("It is up to date."))


async def _key(store: Database) -> Finding:
    await store.check_key()
    return _well(About.KEY, say("It reads what is kept."))


def _due(pulse: Pulse, now: datetime) -> Finding:
    if not pulse.oldest_due_at:
        return _well(About.DUE, say("Nothing waits to be done."))
    seconds = round((now - pulse.oldest_due_at).total_seconds())
    told = say_count(
        "{number} thing is due, since {seconds} seconds.",
        "{number} things are due, the oldest since {seconds} seconds.",
        pulse.due,
        seconds=say_number(seconds),
    )
    return Finding(about=About.DUE, is_well=now - pulse.oldest_due_at <= LATE, verdict=told)


def _uncertain(pulse: Pulse) -> Finding:
    if not pulse.uncertain:
        return _well(About.UNCERTAIN, say("There are none."))
    told = say_count(
        "{number} waits for its owner to settle it. See /webcast list uncertain.",
        "{number} wait for their owners to settle them. See /webcast list uncertain.",
        pulse.uncertain,
    )
    return _well(About.UNCERTAIN, told)


def _lost(pulse: Pulse) -> Finding:
    if not pulse.lost:
        return _well(About.LOST, say("No process left anything half done."))
    told = say_count(
        "{number} thing was begun by a process that is gone. A running bot settles it.",
        "{number} things were begun by a process that is gone. A running bot settles them.",
        pulse.lost,
    )
    return _ill(About.LOST, told)


async def _login(webcasts: LooksAtAccount) -> Finding:
    await webcasts.check_login()
    return _well(About.PLATFORM, say("It accepts my account."))


async def _folders(webcasts: LooksAtAccount) -> Finding:
    tree = await webcasts.folder_tree()
    count = sum(1 for _ in tree.walk())
    told = say_count("I see {number} folder.", "I see {number} folders.", count)
    return _well(About.FOLDERS, told)


async def _limits(webcasts: LooksAtAccount) -> Finding:
    allowances = await webcasts.allowances()
    told = say("For now I have left: {calls}.", calls=", ".join(map(_allowance, allowances)))
    is_well = all(each.left for each in allowances)
    return Finding(about=About.LIMITS, is_well=is_well, verdict=told)


def _allowance(allowance: Allowance) -> str:
    words = _NAMES[allowance.endpoint]
    return say(words, left=say_number(allowance.left), most=say_number(allowance.most))


def _scopes(grant: Grant, needed: Collection[str]) -> Finding:
    if missing := sorted(set(needed) - grant.scopes):
        told = say(
            "These are missing: {scopes}. Install the app again from manifest.yml.",
            scopes=", ".join(missing),
        )
        return _ill(About.SCOPES, told)
    return _well(About.SCOPES, say("I have all that I need."))


def _clock(theirs: datetime, ours: datetime) -> Finding:
    seconds = _apart(theirs, ours)
    told = say_count(
        "It is {number} second off Slack's.", "It is {number} seconds off Slack's.", seconds
    )
    return Finding(about=About.CLOCK, is_well=timedelta(seconds=seconds) <= SKEW, verdict=told)


def _database_clock(seconds: int) -> Finding:
    told = say_count("It is {number} second off mine.", "It is {number} seconds off mine.", seconds)
    is_well = timedelta(seconds=seconds) <= SKEW
    return Finding(about=About.DATABASE_CLOCK, is_well=is_well, verdict=told)


def _apart(theirs: datetime, ours: datetime) -> int:
    return round(abs(theirs - ours).total_seconds())


def _well(about: About, verdict: str) -> Finding:
    return Finding(about=about, is_well=True, verdict=verdict)


def _ill(about: About, verdict: str) -> Finding:
    return Finding(about=about, is_well=False, verdict=verdict)
