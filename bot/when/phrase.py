"""The words as typed → one line of plain lower-case words and digits, ready for the grammar."""

from __future__ import annotations

import re
import unicodedata

LIMIT = 200
"""Characters; longer texts are refused before anything looks at them."""

_FRACTIONS = str.maketrans({"½": " 1\u20442", "¼": " 1\u20444", "¾": " 3\u20444"})
_SAME = str.maketrans(
    {
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys(
            "\N{SINGLE LOW-9 QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`\N{ACUTE ACCENT}", "'"
        ),
        **dict.fromkeys("\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}\N{PRIME}", "'"),
        **dict.fromkeys("“”„‟«»\N{DOUBLE PRIME}", '"'),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}", "-"),
        **dict.fromkeys("\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}", "-"),
        "\N{RATIO}": ":",
        "\N{MIDDLE DOT}": ",",
        "\N{BULLET}": ",",
        "\N{DOT OPERATOR}": ",",
        "\N{RIGHTWARDS ARROW}": "-",
    }
)

_UNITS = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = {word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50}
_CARDINALS = _ONES | _TENS
_FIRST_TO_NINTH = "first second third fourth fifth sixth seventh eighth ninth"
_FROM_TENTH = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth twentieth"
)
_ORDINALS = {
    word: number for number, word in enumerate(f"{_FIRST_TO_NINTH} {_FROM_TENTH}".split(), start=1)
} | {"thirtieth": 30}

_TENS_WORD = "|".join(_TENS)
_CARDINAL = "|".join(sorted(_CARDINALS, key=len, reverse=True))
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_UNIT = _UNITS.replace(" ", "|")
_HOUR = f"{_UNIT}|ten|eleven|twelve"
_FROM_TEN = "|".join([*_TEENS.split(), *_TENS])

_WITH_TH = (11, 12, 13)
_MAYBE_NUMBER = re.compile(rf"(?:{_TENS_WORD}|{_CARDINAL}|{_ORDINAL})")
_SPOKEN_CLOCK = re.compile(
    rf"\b({_HOUR})(?:[ -]oh?[ -]({_UNIT})|[ -]({_TENS_WORD})[ -]({_UNIT})|[ -]({_FROM_TEN}))\b"
    r"(?![ -]minute)"
)
_SPOKEN_TO = re.compile(rf"\b(five|ten) to (?=(?:{_HOUR}|noon|midday|midnight)\b)")
"""Five or ten minutes to an hour; in digits, and after "from", they start a range."""
_STARTS_A_RANGE = re.compile(r"\b(?:from|between)\b")
_HUNDRED = re.compile(r"\b(\d{1,2}) hundred(?= h(?:ou)?rs?\b)", re.ASCII)
_SPOKEN_ORDINAL = re.compile(rf"\b(?:({_TENS_WORD})[ -])?({_ORDINAL})\b")
_SPOKEN_CARDINAL = re.compile(rf"\b(?:({_TENS_WORD})(?:[ -]({_UNIT}))?|({_CARDINAL}))\b")
_A_SECOND = re.compile(r"(?:\d|\ba|\bone) second$")
_ISO = re.compile(
    r"\b(\d{4}-\d\d-\d\d)[t ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
    r"(?: ?(?:(z)\b|([+-]\d\d)(?::?(\d\d))?\b))?",
    re.ASCII,
)
_ISO_BASIC = re.compile(r"\b(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?:\d\d)?(z?)\b", re.ASCII)
_MAIL_OFFSET = re.compile(
    r"(?:(?<=:\d\d) ?|(?<=pm) (?=[+-]0))([+-])(0\d|1[0-4])([034][05])\b", re.ASCII
)
"""The offset at the end of an e-mail's date: "13:20:00 -0500"."""
_YEAR_AT_THE_END = re.compile(
    r"([a-z]{3} \d{1,2}) (\d\d:\d\d:\d\d(?: [a-z]{2,4})?) (20\d\d)$", re.ASCII
)
"""What a system's clock prints: "Wed Dec 9 10:00:00 UTC 2026"."""
_ZULU = re.compile(r"(?<=\d)z\b")
_T = re.compile(r"(?<=\d)t(?=\d{1,2}:\d\d)", re.ASCII)
_EMPHASIS = re.compile(r"(?<![a-z0-9])_+|_+(?![a-z0-9])")
_AND = re.compile(r"(?<= )&(?= )")
_DOTTED = re.compile(r"(?<![a-z.])(?![ap]\.m)(?:[a-z]\.){2,4}(?![a-z.])")
"""Letters with a dot after each, such as "e.t."; "p.m." is left to the clock."""
_GLUED = re.compile(r"(\d ?[ap]m|:\d\d)(?=[a-z]{2,4}\b)", re.ASCII)
_HYPHENED = re.compile(r"\b(half|quarter|o)-(past|to|after|clock)\b")


