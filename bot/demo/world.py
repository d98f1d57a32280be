"""Everything the demo knows, in one place: settings, people, messages, views, tickets, faults."""

from typing import TYPE_CHECKING, Any

from bot.demo import modals, normalise, people
from bot.demo.errors import SlackError
from bot.demo.faults import Faults
from bot.demo.modals import Modals
from bot.demo.oauth import OAuth
from bot.demo.people import Channel
from bot.demo.settings import Command, Settings, Shortcut
from bot.demo.tickets import Tickets
from bot.demo.workspace import Message, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = dict[str, Any]


class World:
    """One workspace with one app; `watchers` are called after every change."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = self.now = settings.clock
        self.base_url = (settings.public_url or "").rstrip("/")
        self.watchers: list[Callable[[], None]] = []
        self.revision = 0
        self.workspace = Workspace(self.now, self.changed)
        self.modals = Modals(self.now, self.changed)
        self.tickets = Tickets(self.now)
        self.oauth = OAuth(settings, self.now)
        self.faults = Faults()
        self.clock.watchers.append(self.changed)
        self.uploads: dict[str, str] = {}

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands that people can type: none of an app that is not installed."""
        return self.settings.commands if self.oauth.is_installed else ()

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        """The shortcuts that people can use, likewise."""
        return self.settings.shortcuts if self.oauth.is_installed else ()

    def changed(self) -> None:
        """Count a change and tell the watchers."""
        self.revision += 1
        for watcher in self.watchers:
            watcher()

    def blocks(self, sent: list[JSON]) -> list[JSON]:
        """Fill in what an app may leave out of blocks."""
        return normalise.blocks(sent, modals.block_name)

    def attachments(self, sent: list[JSON]) -> list[JSON]:
        """Give attachments the numbers by which clicks name them, and fill in their blocks."""
        return [
            {
                "fallback": "[no preview available]",
                **each,
                "id": number,
                **({"blocks": self.blocks(each["blocks"])} if each.get("blocks") else {}),
            }
            for number, each in enumerate(sent, 1)
        ]

    def bot_says(self, channel: Channel, sent: JSON, **how: Any) -> Message:  # noqa: ANN401 - fields of Message
        """Post what the app sent: `text`, `blocks`, `attachments`, `metadata`."""
        blocks = sent.get("blocks") or []
        return self.workspace.post(
            Message(
                ts=self.workspace.next_ts(),
                channel=channel.id,
                user=people.BOT_USER,
                text=sent.get("text") or normalise.summary(blocks),
                blocks=self.blocks(blocks),
                attachments=self.attachments(sent.get("attachments") or []),
                metadata=sent.get("metadata"),
                **how,
            )
        )

    def slackbot_tells(self, user: str, channel: str, text: str) -> Message:
        """Tell one person something in Slack's own name, as Slack does when a command fails."""
        return self.workspace.post(
            Message(
                ts=self.workspace.next_ts(),
                channel=channel,
                user=people.SLACKBOT,
                text=text,
                only_for=user,
            )
        )

    def visible_channel(self, name: str) -> Channel:
        """Find a conversation that the app may know of."""
        found = self.workspace.channel_named(name)
        if found is None or not found.shown_to(people.BOT_USER):
            raise SlackError("channel_not_found")
        return found

    def replies(self, message: Message) -> int:
        """Count the replies below a message."""
        return len(self.workspace.replies(message))
