"""The history of a workspace is sent to its admins, the newest lines of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from bot.audit import AuditLine
from bot.domain import Person, Role
from bot.errors import Forbidden
from bot.service.exporting import export_history

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.people import WorkspaceEntry
    from bot.service.ports import Store

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Kept:
    """A store that tells ten lines in batches of four, and notes what is put on record."""

    def __init__(self) -> None:
        self.noted: list[WorkspaceEntry] = []

    async def audit(
        self, workspace: str, *, since: datetime, until: datetime, newest_first: bool
    ) -> AsyncIterator[tuple[AuditLine, ...]]:
        assert since < NOW < until
        assert newest_first
        lines = [
            AuditLine(at=NOW - n * SECOND, workspace=workspace, who="U1", what=f"line {10 - n}")
            for n in range(10)
        ]
        for start in range(0, 10, 4):
            yield tuple(lines[start : start + 4])

    async def note_change(self, entry: WorkspaceEntry) -> None:
        self.noted.append(entry)


class Sent:
    """A Slack that keeps what it is sent."""

    def __init__(self) -> None:
        self.files: list[tuple[str, list[str], int, bool]] = []

    async def send_history(
        self, user: str, name: str, content: str, number: int, *, is_whole: bool
    ) -> None:
        assert user == "U9"
        told = [line.split(",")[5] for line in content.splitlines()[1:]]
        self.files.append((name, told, number, is_whole))


def admin(role: Role = Role.ADMIN) -> Person:
    return Person(workspace="T1", id="U9", zone="CET", role=role)


async def export(store: Kept, chat: Sent, person: Person, most: int) -> None:
    await export_history(
        person=person, chat=chat, store=cast("Store", store), clock=lambda: NOW, most=most
    )


@pytest.mark.parametrize(
    ("most", "first", "is_whole"),
    [(10, 1, True), (50, 1, True), (9, 2, False), (8, 3, False), (5, 6, False)],
)
async def test_the_newest_lines_are_sent_oldest_first(
    most: int, first: int, *, is_whole: bool
) -> None:
    store, chat = Kept(), Sent()

    await export(store, chat, admin(), most)

    told = [f"line {n}" for n in range(first, 11)]
    assert chat.files == [("webcasts-history-2026-11-24.csv", told, len(told), is_whole)]
    [entry] = store.noted
    assert (entry.who, entry.what, entry.after) == ("U9", "export", str(len(told)))


async def test_only_admins_are_sent_any() -> None:
    store, chat = Kept(), Sent()

    with pytest.raises(Forbidden):
        await export(store, chat, admin(Role.CREATOR), 50)

    assert not store.noted
    assert not chat.files
