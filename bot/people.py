"""Who may do what, and the part that people have in an event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain import Role
from bot.rules import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.domain import Event, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What Slack tells of somebody: their clock (IANA), language, and what kind of member they are.

    `is_admin` is true for workspace admins and owners, `is_guest` for single- and multi-channel
    guests, `is_foreign` for people of other workspaces, `is_bot` for apps. `is_known` is false
    where Slack never told in time; then the rest means nothing.
    """

    id: str
    zone: str = "Etc/UTC"
    language: str = "en"
    is_admin: bool = False
    is_guest: bool = False
    is_foreign: bool = False
    is_deactivated: bool = False
    is_bot: bool = False
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A user group of Slack; `handle` is what people type after the @."""

    id: str
    handle: str
    name: str
    members: frozenset[str] = frozenset()


def role_of(
    facts: Facts,
    roles: Iterable[tuple[str, Role]],
    groups: Collection[str],
    default: Role = Role.CREATOR,
) -> Role:
    """Tell somebody's role: their own before the highest of their groups, before the default.

    Slack's admins are always admins, so that nobody locks everybody out. People of other
    workspaces and deactivated ones have none, guests look on unless a role of their own says more.
    """
    if facts.is_foreign or facts.is_deactivated:
        return Role.NOBODY
    if facts.is_admin:
        return Role.ADMIN
    given = dict(roles)
    if facts.id in given:
        return given[facts.id]
    ranks = list(Role)
    of_groups = [role for subject, role in given.items() if subject in groups]
    if of_groups:
        return max(of_groups, key=ranks.index)
    return min(default, Role.VIEWER, key=ranks.index) if facts.is_guest else default


class Standing(StrEnum):
    """What somebody is to one event."""

    OWNER = "owner"
    CO_OWNER = "co_owner"
    NOBODY = "nobody"


class Deed(StrEnum):
    """What can be done; each is checked at every submit and click.

    FIND: list, show, calendar file, personal reminders. CREATE: create, copy, import. CHANGE:
    update, move, undo, cancel, restore. SHARE: announce, remove a card. REMIND: the reminders that
    channels get. PRESENT: name presenters, send again, revoke. REVIEW: the history. HAND_OVER: the
    ownership and who are co-owners. REVEAL: every portal link and PIN. ADMINISTER: settings and
    roles of the workspace.
    """

    FIND = "find"
    CREATE = "create"
    CHANGE = "change"
    SHARE = "share"
    REMIND = "remind"
    PRESENT = "present"
    REVIEW = "review"
    HAND_OVER = "hand_over"
    REVEAL = "reveal"
    ADMINISTER = "administer"


_OF_THE_OWNERS = {Deed.CHANGE, Deed.SHARE, Deed.REMIND, Deed.PRESENT, Deed.REVIEW}
_MAKERS = {Role.CREATOR, Role.ADMIN}


def standing_of(person: Person, event: Event | None) -> Standing:
    """Tell what a person is to an event."""
    if event is None or event.workspace != person.workspace:
        return Standing.NOBODY
    if person.id == event.owner:
        return Standing.OWNER
    return Standing.CO_OWNER if person.id in event.co_owners else Standing.NOBODY


def may(deed: Deed, role: Role, standing: Standing = Standing.NOBODY) -> bool:
    """Decide whether somebody may do something.

    An admin may do all but reveal: links and PINs are the owner's and each presenter's own. To see
    them an admin has to take the event over, which is on record.
    """
    match deed:
        case Deed.FIND:
            return role is not Role.NOBODY
        case Deed.CREATE:
            return role in _MAKERS
        case Deed.ADMINISTER:
            return role is Role.ADMIN
        case Deed.REVEAL:
            return standing is Standing.OWNER and role is not Role.NOBODY
        case Deed.HAND_OVER:
            return role is Role.ADMIN or (role in _MAKERS and standing is Standing.OWNER)
        case _:
            is_theirs = deed in _OF_THE_OWNERS and standing is not Standing.NOBODY
            return role is Role.ADMIN or (role in _MAKERS and is_theirs)


class Preset(StrEnum):
    """What somebody does in an event, in a word for the access that it takes."""

    HOST = "host"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    CONTENT = "content"

    def opens(self, kind: Kind) -> Access:
        """Return what they can open; the studio is that of a live or an on-demand webcast."""
        studio = Access.OD_STUDIO if kind is Kind.ON_DEMAND else Access.LIVE_STUDIO
        match self:
            case Preset.HOST:
                return studio | Access.REPORTS | Access.CONTENT | Access.Q_AND_A
            case Preset.SPEAKER:
                return studio
            case Preset.MODERATOR:
                return Access.Q_AND_A
            case Preset.ANALYST:
                return Access.REPORTS
            case Preset.CONTENT:
                return Access.CONTENT


class PresenterState(StrEnum):
    """How far a presenter is."""

    NAMED = "named"
    INVITED = "invited"
    READY = "ready"
    DECLINED = "declined"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presenter:
    """Somebody who presents, through the portal of one access; everyone with it shares its PIN.

    `preset` is the word for what they do, empty where the access was chosen by name; `by` is who
    named them. `channel` and `ts` are Slack's id of the message they got, `told` is what it says of
    the schedule. `tries` counts the invitations that were begun: two clicks that saw the same
    number send one.
    """

    workspace: str
    event_id: str
    user: str
    access: Access
    preset: str
    by: str
    named_at: datetime
    state: PresenterState = PresenterState.NAMED
    channel: str = ""
    ts: str = ""
    told: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be asked to present: through which access, or the reason why not.

    `tries` is how many invitations had been begun when somebody looked.
    """

    user: str
    preset: str
    access: Access
    reason: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineup:
    """What inviting people would do: who, and which portals the platform would have to add.

    `shares` tells that one of them has the same access as somebody else, and so the same PIN.
    """

    candidates: tuple[Candidate, ...]
    adds: tuple[Access, ...] = ()
    shares: bool = False

    @property
    def fit(self) -> tuple[Candidate, ...]:
        """Who can be invited."""
        return tuple(each for each in self.candidates if not each.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """What became of invitations: who was sent one, who was not and why.

    `new_pins` are others whose PIN the platform changed on the way. `trouble` says why the platform
    did not add a portal; then nobody was sent anything.
    """

    event: Event
    sent: tuple[Presenter, ...] = ()
    unsent: tuple[Candidate, ...] = ()
    new_pins: tuple[str, ...] = ()
    trouble: str = ""


def told_of(event: Event) -> str:
    """Return what a message says of an event's schedule, to tell whether that has changed."""
    if event.cancelled_at:
        return "cancelled"
    return f"{event.webcast.starts_at.isoformat()}/{event.webcast.ends_at.isoformat()}"


class Wants(StrEnum):
    """What somebody asked to be sent about an event."""

    REMINDERS = "reminders"
    CALENDAR = "calendar"


ACCOUNT, EXPORT, RETENTION = "account", "export", "retention"
"""What else is on record in a workspace: the user name of its platform account, how many lines were
exported (`after`), and what the bot removed by itself as past its time (`after` is `Removed`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceEntry:
    """One line of a workspace's audit trail: who changed which role or setting, and how.

    `what` is "role", one of the words above or the name of a setting, `subject` the
    user, user group or channel whose it is, empty for the workspace; `before` and `after` are empty
    for what is not set. Of the platform account only the user name stands there. `who` is empty
    where the bot did it by itself.
    """

    workspace: str
    at: datetime
    who: str
    what: str
    subject: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An event offered to a new owner, who has not answered yet."""

    workspace: str
    event_id: str
    to: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody's calendar entry of an event, by the last file they were sent.

    `revision` is that of the event, -1 before the first file; `fingerprint` names what it told.
    `channel` and `ts` are Slack's id of the message that the first file came with.
    """

    workspace: str
    event_id: str
    user: str
    revision: int = -1
    fingerprint: str = ""
    channel: str = ""
    ts: str = ""
