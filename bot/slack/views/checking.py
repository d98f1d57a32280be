"""What `doctor` found, a line for each check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.language import say, say_count
from bot.slack import text
from bot.slack.views.message import bold, lines, only_you, rich

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.health import Finding


def findings(found: Sequence[Finding]) -> dict[str, Any]:
    """Show what works and what does not, what does not first."""
    ordered = sorted(found, key=lambda each: each.is_well)
    ill = sum(not each.is_well for each in found)
    heading = (
        say_count("{number} check failed.", "{number} checks failed.", ill)
        if ill
        else say("Everything works.")
    )
    rows = [rich(bold(_told(each)), " · ", text.shorten(each.verdict, 500)) for each in ordered]
    heard = [heading, *(f"{_told(each)}. {each.verdict}" for each in ordered)]
    whole = text.shorten(text.escape(" ".join(heard)), 3900)
    return only_you(whole, [lines([rich(bold(heading)), *rows])])


def _told(finding: Finding) -> str:
    about = say(finding.about)
    if finding.is_well:
        return say("OK: {what}", what=about)
    return say("Fails: {what}", what=about)
