"""What the bot remembers, and the only code that touches a database."""

from bot.store.cipher import Cipher
from bot.store.copying import copy_database
from bot.store.opening import migrate, open_store, open_store_as_it_is
from bot.store.store import Store

__all__ = ["Cipher", "Store", "copy_database", "migrate", "open_store", "open_store_as_it_is"]
