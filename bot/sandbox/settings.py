"""How a sandbox starts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.sandbox.budgets import Limits
from bot.sandbox.switches import Switches, changed, preset
from bot.sandbox.values import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def _folder(folder_id: int, folder_name: str, *children: Folder) -> Folder:
    return Folder(folder_id=folder_id, folder_name=folder_name, children=children)


# Shows every shape of `children` and, as in real accounts, names that repeat.
HOME: Final = _folder(
    5100,
    "Webcasts",
    _folder(5110, "Town Halls", _folder(5111, "Archive")),
    _folder(
        5120,
        "Marketing",
        _folder(5121, "Demos"),
        _folder(5122, "Customer Stories"),
        _folder(5123, "Archive"),
    ),
    _folder(
        5130,
        "Investor Relations",
        _folder(5131, "Earnings Calls", _folder(5132, "Rehearsals", _folder(5133, "Archive"))),
        _folder(5134, "Annual Meeting"),
    ),
    _folder(5140, "Training", _folder(5141, "Demos"), _folder(5142, "Onboarding")),
)
NEIGHBOUR: Final = "neighbour"
NEIGHBOUR_HOME: Final = _folder(6100, "Neighbour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The service account, the start value and the limits of a sandbox.

    A second account (`neighbour`, same name as password) owns what the first may not touch.

    token_lifetime: seconds a token is good for (two hours in the vendor's example).
    window: seconds in which an endpoint's limit counts.
    limits: calls per endpoint, None for no limit; per_event_limit: calls per event.
    public_url: scheme and host of links; None takes them from the request that creates the event.
    state_file: JSON, read at the start and written after every change; None keeps it in memory.
    A file's start value and folders count, not the settings'.
    pin_tries: wrong PINs that a presenter portal takes before it locks for `pin_lock` seconds.
    clock: seconds since the epoch.
    """

    username: str = "sandbox"
    password: str = field(default="sandbox", repr=False)
    seed: int = 1
    state_file: Path | None = None
    public_url: str | None = None
    token_lifetime: float = 7200
    window: float = 3600
    limits: Mapping[str, int | None] = field(default_factory=dict)
    per_event_limit: int | None = None
    preset: str = "default"
    switches: Mapping[str, object] = field(default_factory=dict)
    folders: Folder = HOME
    pin_tries: int = 5
    pin_lock: float = 900
    clock: Callable[[], float] = field(default=time.time, repr=False)

    def __post_init__(self) -> None:
        if not self.username or not self.password:
            raise ValueError("The sandbox needs a user name and a password.")
        if self.username == NEIGHBOUR:
            raise ValueError(f"{NEIGHBOUR!r} is the sandbox's second account.")
        if self.token_lifetime <= 0:
            raise ValueError("token_lifetime must be more than 0 seconds.")
        self.starting_limits()
        self.starting_switches()

    def starting_limits(self) -> Limits:
        """Return the call limits at the start."""
        limits = Limits(per_event=self.per_event_limit, window=self.window)
        return limits.with_endpoints(self.limits)

    def starting_switches(self) -> Switches:
        """Return the switches at the start."""
        return changed(preset(self.preset), self.switches)

    def passwords(self) -> dict[str, str]:
        """Return every account's password."""
        return {self.username: self.password, NEIGHBOUR: NEIGHBOUR}

    def homes(self) -> dict[str, Folder]:
        """Return every account's home folder."""
        return {self.username: self.folders, NEIGHBOUR: NEIGHBOUR_HOME}
