"""The envelope byte for byte, and requests that never reach an endpoint."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.sandbox.conftest import Caller

NOW_MS = 1803999845120


async def test_a_success_is_spelled_as_in_the_vendors_example(api: Caller) -> None:
    answer = await api.tree(folder_id="5121")

    assert answer.body == (
        b'{"convey_api":{"result":{"returnCode":1,"folder_tree":{"folder_name":"Demos",'
        b'"folder_id":"5121"}},"current_timestamp":1803999845120,"version":3}}'
    )


async def test_an_error_is_spelled_as_in_the_vendors_example(api: Caller) -> None:
    answer = await api.post("folder/tree", token="x")

    assert answer.body == (
        b'{"convey_api":{"currentTimestamp":1803999845120,"version":3,'
        b'"result":{"returnCode":12,"error":"The Token is invalid or expired."}}}'
    )


async def test_an_api_error_is_http_200(api: Caller) -> None:
    answer = await api.post("folder/tree", token="x")

    assert answer.response.status == 200


@pytest.mark.parametrize("token", ["good", "bad"])
async def test_the_content_type_is_the_references(api: Caller, token: str) -> None:
    answer = await api.post("folder/tree", token=api.token if token == "good" else "")

    assert answer.response.headers["Content-Type"] == "application/json;charset=utf-8"


async def test_with_envelope_framework_a_success_is_spelled_as_in_the_framework(
    api: Caller,
) -> None:
    event_id = (await api.create()).event["event_id"]
    await api.control("POST", "mode", {"envelope": "framework"})

    answer = await api.status(event_id)

    assert list(answer.envelope) == ["currentTimestamp", "version", "result"]
    assert answer.envelope["version"] == "3"
    assert answer.code == "1"
    assert answer.event["event_id"] == str(event_id)


async def test_with_envelope_framework_an_error_has_its_code_as_a_string(api: Caller) -> None:
    await api.control("POST", "mode", {"envelope": "framework"})

    answer = await api.post("folder/tree", token="x")

    assert list(answer.envelope) == ["currentTimestamp", "version", "result"]
    assert answer.code == "12"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/authenticate",
        "/api/nonsense",
        "/starthere.jsp",
        "/guest",
        "/nowhere",
        "/_sandbox/",
        "/_sandbox/state",
        "/_sandbox/nothing",
    ],
)
async def test_every_answer_says_that_it_is_a_sandbox(api: Caller, path: str) -> None:
    response = await api.http.get(path)

    assert response.headers["X-Sandbox"] == "webcast"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_anything_but_post_is_refused(api: Caller, method: str) -> None:
    data = {"username": "sandbox", "password": "sandbox"}
    response = await api.http.request(method, "/api/authenticate", data=data)

    result = (await response.json())["convey_api"]["result"]
    assert (response.status, result["returnCode"]) == (200, 72)
    assert response.headers["X-Sandbox-Hint"] == "method: must be POST"


async def test_json_is_refused(api: Caller) -> None:
    data = {"username": "sandbox", "password": "sandbox"}
    response = await api.http.post("/api/authenticate", json=data)

    result = (await response.json())["convey_api"]["result"]
    assert (response.status, result["returnCode"]) == (200, 72)
    assert response.headers["X-Sandbox-Hint"].startswith("content-type")


async def test_a_charset_beside_the_content_type_is_fine(api: Caller) -> None:
    response = await api.http.post(
        "/api/authenticate",
        data=b"username=sandbox&password=sandbox",
        headers={"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
    )

    assert (await response.json())["convey_api"]["result"]["returnCode"] == 1


async def test_bad_utf8_becomes_replacement_characters(api: Caller) -> None:
    body = f"token={api.token}&event_id=%FF%FE".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await api.http.post("/api/event/status", data=body, headers=headers)

    assert (await response.json())["convey_api"]["result"]["returnCode"] == 72


async def test_of_a_repeated_field_the_first_counts(api: Caller) -> None:
    body = f"token={api.token}&token=x".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await api.http.post("/api/folder/tree", data=body, headers=headers)

    assert (await response.json())["convey_api"]["result"]["returnCode"] == 1


@pytest.mark.parametrize(
    "path", ["event/list", "event/delete", "event/create/", "Authenticate", ""]
)
async def test_an_endpoint_that_does_not_exist_is_code_74(api: Caller, path: str) -> None:
    answer = await api.call(path)

    assert (answer.response.status, answer.code) == (200, 74)


@pytest.mark.parametrize(
    "body",
    [pytest.param("x" * 3_000_000, id="bytes"), pytest.param("a=1&" * 500, id="fields")],
)
async def test_a_request_that_is_too_large_is_refused(api: Caller, body: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    data = _pieces(body.encode())
    response = await api.http.post("/api/authenticate", data=data, headers=headers)

    assert (await response.json())["convey_api"]["result"]["returnCode"] == 72
    assert response.headers["X-Sandbox-Hint"] == "body: is too large"


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "authenticate", 405), ("POST", "nonsense", 404)],
)
async def test_with_transport_http_these_are_http_errors(
    api: Caller, method: str, path: str, status: int
) -> None:
    await api.control("POST", "mode", {"transport": "http"})

    response = await api.http.request(method, f"/api/{path}", data={"a": "b"})

    assert response.status == status
    assert response.headers["Content-Type"] == "text/html"


async def test_a_hint_cannot_break_the_headers(api: Caller) -> None:
    name = "evil\r\nX-Injected: 1\u2028é"

    answer = await api.call("event/create", event_data=json.dumps({name: "<b>"}))

    assert answer.code == 70
    assert answer.hint == "evil??X-Injected: 1??: has tags"
    assert "X-Injected" not in answer.response.headers
