"""The command line, as it is typed."""

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

from bot.__main__ import main
from bot.health import About, Finding
from bot.store import Cipher, open_store
from tests.stage import COMMS, CREATE, TOWN_HALL, text_of
from tests.teams import account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.postgres import Server


def free_port() -> int:
    """Find a port that is free, and the next one too: the platform takes it."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with suppress(OSError):
                other.bind(("127.0.0.1", port + 1))
                return port


@contextmanager
def running(*args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a command that serves; yields the process and its first line."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *args], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_key_is_one_that_encrypts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key"]) == 0

    cipher = Cipher([capsys.readouterr().out.strip()])
    assert cipher.decrypt(cipher.encrypt("PYFE3")) == "PYFE3"


def test_when_tells_how_words_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    now = ["--now", "2026-11-24T15:00:00+00:00", "--tz", "US/Eastern"]

    assert main(["when", "next tuesday 3pm for 90 minutes", *now]) == 0

    assert "Tue 1 Dec 2026, 15:00 US/Eastern" in capsys.readouterr().out


def test_when_answers_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    now = ["--now", "2026-11-24T15:00:00+00:00", "--tz", "US/Eastern", "--json"]

    main(["when", "next tuesday 3pm for 90 minutes", *now])

    answer = json.loads(capsys.readouterr().out)
    assert answer["start"] == "2026-12-01T15:00:00-05:00"
    assert answer["duration_min"] == 90


def test_when_reads_lines_in_a_batch(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = {"text": "4 dec 2026 10:00", "now": "2026-11-24T15:00:00+00:00", "tz": "CET"}
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{json.dumps(line)}\nnot json\n"))

    assert main(["when", "--batch"]) == 0

    good, bad = [json.loads(out) for out in capsys.readouterr().out.splitlines()]
    assert good["start"] == "2026-12-04T10:00:00+01:00"
    assert (bad["start"], bool(bad["reason"])) == (None, True)


def test_when_refuses_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["when", "bananas"])

    assert status == 1
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value"), [("--now", "banana"), ("--tz", "Mars/Olympus")], ids=["time", "zone"]
)
def test_a_bad_option_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    assert main(["when", "friday 3pm", option, value]) in {1, 2}

    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert "not" in told.out + told.err


def test_when_without_words_says_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["when"]) == 2
    assert "webcast-bot when" in capsys.readouterr().err


def test_run_without_settings_lists_every_gap(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "ENCRYPTION_KEY"):
        monkeypatch.delenv(name, raising=False)

    assert main(["run"]) == 2

    told = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN" in told
    assert "SLACK_CLIENT_ID" in told
    assert "webcast-bot key" in told


def test_settings_come_from_a_file_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DATABASE_URL=sqlite:///kept.db\n")

    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0

    assert (tmp_path / "kept.db").exists()
    assert "up to date" in capsys.readouterr().out


def test_the_database_moves_to_postgresql(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    postgres: Server,
) -> None:
    source = f"sqlite:///{tmp_path / 'webcasts.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", source)
    assert main(["migrate"]) == 0

    with postgres.empty() as target:
        assert main(["copy-database", source, target]) == 0
        assert "events                   0" in capsys.readouterr().out
        monkeypatch.setenv("DATABASE_URL", target)
        assert main(["migrate"]) == 0
        assert "up to date" in capsys.readouterr().out
        assert main(["copy-database", source]) == 0


def kept(folder: Path, keys: list[str]) -> str:
    """Keep a platform account of a workspace, encrypted with keys; return the database's URL."""
    url = f"sqlite:///{folder / 'kept.db'}"

    async def keep() -> None:
        async with await open_store(url, Cipher(keys)) as store:
            await store.keep_account(account("T1"))

    asyncio.run(keep())
    return url


