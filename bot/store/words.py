"""What is said where the database fails.

Said where it is read, not where it is raised: many who asked may share one failure.
"""

from __future__ import annotations

from bot.language import Unsaid, say

UNUSABLE = Unsaid(
    lambda: say(
        "The bot could not read or write its database, so nothing new was recorded. "
        "Tell the person who runs the bot."
    )
)
UNKNOWN = Unsaid(
    lambda: say(
        "The database was lost while it recorded this, so nobody knows whether it did. "
        "Look before you repeat it, and tell the person who runs the bot."
    )
)
