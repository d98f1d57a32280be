"""The log: English, in text or JSON, each record with the work that it belongs to."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import Forbidden, NotFound
from bot.language import say, say_count, speaking
from bot.logs import fresh_reference, reference, tracing
from bot.slack.desk import failed
from tests.logged import written

if TYPE_CHECKING:
    import io

log = logging.getLogger("tests.logs")

ADMINS_ONLY = "Only an admin can take a webcast over without being offered it."


def only_record(stream: io.StringIO) -> dict[str, Any]:
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    [record] = [line for line in lines if line["logger"] == log.name]
    return dict(record)


def raised(error: Exception) -> Exception:
    """Raise and catch an error, so that it has a traceback."""
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_record_in_text_is_a_line_with_workspace_and_reference() -> None:
    with written() as stream, tracing(reference="a1b2c3", workspace="T1"):
        log.warning("no portal for event %s", "1890012")

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} WARNING tests\.logs \[T1 a1b2c3\]: "
        r"no portal for event 1890012\n",
        stream.getvalue(),
    )


def test_a_record_of_nobodys_work_has_no_brackets() -> None:
    with written() as stream:
        log.warning("the start")

    assert "WARNING tests.logs: the start\n" in stream.getvalue()


def test_a_record_in_json_holds_what_it_is_about() -> None:
    with written("json") as stream, tracing(reference="a1b2c3", workspace="T1"):
        log.info("view answered", extra={"kind": "view", "ms": 1.2})

    record = only_record(stream)
    assert record.pop("time").endswith("+00:00")
    assert record == {
        "level": "INFO",
        "logger": "tests.logs",
        "message": "view answered",
        "reference": "a1b2c3",
        "workspace": "T1",
        "kind": "view",
        "ms": 1.2,
    }


def test_json_leaves_out_what_a_library_adds() -> None:
    with written("json") as stream:
        log.info("sent", extra={"payload": {"title": "Results call"}})

    assert set(only_record(stream)) == {"level", "logger", "message", "time"}


def test_json_keeps_a_traceback_in_its_line() -> None:
    with written("json") as stream:
        log.error("broken", exc_info=raised(ValueError()))

    assert "Traceback" in only_record(stream)["exc_info"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_is_in_english_whoever_a_failure_is_told_to(form: str) -> None:
    with speaking("de"), written(form) as stream:
        error = Forbidden(say(ADMINS_ONLY))
        told = failed(error)

    assert "Ohne Angebot" in told
    assert ADMINS_ONLY in stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_is_in_english_too(form: str) -> None:
    with speaking("de"), written(form) as stream:
        log.error("refused", exc_info=raised(Forbidden(say(ADMINS_ONLY))))

    assert f"Forbidden: {ADMINS_ONLY}" in stream.getvalue()


def test_a_sentence_in_a_sentence_is_in_english_in_the_log() -> None:
    with speaking("de"), written() as stream:
        inner = say_count("{number} check failed.", "{number} checks failed.", 2)
        told = say("{sentence} Reference: {reference}.", sentence=inner, reference="a1b2c3")
        log.warning("%r", Forbidden(told))

    assert "2 checks failed. Reference: a1b2c3." in stream.getvalue()


def test_what_somebody_looked_for_is_not_in_the_log() -> None:
    with written() as stream:
        told = failed(NotFound(say("Nothing goes by “{ref}”.", ref="the merger")))

    assert "the merger" in told
    assert "NotFound, reference" in stream.getvalue()
    assert "the merger" not in stream.getvalue()


def test_work_at_hand_keeps_its_reference() -> None:
    with tracing(reference="a1b2c3"):
        assert reference() == "a1b2c3"

    assert reference() != reference()
    assert re.fullmatch("[0-9a-f]{6}", fresh_reference())


def test_what_is_said_later_adds_to_what_was_said_before() -> None:
    with (
        written() as stream,
        tracing(reference="a1b2c3"),
        tracing(workspace="T1"),
        tracing(reference="d4e5f6"),
    ):
        log.warning("once more")

    assert "[T1 d4e5f6]" in stream.getvalue()


async def test_work_that_is_left_for_later_is_still_about_the_request() -> None:
    async def work() -> None:
        log.warning("done")

    with written() as stream:
        with tracing(reference="a1b2c3", workspace="T1"):
            later = asyncio.create_task(work())
        await later

    assert "[T1 a1b2c3]: done" in stream.getvalue()
