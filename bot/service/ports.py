"""What the use cases need of the world, as small Protocols; `assembly` plugs in the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Unpack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain import (
        Changes,
        Event,
        EventFilter,
        Folder,
        HistoryEntry,
        Post,
        Progress,
        Receipt,
        Webcast,
        WebcastRequest,
        Wish,
    )


class Clock(Protocol):
    """Tells the time, aware, in UTC."""

    def __call__(self) -> datetime: ...


class Creates(Protocol):
    """The platform, as far as it creates."""

    async def create(self, request: WebcastRequest) -> Receipt: ...


class Updates(Protocol):
    """The platform, as far as it changes and reads a webcast."""

    async def update(
        self, event_id: str, changes: Changes, *, before: Webcast | None = None
    ) -> Receipt: ...

    async def status(self, event_id: str) -> Webcast: ...


class HasFolders(Protocol):
    """The platform, as far as it shows its folders."""

    async def folder_tree(self, folder_id: str | None = None) -> Folder: ...


class Webcasts(Creates, Updates, HasFolders, Protocol):
    """The webcast platform."""


class Journal(Protocol):
    """What was asked of the platform, written before it is asked."""

    async def claim(self, wish: Wish) -> bool: ...

    async def wish(self, workspace: str, key: str) -> Wish | None: ...

    async def record_created(
        self,
        wish: Wish,
        event: Event,
        *,
        progress: Progress,
        reason: str,
        posts: Sequence[Post],
    ) -> None: ...

    async def record_refused(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None: ...

    async def record_uncertain(
        self, workspace: str, key: str, *, reason: str, reference: str
    ) -> None: ...

    async def recover(self) -> tuple[Wish, ...]: ...

    async def uncertain(self, workspace: str, *, owner: str | None = None) -> tuple[Wish, ...]: ...


class Events(Protocol):
    """The webcasts that exist, and whose they are."""

    async def event(self, workspace: str, event_id: str) -> Event | None: ...

    async def events(
        self,
        workspace: str,
        *,
        newest_first: bool = False,
        limit: int = 50,
        offset: int = 0,
        **which: Unpack[EventFilter],
    ) -> tuple[Event, ...]: ...

    async def count_events(self, workspace: str, **which: Unpack[EventFilter]) -> int: ...

    async def last_created(self, workspace: str, *, owner: str) -> tuple[Event, ...]: ...

    async def record_changed(self, event: Event, lines: Sequence[HistoryEntry]) -> None: ...

    async def add_history(self, entry: HistoryEntry) -> None: ...

    async def history(self, workspace: str, event_id: str) -> tuple[HistoryEntry, ...]: ...


class Posts(Protocol):
    """Our messages in Slack: planned, being posted, posted or failed."""

    async def begin_post(self, post: Post) -> bool: ...

    async def record_posted(self, post: Post, *, channel: str, ts: str) -> None: ...

    async def record_post_failed(self, post: Post, *, reason: str) -> None: ...

    async def posts(self, workspace: str, event_id: str) -> tuple[Post, ...]: ...

    async def planned_posts(self) -> tuple[Post, ...]: ...

    async def recover_posts(self) -> tuple[Post, ...]: ...


class Store(Journal, Events, Posts, Protocol):
    """All that the bot remembers."""


class Announces(Protocol):
    """Slack, as far as it takes an event's messages; raises `NotDelivered`."""

    async def channels_of(self, user: str) -> frozenset[str]: ...

    async def is_shared_outside(self, channel: str) -> bool: ...

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]: ...

    async def post_to_owner(self, event: Event) -> tuple[str, str]: ...


class Shares(Announces, Protocol):
    """Slack, as far as one looks at a channel before posting; raises `NotDelivered`."""

    async def count_members(self, channel: str) -> int: ...


class Edits(Protocol):
    """Slack, as far as messages are brought up to date; raises `NotDelivered`."""

    async def edit_post(self, post: Post, event: Event) -> None: ...

    async def reply(self, post: Post, line: str) -> None: ...


class Recovers(Announces, Protocol):
    """Slack, as far as a start has to speak to people; raises `NotDelivered`."""

    async def tell_uncertain(self, wish: Wish) -> None: ...

    async def tell_undelivered(self, event: Event, post: Post) -> None: ...
