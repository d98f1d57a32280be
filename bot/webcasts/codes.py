"""What the answers of the platform mean, as data: which error, and our own sentence for people.

The platform's sentences speak of reports and "Oops!!"; ours say what happened, what it means for
the webcast and what to do next. The same code means different things to different calls: after a
read nothing can have changed, after a create or an update only some codes say so for sure.

`code` of a `Refused` is the platform's return code (below 100) or, where something in front of the
platform answered, the HTTP status (from 300). It is 61 or 62, too, where the client did not send a
call because the platform would give that code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.errors import (
    BadInput,
    LoginRefused,
    Misrouted,
    NoAccess,
    PlatformError,
    Throttled,
    Unanswered,
    Unavailable,
)
from bot.language import to_say

if TYPE_CHECKING:
    from collections.abc import Mapping


class Effect(StrEnum):
    """What a call does to the platform."""

    LOGIN = "login"
    READ = "read"
    CREATE = "create"
    UPDATE = "update"


class Endpoint(StrEnum):
    """The five endpoints, by their path below the base URL. All take POST, also to read."""

    AUTHENTICATE = "authenticate"
    CREATE = "event/create"
    UPDATE = "event/update"
    STATUS = "event/status"
    FOLDER_TREE = "folder/tree"

    __hash__ = str.__hash__  # a call looks up several tables by it; an enum's own is slow

    @property
    def effect(self) -> Effect:
        """What a call of this endpoint does to the platform."""
        return _EFFECTS[self]

    @property
    def thing(self) -> str:
        """What a call of this endpoint is about, in a word that ledgers know."""
        return "folder" if self is Endpoint.FOLDER_TREE else "webcast"


_EFFECTS: Final = {
    Endpoint.AUTHENTICATE: Effect.LOGIN,
    Endpoint.CREATE: Effect.CREATE,
    Endpoint.UPDATE: Effect.UPDATE,
    Endpoint.STATUS: Effect.READ,
    Endpoint.FOLDER_TREE: Effect.READ,
}
SUCCESS: Final = 1
PARTIAL_SUCCESS: Final = 2
EVENT_LIMIT: Final = 61
HOUR_LIMIT: Final = 62

HOUR: Final = 3600.0
"""Seconds to wait after codes 61 and 62. Only the text of 62 names a time, "one hour"."""
MINUTE: Final = 60.0
"""Seconds to wait after an HTTP 429 that names no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an answer means to one kind of call.

    `happened` and `then` are sentences to say; between them goes that nothing was created or
    changed, where the error says so. `to_folder` stands for `happened` where the call is about a
    folder and that makes a difference.
    """

    error: type[PlatformError]
    happened: str
    then: str = ""
    to_folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCode:
    """A return code: the reference's words for it, for the log, and what it means to each call."""

    documented: str
    read: Meaning
    create: Meaning
    update: Meaning


ASK_OPERATOR = to_say("An operator has to look at it.")
LATER = to_say("Try again in a few minutes.")
LOOK_FIRST = to_say("Look for it in the platform's portal before you create it again.")
COMPARE_FIRST = to_say("Look at the webcast before you repeat the change.")

_NOT_NOW = to_say("The platform cannot read this webcast just now.")
_NO_FOLDER_NOW = to_say("The platform cannot read this folder just now.")
_CREATE_UNSURE = Meaning(
    error=Unanswered,
    happened=to_say("The platform reported a failure, but not whether it created the webcast."),
    then=LOOK_FIRST,
)
_UPDATE_UNSURE = Meaning(
    error=Unanswered,
    happened=to_say("The platform reported a failure, but not whether it changed the webcast."),
    then=COMPARE_FIRST,
)
_NO_SUCH = Meaning(
    error=NoAccess,
    happened=to_say("This webcast cannot be read with the bot's account."),
    then=to_say("Check the id."),
    to_folder=to_say("This folder cannot be read with the bot's account."),
)
LOGIN_REFUSED = Meaning(
    error=LoginRefused,
    happened=to_say("The platform does not accept the bot's user name and password."),
    then=to_say("An operator has to check WEBCASTS_USERNAME and WEBCASTS_PASSWORD."),
)


def _everywhere(documented: str, meaning: Meaning) -> ReturnCode:
    return ReturnCode(documented=documented, read=meaning, create=meaning, update=meaning)


def _unsure(
    documented: str, happened: str, *, to_folder: str = "", then: str = LATER
) -> ReturnCode:
    """Make a code after which a read may be tried again, and the rest nobody knows."""
    read = Meaning(error=Unavailable, happened=happened, to_folder=to_folder, then=then)
    return ReturnCode(
        documented=documented, read=read, create=_CREATE_UNSURE, update=_UPDATE_UNSURE
    )


