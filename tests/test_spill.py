"""The watch over log records would notice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

SCRIPT = """
import logging
from bot.sandbox import Settings, identity

def test_a_password():
    logging.getLogger("bot").debug("logs in with %s", "sekret-password")

def test_a_password_of_a_sandbox():
    logging.getLogger("bot").debug("logs in with %s", Settings(password="5f" * 16).password)

def test_a_token_of_a_sandbox():
    logging.getLogger("anything").info("got %s", identity.token(1, 1))

def test_a_pin_in_a_traceback():
    try:
        raise ValueError(f"wrong PIN {identity.pin(1, 1890012, 1)}!")
    except ValueError:
        logging.getLogger("bot").exception("refused")

def test_a_presenter_link():
    logging.getLogger("bot").warning("see http://localhost:1/guest?ei=1890012&gp=31")

def test_a_bot_token():
    logging.getLogger("aiohttp").error("sent %r", {"token": "xoxb-1-2-abc"})

def test_a_pin_in_a_field_of_json():
    logging.getLogger("bot").info("answered", extra={"what": identity.pin(1, 1890012, 1)})

def test_nothing_secret():
    identity.token(1, 1)
    logging.getLogger("bot").info("event 1890012, code 12, reference a1b2c3")
"""


def test_each_test_that_logs_a_secret_fails_and_no_other(tmp_path: Path) -> None:
    script = tmp_path / "test_leaks.py"
    script.write_text(SCRIPT)
    options = ["-q", "-rE", "-p", "tests.conftest", "-p", "no:cacheprovider", "--no-cov", "-n0"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", ROOT / "pyproject.toml", script],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "300"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    leaks = re.findall(r"^ERROR .*::(\w+) - AssertionError: l", done.stdout, re.MULTILINE)
    assert set(leaks) == {
        "test_a_password",
        "test_a_password_of_a_sandbox",
        "test_a_token_of_a_sandbox",
        "test_a_pin_in_a_traceback",
        "test_a_presenter_link",
        "test_a_bot_token",
        "test_a_pin_in_a_field_of_json",
    }, done.stdout
    assert "8 passed, 7 errors" in done.stdout
