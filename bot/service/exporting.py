"""Send an admin the history of the workspace, as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.audit import heading, table
from bot.people import EXPORT, Deed, WorkspaceEntry
from bot.service.find import check

if TYPE_CHECKING:
    from bot.domain import Person
    from bot.service.ports import Clock, SendsHistory, Store

MOST = 50_000
"""Lines of one export; the command line has no such limit."""
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


async def export_history(
    *, person: Person, chat: SendsHistory, store: Store, clock: Clock, most: int = MOST
) -> None:
    """Send the newest lines of the workspace's history to an admin, oldest first.

    Raises `Forbidden`, and `NotDelivered` where Slack does not take them. It is on record before
    anything is sent, so that nobody exports unseen.
    """
    check(Deed.ADMINISTER, person)
    now = clock()
    content, number, is_whole = await _newest(person.workspace, now, store, most)
    entry = WorkspaceEntry(
        workspace=person.workspace, at=now, who=person.id, what=EXPORT, after=str(number)
    )
    await store.note_change(entry)
    name = f"webcasts-history-{now:%Y-%m-%d}.csv"
    await chat.send_history(person.id, name, content, number, is_whole=is_whole)


async def _newest(workspace: str, now: datetime, store: Store, most: int) -> tuple[str, int, bool]:
    """Return the newest lines as a table, how many they are, and whether they are all."""
    parts: list[str] = []
    number, until = 0, now + timedelta(milliseconds=1)
    async for lines in store.audit(workspace, since=_EARLIEST, until=until, newest_first=True):
        room = lines[: most - number]
        parts.append(table(reversed(room)))
        number += len(room)
        if len(room) < len(lines):
            return "".join((heading(), *reversed(parts))), number, False
    return "".join((heading(), *reversed(parts))), number, True
