"""What a workspace brings along: its installation, and its account on the webcast platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

RENEW_AHEAD = timedelta(hours=2)
"""How long before its end a token that Slack rotates is renewed; it lives twelve hours."""
LONGEST = 200
"""Characters of a user name or a password, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The bot, installed by somebody in a workspace, or in all of an organization.

    `enterprise` is empty outside of Enterprise Grid, `team` where it is the organization's. A token
    that Slack does not rotate has no end and nothing to renew it with.
    """

    enterprise: str = ""
    team: str = ""
    name: str = ""
    app: str = ""
    bot_id: str
    bot_user: str
    scopes: tuple[str, ...] = ()
    by: str = ""
    installed_at: datetime
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None

    @property
    def is_org(self) -> bool:
        """Whether it counts for every workspace of the organization."""
        return not self.team


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A user name and a password of the webcast platform."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The platform account of a workspace, and who connected it when."""

    workspace: str
    login: Login
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptToken:
    """A token of the platform, kept for all processes until it is to be renewed.

    `of` tells the login that got it from any other one, such as the same user name with another
    password.
    """

    account: str
    of: str = field(repr=False)
    text: str = field(repr=False)
    renew_at: datetime


def is_due(installation: Installation, now: datetime) -> bool:
    """Tell whether the token of an installation is to be renewed by now."""
    end = installation.expires_at
    return end is not None and end - now <= RENEW_AHEAD
