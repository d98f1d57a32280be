"""What the demo is told from outside."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.demo.clock import Clock

BASIC_SCOPES = frozenset(
    {"commands", "chat:write", "users:read", "channels:read", "groups:read", "im:write"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command of the app, as its manifest declares it."""

    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A shortcut of the app, as its manifest declares it; `type` is global or message."""

    name: str
    callback_id: str
    type: Literal["global", "message"] = "global"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who the app is when it is installed by OAuth."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What an admin does right after the installation: a command, and words for the rest."""

    command: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One workspace with one app.

    `events_url` may stay empty until the bot's port is known; set it on `Slack` then.
    `clock` is the workspace's, which people may move on; `signing_now` is the time in seconds
    since 1970 that signed requests carry, since the bot refuses a signature five minutes off.
    `events` are the Events API types that the app subscribes to, `unfurl_domains` the domains whose
    links (and those of the domains below) it may unfurl. `ack_timeout` is in seconds.
    With a `client` nobody has installed the app yet, and it gets its token by OAuth.
    """

    signing_secret: str = field(repr=False)
    bot_token: str = field(default="", repr=False)
    client: Client | None = None
    setup: Setup | None = None
    events_url: str | None = None
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = BASIC_SCOPES
    events: frozenset[str] = frozenset()
    unfurl_domains: tuple[str, ...] = ()
    home_tab: bool = True
    public_url: str | None = None
    state_file: Path | str | None = None
    clock: Clock = field(default_factory=Clock)
    signing_now: Callable[[], float] = time.time
    ack_timeout: float = 3.0
    example: str = '/webcast create "Q4 town hall" next tuesday 3pm for 90 minutes'
