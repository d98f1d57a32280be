"""What the reference leaves open, as switches: one value each, two presets."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadSwitch(ValueError):
    """A switch or value that does not exist; `field` names it, `allowed` lists what does."""

    def __init__(self, message: str, *, field: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message)
        self.field = field
        self.allowed = allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How the platform behaves where its reference is silent or contradicts itself."""

    start: str = "absolute"
    envelope: str = "examples"
    single_session: str = "off"
    title: str = "codepoints"
    capacity: str = "refuse"
    expiration: str = "refuse"
    telephony_type: str = "optional"
    vcu_address: str = "text"
    text_limit: str = "none"
    past_start: str = "accept"
    update: str = "merge"
    portals: str = "add"
    lock_after_start: str = "off"
    close_unit: str = "ms"
    transport: str = "envelope"
    wrong_password_code: int = 11
    unknown_event_code: int = 10
    unknown_folder_code: int = 10

    def unusual(self) -> str:
        """Return the switches that are not at their default, as `name=value`."""
        mine, usual = asdict(self), asdict(Switches())
        return ", ".join(f"{name}={mine[name]}" for name in mine if mine[name] != usual[name])


ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "start": ("absolute", "wall_clock"),
    "envelope": ("examples", "framework"),
    "single_session": ("off", "on"),
    "title": ("codepoints", "utf16"),
    "capacity": ("refuse", "clamp"),
    "expiration": ("refuse", "clamp"),
    "telephony_type": ("optional", "required"),
    "vcu_address": ("text", "ip"),
    "text_limit": ("none", "256"),
    "past_start": ("accept", "refuse"),
    "update": ("merge", "full"),
    "portals": ("add", "replace", "reissue"),
    "lock_after_start": ("off", "on"),
    "close_unit": ("ms", "minutes"),
    "transport": ("envelope", "http"),
}

MEANING: Final[dict[str, str]] = {
    "start": "scheduled_start_time is an instant, or wall-clock time of the event's zone (Q2)",
    "envelope": "spelled as in the vendor's examples, or as in its framework blocks (Q3, Q4)",
    "single_session": "a login ends the account's earlier tokens (Q10)",
    "title": "the 1000 characters of a title are code points, or UTF-16 units (Q25)",
    "capacity": "audience_capacity outside 50 to 10000 is refused, or clamped (Q24)",
    "expiration": "event_expiration_months outside 3 to 12 is refused, or clamped (Q24)",
    "telephony_type": "may be missing for Telephone, as in the vendor's example, or not (Q22)",
    "vcu_address": "any text is accepted, or only an IP address (Q42)",
    "text_limit": "cost_center and vcu_address take any length, or 256 characters (Q42)",
    "past_start": "a start in the past is accepted, as in the vendor's example, or not (Q43)",
    "update": "merges what is sent, or asks for the full set of required properties (Q30)",
    "portals": "update adds missing portals, replaces the set, or also issues new PINs (Q28)",
    "lock_after_start": "after the start only title, duration, capacity, close time change (Q31)",
    "close_unit": "status gives scheduled_player_close_time in ms, or in minutes (Q32)",
    "transport": "a wrong method, content type or path gets an envelope, or an HTTP error (Q6)",
    "wrong_password_code": "return code of a failed login (Q11)",
    "unknown_event_code": "return code for unknown and foreign event ids",
    "unknown_folder_code": "return code for unknown and foreign folder ids",
}

CODES: Final = ("wrong_password_code", "unknown_event_code", "unknown_folder_code")
HIGHEST_CODE: Final = 999

PRESETS: Final[dict[str, Switches]] = {
    "default": Switches(),
    "strict": Switches(
        telephony_type="required",
        vcu_address="ip",
        text_limit="256",
        past_start="refuse",
        update="full",
    ),
}


def preset(name: object) -> Switches:
    """Return the switches of a preset: `default` or `strict`."""
    if not isinstance(name, str) or name not in PRESETS:
        raise BadSwitch(f"There is no preset {name!r}.", field="preset", allowed=tuple(PRESETS))
    return PRESETS[name]


def changed(switches: Switches, changes: Mapping[str, object]) -> Switches:
    """Return the switches with some set anew; BadSwitch names the first that is wrong."""
    return replace(switches, **{name: _read(name, value) for name, value in changes.items()})  # type: ignore[arg-type] # _read returns what the field holds


def _read(name: str, value: object) -> str | int:
    if name in CODES:
        return _read_code(name, value)
    if name not in ALLOWED:
        known = tuple(field.name for field in fields(Switches))
        raise BadSwitch(f"There is no switch {name!r}.", field=name, allowed=known)
    word = {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
    if word not in ALLOWED[name]:
        raise BadSwitch(f"{name} cannot be {value!r}.", field=name, allowed=ALLOWED[name])
    return word


def _read_code(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST_CODE:
        allowed = (f"0 to {HIGHEST_CODE}",)
        raise BadSwitch(f"{name} must be a return code.", field=name, allowed=allowed)
    return value


def described(switches: Switches) -> dict[str, dict[str, object]]:
    """Every switch with its value, what it may be and what it means."""
    return {
        field.name: {
            "value": getattr(switches, field.name),
            "allowed": list(ALLOWED.get(field.name, ("any return code",))),
            "meaning": MEANING[field.name],
        }
        for field in fields(Switches)
    }
