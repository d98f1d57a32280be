"""Trouble on demand: a queue of faults, each waiting for its call. Pure.

A fault names an endpoint (or `*`), how many matching calls it waits for (`nth`, 1 is the next) and
how many it then spoils (`times`, 0 is until it is removed). One call meets at most one fault: the
oldest that is due; the others stay due for the calls after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.sandbox import reference as ref
from bot.sandbox.events import DROPS

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY: Final = "*"
LONGEST_DELAY: Final = 600
LARGEST_BODY: Final = 200_000_000
MOST_CALLS: Final = 1_000_000


class BadFault(ValueError):
    """A fault that cannot be queued; `field` names what is wrong, `allowed` what would do."""

    def __init__(self, message: str, *, field: str, allowed: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.allowed = allowed


class Parameter(Protocol):
    """Something a fault can be told."""

    @property
    def default(self) -> object:
        """What it is when nothing is told."""
        ...

    def read(self, name: str, value: object) -> object:
        """Return the value, or raise BadFault."""
        ...

    def described(self) -> dict[str, object]:
        """Return the default and what else would do."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number from low to high; whole if its default is."""

    default: float
    low: float
    high: float

    def read(self, name: str, value: object) -> object:
        """Return the number, or raise BadFault."""
        kinds = int if isinstance(self.default, int) else (int, float)
        good = isinstance(value, kinds) and not isinstance(value, bool)
        if not good or not self.low <= value <= self.high:  # type: ignore[operator] # a number
            limits = f"{self.low:.12g} to {self.high:.12g}"
            raise BadFault(f"{name} must be {limits}.", field=name, allowed=(limits,))
        return value

    def described(self) -> dict[str, object]:
        """Return default and range."""
        return {"default": self.default, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, the first by default."""

    allowed: tuple[object, ...]

    @property
    def default(self) -> object:
        """The first of the allowed values."""
        return self.allowed[0]

    def read(self, name: str, value: object) -> object:
        """Return the value, or raise BadFault."""
        if not any(value == each and type(value) is type(each) for each in self.allowed):
            raise BadFault(f"{name} cannot be {value!r}.", field=name, allowed=self.allowed)
        return value

    def described(self) -> dict[str, object]:
        """Return default and allowed values."""
        return {"default": self.default, "allowed": list(self.allowed)}


@dataclass(frozen=True, slots=True)
class Text:
    """Text; what ends up in a header has to be printable ASCII."""

    default: str
    header: bool = False

    def read(self, name: str, value: object) -> object:
        """Return the text, or raise BadFault."""
        if not isinstance(value, str):
            raise BadFault(f"{name} must be text.", field=name)
        if self.header and not (value.isascii() and value.isprintable()):
            raise BadFault(f"{name} must be printable ASCII.", field=name)
        return value

    def described(self) -> dict[str, object]:
        """Return the default."""
        return {"default": self.default}


BEFORE: Final = Choice(("before", "after"))
AFTER: Final = Choice(("after", "before"))
YES: Final = Choice((True, False))
HTTP_STATUS: Final = (200, 599)

# What each kind does to a call, and what it can be told.
KINDS: Final[dict[str, tuple[str, Mapping[str, Parameter]]]] = {
    "status": (
        "answers with any HTTP status and body",
        {
            "status": Number(503, *HTTP_STATUS),
            "body": Text(""),
            "content_type": Text("text/plain", header=True),
            "commit": BEFORE,
        },
    ),
    "html": (
        "answers with a gateway's HTML page",
        {"status": Number(502, *HTTP_STATUS), "commit": BEFORE},
    ),
    "redirect": (
        "answers with a redirect",
        {"status": Number(302, 300, 399), "location": Text("/", header=True), "commit": BEFORE},
    ),
    "code": (
        "answers with a return code and its sentence",
        {"code": Number(60, 0, 999), "commit": BEFORE},
    ),
    "partial": (
        "commits without one part and answers with code 2",
        {"drop": Choice(DROPS), "error": YES, "event_data": YES},
    ),
    "truncate": (
        "commits and cuts the body; `length` is what the Content-Length header tells",
        {"bytes": Number(96, 0, LARGEST_BODY), "length": Choice(("cut", "full"))},
    ),
    "empty": (
        "answers with an empty body",
        {"status": Number(200, *HTTP_STATUS), "commit": AFTER},
    ),
    "huge": ("commits and pads the body", {"bytes": Number(20_000_000, 0, LARGEST_BODY)}),
    "charset": (
        "commits and encodes the body otherwise than its header says",
        {"encoding": Choice(("utf-16", "latin-1"))},
    ),
    "slow": ("commits and trickles the body", {"seconds": Number(2.0, 0, LONGEST_DELAY)}),
    "delay": (
        "waits before or after it commits",
        {"seconds": Number(2.0, 0, LONGEST_DELAY), "commit": AFTER},
    ),
    "drop_before_commit": (
        "ends the connection instead of working",
        {"how": Choice(("close", "reset"))},
    ),
    "drop_after_commit": (
        "commits and ends the connection",
        {"how": Choice(("close", "reset"))},
    ),
    "expire_tokens": ("ends every token, then goes on", {}),
}


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault in the queue; `wait` calls pass before it, `times` are spoiled (0: all)."""

    number: int
    kind: str
    endpoint: str
    wait: int
    times: int
    told: dict[str, object]

    @property
    def skips_work(self) -> bool:
        """Whether the call is spoiled before anything is done."""
        kinds = {"status", "html", "redirect", "code", "empty"}
        early = self.kind in kinds and self.told["commit"] == "before"
        return early or self.kind == "drop_before_commit"

    @property
    def drop(self) -> str | None:
        """The part of the work that fails."""
        return str(self.told["drop"]) if self.kind == "partial" else None

    def number_of(self, name: str) -> float:
        """Return a parameter that is a number."""
        value = self.told[name]
        if not isinstance(value, int | float):
            raise TypeError(f"{name} of {self.kind} is not a number")
        return value

    def matches(self, endpoint: str) -> bool:
        """Tell whether calls of the endpoint count for this fault."""
        return self.endpoint in (ANY, endpoint)

    def described(self) -> dict[str, object]:
        """Return the fault as the control API shows it."""
        return {
            "number": self.number,
            "endpoint": self.endpoint,
            "nth": self.wait + 1,
            "times": self.times,
            "kind": self.kind,
            **self.told,
        }


@dataclass(slots=True)
class Faults:
    """The queue."""

    queue: list[Fault] = field(default_factory=list)
    made: int = 0

    def add(self, wish: Mapping[str, object]) -> Fault:
        """Queue a fault as described in JSON, or raise BadFault."""
        fault = _read(wish, number=self.made + 1)
        self.made += 1
        self.queue.append(fault)
        return fault

    def meet(self, endpoint: str) -> Fault | None:
        """Count a call of the endpoint and return the fault that spoils it, if one is due."""
        met: Fault | None = None
        for fault in [each for each in self.queue if each.matches(endpoint)]:
            if fault.wait > 0:
                fault.wait -= 1
            elif met is None:
                met = fault
        if met is not None and met.times > 0:
            met.times -= 1
            if met.times == 0:
                self.queue.remove(met)
        return met

    def remove(self, number: int | None = None) -> int:
        """Take one fault, or all, out of the queue; return how many that were."""
        left = [each for each in self.queue if number is not None and each.number != number]
        removed = len(self.queue) - len(left)
        self.queue[:] = left
        return removed


def _read(wish: Mapping[str, object], *, number: int) -> Fault:
    kind = wish.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadFault(f"There is no kind {kind!r}.", field="kind", allowed=tuple(KINDS))
    common: dict[str, Parameter] = {
        "kind": Choice((kind,)),
        "endpoint": Choice((ANY, *ref.ENDPOINTS)),
        "nth": Number(1, 1, MOST_CALLS),
        "times": Number(1, 0, MOST_CALLS),
    }
    parameters = {**common, **KINDS[kind][1]}
    for name in wish:
        if name not in parameters:
            raise BadFault(f"{kind} takes no {name!r}.", field=name, allowed=tuple(parameters))
    told = {
        name: parameter.read(name, wish.get(name, parameter.default))
        for name, parameter in parameters.items()
    }
    _refuse_useless(kind, told["endpoint"])
    return Fault(
        number=number,
        kind=kind,
        endpoint=str(told["endpoint"]),
        wait=int(str(told["nth"])) - 1,
        times=int(str(told["times"])),
        told={name: value for name, value in told.items() if name not in common},
    )


def _refuse_useless(kind: str, endpoint: object) -> None:
    parted = (ref.CREATE, ref.UPDATE)
    if kind == "partial" and endpoint not in parted:
        message = "Only event/create and event/update can succeed in part."
        raise BadFault(message, field="endpoint", allowed=parted)
