"""Whoever wants to know of every call, to count and time them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.webcasts.codes import Endpoint


class Watch(Protocol):
    """Is told of each call; it must not raise, and nobody waits for it."""

    def called(self, endpoint: Endpoint, error: BaseException | None, seconds: float) -> None:
        """Take note of a call that was made: its error, if it failed, and how long it took."""
        ...

    def held_back(self, endpoint: Endpoint) -> None:
        """Take note of a call that was not sent, since there was no turn for it."""
        ...


class Unwatched:
    """Nobody wants to know."""

    def called(self, endpoint: Endpoint, error: BaseException | None, seconds: float) -> None:
        """Forget it."""

    def held_back(self, endpoint: Endpoint) -> None:
        """Forget it."""
