"""Every request comes through one door: it gets a reference, is timed, and has its line."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.door import Door
from bot.logs import reference
from bot.slack.payloads.requests import told_of
from tests.logged import written

if TYPE_CHECKING:
    from bot.slack.payloads.requests import Kind


class Inside:
    """Answers everything, and remembers the reference that was at hand."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.references: list[str] = []

    async def async_dispatch(self, _req: AsyncBoltRequest) -> BoltResponse:
        self.references += [reference(), reference()]
        return BoltResponse(status=self.status)


class Notes:
    def __init__(self) -> None:
        self.kinds: list[str] = []

    def answered(self, kind: Kind, seconds: float) -> None:
        assert seconds >= 0
        self.kinds.append(kind)


REQUESTS: list[Any] = [
    pytest.param({"command": "/webcast", "text": "move next +1h"}, "command", "move", id="verb"),
    pytest.param({"command": "/webcast", "text": "1890012"}, "command", "show", id="event id"),
    pytest.param({"command": "/webcast", "text": "merger"}, "command", "other", id="unknown word"),
    pytest.param({"command": "/webcast", "text": ""}, "command", "other", id="no word"),
    pytest.param(
        {"type": "block_actions", "actions": [{"action_id": "snooze_reminder"}]},
        "action",
        "snooze_reminder",
        id="button",
    ),
    pytest.param(
        {"type": "block_actions", "actions": [{"action_id": "of an earlier version"}]},
        "action",
        "other",
        id="unknown button",
    ),
    pytest.param(
        {"type": "view_submission", "view": {"callback_id": "webcast_form"}},
        "view",
        "webcast_form",
        id="form",
    ),
    pytest.param(
        {"type": "block_suggestion", "action_id": "form_folder"},
        "options",
        "form_folder",
        id="options",
    ),
    pytest.param(
        {"type": "shortcut", "callback_id": "create_webcast"},
        "shortcut",
        "create_webcast",
        id="shortcut",
    ),
    pytest.param(
        {"type": "message_action", "callback_id": "create_from_message"},
        "shortcut",
        "create_from_message",
        id="message action",
    ),
    pytest.param(
        {"type": "event_callback", "event": {"type": "link_shared"}},
        "event",
        "link_shared",
        id="event",
    ),
    pytest.param({"type": "url_verification"}, "other", "other", id="something else"),
    pytest.param(
        {"type": "block_actions", "actions": [{"action_id": ["x"]}]}, "other", "other", id="forged"
    ),
]


@pytest.mark.parametrize(("body", "kind", "what"), REQUESTS)
def test_a_request_is_told_by_names_of_ours(body: dict[str, Any], kind: str, what: str) -> None:
    assert told_of(body) == (kind, what)


def sent(body: dict[str, str]) -> AsyncBoltRequest:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return AsyncBoltRequest(body=urlencode(body), headers=dict(headers))


COMMAND = {"command": "/webcast", "text": 'create "The merger"', "team_id": "T1", "user_id": "U1"}


async def test_a_request_has_one_reference_and_the_next_one_another() -> None:
    inside = Inside()
    door = Door(inside, Notes())

    await door.async_dispatch(sent(COMMAND))
    await door.async_dispatch(sent(COMMAND))

    one, same, other, _ = inside.references
    assert one == same
    assert one != other


async def test_a_request_is_one_line_with_nothing_that_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "bot.door"):
        await Door(Inside(), Notes()).async_dispatch(sent(COMMAND))

    [record] = caplog.records
    assert record.getMessage().startswith("command create answered 200 in ")
    assert {"kind": "command", "what": "create", "status": 200}.items() <= vars(record).items()
    assert "merger" not in json.dumps(vars(record), default=str)


async def test_only_what_is_acknowledged_is_timed() -> None:
    notes = Notes()

    await Door(Inside(401), notes).async_dispatch(sent(COMMAND))
    assert not notes.kinds

    await Door(Inside(), notes).async_dispatch(sent(COMMAND))
    assert notes.kinds == ["command"]


@pytest.mark.parametrize("team", ["T1\nERROR forged", "", "t1", "T" * 30], ids=repr)
async def test_a_workspace_that_is_no_word_of_slacks_is_not_written_down(team: str) -> None:
    with written("json") as stream:
        await Door(Inside(), Notes()).async_dispatch(sent({**COMMAND, "team_id": team}))

    [record] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert "workspace" not in record
    assert record["reference"]
