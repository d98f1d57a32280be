"""What a deployment is made of fits the bot that it starts."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bot.__main__ import main
from bot.assembly import listening
from bot.config import settings
from tests.test_main import free_port

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1))
    for line in DOCKERFILE.replace("\\\n", "").splitlines()
    if line and not line.startswith("#")
]
LAST_STAGE = INSTRUCTIONS[max(i for i, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM") :]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
BOTS: dict[str, dict[str, Any]] = {
    name: service for name, service in COMPOSE["services"].items() if "build" in service
}
PROCFILE: dict[str, str] = yaml.safe_load((ROOT / "Procfile").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = (ROOT / "requirements.txt").read_text()
SETTINGS = {setting.name for setting in settings()}
PYTHONS = {"HOME", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
"""What the environment holds beside settings: Python's own."""


def unit() -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names as they stand
    parser.read(ROOT / "deploy/webcast-bot.service")
    return parser


def said(word: str) -> str:
    """Return what the final image's only instruction of that word says."""
    [found] = [rest for given, rest in LAST_STAGE if given == word]
    return found


def names(assignments: str) -> set[str]:
    return set(re.findall(r"(\w+)=", assignments))


STARTED = {
    "Dockerfile": [*json.loads(said("ENTRYPOINT")), *json.loads(said("CMD"))][3:],
    "webcast-bot.service": [unit()["Service"]["ExecStart"].split("-m bot ")[1]],
    **{f"Procfile {name}": line.split()[1:] for name, line in PROCFILE.items()},
    **{f"compose.yml {name}": each["command"] for name, each in BOTS.items() if "command" in each},
}
NAMED = {
    "Dockerfile": set().union(*(names(rest) for word, rest in LAST_STAGE if word == "ENV")),
    "webcast-bot.service": names(unit()["Service"]["Environment"]),
    **{f"compose.yml {name}": set(each["environment"]) for name, each in BOTS.items()},
}


@pytest.mark.parametrize("args", STARTED.values(), ids=STARTED)
def test_what_is_started_is_a_command_of_the_bot(args: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*args, "--help"])
    assert ended.value.code == 0


def test_the_procfile_names_the_command_that_is_installed_for_it() -> None:
    assert {line.split()[0] for line in PROCFILE.values()} == set(PROJECT["scripts"])
    assert "pip install --quiet --no-deps ." in (ROOT / "bin/post_compile").read_text()
    assert os.access(ROOT / "bin/post_compile", os.X_OK)


@pytest.mark.parametrize("given", NAMED.values(), ids=NAMED)
def test_every_setting_that_is_named_exists(given: set[str]) -> None:
    assert given <= SETTINGS | PYTHONS


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yml", "requirements.txt"])
def test_no_registrys_host_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    images = re.findall(r"(?:FROM|image:) (\S+)", text)

    assert not any("/" in image for image in images)
    assert set(re.findall(r"\w+(?=://)", text)) <= {"postgresql", "sqlite"}
    assert "--index-url" not in text


def test_the_image_does_not_run_as_root() -> None:
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", said("USER"))
    started = [word for word, _ in LAST_STAGE].index("ENTRYPOINT")
    assert [word for word, _ in LAST_STAGE].index("USER") < started


def test_the_image_is_made_of_files_that_exist_and_are_not_ignored() -> None:
    copied = {
        rest.split()[0] for word, rest in INSTRUCTIONS if word == "COPY" and "--from" not in rest
    }
    let_in = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))

    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_has_the_pinned_packages_and_nothing_to_build_with() -> None:
    assert "--only-binary=:all: --require-hashes -r requirements.txt" in DOCKERFILE
    assert not any("pip install" in rest or "apt" in rest for _, rest in LAST_STAGE)


def test_every_pinned_package_has_its_hashes() -> None:
    packages = re.findall(r"^\S+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", PINNED, re.MULTILINE)
    assert len(packages) == PINNED.count("==") > 0


def test_the_image_is_stopped_by_the_signal_that_the_bot_heeds() -> None:
    assert said("STOPSIGNAL") == "SIGTERM"


def health_check() -> list[str]:
    _, _, command = said("HEALTHCHECK").partition(" CMD ")
    return [sys.executable, *json.loads(command)[1:]]


async def checked(port: int) -> int:
    process = await asyncio.create_subprocess_exec(
        *health_check(), env={"PORT": str(port)}, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


@pytest.mark.parametrize(("status", "verdict"), [(200, 0), (503, 1)], ids=["alive", "unwell"])
async def test_the_health_check_asks_the_bot(status: int, verdict: int) -> None:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    served = web.Application()
    served.router.add_get("/healthz", healthz)
    async with listening(served, host="127.0.0.1", port=0) as url:
        assert await checked(int(url.rsplit(":", 1)[1])) == verdict


async def test_the_health_check_fails_where_nobody_answers() -> None:
    assert await checked(free_port()) == 1


def test_the_database_is_migrated_before_the_bot_starts() -> None:
    bot, migrate = BOTS["bot"], BOTS["migrate"]

    assert bot["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert migrate["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert PROCFILE["release"].endswith("migrate")


def test_containers_may_write_nothing_but_temporary_files() -> None:
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in BOTS.values())


def test_a_stop_has_the_ten_seconds_that_the_bot_may_take() -> None:
    assert int(BOTS["bot"]["stop_grace_period"].rstrip("s")) > 10
    assert int(unit()["Service"]["TimeoutStopSec"]) > 10


def test_no_secret_stands_in_what_is_deployed() -> None:
    assert all(each["env_file"] == ".env" for each in BOTS.values())
    password = COMPOSE["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")


def test_the_unit_has_a_user_and_a_place_of_its_own_and_no_other() -> None:
    service = unit()["Service"]

    assert service["User"] == service["StateDirectory"] == "webcast-bot"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (ROOT / "deploy/webcast-bot.service").read_text()
    here = text.replace("/opt/webcast-bot/.venv/bin/python", sys.executable)
    (tmp_path / "webcast-bot.service").write_text(here)

    command = ["systemd-analyze", "verify", str(tmp_path / "webcast-bot.service")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (told.returncode, told.stderr) == (0, "")


def test_the_image_has_a_home_for_whoever_runs_it() -> None:
    """An account that the image does not know has none, and slack_sdk looks for it at its start."""
    homes = [rest for word, rest in LAST_STAGE if word == "ENV" and "HOME=" in rest]

    assert homes[0].endswith("HOME=/data")
    assert said("VOLUME") == "/data"


def test_both_stages_of_the_image_have_the_same_python() -> None:
    made, runs = [rest.split()[0] for word, rest in INSTRUCTIONS if word == "FROM"]
    assert made == runs


def test_the_bot_runs_from_its_source_without_being_installed() -> None:
    sources = (path.read_text() for path in ROOT.glob("bot/**/*.py"))
    assert not any("importlib.metadata" in source for source in sources)