def normalise(text: str) -> str:
    """Return the text in one spelling: NFKC, straight quotes, single spaces, digits for words."""
    folded = unicodedata.normalize("NFKC", text.translate(_FRACTIONS)).translate(_SAME).lower()
    line = _EMPHASIS.sub(" ", "".join(map(_visible, folded)))
    line = _DOTTED.sub(_undotted, _AND.sub("and", " ".join(line.split())))
    if _MAYBE_NUMBER.search(line):
        line = _digits_for_words(line)
    line = _HYPHENED.sub(r"\1 \2", _T.sub(" ", _ISO.sub(_spell_iso, line)))
    line = _MAIL_OFFSET.sub(r" utc\1\2:\3", _GLUED.sub(r"\1 ", line))
    line = _YEAR_AT_THE_END.sub(r"\1 \3 \2", line)
    return _ZULU.sub(" utc", _ISO_BASIC.sub(_spell_iso_basic, line))


def _visible(character: str) -> str:
    if character.isascii():
        return max(character, " ")
    category = unicodedata.category(character)
    return "" if category in {"Cf", "Cs"} else " " if category == "Cc" else character


def _undotted(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


def _digits_for_words(line: str) -> str:
    line = _SPOKEN_CLOCK.sub(_spell_clock, line)
    if not _STARTS_A_RANGE.search(line):
        line = _SPOKEN_TO.sub(r"\1 minutes to ", line)
    line = _SPOKEN_ORDINAL.sub(_spell_ordinal, line)
    return _HUNDRED.sub(r"\g<1>00", _SPOKEN_CARDINAL.sub(_spell_cardinal, line))


def _spell_clock(found: re.Match[str]) -> str:
    hour, *minutes = found.groups()
    minute = sum(_CARDINALS[word] for word in minutes if word)
    return f"{_ONES[hour]}:{minute:02}"


def _spell_ordinal(found: re.Match[str]) -> str:
    if _A_SECOND.search(found.string[: found.end()]):
        return found[0]
    number = _TENS.get(found[1], 0) + _ORDINALS[found[2]]
    return f"{number}{_suffix(number)}"


def _suffix(number: int) -> str:
    if number in _WITH_TH:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _spell_cardinal(found: re.Match[str]) -> str:
    return str(sum(_CARDINALS[word] for word in found.groups() if word))


def _spell_iso(found: re.Match[str]) -> str:
    day, clock, zulu, hours, minutes = found.groups()
    offset = " utc" if zulu else f" utc{hours}:{minutes or '00'}" if hours else ""
    between_times = offset and not zulu and found[0][10] == " " and clock.count(":") == 1
    return found[0] if between_times else f"{day} {clock}{offset}"


def _spell_iso_basic(found: re.Match[str]) -> str:
    year, month, day, hour, minute, zulu = found.groups()
    return f"{year}-{month}-{day} {hour}:{minute}" + (" utc" if zulu else "")
