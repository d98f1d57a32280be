"""What is said to people, in their language.

Code says English sentences with named gaps: `say("{title} is cancelled.", title=…)`. The sentence
is the key; `catalogues/messages.pot` lists all of them, `catalogues/<language>.po` translates
them, and what a catalogue lacks is said in English. CONTRIBUTING.md has the command that collects
sentences. The language belongs to the task at hand (a context variable): whoever speaks to somebody
sets it, so that functions from values to words need no argument for it.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.dates import format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from babel.messages.catalog import Catalog

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de")
"""The languages with a complete catalogue; the first one needs none."""

_CATALOGUES = Path(__file__).with_name("catalogues")
_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def say(sentence: str, /, **parts: object) -> str:
    """Return a sentence in the language at hand, its gaps filled (`str.format`)."""

    def tell() -> str:
        told = _translated(sentence)
        return told.format(**parts) if parts else told

    return _said(tell)


def to_say(sentence: str) -> str:
    """Mark a sentence of a table for the catalogues; whoever reads the table says it."""
    return sentence


def say_count(one: str, many: str, number: int, /, **parts: object) -> str:
    """Return the sentence that goes with a number, which fills the gap `{number}`."""
    return _said(lambda: _plural(one, many, number).format(number=say_number(number), **parts))


def say_moment(local: date, pattern: str = to_say("EEE d MMM y, HH:mm")) -> str:
    """Write a moment, or a day, on the clock it is given on, by a CLDR pattern, translated too."""
    return _said(lambda: format_datetime(local, _translated(pattern), locale=spoken()))


def say_number(number: int) -> str:
    """Write a number with its thousands set apart: "10,000"."""
    return format_decimal(number, locale=spoken())


class Said(str):
    """Words in another language than English, which are English where English is spoken.

    So the operator's log is in English, whoever a failure was told to: `str` of such words, or of
    an error with them, says them anew there.
    """

    __slots__ = ("_tell",)
    _tell: Callable[[], str]

    @classmethod
    def by(cls, tell: Callable[[], str]) -> Said:
        """Say something now, and remember how it is said."""
        said = cls(tell())
        said._tell = tell
        return said

    def __str__(self) -> str:
        return self._tell() if spoken() == ENGLISH else self

    def __repr__(self) -> str:
        return str.__repr__(str(self))


@dataclass(frozen=True, slots=True, repr=False)
class Unsaid:
    """Words that are said whenever they are read, each time in the language at hand.

    For an error that is made in one task and read in others, whose people speak differently.
    """

    words: Callable[[], str]

    def __str__(self) -> str:
        return self.words()

    def __repr__(self) -> str:
        return repr(self.words())


def spoken() -> str:
    """Return the language at hand, one of `LANGUAGES`."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak a language from here on, in this task and those it starts."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_of(locale: str) -> str:
    """Return the language of a locale such as Slack's `de-DE`; English where there is none."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ENGLISH


@cache
def catalogue(language: str) -> Catalog:
    """Read the catalogue of a language other than English."""
    with (_CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def _said(tell: Callable[[], str]) -> str:
    return tell() if spoken() == ENGLISH else Said.by(tell)


def _translated(sentence: str) -> str:
    if (language := spoken()) == ENGLISH:
        return sentence
    found = catalogue(language).get(sentence)
    return found.string if found and isinstance(found.string, str) and found.string else sentence


def _plural(one: str, many: str, number: int) -> str:
    if (language := spoken()) == ENGLISH:
        return one if number == 1 else many
    messages = catalogue(language)
    found = messages.get(one)
    if found is None or not isinstance(found.string, tuple) or not all(found.string):
        return one if number == 1 else many
    return found.string[0 if number == 1 else -1]
