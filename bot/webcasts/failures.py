"""Every way a call can fail, made into the error to raise, with its sentence."""

from __future__ import annotations

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
    from bot.errors import PlatformError

_NOTHING_HAPPENED: Final = {
    Effect.LOGIN: "Your request was not sent.",
    Effect.READ: "",
    Effect.CREATE: "Nothing was created.",
    Effect.UPDATE: "Nothing was changed.",
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
    return _error(meaning, endpoint, code=status, retry_after=retry_after or MINUTE)


def _gateway_meaning(status: int, endpoint: Endpoint) -> Meaning:
    where = f"Something in front of the platform answered with HTTP {status}"
    logs_in = endpoint.effect is Effect.LOGIN
    if status in _BLOCKED:
        error: type[PlatformError] = LoginRefused if logs_in else NoAccess
        return Meaning(error=error, happened=f"{where}: the bot is not let in.", then=ASK_OPERATOR)
    if status == _TOO_MANY:
        return Meaning(error=Throttled, happened=f"{where}: too many calls.")
    if status in _REDIRECTS_AND_REFUSALS and status not in _COME_AGAIN:
        then = "An operator has to check WEBCASTS_API_URL."
        return Meaning(error=Misrouted, happened=f"{where}.", then=then)
    return Meaning(error=Unreachable if logs_in else Unavailable, happened=f"{where}.", then=LATER)


def unreadable(endpoint: Endpoint) -> PlatformError:
    """Make the error for an answer that is not the platform's: no JSON, cut, too long."""
    if endpoint.effect is Effect.READ:
        happened = "The platform gave an answer that cannot be read."
        return _error(Meaning(error=Unavailable, happened=happened, then=LATER), endpoint)
    return unanswered(endpoint)


def undescribed(endpoint: Endpoint, *, partial: bool, event_id: str | None) -> PlatformError:
    """Make the error for a success that does not describe the webcast it is about."""
    number = f" as number {event_id}" if event_id else ""
    part = " in part" if partial else ""
    match endpoint.effect:
        case Effect.CREATE:
            happened = f"The platform created the webcast{part}{number}, but did not describe it."
            return Unanswered(f"{happened} {LOOK_FIRST}")
        case Effect.UPDATE:
            happened = f"The platform changed the webcast{part}, but did not say to what."
            return Unanswered(f"{happened} {COMPARE_FIRST}")
        case _:
            return unreadable(endpoint)


def unanswered(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that was sent and got no answer that can be used.

    After a login that means that the request behind it never was sent.
    """
    effect = endpoint.effect
    meanings = {
        Effect.LOGIN: Meaning(
            error=Unreachable, happened="The platform did not answer the bot's login.", then=LATER
        ),
        Effect.READ: Meaning(error=Unanswered, happened="The platform did not answer.", then=LATER),
        Effect.CREATE: Meaning(
            error=Unanswered,
            happened="The webcast was sent to the platform, but no usable answer came back: "
            "it may exist or not.",
            then=LOOK_FIRST,
        ),
        Effect.UPDATE: Meaning(
            error=Unanswered,
            happened="The change was sent to the platform, but no usable answer came back: "
            "it may be made or not.",
            then=COMPARE_FIRST,
        ),
    }
    return _error(meanings[effect], endpoint)


def unreachable(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that could not be sent."""
    happened = "The platform cannot be reached."
    return _error(Meaning(error=Unreachable, happened=happened, then=LATER), endpoint)


def uncounted(endpoint: Endpoint) -> PlatformError:
    """Make the error for a request that was not sent, as its call could not be counted."""
    happened = "The bot could not use its database, so it did not ask the platform."
    return _error(Meaning(error=Unreachable, happened=happened, then=LATER), endpoint)


def _error(
    meaning: Meaning, endpoint: Endpoint, *, code: int = 0, retry_after: float = HOUR
) -> PlatformError:
    kind = meaning.error
    nothing = _NOTHING_HAPPENED[endpoint.effect] if kind is not Unanswered else ""
    throttled = issubclass(kind, Throttled)
    then = f"Try again in {in_words(retry_after)}." if throttled else meaning.then
    happened = meaning.happened.format(thing=endpoint.thing)
    sentence = " ".join(part for part in (happened, nothing, then) if part)
    if issubclass(kind, Throttled):
        return kind(sentence, code=code, retry_after=retry_after)
    return kind(sentence, code=code) if issubclass(kind, Refused) else kind(sentence)


def in_words(seconds: float) -> str:
    """Say how long a wait is, rounded up: "45 seconds", "20 minutes", "an hour", "3 hours"."""
    for length, name, one in ((HOUR, "hours", "an hour"), (MINUTE, "minutes", "a minute")):
        if seconds >= length:
            count = int(-(-seconds // length))
            return one if count == 1 else f"{count} {name}"
    count = max(1, int(-(-seconds // 1)))
    return "a second" if count == 1 else f"{count} seconds"
