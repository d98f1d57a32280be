"""The demo: bot, platform sandbox and browser Slack, put together on this machine."""

from __future__ import annotations

import secrets
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import demo, sandbox
from bot.assembly import listening, open_bot
from bot.config import Config
from bot.slack.ids import SCOPES, Command, Happening, Shortcut
from bot.store import Cipher
from bot.web import make_web_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from bot.house import Bot
    from bot.service.ports import Clock

USAGE_HINT = 'create "Q4 town hall" next tuesday 3pm for 90 minutes'
DESCRIPTION = "Create, find and share webcasts"
SETUP = demo.Setup(
    command="/webcast settings admin",
    then="Then Platform account. User name and password are both: sandbox",
)
UNFURL_DOMAINS = ("webcasts.com",)
SHORTCUTS = (
    demo.Shortcut(
        name="Create webcast",
        callback_id=Shortcut.CREATE,
        description="Opens the form for a new webcast",
    ),
    demo.Shortcut(
        name="Create webcast from this",
        callback_id=Shortcut.CREATE_FROM_MESSAGE,
        type="message",
        description="Opens the form with the title and the time of a message",
    ),
)

_LOOPBACK = "127.0.0.1"
_CLIENT_ID = "111.222"
_ACCOUNT = "sandbox"
"""User name and password of the platform, the same at every start: an admin may connect them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """A running demo: the addresses of its page and of its platform, and what is behind them.

    `clock` is everybody's: the workspace's, the platform's and the bot's. Whoever waits for a
    moment puts itself among `clock.watchers`, which are called after each move.
    """

    page: str
    platform: str
    slack: demo.Slack
    bot: Bot
    clock: demo.Clock


@asynccontextmanager
async def open_demo(
    *,
    port: int,
    data: Path | None = None,
    clock: Clock | None = None,
    database: str | None = None,
    oauth: bool = False,
) -> AsyncIterator[Showcase]:
    """Start everything. `data` keeps it all for the next start.

    `oauth` begins before the app is installed; then nobody has connected the platform either.

    `clock` is what the demo's own clock goes by until somebody moves it: real time, if not given.
    `database` is the URL of the bot's data: a file beside the rest, if not given.

    The platform takes the port after the page's, so that viewer links still work after a restart;
    where nothing is kept, it takes any.
    """
    async with AsyncExitStack() as stack:
        folder = data or Path(stack.enter_context(TemporaryDirectory(prefix="webcast-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        secret, shared = _Secrets(), _clock(clock)
        platform = await stack.enter_async_context(
            listening(
                _platform(folder, shared),
                host=_LOOPBACK,
                port=port + 1 if data and port else 0,
            )
        )
        app = _slack(folder, secret, shared, platform, oauth=oauth)
        page = await stack.enter_async_context(listening(app, host=_LOOPBACK, port=port))
        database = database or f"sqlite:///{folder.resolve() / 'webcasts.db'}"
        identity = secret.of_app if oauth else secret.of_bot
        config = _config(folder, identity, page=page, platform=platform, database=database)
        bot = await stack.enter_async_context(open_bot(config, clock=lambda: shared.now))
        shared.watchers.append(bot.tenants.alarm.wake)
        bot_url = await stack.enter_async_context(
            listening(make_web_app(bot.door, bot.flow), host=_LOOPBACK, port=0)
        )
        slack = app[demo.SLACK]
        slack.events_url = f"{bot_url}/slack/events"
        if oauth:
            slack.install_at(f"{bot_url}/slack/install", f"{bot_url}/slack/oauth_redirect")
        yield Showcase(page=page, platform=platform, slack=slack, bot=bot, clock=shared)


class _Secrets:
    """What bot and Slack know each other by, made anew at every start; it stays on the machine."""

    def __init__(self) -> None:
        self.bot_token = f"xoxb-{secrets.token_hex(16)}"
        self.signing_secret = secrets.token_hex(16)
        self.client_secret = secrets.token_hex(16)

    @property
    def of_bot(self) -> dict[str, str]:
        """The settings of a bot that was given its token, and the platform's account."""
        return {
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "WEBCASTS_USERNAME": _ACCOUNT,
            "WEBCASTS_PASSWORD": _ACCOUNT,
        }

    @property
    def of_app(self) -> dict[str, str]:
        """The settings of a bot that is installed by OAuth."""
        return {
            "SLACK_CLIENT_ID": _CLIENT_ID,
            "SLACK_CLIENT_SECRET": self.client_secret,
            "SLACK_SIGNING_SECRET": self.signing_secret,
        }


def _clock(source: Clock | None) -> demo.Clock:
    """Make the one clock of a demo."""
    return demo.Clock(lambda: source().timestamp()) if source else demo.Clock()


def _platform(folder: Path, clock: demo.Clock) -> web.Application:
    return sandbox.make_app(
        sandbox.Settings(
            username=_ACCOUNT,
            password=_ACCOUNT,
            state_file=folder / "platform.json",
            clock=clock,
        )
    )


def _slack(
    folder: Path, secret: _Secrets, clock: demo.Clock, platform: str, *, oauth: bool
) -> web.Application:
    """Make the workspace; in it the platform's own host stands for the one it has in the world."""
    command = demo.Command(name=Command.WEBCAST, description=DESCRIPTION, usage_hint=USAGE_HINT)
    return demo.make_app(
        demo.Settings(
            signing_secret=secret.signing_secret,
            bot_token=secret.bot_token,
            client=demo.Client(id=_CLIENT_ID, secret=secret.client_secret) if oauth else None,
            setup=SETUP if oauth else None,
            commands=(command,),
            shortcuts=SHORTCUTS,
            scopes=SCOPES,
            events=frozenset(map(str, Happening)),
            unfurl_domains=(*UNFURL_DOMAINS, urlsplit(platform).hostname or ""),
            state_file=folder / "slack.json",
            clock=clock,
        )
    )


def _config(
    folder: Path, identity: dict[str, str], *, page: str, platform: str, database: str
) -> Config:
    return Config.from_env(
        {
            **identity,
            "SLACK_API_URL": f"{page}/api/",
            "WEBCASTS_API_URL": f"{platform}/api",
            "DATABASE_URL": database,
            "ENCRYPTION_KEY": _key(folder / "encryption.key"),
        }
    )


def _key(path: Path) -> str:
    """Read the demo's own encryption key, or make one that only this user can read."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(Cipher.new_key())
    return path.read_text().strip()
