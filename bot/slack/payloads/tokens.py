"""What stands after a verb, cut into quoted values, `key:value` pairs and words.

Quotes of any usual kind stand around a whole value; a mark inside a word is an apostrophe. Without
quotes a value is one word, except where people write several: `title:` runs on to the next key,
`when:` and `close:` to the next key or quoted value, and lists, lengths and zones as far as they go
(`guests:live, qa`, `dur:1 h 30 min`, `tz:new york`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import Invalid
from bot.language import say
from bot.slack.text import plain, shorten
from bot.when.zonewords import SPOKEN

KEYS = (
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
    "remind",
)
"""What `key:value` may set; each is a field of the form."""

_CLOSING = {
    '"': ('"', "“”"),
    "“": ("”", '"“'),
    "”": ("”", '"'),
    "„": ("“”", '"'),
    "«": ("»",),
    "»": ("«»",),
    "\u2039": ("\u203a",),
    "\u203a": ("\u2039\u203a",),
    "'": ("'", "\u2018\u2019"),
    "\u2018": ("\u2019", "'\u2018"),
    "\u2019": ("\u2019", "'"),
    "\u201a": ("\u2018\u2019", "'"),
}
"""What may close each quote, the first choice first: smart punctuation mixes them."""

_SINGLE = "'\u2018\u2019\u201a"
_YEAR = re.compile(r"['\u2018\u2019]\d")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"(?:<[^<>]*>|\S)+")
_KEY = re.compile(r"([^\W\d_](?:[^\W\d]|-)*):(?!//)(\s*)")
_RUN_ON = {"title", "when", "close"}

_UNIT = r"(?:m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
_LIST = r"(?:(?<=[,+])\s+|\s+(?=[,+]))(?:<[^<>]*>|\S)+"
_FURTHER = {
    "dur": rf"\s+(?:\d+\s*)?{_UNIT}(?![\w:])",
    "remind": rf"{_LIST}|\s+(?:\d+\s*)?{_UNIT}(?![\w:]),?|\s+(?:and|before|start)(?![\w:])",
    "expire": r"\s+months?(?![\w:])",
    "region": r"\s+(?:america|pacific)(?![\w:])",
    "acq": r"\s+bridge(?![\w:])",
    "tel": r"\s+dial(?![\w:])",
    "guests": _LIST,
    "announce": rf"{_LIST}|\s+<#[^<>]*>",
}
"""What still belongs to a value after its first word."""

_MOST_ZONE_WORDS = 3
_MEANT = {
    "name": "title",
    "subject": "title",
    "start": "when",
    "starts": "when",
    "time": "when",
    "date": "when",
    "at": "when",
    "zone": "tz",
    "timezone": "tz",
    "length": "dur",
    "duration": "dur",
    "capacity": "cap",
    "audience": "cap",
    "viewers": "cap",
    "source": "acq",
    "acquisition": "acq",
    "address": "vcu",
    "phone": "tel",
    "telephone": "tel",
    "video": "media",
    "keep": "expire",
    "expiration": "expire",
    "presenters": "guests",
    "speakers": "guests",
    "portals": "guests",
    "channel": "announce",
    "channels": "announce",
    "share": "announce",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One piece of a command, as Slack sent it but for its quotes; `key` is empty outside keys."""

    value: str
    key: str = ""
    quoted: bool = False


def tokens(text: str) -> list[Token]:
    """Cut text into tokens; raises `Invalid`, naming it, for a key unknown, repeated or empty."""
    found: list[Token] = []
    at = _next(text, 0)
    while at < len(text):
        token, end = _token_at(text, at)
        if token.key and token.key in {each.key for each in found}:
            raise Invalid(say("“{key}:” stands there twice.", key=token.key), field="command")
        found.append(token)
        at = _next(text, end)
    return found


def value_at(text: str, at: int) -> tuple[str, int, bool]:
    """Read a quoted value or a word: it, where it ends, and whether it was quoted.

    Raises `Invalid`, naming the quote, if that is never closed.
    """
    if text[at] in _CLOSING:
        if (end := _closing(text, at)) > 0:
            return text[at + 1 : end], end + 1, True
        if not _YEAR.match(text, at):
            raise _unclosed(text[at:])
    end = _word_end(text, at)
    return text[at:end], end, False


