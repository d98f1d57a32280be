"""The commands that look after the database, as they are typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.store import Cipher, migrate

if TYPE_CHECKING:
    from pathlib import Path

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