def environment(url: str, keys: str) -> str:
    lines = {
        "SLACK_CLIENT_ID": "1",
        "SLACK_CLIENT_SECRET": "2",
        "SLACK_SIGNING_SECRET": "3",
        "DATABASE_URL": url,
        "ENCRYPTION_KEY": keys,
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def test_everything_is_encrypted_with_the_newest_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, new = Cipher.new_key(), Cipher.new_key()
    url = kept(tmp_path, [old])
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(environment(url, f"{new},{old}"))

    assert main(["reencrypt"]) == 0
    assert "accounts: 1 rows encrypted anew" in capsys.readouterr().out

    (tmp_path / ".env").write_text(environment(url, new))
    assert main(["reencrypt"]) == 0
    assert "accounts: 0 rows" in capsys.readouterr().out


def test_a_workspace_is_forgotten_by_its_id(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = Cipher.new_key()
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(environment(kept(tmp_path, [key]), key))

    assert main(["forget-workspace", "T1"]) == 0
    assert "1 rows of workspace T1 removed" in capsys.readouterr().out
    assert main(["forget-workspace", "T1"]) == 1


@pytest.mark.parametrize(("is_well", "status", "line"), [(True, 0, "ok "), (False, 1, "FAILS ")])
def test_doctor_says_a_line_for_each_check(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_well: bool,
    status: int,
    line: str,
) -> None:
    async def examine(_config: object) -> tuple[Finding, ...]:
        return (Finding(about=About.CLOCK, is_well=is_well, verdict="It is 3 seconds off."),)

    monkeypatch.setattr("bot.__main__.examine", examine)
    monkeypatch.setattr("bot.__main__.Config.from_env", lambda _env: None)

    assert main(["doctor"]) == status

    out = capsys.readouterr().out
    assert out.startswith(line)
    assert "Clock: It is 3 seconds off." in out


def test_the_sandbox_says_where_it_is_and_stops_when_asked() -> None:
    with running("sandbox", "--port", "0") as (process, url):
        with urlopen(f"{url}/_sandbox/state") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0


def test_a_sandbox_with_a_broken_state_file_says_so(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text("{")

    assert main(["sandbox", "--state", str(state)]) == 2


def test_a_webcast_survives_a_kill_and_its_link_still_works(tmp_path: Path) -> None:
    demo = ["demo", "--port", str(free_port()), "--no-browser", "--data", str(tmp_path)]
    with running(*demo) as (first, line):
        page = Page(line)
        page.post("command", channel=TOWN_HALL, text=CREATE)
        form = page.wait_for_view("Create webcast", "people will see it")
        page.post("submit", view_id=form["id"])
        page.wait_for_view("Created")
        first.kill()

    with running(*demo) as (again, line):
        page = Page(line)
        page.post("command", channel=TOWN_HALL, text="/webcast show last")
        link, *_ = page.wait_for(
            lambda state: re.findall(r"http\S+?ei=\d+&tp_key=\w+", listed(state))
        )
        with urlopen(link) as viewer:
            assert "Q4 town hall" in viewer.read().decode()
        again.send_signal(signal.SIGTERM)
        assert again.wait(15) == 0


def listed(state: dict[str, Any]) -> str:
    """Gather what the bot said to one person in the channel."""
    [channel] = [c for c in state["channels"] if c["id"] == TOWN_HALL]
    return text_of([m["blocks"] for m in channel["messages"] if m.get("ephemeral")])


class Page:
    """The demo's page, used without a browser."""

    def __init__(self, line: str) -> None:
        assert line.startswith("The demo is ready: http://localhost:")
        self.url = line.split()[4]

    def post(self, what: str, **said: object) -> None:
        """Do something as the comms lead."""
        body = json.dumps({"user": COMMS, **said}).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{self.url}/_demo/{what}", body, headers)) as answer:
            assert json.load(answer)["status"] == "ok"

    def wait_for(self, look: Callable[[dict[str, Any]], Any]) -> Any:  # noqa: ANN401  (what one looks for)
        """Look again after every change, until what one looks for is there."""
        with urlopen(f"{self.url}/_demo/events", timeout=20) as changes:
            while True:
                with urlopen(f"{self.url}/_demo/state?user={COMMS}") as answer:
                    if found := look(json.load(answer)):
                        return found
                changes.readline()

    def wait_for_view(self, title: str, words: str = "") -> dict[str, Any]:
        """Wait until a modal of that title is open and tells something."""
        found: list[dict[str, Any]] = self.wait_for(
            lambda state: [
                view
                for view in state["views"]
                if view["title"]["text"] == title and words in text_of(view["blocks"])
            ]
        )
        return found[0]
