"""The page about the client says what the client does."""

from __future__ import annotations

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from dataclasses import fields
from pathlib import Path

import pytest

from bot import errors
from bot.domain import WebcastRequest
from bot.errors import PlatformError
from bot.webcasts import Budget, WebcastsClient
from bot.webcasts.budget import LIMITS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "webcasts-client.md").read_text()
EXAMPLE = PAGE.split("<!-- example -->\n```python\n")[1].split("```\n<!-- /example -->")[0]


async def test_the_example_runs_against_the_sandbox(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0"]
    sandbox = await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=ROOT)
    assert sandbox.stdout
    try:
        url = (await sandbox.stdout.readline()).decode().strip()
        script = tmp_path / "example.py"
        script.write_text(EXAMPLE.replace("http://localhost:8080", url))
        example = await asyncio.create_subprocess_exec(
            sys.executable, script, stdout=PIPE, env={"PYTHONPATH": str(ROOT)}
        )
        out, _ = await example.communicate()
    finally:
        sandbox.terminate()
        await sandbox.wait()

    folders, created, *more = out.decode().splitlines()
    assert example.returncode == 0
    assert "Webcasts/Town Halls/Archive" in folders
    assert re.fullmatch(r"created \d{7} with 2 presenter portals", created)
    assert more == ["Q4 town hall now lasts 2:00:00"]


@pytest.mark.parametrize("name", [each.name for each in fields(WebcastRequest)])
def test_every_field_of_a_request_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| .*`{name}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type)
        and issubclass(kind, PlatformError)
        and kind not in {PlatformError, errors.Refused}
    ],
)
def test_every_error_of_the_platform_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| \S", PAGE, re.MULTILINE)


@pytest.mark.parametrize(
    "name", [name for name in vars(WebcastsClient) if not name.startswith("_")]
)
def test_every_call_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| `{name}\(", PAGE, re.MULTILINE)


def test_the_limits_on_the_page_are_those_that_are_kept() -> None:
    budget = Budget()

    assert f"Budget(window={budget.window:.0f}, share={budget.share})" in PAGE
    assert all(re.search(rf"\b{calls}\b", PAGE) for calls in LIMITS.values())
