"""Every way the bot can say no, and what to do about each.

BotError                     its text is a sentence for people
├── Invalid (a ValueError)   cannot be used; `field`                 -> say so on the field
│   └── NotUnderstood        names no single moment; `choices`       -> ask, offering the choices
├── NotFound                 nothing goes by that reference          -> say what was looked for
├── Forbidden                it belongs to somebody else             -> say who can do it
├── Misconfigured            settings are missing or wrong           -> tell the operator, stop
├── NotDelivered             Slack did not take a message or view    -> say what was not delivered
├── StoreFailed              the database could not read or keep it  -> tell the operator
└── PlatformError            the webcast platform did not do it
    ├── NotConnected         this workspace has no platform account  -> say where an admin can
    ├── Unreachable          the request surely never arrived        -> nothing happened, try later
    ├── Unanswered           sent, but no answer that can be trusted -> look before repeating
    └── Refused              it answered and said no; `code`         -> nothing happened
        ├── BadInput         70, 72: it does not like the input      -> the user corrects it
        ├── NoAccess         10: not with this account               -> check id, folder, account
        ├── LoginRefused     the service account's login failed      -> tell the operator, stop
        ├── Throttled        61, 62: too many calls; `retry_after`   -> wait that many seconds
        ├── Unavailable      0, 50, 51, 60 on a read                 -> read again later
        └── Misrouted        71, 73, 74: wrong version or resource   -> tell the operator
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.language import Unsaid


class BotError(Exception):
    """The root: whatever it says can be shown to the person who asked."""


class Invalid(BotError, ValueError):
    """A value that cannot be used; `field` names the input to correct."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class NotUnderstood(Invalid):
    """Words that name no single moment; `choices` are phrases that would."""

    def __init__(self, message: str, *, field: str = "when", choices: tuple[str, ...] = ()) -> None:
        super().__init__(message, field=field)
        self.choices = choices


class NotFound(BotError):
    """Nothing that the person may see goes by that reference."""


class Forbidden(BotError):
    """The person may not do this; the text says who may."""


class Misconfigured(BotError):
    """Settings are missing or wrong; the text lists all of them."""


class StoreFailed(BotError):
    """The database could not read or keep something; what it kept before is safe."""


class NotDelivered(BotError):
    """Slack did not take a message or a view; `code` is Slack's own word for it."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class PlatformError(BotError):
    """The webcast platform did not do what was asked."""


class NotConnected(PlatformError):
    """The workspace has no account on the platform, so nothing was asked of it."""


class Unreachable(PlatformError):
    """No connection could be made, so the platform saw nothing."""


class Unanswered(PlatformError):
    """The request may have been carried out: no answer that can be trusted came back."""


class Refused(PlatformError):
    """The platform answered with a return code other than success; nothing happened."""

    def __init__(self, message: str | Unsaid, *, code: int) -> None:
        super().__init__(message)
        self.code = code


class BadInput(Refused):
    """Codes 70 and 72: insecure tags, missing or invalid parameters."""


class NoAccess(Refused):
    """Code 10: no such event or folder for this account."""


class LoginRefused(Refused):
    """The platform does not accept the service account; any code but 1 at login."""


class Throttled(Refused):
    """Codes 61 and 62: too many calls; try again after `retry_after` seconds.

    Raised without asking, too, where the platform would say so: then nothing was sent.
    """

    def __init__(self, message: str | Unsaid, *, code: int, retry_after: float) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Unavailable(Refused):
    """Codes 0, 50, 51 and 60 on a read: the platform cannot tell just now."""


class Misrouted(Refused):
    """Codes 71, 73 and 74: the request reached the wrong version, platform or resource."""
