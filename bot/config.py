"""Settings: read once from a mapping into a frozen value, every gap reported together.

`ENCRYPTION_KEY` may hold several keys, separated by commas: the first writes, all of them read.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING

from bot.checks import LOG_LEVELS, problem, problems, split_keys
from bot.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        if wrong := tuple(problems(given)):
            raise Misconfigured(
                "Some settings are missing or wrong:\n" + "\n".join(f"- {each}" for each in wrong)
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
    if wrong := problem(name, value):
        raise Misconfigured(wrong)
    return value


def _given(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    blank = not value.strip()
    if blank:
        return next(s.default or "" for s in settings() if s.name == name)
    return value if name == "WEBCASTS_PASSWORD" else value.strip()
