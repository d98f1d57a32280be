"""What Slack refuses in views, messages and option answers, and in which words."""

from typing import Any

import pytest

from bot.demo import limits
from tests.demo.pieces import (
    actions,
    button,
    entry,
    field,
    home,
    modal,
    mrkdwn,
    option,
    options,
    plain,
    section,
)

JSON = dict[str, Any]


def words(problems: list[Any]) -> list[str]:
    return [str(each) for each in problems]


@pytest.mark.parametrize(
    ("view", "refusal"),
    [
        pytest.param(
            modal(title=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/title/text]",
            id="title of 25",
        ),
        pytest.param(
            modal(submit=plain("x" * 25)),
            "must be less than 25 characters [json-pointer:/view/submit/text]",
            id="submit of 25",
        ),
        pytest.param(
            modal(close=plain("")),
            "must be more than 0 characters [json-pointer:/view/close/text]",
            id="empty close",
        ),
        pytest.param(
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
            id="private_metadata of 3001",
        ),
        pytest.param(
            modal(callback_id="x" * 256),
            "must be less than 256 characters [json-pointer:/view/callback_id]",
            id="callback_id of 256",
        ),
        pytest.param(
            modal(external_id="x" * 256),
            "must be less than 256 characters [json-pointer:/view/external_id]",
            id="external_id of 256",
        ),
        pytest.param(
            modal(*[{"type": "divider"}] * 101),
            "no more than 100 items allowed [json-pointer:/view/blocks]",
            id="101 blocks",
        ),
        pytest.param(
            {"type": "modal", "blocks": []},
            "missing required field: title [json-pointer:/view]",
            id="no title",
        ),
        pytest.param(
            {"type": "modal", "title": plain(), "blocks": [entry()]},
            "must define `submit` to use an `input` block in modals "
            "[json-pointer:/view/blocks/0/input]",
            id="input without submit",
        ),
        pytest.param(
            modal(submit_disabled=True),
            "invalid additional property: submit_disabled [json-pointer:/view]",
            id="unknown property",
        ),
        pytest.param(
            home(title=plain()),
            "invalid additional property: title [json-pointer:/view]",
            id="home with title",
        ),
        pytest.param(
            {"type": "dialog"}, "unsupported type: dialog [json-pointer:/view/type]", id="dialog"
        ),
        pytest.param(
            modal(entry(), entry()),
            '`block_id` "title" already exists [json-pointer:/view/blocks/1/block_id]',
            id="block_id twice",
        ),
        pytest.param(
            modal(actions(button(), button())),
            '`action_id` "press" already exists [json-pointer:/view/blocks/0/elements/1/action_id]',
            id="action_id twice in a block",
        ),
        pytest.param(
            modal(
                entry("a", field(focus_on_load=True)),
                entry("b", field(focus_on_load=True)),
            ),
            "only one element may have `focus_on_load` "
            "[json-pointer:/view/blocks/1/element/focus_on_load]",
            id="two focused",
        ),
        pytest.param("text", "must provide an object [json-pointer:/view]", id="no object"),
    ],
)
def test_a_view_that_slack_refuses_is_refused_in_its_words(view: Any, refusal: str) -> None:  # noqa: ANN401 - also what is no view
    assert refusal in words(limits.view_problems(view))


