"""Connect a workspace to the webcast platform with an account of its own, and disconnect it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.errors import Invalid, LoginRefused
from bot.language import say
from bot.people import ACCOUNT, Deed, WorkspaceEntry, may
from bot.service.find import check
from bot.service.ports import Accounts, Workspaces
from bot.tenancy import LONGEST, Account

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain import Person
    from bot.service.ports import Clock, LogsIn, Platform
    from bot.tenancy import Login


class Keeps(Accounts, Workspaces, Protocol):
    """The store, as far as it keeps accounts and what was changed."""


async def account_for(person: Person, *, store: Accounts) -> Account | None:
    """Look at the account of somebody's workspace; raises `Forbidden` unless they are an admin."""
    check(Deed.ADMINISTER, person)
    return await store.account(person.workspace)


async def may_connect(person: Person, *, webcasts: Platform) -> bool:
    """Tell whether to offer somebody to connect the platform: to admins, while it is not."""
    return may(Deed.ADMINISTER, person.role) and not await webcasts.is_connected()


async def connect(
    login: Login,
    *,
    person: Person,
    log_in_as: Callable[[Login], LogsIn],
    store: Keeps,
    clock: Clock,
) -> Account:
    """Log in for real, and keep the account only if that worked; its user name is on record.

    Raises `Forbidden`, `Invalid`, or `PlatformError` where the platform does not accept it or
    cannot be asked; then the account before stays.
    """
    before = await account_for(person, store=store)
    _check_is_whole(login)
    try:
        await log_in_as(login).check_login()
    except LoginRefused as error:
        message = say("The platform does not accept that user name and password.")
        raise LoginRefused(message, code=error.code) from error
    account = Account(workspace=person.workspace, login=login, by=person.id, at=clock())
    await store.keep_account(account)
    await store.note_change(_line(before, account, person, clock))
    return account


async def disconnect(*, person: Person, store: Keeps, clock: Clock) -> None:
    """Forget the account; raises `Forbidden`. Where there is none, nothing happens."""
    before = await account_for(person, store=store)
    if before and await store.drop_account(person.workspace):
        await store.note_change(_line(before, None, person, clock))


def _check_is_whole(login: Login) -> None:
    if not login.username or not login.password:
        raise Invalid(say("Enter both, the user name and the password."), field="username")
    if max(len(login.username), len(login.password)) > LONGEST:
        message = say("A user name or a password has at most {most} characters.", most=LONGEST)
        raise Invalid(message, field="username")


def _line(
    before: Account | None, after: Account | None, person: Person, clock: Clock
) -> WorkspaceEntry:
    return WorkspaceEntry(
        workspace=person.workspace,
        at=clock(),
        who=person.id,
        what=ACCOUNT,
        before=before.login.username if before else "",
        after=after.login.username if after else "",
    )
