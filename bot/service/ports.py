"""What the use cases need of the world, as small Protocols; `assembly` plugs in the real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Unpack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain import (
        Event,
        EventFilter,
        Folder,
        HistoryEntry,
        Post,
        Progress,
        Receipt,
        WebcastRequest,
        Wish,
    )


class Clock(Protocol):
    """Tells the time, aware, in UTC."""

    def __call__(self) -> datetime: ...


class Webcasts(Protocol):
    """The webcast platform."""

    async def create(self, request: WebcastRequest) -> Receipt: ...

    async def folder_tree(self, folder_id: str | None = None) -> Folder: ...


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

    async def add_history(self, entry: HistoryEntry) -> None: ...


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


class Chat(Protocol):
    """Slack, as far as the use cases speak to people; raises `NotDelivered`."""

    async def channels_of(self, user: str) -> frozenset[str]: ...

    async def is_shared_outside(self, channel: str) -> bool: ...

    async def post_card(self, channel: str, event: Event) -> tuple[str, str]: ...

    async def post_to_owner(self, event: Event) -> tuple[str, str]: ...

    async def tell_uncertain(self, wish: Wish) -> None: ...

    async def tell_undelivered(self, event: Event, post: Post) -> None: ...
