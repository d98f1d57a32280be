"""The values of fields: in Slack's shapes, and what Slack refuses by itself."""

from typing import Any

import pytest

from bot.demo import forms
from bot.demo.errors import DriverError
from tests.demo.pieces import entry, field, option, options

JSON = dict[str, Any]
ZONED = field("timepicker", timezone="Asia/Tokyo")


@pytest.mark.parametrize(
    ("element", "given", "held"),
    [
        pytest.param(field(), "Q4", {"value": "Q4"}, id="text"),
        pytest.param(field(), "", {"value": None}, id="emptied text"),
        pytest.param(field("number_input"), "50", {"value": "50"}, id="number"),
        pytest.param(field("email_text_input"), "a@b.c", {"value": "a@b.c"}, id="email"),
        pytest.param(field("url_text_input"), None, {"value": None}, id="no address"),
        pytest.param(
            field("static_select", options=options(2)),
            "1",
            {"selected_option": option("1")},
            id="select",
        ),
        pytest.param(
            field("static_select", option_groups=[{"options": options(2)}]),
            option("1"),
            {"selected_option": option("1")},
            id="grouped select",
        ),
        pytest.param(
            field("external_select", initial_option=option("9")),
            "9",
            {"selected_option": option("9")},
            id="option that stood there",
        ),
        pytest.param(field("external_select"), None, {"selected_option": None}, id="no option"),
        pytest.param(
            field("radio_buttons", options=options(2)),
            "0",
            {"selected_option": option("0")},
            id="radio",
        ),
        pytest.param(
            field("checkboxes", options=options(3)),
            ["0", "2"],
            {"selected_options": [option("0"), option("2")]},
            id="checkboxes",
        ),
        pytest.param(
            field("checkboxes", options=options(3)), [], {"selected_options": []}, id="no box"
        ),
        pytest.param(
            field("multi_static_select", options=options(3)),
            ["1"],
            {"selected_options": [option("1")]},
            id="several options",
        ),
        pytest.param(field("users_select"), "U1", {"selected_user": "U1"}, id="person"),
        pytest.param(
            field("multi_users_select"), ["U1", "U2"], {"selected_users": ["U1", "U2"]}, id="people"
        ),
        pytest.param(field("channels_select"), "C1", {"selected_channel": "C1"}, id="channel"),
        pytest.param(
            field("multi_channels_select"), ["C1"], {"selected_channels": ["C1"]}, id="channels"
        ),
        pytest.param(
            field("conversations_select"), "C1", {"selected_conversation": "C1"}, id="conversation"
        ),
        pytest.param(
            field("multi_conversations_select"),
            ["C1"],
            {"selected_conversations": ["C1"]},
            id="conversations",
        ),
        pytest.param(field("datepicker"), "2026-12-01", {"selected_date": "2026-12-01"}, id="date"),
        pytest.param(field("timepicker"), "15:00", {"selected_time": "15:00"}, id="time"),
        pytest.param(
            ZONED, "15:00", {"selected_time": "15:00", "timezone": "Asia/Tokyo"}, id="zoned time"
        ),
        pytest.param(
            field("datetimepicker"),
            1_796_155_200,
            {"selected_date_time": 1_796_155_200},
            id="moment",
        ),
        pytest.param(field("file_input"), None, {"files": []}, id="no file"),
        pytest.param(
            field("datepicker"),
            {"type": "datepicker", "selected_date": "2026-12-01"},
            {"selected_date": "2026-12-01"},
            id="Slack's own shape",
        ),
    ],
)
def test_a_value_is_held_in_slacks_shape(element: JSON, given: Any, held: JSON) -> None:  # noqa: ANN401 - a value of any element
    assert forms.entry(element, given) == {"type": element["type"], **held}


def test_words_in_a_rich_text_field_become_rich_text() -> None:
    held = forms.entry(field("rich_text_input"), "Hello")

    assert held["rich_text_value"]["elements"][0]["elements"] == [{"type": "text", "text": "Hello"}]


