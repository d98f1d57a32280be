"""What the bot remembers, and the only code that touches a database."""

from bot.store.cipher import Cipher
from bot.store.sqlite import SqliteStore, migrate

__all__ = ["Cipher", "SqliteStore", "migrate"]
