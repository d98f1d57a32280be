"""Who may do what: every command, button and modal, with a payload that would do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.demo import people
from bot.domain import Role
from bot.people import Deed, Standing
from bot.slack.ids import Action, Choice, Verb, View
from tests.stage import PRESENTER

AGENCY = people.AGENCY.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody by what they are: their role, and what the event is to them."""

    user: str = PRESENTER
    role: Role = Role.CREATOR
    standing: Standing = Standing.NOBODY

    def __str__(self) -> str:
        return f"{self.role} {self.standing}"


ACTORS = [
    Actor(user=AGENCY, role=Role.NOBODY),
    *(Actor(role=role, standing=each) for role in Role for each in Standing),
]


class Theirs(StrEnum):
    """What is personal instead of by a deed: what everybody else is told."""

    OFFERED = "That offer is not open any more."
    PRESENTER = "You do not present that webcast. Its owner can invite you."
    WISH = "Only the person who asked for that webcast and admins can settle this."


class Sent(StrEnum):
    """How an element sends what was chosen: its type."""

    BUTTON = "button"
    MENU = "overflow"
    PERSON = "users_select"

    def chosen(self, value: str) -> dict[str, object]:
        """Say what was chosen."""
        match self:
            case Sent.MENU:
                return {"selected_option": {"value": value}}
            case Sent.PERSON:
                return {"selected_user": value}
            case _:
                return {"value": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A command, button or modal: by which deed it is done, None for everybody.

    `text` is the line or the value. `inside` are the steps by which an admin opens the window that
    it stands in: lines, and buttons with their values. Gaps are filled from what there is.
    """

    name: Verb | Action | View
    deed: Deed | Theirs | None
    text: str = ""
    sent: Sent = Sent.BUTTON
    inside: tuple[str, ...] = ()
    people: str = ""

    def __str__(self) -> str:
        return f"{type(self.name).__name__} {self.name} {self.text}"


def _line(name: Verb, deed: Deed | None, words: str = "") -> Row:
    return Row(name=name, deed=deed, text=f"{name} {words}".strip())


def _menu(choice: Choice, deed: Deed | None) -> Row:
    return Row(name=Action.EVENT_MENU, deed=deed, text=f"{choice} {{id}}", sent=Sent.MENU)


VERBS = [
    _line(Verb.CREATE, Deed.CREATE, '"Mine" friday 3pm'),
    _line(Verb.LIST, Deed.FIND, "all"),
    _line(Verb.LIST, Deed.FIND, "uncertain"),
    _line(Verb.SHOW, Deed.FIND, "{id}"),
    _line(Verb.UPDATE, Deed.CHANGE, "{id} cap:500"),
    _line(Verb.MOVE, Deed.CHANGE, "{id} +1h"),
    _line(Verb.CANCEL, Deed.CHANGE, "{id} snow"),
    _line(Verb.COPY, Deed.CREATE, "{id} friday 3pm"),
    _line(Verb.SHARE, Deed.SHARE, "{id} <#C0GENERAL01|general>"),
    _line(Verb.PRESENTERS, Deed.PRESENT, "{id}"),
    _line(Verb.PRESENTERS, Deed.PRESENT, "{id} <@U0GUESTUSER|guest>:host"),
    _line(Verb.OWNER, Deed.FIND, "{id}"),
    _line(Verb.OWNER, Deed.HAND_OVER, "{id} <@U0COMMSLEAD|comms>"),
    _line(Verb.HISTORY, Deed.REVIEW, "{id}"),
    _line(Verb.REMIND, Deed.FIND, "{id}"),
    _line(Verb.REMIND, Deed.FIND, "{id} me"),
    _line(Verb.REMIND, Deed.REMIND, "{id} 15m"),
    _line(Verb.REMIND, Deed.REMIND, "{id} off"),
    _line(Verb.ICS, Deed.FIND, "{id}"),
    _line(Verb.IMPORT, Deed.CREATE, "{there}"),
    _line(Verb.FOLDERS, Deed.CREATE),
    _line(Verb.SETTINGS, Deed.FIND, "me"),
    _line(Verb.SETTINGS, Deed.FIND, "me dur:60"),
    _line(Verb.SETTINGS, Deed.CREATE, "channel"),
    _line(Verb.SETTINGS, Deed.CREATE, "channel dur:60"),
    _line(Verb.SETTINGS, Deed.ADMINISTER, "admin"),
    _line(Verb.SETTINGS, Deed.ADMINISTER, "admin confirm:7"),
    _line(Verb.DOCTOR, Deed.ADMINISTER),
    _line(Verb.HELP, None),
]
"""Every verb, with lines that do what it does."""

FORM = ('create "Mine" friday 3pm',)
EDIT = ("update {id} cap:500",)
OWNERS = ("owner {id}",)
SETTINGS = ("settings admin",)
HOME = ("home",)
ROLES = (*SETTINGS, Action.OPEN_ROLES)
ACCOUNT = (*SETTINGS, Action.OPEN_ACCOUNT)

SHARED = '["{id}", ["C0GENERAL01"], null]'
LATER = '["{id}", ["C0GENERAL01"], {later}]'

ACTIONS = [
    Row(name=Action.FORM_INPUT, deed=None, inside=FORM),
    Row(name=Action.FORM_CHANGED, deed=None, inside=FORM),
    Row(name=Action.FORM_FOLDER, deed=None, inside=FORM),
    Row(name=Action.FORM_ADD_PORTAL, deed=None, inside=FORM),
    Row(name=Action.USE_PORTAL_VALUES, deed=Deed.CHANGE, inside=EDIT),
    Row(name=Action.WATCH, deed=None, text="{id}"),
    Row(name=Action.SHOW_HELP, deed=None),
    Row(name=Action.CALENDAR_STOP, deed=None, text="{id}"),
    Row(name=Action.SETTINGS_FOLDER, deed=None, inside=SETTINGS),
    Row(name=Action.ROLE_GROUPS, deed=None, inside=ROLES),
    Row(name=Action.OPEN_FORM, deed=Deed.CREATE),
    Row(name=Action.LIST_MINE, deed=Deed.FIND),
    Row(name=Action.LIST_BACK, deed=Deed.FIND, text='["all", "", 0]'),
    Row(name=Action.LIST_MORE, deed=Deed.FIND, text='["uncertain", "", 0]'),
    Row(name=Action.OPEN_FIND, deed=Deed.FIND),
    Row(name=Action.SHOW_EVENT, deed=Deed.FIND, text="{id}"),
    _menu(Choice.SHOW, Deed.FIND),
    _menu(Choice.EDIT, Deed.CHANGE),
    _menu(Choice.SHARE, Deed.SHARE),
    _menu(Choice.PRESENTERS, Deed.PRESENT),
    _menu(Choice.COPY, Deed.CREATE),
    _menu(Choice.CALENDAR, Deed.FIND),
    _menu(Choice.REMIND, Deed.FIND),
    _menu(Choice.CANCEL, Deed.CHANGE),
    Row(name=Action.HOME_SCOPE, deed=Deed.FIND, text="all", sent=Sent.MENU, inside=HOME),
    Row(name=Action.HOME_BACK, deed=Deed.FIND, text="ahead:0", inside=HOME),
    Row(name=Action.HOME_ON, deed=Deed.FIND, text="recent:0", inside=HOME),
    Row(name=Action.DRIFT_SEEN, deed=Deed.CHANGE, text="{id}"),
    Row(name=Action.REVEAL, deed=Deed.REVEAL, text="{id}"),
    Row(name=Action.SHOW_PRESENTERS, deed=Deed.PRESENT, text="{id}"),
    Row(name=Action.TURN_PRESENTERS, deed=Deed.PRESENT, text='["{id}", 0]'),
    Row(name=Action.ADD_PRESENTERS, deed=Deed.PRESENT, text="{id}"),
    Row(name=Action.INVITE, deed=Deed.PRESENT, text='["{id}", [["U0GUESTUSER", "host", 0]]]'),
    Row(
        name=Action.PRESENTER_MENU,
        deed=Deed.PRESENT,
        text="again {id} U0IRMANAGER 0",
        sent=Sent.MENU,
    ),
    Row(
        name=Action.PRESENTER_MENU,
        deed=Deed.PRESENT,
        text="revoke {id} U0IRMANAGER 0",
        sent=Sent.MENU,
    ),
    Row(name=Action.REVOKE, deed=Deed.PRESENT, text="revoke {id} U0IRMANAGER 0"),
    Row(name=Action.REVEAL_MINE, deed=Theirs.PRESENTER, text="{id}"),
    Row(name=Action.PRESENTER_READY, deed=Theirs.PRESENTER, text="{id}"),
    Row(name=Action.PRESENTER_CANNOT, deed=Theirs.PRESENTER, text="{id}"),
    Row(name=Action.EDIT_EVENT, deed=Deed.CHANGE, text="{id}"),
    Row(name=Action.UNDO_CHANGE, deed=Deed.CHANGE, text="{id}:1", inside=EDIT),
    Row(name=Action.CANCEL_EVENT, deed=Deed.CHANGE, text="{id}"),
    Row(name=Action.RESTORE_EVENT, deed=Deed.CHANGE, text="{id}"),
    Row(name=Action.SHOW_HISTORY, deed=Deed.REVIEW, text="{id}"),
    Row(name=Action.DROP_SHARE, deed=Deed.SHARE, text=LATER),
    Row(name=Action.REMOVE_POST, deed=Deed.SHARE, text='["{id}", ["C0TOWNHALL1"], null]'),
    Row(name=Action.SHARE_NOW, deed=Deed.SHARE, text=SHARED),
    Row(name=Action.SHARE_LATER, deed=Deed.SHARE, text=LATER),
    Row(name=Action.ADD_TO_CALENDAR, deed=Deed.FIND, text="{id}", sent=Sent.MENU),
    Row(name=Action.ADD_TO_CALENDAR, deed=Deed.CREATE, text="copy:{id}", sent=Sent.MENU),
    Row(name=Action.ADD_TO_CALENDAR, deed=None, text="google", sent=Sent.MENU),
    Row(name=Action.OFFER_CALENDAR, deed=Deed.FIND, text="{id}"),
    Row(name=Action.CALENDAR_FILE, deed=Deed.FIND, text="{id}"),
    Row(name=Action.GOOGLE_CALENDAR, deed=None, text=""),
    Row(name=Action.OUTLOOK_CALENDAR, deed=None, text=""),
    Row(name=Action.CALENDAR_AGAIN, deed=Deed.FIND, text="{id}"),
    Row(name=Action.REMIND_ME, deed=Deed.FIND, text="{id}"),
    Row(name=Action.REMIND_ME_NOT, deed=Deed.FIND, text="{id}"),
    Row(name=Action.SNOOZE, deed=Deed.FIND, text="{id}"),
    Row(name=Action.WISH_EXISTS, deed=Theirs.WISH, text="{wish}"),
    Row(name=Action.WISH_CREATE, deed=Theirs.WISH, text="{wish}"),
    Row(name=Action.WISH_FORGET, deed=Theirs.WISH, text="{wish}"),
    Row(name=Action.OPEN_SETTINGS, deed=Deed.FIND),
    Row(name=Action.MY_SETTINGS, deed=Deed.FIND, inside=SETTINGS),
    Row(name=Action.CHANNEL_SETTINGS, deed=Deed.CREATE, inside=SETTINGS),
    Row(name=Action.WORKSPACE_SETTINGS, deed=Deed.ADMINISTER, inside=SETTINGS),
    Row(name=Action.OPEN_ROLES, deed=Deed.ADMINISTER, inside=SETTINGS),
    Row(name=Action.SHOW_CHANGES, deed=Deed.ADMINISTER, inside=SETTINGS),
    Row(name=Action.EXPORT_HISTORY, deed=Deed.ADMINISTER, inside=(*SETTINGS, Action.SHOW_CHANGES)),
    Row(name=Action.REMOVE_ROLE, deed=Deed.ADMINISTER, text="U0GUESTUSER", inside=ROLES),
    Row(
        name=Action.ADD_CO_OWNER,
        deed=Deed.HAND_OVER,
        text="U0COMMSLEAD",
        sent=Sent.PERSON,
        inside=OWNERS,
    ),
    Row(name=Action.REMOVE_CO_OWNER, deed=Deed.HAND_OVER, text="U0GUESTUSER", inside=OWNERS),
    Row(
        name=Action.HAND_OVER,
        deed=Deed.HAND_OVER,
        text="U0COMMSLEAD",
        sent=Sent.PERSON,
        inside=OWNERS,
    ),
    Row(name=Action.ACCEPT_OFFER, deed=Theirs.OFFERED, text="{id}"),
    Row(name=Action.DECLINE_OFFER, deed=Theirs.OFFERED, text="{id}"),
    Row(name=Action.WITHDRAW_OFFER, deed=Deed.HAND_OVER, text="{id}", inside=OWNERS),
    Row(name=Action.TAKE_OVER, deed=Deed.HAND_OVER, text="{id}"),
    Row(name=Action.FOLDERS_REFRESH, deed=Deed.CREATE),
    Row(name=Action.OPEN_ACCOUNT, deed=Deed.ADMINISTER),
    Row(name=Action.OPEN_ACCOUNT, deed=Deed.ADMINISTER, inside=SETTINGS),
    Row(name=Action.DISCONNECT, deed=Deed.ADMINISTER, inside=ACCOUNT),
]
"""Every button and menu, with values that do what it does."""

ADDING = (f"{Action.ADD_PRESENTERS} {{id}}",)

VIEWS = [
    Row(name=View.FORM, deed=Deed.CREATE, inside=FORM),
    Row(name=View.EDIT, deed=Deed.CHANGE, inside=EDIT),
    Row(name=View.CANCEL, deed=Deed.CHANGE, inside=("cancel {id} snow",)),
    Row(name=View.SETTLE, deed=Theirs.WISH, text="{seen}", inside=("wish_exists {wish}",)),
    Row(name=View.IMPORT, deed=Deed.CREATE, inside=("import {there}",)),
    Row(name=View.ADD_PRESENTERS, deed=Deed.PRESENT, inside=ADDING, people="people"),
    Row(
        name=View.INVITE,
        deed=Deed.PRESENT,
        text='["{id}", [["U0GUESTUSER", "host", 0]]]',
        inside=ADDING,
    ),
    Row(name=View.SHARE, deed=Deed.SHARE, inside=(f"{Action.EVENT_MENU} {Choice.SHARE} {{id}}",)),
    Row(name=View.FIND, deed=Deed.FIND, inside=(Action.OPEN_FIND,)),
    Row(name=View.SETTINGS, deed=Deed.ADMINISTER, inside=SETTINGS),
    Row(name=View.SETTINGS, deed=Deed.CREATE, inside=("settings channel",)),
    Row(name=View.SETTINGS, deed=Deed.FIND, inside=("settings me",)),
    Row(name=View.ROLES, deed=Deed.ADMINISTER, inside=ROLES, people="role_people"),
    Row(name=View.TAKE_OVER, deed=Deed.HAND_OVER, inside=(f"{Action.TAKE_OVER} {{id}}",)),
    Row(name=View.ACCOUNT, deed=Deed.ADMINISTER, inside=ACCOUNT),
    Row(name=View.OWNERSHIP, deed=None, inside=OWNERS),
    Row(name=View.PROGRESS, deed=None, inside=OWNERS),
    Row(name=View.PRESENTERS, deed=None, inside=OWNERS),
    Row(name=View.DETAILS, deed=None, inside=OWNERS),
    Row(name=View.HOME, deed=None, inside=HOME),
]
"""Every modal, and how an admin opens it; those that nobody submits are sent all the same."""