@pytest.mark.parametrize(
    ("element", "given"),
    [
        pytest.param(field("static_select", options=options(2)), "7", id="no such option"),
        pytest.param({"type": "button", "action_id": "a"}, "a", id="button"),
    ],
)
def test_an_impossible_value_is_refused(element: JSON, given: str) -> None:
    with pytest.raises(DriverError):
        forms.entry(element, given)


@pytest.mark.parametrize(
    ("element", "first"),
    [
        pytest.param(field(initial_value="a"), {"value": "a"}, id="text"),
        pytest.param(
            field("radio_buttons", options=options(2), initial_option=option("1")),
            {"selected_option": option("1")},
            id="radio",
        ),
        pytest.param(
            field("multi_users_select", initial_users=["U1"]),
            {"selected_users": ["U1"]},
            id="people",
        ),
        pytest.param(
            field("timepicker", initial_time="09:30"), {"selected_time": "09:30"}, id="time"
        ),
    ],
)
def test_a_form_first_holds_its_initial_values(element: JSON, first: JSON) -> None:
    values = forms.fresh([entry("block", element)])

    assert values == {"block": {"value": {"type": element["type"], **first}}}


def refused(element: JSON, given: Any, **more: object) -> dict[str, str]:  # noqa: ANN401 - a value of any element
    blocks = [entry("block", element, **more)]
    return forms.refusals(blocks, {"block": {"value": forms.entry(element, given)}})


@pytest.mark.parametrize(
    ("element", "given", "sentence"),
    [
        pytest.param(field(), None, "Please complete this required field.", id="empty"),
        pytest.param(
            field("checkboxes", options=options(1)),
            [],
            "Please complete this required field.",
            id="no box",
        ),
        pytest.param(
            field(min_length=3), "ab", "Please enter at least 3 characters.", id="too short"
        ),
        pytest.param(
            field(max_length=3), "abcd", "Please enter 3 characters or fewer.", id="too long"
        ),
        pytest.param(
            field("email_text_input"), "a@b", "Please enter a valid email address.", id="email"
        ),
        pytest.param(field("url_text_input"), "a.b", "Please enter a valid URL.", id="address"),
        pytest.param(
            field("number_input", is_decimal_allowed=True),
            "ten",
            "Please enter a valid number.",
            id="word",
        ),
        pytest.param(
            field("number_input", is_decimal_allowed=True),
            "NaN",
            "Please enter a valid number.",
            id="NaN",
        ),
        pytest.param(
            field("number_input", is_decimal_allowed=False),
            "1.5",
            "Please enter a whole number.",
            id="fraction",
        ),
        pytest.param(
            field("number_input", is_decimal_allowed=False, min_value="50"),
            "49",
            "Please enter a number of at least 50.",
            id="too small",
        ),
        pytest.param(
            field("number_input", is_decimal_allowed=False, max_value="99"),
            "100",
            "Please enter a number of at most 99.",
            id="too large",
        ),
    ],
)
def test_slack_itself_refuses(element: JSON, given: Any, sentence: str) -> None:  # noqa: ANN401 - a value of any element
    assert refused(element, given) == {"block": sentence}


@pytest.mark.parametrize(
    ("element", "given"),
    [
        pytest.param(field(min_length=1, max_length=3), "abc", id="text"),
        pytest.param(field("email_text_input"), "a@b.c", id="email"),
        pytest.param(field("url_text_input"), "https://a.b/c", id="address"),
        pytest.param(
            field("number_input", is_decimal_allowed=True, min_value="1", max_value="2"),
            "1.5",
            id="fraction",
        ),
        pytest.param(field("datepicker"), "2026-12-01", id="date"),
    ],
)
def test_slack_lets_good_values_pass(element: JSON, given: str) -> None:
    assert refused(element, given) == {}


def test_an_optional_field_may_stay_empty() -> None:
    assert refused(field(), None, optional=True) == {}
