"""Zones as people say them: ids, abbreviations, areas, cities with one clock, offsets from UTC."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytz

from bot.rules import ZONES
from bot.when.parts import HOUR, SaidZone

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONDON, _PARIS, _ATHENS = "Europe/London", "CET", "EET"
_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = "US/Eastern", "US/Central", "US/Mountain", "US/Pacific"
_SYDNEY, _AUCKLAND, _UTC = "Australia/Sydney", "Pacific/Auckland", "Etc/UTC"

_ABBREVIATIONS: dict[str, tuple[str, bool | None]] = {
    "et": (_EASTERN, None),
    "est": (_EASTERN, False),
    "edt": (_EASTERN, True),
    "ct": (_CENTRAL, None),
    "cst": (_CENTRAL, False),
    "cdt": (_CENTRAL, True),
    "mt": (_MOUNTAIN, None),
    "mst": (_MOUNTAIN, False),
    "mdt": (_MOUNTAIN, True),
    "pt": (_PACIFIC, None),
    "pst": (_PACIFIC, False),
    "pdt": (_PACIFIC, True),
    "akt": ("US/Alaska", None),
    "akst": ("US/Alaska", False),
    "akdt": ("US/Alaska", True),
    "hst": ("US/Hawaii", None),
    "hdt": ("US/Hawaii", None),
    "bst": (_LONDON, True),
    "wet": ("Europe/Lisbon", False),
    "west": ("Europe/Lisbon", True),
    "cet": (_PARIS, False),
    "cest": (_PARIS, True),
    "mez": (_PARIS, False),
    "mesz": (_PARIS, True),
    "eet": (_ATHENS, False),
    "eest": (_ATHENS, True),
    "msk": ("Europe/Moscow", None),
    "trt": ("Europe/Istanbul", None),
    "sast": ("Africa/Johannesburg", None),
    "gst": ("Asia/Dubai", None),
    "pkt": ("Asia/Karachi", None),
    "ist": ("Asia/Kolkata", None),
    "idt": ("Asia/Jerusalem", True),
    "ict": ("Asia/Bangkok", None),
    "wib": ("Asia/Jakarta", None),
    "myt": ("Asia/Kuala_Lumpur", None),
    "pht": ("Asia/Manila", None),
    "sgt": ("Asia/Singapore", None),
    "hkt": ("Asia/Hong_Kong", None),
    "jst": ("Japan", None),
    "kst": ("Asia/Seoul", None),
    "aet": (_SYDNEY, None),
    "aest": (_SYDNEY, False),
    "aedt": (_SYDNEY, True),
    "awst": ("Australia/Perth", None),
    "nzt": (_AUCKLAND, None),
    "nzst": (_AUCKLAND, False),
    "nzdt": (_AUCKLAND, True),
    "brt": ("America/Sao_Paulo", None),
    "gmt": (_UTC, None),
    "utc": (_UTC, None),
    "uct": (_UTC, None),
    "zulu": (_UTC, None),
}

_AREAS = {
    "est/edt": _EASTERN,
    "cst/cdt": _CENTRAL,
    "mst/mdt": _MOUNTAIN,
    "pst/pdt": _PACIFIC,
    "eastern": _EASTERN,
    "east coast": _EASTERN,
    "central": _CENTRAL,
    "mountain": _MOUNTAIN,
    "pacific": _PACIFIC,
    "west coast": _PACIFIC,
    "california": _PACIFIC,
    "alaska": "US/Alaska",
    "alaskan": "US/Alaska",
    "hawaii": "US/Hawaii",
    "hawaiian": "US/Hawaii",
    "uk": _LONDON,
    "england": _LONDON,
    "britain": _LONDON,
    "british": _LONDON,
    "greenwich mean": _UTC,
    "coordinated universal": _UTC,
    "universal": _UTC,
    "central european": _PARIS,
    "germany": "Europe/Berlin",
    "german": "Europe/Berlin",
    "france": "Europe/Paris",
    "french": "Europe/Paris",
    "italy": "Europe/Rome",
    "switzerland": "Europe/Zurich",
    "swiss": "Europe/Zurich",
    "irish": "Europe/Dublin",
    "eastern european": _ATHENS,
    "gulf": "Asia/Dubai",
    "gulf standard": "Asia/Dubai",
    "uae": "Asia/Dubai",
    "israeli": "Asia/Jerusalem",
    "china": "Asia/Shanghai",
    "chinese": "Asia/Shanghai",
    "korea": "Asia/Seoul",
    "korean": "Asia/Seoul",
    "pakistan": "Asia/Karachi",
    "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "japan": "Japan",
    "japanese": "Japan",
    "singapore": "Asia/Singapore",
    "sydney": _SYDNEY,
    "australian eastern": _SYDNEY,
    "new zealand": _AUCKLAND,
    "nz": _AUCKLAND,
    "brasilia": "America/Sao_Paulo",
}

_CITIES = {
    "America/New_York": "nyc|ny|boston|washington|dc|philadelphia|atlanta|miami",
    "America/Toronto": "montreal|ottawa",
    "America/Chicago": "dallas|houston|austin|minneapolis|st louis|new orleans",
    "America/Denver": "salt lake city",
    "America/Los_Angeles": "la|san francisco|sf|seattle|san diego|portland|las vegas",
    "Europe/London": "edinburgh|manchester|glasgow|birmingham|cardiff",
    "Europe/Berlin": "frankfurt|munich|hamburg|cologne|stuttgart|dusseldorf",
    "Europe/Rome": "milan",
    "Europe/Zurich": "geneva|basel",
    "Europe/Madrid": "barcelona",
    "Asia/Dubai": "abu dhabi",
    "Asia/Jerusalem": "tel aviv",
    "Asia/Qatar": "doha",
    "Asia/Karachi": "islamabad|lahore",
    "Asia/Kolkata": "mumbai|bombay|delhi|new delhi|bangalore|bengaluru|chennai|hyderabad|pune",
    "Asia/Shanghai": "beijing|shenzhen|guangzhou",
    "Japan": "osaka|kyoto",
    "America/Sao_Paulo": "rio|rio de janeiro",
    "Pacific/Auckland": "wellington|christchurch",
}

_NOT_SPOKEN = frozenset(
    """
    casey center christmas davis dawson easter factory jersey knox male met midway navajo nome oral
    regina resolute reunion stanley troll vincent wake
    """.split()  # noqa: SIM905 - a list with quotes would fill half a page
)
"""Words that are IANA names, or their last parts, but mean something else in a sentence."""

_ONE_CLOCK = {
    pytz.country_names[code].lower(): names[0]
    for code, names in pytz.country_timezones.items()
    if len(names) == 1 and pytz.country_names[code] != "Georgia"
}
"""Countries with a single zone; Georgia is a state of another country as well."""

_MINE = re.compile(r"(?:my|our|local|here)(?: local)?(?: time(?: zone)?)?(?![a-z0-9])")
_ID = re.compile(r"[a-z]+(?:/[a-z_/+\-0-9]*[a-z0-9]|\d[a-z]{3}(?![a-z0-9]))")
_WORDS = re.compile(
    r"[^\W\d_](?:[^\W\d]|')*(?:[ -][^\W\d_](?:[^\W\d]|')*){0,2}(?![a-z0-9']|/[a-z])"
)
_SEASON = re.compile(
    r" (?:(?P<standard>standard)|(?P<summer>daylight(?: savings?)?|summer(?= time)))(?![a-z])"
)
_TIME = re.compile(r" ?time(?: zone)?(?![a-z0-9])(?: \(us and canada\))?")
_OFFSET = re.compile(
    r"(?:(?P<utc>utc|gmt|z) ?)?(?P<sign>[+-]) ?(?P<h>\d{1,2})(?::?(?P<m>\d\d))?(?![a-z0-9:])",
    re.ASCII,
)
_SIGNED = re.compile(
    r" ?[+-] ?(?P<h>\d{1,2})(?P<m>:?\d\d)?(?![\w:.])(?P<zone> ?(?:utc|gmt|z)\b)?", re.ASCII
)
_BETWEEN_TIMES = re.compile(r" - \d{1,2}:", re.ASCII)
"""After UTC this may be the end of a range as well as an offset, and is taken for neither."""
_FARTHEST = 14 * HOUR


def _city(name: str) -> str:
    return name.rsplit("/", 1)[-1].lower().replace("_", " ")


def _spoken() -> dict[str, SaidZone]:
    cities = {_city(name): name for name in pytz.common_timezones if "/" in name}
    names = {name.lower(): name for name in pytz.all_timezones}
    more = {word: area for area, words in _CITIES.items() for word in words.split("|")}
    areas = {**names, **cities, **more, **_AREAS, **{zone.lower(): zone for zone in ZONES}}
    spoken = {
        word: SaidZone(said=word, area=area)
        for word, area in areas.items()
        if word not in _NOT_SPOKEN
    }
    spoken |= {
        word: SaidZone(said=word, area=area, summer=summer)
        for word, (area, summer) in _ABBREVIATIONS.items()
    }
    american = [word for word in (*_AREAS, *_ABBREVIATIONS) if _is_american(spoken[word])]
    for form in ("us {}", "{} us"):
        spoken |= {form.format(word): spoken[word] for word in american}
    return spoken


def _is_american(said: SaidZone) -> bool:
    return said.area is not None and said.area.startswith("US/")


SPOKEN = _spoken()
_CHINA = frozenset({"Asia/Hong_Kong", "Asia/Shanghai", "Asia/Taipei", "Asia/Macau", "PRC", "ROC"})
_ISLES = frozenset({"Europe/London", "Europe/Dublin", "GB", "Eire"})
_UNCLEAR = {"cst": (_CHINA, "Asia/Hong_Kong"), "ist": (_ISLES, "Europe/London")}
"""Abbreviations that mean something else to people in some zones: China and Irish time."""


def read_zone(line: str, at: int) -> Iterator[tuple[int, SaidZone]]:
    """Yield the zone named at this place."""
    if found := _OFFSET.match(line, at):
        yield from _offset(found)
    if found := _MINE.match(line, at):
        yield found.end(), SaidZone(said=found[0])
    if (found := _ID.match(line, at)) and (named := SPOKEN.get(found[0])):
        yield found.end(), named
    if found := _WORDS.match(line, at):
        yield from _named(line, at, found.end())


def meanings(said: SaidZone, own: str) -> tuple[str, ...]:
    """Return the areas an abbreviation can mean to somebody whose zone is `own`."""
    if said.area is None:
        return ()
    people, other = _UNCLEAR.get(said.said, (frozenset(), ""))
    return (said.area, other) if own in people else (said.area,)


def _named(line: str, at: int, end: int) -> Iterator[tuple[int, SaidZone]]:
    while end > at:
        word = _without_accents(line[at:end])
        if named := SPOKEN.get(word) or _country(word, line, end):
            if not _is_signed(named, line, end):
                yield _finished(line, end, named)
            return
        end = max(line.rfind(" ", at, end), line.rfind("-", at, end))


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _country(word: str, line: str, end: int) -> SaidZone | None:
    area = _ONE_CLOCK.get(word)
    return SaidZone(said=word, area=area) if area and _TIME.match(line, end) else None


def _is_signed(named: SaidZone, line: str, end: int) -> bool:
    """Tell whether an offset follows, or what may be one: then UTC is not the zone."""
    found = _SIGNED.match(line, end) if named.area == _UTC else None
    if found is None or found["zone"]:
        return False
    return not (found["m"] and int(found["h"]) * HOUR > _FARTHEST)


def _finished(line: str, end: int, named: SaidZone) -> tuple[int, SaidZone]:
    summer = named.summer
    if season := _SEASON.match(line, end):
        end, summer = season.end(), season["summer"] is not None
    if time := _TIME.match(line, end):
        end = time.end()
    return end, SaidZone(said=named.said, area=named.area, summer=summer)


def _offset(found: re.Match[str]) -> Iterator[tuple[int, SaidZone]]:
    hours, minutes = int(found["h"]), int(found["m"] or 0)
    ahead = found["m"] is not None and found["sign"] == "+"
    total = hours * HOUR + minutes
    if found["utc"] and _BETWEEN_TIMES.search(found[0]):
        return
    if (found["utc"] or ahead) and total <= _FARTHEST and minutes < HOUR:
        signed = -total if found["sign"] == "-" else total
        yield found.end(), SaidZone(said=found[0].strip(), offset=signed)
