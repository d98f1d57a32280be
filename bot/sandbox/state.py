"""What the platform remembers, and how it is written down and read back. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.sandbox.values import Event, Folder, event_as_json, event_from_json, read_tree

FORMAT: Final = 1


class BadState(ValueError):
    """A state that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token handed out: whose it is and until when, in epoch milliseconds."""

    account: str
    expires: int


@dataclass(slots=True, kw_only=True)
class State:
    """Everything that outlives a call. Tokens are kept by fingerprint only."""

    seed: int
    homes: dict[str, Folder]
    events: dict[int, Event] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    tokens_made: int = 0
    last_event_id: int | None = None

    def copy(self) -> State:
        """Return a state that later calls do not change; its values are frozen."""
        return State(
            seed=self.seed,
            homes=dict(self.homes),
            events=dict(self.events),
            tokens=dict(self.tokens),
            tokens_made=self.tokens_made,
            last_event_id=self.last_event_id,
        )


def as_json(state: State) -> dict[str, object]:
    """Return the state for a file."""
    return {
        "format": FORMAT,
        "seed": state.seed,
        "homes": {account: home.as_tree() for account, home in state.homes.items()},
        "events": [event_as_json(event) for event in state.events.values()],
        "tokens": {mark: [token.account, token.expires] for mark, token in state.tokens.items()},
        "tokens_made": state.tokens_made,
        "last_event_id": state.last_event_id,
    }


def from_json(data: object) -> State:
    """Return the state in a file; BadState if it is none or of another format."""
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise BadState(f"It is not a sandbox state of format {FORMAT}.")
    try:
        events = [event_from_json(each) for each in data["events"]]
        return State(
            seed=int(data["seed"]),
            homes={account: read_tree(tree) for account, tree in data["homes"].items()},
            events={event.event_id: event for event in events},
            tokens={mark: Token(*token) for mark, token in data["tokens"].items()},
            tokens_made=int(data["tokens_made"]),
            last_event_id=data["last_event_id"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadState(f"Something in it is missing or wrong: {error!r}.") from error
