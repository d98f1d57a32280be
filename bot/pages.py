"""The two pages that somebody sees in the browser after installing the bot."""

from __future__ import annotations

from html import escape

from bot.language import say, to_say

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "no-store",
}
"""What goes with each page: it runs nothing, fetches nothing, and nobody keeps it."""

_REASONS = {
    "access_denied": to_say("You did not allow it, so nothing was installed."),
    "invalid_browser": to_say(
        "That was begun in another browser, or too long ago. Nothing was installed."
    ),
    "invalid_state": to_say("That was begun too long ago, or used before. Nothing was installed."),
    "missing_code": to_say("Slack sent nothing to install with, so nothing was installed."),
    "invalid_code": to_say("Slack did not confirm the installation. Try it once more."),
    "storage_error": to_say(
        "The bot could not use its database, so nothing was installed. Try again later."
    ),
}

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto;
  padding: 0 1rem; color: #1d2433; background: #fff }}
a {{ display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem; color: #fff;
  background: #1d3557; text-decoration: none }}
</style>
<h1>{title}</h1>
{paragraphs}
<p><a href="{link}">{label}</a></p>
</html>
"""


def installed(name: str, *, is_org: bool, link: str, language: str) -> str:
    """Say that the bot is installed, and what comes next."""
    title = say("Webcasts is installed in {name}", name=name)
    first = (
        say("An admin of your organization now adds it to the workspaces that shall use it.")
        if is_org
        else say("Type /webcast in any channel to begin.")
    )
    then = say(
        "To create webcasts, the bot needs your account on the webcast platform: an admin types "
        "/webcast settings admin and chooses Platform account."
    )
    return _page(title, [first, then], link=link, label=say("Open Slack"), language=language)


def not_installed(reason: str, *, again: str, language: str) -> str:
    """Say why the bot is not installed, with a way to begin anew."""
    known = _REASONS.get(reason)
    told = say(known) if known else say("Slack answered “{code}”.", code=reason)
    title = say("Webcasts is not installed")
    return _page(title, [told], link=again, label=say("Begin again"), language=language)


def _page(title: str, told: list[str], *, link: str, label: str, language: str) -> str:
    return _PAGE.format(
        language=escape(language),
        title=escape(title),
        paragraphs="\n".join(f"<p>{escape(each)}</p>" for each in told),
        link=escape(link),
        label=escape(label),
    )