def in_modal(element: JSON) -> JSON:
    return modal(entry(element=element))


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(modal(entry(label=plain("x" * 2001))), id="label of 2001"),
        pytest.param(modal(entry(label=mrkdwn())), id="mrkdwn label"),
        pytest.param(modal(entry(hint=plain("x" * 2001))), id="hint of 2001"),
        pytest.param(modal(entry("x" * 256)), id="block_id of 256"),
        pytest.param(in_modal(field(placeholder=plain("x" * 151))), id="placeholder of 151"),
        pytest.param(in_modal(field(max_length=3001)), id="max_length of 3001"),
        pytest.param(in_modal(field(max_length=0)), id="max_length of 0"),
        pytest.param(in_modal(field(max_length=True)), id="max_length true"),
        pytest.param(in_modal(field(initial_value="x" * 3001)), id="initial value of 3001"),
        pytest.param(in_modal(field(multiline="yes")), id="multiline yes"),
        pytest.param(
            in_modal(field(dispatch_action_config={"trigger_actions_on": ["on_blur"]})),
            id="unknown dispatch",
        ),
        pytest.param(in_modal(field("number_input")), id="number without is_decimal_allowed"),
        pytest.param(in_modal(field("static_select")), id="select without options"),
        pytest.param(in_modal(field("static_select", options=[])), id="no options"),
        pytest.param(in_modal(field("static_select", options=options(101))), id="101 options"),
        pytest.param(
            in_modal(
                field(
                    "static_select",
                    options=options(1),
                    option_groups=[{"label": plain(), "options": options(1)}],
                )
            ),
            id="options and groups",
        ),
        pytest.param(
            in_modal(
                field(
                    "static_select",
                    option_groups=[{"label": plain("x" * 76), "options": options(1)}],
                )
            ),
            id="group label of 76",
        ),
        pytest.param(
            in_modal(field("static_select", options=[option(text=plain("x" * 76))])),
            id="option text of 76",
        ),
        pytest.param(
            in_modal(field("static_select", options=[option("x" * 76)])), id="option value of 76"
        ),
        pytest.param(
            in_modal(field("static_select", options=[option(description=plain("x" * 76))])),
            id="option description of 76",
        ),
        pytest.param(
            in_modal(field("static_select", options=[option(text=mrkdwn())])), id="mrkdwn option"
        ),
        pytest.param(
            in_modal(field("static_select", options=[option("a")], initial_option=option("b"))),
            id="initial option not offered",
        ),
        pytest.param(
            in_modal(field("checkboxes", options=[option("a")], initial_options=[option("b")])),
            id="initial options not offered",
        ),
        pytest.param(
            in_modal(field("multi_static_select", options=options(2), max_selected_items=0)),
            id="at most 0 items",
        ),
        pytest.param(in_modal(field("checkboxes", options=options(11))), id="11 checkboxes"),
        pytest.param(in_modal(field("radio_buttons", options=options(11))), id="11 radio buttons"),
        pytest.param(in_modal(field("datepicker", initial_date="2024-02-31")), id="31 February"),
        pytest.param(in_modal(field("timepicker", initial_time="24:00")), id="24 o'clock"),
        pytest.param(in_modal(field("timepicker", initial_time="9:00")), id="9:00 without 0"),
        pytest.param(in_modal(field("datetimepicker", initial_date_time=5)), id="moment 5"),
        pytest.param(in_modal(button()), id="button in an input"),
        pytest.param(in_modal(field("overflow", options=options(2))), id="menu in an input"),
        pytest.param(in_modal({"action_id": "a"}), id="element without type"),
        pytest.param(modal(actions(field())), id="text input in actions"),
        pytest.param(modal(actions(*[button(str(n)) for n in range(26)])), id="26 elements"),
        pytest.param(modal({"type": "actions", "elements": []}), id="no elements"),
        pytest.param(modal(section(accessory=field())), id="text input as accessory"),
        pytest.param(
            modal(section(accessory=field("datetimepicker"))), id="datetimepicker as accessory"
        ),
        pytest.param(modal({"type": "section"}), id="section of nothing"),
        pytest.param(modal({"type": "section", "fields": [mrkdwn()] * 11}), id="11 fields"),
        pytest.param(
            modal({"type": "section", "fields": [mrkdwn("x" * 2001)]}), id="field of 2001"
        ),
        pytest.param(modal(section("x" * 3001)), id="section of 3001"),
        pytest.param(modal(section("")), id="empty section"),
        pytest.param(
            modal({"type": "section", "text": {**mrkdwn(), "emoji": True}}), id="mrkdwn with emoji"
        ),
        pytest.param(modal({"type": "header", "text": plain("x" * 151)}), id="header of 151"),
        pytest.param(modal({"type": "header", "text": mrkdwn()}), id="mrkdwn header"),
        pytest.param(modal({"type": "context", "elements": [mrkdwn()] * 11}), id="context of 11"),
        pytest.param(modal({"type": "context", "elements": [button()]}), id="button in context"),
        pytest.param(
            modal({"type": "image", "image_url": "https://a.b/c.png"}), id="image without alt_text"
        ),
        pytest.param(
            modal({"type": "image", "image_url": "https://a.b", "alt_text": "x" * 2001}),
            id="alt_text of 2001",
        ),
        pytest.param(
            modal({"type": "alert", "text": plain("x" * 201)}), id="alert of 201 characters"
        ),
        pytest.param(modal({"type": "table", "rows": [[]]}), id="table in a modal"),
        pytest.param(modal({"type": "markdown", "text": "a"}), id="markdown in a modal"),
        pytest.param(home(entry(element=field("number_input"))), id="number input on home"),
        pytest.param(home(actions(field("datetimepicker"))), id="datetimepicker on home"),
        pytest.param(home({"type": "alert", "text": plain()}), id="alert on home"),
    ],
)
def test_a_modal_or_home_beyond_the_limits_is_refused(view: JSON) -> None:
    assert limits.view_problems(view)


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(field(max_length=3000, initial_value="x" * 3000), id="text"),
        pytest.param(field("number_input", is_decimal_allowed=False, min_value="5"), id="number"),
        pytest.param(field("email_text_input"), id="email"),
        pytest.param(field("url_text_input"), id="url"),
        pytest.param(field("static_select", options=options(100)), id="100 options"),
        pytest.param(
            field(
                "static_select",
                option_groups=[{"label": plain("x" * 75), "options": options(3)}],
                initial_option=option("2"),
            ),
            id="grouped options",
        ),
        pytest.param(
            field("multi_external_select", min_query_length=0, initial_options=options(2)),
            id="external options",
        ),
        pytest.param(field("conversations_select", response_url_enabled=True), id="conversation"),
        pytest.param(
            field("multi_conversations_select", filter={"include": ["public", "private"]}),
            id="conversations",
        ),
        pytest.param(field("checkboxes", options=[option(text=mrkdwn())]), id="mrkdwn checkbox"),
        pytest.param(field("radio_buttons", options=options(10)), id="10 radio buttons"),
        pytest.param(field("datepicker", initial_date="2028-02-29"), id="leap day"),
        pytest.param(field("timepicker", initial_time="00:59", timezone="Asia/Tokyo"), id="time"),
        pytest.param(field("datetimepicker", initial_date_time=1_795_500_000), id="moment"),
        pytest.param(field("rich_text_input"), id="rich text"),
        pytest.param(field("file_input", max_files=10), id="file"),
    ],
)
def test_each_kind_of_field_fits_into_a_modal(element: JSON) -> None:
    assert limits.view_problems(in_modal(element)) == []


