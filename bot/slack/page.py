"""A window of settings as a value: whose they are, and what stood there when it was opened."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bot.preferences import Name, Scope

NOT_SET = "default"
"""The word, and the value of an option, that takes a setting back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which settings a window shows, where it was opened, and what was set when it was."""

    scope: Scope
    channel: str = ""
    stored: dict[Name, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The channel that the settings are of; a person and the workspace are known."""
        return self.channel if self.scope is Scope.CHANNEL else ""


def write_page(page: Page) -> str:
    """Write what a window has to remember."""
    return json.dumps([page.scope, page.channel, page.stored], ensure_ascii=False)


def read_page(text: str) -> Page:
    """Read what `write_page` wrote."""
    scope, channel, stored = json.loads(text)
    kept = {Name(name): value for name, value in stored.items()}
    return Page(scope=Scope(scope), channel=channel, stored=kept)


def block_id(name: Name, page: Page) -> str:
    """Name the block of a setting; Slack keeps what was typed as long as a block keeps its id."""
    return f"{name}~{page.scope}"