def _login_ended(documented: str) -> ReturnCode:
    """Make a code that is answered by a new login; these words are for when that did not help."""
    happened = to_say("The platform ended the bot's login and does not take a new one either.")
    meaning = Meaning(error=LoginRefused, happened=happened, then=ASK_OPERATOR)
    return _everywhere(documented, meaning)


def _misrouted(documented: str) -> ReturnCode:
    happened = to_say("The platform says that the bot's request came to the wrong place.")
    then = to_say("An operator has to check WEBCASTS_API_URL and the account.")
    return _everywhere(documented, Meaning(error=Misrouted, happened=happened, then=then))


UNKNOWN: Final = _unsure(
    "not in the reference, missing, or not a number",
    to_say("The platform gave an answer that the bot does not know."),
)

RETURN_CODES: Final[Mapping[int, ReturnCode]] = {
    0: _unsure(
        "General Error",
        to_say("This webcast cannot be read just now, or not with the bot's account."),
        to_folder=to_say("This folder cannot be read just now, or not with the bot's account."),
        then=to_say("Try again in a few minutes; if it stays so, check the id."),
    ),
    10: ReturnCode(
        documented="You are not authorized to run a report on this event.",
        read=_NO_SUCH,
        create=Meaning(
            error=NoAccess,
            happened=to_say("The bot's account may not create this webcast."),
            then=to_say("Choose another folder, or ask an operator what the account may use."),
        ),
        update=Meaning(
            error=NoAccess,
            happened=to_say("This webcast cannot be changed with the bot's account."),
            then=to_say("Check the id."),
        ),
    ),
    11: _login_ended("The User ID or Session ID is invalid."),
    12: _login_ended("The Token is invalid or expired."),
    50: _unsure(
        "The report for this event is currently not available.",
        _NOT_NOW,
        to_folder=_NO_FOLDER_NOW,
    ),
    51: _unsure(
        "There was invalid data in the report.",
        to_say("The platform has trouble with the data of this webcast."),
        to_folder=to_say("The platform has trouble with the data of this folder."),
    ),
    60: _unsure(
        "The reporting service is not available at this time.",
        _NOT_NOW,
        to_folder=_NO_FOLDER_NOW,
    ),
    EVENT_LIMIT: _everywhere(
        "You have reached the limit on the number of calls you can run for an event.",
        Meaning(
            error=Throttled,
            happened=to_say("The platform takes no more calls for this webcast now."),
            to_folder=to_say("The platform takes no more calls for this folder now."),
        ),
    ),
    HOUR_LIMIT: _everywhere(
        "You have reached the maximum number of reports that can be run within one hour.",
        Meaning(
            error=Throttled,
            happened=to_say("The bot has used up its calls to the platform for now."),
        ),
    ),
    70: _everywhere(
        "Please remove any insecure tags from the input parameters and try again.",
        Meaning(
            error=BadInput,
            happened=to_say("The platform refuses text that looks like markup."),
            then=to_say("Take the < > out of the title and the cost center."),
        ),
    ),
    71: _misrouted("Please use a valid version number."),
    # The id is all that a read sends, so an invalid parameter can only be the id.
    72: ReturnCode(
        documented="There were missing or invalid input parameters in your request.",
        read=_NO_SUCH,
        create=Meaning(
            error=BadInput,
            happened=to_say("The platform does not accept something in the form, but not what."),
            then=to_say(
                "Check the source, the folder and the capacity: an account may not use them all."
            ),
        ),
        update=Meaning(
            error=BadInput,
            happened=to_say(
                "The platform does not accept this change, or not with the bot's account."
            ),
            then=to_say("Check the id and what you changed."),
        ),
    ),
    73: _misrouted("Ambiguous platform."),
    74: _misrouted("Could not identify the Reporting Resource requested"),
}
"""What each code but success means. The list is "standard for all requests" in the reference."""

REFUSED_UNREAD: Final = frozenset({401, 405, 407, 411, 413, 414, 415, 429, 431})
"""HTTP statuses after which a create or update surely was not carried out.

The platform answers with HTTP 200 whatever it decides, so any other status comes from something in
front of it. These are by definition (RFC 9110, RFC 6585) decided from the method, the headers or
the length, before the request is handed on. All others leave the outcome open: 403 may be a filter
that stopped the *answer*, 404 a missing page after the work, 408 and 5xx come at any time, and a
redirect is how many sites answer a form that they did carry out. Being careful costs little: a
wrong address or a blocked network already fails at the login, before anything is sent.
"""
