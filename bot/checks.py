"""What each setting has to be, alone and beside the others: a sentence where it is not.

No message repeats a value that was given: it may be a secret that stands in the wrong place.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.database_url import is_postgres, postgres_url, sqlite_path
from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_KEY_LENGTH = 16
_TOKEN = re.compile(rf"[!-~]{{{_KEY_LENGTH},}}")
_NUMBER = re.compile(r"[0-9]{1,6}")
_HIGHEST_PORT = 65_535
_LONGEST_RETENTION = 120
_WEEK = 7 * 24 * 3600


def split_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a comma-separated list; raises `Misconfigured` if one is not a key."""
    keys = tuple(key for part in text.split(",") if (key := part.strip()))
    if not keys or any(len(key) < _KEY_LENGTH for key in keys):
        message = (
            "ENCRYPTION_KEY must be one or more keys as `webcast-bot key` prints them, or other "
            f"secrets of at least {_KEY_LENGTH} characters, separated by commas."
        )
        raise Misconfigured(message)
    return keys


def problems(given: Mapping[str, str]) -> Iterator[str]:
    """Say all that is missing or wrong in settings by their names."""
    yield from _missing(given)
    for name, check in _CHECKS.items():
        if given[name] and (wrong := check(name, given[name])):
            yield wrong


def problem(name: str, value: str) -> str | None:
    """Say what is wrong with one setting, for a command that needs no other."""
    if not value and name == "ENCRYPTION_KEY":
        return _NO_KEY
    check = _CHECKS.get(name)
    return check(name, value) if check else None


def _missing(given: Mapping[str, str]) -> Iterator[str]:
    has = {name for name, value in given.items() if value}
    by_oauth = has & _OAUTH
    if not by_oauth and "SLACK_BOT_TOKEN" not in has:
        yield (
            "SLACK_BOT_TOKEN is missing: copy the bot token from OAuth & Permissions of your Slack "
            "app; or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for workspaces to install the bot."
        )
    yield from _beside(has, by_oauth) if by_oauth else _alone(has)
    if "ENCRYPTION_KEY" not in has:
        yield _NO_KEY


def _alone(has: AbstractSet[str]) -> Iterator[str]:
    """Check what the bot of one workspace needs."""
    if not has & _DELIVERY:
        yield (
            "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: set the first for Socket Mode "
            "or the second for HTTP; both are under Basic Information of your Slack app."
        )
    if len(has & _PLATFORM) == 1:
        yield _half(_PLATFORM, has, "a user name and a password go together.")


def _beside(has: AbstractSet[str], by_oauth: AbstractSet[str]) -> Iterator[str]:
    """Check what a bot needs that any workspace may install, and must not have."""
    if len(by_oauth) == 1:
        yield _half(_OAUTH, has, "both are under Basic Information of your Slack app.")
    if "SLACK_BOT_TOKEN" in has:
        yield (
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID exclude each other: the token is for one "
            "workspace, the client ID for any that installs the bot. Remove one of them."
        )
    if "SLACK_SIGNING_SECRET" not in has:
        yield (
            "SLACK_SIGNING_SECRET is missing: it stands beside the client ID under Basic "
            "Information of your Slack app."
        )
    if has & _PLATFORM and "SLACK_BOT_TOKEN" not in has:
        yield (
            "WEBCASTS_USERNAME and WEBCASTS_PASSWORD must not be set with SLACK_CLIENT_ID: every "
            "workspace that installs the bot would use your account. Their admins connect their "
            "own in Slack."
        )


def _half(both: AbstractSet[str], has: AbstractSet[str], hint: str) -> str:
    [missing] = [name for name in sorted(both) if name not in has]
    return f"{missing} is missing: {hint}"


def _bot_token(name: str, value: str) -> str | None:
    if value.startswith("xoxb-"):
        return None
    hint = {
        "xapp-": "This is an app-level token, it belongs in SLACK_APP_TOKEN.",
        "xoxp-": "This is a user token; the bot token stands beside it.",
    }.get(value[:5], "Copy it from OAuth & Permissions of your Slack app.")
    return f"{name} must start with xoxb-. {hint}"


def _app_token(name: str, value: str) -> str | None:
    if value.startswith("xapp-"):
        return None
    hint = "Make one with the scope connections:write under Basic Information of your Slack app."
    if value.startswith("xoxb-"):
        hint = "This is a bot token, it belongs in SLACK_BOT_TOKEN."
    return f"{name} must start with xapp-. {hint}"


def _url(name: str, value: str) -> str | None:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port  # `port` raises where it is no number
    except ValueError:
        return f"{name} is not a web address."
    if parts.scheme not in ("http", "https") or not host:
        return f"{name} must be a web address that starts with https://."
    if parts.username is not None or parts.query or parts.fragment:
        return f"{name} must be an address alone, without user name, ? or #."
    if parts.scheme == "http" and not _stays_here(host):
        return f"{name} must start with https://: passwords and tokens go there."
    return None


def _stays_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _database(_name: str, value: str) -> str | None:
    return _said(postgres_url if is_postgres(value) else sqlite_path, value)


def _encryption(_name: str, value: str) -> str | None:
    return _said(split_keys, value)


def _said(check: Callable[[str], object], value: str) -> str | None:
    try:
        check(value)
    except Misconfigured as error:
        return str(error)
    return None


def _number(low: int, high: int) -> Callable[[str, str], str | None]:
    def check(name: str, value: str) -> str | None:
        if _NUMBER.fullmatch(value) and low <= int(value) <= high:
            return None
        return f"{name} must be a number from {low} to {high}."

    return check


def _log_level(name: str, value: str) -> str | None:
    return (
        None if value.upper() in LOG_LEVELS else f"{name} must be one of {', '.join(LOG_LEVELS)}."
    )


def _log_format(name: str, value: str) -> str | None:
    return None if value.lower() in LOG_FORMATS else f"{name} must be {' or '.join(LOG_FORMATS)}."


def _token(name: str, value: str) -> str | None:
    if _TOKEN.fullmatch(value):
        return None
    return (
        f"{name} must have at least {_KEY_LENGTH} characters, and only letters, digits and "
        "signs without spaces."
    )


_NO_KEY = (
    "ENCRYPTION_KEY is missing: make one with `webcast-bot key`, and keep a copy in a safe place."
)
_OAUTH = frozenset({"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"})
_DELIVERY = frozenset({"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"})
_PLATFORM = frozenset({"WEBCASTS_USERNAME", "WEBCASTS_PASSWORD"})

_CHECKS: dict[str, Callable[[str, str], str | None]] = {
    "SLACK_BOT_TOKEN": _bot_token,
    "SLACK_APP_TOKEN": _app_token,
    "SLACK_API_URL": _url,
    "WEBCASTS_API_URL": _url,
    "DATABASE_URL": _database,
    "ENCRYPTION_KEY": _encryption,
    "WEBCASTS_LIMIT_WINDOW": _number(60, _WEEK),
    "WEBCASTS_LIMIT_SHARE": _number(1, 100),
    "SLACK_CONNECTIONS": _number(1, 10),
    "RETENTION_MONTHS": _number(0, _LONGEST_RETENTION),
    "PORT": _number(1, _HIGHEST_PORT),
    "METRICS_TOKEN": _token,
    "LOG_LEVEL": _log_level,
    "LOG_FORMAT": _log_format,
}