def test_a_view_at_every_limit_is_taken() -> None:
    view = modal(
        {"type": "header", "text": plain("x" * 150)},
        section("x" * 3000),
        {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
        {"type": "context", "elements": [mrkdwn()] * 10},
        {"type": "alert", "level": "warning", "text": plain("x" * 200)},
        *[{"type": "divider"}] * 95,
        title=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
    )

    assert limits.view_problems(view) == []


def test_a_view_of_more_than_250_kb_is_too_large() -> None:
    block = section("é" * 3000)

    assert not limits.view_is_too_large(modal(*[block] * 40))
    assert limits.view_is_too_large(modal(*[block] * 42))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(actions(button(text=plain("x" * 76))), id="button text of 76"),
        pytest.param(actions(button(value="x" * 2001)), id="button value of 2001"),
        pytest.param(actions(button(url="https://a/" + "x" * 3000)), id="url of 3010"),
        pytest.param(actions(button(url="javascript:alert(1)")), id="javascript url"),
        pytest.param(actions(button(style="warning")), id="unknown style"),
        pytest.param(actions(button(accessibility_label="x" * 76)), id="spoken label of 76"),
        pytest.param(actions(button(confirm={"title": plain()})), id="confirm without text"),
        pytest.param(
            actions(button(confirm={"text": mrkdwn("x" * 301)})), id="confirm text of 301"
        ),
        pytest.param(
            actions(button(confirm={"text": plain(), "confirm": plain("x" * 31)})),
            id="confirm button of 31",
        ),
        pytest.param(
            actions(button(confirm={"text": plain(), "title": plain("x" * 101)})),
            id="confirm title of 101",
        ),
        pytest.param(actions(field("overflow", options=options(6))), id="menu of 6"),
        pytest.param(entry(element=field("number_input", is_decimal_allowed=True)), id="number"),
        pytest.param(entry(element=field("rich_text_input")), id="rich text input"),
        pytest.param({"type": "alert", "text": plain()}, id="alert"),
        pytest.param({"type": "file", "external_id": "a", "source": "remote"}, id="file"),
        pytest.param({"type": "hologram"}, id="unknown block"),
        pytest.param({"type": "markdown", "text": "x" * 12_001}, id="markdown of 12001"),
        pytest.param(
            {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, id="21 columns"
        ),
        pytest.param(
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]},
            id="table of 10001 characters",
        ),
        pytest.param(
            {"type": "rich_text", "elements": [{"type": "rich_text_marquee", "elements": []}]},
            id="unknown rich text",
        ),
        pytest.param("text", id="no object"),
    ],
)
def test_a_block_beyond_the_limits_of_messages_is_refused(block: Any) -> None:  # noqa: ANN401 - also what is no block
    assert limits.message_problems([block])


