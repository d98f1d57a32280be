"""The app's Home: what the app is told of it, and what clicks on it carry."""

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.demo.errors import DriverError
from tests.demo.conftest import Staging
from tests.demo.listener import ME, OTHER, Stage
from tests.demo.pieces import actions, button, field, home, modal, option, plain, section

JSON = dict[str, Any]
TOLD = frozenset({"app_home_opened"})


def event(stage: Stage) -> JSON:
    told: JSON = json.loads(stage.app.got[-1].body)["event"]
    return told


async def publish(stage: Stage, *blocks: JSON) -> JSON:
    published: JSON = (await stage.client.views_publish(user_id=ME, view=home(*blocks)))["view"]
    return published


async def test_the_first_opening_carries_no_view(staging: Staging) -> None:
    stage = await staging(events=TOLD)

    await stage.slack.open_home(ME)

    assert event(stage) == {
        "type": "app_home_opened",
        "user": ME,
        "channel": "D0COMMSLEAD",
        "tab": "home",
        "event_ts": "1795500000.000000",
    }


async def test_a_published_home_comes_with_its_opening(staging: Staging) -> None:
    stage = await staging(events=TOLD)
    published = await publish(stage, section("One"))

    await stage.slack.open_home(ME)

    assert event(stage)["view"] == published
    assert event(stage)["view"]["type"] == "home"


async def test_the_messages_tab_carries_no_view(staging: Staging) -> None:
    stage = await staging(events=TOLD)
    await publish(stage)

    await stage.slack.open_home(ME, "messages")

    assert event(stage)["tab"] == "messages"
    assert "view" not in event(stage)


async def test_each_person_has_a_home_of_their_own(staging: Staging) -> None:
    stage = await staging(events=TOLD)
    await publish(stage)

    await stage.slack.open_home(OTHER)

    assert "view" not in event(stage)
    assert stage.slack.state(OTHER)["home"] is None


@pytest.mark.parametrize(
    ("tab", "home_tab"),
    [
        pytest.param("about", True, id="unknown tab"),
        pytest.param("home", False, id="Home turned off"),
    ],
)
async def test_a_tab_that_is_not_there_cannot_be_opened(
    staging: Staging, tab: str, *, home_tab: bool
) -> None:
    stage = await staging(events=TOLD, home_tab=home_tab)

    with pytest.raises(DriverError):
        await stage.slack.open_home(ME, tab)


async def test_without_a_home_the_messages_can_be_opened(staging: Staging) -> None:
    stage = await staging(events=TOLD, home_tab=False)

    await stage.slack.open_home(ME, "messages")

    assert event(stage)["tab"] == "messages"
    assert not stage.slack.state(ME)["home_tab"]


MENU = field("overflow", options=[option("move"), option("cancel")])
SCOPE = field("static_select", options=[option("mine"), option("all")])


@pytest.mark.parametrize(
    ("element", "value", "told"),
    [
        pytest.param(
            button("value"), None, {"text": {**plain("Press"), "emoji": True}}, id="button"
        ),
        pytest.param(MENU, "cancel", {"selected_option": {"value": "cancel"}}, id="overflow"),
        pytest.param(SCOPE, "all", {"selected_option": {"value": "all"}}, id="select"),
    ],
)
async def test_a_use_of_the_home_says_where_it_was(
    stage: Stage, element: JSON, value: str | None, told: JSON
) -> None:
    view = await publish(stage, actions(element))

    await stage.slack.action(ME, "row", "value", view_id=view["id"], value=value)

    payload = stage.app.last
    assert payload["type"] == "block_actions"
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert (payload["view"]["type"], payload["view"]["hash"]) == ("home", view["hash"])
    (key, wanted), *_ = told.items()
    assert payload["actions"][0][key] == {**payload["actions"][0][key], **wanted}


async def test_a_use_of_the_home_has_a_trigger_and_no_response_url(stage: Stage) -> None:
    view = await publish(stage, actions(button()))

    await stage.slack.action(ME, "row", "press", view_id=view["id"])

    assert not {"response_url", "channel", "message"} & stage.app.last.keys()
    trigger = stage.app.last["trigger_id"]
    assert (await stage.client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_nothing_is_pushed_onto_a_home(stage: Stage) -> None:
    view = await publish(stage, actions(button()))
    await stage.slack.action(ME, "row", "press", view_id=view["id"])

    with pytest.raises(SlackApiError) as refused:
        await stage.client.views_push(trigger_id=stage.app.last["trigger_id"], view=modal())

    assert refused.value.response["error"] == "invalid_trigger_id"


async def test_somebody_elses_home_cannot_be_used(stage: Stage) -> None:
    view = await publish(stage, actions(button()))

    with pytest.raises(DriverError):
        await stage.slack.action(OTHER, "row", "press", view_id=view["id"])


async def test_what_was_chosen_stays_when_the_home_is_drawn_anew(stage: Stage) -> None:
    view = await publish(stage, actions(SCOPE))
    await stage.slack.action(ME, "row", "value", view_id=view["id"], value="all")

    again = await publish(stage, actions(SCOPE), section("More"))

    assert again["id"] == view["id"]
    assert again["hash"] != view["hash"]
    assert again["state"]["values"]["row"]["value"]["selected_option"]["value"] == "all"
