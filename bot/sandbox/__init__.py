"""The webcast platform, emulated over HTTP from its vendor's reference.

Shares no code with the bot, so that a wrong field name in one is seen by the other.
"""

from bot.sandbox.app import make_app
from bot.sandbox.settings import Settings

__all__ = ["Settings", "make_app"]
