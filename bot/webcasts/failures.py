"""Every way a call can fail, made into the error to raise, with its sentence."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bot.errors import (
    LoginRefused,
    Misrouted,
    NoAccess,
    Refused,
    Throttled,
    Unanswered,
    Unavailable,
    Unreachable,
)
from bot.language import Unsaid, say, say_count, to_say
from bot.webcasts.codes import (
    ASK_OPERATOR,
    COMPARE_FIRST,
    HOUR,
    LATER,
    LOGIN_REFUSED,
    LOOK_FIRST,
    MINUTE,
    REFUSED_UNREAD,
    RETURN_CODES,
    UNKNOWN,
    Effect,
    Endpoint,
    Meaning,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.errors import PlatformError

_NOTHING_HAPPENED: Final = {
    Effect.LOGIN: to_say("Your request was not sent."),
    Effect.READ: "",
    Effect.CREATE: to_say("Nothing was created."),
    Effect.UPDATE: to_say("Nothing was changed."),
}
_IN_FRONT = to_say("Something in front of the platform answered with HTTP {status}.")
_NOT_LET_IN = to_say(
    "Something in front of the platform answered with HTTP {status}: the bot is not let in."
)
_TOO_MANY_CALLS = to_say(
    "Something in front of the platform answered with HTTP {status}: too many calls."
)
_UNDESCRIBED: Final = {
    Effect.CREATE: to_say("The platform created the webcast, but did not describe it."),
    Effect.UPDATE: to_say("The platform changed the webcast, but did not say to what."),
}
_UNDESCRIBED_PART: Final = {
    Effect.CREATE: to_say("The platform created the webcast in part, but did not describe it."),
    Effect.UPDATE: to_say("The platform changed the webcast in part, but did not say to what."),
}
_NUMBERED = to_say("The platform created the webcast as number {id}, but did not describe it.")
_NUMBERED_PART = to_say(
    "The platform created the webcast in part as number {id}, but did not describe it."
)
_UNANSWERED: Final = {
    Effect.LOGIN: Meaning(
        error=Unreachable,
        happened=to_say("The platform did not answer the bot's login."),
        then=LATER,
    ),
    Effect.READ: Meaning(
        error=Unanswered, happened=to_say("The platform did not answer."), then=LATER
    ),
    Effect.CREATE: Meaning(
        error=Unanswered,
        happened=to_say(
            "The webcast was sent to the platform, but no usable answer came back: "
            "it may exist or not."
        ),
        then=LOOK_FIRST,
    ),
    Effect.UPDATE: Meaning(
        error=Unanswered,
        happened=to_say(
            "The change was sent to the platform, but no usable answer came back: "
            "it may be made or not."
        ),
        then=COMPARE_FIRST,
    ),
}
_BLOCKED = frozenset({401, 403, 407})
_TOO_MANY = 429
_COME_AGAIN = frozenset({408, 425})
_REDIRECTS_AND_REFUSALS = range(300, 500)


def refusal(code: int | None, endpoint: Endpoint, *, retry_after: float = HOUR) -> PlatformError:
    """Make the error for any return code but success; None is one that is missing or no number.

    retry_after: seconds to wait after codes 61 and 62.
    """
    if endpoint.effect is Effect.LOGIN:
        return _login_refusal(code)
    known = UNKNOWN if code is None else RETURN_CODES.get(code, UNKNOWN)
    meanings = {Effect.READ: known.read, Effect.CREATE: known.create, Effect.UPDATE: known.update}
    return _error(meanings[endpoint.effect], endpoint, code=code or 0, retry_after=retry_after)


def _login_refusal(code: int | None) -> PlatformError:
    """Take any code for a failed login: the reference does not say which one it is."""
    if code is None:
        return unanswered(Endpoint.AUTHENTICATE)
    return _error(LOGIN_REFUSED, Endpoint.AUTHENTICATE, code=code)


def gateway_error(status: int, endpoint: Endpoint, retry_after: float | None) -> PlatformError:
    """Make the error for an HTTP status that is no success; `retry_after` in seconds, if told."""
    writes = endpoint.effect in {Effect.CREATE, Effect.UPDATE}
    if writes and status not in REFUSED_UNREAD:
        return unanswered(endpoint)
    meaning = _gateway_meaning(status, endpoint)
    wait = retry_after or MINUTE
    return _error(meaning, endpoint, code=status, retry_after=wait, gaps={"status": status})


def _gateway_meaning(status: int, endpoint: Endpoint) -> Meaning:
    logs_in = endpoint.effect is Effect.LOGIN
    if status in _BLOCKED:
        error: type[PlatformError] = LoginRefused if logs_in else NoAccess
        return Meaning(error=error, happened=_NOT_LET_IN, then=ASK_OPERATOR)
    if status == _TOO_MANY:
        return Meaning(error=Throttled, happened=_TOO_MANY_CALLS)
    if status in _REDIRECTS_AND_REFUSALS and status not in _COME_AGAIN:
        then = to_say("An operator has to check WEBCASTS_API_URL.")
        return Meaning(error=Misrouted, happened=_IN_FRONT, then=then)
    error = Unreachable if logs_in else Unavailable
    return Meaning(error=error, happened=_IN_FRONT, then=LATER)


def unreadable(endpoint: Endpoint) -> PlatformError:
    """Make the error for an answer that is not the platform's: no JSON, cut, too long."""
    if endpoint.effect is Effect.READ:
        happened = to_say("The platform gave an answer that cannot be read.")
        return _error(Meaning(error=Unavailable, happened=happened, then=LATER), endpoint)
    return unanswered(endpoint)


