"""The Event Management API of webcasts.com, for the bot or on its own.

async with aiohttp.ClientSession() as session:
    client = WebcastsClient(session, base_url, username, password)
    receipt = await client.create(request)
"""

from __future__ import annotations

from bot.webcasts.budget import Budget, Ledger
from bot.webcasts.client import WebcastsClient
from bot.webcasts.ledger import MemoryLedger
from bot.webcasts.protocol import full_set
from bot.webcasts.retry import Patience
from bot.webcasts.timing import Timing
from bot.webcasts.vault import Vault

__all__ = [
    "Budget",
    "Ledger",
    "MemoryLedger",
    "Patience",
    "Timing",
    "Vault",
    "WebcastsClient",
    "full_set",
]
