"""Control of how the platform behaves: clock, switches, limits."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.sandbox import rules
from bot.sandbox.clock import milliseconds
from bot.sandbox.control.requests import BadControl, answer, number, sent
from bot.sandbox.emulator import EMULATOR, Emulator
from bot.sandbox.reading import whole_number
from bot.sandbox.reference import RATE_LIMITS
from bot.sandbox.switches import PRESETS, changed, described, preset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from bot.sandbox.budgets import Limits

LONGEST: Final = 10**9


async def show_clock(request: web.Request) -> web.Response:
    """Show the platform's time and whether it runs."""
    return answer(request.app[EMULATOR].platform.clock.described())


async def set_clock(request: web.Request) -> web.Response:
    """Set the time: one of {"set": ISO or ms} (stops), {"advance": s}, {"run"|"real": true}."""
    wish = await sent(request, "set", "advance", "run", "real")
    if len(wish) != 1:
        allowed = ("set", "advance", "run", "real")
        raise BadControl("Send exactly one of these.", allowed=allowed)
    clock = request.app[EMULATOR].platform.clock
    (name, value), *_ = wish.items()
    if name == "set":
        clock.stop_at(_time(value))
    elif name == "advance":
        clock.advance(_shift(clock(), value))
    elif name == "run":
        clock.run()
    else:
        clock.follow()
    return answer(clock.described())


def _time(value: object) -> int:
    number = whole_number(value)
    if number is None:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        number = milliseconds(moment) if moment and moment.tzinfo else None
    if number is None or not 0 <= number <= rules.LATEST_MS:
        allowed = ("epoch milliseconds", "ISO 8601 with an offset")
        raise BadControl("set needs a time.", field="set", allowed=allowed)
    return number


def _shift(now: int, value: object) -> int:
    message = "advance needs seconds, and stays within 1970 to 9999."
    seconds = number(value, message, field="advance")
    if not 0 <= now + seconds * 1000 <= rules.LATEST_MS:
        raise BadControl(message, field="advance")
    return round(seconds * 1000)


async def show_mode(request: web.Request) -> web.Response:
    """Show every switch, its values and what it stands for."""
    switches = request.app[EMULATOR].platform.switches
    return answer({"presets": list(PRESETS), "switches": described(switches)})


async def set_mode(request: web.Request) -> web.Response:
    """Set switches: {"preset": "default"|"strict", switch: value ...}, the preset first."""
    wish = await sent(request)
    platform = request.app[EMULATOR].platform
    start = preset(wish.pop("preset")) if "preset" in wish else platform.switches
    platform.switches = changed(start, wish)
    return answer({"switches": asdict(platform.switches)})


async def show_limits(request: web.Request) -> web.Response:
    """Show the call limits, what of them is used, and the lifetime of tokens."""
    return answer(limits_of(request.app[EMULATOR]))


def limits_of(emulator: Emulator) -> dict[str, object]:
    """Return the limits and what of them is used."""
    platform = emulator.platform
    limits = platform.budgets.limits
    return {
        **limits.endpoints,
        "per_event": limits.per_event,
        "window": limits.window,
        "token_lifetime": platform.token_lifetime,
        "used": platform.budgets.used(platform.clock()),
    }


async def set_limits(request: web.Request) -> web.Response:
    """Set {endpoint: calls|null, "per_event": calls|null, "window": s, "token_lifetime": s}."""
    names = (*RATE_LIMITS, "per_event", "window", "token_lifetime", "forget")
    wish = await sent(request, *names)
    platform = request.app[EMULATOR].platform
    limits = platform.budgets.limits
    counts = {name: _count(wish, name) for name in (*RATE_LIMITS, "per_event") if name in wish}
    window = _seconds(wish, "window", limits.window)
    platform.token_lifetime = _seconds(wish, "token_lifetime", platform.token_lifetime)
    platform.budgets.limits = _with_limits(limits, counts, window)
    if wish.get("forget"):
        platform.budgets.calls.clear()
    return answer(limits_of(request.app[EMULATOR]))


def _with_limits(limits: Limits, counts: dict[str, int | None], window: float) -> Limits:
    per_event = counts.pop("per_event", limits.per_event)
    return replace(limits.with_endpoints(counts), per_event=per_event, window=window)


def _count(wish: Mapping[str, object], name: str) -> int | None:
    value = wish[name]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadControl(f"{name} must be a number of calls, or null.", field=name)
    return value


def _seconds(wish: Mapping[str, object], name: str, now: float) -> float:
    message = f"{name} must be more than 0 seconds."
    seconds = number(wish.get(name, now), message, field=name)
    if not 0 < seconds <= LONGEST:
        raise BadControl(message, field=name)
    return float(seconds)
