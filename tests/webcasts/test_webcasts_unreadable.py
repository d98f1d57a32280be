"""What the client does with an answer that is not as promised, or not an answer at all."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import PlatformError, Unanswered, Unavailable, Unreachable
from bot.webcasts import protocol
from bot.webcasts.protocol import Answer, Call
from tests.webcasts.exchanges import CREATE, LOG_IN, STATUS, TREE, UPDATE, answer, portal
from tests.webcasts.scripted import event_data, refusal, success

READERS = {
    "authenticate": (LOG_IN, protocol.read_token),
    "event/create": (CREATE, protocol.read_receipt),
    "event/update": (UPDATE, protocol.read_receipt),
    "event/status": (STATUS, protocol.read_webcast),
    "folder/tree": (TREE, protocol.read_folder),
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le", "latin-1"])
def test_an_answer_in_another_charset_than_promised_is_still_read(charset: str) -> None:
    body = success(event_data=event_data(event_title="Ça va"))
    data = json.dumps(body, ensure_ascii=False).encode(charset)

    webcast = protocol.read_webcast(Answer(status=200, body=data), STATUS)

    assert webcast.title == "Ça va"


def test_a_label_of_another_content_type_does_not_lose_a_created_webcast() -> None:
    body = success(event_data=event_data())

    receipt = protocol.read_receipt(answer(body, headers={"content-type": "text/html"}), CREATE)

    assert receipt.webcast.id == "1890012"


UNREADABLE = [
    pytest.param(b"", id="empty"),
    pytest.param(b"<html><h1>Maintenance</h1></html>", id="HTML"),
    pytest.param(json.dumps(success(event_data=event_data())).encode()[:96], id="cut"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[]", id="a list"),
    pytest.param(b'{"convey_api":{"result":[]}}', id="result is a list"),
    pytest.param(b'{"convey_api":{"result":{}}}', id="no return code"),
    pytest.param(b'{"convey_api":{"result":{"returnCode":true}}}', id="return code is true"),
    pytest.param(b'{"convey_api":{"result":{"returnCode":"one"}}}', id="return code in words"),
    pytest.param(b'{"convey_api":{"result":{"returnCode":1e999}}}', id="endless return code"),
    pytest.param(b'{"convey_api":{"result":{"returnCode":NaN}}}', id="NaN"),
    pytest.param(b'{"a":' + b"9" * 5000 + b"}", id="a number past all limits"),
    pytest.param(b"[" * 100_000, id="nested past all limits"),
    pytest.param(b"\xff\xfe\x00\xd8", id="broken UTF-16"),
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_to_a_create_or_update_is_an_unknown_outcome(body: bytes) -> None:
    for call in (CREATE, UPDATE):
        with pytest.raises(Unanswered):
            protocol.read_receipt(Answer(status=200, body=body), call)


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_to_a_read_can_be_read_again(body: bytes) -> None:
    with pytest.raises(Unavailable):
        protocol.read_webcast(Answer(status=200, body=body), STATUS)
    with pytest.raises(Unavailable):
        protocol.read_folder(Answer(status=200, body=body), TREE)


@pytest.mark.parametrize("body", UNREADABLE)
def test_an_unreadable_answer_to_a_login_means_that_nothing_was_sent(body: bytes) -> None:
    with pytest.raises(Unreachable):
        protocol.read_token(Answer(status=200, body=body), LOG_IN)


def test_an_answer_past_its_limit_is_unreadable_even_if_it_would_parse() -> None:
    body = json.dumps(success(event_data=event_data())).encode()

    padded = Answer(status=200, body=body.ljust(protocol.ANSWER_LIMIT + 1))

    with pytest.raises(Unanswered):
        protocol.read_receipt(padded, CREATE)


def test_an_error_from_reading_carries_nothing_of_the_answer() -> None:
    body = b'{"token":"sekret-token","pin":"sekret-pin"'

    with pytest.raises(PlatformError) as caught:
        protocol.read_webcast(Answer(status=200, body=body), STATUS)

    assert caught.value.__context__ is None
    assert "sekret" not in str(caught.value)


@pytest.mark.parametrize("endpoint", READERS)
@settings(deadline=None)
@given(
    status=st.integers(100, 599) | st.just(200),
    body=st.binary(max_size=200)
    | anything.map(lambda value: json.dumps(value).encode())
    | anything.map(lambda value: json.dumps(refusal(value)).encode()),
    headers=st.dictionaries(st.sampled_from(["retry-after", "content-type"]), st.text()),
)
def test_any_answer_gives_a_value_or_one_of_our_errors(
    endpoint: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    call, read = READERS[endpoint]
    _read_or_fail(call, read, Answer(status=status, body=body, headers=headers))


@pytest.mark.parametrize("endpoint", READERS)
@settings(deadline=None)
@given(name=st.sampled_from([*event_data(), "guest_presenter_links", "folder_id"]), value=anything)
def test_any_property_gives_a_value_or_one_of_our_errors(
    endpoint: str, name: str, value: object
) -> None:
    call, read = READERS[endpoint]
    data = {**event_data(), **portal(), "folder_id": "1", "token": "t", name: value}
    links = data if name.startswith("guest") else [data]
    body = success(
        event_data={**data, "guest_presenter_links": links},
        folder_tree={**data, "children": value},
        authenticationData={**data, "token_expiration": value},
    )
    _read_or_fail(call, read, answer(body))


def _read_or_fail(call: Call, read: Any, received: Answer) -> None:  # noqa: ANN401 # any reader
    with suppress(PlatformError):
        assert repr(read(received, call))
