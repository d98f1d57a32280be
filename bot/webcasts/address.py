"""The address of the platform's API."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.errors import Misconfigured


def checked_url(base_url: str) -> str:
    """Return an address without a slash at its end; raises `Misconfigured` if it is none."""
    try:
        parts = urlsplit(base_url.strip())
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    else:
        good = good and not (parts.username or parts.password or parts.query or parts.fragment)
    if not good:
        message = (
            "The platform's address must look like https://api.webcasts.com/api, "
            "without a name, a password or a question mark in it."
        )
        raise Misconfigured(message)
    return base_url.strip().rstrip("/")
