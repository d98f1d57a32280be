"""The workspace's memory: conversations, messages, who has read what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.demo import people
from bot.demo.files import File
from bot.demo.people import Channel, User

JSON = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. `only_for` makes it ephemeral: seen by that user, in no history.

    `links` are those that the app was told of, under `unfurl_id`; `files` are ids.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JSON] = field(default_factory=list)
    thread_ts: str | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    broadcast: bool = False
    deleted: bool = False
    metadata: JSON | None = None
    attachments: list[JSON] = field(default_factory=list)
    links: list[JSON] = field(default_factory=list)
    unfurl_id: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and not in the channel."""
        return self.thread_ts not in (None, self.ts)


class Workspace:
    """People, conversations and messages; every change calls `changed`."""

    def __init__(self, now: Callable[[], float], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self._last_ts = 0
        self.users: dict[str, User] = {user.id: user for user in people.users()}
        self.channels: dict[str, Channel] = {each.id: each for each in people.channels()}
        self.messages: dict[str, list[Message]] = {each: [] for each in self.channels}
        self.read: dict[str, dict[str, str]] = {user: {} for user in self.users}
        self.files: dict[str, File] = {}

    def next_ts(self) -> str:
        """Give a timestamp that no earlier message has; messages sort by it."""
        self._last_ts = max(int(self._now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def channel_named(self, name: str) -> Channel | None:
        """Find a conversation by id, `#name` or `name`."""
        wanted = name.removeprefix("#")
        named = (each for each in self.channels.values() if not each.is_im and each.name == wanted)
        return self.channels.get(name) or next(named, None)

    def user_named(self, name: str) -> User | None:
        """Find a person or the app by id, `@name` or `name`."""
        wanted = name.removeprefix("@").lower()
        named = (each for each in self.users.values() if each.username == wanted)
        return self.users.get(name) or next(named, None)

    def direct_message(self, user: str) -> Channel | None:
        """Find the app's conversation with `user`."""
        return next((each for each in self.channels.values() if each.im_user == user), None)

    def channels_of(self, user: str) -> Iterator[Channel]:
        """List what `user` sees in the sidebar."""
        return (each for each in self.channels.values() if each.shown_to(user))

    def post(self, message: Message) -> Message:
        """Add a message at the end of its conversation."""
        self.messages[message.channel].append(message)
        if message.user in self.read and message.only_for is None:
            self.read[message.user][message.channel] = message.ts
        self._changed()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Find a message that still stands, ephemeral or not."""
        standing = (each for each in self.messages.get(channel, ()) if not each.deleted)
        return next((each for each in standing if each.ts == ts), None)

    def unfurled_by(self, unfurl_id: str) -> Message | None:
        """Find the message whose links the app was told of under this id."""
        standing = (each for room in self.messages.values() for each in room if not each.deleted)
        return next((each for each in standing if each.unfurl_id == unfurl_id), None)

    def delete(self, message: Message) -> None:
        """Take a message away; a thread keeps its place as a tombstone."""
        room = self.messages[message.channel]
        if any(each.thread_ts == message.ts and each.is_reply for each in room):
            message.deleted, message.text, message.blocks = True, "This message was deleted.", []
            message.attachments, message.files, message.links = [], [], []
        else:
            room.remove(message)
        self._changed()

    def touch(self) -> None:
        """Tell the watchers about a change made to a message or a channel."""
        self._changed()

    def seen_by(self, user: str, channel: str) -> list[Message]:
        """List the messages that `user` sees, oldest first."""
        return [each for each in self.messages[channel] if each.only_for in (None, user)]

    def replies(self, message: Message) -> list[Message]:
        """List the replies that everyone sees."""
        room = self.messages[message.channel]
        return [each for each in room if _replies_to(each, message.ts)]

    def unread(self, user: str, channel: str) -> int:
        """Count what others wrote since `user` last looked."""
        since = self.read[user].get(channel, "")
        return sum(
            each.ts > since and each.user != user and not each.deleted and not each.is_reply
            for each in self.seen_by(user, channel)
        )

    def mark_read(self, user: str, channel: str) -> None:
        """Note that `user` has looked at `channel`."""
        if room := self.messages[channel]:
            latest = max(each.ts for each in room)
            if self.read[user].get(channel) != latest:
                self.read[user][channel] = latest
                self._changed()

    def forget_ephemerals(self, user: str) -> None:
        """Drop what only `user` saw, as Slack does when its window is loaded again."""
        for channel, room in self.messages.items():
            self.messages[channel] = [each for each in room if each.only_for != user]

    def dump(self) -> JSON:
        """Give everything that survives a restart."""
        lasting = (each for room in self.messages.values() for each in room if not each.only_for)
        return {
            "version": 1,
            "last_ts": self._last_ts,
            "members": {each.id: each.members for each in self.channels.values()},
            "traits": {
                each.id: {name: getattr(each, name) for name in _TRAITS}
                for each in self.channels.values()
            },
            "deactivated": [each.id for each in self.users.values() if each.deleted],
            "files": [each.dump() for each in self.files.values() if each.data is not None],
            "messages": [asdict(each) for each in lasting],
            "read": self.read,
        }

    def load(self, saved: JSON) -> None:
        """Take up where `dump` left off."""
        self._last_ts = saved["last_ts"]
        self.read |= saved["read"]
        for channel, members in saved["members"].items():
            if channel in self.channels:
                self.channels[channel].members = members
        for channel, traits in saved.get("traits", {}).items():
            for name in _TRAITS if channel in self.channels else ():
                setattr(self.channels[channel], name, traits[name])
        for user in saved.get("deactivated", []):
            self.users[user] = replace(self.users[user], deleted=True)
        self.files = {each["id"]: File.load(each) for each in saved.get("files", [])}
        self._load_messages(Message(**each) for each in saved["messages"])

    def _load_messages(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if message.channel in self.messages:
                self.messages[message.channel].append(message)


_TRAITS = ("is_archived", "is_restricted", "is_pending_ext_shared", "num_members")


def _replies_to(message: Message, ts: str) -> bool:
    return message.is_reply and message.thread_ts == ts and message.only_for is None
