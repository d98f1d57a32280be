"""The words after `/webcast`, read into a verb, a kind, a title, a time and keys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from bot.errors import Invalid
from bot.language import say
from bot.rules import Kind
from bot.slack.ids import Verb
from bot.slack.text import plain

KEYS = [
    "title",
    "when",
    "tz",
    "dur",
    "cap",
    "folder",
    "region",
    "acq",
    "vcu",
    "vcutype",
    "tel",
    "bridge",
    "media",
    "expire",
    "close",
    "guests",
    "cost",
    "announce",
]
"""What `key:value` may set; each is a field of the form."""

_QUOTES = {'"': '"', "“": "”", "”": "”", "„": "“", "«": "»"}
_KEY = re.compile(r"([a-z]+):(?!//)", re.IGNORECASE)
_KINDS = {"live": Kind.LIVE, "ondemand": Kind.ON_DEMAND, "on-demand": Kind.ON_DEMAND}
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_DIGITS = re.compile(r"\d{5,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A command line: its verb, if it names one, and the rest as Slack sent it.

    `nearest` is the verb that was probably meant where `verb` is None and `word` is not empty.
    """

    verb: Verb | None
    word: str = ""
    rest: str = ""
    nearest: Verb | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWords:
    """What the words of `create` say; `words` is what stands outside quotes and keys."""

    kind: Kind = Kind.LIVE
    title: str = ""
    words: str = ""
    keys: dict[str, str] = field(default_factory=dict)


def read_line(text: str) -> Line:
    """Split a command line into its verb and the rest; `/webcast <ref>` means show."""
    word, _, rest = text.strip().partition(" ")
    if not word:
        return Line(verb=None)
    if word.lower() in set(Verb):
        return Line(verb=Verb(word.lower()), word=word, rest=rest.strip())
    if _is_reference(word):
        return Line(verb=Verb.SHOW, word=word, rest=text.strip())
    near = get_close_matches(word.lower(), list(Verb), n=1, cutoff=0.5)
    nearest = Verb(near[0]) if near else None
    return Line(verb=None, word=plain(word), rest=rest.strip(), nearest=nearest)


def read_create(rest: str) -> CreateWords:
    """Read the words after `create`; raises `Invalid`, naming the word, for an unknown key."""
    first, _, others = rest.strip().partition(" ")
    kind = _KINDS.get(first.lower())
    title, words, keys = "", [], {}
    for key, value in _tokens(others if kind else rest):
        if key == "quoted" and not title:
            title = value
        elif key in {"quoted", "word"}:
            words.append(value)
        else:
            keys[key] = value
    return CreateWords(
        kind=kind or Kind.LIVE,
        title=plain(keys.pop("title", title)).strip(),
        words=plain(keys.pop("when", " ".join(words))).strip(),
        keys=keys,
    )


def read_reference(rest: str) -> tuple[str, str]:
    """Split the words after a verb into what names an event, and what follows it."""
    text = rest.strip()
    if not text:
        return "", ""
    value, end, _ = _value_at(text, 0)
    return plain(value), text[end:].strip()


def channels_in(text: str) -> tuple[str, ...]:
    """Find the channels that Slack marked in a command, each once."""
    return tuple(dict.fromkeys(_CHANNEL.findall(text)))


def _is_reference(word: str) -> bool:
    return (
        word[0] in _QUOTES
        or bool(_DIGITS.fullmatch(word))
        or "ei=" in word
        or word.lower() in {"last", "next"}
    )


def _tokens(text: str) -> list[tuple[str, str]]:
    """Cut text into quoted strings, `key:value` pairs and words."""
    tokens, at = [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        key, start = _key_at(text, at)
        value, at, quoted = _value_at(text, start)
        tokens.append((key or ("quoted" if quoted else "word"), value))
    return tokens


def _key_at(text: str, at: int) -> tuple[str, int]:
    match = _KEY.match(text, at)
    if not match or match.end() >= len(text) or text[match.end()].isspace():
        return "", at
    if (key := match.group(1).lower()) not in KEYS:
        message = say(
            "I do not know the key “{key}:”. Keys are: {keys}.", key=key, keys=", ".join(KEYS)
        )
        raise Invalid(message, field="command")
    return key, match.end()


def _value_at(text: str, at: int) -> tuple[str, int, bool]:
    """Read a value from here: up to the closing quote, or up to the next space."""
    closing = _QUOTES.get(text[at])
    end = text.find(closing, at + 1) if closing else -1
    if end > at:
        return text[at + 1 : end], end + 1, True
    stop = re.compile(r"\s|$").search(text, at)
    end = stop.start() if stop else len(text)
    return text[at:end], end, False
