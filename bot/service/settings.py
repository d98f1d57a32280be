"""Settings of a person, a channel and the workspace: who may change them, and what then counts."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from bot.errors import Forbidden, StoreFailed
from bot.language import ENGLISH, say
from bot.people import Deed, WorkspaceEntry
from bot.preferences import CONFIRM_FROM, Given, Name, Owner, Scope, Setting, read, resolve
from bot.service.find import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain import Person
    from bot.service.ports import Clock, HasChannels, Workspaces


async def check_settings(owner: Owner, *, person: Person, chat: HasChannels) -> None:
    """Raise `Forbidden`, saying who may, unless the person may see and change these settings."""
    match owner.scope:
        case Scope.USER:
            check(Deed.FIND, person)
            if owner.subject != person.id:
                raise Forbidden(say("Those are somebody else's settings."))
        case Scope.CHANNEL:
            check(Deed.CREATE, person)
            if owner.subject not in await chat.channels_of(person.id):
                message = say(
                    "Only members of a channel change its settings. I see a private channel only "
                    "once I am invited: /invite me there."
                )
                raise Forbidden(message)
        case Scope.WORKSPACE:
            check(Deed.ADMINISTER, person)


async def change_settings(
    owner: Owner,
    values: Mapping[Name, str | None],
    *,
    person: Person,
    chat: HasChannels,
    store: Workspaces,
    clock: Clock,
) -> tuple[Setting, ...]:
    """Set values as typed, or with None take them back; return what really changed.

    Raises `Invalid`, whose field is the name, before anything is kept. What is changed for more
    people than oneself is on record.
    """
    await check_settings(owner, person=person, chat=chat)
    now = clock()
    after = {name: text and read(name, text, now=now) for name, text in values.items()}
    before = await store.preferences(person.workspace, owner.scope, owner.subject)
    changed = [
        Setting(name=name, before=before.get(name), after=text or None)
        for name, text in after.items()
        if before.get(name) != (text or None)
    ]
    for each in changed:
        await store.set_preference(
            person.workspace, owner.scope, owner.subject, each.name, each.after
        )
        if owner.scope is not Scope.USER:
            await store.note_change(_line(owner, each, person, clock))
    return tuple(changed)


async def settings_for(
    user: str, channel: str, *, workspace: str, store: Workspaces, clock: Clock
) -> dict[Name, Given]:
    """Tell which value counts for each name when somebody creates a webcast from a channel."""
    stored = await store.preferences_at_hand(workspace, user, channel)
    return resolve(stored, now=clock())


async def workspace_setting(
    name: Name, workspace: str, *, store: Workspaces, clock: Clock
) -> str | None:
    """Return a setting of the workspace as kept text; None where it is not set."""
    stored = {Scope.WORKSPACE.value: await store.preferences(workspace, Scope.WORKSPACE, "")}
    found = resolve(stored, now=clock()).get(name)
    return found.text if found else None


class ChannelLanguage:
    """The language that the channels of a workspace are spoken to in."""

    def __init__(self, workspace: str, store: Workspaces, clock: Clock) -> None:
        self._workspace = workspace
        self._store = store
        self._clock = clock
        self._last = ENGLISH

    async def now(self) -> str:
        """Read it anew, since another process may have set it; without the database it stays."""
        with suppress(StoreFailed):  # a message is worth more than its language
            found = await workspace_setting(
                Name.LANGUAGE, self._workspace, store=self._store, clock=self._clock
            )
            self._last = found or ENGLISH
        return self._last


async def confirm_from(workspace: str, *, store: Workspaces, clock: Clock) -> int:
    """Return from how many members of a channel on announcing asks for confirmation."""
    found = await workspace_setting(Name.CONFIRM_FROM, workspace, store=store, clock=clock)
    return int(found) if found else CONFIRM_FROM


def _line(owner: Owner, change: Setting, person: Person, clock: Clock) -> WorkspaceEntry:
    return WorkspaceEntry(
        workspace=person.workspace,
        at=clock(),
        who=person.id,
        what=change.name,
        subject=owner.subject,
        before=change.before or "",
        after=change.after or "",
    )