def undescribed(endpoint: Endpoint, *, partial: bool, event_id: str | None) -> PlatformError:
    """Make the error for a success that does not describe the webcast it is about."""
    effect = endpoint.effect
    if effect is Effect.CREATE and event_id:
        happened = _NUMBERED_PART if partial else _NUMBERED
        meaning = Meaning(error=Unanswered, happened=happened, then=LOOK_FIRST)
        return _error(meaning, endpoint, gaps={"id": event_id})
    if effect in _UNDESCRIBED:
        happened = (_UNDESCRIBED_PART if partial else _UNDESCRIBED)[effect]
        then = LOOK_FIRST if effect is Effect.CREATE else COMPARE_FIRST
        return _error(Meaning(error=Unanswered, happened=happened, then=then), endpoint)
    return unreadable(endpoint)


def unanswered(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that was sent and got no answer that can be used.

    After a login that means that the request behind it never was sent.
    """
    return _error(_UNANSWERED[endpoint.effect], endpoint)


def unreachable(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that could not be sent."""
    happened = to_say("The platform cannot be reached.")
    return _error(Meaning(error=Unreachable, happened=happened, then=LATER), endpoint)


def uncounted(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that was not sent, as its call could not be counted."""
    happened = to_say("The bot could not use its database, so it did not ask the platform.")
    return _error(Meaning(error=Unreachable, happened=happened, then=LATER), endpoint)


def _error(
    meaning: Meaning,
    endpoint: Endpoint,
    *,
    code: int = 0,
    retry_after: float = HOUR,
    gaps: Mapping[str, object] | None = None,
) -> PlatformError:
    """Make an error that is said when it is read: many may wait for one login, and share it."""
    kind = meaning.error
    words = Unsaid(partial(_words, meaning, endpoint, retry_after, gaps or {}))
    if issubclass(kind, Throttled):
        return kind(words, code=code, retry_after=retry_after)
    return kind(words, code=code) if issubclass(kind, Refused) else kind(words)


def _words(
    meaning: Meaning, endpoint: Endpoint, retry_after: float, gaps: Mapping[str, object]
) -> str:
    is_folder = endpoint is Endpoint.FOLDER_TREE
    happened = (meaning.to_folder if is_folder else "") or meaning.happened
    told = [say(happened, **gaps)]
    if meaning.error is not Unanswered and (nothing := _NOTHING_HAPPENED[endpoint.effect]):
        told.append(say(nothing))
    if issubclass(meaning.error, Throttled):
        told.append(try_again_in(retry_after))
    elif meaning.then:
        told.append(say(meaning.then))
    return " ".join(told)


def try_again_in(seconds: float) -> str:
    """Say how long to wait, rounded up: 45 seconds, 20 minutes, an hour, 3 hours."""
    if seconds >= HOUR:
        hours = int(-(-seconds // HOUR))
        return say_count("Try again in an hour.", "Try again in {number} hours.", hours)
    if seconds >= MINUTE:
        minutes = int(-(-seconds // MINUTE))
        return say_count("Try again in a minute.", "Try again in {number} minutes.", minutes)
    count = max(1, int(-(-seconds // 1)))
    return say_count("Try again in a second.", "Try again in {number} seconds.", count)
