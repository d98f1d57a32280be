"""The log: in text or in JSON, in English, each record with the work that it belongs to.

Work for a request has a reference, the one that people are shown, and a workspace. Both are a
context variable, so that every record of that work carries them, whichever room writes it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

from bot.language import ENGLISH, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_FIELDS = ("time", "level", "logger", "message")
_ABOUT = ("reference", "workspace", "kind", "what", "status", "ms")
_TROUBLE = ("exc_info", "stack_info")
_ALL = frozenset({*_FIELDS, *_ABOUT, *_TROUBLE})
"""What a record in JSON may hold; whatever else a library adds to one is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What the work at hand goes by; nothing, where nobody asked for it."""

    reference: str = ""
    workspace: str = ""


Note = Callable[[BaseException], None]
"""Is told of work that failed."""

_trace: ContextVar[Trace] = ContextVar("trace", default=Trace())  # noqa: B039  (it is frozen)


def fresh_reference() -> str:
    """Make a reference that a person can read out and an operator can find in the log."""
    return secrets.token_hex(3)


def reference() -> str:
    """Return the reference of the work at hand, or a fresh one where there is none."""
    return _trace.get().reference or fresh_reference()


def forget(_error: BaseException) -> None:
    """Take no note of a failure."""


@contextmanager
def tracing(*, reference: str = "", workspace: str = "") -> Iterator[None]:
    """Let every record of this task, and of those it starts, say what it is about."""
    before = _trace.get()
    token = _trace.set(
        Trace(
            reference=reference or before.reference,
            workspace=workspace or before.workspace,
        )
    )
    try:
        yield
    finally:
        _trace.reset(token)


def note_trace(record: logging.LogRecord) -> bool:
    """Write on a record what it is about; a filter that lets everything pass."""
    trace = _trace.get()
    record.reference, record.workspace = trace.reference, trace.workspace
    return True


class Text(logging.Formatter):
    """Writes a record as a line: time, level, room, what it is about, words."""

    def format(self, record: logging.LogRecord) -> str:
        """Write it in English, even if another handler did so otherwise before."""
        record.exc_text = None
        with speaking(ENGLISH):
            return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's own name)
        """Write all but the traceback."""
        noted = (getattr(record, name, "") for name in ("workspace", "reference"))
        about = " ".join(each for each in noted if each)
        room = f"{record.name} [{about}]" if about else record.name
        return f"{self.formatTime(record)} {record.levelname} {room}: {record.message}"

    def usesTime(self) -> bool:  # noqa: N802  (likewise)
        """Leave the time to `formatMessage`."""
        return False


class Json(JsonFormatter):
    """Writes a record as a JSON object in a line; fields that say nothing are left out."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            timestamp="time",
            rename_fields={"levelname": "level", "name": "logger"},
        )

    def format(self, record: logging.LogRecord) -> str:
        """Write it in English."""
        with speaking(ENGLISH):
            return super().format(record)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep the fields that we know."""
        return {name: log_data[name] for name in log_data if name in _ALL and log_data[name] != ""}


FORMS: dict[str, type[logging.Formatter]] = {"text": Text, "json": Json}
"""Every way to write a record."""


def handler(form: str, stream: TextIO | None = None) -> logging.Handler:
    """Make what writes records in a form: to a stream, or to standard error."""
    made = logging.StreamHandler(stream)
    made.addFilter(note_trace)
    made.setFormatter(FORMS[form]())
    return made


def set_up(level: str, form: str = "text") -> None:
    """Log everything from a level on in a form."""
    logging.basicConfig(level=level, handlers=[handler(form)])
