"""What was asked and answered, without secrets. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.sandbox.clock import iso, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LENGTH: Final = 2000
SECRETS: Final = frozenset({"token", "password", "pin"})
REDACTED: Final = "[redacted]"


def redacted(fields: Mapping[str, str]) -> dict[str, str]:
    """Return form fields without the value of a token, password or PIN."""
    return {
        name: REDACTED if name.lower() in SECRETS and value else value
        for name, value in fields.items()
    }


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request: what came, and what it came to. `status` is None when no answer went out."""

    at: int
    method: str
    path: str
    query: dict[str, str]
    number: int = 0
    endpoint: str | None = None
    form: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    status: int | None = None
    return_code: int | None = None
    hint: str | None = None
    fault: str | None = None

    @property
    def clock_time(self) -> str:
        """When it came: hours, minutes and seconds of UTC."""
        return f"{moment(self.at):%H:%M:%S}"

    def described(self) -> dict[str, object]:
        """Return the entry as the control API shows it."""
        return {
            "number": self.number,
            "at": iso(self.at),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "endpoint": self.endpoint,
            "form": self.form,
            "account": self.account,
            "status": self.status,
            "return_code": self.return_code,
            "hint": self.hint,
            "fault": self.fault,
        }


@dataclass(slots=True)
class Journal:
    """The latest requests, oldest first."""

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=LENGTH))
    made: int = 0

    def keep(self, entry: Entry) -> None:
        """Add an entry and number it; the oldest gives way when the journal is full."""
        self.made += 1
        entry.number = self.made
        self.entries.append(entry)

    def clear(self) -> int:
        """Forget all entries; return how many there were. Numbers go on."""
        count = len(self.entries)
        self.entries.clear()
        return count

    def since(self, number: int = 0, endpoint: str | None = None) -> Iterable[Entry]:
        """Return the entries after a number, maybe of one endpoint only."""
        return [
            entry
            for entry in self.entries
            if entry.number > number and endpoint in (None, entry.endpoint)
        ]
