"""`python -m bot`, but claims and leases end within seconds, for tests that wait for their end."""

from __future__ import annotations

import runpy
from datetime import timedelta
from importlib import import_module

from bot import plans

HOLDS = timedelta(seconds=5)
"""How long claims and leases hold here; a process that lives and is slow must not exceed it."""


def main() -> None:
    """Shorten them, then be the bot."""
    plans.CLAIM = plans.GRACE = HOLDS  # before anything takes them over
    vars(import_module("bot.service.due"))["LEASE"] = HOLDS
    vars(import_module("bot.service.alarm")).update(LONGEST_SLEEP=1.0, _ROUND=timedelta(seconds=1))
    runpy.run_module("bot", run_name="__main__")


if __name__ == "__main__":
    main()