def unquoted(text: str) -> str:
    """Take away the quotes around the whole of a text, if it has any."""
    if not text or text[0] not in _CLOSING:
        return text
    end = _closing(text, 0)
    if end < 0 and text[0] not in _SINGLE:
        raise _unclosed(text)
    return text[1:end] if end == len(text) - 1 else text


def first_word(text: str) -> tuple[str, str]:
    """Split text into its first word and the rest."""
    word, *rest = text.split(None, 1) or [""]
    return word, "".join(rest).rstrip()


def is_quote(character: str) -> bool:
    """Tell whether a value that begins with this is quoted."""
    return character in _CLOSING


def _token_at(text: str, at: int) -> tuple[Token, int]:
    key, start = _key_at(text, at)
    if not key:
        value, end, quoted = value_at(text, at)
        return Token(value=value, quoted=quoted), end
    if start == len(text) or _key_at(text, start)[0]:
        raise _no_value(key)
    value, end, quoted = _value_of(key, text, start)
    if not quoted and not (value := value.rstrip(",;")):
        raise _no_value(key)
    return Token(value=value, key=key, quoted=quoted), end


def _key_at(text: str, at: int) -> tuple[str, int]:
    """Read a key and find where its value begins; no key where a word ends in a colon."""
    match = _KEY.match(text, at)
    if match is None:
        return "", at
    if (key := match[1].lower()) in KEYS:
        return key, match.end()
    if match[2] or match.end() == len(text):
        return "", at
    raise _unknown_key(match[1])


def _value_of(key: str, text: str, at: int) -> tuple[str, int, bool]:
    value, end, quoted = value_at(text, at)
    if quoted:
        return value, end, True
    if key in _RUN_ON:
        end = _run_on(key, text, end)
    elif key == "tz":
        end = _zone_end(text, at, end)
    elif key in _FURTHER:
        end = _further(re.compile(_FURTHER[key], re.IGNORECASE), text, end)
    return text[at:end], end, False


def _run_on(key: str, text: str, end: int) -> int:
    """Find the end of a value of several words: the next key, for a time also the next quote."""
    while (start := _next(text, end)) < len(text) and not _key_at(text, start)[0]:
        if key != "title" and is_quote(text[start]):
            break
        end = _word_end(text, start)
    return end


def _further(pattern: re.Pattern[str], text: str, end: int) -> int:
    while match := pattern.match(text, end):
        end = match.end()
    return end


def _zone_end(text: str, at: int, end: int) -> int:
    """Find the longest name of a zone that begins here."""
    longest = stop = end
    for _ in range(_MOST_ZONE_WORDS - 1):
        start = _next(text, stop)
        stop = _word_end(text, start) if start < len(text) else stop
        if " ".join(text[at:stop].lower().split()).rstrip(",;") in SPOKEN:
            longest = stop
    return _further(re.compile(r"\s+time(?![\w:])", re.IGNORECASE), text, longest)


def _closing(text: str, at: int) -> int:
    """Find what closes the quote here, -1 if nothing does; a single one ends a word."""
    ends = r"(?=[\s,;]|\Z)" if text[at] in _SINGLE else ""
    for marks in _CLOSING[text[at]]:
        if match := re.compile(f"[{marks}]{ends}").search(text, at + 1):
            return match.start()
    return -1


def _next(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _word_end(text: str, at: int) -> int:
    match = _WORD.match(text, at)
    return match.end() if match else at


def _unclosed(text: str) -> Invalid:
    shown = shorten(plain(text), 30)
    return Invalid(say("The quote that begins {quote} has no end.", quote=shown), field="command")


def _no_value(key: str) -> Invalid:
    return Invalid(say("“{key}:” has no value.", key=key), field="command")


def _unknown_key(word: str) -> Invalid:
    near = _MEANT.get(word.lower()) or next(iter(get_close_matches(word.lower(), KEYS, n=1)), "")
    told = (
        say(
            "I do not know the key “{key}:”. Did you mean “{near}:”? "
            "A title with a colon belongs in quotes.",
            key=word[:40],
            near=near,
        )
        if near
        else say(
            "I do not know the key “{key}:”. Keys are: {keys}. "
            "A title with a colon belongs in quotes.",
            key=word[:40],
            keys=", ".join(KEYS),
        )
    )
    return Invalid(told, field="command")
