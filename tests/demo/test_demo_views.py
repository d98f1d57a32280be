"""views.*: triggers, stacks, hashes, external ids, Home."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.demo.conftest import Staging
from tests.demo.listener import ME, TOWN_HALL, Stage
from tests.demo.pieces import actions, button, entry, field, home, modal, plain, section

JSON = dict[str, Any]


async def refusal(call: Any) -> JSON:  # noqa: ANN401 - any call of the client
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: JSON = caught.value.response.data
    return answer


async def code(call: Any) -> str:  # noqa: ANN401 - any call of the client
    return str((await refusal(call))["error"])


CLICKABLE = modal(actions(button()), entry())


async def click(stage: Stage, view_id: str) -> str:
    """Click the button of a view and give the trigger that came with it."""
    await stage.slack.action(ME, "row", "press", view_id=view_id)
    return str(stage.app.last["trigger_id"])


async def test_a_trigger_opens_a_modal_for_its_person(stage: Stage) -> None:
    view = await stage.open(modal(private_metadata="m", external_id="e"))

    assert view == {**view, "private_metadata": "m", "external_id": "e", "callback_id": "form"}
    assert view["root_view_id"] == view["id"]
    assert [each["id"] for each in stage.slack.views(ME)] == [view["id"]]


async def test_a_trigger_is_dead_after_three_seconds(stage: Stage) -> None:
    trigger = await stage.trigger()
    stage.clock.seconds += 3.01

    assert await code(stage.client.views_open(trigger_id=trigger, view=modal())) == (
        "expired_trigger_id"
    )


async def test_a_trigger_works_once(stage: Stage) -> None:
    trigger = await stage.trigger()
    await stage.client.views_open(trigger_id=trigger, view=modal())

    assert await code(stage.client.views_open(trigger_id=trigger, view=modal())) == (
        "exchanged_trigger_id"
    )


async def test_a_refused_view_leaves_the_trigger_alive(stage: Stage) -> None:
    trigger = await stage.trigger()
    answer = await refusal(
        stage.client.views_open(trigger_id=trigger, view=modal(title=plain("x" * 25)))
    )

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert (await stage.client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_an_invented_trigger_is_refused(stage: Stage) -> None:
    answer = await refusal(stage.client.views_open(trigger_id="1.2.3", view=modal()))

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]"
    ]


@pytest.mark.parametrize(
    ("view", "error"),
    [
        pytest.param(home(), "invalid_arguments", id="home"),
        pytest.param("text", "invalid_arguments", id="no JSON"),
        pytest.param(modal(*[section("é" * 3000)] * 42), "view_too_large", id="over 250 kB"),
    ],
)
async def test_what_is_no_modal_does_not_open(stage: Stage, view: Any, error: str) -> None:  # noqa: ANN401 - also what is no view
    trigger = await stage.trigger()

    assert await code(
        stage.client.api_call("views.open", json={"trigger_id": trigger, "view": view})
    ) == error  # fmt: skip


async def test_a_call_without_view_is_refused(stage: Stage) -> None:
    trigger = await stage.trigger()

    call = stage.client.api_call("views.open", json={"trigger_id": trigger})

    assert await code(call) == "invalid_arguments"


async def test_a_second_open_takes_the_place_of_the_first(stage: Stage) -> None:
    await stage.open(modal())
    second = await stage.open(modal())

    assert [each["id"] for each in stage.slack.views(ME)] == [second["id"]]


async def test_a_modal_stacks_three_high(stage: Stage) -> None:
    root = await stage.open(CLICKABLE)
    top = root
    for _ in range(2):
        trigger = await click(stage, top["id"])
        top = (await stage.client.views_push(trigger_id=trigger, view=CLICKABLE))["view"]
    trigger = await click(stage, top["id"])

    assert await code(stage.client.views_push(trigger_id=trigger, view=CLICKABLE)) == (
        "push_limit_reached"
    )
    assert top["root_view_id"] == root["id"]
    assert top["previous_view_id"] == stage.slack.views(ME)[1]["id"]


async def test_a_push_needs_a_click_in_a_modal(stage: Stage) -> None:
    await stage.open(modal())
    trigger = await stage.trigger()

    assert await code(stage.client.views_push(trigger_id=trigger, view=modal())) == (
        "invalid_trigger_id"
    )


async def test_an_update_with_an_old_hash_conflicts(stage: Stage) -> None:
    view = await stage.open(modal())
    await stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    late = stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    assert await code(late) == "hash_conflict"


async def test_an_update_needs_no_trigger_and_finds_the_external_id(stage: Stage) -> None:
    view = await stage.open(modal(external_id="wish-1"))
    stage.clock.seconds += 600

    answer = await stage.client.views_update(
        external_id="wish-1", view=modal(external_id="wish-1", title=plain("Created"))
    )

    assert answer["view"]["id"] == view["id"]
    assert stage.slack.views(ME)[0]["title"]["text"] == "Created"


async def test_a_closed_view_is_not_found(stage: Stage) -> None:
    view = await stage.open(modal())
    await stage.slack.close(ME, view["id"])

    assert await code(stage.client.views_update(view_id=view["id"], view=modal())) == "not_found"


async def test_an_external_id_is_unique(stage: Stage) -> None:
    root = await stage.open(modal(actions(button()), external_id="wish-1"))
    trigger = await click(stage, root["id"])

    again = stage.client.views_push(trigger_id=trigger, view=modal(external_id="wish-1"))

    assert await code(again) == "duplicate_external_id"


async def test_a_modal_does_not_become_a_home(stage: Stage) -> None:
    view = await stage.open(modal())

    assert await code(stage.client.views_update(view_id=view["id"], view=home())) == (
        "invalid_arguments"
    )


async def test_typed_text_survives_while_both_ids_stay(stage: Stage) -> None:
    view = await stage.open(modal(entry("title"), entry("when"), actions(button())))
    typed = {"title": {"value": "Q4"}, "when": {"value": "tuesday"}}
    await stage.slack.action(ME, "row", "press", view_id=view["id"], values=typed)

    kept = entry("title", field(initial_value="ignored"), label=plain("New label"))
    renamed = entry("when-2", field(initial_value="friday"))
    await stage.client.views_update(view_id=view["id"], view=modal(kept, renamed))

    values = stage.slack.views(ME)[0]["state"]["values"]
    assert values == {
        "title": {"value": {"type": "plain_text_input", "value": "Q4"}},
        "when-2": {"value": {"type": "plain_text_input", "value": "friday"}},
    }


async def test_a_field_of_another_kind_starts_afresh(stage: Stage) -> None:
    view = await stage.open(modal(entry("when", field(initial_value="tuesday"))))

    await stage.client.views_update(
        view_id=view["id"], view=modal(entry("when", field("datepicker")))
    )

    values = stage.slack.views(ME)[0]["state"]["values"]
    assert values["when"]["value"] == {"type": "datepicker", "selected_date": None}


async def test_a_home_is_published_and_then_kept_current(stage: Stage) -> None:
    first = (await stage.client.views_publish(user_id=ME, view=home(section("One"))))["view"]
    await stage.client.views_publish(user_id=ME, hash=first["hash"], view=home(section("Two")))

    late = stage.client.views_publish(user_id=ME, hash=first["hash"], view=home())

    assert await code(late) == "hash_conflict"
    assert stage.slack.state(ME)["home"]["blocks"][0]["text"]["text"] == "Two"


@pytest.mark.parametrize(
    ("user", "view"),
    [
        pytest.param("U0", home(), id="unknown person"),
        pytest.param(ME, modal(), id="modal"),
        pytest.param(ME, home({"type": "alert", "text": plain()}), id="block of modals"),
    ],
)
async def test_an_impossible_home_is_refused(stage: Stage, user: str, view: JSON) -> None:
    assert await code(stage.client.views_publish(user_id=user, view=view)) == "invalid_arguments"


async def test_an_app_without_home_cannot_publish_one(staging: Staging) -> None:
    stage = await staging(home_tab=False)

    assert await code(stage.client.views_publish(user_id=ME, view=home())) == "not_enabled"


async def test_a_button_on_the_home_is_clicked_like_any_other(stage: Stage) -> None:
    published = await stage.client.views_publish(user_id=ME, view=home(actions(button())))

    await stage.slack.action(ME, "row", "press", view_id=published["view"]["id"])

    assert stage.app.last["view"]["type"] == "home"
    trigger = stage.app.last["trigger_id"]
    assert (await stage.client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_a_field_can_start_with_the_conversation_one_came_from(stage: Stage) -> None:
    place = field("conversations_select", default_to_current_conversation=True)
    several = field("multi_conversations_select", default_to_current_conversation=True)

    view = await stage.open(modal(entry("one", place), entry("more", several)))

    values = view["state"]["values"]
    assert values["one"]["value"]["selected_conversation"] == TOWN_HALL
    assert values["more"]["value"]["selected_conversations"] == [TOWN_HALL]
