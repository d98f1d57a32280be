"""The bot as a process that the kernel ends at a moment of its life.

The argument is the moment, such as `after event/create`; see `tests.dying`.
"""

from __future__ import annotations

import os
import signal
import sys

import pytest

from bot.__main__ import main
from tests.dying import Fate


class Doom(Fate):
    """Ends the process at a moment."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at = at

    async def come(self, what: str) -> None:
        """Reach a moment, and live on unless it is the last one."""
        if what == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    Doom(sys.argv[1]).rule(pytest.MonkeyPatch())
    sys.exit(main(["run"]))
