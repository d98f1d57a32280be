"""Every way to say that a phrase names no single moment, and what to type instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import NotUnderstood
from bot.language import say, to_say
from bot.rules import ZONES
from bot.when.parts import DAY, DIAL, HOUR, HalfDay

if TYPE_CHECKING:
    from bot.when.parts import Clock, PartOfDay

_EXAMPLE = to_say('Write a day and a time, such as "next Tuesday 3pm" or "4 Dec 15:00".')
_USUAL_HOURS = {
    HalfDay.MORNING: (9, 10, 11),
    HalfDay.AFTERNOON: (14, 15, 16),
    HalfDay.EVENING: (18, 19, 20),
    HalfDay.NIGHT: (20, 21, 22),
}
_QUOTED = 40

_FOREIGN = re.compile(
    r"[^\x00-\x7f]|\b(?:morgen|heute|uhr|ubermorgen|montag|dienstag|mittwoch|donnerstag|freitag|"
    r"demain|aujourd'hui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|heures?|midi|"
    r"manana|hoy|lunes|martes|miercoles|jueves|viernes|amanha|hoje|segunda|terca|quarta|quinta|"
    r"sexta|domani|oggi|lunedi|martedi|mercoledi|giovedi|venerdi|alle|ore|vandaag|maandag|"
    r"dinsdag|woensdag|donderdag|vrijdag|uur)\b"
)
_REASONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:every|each|daily|weekly|monthly|yearly|annually|fortnightly|weekdays?|"
            r"recurring|repeat\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b"
        ),
        to_say('A webcast happens once. Give one day and one time, such as "Monday 9am".'),
    ),
    (
        re.compile(r"\bor\b|\beither\b"),
        to_say('That offers more than one time. Give one, such as "Monday 9am".'),
    ),
    (
        re.compile(
            r"\b(?:ago|yesterday|last|(?<!half )(?<!quarter )past|previous|(?<!no )earlier|since|"
            r"before now)\b"
        ),
        to_say('That time is past. Give a time that is still ahead, such as "tomorrow 3pm".'),
    ),
    (
        re.compile(r"\b(?:after|before|by|not|until|till|no (?:later|earlier)|latest|earliest)\b"),
        to_say('That gives a limit, not a start. Give the time it starts, such as "tomorrow 3pm".'),
    ),
    (
        re.compile(
            r"\b(?:week|month|year|quarter|qtr|q[1-4]|weekend|soon|later|asap|whenever|sometime|"
            r"eod|cob|end of|early|late|summer|winter|spring|fall|autumn|few|several|some)\b"
        ),
        to_say(
            'That is not one moment. Write a day and a time, such as "next Tuesday 3pm" or '
            '"4 Dec 15:00".'
        ),
    ),
    (
        re.compile(r"\bnow\b"),
        to_say('A webcast needs some lead time. Write "in 15 minutes", or a day and a time.'),
    ),
)
_CLOCK = re.compile(r"\b(?P<h>\d{1,2}):(?P<m>\d\d)\b", re.ASCII)
_TWELVE = re.compile(r"\b(?P<h>\d{1,2})(?::\d\d)? ?[ap]\.?m\b", re.ASCII)
_TIMES = re.compile(
    r"\b(?:\d{1,2}(?::\d\d)? ?[ap]\.?m\b|\d{1,2}:\d\d\b|noon\b|midnight\b)", re.ASCII
)
_NUMBERS = re.compile(r"\b\d{1,4}([-/.])\d{1,2}(?:\1\d{1,5})?\b", re.ASCII)
_WORD = re.compile(r"(?![ap]m$)[a-z][a-z/_']*$")


def not_covered(line: str, reached: int) -> NotUnderstood:
    """Say what kind of phrase this is, or else which words were not understood."""
    if _FOREIGN.search(line):
        return _with_example(say("Only times in English are understood."))
    return _bad_clock(line) or _reasoned(line) or _leftover(line, reached)


def nothing_said() -> NotUnderstood:
    """Ask for a time."""
    return _with_example(say("Say when."))


def too_long(limit: int) -> NotUnderstood:
    """Say that nobody writes a time at such length."""
    message = say("That is too long for a time: at most {limit} characters.", limit=limit)
    return _with_example(message)


def only_a_zone() -> NotUnderstood:
    """Say that neither a day nor a time was given."""
    return _with_example(say("That names no day and no time."))


def only_a_length(said: str, choices: tuple[str, ...]) -> NotUnderstood:
    """Say that something lasts but does not start."""
    message = say(
        'Is "{words}" how long it lasts? Say when it starts as well, such as "tomorrow 3pm".',
        words=said,
    )
    return NotUnderstood(message, choices=choices)


def timeless(choices: tuple[str, ...]) -> NotUnderstood:
    """Say that the time of day is missing."""
    message = say('At what time? Add it, such as "3pm" or "15:00".')
    return NotUnderstood(message, choices=choices)


def usual_hours(part: PartOfDay | None) -> tuple[int, ...]:
    """Return the hours to offer where none was given."""
    return _USUAL_HOURS[part.half] if part else (10, 12, 15)


def doubtful_clock(clock: Clock, choices: tuple[str, ...]) -> NotUnderstood:
    """Ask whether a number is a time at all."""
    message = say('Is "{clock}" a time of day? Write it as "3pm" or "15:00".', clock=clock.said)
    return NotUnderstood(message, choices=choices)


def unlisted(zone: str, choices: tuple[str, ...]) -> NotUnderstood:
    """Ask for one of the platform's zones."""
    message = say(
        "The platform has no time zone with the clock of {zone} on that day. "
        "The same moment can be scheduled in another zone.",
        zone=zone,
    )
    return NotUnderstood(message, choices=choices)


