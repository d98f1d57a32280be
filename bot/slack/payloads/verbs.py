"""What stands after each verb, read into one value per verb.

An event is named by its id, its viewer link, `last`, `next` or a part of its title. A title of
several words stands in quotes; without them it goes as far as the line can be told apart from what
may follow: a key, a channel, a person, a reminder, `to` or a span.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import Invalid
from bot.language import say
from bot.slack.ids import Verb
from bot.slack.payloads.access import read_role
from bot.slack.payloads.command import (
    SCOPES,
    channels_in,
    meant,
    read_create,
    read_fields,
    read_reference,
    without_channels,
)
from bot.slack.payloads.tokens import first_word, tokens, unquoted, value_at
from bot.slack.payloads.words import (
    CancelWords,
    CopyWords,
    DoctorWords,
    FoldersWords,
    HelpWords,
    ImportWords,
    ListWords,
    MoveWords,
    OwnerWords,
    PresenterWords,
    RefWords,
    RemindWords,
    SettingsWords,
    ShareWords,
    UpdateWords,
)
from bot.slack.text import plain, shorten
from bot.when.leads import read_leads

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.payloads.command import Line
    from bot.slack.payloads.words import Words

_WHOLE = re.compile(r"\Z")
_FIELDS = re.compile(r"\s+(?=[^\W\d_](?:[^\W\d]|-)*:\S|[\"“”„«»])")
_TIME = re.compile(r"\s+(?=to\s|when:|[+\-\u2013\u2212]\s*\d)", re.IGNORECASE)
_CHANNELS = re.compile(r"\s+(?=(?:(?:to|in)\s+)?<#)", re.IGNORECASE)
_LATER = re.compile(r"\s+(?=at\s)", re.IGNORECASE)
_PEOPLE = re.compile(r"\s+(?=(?:to\s+)?<[@!])", re.IGNORECASE)
_LEADS = re.compile(
    r"\s+(?=(?:\d{1,5}\s*(?:m|h|d|w)\w*|0|off|none|me|(?:at )?start)\b)", re.IGNORECASE
)

_TO = re.compile(r"to\s+", re.IGNORECASE)
_WHEN = re.compile(r"(?:to\s+|when:\s*)", re.IGNORECASE)
_MINUS = re.compile(r"\A[\u2013\u2212](?=\s*\d)")
_AT = re.compile(r"(?:(?:to|in|and)\b\s*)*(?:at\b[:\s]*(?P<at>.*))?", re.IGNORECASE | re.DOTALL)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_PRESENTER = re.compile(rf"{_PERSON.pattern}(?:\s*:\s*|\s*)([^\s<,]*),?\s*")
_GROUP = re.compile(r"<!subteam")
_OF_WORKSPACE = re.compile(r"(?<!\S)(language|confirm|role):\s*(\S+)", re.IGNORECASE)
"""Keys that only settings know."""
_TIMES = {"times", "time", "when"}


def read_words(line: Line) -> Words:
    """Read what stands after the verb of a line that has one.

    Raises `Invalid`, whose sentence names the word, for what makes no sense.
    """
    if line.verb is None:
        return HelpWords()
    return _READERS[line.verb](line.rest)


def read_list(rest: str) -> ListWords:
    """Read `list [upcoming|past|mine|all|here|uncertain] [text]`; text alone looks among all."""
    word, after = first_word(rest)
    if word.lower() in SCOPES:
        return ListWords(scope=word.lower(), text=_text(after))
    return ListWords(scope="all" if word else "", text=_text(rest))


def read_ref(rest: str) -> RefWords:
    """Read what names an event, after `show`, `history` and `ics`."""
    ref, more = _reference(rest, _WHOLE)
    _nothing(more)
    return RefWords(ref=ref)


def read_update(rest: str) -> UpdateWords:
    """Read `update <ref> [key:value …]`; a quoted value is the new title, words the new time."""
    ref, more = _reference(rest, _FIELDS)
    return UpdateWords(ref=ref, fields=read_fields(more))


def read_move(rest: str) -> MoveWords:
    """Read `move <ref> <when|+1h|-1d>`."""
    ref, more = _reference(rest, _TIME if _TIME.search(rest) else None)
    when = plain(unquoted(_after(_WHEN, more))).strip()
    return MoveWords(ref=ref, when=_MINUS.sub("-", when))


def read_cancel(rest: str) -> CancelWords:
    """Read `cancel <ref> [reason]`; a title without quotes has no reason after it."""
    ref, more = _reference(rest, _WHOLE)
    return CancelWords(ref=ref, reason=plain(unquoted(more)).strip())


def read_copy(rest: str) -> CopyWords:
    """Read `copy <ref> [when] [title:"…"]`."""
    until = next((each for each in (_TIME, _FIELDS) if each.search(rest)), None)
    ref, more = _reference(rest, until)
    return CopyWords(ref=ref, fields=read_fields(_after(_TO, more)))


def read_share(rest: str) -> ShareWords:
    """Read `share <ref> [#channel …] [at <when>]`."""
    ref, more = _reference(rest, _CHANNELS if _CHANNELS.search(rest) else _LATER)
    words = without_channels(more)
    said = _AT.fullmatch(words)
    if said is None:
        told = say(
            "“{word}” is no channel that I can see. Type # and pick one.", word=_first(words)
        )
        raise Invalid(told, field="command")
    at = unquoted(said["at"] or "")
    if said["at"] == "":
        raise Invalid(say("Say a time after “at”."), field="command")
    return ShareWords(ref=ref, channels=channels_in(more), at=plain(at).strip())


def read_presenters(rest: str) -> PresenterWords:
    """Read `presenters <ref> [@user:role …]`; without a role somebody is a speaker."""
    ref, more = _reference(rest, _PEOPLE)
    people: dict[str, str] = {}
    at = 0
    while at < len(more):
        match = _PRESENTER.match(more, at)
        if match is None:
            raise _nobody(more[at:])
        user, role = match[1], read_role(plain(match[2]))
        if user in people:
            told = say("“{word}” is named twice.", word=_first(more[at:]))
            raise Invalid(told, field="command")
        people[user] = role
        at = match.end()
    return PresenterWords(ref=ref, people=tuple(people.items()))


def read_owner(rest: str) -> OwnerWords:
    """Read `owner <ref> @user`."""
    ref, more = _reference(rest, _PEOPLE)
    more = _after(_TO, more)
    if not more:
        return OwnerWords(ref=ref, user_id=None)
    match = _PERSON.match(more)
    if match is None:
        raise _nobody(more)
    _nothing(more[match.end() :].strip())
    return OwnerWords(ref=ref, user_id=match[1])


def read_remind(rest: str) -> RemindWords:
    """Read `remind <ref> [1d,15m,0|off|me]`; `me` may stand before leads or `off`."""
    ref, more = _reference(rest, _LEADS)
    word, after = first_word(more)
    me = word.lower() == "me"
    said = plain(after if me else more).strip()
    if said.lower() in {"off", "none"}:
        return RemindWords(ref=ref, off=True, me=me)
    return RemindWords(ref=ref, leads=read_leads(said) if said else None, me=me)


def read_import(rest: str) -> ImportWords:
    """Read `import <id|viewer link>`."""
    what, more = _reference(rest, _WHOLE)
    _nothing(more)
    return ImportWords(what=what)


def read_folders(rest: str) -> FoldersWords:
    """Read `folders [text]`."""
    return FoldersWords(text=_text(rest))


def read_settings(rest: str) -> SettingsWords:
    """Read `settings [me|channel|admin] [key:value …]`."""
    word, after = first_word(rest)
    named = word.lower() in {"me", "channel", "admin"}
    said = after if named else rest
    keys = {key.lower(): plain(value) for key, value in _OF_WORKSPACE.findall(said)}
    for token in tokens(_OF_WORKSPACE.sub(" ", said)):
        if not token.key:
            told = say(
                "“{word}” is no setting. Settings are for me, channel or admin, as key:value.",
                word=_first(token.value),
            )
            raise Invalid(told, field="command")
        keys[token.key] = token.value if token.key == "announce" else plain(token.value)
    return SettingsWords(scope=word.lower() if named else "me", keys=keys)


def read_help(rest: str) -> HelpWords:
    """Read `help [topic]`; words that people try instead of a verb are understood."""
    word = plain(rest).strip().lower()
    if word in _TIMES:
        return HelpWords(topic="times")
    return HelpWords(topic=meant(word) or word)


def read_doctor(rest: str) -> DoctorWords:
    """Read `doctor`, after which nothing stands."""
    _nothing(rest.strip())
    return DoctorWords()


def _reference(rest: str, until: re.Pattern[str] | None) -> tuple[str, str]:
    ref, more = read_reference(rest, until=until)
    if not ref:
        told = say("Say which webcast: its id, its viewer link, or a part of its title.")
        raise Invalid(told, field="command")
    return ref, more


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    value, end, _ = value_at(text, 0)
    return plain(f"{value} {text[end:].strip()}").strip()


def _after(lead: re.Pattern[str], text: str) -> str:
    match = lead.match(text)
    return text[match.end() :] if match else text


def _first(text: str) -> str:
    return shorten(first_word(plain(text))[0].rstrip(",;"), 40)


def _nothing(more: str) -> None:
    if more:
        told = say(
            "What is “{words}”? A title of several words belongs in quotes.",
            words=shorten(plain(more), 60),
        )
        raise Invalid(told, field="command")


def _nobody(words: str) -> Invalid:
    if _GROUP.match(words):
        told = say("“{group}” is a group. Name each person.", group=_first(words))
    else:
        told = say("“{word}” is nobody that I can see. Type @ and pick one.", word=_first(words))
    return Invalid(told, field="command")


_READERS: dict[Verb, Callable[[str], Words]] = {
    Verb.CREATE: read_create,
    Verb.LIST: read_list,
    Verb.SHOW: read_ref,
    Verb.UPDATE: read_update,
    Verb.MOVE: read_move,
    Verb.CANCEL: read_cancel,
    Verb.COPY: read_copy,
    Verb.SHARE: read_share,
    Verb.PRESENTERS: read_presenters,
    Verb.OWNER: read_owner,
    Verb.HISTORY: read_ref,
    Verb.REMIND: read_remind,
    Verb.ICS: read_ref,
    Verb.IMPORT: read_import,
    Verb.FOLDERS: read_folders,
    Verb.SETTINGS: read_settings,
    Verb.DOCTOR: read_doctor,
    Verb.HELP: read_help,
}
