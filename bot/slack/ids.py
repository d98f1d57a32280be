"""Every name shared with Slack: commands, views, fields and actions, one enum each."""

from __future__ import annotations

from enum import StrEnum

SCOPES = frozenset(
    {
        "commands",
        "chat:write",
        "users:read",
        "channels:read",
        "groups:read",
        "usergroups:read",
        "files:write",
        "links:read",
        "links:write",
    }
)
"""Scopes of the bot's token; manifest.yml asks for exactly these."""


class Command(StrEnum):
    """Slash commands; manifest.yml offers exactly these."""

    WEBCAST = "/webcast"


class Verb(StrEnum):
    """The first word after `/webcast`."""

    CREATE = "create"
    LIST = "list"
    SHOW = "show"
    UPDATE = "update"
    MOVE = "move"
    CANCEL = "cancel"
    COPY = "copy"
    SHARE = "share"
    PRESENTERS = "presenters"
    OWNER = "owner"
    HISTORY = "history"
    REMIND = "remind"
    ICS = "ics"
    IMPORT = "import"
    FOLDERS = "folders"
    SETTINGS = "settings"
    DOCTOR = "doctor"
    HELP = "help"


class Shortcut(StrEnum):
    """Callback ids of shortcuts; manifest.yml offers exactly these."""

    CREATE = "create_webcast"
    CREATE_FROM_MESSAGE = "create_from_message"


class Happening(StrEnum):
    """What Slack tells us of; manifest.yml subscribes to exactly these."""

    HOME_OPENED = "app_home_opened"
    UNINSTALLED = "app_uninstalled"
    LINK_SHARED = "link_shared"
    ACCESS_GRANTED = "team_access_granted"
    ACCESS_REVOKED = "team_access_revoked"
    TOKENS_REVOKED = "tokens_revoked"
    USER_CHANGE = "user_change"


class View(StrEnum):
    """Callback ids of modals, and of the Home."""

    FORM = "webcast_form"
    EDIT = "webcast_edit"
    CANCEL = "webcast_cancel"
    PROGRESS = "webcast_progress"
    PRESENTERS = "webcast_presenters"
    HOME = "webcast_home"
    SETTLE = "webcast_settle"
    IMPORT = "webcast_import"
    ADD_PRESENTERS = "webcast_add_presenters"
    INVITE = "webcast_invite"
    DETAILS = "webcast_details"
    SHARE = "webcast_share"
    FIND = "webcast_find"
    SETTINGS = "webcast_settings"
    ROLES = "webcast_roles"
    OWNERSHIP = "webcast_ownership"
    TAKE_OVER = "webcast_take_over"
    ACCOUNT = "webcast_account"


class Field(StrEnum):
    """Inputs of the form: the stem of a block id, and the name of the field in an error."""

    TITLE = "title"
    KIND = "kind"
    WHEN = "when"
    ZONE = "zone"
    DURATION = "duration"
    SOURCE = "source"
    REGION = "region"
    VCU_ADDRESS = "vcu_address"
    VCU_CONNECTION = "vcu_connection"
    TELEPHONY = "telephony"
    VIDEO_BRIDGE = "video_bridge"
    MEDIA = "media"
    CAPACITY = "capacity"
    EXPIRATION = "expiration"
    FOLDER = "folder"
    FOLDER_FROM = "folder_from"
    PORTALS = "portals"
    COST_CENTER = "cost_center"
    PLAYER_CLOSE = "player_close"
    CHANNELS = "channels"
    REMINDERS = "reminders"
    REASON = "reason"
    EVENT_REF = "event_ref"
    PEOPLE = "people"
    PRESET = "preset"
    ROLE_PEOPLE = "role_people"
    ROLE_GROUPS = "role_groups"
    ROLE = "role"
    FIND_TEXT = "find_text"
    USERNAME = "username"
    PASSWORD = "password"  # noqa: S105  (the name of an input)


class Action(StrEnum):
    """Action ids of buttons and of inputs that speak up when they change."""

    FORM_INPUT = "form_input"
    FORM_CHANGED = "form_changed"
    FORM_FOLDER = "form_folder"
    FORM_ADD_PORTAL = "form_add_portal"
    OPEN_FORM = "open_form"
    LIST_MINE = "list_mine"
    SHOW_HELP = "show_help"
    SHOW_EVENT = "show_event"
    REVEAL = "reveal_presenters"
    SHOW_PRESENTERS = "show_presenters"
    TURN_PRESENTERS = "turn_presenters"
    ADD_PRESENTERS = "add_presenters"
    INVITE = "invite_presenters"
    PRESENTER_MENU = "presenter_menu"
    REVOKE = "revoke_presenter"
    REVEAL_MINE = "reveal_mine"
    PRESENTER_READY = "presenter_ready"
    PRESENTER_CANNOT = "presenter_cannot"
    WATCH = "watch"
    EDIT_EVENT = "edit_event"
    CANCEL_EVENT = "cancel_event"
    RESTORE_EVENT = "restore_event"
    SHOW_HISTORY = "show_history"
    SHARE_NOW = "share_now"
    SHARE_LATER = "share_later"
    DROP_SHARE = "drop_share"
    REMOVE_POST = "remove_post"
    UNDO_CHANGE = "undo_change"
    USE_PORTAL_VALUES = "use_portal_values"
    ADD_TO_CALENDAR = "add_to_calendar"
    OFFER_CALENDAR = "offer_calendar"
    GOOGLE_CALENDAR = "google_calendar"
    OUTLOOK_CALENDAR = "outlook_calendar"
    CALENDAR_FILE = "calendar_file"
    EVENT_MENU = "event_menu"
    HOME_SCOPE = "home_scope"
    HOME_BACK = "home_back"
    HOME_ON = "home_on"
    LIST_BACK = "list_back"
    LIST_MORE = "list_more"
    WISH_EXISTS = "wish_exists"
    WISH_CREATE = "wish_create"
    WISH_FORGET = "wish_forget"
    DRIFT_SEEN = "drift_seen"
    OPEN_FIND = "open_find"
    OPEN_SETTINGS = "open_settings"
    MY_SETTINGS = "my_settings"
    CHANNEL_SETTINGS = "channel_settings"
    WORKSPACE_SETTINGS = "workspace_settings"
    SETTINGS_FOLDER = "settings_folder"
    OPEN_ROLES = "open_roles"
    ROLE_GROUPS = "role_groups"
    REMOVE_ROLE = "remove_role"
    SHOW_CHANGES = "show_changes"
    EXPORT_HISTORY = "export_history"
    ADD_CO_OWNER = "add_co_owner"
    REMOVE_CO_OWNER = "remove_co_owner"
    HAND_OVER = "hand_over"
    WITHDRAW_OFFER = "withdraw_offer"
    ACCEPT_OFFER = "accept_offer"
    DECLINE_OFFER = "decline_offer"
    TAKE_OVER = "take_over"
    REMIND_ME = "remind_me"
    REMIND_ME_NOT = "remind_me_not"
    SNOOZE = "snooze_reminder"
    CALENDAR_AGAIN = "send_calendar_again"
    CALENDAR_STOP = "stop_calendar_updates"
    FOLDERS_REFRESH = "refresh_folders"
    OPEN_ACCOUNT = "open_account"
    DISCONNECT = "disconnect_account"


class Choice(StrEnum):
    """What the menu of an event offers."""

    SHOW = "show"
    EDIT = "edit"
    SHARE = "share"
    PRESENTERS = "presenters"
    COPY = "copy"
    CALENDAR = "calendar"
    REMIND = "remind"
    CANCEL = "cancel"
