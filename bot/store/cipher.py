"""Encryption of what must not stand in the database in clear: presenter links and PINs."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import scrypt
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Sequence


SHORTEST = 16
"""Characters of a key that is not made by `new_key`."""
_SALT = b"webcast-bot ENCRYPTION_KEY"
"""Fixed, so that the same text always gives the same key."""


class Cipher:
    """Encrypts with the first key, decrypts with any of them, so that a key can be replaced.

    A key is 32 random bytes in base64, as `new_key` makes it. Any other text, such as a secret that
    a platform generated, is stretched into one (scrypt, RFC 7914). Raises `Misconfigured` for one
    of fewer than 16 characters.
    """

    __slots__ = ("_fernet", "_newest")

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST for key in keys):
            message = f"A key has at least {SHORTEST} characters; `webcast-bot key` makes one."
            raise Misconfigured(message)
        self._newest, *older = map(_fernet, keys)
        self._fernet = MultiFernet([self._newest, *older])

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

    def renewed(self, token: str) -> str | None:
        """Return a text encrypted with the first key; None if it was so already.

        Raises `Misconfigured` if no key fits.
        """
        try:
            self._newest.decrypt(token.encode())
        except InvalidToken:
            return self.encrypt(self.decrypt(token))
        return None

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


def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        stretched = scrypt(key.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
        return Fernet(urlsafe_b64encode(stretched))
