"""Where the token of an account is kept for all processes that use it; alone, it is nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.webcasts.protocol import Token


class Vault(Protocol):
    """Keeps the token of one account. Raises `StoreFailed` where it cannot be used.

    The `lifetime` of a token in it is the seconds for which it may be used from now.
    """

    async def find(self) -> Token | None:
        """Return the token that is kept, unless its time is over."""
        ...

    async def keep(self, token: Token) -> None:
        """Keep a token in place of the one before."""
        ...

    async def claim(self) -> bool:
        """Be the one who logs in, for some seconds at most; False while somebody else is."""
        ...

    async def give_up(self) -> None:
        """Let others log in."""
        ...


class NoVault:
    """For a client on its own: there is nobody to share a token with."""

    async def find(self) -> Token | None:
        """Find nothing."""
        return None

    async def keep(self, token: Token) -> None:
        """Keep nothing."""

    async def claim(self) -> bool:
        """Be the one who logs in."""
        return True

    async def give_up(self) -> None:
        """Have nothing to give up."""
