"""What the log says, as an operator would read it."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.logs import handler

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written(form: str = "text", level: int = logging.DEBUG) -> Iterator[io.StringIO]:
    """Gather what is logged meanwhile, in a form."""
    stream = io.StringIO()
    catching = handler(form, stream)
    catching.setLevel(level)
    root = logging.getLogger()
    root.addHandler(catching)
    try:
        yield stream
    finally:
        root.removeHandler(catching)
