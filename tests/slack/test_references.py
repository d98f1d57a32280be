"""The reference that people are told finds their request in the log, and nothing they typed."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.demo import people
from tests.logged import written
from tests.stage import CREATE, TOWN_HALL, Stage, text_of

if TYPE_CHECKING:
    import io


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [each for each in found if each["logger"].startswith("bot.")]


def reference_in(text: str) -> str:
    found = re.search(r"(?:Reference|Referenz): ([0-9a-f]{6})\.", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("/webcast create banana:1", id="unknown key"),
        pytest.param('/webcast create "Without an end', id="open quote"),
        pytest.param("/webcast move", id="missing words"),
        pytest.param("/webcast import nonsense", id="no id"),
        pytest.param("/webcast show the-merger", id="unknown webcast"),
    ],
)
async def test_a_command_that_is_refused_has_a_reference_that_is_in_the_log(
    stage: Stage, line: str
) -> None:
    with written("json", logging.INFO) as stream:
        await stage.command(line)

    reference = reference_in(stage.from_bot(TOWN_HALL)[-1]["text"])
    found = [each for each in records(stream) if each.get("reference") == reference]
    assert {"bot.slack.desk", "bot.door"} <= {each["logger"] for each in found}
    assert {each["workspace"] for each in found} == {"T0DEMOTEAM1"}


async def test_a_failure_is_in_english_in_the_log_of_a_reader_of_german(stage: Stage) -> None:
    await stage.fault(endpoint="folder/tree", kind="code", code=10)
    with written("json", logging.INFO) as stream:
        await stage.command("/webcast folders", user=people.INVESTOR.id)

    told = stage.from_bot(TOWN_HALL, user=people.INVESTOR.id)[-1]["text"]
    [failure] = [
        each["message"]
        for each in records(stream)
        if each.get("reference") == reference_in(told) and each["logger"] == "bot.slack.desk"
    ]
    assert "Referenz" in told
    assert "cannot be read with the bot's account" in failure


async def test_every_request_has_its_line_and_none_tells_what_was_typed(stage: Stage) -> None:
    with written("json", logging.INFO) as stream:
        await stage.command(CREATE)
        await stage.submit({"title": "The merger of all"})
        await stage.command('/webcast show "the merger of all"')

    lines = [each for each in records(stream) if each["logger"] == "bot.door"]
    assert [(each["kind"], each["what"]) for each in lines if each["kind"] != "other"] == [
        ("command", "create"),
        ("view", "webcast_form"),
        ("command", "show"),
    ]
    assert "merger" not in stream.getvalue()
    assert "town hall" not in stream.getvalue()


async def test_the_metrics_tell_of_a_whole_dialogue(stage: Stage) -> None:
    await stage.command(CREATE)
    await stage.submit()
    await stage.command("/webcast show nothing-like-it")

    page, _ = stage.show.bot.shared.metrics.page(None, now=datetime.now(UTC), connections=0)

    told = page.decode()
    for line in (
        'webcast_bot_acknowledgement_seconds_count{kind="command"} 2.0',
        'webcast_bot_acknowledgement_seconds_count{kind="view"} 1.0',
        'webcast_bot_platform_calls_total{code="",endpoint="event/create",outcome="success"} 1.0',
        'webcast_bot_work_failures_total{error="NotFound"} 1.0',
    ):
        assert line in told
    assert "T0DEMOTEAM1" not in told
    assert text_of(stage.from_bot(TOWN_HALL)[-1]["blocks"])
