"""Settings, roles, finding and doctor, as they are clicked and typed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from bot.domain import Role
from bot.errors import StoreFailed
from tests.stage import COMMS, INVESTOR, PRESENTER, TOWN_HALL, Stage, text_of

GUEST, AGENCY = "U0GUESTUSER", "U0AGENCYREP"
GENERAL, PARTNERS = "C0GENERAL01", "C0PARTNERS1"
EVENTS_TEAM = "S0EVENTS001"


@pytest.fixture
async def stage(stage: Stage) -> Stage:
    """Open the curtain for people who all read English."""
    users = stage.show.slack.world.workspace.users
    users[INVESTOR] = replace(users[INVESTOR], locale="en-US")
    return stage


async def give(stage: Stage, subject: str, role: Role) -> None:
    parts = stage.show.bot.parts
    await parts.store.set_role(parts.workspace, subject, role)


async def settings_of(stage: Stage, scope: str, subject: str = "") -> dict[str, str]:
    parts = stage.show.bot.parts
    return await parts.store.preferences(parts.workspace, scope, subject)


def block(view: dict[str, Any], stem: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in view["blocks"] if each["block_id"].partition("~")[0] == stem
    )
    return found


def value(view: dict[str, Any], stem: str) -> dict[str, Any]:
    [element] = view["state"]["values"][block(view, stem)["block_id"]].values()
    found: dict[str, Any] = element
    return found


def last_answer(stage: Stage, user: str = COMMS, channel: str = TOWN_HALL) -> str:
    return text_of(stage.from_bot(channel, user=user)[-1]["blocks"])


async def press(stage: Stage, block_id: str, action: str, *, user: str = COMMS) -> None:
    """Press a button in the window on top."""
    view = stage.view(user=user)
    await stage.show.slack.action(user, block_id, action, view_id=view["id"])
    await stage.settled()


async def test_ones_own_settings_are_saved_and_told(stage: Stage) -> None:
    await stage.command("/webcast settings")
    assert "Not set: 1 hour" in text_of(block(stage.view(), "duration"))

    await stage.submit({"duration": "120", "zone": "CET", "reminders": "1d, 15m"})

    view = stage.view()
    words = text_of(view["blocks"])
    assert "Duration: from not set to 2 hours" in words
    assert value(view, "zone")["selected_option"]["value"] == "CET"
    assert await settings_of(stage, "user", COMMS) == {
        "duration": "120",
        "zone": "CET",
        "reminders": "1d,15m",
    }


async def test_a_setting_is_taken_back_by_leaving_it_open(stage: Stage) -> None:
    await stage.command("/webcast settings dur:120 cap:500")
    await stage.command("/webcast settings")

    await stage.submit({"duration": "default", "capacity": None})

    assert await settings_of(stage, "user", COMMS) == {}


async def test_a_bad_value_stays_in_the_form_with_the_reason(stage: Stage) -> None:
    await stage.command("/webcast settings")

    answer = await stage.submit({"reminders": "31d"})

    assert "too early" in answer["errors"]["reminders~user"]
    assert await settings_of(stage, "user", COMMS) == {}


async def test_a_folder_is_picked_from_the_tree_or_none(stage: Stage) -> None:
    await stage.command("/webcast settings")
    view = stage.view()
    where = block(view, "folder")["block_id"]
    offered = await stage.show.slack.suggest(
        COMMS, where, "settings_folder", "", view_id=view["id"]
    )
    labels = [each["text"]["text"] for each in offered["options"]]
    assert labels[0] == "Not set"
    assert len(labels) > 1

    await stage.submit({"folder": offered["options"][1]["value"]})

    kept = (await settings_of(stage, "user", COMMS))["folder"]
    assert kept == f"{offered['options'][1]['value']} {labels[1]}"


async def test_a_folder_is_set_at_once_by_its_name(stage: Stage) -> None:
    tree = await stage.show.bot.parts.folders.tree()
    folder, path = list(tree.walk())[1]

    await stage.command(f'/webcast settings folder:"{path[-1]}"')
    await stage.command("/webcast settings folder:nowhere")

    assert (await settings_of(stage, "user", COMMS))["folder"].startswith(folder.id)
    assert "No folder is called" in last_answer(stage)


async def test_what_applies_otherwise_is_shown(stage: Stage) -> None:
    await stage.command("/webcast settings admin dur:180")

    await stage.command("/webcast settings")

    assert "Not set: 3 hours" in text_of(block(stage.view(), "duration"))


async def test_setting_at_once_tells_before_and_after(stage: Stage) -> None:
    await stage.command("/webcast settings cap:500")
    await stage.command("/webcast settings cap:2000 dur:1h30")

    words = last_answer(stage)
    assert "Audience capacity: from 500 to 2,000" in words
    assert "Duration: from not set to 1 hour 30 minutes" in words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("cap:7", "50 to 10,000"),
        ("title:hello", "is no setting"),
        ("confirm:30", "setting of the workspace"),
        ("channel role:viewer", "setting of the workspace"),
    ],
)
async def test_what_cannot_be_set_is_said(stage: Stage, typed: str, says: str) -> None:
    await stage.command(f"/webcast settings {typed}")

    assert says in last_answer(stage)


async def test_the_form_is_filled_from_settings_and_says_whose(stage: Stage) -> None:
    await stage.command("/webcast settings admin cap:3000 expire:6")
    await stage.command("/webcast settings cap:2000 dur:120")
    await stage.command("/webcast settings channel tz:tokyo announce:#general")

    await stage.command('/webcast create "Q4" friday 3pm')

    view = stage.view()
    assert value(view, "capacity")["value"] == "2000"
    assert text_of(block(view, "capacity")["hint"]).startswith("Your setting.")
    assert text_of(block(view, "duration")["hint"]) == "Your setting."
    assert text_of(block(view, "expiration")["hint"]).startswith("Workspace setting.")
    assert text_of(block(view, "zone")["hint"]) == "From this channel's settings."
    assert value(view, "zone")["selected_option"]["value"] == "Japan"
    assert value(view, "channels")["selected_conversations"] == [GENERAL]
    assert "hint" not in block(view, "source")
    assert "15:00 Japan" in text_of(block(view, "when_read"))


async def test_words_of_the_command_win_and_a_changed_field_is_nobodys_setting(
    stage: Stage,
) -> None:
    await stage.command("/webcast settings cap:2000 tz:cet dur:120")

    await stage.command('/webcast create "Q4" friday 3pm cap:500')
    view = stage.view()
    assert value(view, "capacity")["value"] == "500"
    assert "Your setting" not in text_of(block(view, "capacity")["hint"])

    await stage.choose("zone", "Japan")
    view = stage.view()
    assert "hint" not in block(view, "zone")
    assert text_of(block(view, "duration")["hint"]) == "Your setting."


async def test_the_settings_of_another_channel_do_not_count(stage: Stage) -> None:
    await stage.command("/webcast settings channel cap:2000")

    await stage.command('/webcast create "Q4" friday 3pm', channel=GENERAL)

    assert value(stage.view(), "capacity")["value"] == "1000"


async def test_tabs_lead_to_what_one_may_change(stage: Stage) -> None:
    await stage.command("/webcast settings")
    await press(stage, "tabs", "channel_settings")
    assert stage.view()["title"]["text"] == "Channel settings"

    await stage.submit({"capacity": "700"})
    assert await settings_of(stage, "channel", TOWN_HALL) == {"capacity": "700"}

    await press(stage, "tabs", "workspace_settings")
    view = stage.view()
    assert view["title"]["text"] == "Workspace settings"
    assert value(view, "capacity").get("value") is None


async def test_who_is_no_admin_is_offered_no_workspace_settings(stage: Stage) -> None:
    await stage.command("/webcast settings", user=INVESTOR)

    assert "Workspace settings" not in text_of(stage.view(user=INVESTOR)["blocks"])


@pytest.mark.parametrize(
    ("user", "role", "typed", "says"),
    [
        pytest.param(INVESTOR, None, "admin", "Only admins", id="no admin"),
        pytest.param(GUEST, None, "channel", "create any", id="a guest"),
        pytest.param(PRESENTER, Role.VIEWER, "channel", "create any", id="a viewer"),
    ],
)
async def test_settings_open_only_for_those_who_may(
    stage: Stage, user: str, role: Role | None, typed: str, says: str
) -> None:
    if role:
        await give(stage, user, role)

    await stage.command(f"/webcast settings {typed}", user=user)
    await stage.command(f"/webcast settings {typed} cap:2000", user=user)

    assert says in text_of(stage.view(user=user)["blocks"])
    assert says in last_answer(stage, user)
    assert await settings_of(stage, "workspace") == {}
    assert await settings_of(stage, "channel", TOWN_HALL) == {}


async def test_people_of_other_workspaces_have_no_settings(stage: Stage) -> None:
    await stage.command("/webcast settings cap:2000", user=AGENCY, channel=PARTNERS)

    assert await settings_of(stage, "user", AGENCY) == {}


async def test_an_admins_window_is_of_no_use_to_who_is_none_any_more(stage: Stage) -> None:
    await give(stage, INVESTOR, Role.ADMIN)
    await stage.command("/webcast settings admin", user=INVESTOR)
    await give(stage, INVESTOR, Role.CREATOR)

    await stage.submit({"capacity": "700"}, user=INVESTOR)

    assert "Only admins" in text_of(stage.view(user=INVESTOR)["blocks"])
    assert await settings_of(stage, "workspace") == {}


async def test_only_what_somebody_changed_is_kept(stage: Stage) -> None:
    await stage.command("/webcast settings admin")
    parts = stage.show.bot.parts
    await parts.store.set_preference(parts.workspace, "workspace", "", "duration", "90")

    await stage.submit({"capacity": "700"})

    assert await settings_of(stage, "workspace") == {"capacity": "700", "duration": "90"}


async def test_a_direct_message_has_no_channel_settings(stage: Stage) -> None:
    await stage.command("/webcast settings channel cap:700", channel="D0COMMSLEAD")

    assert "in the channel that is meant" in last_answer(stage, channel="D0COMMSLEAD")


async def test_channels_are_spoken_to_in_the_language_that_is_set(stage: Stage) -> None:
    await stage.command("/webcast settings admin language:de")
    assert await stage.show.bot.parts.chat.channel_language() == "de"

    await stage.command("/webcast settings admin language:default")
    assert await stage.show.bot.parts.chat.channel_language() == "en"


async def test_the_default_role_counts_for_everybody_without_one(stage: Stage) -> None:
    await stage.command("/webcast settings admin role:viewer")

    await stage.command('/webcast create "Q4" friday 3pm', user=INVESTOR)

    assert "not create any" in last_answer(stage, INVESTOR)


async def open_roles(stage: Stage) -> None:
    await stage.command("/webcast settings admin")
    await press(stage, "tabs", "open_roles")


async def test_an_admin_gives_roles_to_people_and_groups(stage: Stage) -> None:
    await open_roles(stage)
    view = stage.view()
    assert "Slack's own admins" in text_of(view["blocks"])
    where = block(view, "role_groups")["block_id"]
    offered = await stage.show.slack.suggest(
        COMMS, where, "role_groups", "@eve", view_id=view["id"]
    )
    assert [each["text"]["text"] for each in offered["options"]] == ["@events-team (Events team)"]

    await stage.submit({"role_people": [PRESENTER], "role_groups": [EVENTS_TEAM], "role": "viewer"})

    parts = stage.show.bot.parts
    assert await parts.store.roles(parts.workspace) == (
        (EVENTS_TEAM, Role.VIEWER),
        (PRESENTER, Role.VIEWER),
    )
    words = text_of(stage.view()["blocks"])
    assert f"<!subteam^{EVENTS_TEAM}> · viewer" in words
    assert value(stage.view(), "role_people").get("selected_users") == []
    await stage.command('/webcast create "Q4" friday 3pm', user=PRESENTER)
    assert "not create any" in last_answer(stage, PRESENTER)


async def test_a_role_is_removed_and_all_is_on_record(stage: Stage) -> None:
    await give(stage, PRESENTER, Role.VIEWER)
    await open_roles(stage)
    view = stage.view()
    where = next(
        each["block_id"] for each in view["blocks"] if PRESENTER in text_of(each.get("text") or "")
    )

    await press(stage, where, "remove_role")

    parts = stage.show.bot.parts
    assert await parts.store.roles(parts.workspace) == ()
    await stage.show.slack.close(COMMS, stage.view()["id"])
    await press(stage, "tabs", "show_changes")
    assert "Role: from viewer to not set" in text_of(stage.view()["blocks"])


async def test_nobody_chosen_is_said_on_the_field(stage: Stage) -> None:
    await open_roles(stage)

    answer = await stage.submit({"role": "admin"})

    assert "Choose people" in answer["errors"]["role_people~0"]


async def test_who_stopped_being_an_admin_gives_no_roles(stage: Stage) -> None:
    await give(stage, INVESTOR, Role.ADMIN)
    await stage.command("/webcast settings admin", user=INVESTOR)
    await press(stage, "tabs", "open_roles", user=INVESTOR)
    await give(stage, INVESTOR, Role.CREATOR)

    await stage.submit({"role_people": [PRESENTER], "role": "admin"}, user=INVESTOR)

    parts = stage.show.bot.parts
    assert await parts.store.roles(parts.workspace) == ((INVESTOR, Role.CREATOR),)
    assert "Only admins" in text_of(stage.view(user=INVESTOR)["blocks"])


async def test_an_admin_cannot_shut_themselves_out(stage: Stage) -> None:
    await give(stage, INVESTOR, Role.ADMIN)
    await stage.command("/webcast settings admin", user=INVESTOR)
    await press(stage, "tabs", "open_roles", user=INVESTOR)

    await stage.submit({"role_people": [INVESTOR], "role": "viewer"}, user=INVESTOR)

    parts = stage.show.bot.parts
    assert await parts.store.roles(parts.workspace) == ((INVESTOR, Role.ADMIN),)
    assert "Ask another admin" in text_of(stage.view(user=INVESTOR)["blocks"])


async def tray(stage: Stage) -> dict[str, Any]:
    await stage.command("/webcast")
    return stage.from_bot(TOWN_HALL)[-1]


async def test_the_tray_opens_settings_and_a_window_to_find_in(stage: Stage) -> None:
    message = await tray(stage)
    labels = [each["text"]["text"] for each in message["blocks"][-1]["elements"]]
    assert labels == ["Create webcast", "My webcasts", "Find", "Settings", "Help"]

    await stage.click(message, TOWN_HALL, "open_settings")
    assert stage.view()["title"]["text"] == "My settings"


async def test_find_lists_what_goes_by_the_words_and_shows_one(stage: Stage) -> None:
    await stage.command('/webcast create "Q4 town hall" friday 3pm')
    await stage.submit()
    await stage.show.slack.close(COMMS, stage.view()["id"], everything=True)
    await stage.click(await tray(stage), TOWN_HALL, "open_find")

    await stage.submit({"find_text": "nothing like it"})
    assert "I know no webcast" in text_of(stage.view()["blocks"])
    await stage.submit({"find_text": "town"})
    view = stage.view()
    assert "1 webcast found." in text_of(view["blocks"])
    await press(stage, view["blocks"][-1]["block_id"], "show_event")

    assert "Viewer link" in text_of(stage.view()["blocks"])


async def test_an_admin_exports_the_history_which_is_on_record(stage: Stage) -> None:
    await stage.command("/webcast settings admin dur:180")
    await give(stage, INVESTOR, Role.ADMIN)
    await stage.command("/webcast settings admin", user=INVESTOR)
    await press(stage, "tabs", "show_changes", user=INVESTOR)
    view = stage.view(user=INVESTOR)

    await stage.press(view, "export_history", user=INVESTOR)

    words = text_of(stage.view(user=INVESTOR)["blocks"])
    assert "The history is in your direct messages with me." in words
    assert "1 line of history exported" in words
    place = stage.show.slack.world.workspace
    [channel] = [
        each["id"]
        for each in stage.show.slack.state(INVESTOR)["channels"]
        if any("The history of this" in text_of(m.get("blocks")) for m in each["messages"])
    ]
    told, posted = stage.from_bot(channel, user=INVESTOR)[-2:]
    assert "The history of this workspace: 1 line" in text_of(told["blocks"])
    [name] = [file.name for file in place.files.values() if file.id in str(posted)]
    assert name == "webcasts-history-2026-11-24.csv"
    [file] = [file for file in place.files.values() if file.name == name]
    assert file.data
    [row] = csv.DictReader(io.StringIO(file.data.decode(), newline=""))
    assert (row["who"], row["what"], row["after"]) == (COMMS, "duration", "180")


async def test_who_is_no_admin_any_more_exports_nothing(stage: Stage) -> None:
    await give(stage, INVESTOR, Role.ADMIN)
    await stage.command("/webcast settings admin", user=INVESTOR)
    await press(stage, "tabs", "show_changes", user=INVESTOR)
    await give(stage, INVESTOR, Role.CREATOR)

    await stage.press(stage.view(user=INVESTOR), "export_history", user=INVESTOR)

    assert not stage.show.slack.world.workspace.files
    parts = stage.show.bot.parts
    assert await parts.store.workspace_history(parts.workspace, 10) == ()


async def test_doctor_tells_an_admin_that_everything_works(stage: Stage) -> None:
    await stage.command("/webcast doctor")

    words = last_answer(stage)
    assert "Everything works." in words
    for about in ("Slack", "Permissions in Slack", "Clock", "Database", "Encryption key"):
        assert f"OK: {about}" in words
    assert "Nothing waits to be done." in words
    assert "SQLite 3" in words
    assert "of 80 creates" in words


async def test_doctor_names_what_fails_first(stage: Stage) -> None:
    await stage.fault(endpoint="folder/tree", kind="code", code=10)

    await stage.command("/webcast doctor")

    words = last_answer(stage)
    assert words.startswith("1 check failed.")
    assert "Fails: Folders of the platform" in words


async def test_doctor_is_for_admins(stage: Stage) -> None:
    await stage.command("/webcast doctor", user=INVESTOR)

    assert "Only admins" in last_answer(stage, INVESTOR)


async def test_settings_that_could_not_be_saved_stay_as_chosen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("/webcast settings cap:200")
    await stage.command("/webcast settings")
    with monkeypatch.context() as broken:
        broken.setattr(type(stage.show.bot.parts.store), "set_preference", refuse)
        await stage.submit({"duration": "120", "reminders": "1d", "capacity": None})

    view = stage.view()
    assert "Reference:" in text_of(view["blocks"])
    assert value(view, "duration")["selected_option"]["value"] == "120"

    await stage.submit()

    assert await settings_of(stage, "user", COMMS) == {"duration": "120", "reminders": "1d"}


async def refuse(*_args: object, **_named: object) -> None:
    raise StoreFailed("The database is busy.")
