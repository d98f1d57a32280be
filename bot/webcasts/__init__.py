"""The Event Management API of webcasts.com, for the bot or on its own.

async with aiohttp.ClientSession() as session:
    client = WebcastsClient(session, base_url, username, password)
    receipt = await client.create(request)
"""

from __future__ import annotations

from bot.webcasts.client import WebcastsClient
from bot.webcasts.protocol import full_set
from bot.webcasts.retry import Patience

__all__ = ["Patience", "WebcastsClient", "full_set"]
