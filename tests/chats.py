"""The Slack of every workspace, where a test has only one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection


class Only:
    """Finds the same Slack for whatever workspace; None for those that are gone."""

    def __init__(self, chat: object, *, gone: tuple[str, ...] = ()) -> None:
        self.chat = chat
        self.gone = gone
        self.drawn: list[str] = []

    async def chat_of(self, workspace: str) -> Any:  # noqa: ANN401  (what the test says it is)
        return None if workspace in self.gone else self.chat

    async def draw_homes(self, workspace: str, users: Collection[str]) -> None:
        self.drawn += [f"{workspace} {user}" for user in users]
