"""The state file: what was confirmed is there after a new start."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from bot.sandbox import Settings, files, make_app
from bot.sandbox.state import BadState, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sandbox.conftest import Opener


def written(path: Path) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(path.read_text())
    return state


def rights_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "below" / "state.json"


async def test_events_portals_and_tokens_are_there_after_a_new_start(
    opened: Opener, path: Path
) -> None:
    before = await opened(state_file=path)
    created = await before.create(guest_presenter_types="31", folder_id=5131)

    after = await opened(state_file=path)
    after.token = before.token
    answer = await after.update(created.event["event_id"], cost_center="x")

    assert answer.event == created.event


async def test_ids_and_tokens_go_on_after_a_new_start(opened: Opener, path: Path) -> None:
    before = await opened(state_file=path)
    first = (await before.create()).event["event_id"]

    after = await opened(state_file=path)

    assert (await after.create()).event["event_id"] > first
    assert after.token != before.token


async def test_an_edit_in_the_portal_is_kept(opened: Opener, path: Path) -> None:
    before = await opened(state_file=path)
    event_id = (await before.create()).event["event_id"]
    await before.control("PATCH", f"events/{event_id}", {"event_title": "Edited"})

    after = await opened(state_file=path)

    assert (await after.status(event_id)).event["event_title"] == "Edited"


async def test_folders_from_a_reset_are_kept(opened: Opener, path: Path) -> None:
    before = await opened(state_file=path)
    tree = {"folder_name": "Acme", "folder_id": "7"}
    await before.control("POST", "reset", {"folders": tree})

    after = await opened(state_file=path)

    assert (await after.tree()).result["folder_tree"] == tree


async def test_an_account_of_another_name_finds_its_folders(opened: Opener, path: Path) -> None:
    await opened(state_file=path)

    api = await opened(state_file=path, username="service")
    await api.login("service")

    assert (await api.tree()).code == 1


async def test_a_lost_answer_is_in_the_file(opened: Opener, path: Path) -> None:
    api = await opened(state_file=path)
    await api.fault(endpoint="event/create", kind="empty")

    await api.create()

    assert len(written(path)["events"]) == 1


async def test_no_token_and_no_password_is_in_the_file(opened: Opener, path: Path) -> None:
    api = await opened(state_file=path, password="correct horse")
    await api.login("sandbox", "correct horse")

    text = json.dumps(written(path))

    assert api.token not in text
    assert "correct horse" not in text


async def test_the_file_is_for_its_owner_only(opened: Opener, path: Path) -> None:
    await opened(state_file=path)

    assert rights_of(path) == 0o600


async def test_nothing_but_the_file_is_left_behind(opened: Opener, path: Path) -> None:
    api = await opened(state_file=path)
    await api.create()

    assert names_in(path.parent) == [path.name]


async def test_calls_at_once_are_all_in_the_file(opened: Opener, path: Path) -> None:
    api = await opened(state_file=path)

    answers = await asyncio.gather(*(api.create() for _ in range(20)))

    stored = {event["event_id"] for event in written(path)["events"]}
    assert stored == {answer.event["event_id"] for answer in answers}


async def test_calls_that_wait_share_one_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[State] = []
    monkeypatch.setattr(files, "write", lambda _, state: states.append(state))
    file, state = files.StateFile(path), State(seed=1, homes={})

    await asyncio.gather(*(file.save(state.copy) for _ in range(20)))

    assert len(states) == 1


async def test_a_file_that_cannot_be_written_is_a_general_error_and_no_silence(
    opened: Opener, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    api = await opened(state_file=path)
    monkeypatch.setattr(files, "write", _disk_full)

    answer = await api.create()

    assert (answer.response.status, answer.code) == (200, 0)
    assert "disk full" in caplog.text


def _disk_full(*_: object) -> None:
    raise OSError("disk full")


def test_a_failed_write_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write(path, State(seed=1, homes={}))
    monkeypatch.setattr(os, "fsync", _disk_full)

    with pytest.raises(OSError, match="disk full"):
        files.write(path, State(seed=2, homes={}))

    assert written(path)["seed"] == 1
    assert names_in(path.parent) == [path.name]


def _without(key: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda data: {name: value for name, value in data.items() if name != key}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: [], id="a list"),
        pytest.param(lambda data: {**data, "format": 99}, id="another format"),
        pytest.param(lambda data: {**data, "events": [{"facts": {}}]}, id="half an event"),
        pytest.param(lambda data: {**data, "homes": {"sandbox": 7}}, id="no folders"),
        pytest.param(_without("events"), id="no events"),
        pytest.param(_without("seed"), id="no start value"),
    ],
)
def test_a_file_that_is_no_state_stops_the_start(
    path: Path, spoil: Callable[[dict[str, Any]], object]
) -> None:
    files.write(path, State(seed=1, homes={}))
    path.write_text(json.dumps(spoil(written(path))))

    with pytest.raises(BadState, match="Move it away"):
        make_app(Settings(state_file=path))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"], ids=["empty", "cut", "no text"])
def test_a_damaged_file_stops_the_start(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(BadState, match="not usable"):
        make_app(Settings(state_file=path))