def past(choices: tuple[str, ...]) -> NotUnderstood:
    """Say that the moment is over."""
    message = say("That time is past. Give a time that is still ahead.")
    return NotUnderstood(message, choices=choices)


def too_far() -> NotUnderstood:
    """Say that the moment is beyond the horizon."""
    return NotUnderstood(say("That is more than two years ahead. Check the year."))


def two_days() -> NotUnderstood:
    """Say that the words name two days."""
    return _with_example(say("That names two different days."))


def other_moment(said: str) -> NotUnderstood:
    """Say that a second clock shows another moment than the first."""
    message = say(
        '"{words}" is not the same moment as the time before it. Give one of them.', words=said
    )
    return NotUnderstood(message)


def said_twice() -> NotUnderstood:
    """Say that two parts of the phrase answer the same question."""
    return _with_example(say("That says the same thing twice, in different ways."))


def _bad_clock(line: str) -> NotUnderstood | None:
    for found in _CLOCK.finditer(line):
        if int(found["h"]) * HOUR >= DAY or int(found["m"]) >= HOUR:
            message = say(
                '"{clock}" is no time of day. Hours go from 00 to 23, minutes to 59.',
                clock=found[0],
            )
            return NotUnderstood(message)
    if (found12 := _TWELVE.search(line)) and not 1 <= int(found12["h"]) <= DIAL:
        message = say('"{clock}" is no time of day. Write "1pm" or "13:00".', clock=found12[0])
        return NotUnderstood(message)
    return None


def _reasoned(line: str) -> NotUnderstood | None:
    for pattern, reason in _REASONS:
        if pattern.search(line):
            return NotUnderstood(say(reason))
    if len(_TIMES.findall(line)) > 1:
        return NotUnderstood(say('That names more than one time. Give one, such as "3pm".'))
    return None


def _leftover(line: str, reached: int) -> NotUnderstood:
    words = line[reached:].strip() or line
    shown = words if len(words) <= _QUOTED else words[:_QUOTED] + "…"
    if _TIMES.search(line, 0, reached) and _WORD.match(words):
        message = say(
            '"{words}" is not a time zone I know. Use a city or one of: {zones}.',
            words=shown,
            zones=", ".join(ZONES),
        )
        return NotUnderstood(message)
    if found := _NUMBERS.search(line):
        return _with_example(say('"{words}" is not a date.', words=found[0]))
    return _with_example(say('I do not understand "{words}".', words=shown))


def _with_example(sentence: str) -> NotUnderstood:
    message = f"{sentence} {say(_EXAMPLE)}"
    return NotUnderstood(message)
