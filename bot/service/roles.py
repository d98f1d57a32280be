"""Give people and user groups a role in the workspace, and take it away; both on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import Role
from bot.errors import Forbidden, Invalid
from bot.language import say
from bot.people import Deed, WorkspaceEntry
from bot.service.find import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain import Person
    from bot.service.members import Members
    from bot.service.ports import Clock, Workspaces

GIVEN = (Role.VIEWER, Role.CREATOR, Role.ADMIN)
"""What somebody can be given; nobody is what everybody else may be."""


async def give_role(
    subjects: Iterable[str],
    role: Role | None,
    *,
    person: Person,
    members: Members,
    store: Workspaces,
    clock: Clock,
) -> None:
    """Give users and user groups a role, or with None take theirs away.

    Nobody shuts the door behind themselves: whoever changes roles is an admin afterwards too, and
    Slack's own admins always are.
    """
    check(Deed.ADMINISTER, person)
    wanted = tuple(dict.fromkeys(subjects))
    if not wanted:
        raise Invalid(say("Choose people or a user group."), field="subjects")
    given = dict(await store.roles(person.workspace))
    after = {**given, **dict.fromkeys(wanted, role)}
    kept = [(subject, held) for subject, held in after.items() if held]
    if await members.role_with(person.id, kept) is not Role.ADMIN:
        raise Forbidden(say("You would no longer be an admin. Ask another admin to do that."))
    for subject in wanted:
        if given.get(subject) is not role:
            await store.set_role(person.workspace, subject, role)
            await store.note_change(_line(subject, given.get(subject), role, person, clock))


async def named_admins(*, workspace: str, members: Members, store: Workspaces) -> tuple[str, ...]:
    """Return the people who were made admins of the bot by name or by a user group of theirs."""
    admins = [subject for subject, role in await store.roles(workspace) if role is Role.ADMIN]
    return await members.people_of(admins)


def _line(
    subject: str, before: Role | None, after: Role | None, person: Person, clock: Clock
) -> WorkspaceEntry:
    return WorkspaceEntry(
        workspace=person.workspace,
        at=clock(),
        who=person.id,
        what="role",
        subject=subject,
        before=before or "",
        after=after or "",
    )
