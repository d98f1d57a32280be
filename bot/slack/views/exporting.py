"""The message that the exported history comes with."""

from __future__ import annotations

from typing import Any

from bot.language import say, say_count
from bot.slack import text
from bot.slack.views.message import lines, message, rich


def file_message(number: int, *, is_whole: bool) -> dict[str, Any]:
    """Say what is in the file that follows."""
    told = (
        say_count(
            "The history of this workspace: {number} line, in the file that follows.",
            "The history of this workspace: {number} lines, in the file that follows.",
            number,
        )
        if is_whole
        else say_count(
            "The newest line of the history of this workspace, in the file that follows. "
            "Whoever runs the bot gets all of it with webcast-bot audit.",
            "The newest {number} lines of the history of this workspace, in the file that follows. "
            "Whoever runs the bot gets all of it with webcast-bot audit.",
            number,
        )
    )
    return message(told, [lines([rich(told)])])


def not_sent_message(reason: str) -> dict[str, Any]:
    """Say, in place of that, that the file did not arrive."""
    told = say("The exported history may not have arrived: {reason}", reason=reason)
    return message(text.escape(told), [lines([rich(told)])])
