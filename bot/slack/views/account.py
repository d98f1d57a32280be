"""The window of the platform account: whose it is, entering it, and how the check went."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ConfirmObject,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.views import View as SlackView

from bot.language import say, say_moment, to_say
from bot.slack.ids import Action, Field, View
from bot.slack.views.message import (
    Parts,
    button,
    code,
    lines,
    modal,
    paragraph,
    plain,
    remark,
    woven,
)
from bot.tenancy import LONGEST, Login

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import Block

    from bot.tenancy import Account

TITLE = to_say("Platform account")


def account(
    connected: Account | None,
    *,
    has_operator: bool = False,
    username: str = "",
    news: str = "",
    problem: str = "",
    turn: int = 0,
) -> dict[str, Any]:
    """Draw the account of the workspace, and inputs for another.

    `news` is what was done, `problem` why it was not, below what was entered. `turn` counts the
    times that it was drawn: the password never stands there again. `has_operator` tells that
    without an account the one of whoever runs the bot is used.
    """
    told = say("I log in before I keep it. The password is encrypted and never shown again.")
    blocks = [
        *([paragraph(news)] if news else []),
        _state(connected, has_operator=has_operator),
        *_inputs(username, turn),
        *([paragraph(problem)] if problem else []),
        remark(told),
        *([_leaving(has_operator=has_operator)] if connected else []),
    ]
    return SlackView(
        type="modal",
        callback_id=View.ACCOUNT,
        title=say(TITLE),
        submit=say("Connect"),
        close=say("Close"),
        private_metadata=str(turn),
        blocks=blocks,
    ).to_dict()


def waiting(words: str) -> dict[str, Any]:
    """Show a sentence where the account is about to stand, or cannot."""
    return modal(View.PROGRESS, say(TITLE), [paragraph(words)])


def missing() -> Block:
    """Say to an admin that there is no account, with the button that opens this window."""
    words = say("This workspace is not connected to the webcast platform yet.")
    return SectionBlock(text=plain(words), accessory=open_button())


def open_button() -> Any:  # noqa: ANN401  (slack_sdk types buttons in two ways)
    """Make the button that opens this window."""
    return button(say(TITLE), Action.OPEN_ACCOUNT)


def read_login(view: Mapping[str, Any]) -> tuple[Login, int]:
    """Read what was entered, and how often the window was drawn before."""
    typed = {
        block.partition("~")[0]: str(next(iter(actions.values())).get("value") or "")
        for block, actions in view["state"]["values"].items()
    }
    login = Login(
        username=typed.get(Field.USERNAME, "").strip(), password=typed.get(Field.PASSWORD, "")
    )
    return login, turn_of(view)


def turn_of(view: Mapping[str, Any]) -> int:
    """Read how often the window was drawn before."""
    return int(view["private_metadata"])


def _state(connected: Account | None, *, has_operator: bool) -> Block:
    if connected is None:
        return paragraph(_without(has_operator=has_operator))
    at = say_moment(connected.at.astimezone(UTC), "y-MM-dd HH:mm 'UTC'")
    sentence = say("Connected as {account}, by {who}, {at}")
    return lines(
        [
            woven(
                sentence,
                account=code(connected.login.username),
                who=Parts.User(user_id=connected.by),
                at=at,
            )
        ]
    )


def _without(*, has_operator: bool) -> str:
    if has_operator:
        return say("The account of whoever runs the bot is used until you connect one of your own.")
    return say("Not connected: nobody can create, change or import webcasts until you connect it.")


def _inputs(username: str, turn: int) -> list[Block]:
    name = PlainTextInputElement(
        initial_value=username or None,
        max_length=LONGEST,
        placeholder=plain(say("The user name of your API account")),
    )
    password = PlainTextInputElement(max_length=LONGEST, placeholder=plain(say("Its password")))
    name.action_id = password.action_id = Action.FORM_INPUT
    return [
        InputBlock(block_id=f"{Field.USERNAME}~{turn}", label=say("User name"), element=name),
        InputBlock(
            block_id=f"{Field.PASSWORD}~{turn}",
            label=say("Password"),
            element=password,
            hint=say("Slack shows what you type here, so look who is watching."),
        ),
    ]


def _leaving(*, has_operator: bool) -> Block:
    leave = button(say("Disconnect"), Action.DISCONNECT, style="danger")
    then = (
        say("The account of whoever runs the bot is used from then on.")
        if has_operator
        else say("Nobody can create, change or import webcasts from then on.")
    )
    leave.confirm = ConfirmObject(
        title=say("Disconnect the account?"),
        text=plain(then),
        confirm=say("Disconnect"),
        deny=say("Keep it"),
        style="danger",
    )
    return ActionsBlock(elements=[leave], block_id="leaving")
