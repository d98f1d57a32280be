"""The views that are open: a stack of modals per person, and each person's Home."""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.demo import forms, limits, normalise
from bot.demo.errors import SlackError, invalid_arguments
from bot.demo.forms import Values

JSON = dict[str, Any]
STACK = 3
_ID = string.ascii_uppercase + string.digits


def new_id(prefix: str = "", length: int = 10) -> str:
    """Make an id as Slack's look."""
    return prefix + "".join(secrets.choice(_ID) for _ in range(length))


def block_name() -> str:
    """Make the id of a block or element that came without one."""
    return secrets.token_urlsafe(4)


@dataclass(slots=True, kw_only=True)
class OpenView:
    """A view on someone's screen: what the app sent, and what the person typed."""

    id: str
    user: str
    spec: JSON
    hash: str
    root_id: str
    previous_id: str | None = None
    conversation: str = ""
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    offered: dict[str, list[JSON]] = field(default_factory=dict)

    @property
    def blocks(self) -> list[JSON]:
        """The blocks, with every id filled in."""
        blocks: list[JSON] = self.spec["blocks"]
        return blocks


def check(view: Any) -> JSON:  # noqa: ANN401 - whatever the app sent
    """Give the view back if Slack would take it."""
    if problems := limits.view_problems(view):
        raise invalid_arguments(*(f"[ERROR] {each}" for each in problems))
    if limits.view_is_too_large(view):
        raise SlackError("view_too_large")
    checked: JSON = view
    return checked


class Modals:
    """Everyone's open views; every change calls `changed`."""

    def __init__(self, now: Callable[[], float], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self._stacks: dict[str, list[OpenView]] = {}
        self.homes: dict[str, OpenView] = {}

    def stack(self, user: str) -> list[OpenView]:
        """Give a person's modals, the visible one last."""
        return self._stacks.get(user, [])

    def all(self) -> list[OpenView]:
        """List every view, Homes included."""
        return [*(each for stack in self._stacks.values() for each in stack), *self.homes.values()]

    def find(self, view_id: str) -> OpenView | None:
        """Find a view that is still open."""
        return next((each for each in self.all() if each.id == view_id), None)

    def find_external(self, external_id: str) -> OpenView | None:
        """Find a view by the id its app gave it."""
        named = (each for each in self.all() if each.spec.get("external_id") == external_id)
        return next(named, None)

    def open(self, user: str, view: JSON, conversation: str = "") -> OpenView:
        """Show a modal on its own, in place of any that stood there."""
        self._refuse_known_name(view)
        opened = self._new(user, view, conversation)
        self._stacks[user] = [opened]
        self._changed()
        return opened

    def push(self, user: str, view: JSON, conversation: str = "") -> OpenView:
        """Show a modal on top of the visible one."""
        stack = self.stack(user)
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        self._refuse_known_name(view)
        pushed = self._new(user, view, conversation)
        pushed.root_id, pushed.previous_id = stack[0].id, stack[-1].id
        stack.append(pushed)
        self._changed()
        return pushed

    def update(self, opened: OpenView, view: JSON, known_hash: str | None = None) -> OpenView:
        """Replace a view's content in place; what was typed stays where its ids stay."""
        if known_hash is not None and known_hash != opened.hash:
            raise SlackError("hash_conflict")
        self._refuse_known_name(view, unless=opened)
        opened.spec = _spec(view)
        opened.hash = self._hash()
        opened.values = forms.carried(opened.values, opened.blocks, opened.conversation)
        opened.errors, opened.trouble = {}, ""
        self._changed()
        return opened

    def publish(self, user: str, view: JSON, known_hash: str | None = None) -> OpenView:
        """Set a person's Home."""
        if home := self.homes.get(user):
            return self.update(home, view, known_hash)
        self._refuse_known_name(view)
        self.homes[user] = self._new(user, view, "")
        self._changed()
        return self.homes[user]

    def close(self, opened: OpenView) -> None:
        """Take one modal away; the one below shows again."""
        self._stacks[opened.user] = [each for each in self.stack(opened.user) if each != opened]
        self._changed()

    def clear(self, user: str) -> None:
        """Take all of a person's modals away."""
        self._stacks[user] = []
        self._changed()

    def touch(self) -> None:
        """Tell the watchers about a change made to a view."""
        self._changed()

    def _refuse_known_name(self, view: JSON, unless: OpenView | None = None) -> None:
        name = view.get("external_id")
        if name and self.find_external(name) not in (None, unless):
            raise SlackError("duplicate_external_id")

    def _new(self, user: str, view: JSON, conversation: str) -> OpenView:
        spec, view_id = _spec(view), new_id("V")
        return OpenView(
            id=view_id,
            user=user,
            spec=spec,
            hash=self._hash(),
            root_id=view_id,
            conversation=conversation,
            values=forms.fresh(spec["blocks"], conversation),
        )

    def _hash(self) -> str:
        return f"{int(self._now())}.{secrets.token_urlsafe(6)}"


def _spec(view: JSON) -> JSON:
    blocks = normalise.blocks(view["blocks"], block_name)
    titles = {key: {"emoji": True, **view[key]} for key in _WORDS if key in view}
    return {**view, **titles, "blocks": blocks}


_WORDS = ("title", "submit", "close")
