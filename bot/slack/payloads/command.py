"""The words after `/webcast`, read into a verb and, for forms, a kind, a title, a time and keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from bot.errors import Invalid
from bot.language import say
from bot.rules import Kind
from bot.slack.ids import Verb
from bot.slack.payloads.tokens import first_word, is_quote, tokens, value_at
from bot.slack.text import plain, shorten
from bot.typed import folded
from bot.when.leads import read_leads

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.slack.payloads.tokens import Token

SCOPES = ("upcoming", "past", "mine", "all", "here", "uncertain")
"""What `list` may be narrowed to by its first word."""

_KIND = re.compile(r"(?:(live)|on[- ]?demand)(?:\s+|\Z)", re.IGNORECASE)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>,?")
_LINK = re.compile(r"<(https?://[^<>|]*)(?:\|[^<>]*)?>")
_DIGITS = re.compile(r"\d{5,18}")
_LIKELY, _CERTAIN = 0.6, 0.75

_MEANT = {
    Verb.CREATE: "new add schedule make book plan",
    Verb.LIST: "find search ls webcasts",
    Verb.SHOW: "get view info details status",
    Verb.UPDATE: "edit change modify rename set",
    Verb.MOVE: "reschedule postpone shift delay",
    Verb.CANCEL: "delete remove rm",
    Verb.COPY: "duplicate clone",
    Verb.SHARE: "announce post publish",
    Verb.PRESENTERS: "speakers guests speaker presenter",
    Verb.OWNER: "transfer handover",
    Verb.HISTORY: "log audit",
    Verb.REMIND: "reminder reminders notify",
    Verb.ICS: "calendar ical",
    Verb.IMPORT: "adopt",
    Verb.SETTINGS: "prefs preferences config options",
    Verb.DOCTOR: "check health",
    Verb.HELP: "? usage commands",
}
"""Words that people try instead of a verb."""

_VERB_MEANT = {word: verb for verb, words in _MEANT.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A command line: its verb, if it names one, and the rest as Slack sent it.

    `nearest` is the verb that was probably meant where `verb` is None and `word` is not empty;
    `rest` is then what belongs after it.
    """

    verb: Verb | None
    word: str = ""
    rest: str = ""
    nearest: Verb | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWords:
    """What the words of `create` say; `words` is what stands outside quotes and keys.

    `keys` holds what people typed; the value of `announce` is as Slack sent it. `reminders` is None
    where nothing is said of them, and empty for `remind:off`.
    """

    kind: Kind = Kind.LIVE
    title: str = ""
    words: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    reminders: tuple[timedelta, ...] | None = None


def read_line(text: str) -> Line:
    """Split a command line into its verb and the rest; `/webcast <ref>` means show."""
    text = text.strip()
    word, rest = first_word(text)
    if not word:
        return Line(verb=None)
    name = word.lower()
    if name in set(Verb):
        return Line(verb=Verb(name), word=word, rest=rest)
    if is_quote(word[0]) or is_reference(word):
        return Line(verb=Verb.SHOW, word=word, rest=text)
    if name in SCOPES:
        return Line(verb=None, word=word, rest=text, nearest=Verb.LIST)
    if _KIND.match(text):
        return Line(verb=None, word=word, rest=text, nearest=Verb.CREATE)
    return Line(verb=None, word=plain(word), rest=rest, nearest=meant(name))


def meant(word: str) -> Verb | None:
    """Find the verb that a word in its place probably means."""
    if (verb := _VERB_MEANT.get(word)) is not None:
        return verb
    likeness = {verb: SequenceMatcher(None, verb, word).ratio() for verb in Verb}
    best = max(Verb, key=lambda verb: likeness[verb])
    enough = _LIKELY if word[:1] == best[0] else _CERTAIN
    return best if likeness[best] >= enough else None


def read_create(rest: str) -> CreateWords:
    """Read the words after `create`; raises `Invalid`, naming the word, for what makes no sense."""
    text = rest.strip()
    if (match := _KIND.match(text)) is None:
        return read_fields(text)
    kind = Kind.LIVE if match[1] else Kind.ON_DEMAND
    return read_fields(text[match.end() :], kind=kind)


def read_fields(text: str, *, kind: Kind = Kind.LIVE) -> CreateWords:
    """Read a title, a time and keys, in any order.

    The first quoted value is the title, if no key names it; words outside quotes are the time, or
    the title where keys give the time only.
    """
    found = tokens(text)
    keys = {each.key: _typed(each) for each in found if each.key}
    loose = [each for each in found if not each.key]
    quoted = None if "title" in keys else next((each for each in loose if each.quoted), None)
    words = " ".join(plain(each.value) for each in loose if each is not quoted)
    title, when = _title_and_time(
        plain(quoted.value) if quoted else keys.pop("title", ""), words, keys.pop("when", "")
    )
    reminders = _reminders(keys.pop("remind")) if "remind" in keys else None
    return CreateWords(
        kind=kind, title=title.strip(), words=when.strip(), keys=keys, reminders=reminders
    )


def read_reference(rest: str, *, until: re.Pattern[str] | None = None) -> tuple[str, str]:
    """Split the words after a verb into what names an event, and what follows it as it was sent.

    A title of several words stands in quotes, or goes as far as `until` is found.
    """
    text = rest.strip()
    if not text:
        return "", ""
    value, end, quoted = value_at(text, 0)
    if quoted:
        return plain(value), text[end:].strip()
    if until and not is_reference(value.rstrip(",;")):
        match = until.search(text)
        end = match.start() if match else len(text)
        value = text[:end]
    return _named(value), text[end:].strip()


def is_reference(word: str) -> bool:
    """Tell whether a word alone names an event: an id, a link, `last` or `next`."""
    return (
        bool(_DIGITS.fullmatch(word))
        or bool(_LINK.fullmatch(word))
        or "ei=" in word
        or word.lower() in {"last", "next"}
    )


def channels_in(text: str) -> tuple[str, ...]:
    """Find the channels that Slack marked in a command, each once."""
    return tuple(dict.fromkeys(_CHANNEL.findall(text)))


def without_channels(text: str) -> str:
    """Return what a command says besides its channels."""
    return " ".join(_CHANNEL.sub(" ", text).split())


def _typed(token: Token) -> str:
    return token.value if token.key == "announce" else plain(token.value)


def _named(value: str) -> str:
    value = value.strip().rstrip(",;")
    link = _LINK.fullmatch(value)
    return plain(f"<{link[1]}>" if link else value)


def _title_and_time(title: str, words: str, when: str) -> tuple[str, str]:
    if not (when and words):
        return title, when or words
    if not title:
        return words, when
    told = say(
        "Title and time are given already: what is “{words}”?", words=shorten(words.strip(), 60)
    )
    raise Invalid(told, field="command")


def _reminders(value: str) -> tuple[timedelta, ...]:
    return () if folded(value) in {"off", "none", "no"} else read_leads(value)
