"""Finds secrets in log records: the tests' passwords, and all that a sandbox ever handed out."""

from __future__ import annotations

import logging
import re
from functools import wraps
from typing import TYPE_CHECKING

from bot import demo, sandbox
from bot.logs import FORMS, note_trace
from bot.sandbox import identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FIXED = re.compile(
    r"sekret"  # begins every password, token and PIN that tests make up for the platform
    r"|xox[abp]-[0-9A-Za-z]|xapp-[0-9A-Za-z]"  # Slack's tokens
    r"|/guest\?ei=[0-9]+&gp=|//(?:portal|guest)\.(?:example|test)/"  # presenter links
    r"|8f742231b10e8888abcd99yyyzzz85a5"  # the signing secret
    r"|c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI"  # the encryption key
)
WRITERS = [make() for make in FORMS.values()]
SHORTEST = 16
"""Characters of a password that can be told from an ordinary word."""
WORD = re.compile(r"[0-9A-Za-z]{5,}")
"""Tokens and PINs are such words; a PIN is at least so long."""

handed_out = {"48151623", "42108977", "XC4T8FDE", "PYFE3"}
"""Every token, PIN and random password of this run; the tests' own PINs from the start."""


def spilt(texts: Iterable[str]) -> set[str]:
    """Return the secrets that stand in these texts."""
    text = "\n".join(texts)
    return {*FIXED.findall(text), *handed_out.intersection(WORD.findall(text))}


class Catch(logging.Handler):
    """Keeps all that any log record says, as text and as JSON, of every logger and level."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.addFilter(note_trace)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said += [form.format(record) for form in WRITERS]


def remember_what_is_handed_out() -> None:
    """Note every token and PIN that a sandbox makes here, and what emulators are started with."""
    identity.token = _noted(identity.token)
    identity.pin = _noted(identity.pin)
    _note_settings(sandbox.Settings, "password")
    _note_settings(demo.Settings, "signing_secret")


def _note_settings(kind: type, name: str) -> None:
    """Note a setting of the emulators; words as short as the default "sandbox" are no secrets."""
    check = kind.__init__  # type: ignore[misc]  # no subclass has another

    @wraps(check)
    def noted(settings: object, *args: object, **kwargs: object) -> None:
        check(settings, *args, **kwargs)
        if WORD.fullmatch(secret := getattr(settings, name)) and len(secret) >= SHORTEST:
            handed_out.add(secret)

    kind.__init__ = noted  # type: ignore[misc]  # for the length of this run


def _noted(make: Callable[[int, int], str] | Callable[[int, int, int], str]) -> Callable[..., str]:
    @wraps(make)
    def made(*parts: int) -> str:
        secret = make(*parts)
        handed_out.add(secret)
        return secret

    return made
