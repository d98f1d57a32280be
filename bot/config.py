"""Settings: read once from a mapping into a frozen value, every gap reported together.

`ENCRYPTION_KEY` may hold several keys, separated by commas: the first writes, all of them read.
No message repeats a value that was given: it may be a secret that stands in the wrong place.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
MEMORY = ":memory:"
"""What SQLite calls a database that lives as long as its connection."""

_KEY_LENGTH = 16
_TOKEN = re.compile(rf"[!-~]{{{_KEY_LENGTH},}}")
_NUMBER = re.compile(r"[0-9]{1,6}")
_HIGHEST_PORT = 65_535
_LONGEST_RETENTION = 120
_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One environment variable; `default` is None where the operator has to give a value."""

    name: str
    default: str | None
    about: str
    secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the operator decided; built by `from_env`, which checks every value.

    A setting that may be absent is then an empty string. Either `slack_bot_token` (one workspace)
    or `slack_client_id` and `slack_client_secret` (whoever installs the bot) are there, and either
    `slack_app_token` (Socket Mode) or `slack_signing_secret` (HTTP).
    """

    slack_bot_token: str = field(
        default="",
        repr=False,
        metadata={
            "about": "Bot token of the Slack app; starts with xoxb-. With it the bot serves the "
            "workspace that the token is of, and no other."
        },
    )
    slack_app_token: str = field(
        default="",
        repr=False,
        metadata={
            "about": "App-level token with connections:write; starts with xapp-. "
            "With it the bot uses Socket Mode."
        },
    )
    slack_connections: int = field(
        default=2,
        metadata={
            "about": "Connections in Socket Mode (1 to 10). Slack allows 10 for all processes of "
            "an app, and ends each now and then."
        },
    )
    slack_signing_secret: str = field(
        default="",
        repr=False,
        metadata={
            "about": "Signing secret of the Slack app. "
            "Without an app-level token the bot serves HTTP and checks requests with it."
        },
    )
    slack_client_id: str = field(
        default="",
        metadata={
            "about": "Client ID of the Slack app, in place of a bot token: every workspace may "
            "install the bot."
        },
    )
    slack_client_secret: str = field(
        default="",
        repr=False,
        metadata={"about": "Client secret of the Slack app; goes with the client ID."},
    )
    slack_api_url: str = field(
        default="https://slack.com/api/", metadata={"about": "Base URL of Slack's Web API."}
    )
    webcasts_api_url: str = field(
        default="https://api.webcasts.com/api",
        metadata={"about": "Base URL of the webcast platform's API."},
    )
    webcasts_username: str = field(
        default="",
        metadata={
            "about": "User name of the platform's service account; only with a bot token. Without "
            "it an admin connects an account in Slack."
        },
    )
    webcasts_password: str = field(
        default="",
        repr=False,
        metadata={"about": "Password of the platform's service account; goes with the user name."},
    )
    webcasts_limit_window: int = field(
        default=3600,
        metadata={
            "about": "Seconds in which the platform's call limits count (60 to 604800); "
            "its reference does not say."
        },
    )
    webcasts_limit_share: int = field(
        default=80,
        metadata={"about": "Percent of the platform's call limits that the bot uses (1 to 100)."},
    )
    database_url: str = field(
        default="sqlite:///webcasts.db",
        metadata={
            "about": "Where the bot keeps its data: sqlite:///relative.db, sqlite:////absolute.db "
            "or postgresql://user:password@host:5432/database."
        },
    )
    encryption_key: str = field(
        repr=False,
        metadata={
            "about": "Encrypts presenter links, PINs, tokens and platform accounts; `webcast-bot "
            "key` makes one. To change it, put the new key before the old one, separated by a "
            "comma, and run `webcast-bot reencrypt`."
        },
    )
    port: int = field(
        default=3000,
        metadata={
            "about": "Port of the HTTP server; in Socket Mode it has the health checks and "
            "the metrics alone."
        },
    )
    metrics_token: str = field(
        default="",
        repr=False,
        metadata={
            "about": "What a reader of /metrics has to bring as a bearer token, if it is set; "
            "at least 16 characters."
        },
    )
    retention_months: int = field(
        default=0,
        metadata={
            "about": "Months after which webcasts that are over are removed with all that belongs "
            "to them (1 to 120); 0 keeps them for ever."
        },
    )
    log_level: str = field(
        default="INFO", metadata={"about": f"How much is logged: {', '.join(LOG_LEVELS)}."}
    )
    log_format: str = field(
        default="text",
        metadata={"about": "How the log is written: text for people, json for machines."},
    )

    @property
    def encryption_keys(self) -> tuple[str, ...]:
        """The keys, newest first."""
        return split_keys(self.encryption_key)

    @property
    def is_installed_by_oauth(self) -> bool:
        """Whether any workspace may install the bot, instead of one that gave its token."""
        return not self.slack_bot_token

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Config:
        """Read and check every setting; raises one `Misconfigured` that lists all that is wrong."""
        given = {setting.name: _given(env, setting.name) for setting in settings()}
        if problems := tuple(_problems(given)):
            raise Misconfigured(
                "Some settings are missing or wrong:\n" + "\n".join(f"- {p}" for p in problems)
            )
        return cls(
            slack_bot_token=given["SLACK_BOT_TOKEN"],
            slack_app_token=given["SLACK_APP_TOKEN"],
            slack_connections=int(given["SLACK_CONNECTIONS"]),
            slack_signing_secret=given["SLACK_SIGNING_SECRET"],
            slack_client_id=given["SLACK_CLIENT_ID"],
            slack_client_secret=given["SLACK_CLIENT_SECRET"],
            slack_api_url=given["SLACK_API_URL"].rstrip("/") + "/",
            webcasts_api_url=given["WEBCASTS_API_URL"].rstrip("/"),
            webcasts_username=given["WEBCASTS_USERNAME"],
            webcasts_password=given["WEBCASTS_PASSWORD"],
            webcasts_limit_window=int(given["WEBCASTS_LIMIT_WINDOW"]),
            webcasts_limit_share=int(given["WEBCASTS_LIMIT_SHARE"]),
            database_url=given["DATABASE_URL"],
            encryption_key=given["ENCRYPTION_KEY"],
            retention_months=int(given["RETENTION_MONTHS"]),
            port=int(given["PORT"]),
            metrics_token=given["METRICS_TOKEN"],
            log_level=given["LOG_LEVEL"].upper(),
            log_format=given["LOG_FORMAT"].lower(),
        )


def settings() -> tuple[Setting, ...]:
    """Every setting in the order of `Config`, for the README, `doctor` and the tests."""
    return tuple(
        Setting(
            name=part.name.upper(),
            default=None if part.default is MISSING else str(part.default),
            about=part.metadata["about"],
            secret=not part.repr,
        )
        for part in fields(Config)
    )


def setting(env: Mapping[str, str], name: str) -> str:
    """Return one setting, for a command that needs no other; raises `Misconfigured`."""
    value = _given(env, name)
    if not value and name == "ENCRYPTION_KEY":
        raise Misconfigured(_NO_KEY)
    if name in _CHECKS and (problem := _CHECKS[name](name, value)):
        raise Misconfigured(problem)
    return value


def is_postgres(url: str) -> bool:
    """Tell whether a database URL names a PostgreSQL server."""
    return url.startswith(("postgresql://", "postgres://"))


def postgres_url(url: str) -> str:
    """Return the URL of a PostgreSQL database; raises `Misconfigured` if it names none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # `port` raises where it is no number
    except ValueError:
        host, parts = None, urlsplit("")
    is_somewhere = host or "host" in parse_qs(parts.query)
    if not is_postgres(url) or not is_somewhere or not parts.path.strip("/") or parts.fragment:
        message = (
            "DATABASE_URL must look like postgresql://user:password@host:5432/database. In a "
            "password write @ / : ? # and % as %40 %2F %3A %3F %23 and %25."
        )
        raise Misconfigured(message)
    return url


def sqlite_path(url: str) -> str:
    """Return the path of a SQLite database URL, `MEMORY` for one that is never written to disk."""
    if url in ("sqlite://", "sqlite:///:memory:"):
        return MEMORY
    path = url.removeprefix("sqlite:///")
    if path in ("", url) or set(path) & {"?", "#", "\0"}:
        message = (
            "DATABASE_URL must look like sqlite:///webcasts.db, with three slashes before a "
            "relative path and four before an absolute one, or like "
            "postgresql://user:password@host:5432/database."
        )
        raise Misconfigured(message)
    return path


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


def _given(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    blank = not value.strip()
    if blank:
        return next(s.default or "" for s in settings() if s.name == name)
    return value if name == "WEBCASTS_PASSWORD" else value.strip()


def _problems(given: Mapping[str, str]) -> Iterator[str]:
    yield from _missing(given)
    for name, check in _CHECKS.items():
        if given[name] and (problem := check(name, given[name])):
            yield problem


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
