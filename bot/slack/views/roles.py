"""Roles in the workspace: who has which, giving and taking them, and what was changed."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ConfirmObject,
    DividerBlock,
    ExternalDataMultiSelectElement,
    InputBlock,
    MarkdownTextObject,
    SectionBlock,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View as SlackView

from bot.domain import Role
from bot.language import say, say_count, say_moment, say_number, to_say
from bot.people import ACCOUNT, EXPORT, RETENTION
from bot.preferences import Name
from bot.retention import read_removed
from bot.slack import text
from bot.slack.ids import Action, Field, View
from bot.slack.views.account import TITLE as ACCOUNT_TITLE
from bot.slack.views.inputs import valued
from bot.slack.views.message import Parts, button, code, lines, modal, paragraph, plain, rich
from bot.slack.views.settings import NAMES, ROLES, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import Block

    from bot.people import UserGroup, WorkspaceEntry
    from bot.slack.views.message import Line

SHOWN = 40
"""Roles in one window; a view has room for 100 blocks."""
_OPTIONS = 100
_GIVEN = {
    Role.VIEWER: to_say("viewer"),
    Role.CREATOR: to_say("creator"),
    Role.ADMIN: to_say("admin"),
}

_HELD = {
    Role.NOBODY: to_say("without access"),
    Role.VIEWER: to_say("a viewer"),
    Role.CREATOR: to_say("a creator"),
}
"""What somebody without a role is."""


def roles(
    given: Sequence[tuple[str, Role]], default: Role, *, turn: int = 0, problem: str = ""
) -> dict[str, Any]:
    """Draw who has which role; `turn` counts the times that the inputs were emptied."""
    about = say(
        "Slack's own admins and owners are always admins here. A person's own role goes before "
        "those of their user groups, and the highest of these counts."
    )
    held = say(_HELD[default])
    everybody = say("Whoever has none is {role}.", role=held)
    more = len(given) - SHOWN
    blocks = [
        *([paragraph(problem)] if problem else []),
        paragraph(f"{about} {everybody}"),
        *map(_given, given[:SHOWN]),
        *([paragraph(say_count("{number} more.", "{number} more.", more))] if more > 0 else []),
        DividerBlock(),
        *_inputs(turn),
    ]
    return SlackView(
        type="modal",
        callback_id=View.ROLES,
        title=say("Roles"),
        submit=say("Give role"),
        close=say("Close"),
        private_metadata=str(turn),
        blocks=blocks,
    ).to_dict()


def waiting(words: str) -> dict[str, Any]:
    """Show a sentence where roles are about to stand, or cannot."""
    return modal(View.PROGRESS, say("Roles"), [paragraph(words)])


def _given(each: tuple[str, Role]) -> Block:
    subject, role = each
    take = button(say("Remove"), Action.REMOVE_ROLE, subject, label=say("Remove this role"))
    take.confirm = ConfirmObject(
        title=say("Remove this role?"),
        text=plain(say("From then on the default counts, or the role of a user group.")),
        confirm=say("Remove"),
        deny=say("Keep it"),
    )
    held = say(_GIVEN[role])
    words = say("{who} · {role}", who=_mention(subject), role=held)
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True), accessory=take)


def _mention(subject: str) -> str:
    return f"<!subteam^{subject}>" if subject.startswith("S") else text.mention(subject)


def _inputs(turn: int) -> list[Block]:
    offered = [valued(role.value, say(ROLES[role])) for role in _GIVEN]
    people = UserMultiSelectElement(placeholder=plain(say("People")))
    groups = ExternalDataMultiSelectElement(
        placeholder=plain(say("User groups")), min_query_length=0
    )
    chosen = StaticSelectElement(options=offered, initial_option=offered[1])
    people.action_id = chosen.action_id = Action.FORM_INPUT
    groups.action_id = Action.ROLE_GROUPS
    asked = [
        (Field.ROLE_PEOPLE, say("People"), people, True),
        (Field.ROLE_GROUPS, say("User groups"), groups, True),
        (Field.ROLE, say("Role"), chosen, False),
    ]
    return [
        InputBlock(block_id=f"{field}~{turn}", label=name, element=element, optional=optional)
        for field, name, element, optional in asked
    ]


def group_options(groups: Sequence[UserGroup], query: str) -> list[dict[str, Any]]:
    """Offer the user groups whose name or handle contains what is typed."""
    wanted = query.lower().lstrip("@")
    found = [
        valued(each.id, text.shorten(f"@{each.handle} ({each.name})", 75)).to_dict()
        for each in groups
        if wanted in f"{each.handle} {each.name}".lower()
    ]
    return found[:_OPTIONS]


def read_given(view: Mapping[str, Any]) -> tuple[tuple[str, ...], Role, int]:
    """Read who shall have which role, and how often the inputs were emptied before."""
    values = {
        block.partition("~")[0]: next(iter(actions.values()))
        for block, actions in view["state"]["values"].items()
    }
    people = values[Field.ROLE_PEOPLE].get("selected_users") or ()
    groups = values[Field.ROLE_GROUPS].get("selected_options") or ()
    role = Role(values[Field.ROLE]["selected_option"]["value"])
    subjects = (*people, *(option["value"] for option in groups))
    return subjects, role, int(view["private_metadata"])


def block_of_people(view: Mapping[str, Any]) -> str:
    """Name the block that an error about missing people stands on."""
    return f"{Field.ROLE_PEOPLE}~{view['private_metadata']}"


def changes(entries: Sequence[WorkspaceEntry], *, news: str = "") -> dict[str, Any]:
    """Show who changed which role or setting of the workspace and its channels, latest first.

    The whole history, that of webcasts too, can be exported.
    """
    blocks = [
        *([paragraph(news)] if news else []),
        lines(map(_entry, entries)) if entries else paragraph(say("None so far.")),
        ActionsBlock(elements=[button(say("Export history"), Action.EXPORT_HISTORY)]),
    ]
    return modal(View.PROGRESS, say("Recent changes"), blocks)


def _entry(entry: WorkspaceEntry) -> Line:
    at = say_moment(entry.at.astimezone(UTC), "y-MM-dd HH:mm 'UTC'")
    if entry.what == EXPORT:
        return rich(code(at), " ", Parts.User(user_id=entry.who), " · ", _exported(entry))
    if entry.what == RETENTION:
        return rich(code(at), " ", _removed(entry))
    before, after = (_value(entry.what, kept) for kept in (entry.before, entry.after))
    told = say("{what}: from {old} to {new}", what=_what(entry.what), old=before, new=after)
    subject = [_element(entry.subject), " · "] if entry.subject else []
    return rich(code(at), " ", Parts.User(user_id=entry.who), " · ", *subject, told)


def _exported(entry: WorkspaceEntry) -> str:
    return say_count(
        "{number} line of history exported", "{number} lines of history exported", int(entry.after)
    )


def _removed(entry: WorkspaceEntry) -> str:
    """Say what the bot removed by itself."""
    removed = read_removed(entry.after)
    return say(
        "Removed as past its time: webcasts {webcasts}, creates that came to nothing {wishes}, "
        "lines of changes {lines}",
        webcasts=say_number(removed.webcasts),
        wishes=say_number(removed.wishes),
        lines=say_number(removed.lines),
    )


def _element(subject: str) -> Any:  # noqa: ANN401  (slack_sdk types rich text loosely)
    match subject[:1]:
        case "S":
            return Parts.UserGroup(usergroup_id=subject)
        case "C" | "G":
            return Parts.Channel(channel_id=subject)
        case _:
            return Parts.User(user_id=subject)


def _what(what: str) -> str:
    if what == ACCOUNT:
        return say(ACCOUNT_TITLE)
    return say(NAMES[Name(what)]) if what in set(Name) else say("Role")


def _value(what: str, kept: str) -> str:
    if not kept:
        return say("not set")
    if what == ACCOUNT:
        return kept
    return value(Name(what), kept) if what in set(Name) else say(_GIVEN[Role(kept)])
