"""Encryption of what must not stand in the database in clear: presenter links and PINs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cipher:
    """Encrypts with the first key, decrypts with any of them, so that a key can be replaced.

    A key is 32 random bytes in base64, as `new_key` makes it; raises `Misconfigured` for others.
    """

    __slots__ = ("_fernet",)

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            message = "ENCRYPTION_KEY must be one or more keys as `webcast-bot key` prints them."
            raise Misconfigured(message) from error

    def __repr__(self) -> str:
        """Tell nothing: a key must never reach a log."""
        return "Cipher(…)"

    @staticmethod
    def new_key() -> str:
        """Make a key."""
        return Fernet.generate_key().decode()

    def encrypt(self, text: str) -> str:
        """Return text that only holders of the key can read."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text that was encrypted; raises `Misconfigured` if no key fits."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            message = (
                "ENCRYPTION_KEY does not fit the data in the database. Put back the key that "
                "wrote it; several keys may stand there, separated by commas, newest first."
            )
            raise Misconfigured(message) from error
