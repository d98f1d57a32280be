"""The platform account of a workspace: offered to its admins, tried before it is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.slack.ids import Action
from tests.stage import Stage, text_of
from tests.teams import PASSWORD, House, account, house, installation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

ADMIN, CREATOR = "U1", "U2"


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[House]:
    """Open the bot in a workspace that has no account yet."""
    async with house(tmp_path, installed=(installation("T1"),)) as opened:
        opened.teams.admins.add(ADMIN)
        yield opened


def views(opened: House) -> list[dict[str, Any]]:
    """List the windows that were drawn, the last one last."""
    drawn = opened.teams.of("T1", "views.open", "views.push", "views.update")
    return [_read(call.given["view"]) for call in drawn]


def _read(view: str | dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
    return read


async def open_window(opened: House) -> dict[str, Any]:
    await opened.click("T1", ADMIN, Action.OPEN_ACCOUNT, "")
    return views(opened)[-1]


async def connect(opened: House, username: str, password: str) -> tuple[int, str]:
    """Open the window, fill it in and press its button."""
    window = await open_window(opened)
    typed = {"username": username, "password": password}
    values = {
        block["block_id"]: {"form_input": {"value": typed[block["block_id"].partition("~")[0]]}}
        for block in window["blocks"]
        if block["type"] == "input"
    }
    return await opened.submit("T1", ADMIN, window, values)


def offered(answer: object) -> bool:
    return Action.OPEN_ACCOUNT in json.dumps(answer)


async def tray(opened: House, user: str) -> object:
    await opened.command("T1", user, "")
    return opened.teams.of("T1", "response")[-1].given


async def test_the_tray_offers_it_to_admins_alone_while_there_is_none(opened: House) -> None:
    assert offered(await tray(opened, ADMIN))
    assert not offered(await tray(opened, CREATOR))

    await opened.store.keep_account(account("T1"))

    assert not offered(await tray(opened, ADMIN))


@pytest.mark.parametrize(("user", "sees"), [(ADMIN, True), (CREATOR, False)], ids=["admin", "else"])
async def test_the_home_of_an_admin_says_that_it_is_missing(
    opened: House, user: str, *, sees: bool
) -> None:
    await opened.event("T1", {"type": "app_home_opened", "user": user, "tab": "home"})

    [published] = opened.teams.of("T1", "views.publish")
    assert offered(published.given) is sees
    assert ("not connected" in str(published.given)) is sees


async def test_the_workspace_settings_lead_there(opened: House) -> None:
    await opened.command("T1", ADMIN, "settings admin")

    assert offered(views(opened)[-1])


async def test_whatever_needs_the_platform_says_where_to_connect_it(opened: House) -> None:
    await opened.command("T1", CREATOR, "folders")

    told = text_of(opened.teams.of("T1", "response")[-1].given["blocks"])
    assert "/webcast settings admin, then Platform account" in told


async def test_an_account_is_tried_then_kept(opened: House) -> None:
    status, acknowledged = await connect(opened, " svc ", PASSWORD)

    assert status == 200
    assert "Checking…" in json.loads(acknowledged)["view"]["blocks"][0]["text"]["text"]
    assert "the platform accepts svc" in text_of(views(opened)[-1]["blocks"])
    kept = await opened.store.account("T1")
    assert kept
    assert (kept.login.username, kept.login.password, kept.by) == ("svc", PASSWORD, ADMIN)


async def test_the_folders_of_the_account_are_there_at_once(opened: House) -> None:
    await opened.command("T1", CREATOR, "folders")
    await connect(opened, "svc", PASSWORD)

    await opened.command("T1", CREATOR, "folders")

    told = text_of(opened.teams.of("T1", "response")[-1].given["blocks"])
    assert "not connected" not in told


async def test_the_home_follows(opened: House) -> None:
    await opened.event("T1", {"type": "app_home_opened", "user": ADMIN, "tab": "home"})
    await connect(opened, "svc", PASSWORD)

    assert not offered(opened.teams.of("T1", "views.publish")[-1].given)


async def test_a_refused_account_is_not_kept_and_only_the_user_name_stands_there_again(
    opened: House,
) -> None:
    before = await open_window(opened)
    _, acknowledged = await connect(opened, "svc", "sekret but wrong")

    again = views(opened)[-1]
    inputs = {
        block["block_id"]: block["element"].get("initial_value")
        for block in again["blocks"]
        if block["type"] == "input"
    }
    assert "does not accept that user name and password" in text_of(again["blocks"])
    assert sorted(inputs.values(), key=str) == [None, "svc"]
    assert not set(inputs) & {block.get("block_id") for block in before["blocks"]}
    assert await opened.store.account("T1") is None
    assert "sekret" not in acknowledged + opened.teams.told("T1")


async def test_the_password_goes_nowhere(opened: House) -> None:
    await connect(opened, "svc", PASSWORD)
    await open_window(opened)
    await opened.click("T1", ADMIN, Action.SHOW_CHANGES, "")

    assert "Platform account: from not set to svc" in text_of(views(opened)[-1]["blocks"])
    assert PASSWORD not in opened.teams.told("T1")


async def test_who_closed_the_window_is_told_in_a_direct_message(opened: House) -> None:
    window = await open_window(opened)
    opened.teams.fails["views.update"] = "not_found"
    values = {
        "username~0": {"form_input": {"value": "svc"}},
        "password~0": {"form_input": {"value": "sekret but wrong"}},
    }

    await opened.submit("T1", ADMIN, window, values)

    [told] = opened.teams.of("T1", "chat.postMessage")
    assert told.given["channel"] == ADMIN
    assert "does not accept" in told.given["text"]
    assert "sekret" not in str(told.given)


async def test_an_account_is_disconnected_by_a_button_that_asks_once_more(opened: House) -> None:
    await opened.store.keep_account(account("T1"))
    window = await open_window(opened)
    [leave] = [
        element
        for block in window["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == Action.DISCONNECT
    ]
    assert "Nobody can create" in leave["confirm"]["text"]["text"]

    shown = {"view": {"id": "V1", "hash": "1", "type": "modal", **window}}
    await opened.click("T1", ADMIN, Action.DISCONNECT, "", more=shown)

    assert await opened.store.account("T1") is None
    assert "Disconnected." in text_of(views(opened)[-1]["blocks"])


async def test_with_the_operators_account_the_window_says_so(stage: Stage) -> None:
    await stage.command("/webcast settings admin")
    await stage.press(stage.view(), Action.OPEN_ACCOUNT)

    assert "whoever runs the bot" in text_of(stage.view()["blocks"])

    await stage.submit({"username": "sandbox", "password": "sekret but wrong"})

    assert "does not accept that user name" in text_of(stage.view()["blocks"])
    assert stage.view()["title"]["text"] == "Platform account"
