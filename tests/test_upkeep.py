"""The commands that look after the database, as they are typed."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.domain import (
    Event,
    HistoryEntry,
    OnDemand,
    Portal,
    Progress,
    Webcast,
    WebcastRequest,
    Wish,
)
from bot.people import WorkspaceEntry
from bot.rules import Access, MediaType
from bot.store import Cipher, migrate, open_store

START = datetime(2024, 11, 1, 20, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = Path(__file__).parent.parent

KEY = Cipher.new_key()


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the environment name a database, and nothing else."""
    found = tmp_path / "webcasts.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{found}")
    monkeypatch.setenv("ENCRYPTION_KEY", KEY)
    asyncio.run(migrate(f"sqlite:///{found}"))
    return found


def test_a_backup_is_restored(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "a copy.db"

    assert main(["backup", str(copy)]) == 0
    assert main(["restore", str(copy)]) == 2
    assert main(["restore", "--replace", str(copy)]) == 0

    told = capsys.readouterr()
    size = f"{copy.stat().st_size:,}"
    assert f"{size} bytes with 0 webcasts, 0 lines of history, 0 posts" in told.out
    assert "--replace" in told.err
    assert f"is kept as {path}.20" in told.out


@pytest.mark.parametrize(
    ("command", "says"),
    [("backup", "pg_dump --format=custom --file=FILE"), ("restore", "pg_restore --no-owner")],
)
def test_postgresql_has_commands_of_its_own(
    command: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:sekret@db.example/webcasts")

    assert main([command, str(tmp_path / "copy")]) == 2

    told = capsys.readouterr().err
    assert says in told
    assert "sekret" not in told


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ENCRYPTION_KEY", "", "ENCRYPTION_KEY is missing"),
        ("ENCRYPTION_KEY", "short", "at least 16 characters"),
        ("DATABASE_URL", "mysql://here", "DATABASE_URL must look like"),
    ],
)
def test_only_settings_that_matter_are_asked_for(
    name: str,
    value: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value)

    assert main(["restore", "copy.db"]) == 2
    assert says in capsys.readouterr().err


REQUEST = WebcastRequest(
    title="=Q4 town hall, with PIN 48151623",
    starts_at=START,
    duration=timedelta(hours=1),
    zone="CET",
    production=OnDemand(media=MediaType.VIDEO),
    capacity=50,
    expiration_months=3,
)
WEBCAST = Webcast(
    id="1890012",
    title=REQUEST.title,
    starts_at=START,
    duration=REQUEST.duration,
    capacity=50,
    folder_name="Home",
    viewer_link="https://event.webcasts.com/starthere.jsp?ei=1890012",
    portals=(Portal(access=Access.REPORTS, link="https://portal.example/r", pin="48151623"),),
)


@pytest.fixture
def kept(path: Path) -> None:
    """Keep a webcast of long ago in each of two workspaces, one that is ahead, and a change."""
    asyncio.run(_keep(f"sqlite:///{path}"))


async def _keep(url: str) -> None:
    async with await open_store(url, Cipher([KEY])) as store:
        for workspace in ("T1", "T2"):
            event = Event(
                workspace=workspace,
                owner="U1",
                webcast=WEBCAST,
                request=REQUEST,
                created_at=START - DAY,
            )
            ahead = replace(WEBCAST, id="1890013", starts_at=datetime.now(UTC) + DAY)
            for each in (event, replace(event, webcast=ahead)):
                wish = Wish(
                    key=each.id,
                    workspace=workspace,
                    owner="U1",
                    request=REQUEST,
                    channels=(),
                    asked_at=START,
                )
                await store.record_created(
                    wish, each, progress=Progress.CREATED, reason="", posts=()
                )
        line = HistoryEntry(workspace="T1", event_id="1890012", who="U1", what="moved", at=START)
        await store.add_history(line)
        entry = WorkspaceEntry(workspace="T1", at=START + DAY, who="U9", what="role", after="admin")
        await store.note_change(entry)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("kept")
def test_the_audit_trail_is_written_to_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["audit", "--workspace", "T1"]) == 0

    told = rows(capfdbinary.readouterr().out.decode())
    assert [row["what"] for row in told] == ["created", "created", "moved", "role"]
    assert told[0]["title"] == "'=Q4 town hall, with PIN [hidden]"
    assert told[3] | {"title": ""} == {
        "at": "2024-11-02T20:00:00.000Z",
        "workspace": "T1",
        "event_id": "",
        "title": "",
        "who": "U9",
        "what": "role",
        "subject": "",
        "detail": "",
        "before": "",
        "after": "admin",
    }


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ([], ["created"] * 4 + ["moved", "role"]),
        (["--since", "2024-11-01"], ["moved", "role"]),
        (["--until", "2024-11-01"], ["created"] * 4 + ["moved"]),
        (["--since", "2024-11-01", "--until", "2024-11-01"], ["moved"]),
        (["--until", "9999-12-31", "--since", "2024-11-02"], ["role"]),
        (["--workspace", "T404"], []),
    ],
)
@pytest.mark.usefixtures("kept")
def test_the_trail_is_of_whole_days(options: list[str], what: list[str], tmp_path: Path) -> None:
    output = tmp_path / "the trail.csv"

    assert main(["audit", *options, "--output", str(output)]) == 0

    assert [row["what"] for row in rows(output.read_bytes().decode())] == what
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--since", "2024-11-02", "--until", "2024-11-01"], "--since is after --until"),
        (["--output", "webcasts.db"], "is there already"),
        (["--output", "nowhere/trail.csv"], "cannot be written"),
    ],
)
def test_a_trail_that_cannot_be_written_is_said(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *options]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
def test_a_wrong_key_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENCRYPTION_KEY", Cipher.new_key())

    assert main(["audit", "--output", str(tmp_path / "trail.csv")]) == 2

    assert "does not fit" in capsys.readouterr().err
    assert not (tmp_path / "trail.csv").exists()


def test_a_database_that_is_not_up_to_date_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")

    assert main(["audit"]) == 2
    assert "webcast-bot migrate" in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
def test_whoever_reads_the_trail_may_stop() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "audit"],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    os.close(write)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.usefixtures("kept")
def test_a_dry_run_names_what_would_go_and_removes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETENTION_MONTHS", "12")
    for _ in range(2):
        assert main(["retention", "--dry-run"]) == 0

        told = capsys.readouterr().out.splitlines()
        assert told[0] == "T1  1890012  2024-11-01  =Q4 town hall, with PIN 48151623"
        assert told[2] == "T1: 1 webcasts, 0 creates that came to nothing, 1 lines of changes"
        assert told[4].startswith("2 webcasts, ")
        assert len(told) == 5


def test_without_the_setting_everything_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retention", "--dry-run"]) == 0
    assert "everything is kept" in capsys.readouterr().out


def test_only_a_dry_run_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["retention"])
    assert "--dry-run" in capsys.readouterr().err
