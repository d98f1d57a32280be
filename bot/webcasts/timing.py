"""How the client meets time and chance; tests bring their own."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Two clocks, a pause and a chance.

    clock: seconds on a clock that never jumps, for waits and lifetimes in this process.
    now: seconds since 1970, for what other processes are to understand.
    sleep: a pause of so many seconds.
    jitter: a random number from 0 to 1.
    """

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