def test_a_message_holds_fifty_blocks_and_no_more() -> None:
    blocks: list[JSON] = [{"type": "divider"}] * 50

    assert limits.message_problems(blocks) == []
    assert words(limits.message_problems([*blocks, {"type": "divider"}])) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_a_message_holds_one_table() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}

    assert limits.message_problems([table]) == []
    assert limits.message_problems([table, table])


def test_the_texts_of_a_message_are_counted_together() -> None:
    assert not limits.blocks_are_too_long([section("x" * 3000)] * 4)
    assert limits.blocks_are_too_long([section("x" * 3000)] * 5)


def test_a_card_with_every_kind_of_clickable_is_taken() -> None:
    card = [
        section(
            "*Town hall*", accessory={"type": "image", "image_url": "https://a.b", "alt_text": "A"}
        ),
        actions(
            button("a", url="https://a.b", style="primary"),
            button("b", value="x" * 2000, confirm={"text": plain(), "style": "danger"}),
            field("overflow", options=[option(url="https://a.b")]),
        ),
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "a", "style": {"bold": True}},
                        {"type": "link", "url": "https://a.b"},
                        {"type": "user", "user_id": "U1"},
                        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "a"},
                    ],
                }
            ],
        },
    ]

    assert limits.message_problems(card) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"options": options(101)}, id="101 options"),
        pytest.param({"options": [option(text=plain("x" * 76))]}, id="text of 76"),
        pytest.param({"options": [], "option_groups": []}, id="both"),
        pytest.param({"choices": []}, id="unknown key"),
    ],
)
def test_an_option_answer_beyond_the_limits_is_refused(answer: JSON) -> None:
    assert limits.suggestion_problems(answer)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"options": []}, id="no match"),
        pytest.param({"options": options(100)}, id="100 options"),
        pytest.param({"option_groups": [{"label": plain(), "options": options(2)}]}, id="groups"),
    ],
)
def test_an_option_answer_within_the_limits_is_taken(answer: JSON) -> None:
    assert limits.suggestion_problems(answer) == []
